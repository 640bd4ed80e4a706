import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Cart, CartItem, Outcome } from '../../../src/domain/promotion/cart.ts'
import { meetsCart } from '../../../src/domain/promotion/cartTest.ts'
import type { Candidate, Choice } from '../../../src/domain/promotion/evaluate.ts'
import { evaluate } from '../../../src/domain/promotion/evaluate.ts'
import type { Promotion } from '../../../src/domain/promotion/promotion.ts'
import { meetsItem } from '../../../src/domain/segment/where.ts'
import {
  arbitraryCandidates,
  arbitraryCart,
  arbitraryPromotion,
  smoothBenefit,
} from './arbitrary.ts'
import { candidate, item, moment } from './shop.ts'

const choices = fc.constantFrom<Choice>('best', 'priority')
const runs = { numRuns: 500, seed: 5 }

function earnedBy(cart: Cart, promotions: readonly Candidate[], choice: Choice = 'best'): Outcome {
  return evaluate({ cart, promotions, moment, choice })
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, each) => all + each, 0)
}

test('no price is negative, and all parts come to the whole', () => {
  fc.assert(
    fc.property(arbitraryCart, arbitraryCandidates(), choices, (cart, promotions, choice) => {
      const { subtotal, shipping, discount, total, items, applied } = earnedBy(
        cart,
        promotions,
        choice,
      )
      for (const each of items) {
        expect(each.after).toBeGreaterThanOrEqual(0)
        expect(each.before - sum(each.discounts.map(({ amount }) => amount))).toBe(each.after)
      }
      for (const { promotion, amount, shipping: sent } of applied) {
        const ofItems = items.flatMap(({ discounts }) =>
          discounts.filter((each) => each.promotion === promotion).map((each) => each.amount),
        )
        expect(sum(ofItems) + sent).toBe(amount)
        expect(Math.min(amount, sent)).toBeGreaterThanOrEqual(0)
      }
      const offShipping = sum(applied.map((each) => each.shipping))
      expect(shipping - offShipping).toBeGreaterThanOrEqual(0)
      expect(subtotal).toBe(sum(items.map(({ before }) => before)))
      expect(discount).toBe(sum(applied.map(({ amount }) => amount)))
      expect(total).toBe(sum(items.map(({ after }) => after)) + shipping - offShipping)
      expect(subtotal - discount + shipping).toBe(total)
    }),
    runs,
  )
})

test('each promotion is either applied or refused, once', () => {
  fc.assert(
    fc.property(arbitraryCart, arbitraryCandidates(), choices, (cart, promotions, choice) => {
      const { applied, refused } = earnedBy(cart, promotions, choice)
      const named = [...applied, ...refused].map(({ promotion }) => promotion)
      const byNumber = (a: number, b: number) => a - b
      expect(named.toSorted(byNumber)).toEqual(promotions.map(({ id }) => id).toSorted(byNumber))
    }),
    runs,
  )
})

test('the order in which items and promotions are given does not matter', () => {
  const shuffled = <T>(all: readonly T[]) =>
    fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length })
  const given = fc
    .tuple(arbitraryCart, arbitraryCandidates(), choices)
    .chain(([cart, promotions, choice]) =>
      fc.tuple(
        fc.constant({ cart, promotions, choice }),
        shuffled(cart.items),
        shuffled(promotions),
      ),
    )
  fc.assert(
    fc.property(given, ([{ cart, promotions, choice }, items, others]) => {
      const one = earnedBy(cart, promotions, choice)
      const other = earnedBy({ ...cart, items }, others, choice)
      const byId = ({ items: all }: Outcome) => new Map(all.map((each) => [each.id, each]))
      expect({ ...other, items: byId(other) }).toEqual({ ...one, items: byId(one) })
    }),
    runs,
  )
})

test('an exclusive promotion is alone, and cumulative ones are never beside it', () => {
  let alone = 0
  fc.assert(
    fc.property(arbitraryCart, arbitraryCandidates(), choices, (cart, promotions, choice) => {
      const { applied, refused } = earnedBy(cart, promotions, choice)
      const of = new Map(promotions.map((each) => [each.id, each.promotion.stacking.type]))
      const isExclusive = applied.some(({ promotion }) => of.get(promotion) === 'exclusive')
      if (isExclusive) alone += 1
      expect(isExclusive && applied.length > 1).toBe(false)
      const first = applied[0]?.promotion
      for (const { because } of refused) {
        expect(because.type === 'outdone' ? because.by : first).toBe(first)
      }
    }),
    runs,
  )
  expect(alone).toBeGreaterThan(50)
})

test('what is chosen as the best is at least as good as each promotion by itself', () => {
  fc.assert(
    fc.property(arbitraryCart, arbitraryCandidates(), (cart, promotions) => {
      const { discount } = earnedBy(cart, promotions)
      for (const each of promotions.filter(isExclusive)) {
        expect(earnedBy(cart, [each]).discount).toBeLessThanOrEqual(discount)
      }
      const cumulative = promotions.filter((each) => !isExclusive(each))
      expect(earnedBy(cart, cumulative).discount).toBeLessThanOrEqual(discount)
    }),
    runs,
  )
})

