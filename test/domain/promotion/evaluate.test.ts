import { describe, expect, test } from 'vitest'
import type { Candidate, Choice } from '../../../src/domain/promotion/evaluate.ts'
import { evaluate } from '../../../src/domain/promotion/evaluate.ts'
import type { Benefit, Promotion, Stacking } from '../../../src/domain/promotion/promotion.ts'
import { candidate, cart, coffee, earned, item, moment, promotion } from './shop.ts'

const ten: Benefit = { type: 'percent', percent: 10 }
const onTea: Benefit = { type: 'percent', percent: 10, on: { type: 'not', of: coffee } }
const gift: Benefit = { type: 'gift', product: 'mug', quantity: 1 }
const hundred = cart([item('a', 'coffee', 10_000)])

function off(percent: number, stacking: Partial<Stacking> = {}): Promotion {
  return promotion(
    { type: 'percent', percent },
    { stacking: { type: 'cumulative', priority: 0, ...stacking } },
  )
}

/** Which applied, and of the others why not. */
function answer(candidates: readonly Candidate[], choice?: Choice) {
  const { applied, refused } = evaluate({
    cart: hundred,
    promotions: candidates,
    moment,
    ...(choice && { choice }),
  })
  return {
    applied: applied.map((each) => each.promotion),
    refused: refused.map((each) => [each.promotion, each.because] as const),
  }
}

const exclusive = { type: 'exclusive' } as const
const outdone = (by: number) => ({ type: 'outdone', by })

describe('cumulative promotions', () => {
  test('work on what those before have left, of greater priority first, then the earlier made', () => {
    const outcome = earned(
      hundred,
      promotion({ type: 'amount', amount: 20, per: 'cart' }),
      off(50),
      off(10, { priority: 1 }),
    )
    expect(outcome.applied).toEqual([
      { promotion: 3, amount: 1_000, shipping: 0 },
      { promotion: 1, amount: 2_000, shipping: 0 },
      { promotion: 2, amount: 3_500, shipping: 0 },
    ])
    expect(outcome.items).toEqual([
      {
        id: 'a',
        before: 10_000,
        after: 3_500,
        discounts: [
          { promotion: 3, amount: 1_000 },
          { promotion: 1, amount: 2_000 },
          { promotion: 2, amount: 3_500 },
        ],
      },
    ])
  })

  test('give nothing where nothing is left', () => {
    expect(earned(hundred, off(100), off(10)).refused).toEqual([
      { promotion: 2, because: { type: 'nothingToGain' } },
    ])
  })

  test('see items as they were before any discount', () => {
    const outcome = earned(
      hundred,
      off(50),
      promotion(ten, { cart: { type: 'items', measure: 'amount', atLeast: 100 } }),
    )
    expect(outcome.total).toBe(4_500)
  })
})

describe('of promotions that exclude each other is taken', () => {
  test('that with the greatest discount', () => {
    expect(answer([candidate(1, off(10)), candidate(2, off(20, exclusive))])).toEqual({
      applied: [2],
      refused: [[1, outdone(2)]],
    })
  })

  test('all cumulative ones, where together they are more', () => {
    const all = [candidate(1, off(10)), candidate(2, off(20, exclusive)), candidate(3, off(15))]
    expect(answer(all)).toEqual({ applied: [1, 3], refused: [[2, outdone(1)]] })
  })

  test('of equal ones that of greater priority, then that with a gift, then the earlier made', () => {
    const free = promotion(gift, { stacking: { type: 'exclusive', priority: 0 } })
    const two = promotion(ten, {
      cart: { type: 'channel', values: ['site'] },
      stacking: { type: 'exclusive', priority: 0 },
    })
    expect(
      answer([
        candidate(1, off(10, exclusive)),
        candidate(2, off(10, { ...exclusive, priority: 1 })),
      ]).applied,
    ).toEqual([2])
    expect(answer([candidate(4, two), candidate(3, off(10, exclusive))]).applied).toEqual([3])
    const with_ = [
      candidate(1, off(10, exclusive)),
      candidate(2, off(10)),
      candidate(3, promotion(gift)),
    ]
    expect(answer(with_).applied).toEqual([2, 3])
    expect(answer([candidate(9, free), candidate(1, off(1, exclusive))]).applied).toEqual([1])
  })

  test('that of the greatest priority, where the shop says so', () => {
    const all = [candidate(1, off(10, { ...exclusive, priority: 1 })), candidate(2, off(20))]
    expect(answer(all, 'priority')).toEqual({ applied: [1], refused: [[2, outdone(1)]] })
    expect(answer(all, 'best')).toEqual({ applied: [2], refused: [[1, outdone(2)]] })
  })

  test('one that gives something, whatever the priority of one that gives nothing', () => {
    const useless = promotion(
      { type: 'freeShipping' },
      { stacking: { type: 'exclusive', priority: 9 } },
    )
    const free = cart(hundred.items, { shipping: 0 })
    const { applied, refused } = evaluate({
      cart: free,
      promotions: [candidate(1, useless), candidate(2, off(1))],
      moment,
      choice: 'priority',
    })
    expect(applied.map((each) => each.promotion)).toEqual([2])
    expect(refused).toEqual([{ promotion: 1, because: { type: 'nothingToGain' } }])
  })
})

