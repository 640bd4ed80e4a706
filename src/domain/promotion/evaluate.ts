import type { Moment } from '../segment/tests.ts'
import { askedOf, takeOff } from './benefit.ts'
import type { Applied, Because, Cart, ItemOutcome, Outcome, Refused } from './cart.ts'
import { meetsCart, missingFor } from './cartTest.ts'
import { checkedMinor } from './minor.ts'
import type { Left } from './pieces.ts'
import { leftOf, leftOfLine, leftOfLines } from './pieces.ts'
import type { Promotion } from './promotion.ts'
import { whyNotNow } from './when.ts'

/** A promotion that may apply, with what of its store decides: looked up before. */
export type Candidate = {
  readonly id: number
  readonly promotion: Promotion
  /** Whether she is one who is meant; unknown where nobody is named and somebody is meant. */
  readonly customer: 'met' | 'notMet' | 'unknown'
  /** She has completed no order yet; undefined where nobody is named, which counts as that. */
  readonly firstPurchase: boolean | undefined
  /** So far, in all and by her; money in minor units. */
  readonly used: { readonly uses: number; readonly byCustomer: number; readonly spent: number }
  /** The one of the cart's codes that is this promotion's. */
  readonly coupon?: {
    readonly code: string
    /** Milliseconds: from then on it counts no more. */
    readonly expires?: number
    /** It was used as often as it may be. */
    readonly spent?: boolean
  }
}

/**
 * Which of the promotions that exclude each other are taken: with which the most comes off, or those among
 * which is the one of the greatest priority.
 */
export type Choice = 'best' | 'priority'

/**
 * What a cart earns at that moment, exact to the minor unit and the same in whatever order its items and the
 * promotions are given.
 *
 * Tests see the prices before any discount. Of what passes its tests, each exclusive promotion alone and all
 * cumulative ones together are alternatives; one of them is taken by `choice`. `best`: the greatest discount
 * on items and shipping, of equal ones the greater priority, then the one with a gift, then the lesser id.
 * `priority`: the greatest priority first, then likewise. Cumulative ones work one after the other, of
 * greater priority first and then of lesser id, each on what those before have left.
 *
 * A percentage is taken once of all pieces that it touches together and rounded half up to the minor unit,
 * and each discount is shared over the pieces as {@link file://./pieces.ts shared} says: the parts come to
 * the whole, for each promotion, each item and the cart.
 */
export function evaluate({
  cart,
  promotions,
  moment,
  choice = 'best',
}: {
  readonly cart: Cart
  readonly promotions: readonly Candidate[]
  readonly moment: Moment
  readonly choice?: Choice
}): Outcome {
  const ordered = promotions.toSorted(inOrder)
  const start = leftOf(cart)
  const refused = new Map<number, Because>()
  const passing: Candidate[] = []
  for (const each of ordered) {
    const because = whyNot(each, cart, moment) ?? whyUnknown(each, start, moment)
    if (because === undefined) passing.push(each)
    else refused.set(each.id, because)
  }
  const trials = alternatives(passing).map((together) => tryTogether(together, start, moment))
  const [chosen, ...others] = trials.filter(hasSteps).toSorted(ranking(choice))
  for (const trial of trials) for (const [id, because] of trial.refused) refused.set(id, because)
  if (chosen !== undefined) {
    for (const { candidate } of others.flatMap(({ steps }) => steps)) {
      refused.set(candidate.id, { type: 'outdone', by: chosen.steps[0].candidate.id })
    }
  }
  return outcomeOf(cart, start, chosen?.steps ?? [], inOrderOf(ordered, refused))
}

function inOrder(a: Candidate, b: Candidate): number {
  return b.promotion.stacking.priority - a.promotion.stacking.priority || a.id - b.id
}

function inOrderOf(
  ordered: readonly Candidate[],
  refused: ReadonlyMap<number, Because>,
): readonly Refused[] {
  return ordered.flatMap(({ id }) => {
    const because = refused.get(id)
    return because === undefined ? [] : [{ promotion: id, because }]
  })
}

/** Why it does not apply whatever the others do; the cart comes last, so that what is missing there is all that is. */
function whyNot(candidate: Candidate, cart: Cart, moment: Moment): Because | undefined {
  const { promotion, customer } = candidate
  const never = promotion.when && whyNotNow(promotion.when, moment)
  if (never !== undefined) return never
  if (customer === 'notMet') return { type: 'customer' }
  const because =
    whyUsedUp(candidate) ?? whyNoCoupon(candidate, moment) ?? whyNotCart(candidate, cart, moment)
  // Of somebody unknown it is not the cart alone that stands in the way.
  return because?.type === 'missing' && customer === 'unknown' ? { type: 'cart' } : because
}

function whyUsedUp({ promotion: { limits = {} }, used }: Candidate): Because | undefined {
  const { uses = Infinity, usesPerCustomer = Infinity } = limits
  if (used.uses >= uses) return { type: 'usedUp', limit: 'uses' }
  if (used.byCustomer >= usesPerCustomer) return { type: 'usedUp', limit: 'usesPerCustomer' }
  return undefined
}

function whyNoCoupon({ promotion, coupon }: Candidate, { now }: Moment): Because | undefined {
  if (promotion.coupon === undefined) return undefined
  if (coupon === undefined) return { type: 'coupon' }
  if (coupon.expires !== undefined && now >= coupon.expires) return { type: 'couponExpired' }
  return coupon.spent === true ? { type: 'usedUp', limit: 'coupon' } : undefined
}