function isExclusive({ promotion }: Candidate): boolean {
  return promotion.stacking.type === 'exclusive'
}

test('promotions for other customers change nothing', () => {
  fc.assert(
    fc.property(
      arbitraryCart,
      arbitraryCandidates(),
      fc.array(arbitraryPromotion(), { maxLength: 3 }),
      choices,
      (cart, promotions, others, choice) => {
        const strangers = others.map((each, i) =>
          candidate(100 + i, { ...each, when: {} }, { customer: 'notMet' }),
        )
        const one = earnedBy(cart, promotions, choice)
        const more = earnedBy(cart, [...strangers, ...promotions], choice)
        const isOurs = ({ promotion }: { promotion: number }) => promotion < 100
        expect({ ...more, refused: more.refused.filter(isOurs) }).toEqual(one)
        expect(more.refused.filter((each) => !isOurs(each)).map(({ because }) => because)).toEqual(
          others.map(() => ({ type: 'customer' })),
        )
      },
    ),
    runs,
  )
})

/**
 * Not of those that let the cheapest of several pieces cost nothing: what another takes off one of them
 * before may make another piece the cheapest, of which a third would have taken more.
 */
test('one more cumulative promotion never makes the cart dearer, but for the rounding', () => {
  const cumulative = (given: Promotion): Promotion => ({
    ...given,
    stacking: { ...given.stacking, type: 'cumulative' },
  })
  const smooth = arbitraryPromotion(smoothBenefit).map(cumulative)
  let cheaper = 0
  fc.assert(
    fc.property(
      arbitraryCart,
      arbitraryCandidates(smooth),
      arbitraryPromotion().map(cumulative),
      (cart, promotions, more) => {
        const before = earnedBy(cart, promotions).total
        const after = earnedBy(cart, [...promotions, candidate(50, more)]).total
        // Each promotion shares its cents anew: a cent for each piece at the most.
        const pieces = sum(cart.items.map(({ quantity }) => quantity))
        expect(after).toBeLessThanOrEqual(before + (promotions.length + 1) * Math.max(1, pieces))
        if (after < before) cheaper += 1
      },
    ),
    runs,
  )
  expect(cheaper).toBeGreaterThan(100)
})

test('what is said to be missing is just enough', () => {
  let claimed = 0
  fc.assert(
    fc.property(arbitraryCart, arbitraryPromotion(), (cart, given) => {
      const asked: Promotion = { ...given, when: {}, limits: {} }
      delete (asked as { coupon?: true }).coupon
      const why = (there: Cart) =>
        earnedBy(there, [candidate(1, asked)]).refused[0]?.because.type ?? 'applied'
      const [refused] = earnedBy(cart, [candidate(1, asked)]).refused
      if (refused?.because.type !== 'missing') return
      const { measure, more, which } = refused.because
      const added = addable.find(({ facts }) => !which || meetsItem(which, facts, moment))
      // Of what nothing in the shop is, nobody can add anything.
      if (added === undefined || refused.because.ofOne) return
      claimed += 1
      const enough = { ...cart, items: [...cart.items, ...put(added, measure, more)] }
      const short = { ...cart, items: [...cart.items, ...put(added, measure, more - 1)] }
      expect(
        meetsCart(asked.cart ?? { type: 'all', of: [] }, {
          cart: enough,
          moment,
          firstPurchase: true,
        }),
      ).toBe(true)
      expect(['missing', 'cart']).not.toContain(why(enough))
      // Of several ways the first is said, which need not be the shortest.
      const isShortest = asked.cart?.type !== 'any'
      expect(['missing', 'cart']).toContain(isShortest ? why(short) : 'missing')
    }),
    { numRuns: 3_000, seed: 6 },
  )
  expect(claimed).toBeGreaterThan(200)
})

const addable: readonly CartItem[] = ['coffee', 'tea', 'mug'].flatMap((category) =>
  [0, 100].map((price) => {
    const made = item(`+${category}${price}`, category, 1)
    const properties = new Map(made.facts.properties)
    properties.set('price', { type: 'number', value: price * 10_000 })
    return { ...made, facts: { ...made.facts, properties } }
  }),
)

/** So much more of an item: one piece for so much, so many pieces, or one piece each of so many products. */
function put(added: CartItem, measure: 'quantity' | 'amount' | 'products', more: number) {
  if (more === 0) return []
  if (measure === 'amount') return [{ ...added, price: more }]
  if (measure === 'quantity') return [{ ...added, quantity: more }]
  return Array.from({ length: more }, (_, i) => ({
    ...added,
    id: `${added.id}${i}`,
    product: `new${i}`,
  }))
}
