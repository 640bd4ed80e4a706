import fc from 'fast-check'
import type { Cart, CartItem } from '../../../src/domain/promotion/cart.ts'
import type { Candidate } from '../../../src/domain/promotion/evaluate.ts'
import type {
  Benefit,
  CartTest,
  Limits,
  Promotion,
  Stacking,
  When,
} from '../../../src/domain/promotion/promotion.ts'
import type { ItemWhere } from '../../../src/domain/segment/condition.ts'
import { event } from '../segment/world.ts'
import { moment, ofCategory } from './shop.ts'

const categories = ['coffee', 'tea', 'mug']
const cents = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 99, 333, 1_000, 1_999, 5_000) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 9_999 }) },
)
const amount = cents.map((minor) => minor / 100)
const some = fc.integer({ min: 1, max: 6_000 }).map((minor) => minor / 100)
const percent = fc.oneof(
  fc.constantFrom(5, 10, 33.33, 50, 100),
  fc.integer({ min: 1, max: 10_000 }).map((hundredths) => hundredths / 100),
)

/** An item whose id is given by the cart. Of two ids the order of code units is not that of code points. */
const item: fc.Arbitrary<CartItem> = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c', 'aa', 'B', '\u{1f600}', '\uff00', '10', '9'),
    product: fc.constantFrom('p1', 'p2', 'p3', 'p4'),
    quantity: fc.integer({ min: 1, max: 6 }),
    price: cents,
    subscription: fc.boolean(),
    category: fc.constantFrom(...categories),
  })
  .map(({ category, ...rest }) => {
    const price = rest.price / 100
    const { items } = event('x', 0, {}, { items: [{ product_id: rest.product, category, price }] })
    return { ...rest, facts: items[0]! }
  })

export const arbitraryCart: fc.Arbitrary<Cart> = fc
  .record({
    items: fc.uniqueArray(item, { maxLength: 6, selector: ({ id }) => id }),
    shipping: fc.option(cents, { nil: undefined }),
    channel: fc.constantFrom('site', 'store'),
    coupons: fc.constant([]),
  })
  .map(({ shipping, ...rest }) => ({ ...rest, ...(shipping !== undefined && { shipping }) }))

const leafWhere: fc.Arbitrary<ItemWhere> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...categories).map(ofCategory) },
  {
    weight: 1,
    arbitrary: fc.subarray(categories, { minLength: 1 }).map((values): ItemWhere => ({
      type: 'property',
      property: 'category',
      test: { op: 'anyOf', values },
    })),
  },
  {
    weight: 1,
    arbitrary: amount.map((value): ItemWhere => ({
      type: 'property',
      property: 'price',
      test: { op: 'atLeast', value },
    })),
  },
)

const where: fc.Arbitrary<ItemWhere> = fc.oneof(
  { weight: 4, arbitrary: leafWhere },
  { weight: 1, arbitrary: leafWhere.map((of): ItemWhere => ({ type: 'not', of })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom('all' as const, 'any' as const),
        fc.array(leafWhere, { minLength: 1, maxLength: 2 }),
      )
      .map(([type, of]): ItemWhere => ({ type, of })),
  },
)

const on = fc.option(where, { nil: undefined }).map((given) => (given ? { on: given } : {}))

const steps = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }),
    fc.uniqueArray(percent, { minLength: 3, maxLength: 3 }),
  )
  .map(([froms, percents]) => {
    const ascending = percents.toSorted((a, b) => a - b)
    return froms.toSorted((a, b) => a - b).map((from, i) => ({ from, percent: ascending[i]! }))
  })

/** Benefits after which what is left of a piece is never more where less was left of some piece before. */
const smooth: readonly fc.Arbitrary<Benefit>[] = [
  fc.tuple(percent, on, fc.option(some, { nil: undefined })).map(([p, o, upTo]) => ({
    type: 'percent',
    percent: p,
    ...o,
    ...(upTo !== undefined && { upTo }),
  })),
  fc
    .tuple(some, fc.constantFrom('piece' as const, 'cart' as const), on)
    .map(([a, per, o]) => ({ type: 'amount', amount: a, per, ...o })),
  fc.tuple(amount, on).map(([price, o]) => ({ type: 'price', price, ...o })),
  fc
    .uniqueArray(fc.record({ product: fc.constantFrom('p1', 'p2', 'p3', 'p5'), price: amount }), {
      minLength: 1,
      selector: ({ product }) => product,
    })
    .map((prices) => ({ type: 'priceList', prices })),
  fc
    .tuple(fc.constantFrom('item' as const, 'together' as const), steps, on)
    .map(([count, given, o]) => ({ type: 'steps', count, steps: given, ...o })),
  fc.integer({ min: 1, max: 3 }).map((quantity) => ({ type: 'gift', product: 'mug', quantity })),
  fc
    .option(some, { nil: undefined })
    .map((upTo) => ({ type: 'freeShipping', ...(upTo !== undefined && { upTo }) })),
  fc.tuple(percent, on).map(([p, o]) => ({ type: 'subscription', percent: p, ...o })),
]

const byPieces: readonly fc.Arbitrary<Benefit>[] = [
  fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.nat(4), on)
    .map(([buy, less, o]) => ({ type: 'buyPay', buy, pay: Math.max(0, buy - 1 - less), ...o })),
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), on)
    .map(([from, o]) => ({ type: 'cheapestFree', from, ...o })),
]