function whyNotCart(
  { promotion, firstPurchase }: Candidate,
  cart: Cart,
  moment: Moment,
): Because | undefined {
  const asked = { cart, moment, firstPurchase }
  const test = askedOf(promotion)
  return meetsCart(test, asked) ? undefined : missingFor(test, asked)
}

/** Of somebody unknown: that she is unknown, where it would give her something. */
function whyUnknown(candidate: Candidate, start: Left, moment: Moment): Because | undefined {
  if (candidate.customer !== 'unknown') return undefined
  const step = stepOf(candidate, start, moment)
  return 'type' in step ? step : { type: 'unknownCustomer' }
}

/** One promotion at work. */
type Step = { readonly candidate: Candidate; readonly before: Left; readonly after: Left }

/** What promotions do together that may apply together; of those that do nothing why. */
type Trial = { readonly steps: readonly Step[]; readonly refused: ReadonlyMap<number, Because> }
type Working = Trial & { readonly steps: readonly [Step, ...Step[]] }

function hasSteps(trial: Trial): trial is Working {
  return trial.steps.length > 0
}

function alternatives(passing: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const isExclusive = ({ promotion }: Candidate) => promotion.stacking.type === 'exclusive'
  const exclusive = passing.filter(isExclusive).map((each) => [each])
  return [...exclusive, passing.filter((each) => !isExclusive(each))]
}

function tryTogether(together: readonly Candidate[], start: Left, moment: Moment): Trial {
  const steps: Step[] = []
  const refused = new Map<number, Because>()
  let left = start
  for (const candidate of together) {
    const step = stepOf(candidate, left, moment)
    if ('type' in step) {
      refused.set(candidate.id, step)
    } else {
      steps.push(step)
      left = step.after
    }
  }
  return { steps, refused }
}

function stepOf(candidate: Candidate, before: Left, moment: Moment): Step | Because {
  const { promotion, used } = candidate
  const { benefit, limits } = promotion
  const after = takeOff(benefit, before, moment)
  const amount = worth(before) - worth(after)
  const isFree = benefit.type === 'freeShipping' && before.shipping === undefined
  if (amount === 0 && benefit.type !== 'gift' && !isFree) return { type: 'nothingToGain' }
  const budget =
    limits?.budget === undefined ? Infinity : checkedMinor(limits.budget, moment.shop.currency)
  if (used.spent + amount > budget) return { type: 'usedUp', limit: 'budget' }
  return { candidate, before, after }
}

/** What is to be paid. */
function worth({ lines, shipping = 0 }: Left): number {
  return leftOfLines(lines) + shipping
}

/** The alternative to be taken first; there are no equals, since none has two ids. */
function ranking(choice: Choice): (a: Working, b: Working) => number {
  return (a, b) => {
    const byPriority = priorityOf(b) - priorityOf(a)
    const byDiscount = discountOf(b) - discountOf(a)
    return (
      (choice === 'best' ? byDiscount || byPriority : byPriority || byDiscount) ||
      Number(hasGift(b)) - Number(hasGift(a)) ||
      leastId(a) - leastId(b)
    )
  }
}

function priorityOf({ steps: [first] }: Working): number {
  return first.candidate.promotion.stacking.priority
}

function discountOf({ steps }: Working): number {
  return steps.reduce((sum, { before, after }) => sum + worth(before) - worth(after), 0)
}

function hasGift({ steps }: Working): boolean {
  return steps.some(({ candidate }) => candidate.promotion.benefit.type === 'gift')
}

function leastId({ steps }: Working): number {
  return Math.min(...steps.map(({ candidate }) => candidate.id))
}

function outcomeOf(
  cart: Cart,
  start: Left,
  steps: readonly Step[],
  refused: readonly Refused[],
): Outcome {
  const end = steps.at(-1)?.after ?? start
  const subtotal = leftOfLines(start.lines)
  const shipping = start.shipping ?? 0
  const total = worth(end)
  const gifts = steps.flatMap(({ candidate: { id, promotion } }) => {
    const { benefit } = promotion
    if (benefit.type !== 'gift') return []
    return [{ promotion: id, product: benefit.product, quantity: benefit.quantity }]
  })
  return {
    subtotal,
    shipping,
    discount: subtotal + shipping - total,
    total,
    items: itemOutcomes(cart, start, steps),
    gifts,
    applied: steps.map(appliedOf),
    refused,
  }
}

function appliedOf({ candidate, before, after }: Step): Applied {
  const { id, promotion, coupon } = candidate
  return {
    promotion: id,
    amount: worth(before) - worth(after),
    shipping: (before.shipping ?? 0) - (after.shipping ?? 0),
    ...(promotion.coupon && coupon && { coupon: coupon.code }),
  }
}

/** In the order of the cart. */
function itemOutcomes(cart: Cart, start: Left, steps: readonly Step[]): readonly ItemOutcome[] {
  const found = new Map(
    start.lines.map((line, i) => {
      const before = leftOfLine(line)
      const discounts = steps.flatMap((step) => {
        const [was, is] = [step.before.lines[i], step.after.lines[i]]
        const amount = was && is && was !== is ? leftOfLine(was) - leftOfLine(is) : 0
        return amount === 0 ? [] : [{ promotion: step.candidate.id, amount }]
      })
      const after = discounts.reduce((left, { amount }) => left - amount, before)
      return [line.item.id, { id: line.item.id, before, after, discounts }]
    }),
  )
  return cart.items.flatMap(({ id }) => found.get(id) ?? [])
}
