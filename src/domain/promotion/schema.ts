import { z } from 'zod'
import { conditionLimits } from '../segment/condition.ts'
import { productPathsIn } from '../segment/related.ts'
import { hundredthsOf } from '../segment/sample.ts'
import { itemWhereSchema } from '../segment/schema.ts'
import type { Weekday } from '../shop.ts'
import { cleanText } from '../text.ts'
import { decimalsOf, minorOf } from './minor.ts'
import type { CartTest, Limits, When } from './promotion.ts'
import { promotionLimits } from './promotion.ts'
import { instantIn, minutesOf } from './when.ts'

/**
 * The schema of a promotion as it comes from outside, in a shop of that currency, without the condition on
 * its customers, which has a reader of its own: strict objects, so that what is not understood is refused
 * and never skipped. It does not guard against hostile depth and size: read by
 * {@link file://./parse.ts parsePromotion}, which does.
 */
export function restSchema(currency: string) {
  const amount = amountOf(currency)
  return z.strictObject({
    cart: cartTest(amount).exactOptional(),
    when: when.exactOptional(),
    benefit: benefitOf(amount),
    limits: limitsOf(amount).exactOptional(),
    coupon: z.literal(true, 'It is true or left out').exactOptional(),
    stacking: stacking.exactOptional(),
  })
}

const text = z
  .string()
  .min(1)
  .max(conditionLimits.textLength)
  .refine(
    (value) => cleanText(value) === value,
    says('It contains NUL or half a character', 'Remove the character that no text can carry.'),
  )

const percent = z
  .number()
  .refine(
    (value) => hundredthsOf(value) !== undefined,
    says(
      'It is no discount in percent',
      'Give a number above 0 and up to 100, with at most two decimal places.',
    ),
  )

const pieces = z.int().min(1).max(promotionLimits.quantity)
const times = z.int().min(1).max(1_000_000_000)
const on = itemWhereSchema
  .refine(
    (where) => productPathsIn(where).length === 0,
    says(
      'What a cart says of its items counts, and of their products nothing is looked up',
      'Name the property as the cart says it, without product.',
    ),
  )
  .exactOptional()

type Amount = ReturnType<typeof amountOf>

/** From 0, in units of the currency. */
function amountOf(currency: string) {
  const places = decimalsOf(currency)
  const many = places === 0 ? 'no decimal places' : `at most ${places} decimal places`
  return z
    .number()
    .min(0)
    .refine(
      (value) => minorOf(value, currency) !== undefined,
      says(`It is no amount in ${currency}`, `Give ${many}, and less than 900,000,000,000.`),
    )
}

function aboveZero(amount: Amount) {
  return amount.refine((value) => value > 0, says('It is nothing', 'Give an amount above 0.'))
}

const weekday = z.literal([1, 2, 3, 4, 5, 6, 7] satisfies Weekday[])
const instant = z
  .string()
  .refine(
    (value) => instantIn(value) !== undefined,
    says(
      'It is not an instant with its offset',
      'Write ISO 8601 with Z or an offset, such as 2026-11-21T10:30:00-03:00, years 1000 to 9999.',
    ),
  )
const clock = z
  .string()
  .refine(
    (value) => minutesOf(value) !== undefined,
    says('It is no time of day', 'Write hours and minutes from 00:00 to 23:59, such as 08:30.'),
  )
const hours = z
  .strictObject({ from: clock, to: clock })
  .refine(
    ({ from, to }) => from !== to,
    says(
      'It ends when it begins',
      'Give two times of day; leave the hours out where it is all day.',
    ),
  )

const when = z
  .strictObject({
    from: instant.exactOptional(),
    to: instant.exactOptional(),
    weekdays: z.array(weekday).min(1).superRefine(refuseTwice).readonly().exactOptional(),
    hours: z.array(hours).min(1).max(promotionLimits.hours).readonly().exactOptional(),
  })
  .superRefine(refuseReversed)

const stacking = z.strictObject({
  type: z.enum(['exclusive', 'cumulative']),
  priority: z.int().min(-1_000_000).max(1_000_000).exactOptional(),
})

function limitsOf(amount: Amount) {
  return z
    .strictObject({
      uses: times.exactOptional(),
      usesPerCustomer: times.exactOptional(),
      budget: aboveZero(amount).exactOptional(),
    })
    .superRefine(refuseMoreThanAll)
}

