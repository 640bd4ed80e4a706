import { describe, expect, test } from 'vitest'
import type { CartTest } from '../../../src/domain/promotion/promotion.ts'
import type { Benefit } from '../../../src/domain/promotion/promotion.ts'
import type { Candidate } from '../../../src/domain/promotion/evaluate.ts'
import { candidate, cart, coffee, earned, item, ofCategory, promotion } from './shop.ts'

const there = cart([
  item('a', 'coffee', 3_000, { quantity: 2 }),
  item('b', 'coffee', 2_770),
  item('c', 'tea', 1_000),
])

const ten: Benefit = { type: 'percent', percent: 10 }
const tea = ofCategory('tea')

function why(test?: CartTest, benefit = ten, more: Partial<Candidate> = {}) {
  const given = promotion(benefit, test === undefined ? {} : { cart: test })
  return earned(there, candidate(1, given, more)).refused[0]?.because
}

const atLeast = (measure: 'quantity' | 'amount' | 'products', n: number): CartTest => ({
  type: 'items',
  which: coffee,
  measure,
  atLeast: n,
})
const atMost = (measure: 'quantity' | 'amount' | 'products', n: number): CartTest => ({
  type: 'items',
  measure,
  atMost: n,
})
const all = (...of: CartTest[]): CartTest => ({ type: 'all', of })
const any = (...of: CartTest[]): CartTest => ({ type: 'any', of })
const not = (of: CartTest): CartTest => ({ type: 'not', of })
const notHere: CartTest = { type: 'channel', values: ['store'] }

describe('what is missing is said', () => {
  test('in money, pieces and different products, of the items that are meant', () => {
    expect(why(atLeast('amount', 100))).toEqual({
      type: 'missing',
      measure: 'amount',
      more: 1_230,
      which: coffee,
    })
    expect(why(atLeast('quantity', 5))).toMatchObject({ measure: 'quantity', more: 2 })
    expect(why(atLeast('products', 3))).toMatchObject({ measure: 'products', more: 2 })
    expect(why({ type: 'items', measure: 'quantity', atLeast: 5 })).toEqual({
      type: 'missing',
      measure: 'quantity',
      more: 1,
    })
  })

  test('where all else is met, wherever it stands', () => {
    expect(why(all({ type: 'firstPurchase' }, any(notHere, atLeast('quantity', 4))))).toMatchObject(
      {
        more: 1,
      },
    )
  })

  test('of several ways the one that is named first', () => {
    expect(
      why(any(all(notHere, atLeast('quantity', 4)), atLeast('quantity', 7), atLeast('amount', 99))),
    ).toMatchObject({ measure: 'quantity', more: 4 })
  })

  test('where adding it keeps within what may be at most', () => {
    expect(why(all(atLeast('quantity', 4), atMost('quantity', 5)))).toMatchObject({ more: 1 })
    expect(why(all(atLeast('amount', 100), atMost('quantity', 5)))).toMatchObject({ more: 1_230 })
  })

  test('where it is enough for the benefit too', () => {
    const both: Benefit = { type: 'buyPay', buy: 5, pay: 4, on: coffee }
    expect(why(atLeast('quantity', 4), both)).toMatchObject({ more: 2 })
    expect(why(atLeast('quantity', 6), both)).toMatchObject({ more: 3 })
    expect(why(atLeast('quantity', 4), { ...both, on: tea })).toEqual({ type: 'cart' })
  })

  test('of the benefit, where it is for so many pieces only', () => {
    expect(why(undefined, { type: 'buyPay', buy: 5, pay: 4, on: coffee })).toEqual({
      type: 'missing',
      measure: 'quantity',
      more: 2,
      which: coffee,
    })
    expect(why(undefined, { type: 'cheapestFree', from: 5 })).toEqual({
      type: 'missing',
      measure: 'quantity',
      more: 1,
    })
    const steps = [
      { from: 6, percent: 5 },
      { from: 9, percent: 10 },
    ]
    expect(why(undefined, { type: 'steps', count: 'together', steps })).toMatchObject({ more: 2 })
    expect(why(undefined, { type: 'steps', count: 'item', steps })).toEqual({
      type: 'missing',
      measure: 'quantity',
      more: 4,
      ofOne: true,
    })
  })
})

describe('nothing is said to be missing', () => {
  test.each([
    ['where another test is not met either', all(atLeast('amount', 100), notHere)],
    ['where two sums are too small', all(atLeast('quantity', 4), atLeast('amount', 100))],
    ['where there is too much', all(atLeast('amount', 100), atMost('quantity', 3))],
    ['where what is added would be too much', all(atLeast('quantity', 5), atMost('quantity', 5))],
    ['where nobody knows whether it would be', all(atLeast('quantity', 4), atMost('amount', 900))],
    ['where the sum has to be smaller', not(atMost('quantity', 9))],
    ['where it is not about items', notHere],
    ['where nothing would do', any()],
  ])('%s', (_, test_) => expect(why(test_)).toEqual({ type: 'cart' }))

  test('to whom it is not the cart alone that stands in the way', () => {
    expect(why(atLeast('amount', 100), ten, { customer: 'unknown' })).toEqual({ type: 'cart' })
    expect(why(atLeast('amount', 100), ten, { customer: 'notMet' })).toEqual({ type: 'customer' })
    expect(why({ type: 'firstPurchase' }, ten, { firstPurchase: false })).toEqual({ type: 'cart' })
  })

  test('for a benefit that so many pieces more would take away', () => {
    const five: Benefit = { type: 'buyPay', buy: 5, pay: 4 }
    expect(why(atMost('quantity', 4), five)).toEqual({ type: 'cart' })
    expect(why(atMost('quantity', 5), five)).toMatchObject({ more: 1 })
  })
})

test('a cart that meets a test of it is not short of anything', () => {
  expect(
    why(all(atLeast('amount', 87.7), atLeast('quantity', 3), atLeast('products', 1))),
  ).toBeUndefined()
  expect(
    why(any(not(notHere), { type: 'items', which: tea, measure: 'amount', atLeast: 50 })),
  ).toBeUndefined()
  expect(why({ type: 'firstPurchase' }, ten, { firstPurchase: undefined as never })).toBeUndefined()
})
