import { drawLife, type DemoEvent } from './behaviour.ts'
import { catalogue, type DemoProduct } from './catalogue.ts'
import { chanceFor } from './chance.ts'
import { drawAnswers, drawDuplicate, drawPerson, type DemoCustomer } from './person.ts'
import { personas } from './personas.ts'

/** What the demo shop is made from: the same three give the same shop, byte for byte. */
export type ShopPlan = {
  readonly customers: number
  readonly seed: number
  /** The instant at which the story ends, a local midnight of the shop's zone, in milliseconds. */
  readonly until: number
}

/** One piece of the shop, in the order in which it should arrive. */
export type ShopPart =
  | { readonly kind: 'product'; readonly product: DemoProduct }
  | { readonly kind: 'customer'; readonly customer: DemoCustomer; readonly at: number }
  | {
      readonly kind: 'consent'
      readonly userId: string
      readonly purpose: string
      readonly channel: string
      readonly state: 'granted' | 'denied'
      readonly at: number
    }
  | {
      readonly kind: 'event'
      readonly userId: string
      /** The same in every run of the same plan. */
      readonly messageId: string
      readonly event: DemoEvent
    }

/** Fields the demo shop adds to the built-in ones. */
export const shopFields = [
  { name: 'occupation', label: 'Occupation', type: 'text' },
  {
    name: 'marital_status',
    label: 'Marital status',
    type: 'choice',
    choices: ['single', 'married', 'divorced', 'widowed'],
  },
  {
    name: 'income_band',
    label: 'Income (minimum wages)',
    type: 'choice',
    choices: ['up to 2', '2 to 4', '4 to 10', '10 to 20', 'over 20'],
  },
  {
    name: 'education',
    label: 'Education',
    type: 'choice',
    choices: ['secondary', 'undergraduate', 'postgraduate'],
  },
  { name: 'children', label: 'Children', type: 'integer' },
  { name: 'household', label: 'People in the household', type: 'integer' },
  {
    name: 'roast_preference',
    label: 'Preferred roast',
    type: 'choice',
    choices: ['light', 'medium', 'dark'],
  },
  { name: 'interests', label: 'Interests', type: 'list' },
  { name: 'personal_values', label: 'Values', type: 'list' },
  { name: 'lifestyle', label: 'Lifestyle', type: 'list' },
  { name: 'pain_points', label: 'Pain points', type: 'list' },
  { name: 'reseller', label: 'Reseller (Revendedor)', type: 'boolean', searchable: true },
  {
    name: 'life_event',
    label: 'Life event',
    type: 'choice',
    choices: ['moved house', 'married', 'new baby', 'new job', 'retired'],
  },
  { name: 'life_event_date', label: 'Date of the life event', type: 'date' },
  { name: 'software', label: 'Software they use', type: 'list' },
  {
    name: 'proficiency',
    label: 'Proficiency in brewing',
    type: 'choice',
    choices: ['beginner', 'intermediate', 'expert'],
  },
] as const

/** The name of the shop's hand-kept list. */
export const tastingList = 'Tasting club'

/** Who is put on it, in the text form of conditions. */
export const tastingGuests = 'did "Tasting Invitation Accepted"'

/**
 * The whole shop, piece by piece: memory does not grow with its size. Cost grows with customers
 * (about 70 events each).
 */
export function* generateShop(plan: ShopPlan): Generator<ShopPart> {
  for (const product of catalogue) yield { kind: 'product', product }
  for (let index = 1; index <= plan.customers; index += 1) yield* oneCustomer(plan, index)
}

function* oneCustomer(plan: ShopPlan, index: number): Generator<ShopPart> {
  const chance = chanceFor(plan.seed, index)
  const persona = chance.weighted(personas.map((each) => [each, each.weight] as const))
  const year = new Date(plan.until).getUTCFullYear()
  const drawn = drawPerson(chance, persona, index, year)
  // Of a chance of its own, so that what was drawn before stays as it was.
  const told = drawAnswers(chanceFor(plan.seed, -index), plan.until)
  const customer = { ...drawn, fields: { ...drawn.fields, ...told } }
  const userId = `c-${index}`
  const events = [...drawLife(chance, persona, index, plan.until)]
  const at = events.reduce((least, event) => Math.min(least, event.ts), plan.until)
  yield { kind: 'customer', customer, at }
  if (chance.yes(0.012)) {
    const twin = drawDuplicate(chance, customer, plan.customers + index)
    yield { kind: 'customer', customer: twin, at }
  }
  yield* consents(
    userId,
    at,
    chance.weighted([
      ['granted', 62],
      ['denied', 14],
      [undefined, 24],
    ] as const),
  )
  for (const [n, event] of events.entries()) {
    yield { kind: 'event', userId, messageId: `demo-${plan.seed}-${index}-${n}`, event }
  }
}

function* consents(
  userId: string,
  at: number,
  state: 'granted' | 'denied' | undefined,
): Generator<ShopPart> {
  if (state === undefined) return
  yield { kind: 'consent', userId, purpose: 'marketing', channel: 'email', state, at }
}