export const arbitraryBenefit = fc.oneof(...smooth, ...byPieces)
export const smoothBenefit = fc.oneof(...smooth)

const sum: fc.Arbitrary<CartTest> = fc
  .tuple(
    fc.constantFrom('quantity' as const, 'amount' as const, 'products' as const),
    fc.option(where, { nil: undefined }),
    fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 2 }),
    fc.constantFrom('atLeast', 'atLeast', 'atMost', 'both'),
  )
  .map(([measure, which, bounds, kind]) => {
    const [low = 1, high = 1] = bounds
      .toSorted((a, b) => a - b)
      .map((n) => (measure === 'amount' ? n * 7.77 : n))
      .map((n) => Number(n.toFixed(2)))
    return {
      type: 'items',
      measure,
      ...(which && { which }),
      ...(kind !== 'atMost' && { atLeast: low }),
      ...(kind !== 'atLeast' && { atMost: high }),
    }
  })

const leafTest: fc.Arbitrary<CartTest> = fc.oneof(
  { weight: 5, arbitrary: sum },
  {
    weight: 1,
    arbitrary: fc.constantFrom<CartTest>(
      { type: 'channel', values: ['site'] },
      { type: 'channel', values: ['app', 'store'] },
      { type: 'firstPurchase' },
    ),
  },
)

export const arbitraryTest: fc.Arbitrary<CartTest> = fc.oneof(
  { weight: 3, arbitrary: leafTest },
  { weight: 1, arbitrary: leafTest.map((of): CartTest => ({ type: 'not', of })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('all' as const, 'any' as const), fc.array(leafTest, { maxLength: 3 }))
      .map(([type, of]): CartTest => ({ type, of })),
  },
)

const when: fc.Arbitrary<When> = fc.oneof(
  fc.constantFrom(-1, 0, 1, 3_600_000).map((after) => ({ from: isoAfter(after) })),
  fc.constantFrom(-1, 0, 1, 3_600_000).map((after) => ({ to: isoAfter(after) })),
  fc.subarray([1, 2, 3, 4, 5, 6, 7] as const, { minLength: 3 }).map((weekdays) => ({ weekdays })),
  fc
    .tuple(
      fc.subarray([1, 2, 3, 4, 5, 6, 7] as const, { minLength: 4 }),
      fc.uniqueArray(fc.constantFrom('00:00', '02:00', '11:59', '12:00', '12:01', '22:30'), {
        minLength: 2,
        maxLength: 2,
      }),
    )
    .map(([weekdays, [from = '', to = '']]) => ({ weekdays, hours: [{ from, to }] })),
)

function isoAfter(ms: number): string {
  return new Date(moment.now + ms).toISOString()
}

const limits: fc.Arbitrary<Limits> = fc.oneof(
  fc.integer({ min: 1, max: 3 }).map((uses) => ({ uses })),
  fc.integer({ min: 1, max: 3 }).map((usesPerCustomer) => ({ usesPerCustomer })),
  some.map((budget) => ({ budget })),
)

export function arbitraryStacking(): fc.Arbitrary<Stacking> {
  return fc.record({
    type: fc.constantFrom('exclusive', 'cumulative', 'cumulative'),
    priority: fc.integer({ min: -1, max: 1 }),
  })
}

/** One time in so many. */
function sometimes<T>(arbitrary: fc.Arbitrary<T>, times: number): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { weight: 1, arbitrary },
    { weight: times - 1, arbitrary: fc.constant(undefined) },
  )
}

/** A promotion that asks for little, so that it often applies. */
export function arbitraryPromotion(benefits = arbitraryBenefit): fc.Arbitrary<Promotion> {
  return fc
    .record({
      benefit: benefits,
      stacking: arbitraryStacking(),
      cart: sometimes(arbitraryTest, 2),
      when: sometimes(when, 4),
      limits: sometimes(limits, 4),
      coupon: sometimes(fc.constant(true as const), 5),
    })
    .map(({ benefit, stacking, ...more }) => {
      const said = Object.entries(more).filter(([, value]) => value !== undefined)
      return { benefit, stacking, ...(Object.fromEntries(said) as Partial<Promotion>) }
    })
}

const coupon = fc
  .record({
    expires: fc.constantFrom(undefined, undefined, moment.now, moment.now + 1),
    spent: fc.constantFrom(undefined, false, false, true),
  })
  .map(({ expires, spent }) => ({
    code: 'SAVE',
    ...(expires !== undefined && { expires }),
    ...(spent !== undefined && { spent }),
  }))

export function arbitraryCandidates(
  promotions: fc.Arbitrary<Promotion> = arbitraryPromotion(),
): fc.Arbitrary<readonly Candidate[]> {
  const one = fc
    .record({
      id: fc.integer({ min: 1, max: 30 }),
      promotion: promotions,
      customer: fc.constantFrom('met', 'met', 'met', 'met', 'met', 'met', 'notMet', 'unknown'),
      firstPurchase: fc.constantFrom(true, false, undefined),
      used: fc.record({
        uses: fc.nat(2),
        byCustomer: fc.nat(1),
        spent: fc.constantFrom(0, 0, 500),
      }),
      coupon: sometimes(coupon, 2),
    })
    .map(({ coupon: given, ...rest }): Candidate => ({ ...rest, ...(given && { coupon: given }) }))
  return fc.uniqueArray(one, { maxLength: 6, selector: ({ id }) => id })
}