function benefitOf(amount: Amount) {
  const some = aboveZero(amount)
  return z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('percent'), percent, on, upTo: some.exactOptional() }),
    z.strictObject({ type: z.literal('amount'), amount: some, per: z.enum(['piece', 'cart']), on }),
    z.strictObject({ type: z.literal('price'), price: amount, on }),
    z.strictObject({
      type: z.literal('priceList'),
      prices: z
        .array(z.strictObject({ product: text, price: amount }))
        .min(1)
        .max(promotionLimits.prices)
        .superRefine(refuseProductTwice)
        .readonly(),
    }),
    z.strictObject({
      type: z.literal('steps'),
      count: z.enum(['item', 'together']),
      steps: z
        .array(z.strictObject({ from: pieces, percent }))
        .min(1)
        .max(promotionLimits.steps)
        .superRefine(refuseUnordered)
        .readonly(),
      on,
    }),
    z
      .strictObject({ type: z.literal('buyPay'), buy: pieces, pay: z.int().min(0), on })
      .refine(({ buy, pay }) => pay < buy, {
        ...says('Nothing is off: as many are paid as are bought', 'Give less than buy.'),
        path: ['pay'],
      }),
    z.strictObject({ type: z.literal('cheapestFree'), from: pieces, on }),
    z.strictObject({ type: z.literal('gift'), product: text, quantity: pieces }),
    z.strictObject({ type: z.literal('freeShipping'), upTo: some.exactOptional() }),
    z.strictObject({ type: z.literal('subscription'), percent, on }),
  ])
}

function cartTest(amount: Amount): z.ZodType<CartTest> {
  const test: z.ZodType<CartTest> = z.lazy(() => tests)
  const counted = z
    .int()
    .min(0)
    .max(promotionLimits.items * promotionLimits.quantity)
  const sum = (measure: 'quantity' | 'amount' | 'products') => {
    const bound = measure === 'amount' ? amount : counted
    return z
      .strictObject({
        type: z.literal('items'),
        which: on,
        measure: z.literal(measure),
        atLeast: bound
          .refine((value) => value > 0, says('Every cart has that', 'Give more than 0.'))
          .exactOptional(),
        atMost: bound.exactOptional(),
      })
      .superRefine(refuseBounds)
  }
  const items = z.discriminatedUnion('measure', [sum('quantity'), sum('amount'), sum('products')])
  const tests = z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('all'), of: z.array(test).readonly() }),
    z.strictObject({ type: z.literal('any'), of: z.array(test).readonly() }),
    z.strictObject({ type: z.literal('not'), of: test }),
    items,
    z.strictObject({
      type: z.literal('channel'),
      values: z
        .array(channel)
        .min(1)
        .max(promotionLimits.channels)
        .superRefine(refuseTwice)
        .readonly(),
    }),
    z.strictObject({ type: z.literal('firstPurchase') }),
  ])
  return test
}

const channel = text.refine(
  (value) => value === value.toLowerCase().trim(),
  says('Channels are lower-case codes', 'Write it in small letters, without blanks around it.'),
)

type Refining = { addIssue(issue: Parameters<z.RefinementCtx['addIssue']>[0]): void }

function refuse(
  context: Refining,
  message: string,
  fix: string,
  path: (string | number)[] = [],
): void {
  context.addIssue({ code: 'custom', message, path, params: { fix } })
}

/** What a refinement says: what is wrong, and how to mend it. */
function says(message: string, fix: string): { error: string; params: { fix: string } } {
  return { error: message, params: { fix } }
}

function refuseReversed({ from, to }: When, context: Refining): void {
  const [begin, end] = [from && instantIn(from), to && instantIn(to)]
  if (typeof begin !== 'number' || typeof end !== 'number' || begin < end) return
  refuse(context, 'It is over before it begins', 'Give an instant after from.', ['to'])
}

function refuseTwice(values: readonly (string | number)[], context: Refining): void {
  const at = values.findIndex((value, i) => values.indexOf(value) < i)
  if (at >= 0) refuse(context, 'It is named twice', 'Take one of them out.', [at])
}

function refuseProductTwice(
  prices: readonly { readonly product: string }[],
  context: Refining,
): void {
  const seen = new Set<string>()
  for (const [i, { product }] of prices.entries()) {
    if (seen.has(product)) {
      return refuse(context, 'It has a price already', 'Take one of them out.', [i, 'product'])
    }
    seen.add(product)
  }
}

function refuseMoreThanAll({ uses, usesPerCustomer }: Limits, context: Refining): void {
  if (uses === undefined || usesPerCustomer === undefined || usesPerCustomer <= uses) return
  const message = 'One customer could use it more often than all may together'
  refuse(context, message, `Give at most ${uses}.`, ['usesPerCustomer'])
}

function refuseUnordered(
  steps: readonly { readonly from: number; readonly percent: number }[],
  context: Refining,
): void {
  for (const [i, step] of steps.entries()) {
    const before = steps[i - 1]
    if (before === undefined) continue
    if (step.from <= before.from) {
      const fix = `Give more than ${before.from} pieces, or put the steps in ascending order.`
      return refuse(context, 'It does not begin after the step before', fix, [i, 'from'])
    }
    if (step.percent <= before.percent) {
      const fix = `Give more than ${before.percent} percent, or leave the step out.`
      return refuse(context, 'It gives no more than the step before', fix, [i, 'percent'])
    }
  }
}

function refuseBounds(
  { atLeast, atMost }: { atLeast?: number; atMost?: number },
  context: Refining,
): void {
  if (atLeast === undefined && atMost === undefined) {
    refuse(context, 'It asks for nothing', 'Say at least or at most how much.', ['atLeast'])
  } else if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    refuse(context, 'The range is reversed, nothing is in it', `Give at least ${atLeast}.`, [
      'atMost',
    ])
  }
}
