import { describe, expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import { parsePromotion } from '../../../src/domain/promotion/parse.ts'
import { coffee } from './shop.ts'

const percent = { type: 'percent', percent: 10 }

function refused(json: unknown, currency = 'BRL'): string {
  const read = parsePromotion(json, currency)
  if (!isFailure(read)) throw new Error(`read: ${JSON.stringify(read)}`)
  return [read.where ?? '', read.message, read.fix ?? ''].join(' | ')
}

test('a promotion that says all there is comes back as it was', () => {
  const all = {
    customers: { type: 'segment', segment: 1 },
    cart: {
      type: 'all',
      of: [
        { type: 'items', which: coffee, measure: 'amount', atLeast: 99.9, atMost: 500 },
        { type: 'any', of: [{ type: 'items', measure: 'products', atMost: 0 }] },
        { type: 'not', of: { type: 'channel', values: ['store', 'site'] } },
        { type: 'firstPurchase' },
      ],
    },
    when: {
      from: '2026-11-20T00:00:00-03:00',
      to: '2026-11-21T03:00:00Z',
      weekdays: [1, 5],
      hours: [
        { from: '08:30', to: '12:00' },
        { from: '22:00', to: '00:00' },
      ],
    },
    benefit: {
      type: 'steps',
      count: 'together',
      on: coffee,
      steps: [
        { from: 2, percent: 5 },
        { from: 10, percent: 12.25 },
      ],
    },
    limits: { uses: 100, usesPerCustomer: 100, budget: 1_000.5 },
    coupon: true,
    stacking: { type: 'exclusive', priority: -3 },
  }
  expect(parsePromotion(all, 'BRL')).toEqual(all)
})

test('what is left out is said where it counts, and nothing is kept that says nothing', () => {
  expect(
    parsePromotion(
      {
        customers: { type: 'all', of: [{ type: 'list', list: 1 }] },
        benefit: percent,
        when: {},
        limits: {},
      },
      'BRL',
    ),
  ).toEqual({
    customers: { type: 'list', list: 1 },
    benefit: percent,
    stacking: { type: 'cumulative', priority: 0 },
  })
  expect(
    parsePromotion(
      { benefit: percent, when: { weekdays: [7, 1] }, stacking: { type: 'exclusive' } },
      'BRL',
    ),
  ).toMatchObject({ when: { weekdays: [1, 7] }, stacking: { type: 'exclusive', priority: 0 } })
})

test.each([
  { type: 'percent', percent: 0.01, upTo: 5 },
  { type: 'amount', amount: 0.01, per: 'piece' },
  { type: 'price', price: 0 },
  {
    type: 'priceList',
    prices: [
      { product: 'a', price: 0 },
      { product: 'b', price: 19.9 },
    ],
  },
  { type: 'buyPay', buy: 1, pay: 0 },
  { type: 'cheapestFree', from: 1 },
  { type: 'gift', product: 'mug', quantity: 1 },
  { type: 'freeShipping', upTo: 20 },
  { type: 'subscription', percent: 100 },
])('a benefit may be $type', (benefit) => {
  expect(parsePromotion({ benefit }, 'BRL')).toMatchObject({ benefit })
})

describe('of benefits is refused', () => {
  const percents = 'Give a number above 0 and up to 100, with at most two decimal places.'
  const pieces = (from: number, of: number) => ({ from, percent: of })
  test.each([
    [
      { type: 'percent', percent: 0 },
      `benefit.percent | It is no discount in percent | ${percents}`,
    ],
    [
      { type: 'percent', percent: 100.01 },
      `benefit.percent | It is no discount in percent | ${percents}`,
    ],
    [
      { type: 'percent', percent: 3.333 },
      `benefit.percent | It is no discount in percent | ${percents}`,
    ],
    [{ type: 'percent', percent: '10' }, 'benefit.percent | It is not a number | Give a number.'],
    [
      { type: 'percent', percent: 10, upTo: 0 },
      'benefit.upTo | It is nothing | Give an amount above 0.',
    ],
    [
      { type: 'amount', amount: 1.234, per: 'cart' },
      'benefit.amount | It is no amount in BRL | Give at most 2 decimal places, and less than 900,000,000,000.',
    ],
    [
      { type: 'amount', amount: -5, per: 'cart' },
      'benefit.amount | It is too small | Give at least 0.',
    ],
    [
      { type: 'amount', amount: 5 },
      'benefit.per | Invalid option: expected one of "piece"|"cart" | ',
    ],
    [
      { type: 'priceList', prices: ['a', 'b', 'a'].map((product) => ({ product, price: 1 })) },
      'benefit.prices[2].product | It has a price already | Take one of them out.',
    ],
    [
      { type: 'price', price: 1e12 },
      'benefit.price | It is no amount in BRL | Give at most 2 decimal places, and less than 900,000,000,000.',
    ],
    [
      { type: 'steps', count: 'item', steps: [] },
      'benefit.steps | It is empty | Give at least 1 element.',
    ],
    [
      { type: 'steps', count: 'item', steps: [pieces(5, 10), pieces(5, 20)] },
      'benefit.steps[1].from | It does not begin after the step before | Give more than 5 pieces, or put the steps in ascending order.',
    ],
    [
      { type: 'steps', count: 'item', steps: [pieces(5, 10), pieces(6, 10)] },
      'benefit.steps[1].percent | It gives no more than the step before | Give more than 10 percent, or leave the step out.',
    ],
    [
      {
        type: 'steps',
        count: 'item',
        steps: Array.from({ length: 21 }, (_, i) => pieces(i + 1, i + 1)),
      },
      'benefit.steps | It is too large | Give at most 20 elements.',
    ],
    [
      { type: 'buyPay', buy: 2, pay: 2 },
      'benefit.pay | Nothing is off: as many are paid as are bought | Give less than buy.',
    ],
    [{ type: 'buyPay', buy: 2, pay: -1 }, 'benefit.pay | It is too small | Give at least 0.'],
    [
      { type: 'buyPay', buy: 2.5, pay: 1 },
      'benefit.buy | It is not a whole number | Give a whole number.',
    ],
    [{ type: 'cheapestFree', from: 0 }, 'benefit.from | It is too small | Give at least 1.'],
    [
      { type: 'gift', product: '', quantity: 1 },
      'benefit.product | It is empty | Give at least 1 character.',
    ],
    [
      { type: 'gift', product: 'a\0', quantity: 1 },
      'benefit.product | It contains NUL or half a character | Remove the character that no text can carry.',
    ],
    [
      { type: 'freeShiping' },
      'benefit.type | There is no "freeShiping" | Did you mean "freeShipping"?',
    ],
    [
      { type: 'freeShipping', on: coffee },
      'benefit | There is no part "on" here | Remove it: nothing is skipped.',
    ],
  ])('%j', (benefit, words) => expect(refused({ benefit })).toBe(words))

  test('a test of items that no item can meet', () => {
    const on = { ...coffee, test: { op: 'includesAny', values: ['x'] } }
    expect(refused({ benefit: { ...percent, on } })).toMatch(
      /^benefit\.on\.test \| .+ cannot be tested by/,
    )
  })

  test('more decimal places than the currency has', () => {
    const yen = { type: 'price', price: 10.5 }
    expect(refused({ benefit: yen }, 'JPY')).toBe(
      'benefit.price | It is no amount in JPY | Give no decimal places, and less than 900,000,000,000.',
    )
    expect(isFailure(parsePromotion({ benefit: { ...yen, price: 1.125 } }, 'KWD'))).toBe(false)
  })
})

describe('beside the benefit is refused', () => {
  test.each([
    [{ when: { from: '2026-11-20' } }, /^when\.from \| It is not an instant with its offset/],
    [
      { when: { from: '2026-11-20T10:00:00' } },
      /^when\.from \| It is not an instant with its offset/,
    ],
    [{ when: { to: '2026-02-30T10:00:00Z' } }, /^when\.to \| It is not an instant/],
    [
      { when: { from: '2026-11-20T10:00:00Z', to: '2026-11-20T07:00:00-03:00' } },
      /^when\.to \| It is over before it begins \| Give an instant after from\.$/,
    ],
    [{ when: { weekdays: [] } }, /^when\.weekdays \| It is empty/],
    [{ when: { weekdays: [8] } }, /^when\.weekdays\[0\] \| /],
    [{ when: { weekdays: [1, 2, 1] } }, /^when\.weekdays\[2\] \| It is named twice/],
    [
      { when: { hours: [{ from: '08:00', to: '08:00' }] } },
      /^when\.hours\[0\] \| It ends when it begins/,
    ],
    [
      { when: { hours: [{ from: '8:00', to: '24:00' }] } },
      /^when\.hours\[0\]\.from \| It is no time of day/,
    ],
    [{ limits: { uses: 0 } }, /^limits\.uses \| It is too small/],
    [
      { limits: { uses: 5, usesPerCustomer: 6 } },
      /^limits\.usesPerCustomer \| One customer could.*Give at most 5\.$/,
    ],
    [{ limits: { budget: 0 } }, /^limits\.budget \| It is nothing/],
    [{ coupon: false }, /^coupon \| It is true or left out/],
    [
      { stacking: { type: 'exclusive', priority: 1.5 } },
      /^stacking\.priority \| It is not a whole number/,
    ],
    [{ stacking: { priority: 1 } }, /^stacking\.type \| /],
    [{ cart: { type: 'items', measure: 'amount' } }, /^cart\.atLeast \| It asks for nothing/],
    [
      { cart: { type: 'items', measure: 'amount', atLeast: 0 } },
      /^cart\.atLeast \| Every cart has that/,
    ],
    [
      { cart: { type: 'items', measure: 'quantity', atLeast: 2.5 } },
      /^cart\.atLeast \| It is not a whole number/,
    ],
    [
      { cart: { type: 'items', measure: 'amount', atLeast: 0.001 } },
      /^cart\.atLeast \| It is no amount in BRL/,
    ],
    [
      { cart: { type: 'items', measure: 'quantity', atLeast: 3, atMost: 2 } },
      /^cart\.atMost \| The range is reversed, nothing is in it \| Give at least 3\.$/,
    ],
    [
      { cart: { type: 'items', measure: 'money', atLeast: 3 } },
      /^cart\.measure \| There is no "money"/,
    ],
    [
      { cart: { type: 'all', of: [{ type: 'chanel', values: ['site'] }] } },
      /^cart\.of\[0\]\.type \| .*"channel"/,
    ],
    [{ cart: { type: 'channel', values: [] } }, /^cart\.values \| It is empty/],
    [
      { cart: { type: 'channel', values: ['Site'] } },
      /^cart\.values\[0\] \| Channels are lower-case codes/,
    ],
    [
      { cart: { type: 'channel', values: ['site', 'site'] } },
      /^cart\.values\[1\] \| It is named twice/,
    ],
    [
      { customers: { type: 'any', of: [{ type: 'segment', segment: 0 }] } },
      /^customers\.of\[0\]\.segment \| It is too small/,
    ],
    [{ customers: undefined }, /^customers \| /],
    [{ custommers: {} }, /^ \| There is no part "custommers" here/],
  ])('%j', (more, words) => {
    expect(refused({ benefit: percent, ...more })).toMatch(words)
  })
})

describe('what is too deep or too large is refused', () => {
  const items = { type: 'items', measure: 'quantity', atLeast: 1 }
  const inside = (levels: number): unknown =>
    levels === 1 ? items : { type: 'not', of: inside(levels - 1) }

  test('groups inside each other', () => {
    expect(isFailure(parsePromotion({ benefit: percent, cart: inside(10) }, 'BRL'))).toBe(false)
    expect(refused({ benefit: percent, cart: inside(11) })).toMatch(
      /The promotion is 11 levels deep/,
    )
    expect(refused({ benefit: percent, cart: inside(5_000) })).toMatch(/more than 10 levels deep/)
  })

  test('tests, those of items with them', () => {
    const many = (n: number) => ({
      type: 'all',
      of: Array.from({ length: n }, () => ({ ...items, which: coffee })),
    })
    expect(isFailure(parsePromotion({ benefit: percent, cart: many(49) }, 'BRL'))).toBe(false)
    expect(refused({ benefit: percent, cart: many(50) })).toMatch(/has 101 tests/)
    expect(refused({ benefit: percent, cart: many(50_000) })).toMatch(/The promotion is too large/)
  })

  test('a condition on customers', () => {
    const deep = (levels: number): unknown =>
      levels === 1 ? { type: 'list', list: 1 } : { type: 'not', of: deep(levels - 1) }
    expect(refused({ benefit: percent, customers: deep(21) })).toMatch(
      /^customers \| The condition is 21 levels deep/,
    )
  })
})

test.each([[null], [[]], ['x'], [JSON.parse('{"__proto__":{},"benefit":{}}')], [{}]])(
  '%j is no promotion',
  (json) => expect(refused(json)).toMatch(/It is not an object|__proto__|benefit \| It is missing/),
)

test('an item of a cart is what the cart says, so that its product is not asked', () => {
  const organic = { type: 'property', property: 'product.organic', test: { op: 'exists' } }
  expect(refused({ benefit: { ...percent, on: { type: 'not', of: organic } } })).toContain(
    'without product',
  )
})

describe('tests of items as texts', () => {
  const startsWith = {
    type: 'property',
    property: 'category',
    test: { op: 'startsWith', value: 'coffee' },
  }
  const dear = { type: 'property', property: 'price', test: { op: 'greater', value: 20 } }

  test('mean what the trees do, in benefits and wherever carts are tested', () => {
    const items = { type: 'items', measure: 'quantity', atLeast: 2 }
    const cart = (which: unknown) => ({
      type: 'all',
      of: [
        { ...items, which },
        { type: 'not', of: { type: 'any', of: [{ ...items, which }] } },
      ],
    })
    const asText = {
      cart: cart('category starts with "coffee" and not price > 20'),
      benefit: { ...percent, on: 'category starts with "coffee"' },
    }
    const which = { type: 'all', of: [startsWith, { type: 'not', of: dear }] }
    const asTrees = { cart: cart(which), benefit: { ...percent, on: startsWith } }
    const read = parsePromotion(asText, 'BRL')
    expect(isFailure(read)).toBe(false)
    expect(read).toEqual(parsePromotion(asTrees, 'BRL'))
  })

  test('what is wrong with one is shown in it', () => {
    const on = (text: string) => ({ benefit: { ...percent, on: text } })
    expect(refused(on('category begins with "x"'))).toMatch(/^benefit\.on: line 1, column 10 \|/)
    expect(refused(on('category = "x" city'))).toMatch(/^benefit\.on: line 1, column 16 \|/)
    expect(refused(on(''))).toMatch(/^benefit\.on: line 1, column 1 \|/)
    expect(refused(on('product.roast = "x"'))).toContain('without product')
    const which = { type: 'items', measure: 'amount', atLeast: 1, which: 'price >' }
    const cart = { type: 'any', of: [{ type: 'firstPurchase' }, which] }
    expect(refused({ cart, benefit: percent })).toMatch(
      /^cart\.of\[1\]\.which: line 1, column 8 \|/,
    )
  })

  test('deep and long ones are refused in bounded time', () => {
    const deep = `${'('.repeat(50_000)}price > 1${')'.repeat(50_000)}`
    expect(refused({ benefit: { ...percent, on: deep } })).not.toBe('')
    const long = Array.from({ length: 5_000 }, (_, i) => `price > ${i}`).join(' or ')
    expect(refused({ benefit: { ...percent, on: long } })).not.toBe('')
  })
})