describe('a promotion does not apply', () => {
  const why = (given: Partial<Promotion>, more: Partial<Candidate> = {}, benefit: Benefit = ten) =>
    answer([candidate(7, promotion(benefit, given), more)]).refused[0]?.[1]

  test('to whom it is not meant for, and to somebody unknown only once she is known', () => {
    expect(why({}, { customer: 'notMet' })).toEqual({ type: 'customer' })
    expect(why({}, { customer: 'unknown' })).toEqual({ type: 'unknownCustomer' })
    expect(why({}, { customer: 'unknown' }, onTea)).toEqual({ type: 'nothingToGain' })
  })

  test('before it begins, after it ended, on other days and at other hours', () => {
    expect(why({ when: { from: '2026-11-20T12:00:00.001-03:00' } })).toEqual({
      type: 'notYet',
      from: moment.now + 1,
    })
    expect(why({ when: { from: '2026-11-20T12:00:00-03:00' } })).toBeUndefined()
    expect(why({ when: { to: '2026-11-20T15:00:00Z' } })).toEqual({ type: 'over' })
    expect(why({ when: { to: '2026-11-20T15:00:00.001Z' } })).toBeUndefined()
    expect(why({ when: { weekdays: [1, 4, 6] } })).toEqual({ type: 'hours' })
    expect(why({ when: { weekdays: [5] } })).toBeUndefined()
    expect(why({ when: { hours: [{ from: '08:00', to: '12:00' }] } })).toEqual({ type: 'hours' })
    expect(why({ when: { hours: [{ from: '12:00', to: '12:01' }] } })).toBeUndefined()
  })

  test('without its code, with one that has expired, or that was used as often as it may be', () => {
    const code = { code: 'SAVE' }
    expect(why({ coupon: true })).toEqual({ type: 'coupon' })
    expect(why({ coupon: true }, { coupon: { ...code, expires: moment.now } })).toEqual({
      type: 'couponExpired',
    })
    expect(why({ coupon: true }, { coupon: { ...code, spent: true } })).toEqual({
      type: 'usedUp',
      limit: 'coupon',
    })
    const good = candidate(7, promotion(ten, { coupon: true }), {
      coupon: { ...code, expires: moment.now + 1, spent: false },
    })
    expect(earned(hundred, good).applied).toEqual([
      { promotion: 7, amount: 1_000, shipping: 0, coupon: 'SAVE' },
    ])
  })

  test('beyond its limits, and up to them it does', () => {
    const used = (uses: number, byCustomer: number, spent: number) => ({
      used: { uses, byCustomer, spent },
    })
    const limits = { uses: 5, usesPerCustomer: 2, budget: 100 }
    expect(why({ limits }, used(5, 0, 0))).toEqual({ type: 'usedUp', limit: 'uses' })
    expect(why({ limits }, used(4, 2, 0))).toEqual({ type: 'usedUp', limit: 'usesPerCustomer' })
    expect(why({ limits }, used(4, 1, 9_001))).toEqual({ type: 'usedUp', limit: 'budget' })
    expect(why({ limits }, used(4, 1, 9_000))).toBeUndefined()
  })

  test('whose budget is at an end, and those after it work on what it would have taken', () => {
    const dear = candidate(1, promotion(ten, { limits: { budget: 9.99 } }))
    const outcome = earned(hundred, dear, candidate(2, off(50)))
    expect(outcome.applied).toEqual([{ promotion: 2, amount: 5_000, shipping: 0 }])
    expect(outcome.refused).toEqual([
      { promotion: 1, because: { type: 'usedUp', limit: 'budget' } },
    ])
  })

  test('to items that are not there', () => {
    expect(why({}, {}, onTea)).toEqual({
      type: 'nothingToGain',
    })
  })
})

describe('hours that go over midnight', () => {
  const friday = promotion(ten, {
    when: { weekdays: [5], hours: [{ from: '22:00', to: '02:00' }] },
  })
  const appliesAt = (at: string) =>
    evaluate({
      cart: hundred,
      promotions: [candidate(1, friday)],
      moment: { ...moment, now: Date.parse(at) },
    }).applied.length === 1

  test.each([
    ['2026-11-20T21:59:59-03:00', false],
    ['2026-11-20T22:00:00-03:00', true],
    ['2026-11-21T01:59:59-03:00', true],
    ['2026-11-21T02:00:00-03:00', false],
    ['2026-11-20T01:00:00-03:00', false],
    ['2026-11-21T22:00:00-03:00', false],
  ])('are of the day they began: %s', (at, applies) => expect(appliesAt(at)).toBe(applies))
})

test('nothing applies to an empty list of promotions, and the cart costs what it costs', () => {
  expect(earned(cart([item('a', 'tea', 250, { quantity: 2 })], { shipping: 100 }))).toEqual({
    subtotal: 500,
    shipping: 100,
    discount: 0,
    total: 600,
    items: [{ id: 'a', before: 500, after: 500, discounts: [] }],
    gifts: [],
    applied: [],
    refused: [],
  })
})
