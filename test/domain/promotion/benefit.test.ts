import { describe, expect, test } from 'vitest'
import type { Cart } from '../../../src/domain/promotion/cart.ts'
import type { Benefit } from '../../../src/domain/promotion/promotion.ts'
import { cart, coffee, earned, item, promotion } from './shop.ts'

/** Two coffees and a tea, and what is left of each of them after a benefit. */
const three = cart([
  item('a', 'coffee', 3_000, { quantity: 2 }),
  item('b', 'coffee', 1_999),
  item('c', 'tea', 1_001, { quantity: 3, subscription: true }),
])

const examples: readonly [string, Benefit, readonly number[]][] = [
  ['percent', { type: 'percent', percent: 10 }, [5_400, 1_799, 2_703]],
  ['percent on some', { type: 'percent', percent: 12.5, on: coffee }, [5_250, 1_749, 3_003]],
  ['all of it', { type: 'percent', percent: 100 }, [0, 0, 0]],
  ['percent up to', { type: 'percent', percent: 50, on: coffee, upTo: 10 }, [5_250, 1_749, 3_003]],
  ['amount off each piece', { type: 'amount', amount: 15, per: 'piece' }, [3_000, 499, 0]],
  ['amount off the cart', { type: 'amount', amount: 11, per: 'cart' }, [5_400, 1_799, 2_703]],
  ['amount beyond', { type: 'amount', amount: 500, per: 'cart', on: coffee }, [0, 0, 3_003]],
  ['price', { type: 'price', price: 19.99 }, [3_998, 1_999, 3_003]],
  ['price of nothing', { type: 'price', price: 0, on: coffee }, [0, 0, 3_003]],
  [
    'price list',
    {
      type: 'priceList',
      prices: [
        { product: 'tea', price: 9 },
        { product: 'none', price: 1 },
      ],
    },
    [6_000, 1_999, 2_700],
  ],
  [
    'steps by item',
    {
      type: 'steps',
      count: 'item',
      steps: [
        { from: 2, percent: 10 },
        { from: 3, percent: 20 },
      ],
    },
    [5_400, 1_999, 2_402],
  ],
  [
    'steps together',
    {
      type: 'steps',
      count: 'together',
      on: coffee,
      steps: [
        { from: 3, percent: 10 },
        { from: 4, percent: 20 },
      ],
    },
    [5_400, 1_799, 3_003],
  ],
  ['three for two', { type: 'buyPay', buy: 3, pay: 2 }, [6_000, 0, 2_002]],
  ['three for none', { type: 'buyPay', buy: 3, pay: 0, on: coffee }, [0, 0, 3_003]],
  ['cheapest', { type: 'cheapestFree', from: 6 }, [6_000, 1_999, 2_002]],
  ['cheapest of some', { type: 'cheapestFree', from: 2, on: coffee }, [6_000, 0, 3_003]],
  ['subscription', { type: 'subscription', percent: 10 }, [6_000, 1_999, 2_703]],
]

describe('a benefit leaves of two coffees at 30.00, one at 19.99 and three teas at 10.01', () => {
  test.each(examples)('%s', (_, benefit, after) => {
    const outcome = earned(three, promotion(benefit))
    expect(outcome.items.map((each) => each.after)).toEqual(after)
    expect(outcome.total).toBe(after.reduce((sum, each) => sum + each, 0))
    expect(outcome.applied).toEqual([{ promotion: 1, amount: 11_002 - outcome.total, shipping: 0 }])
  })
})

test('a percentage is rounded half up once for all items, and each has its share of it', () => {
  const thirds = cart([item('x', 'tea', 333), item('y', 'tea', 333), item('z', 'tea', 333)])
  const { items, discount } = earned(thirds, promotion({ type: 'percent', percent: 50 }))
  expect(discount).toBe(500)
  expect(items.map(({ after }) => after)).toEqual([166, 166, 167])
})

test('half a cent is rounded up, less is not', () => {
  const at = (price: number, percent: number) =>
    earned(cart([item('x', 'tea', price)]), promotion({ type: 'percent', percent })).discount
  expect(at(5, 10)).toBe(1)
  expect(at(4, 10)).toBe(0)
  expect(at(9_999, 33.33)).toBe(3_333)
})

test('the dearest pieces are put together, wherever they stand', () => {
  const mixed = cart([item('a', 'tea', 100, { quantity: 2 }), item('b', 'tea', 900)])
  const { items } = earned(mixed, promotion({ type: 'buyPay', buy: 2, pay: 1 }))
  expect(items.map(({ after }) => after)).toEqual([100, 900])
})

test('a hundred thousand pieces are not looked at one by one', () => {
  const many = cart([item('a', 'tea', 100, { quantity: 100_000 }), item('b', 'tea', 99)])
  const { total } = earned(
    many,
    promotion({ type: 'buyPay', buy: 3, pay: 2 }),
    promotion({ type: 'percent', percent: 33.33 }),
  )
  // 100,001 pieces are 33,333 bundles and two: the last piece, the cheapest, is in none.
  expect(total).toBe(6_666_799 - Math.round(6_666_799 * 0.3333))
})

describe('shipping', () => {
  const sent = (shipping?: number): Cart =>
    cart([item('a', 'tea', 100)], shipping === undefined ? {} : { shipping })

  test('costs nothing', () => {
    const outcome = earned(sent(1_590), promotion({ type: 'freeShipping' }))
    expect(outcome).toMatchObject({ subtotal: 100, shipping: 1_590, discount: 1_590, total: 100 })
    expect(outcome.applied).toEqual([{ promotion: 1, amount: 1_590, shipping: 1_590 }])
  })

  test('costs less', () => {
    const outcome = earned(sent(1_590), promotion({ type: 'freeShipping', upTo: 10 }))
    expect(outcome).toMatchObject({ discount: 1_000, total: 690 })
  })

  test('that is not known yet is free all the same, and nothing is off', () => {
    const outcome = earned(sent(), promotion({ type: 'freeShipping' }))
    expect(outcome).toMatchObject({ shipping: 0, discount: 0, total: 100 })
    expect(outcome.applied).toEqual([{ promotion: 1, amount: 0, shipping: 0 }])
  })

  test('that costs nothing anyway cannot be made cheaper', () => {
    const outcome = earned(sent(0), promotion({ type: 'freeShipping' }))
    expect(outcome.refused).toEqual([{ promotion: 1, because: { type: 'nothingToGain' } }])
  })
})

test('a gift is put in beside, and costs nothing', () => {
  const outcome = earned(three, promotion({ type: 'gift', product: 'mug', quantity: 2 }))
  expect(outcome.gifts).toEqual([{ promotion: 1, product: 'mug', quantity: 2 }])
  expect(outcome).toMatchObject({ discount: 0, total: 11_002 })
})
