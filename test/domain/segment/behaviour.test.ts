import { describe, expect, test } from 'vitest'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import type { Context, Facts } from '../../../src/domain/segment/facts.ts'
import { isMember, matches } from '../../../src/domain/segment/matches.ts'
import { base, did, holds, nobody, said } from './saying.ts'
import { event, facts, shopIn } from './world.ts'

describe('what was done', () => {
  const two = did(
    event('A', '2026-03-01T00:00:00Z'),
    event('A', '2026-03-10T00:00:00Z'),
    event('B', '2026-03-11T00:00:00Z'),
  )

  test.each([
    ['did "A"', true],
    ['did "A" at least 2 times', true],
    ['did "A" at least 3 times', false],
    ['did "A" at most 2 times', true],
    ['did "A" exactly 2 times', true],
    ['did "A" more than 2 times', false],
    ['did "A" less than 3 times', true],
    ['did "A" between 1 and 2 times', true],
    ['count of "A" is any of (0, 2)', true],
    ['did any of ("A", "B") exactly 3 times', true],
    ['did "a"', false],
    ['did "A" in last 10 days exactly 1 time', true],
    ['did "A" exactly 1 time in last 10 days', true],
    ['not did "A" in last 5 days', true],
    ['days since last "A" = 5', true],
    ['days since first "A" = 14', true],
    ['active days of any of ("A", "B") = 3', true],
    ['active weeks of any of ("A", "B") = 2', true],
    ['active months of any of ("A", "B") = 1', true],
  ])('%s: %s', (text, expected) => {
    expect(holds(text, two)).toBe(expected)
  })

  test('an event of the future counts when its instant comes', () => {
    const soon = did(event('A', base.now + 1))
    expect(holds('did "A"', soon)).toBe(false)
    expect(holds('did "A"', soon, { now: base.now + 1 })).toBe(true)
  })

  test('a late event is put where its time says', () => {
    const late = event('A', '2026-02-01T00:00:00Z')
    expect(holds('did "A" in last 30 days', did(late))).toBe(false)
    expect(holds('did "A" in last 60 days', did(late))).toBe(true)
  })

  test('the last 30 days end at the millisecond, not a tenth early, not a day late', () => {
    const once = did(event('A', base.now))
    const after = (ms: number) => holds('did "A" in last 30 days', once, { now: base.now + ms })
    expect([after(0), after(30 * 86_400_000 - 1), after(30 * 86_400_000)]).toEqual([
      true,
      true,
      false,
    ])
  })

  test('not in 7 days asks for no customer of seven days (Customer.io)', () => {
    expect(holds('not did "A" in last 7 days', nobody)).toBe(true)
  })

  test('a customer known only by events meets "is not" (Dittofeed)', () => {
    expect(holds('city != "x"', two)).toBe(true)
  })

  test('asked again and again the answer is the same: no flicker, no latch', () => {
    const ask = () => holds('did "A" at least 2 times in last 30 days', two)
    expect([ask(), ask(), ask()]).toEqual([true, true, true])
    expect(
      holds('did "A" at least 2 times in last 30 days', two, { now: base.now + 86_400_000 * 20 }),
    ).toBe(false)
  })

  test('days are counted in the shop’s zone', () => {
    const nights = did(event('A', '2026-03-10T01:00:00Z'), event('A', '2026-03-10T23:00:00Z'))
    expect(holds('active days of "A" = 1', nights)).toBe(true)
    expect(holds('active days of "A" = 2', nights, { shop: shopIn('America/Sao_Paulo') })).toBe(
      true,
    )
  })

  test('weeks begin when the shop says', () => {
    const weekend = did(event('A', '2026-03-14T12:00:00Z'), event('A', '2026-03-15T12:00:00Z'))
    expect(holds('active weeks of "A" = 1', weekend, { shop: shopIn('UTC', 1) })).toBe(true)
    expect(holds('active weeks of "A" = 2', weekend, { shop: shopIn('UTC', 7) })).toBe(true)
  })
})

describe('properties and items', () => {
  const order = event(
    'Order Completed',
    '2026-03-01',
    { total: 90, 'address.city': 'Recife' },
    {
      channel: 'app',
      items: [
        { category: 'coffee', price: 20, quantity: 3 },
        { category: 'brewer', price: 60, quantity: 1 },
        { path: 'gifts', category: 'coffee', price: 99, quantity: 7 },
      ],
    },
  )
  const who = did(order)

  test.each([
    ['did "Order Completed" where total > 80', true],
    ['did "Order Completed" where address.city = "recife"', true],
    ['did "Order Completed" where channel = "app"', true],
    ['did "Order Completed" where source = "test"', true],
    ['did "Order Completed" where (total > 80 and not channel = "site")', true],
    ['did "Order Completed" where any item (category = "coffee" and price < 50)', true],
    [
      'did "Order Completed" where (any item (category = "coffee") and any item (price > 50))',
      true,
    ],
    ['did "Order Completed" where any item (category = "coffee" and price > 50)', false],
    ['did "Order Completed" where any item of gifts (category = "coffee" and price > 50)', true],
    ['did "Order Completed" where not any item (category = "tea")', true],
    ['did "Order Completed" where any item (not category = "coffee")', true],
    ['sum of items.quantity of "Order Completed" = 4', true],
    ['sum of items.quantity of "Order Completed" where any item (category = "coffee") = 3', true],
    [
      'sum of items.quantity of "Order Completed" where (total > 1 and any item (price > 50)) = 1',
      true,
    ],
    [
      'sum of items.quantity of "Order Completed" where (total > 1 or any item (price > 50)) = 4',
      true,
    ],
    [
      'sum of items.quantity of "Order Completed" where (any item (price > 50) and any item (price < 50)) = 4',
      true,
    ],
    ['sum of items.quantity of "Order Completed" where any item of gifts (price > 50) = 4', true],
    ['sum of gifts.quantity of "Order Completed" where any item of gifts (price > 50) = 7', true],
    ['average of items.price of "Order Completed" = 40', true],
    ['maximum of items.price of "Order Completed" = 60', true],
    ['distinct items.category of "Order Completed" = 2', true],
  ])('%s: %s', (text, expected) => {
    expect(holds(text, who)).toBe(expected)
  })

  test('an array of objects is not flattened: both tests are of one item (Segment)', () => {
    expect(
      holds('did "Order Completed" where any item (category = "brewer" and price < 50)', who),
    ).toBe(false)
  })

  test('a channel or source that is empty is missing', () => {
    expect(
      holds('did "A" where channel exists', did(event('A', '2026-03-01', {}, { channel: '' }))),
    ).toBe(false)
  })
})

describe('money', () => {
  const order = (total: number, currency?: string) =>
    event(
      'Order Completed',
      base.now - total,
      { total, ...(currency === undefined ? {} : { currency }) },
      { items: [{ price: total, quantity: 1 }] },
    )
  const mixed = did(order(900), order(100, 'JPY'), order(50, 'brl'), order(10, ''))

  test.each([
    ['sum of total of "Order Completed" = 960', true],
    ['sum of total of "Order Completed" >= 1000', false],
    ['average of total of "Order Completed" = 320', true],
    ['minimum of total of "Order Completed" = 10', true],
    ['distinct total of "Order Completed" = 3', true],
    ['first total of "Order Completed" = 900', true],
    ['did "Order Completed" where total = 100', false],
    ['did "Order Completed" exactly 1 time where not total exists', true],
    ['sum of items.price of "Order Completed" = 960', true],
    ['sum of items.quantity of "Order Completed" = 4', true],
    ['did "Order Completed" where any item (price = 100)', false],
    ['did "Order Completed" exactly 4 times', true],
    ['did "Order Completed" where currency = "JPY"', true],
  ])('counts in the shop’s currency: %s: %s', (text, expected) => {
    expect(holds(text, mixed)).toBe(expected)
  })
})

describe('first, last, most frequent', () => {
  const at = '2026-03-01T00:00:00Z'
  const later = '2026-03-02T00:00:00Z'

  test('are over events that have the property', () => {
    const who = did(event('A', at, { x: 'one' }), event('A', later), event('A', later, { y: 1 }))
    expect(holds('last x of "A" = "one" and first x of "A" = "one"', who)).toBe(true)
  })

  test('by time, whatever the order of arrival', () => {
    const who = did(event('A', later, { x: 'new' }), event('A', at, { x: 'old' }))
    expect(holds('first x of "A" = "old" and last x of "A" = "new"', who)).toBe(true)
  })

  test('equal instants go to the greater event id', () => {
    const who = did(
      event('A', at, { x: 'low' }, { id: 5n }),
      event('A', at, { x: 'high' }, { id: 2n ** 127n }),
    )
    expect(holds('first x of "A" = "high" and last x of "A" = "high"', who)).toBe(true)
  })

  test('of a list its elements, the lesser first', () => {
    const who = did(event('A', at, { x: ['b', 'a', 'c'] }))
    expect(
      holds('first x of "A" = "a" and last x of "A" = "a" and most frequent x of "A" = "a"', who),
    ).toBe(true)
    expect(holds('distinct x of "A" = 3', who)).toBe(true)
  })

  test('of more events than a function takes arguments are found', () => {
    const many = {
      events: Array.from({ length: 200_000 }, (_, i) => event('A', base.now - i, { p: `p${i}` })),
    }
    expect(holds('first p of "A" = "p199999"', many)).toBe(true)
    expect(holds('most frequent p of "A" = "p0"', many)).toBe(true)
  })

  test('the most frequent counts by identity, and ties go to the most recent', () => {
    const who = did(
      event('A', at, { x: 'Café' }),
      event('A', at, { x: 'CAFE' }),
      event('A', later, { x: 'tea' }),
    )
    expect(holds('most frequent x of "A" = "cafe" and distinct x of "A" = 2', who)).toBe(true)
    expect(
      holds(
        'most frequent x of "A" = "tea"',
        did(event('A', at, { x: 'a' }), event('A', later, { x: 'tea' })),
      ),
    ).toBe(true)
  })

  test('are tested as what they are', () => {
    const who = did(event('A', at, { x: 2.5 }))
    expect(holds('last x of "A" > 2 and last x of "A" = 2.5', who)).toBe(true)
    expect(holds('last x of "A" = "2.5"', who)).toBe(false)
  })
})

describe('segments, lists, pins', () => {
  const segments: Context['segments'] = new Map([
    [1, said('did "Order Completed"')],
    [2, said('not in segment "buyers"')],
  ])
  const buyer = did(event('Order Completed', '2026-03-01'))
  const inIt = (segment: number, who: Partial<Facts>) =>
    isMember(segment, facts(who), { ...base, segments })

  test('a segment in a segment is its definition', () => {
    expect([inIt(1, buyer), inIt(2, buyer), inIt(1, nobody), inIt(2, nobody)]).toEqual([
      true,
      false,
      false,
      true,
    ])
  })

  test('pinned in is in and pinned out is out, whatever the condition says', () => {
    expect(inIt(1, { pins: new Map([[1, 'in']]) })).toBe(true)
    expect(inIt(1, { ...buyer, pins: new Map([[1, 'out']]) })).toBe(false)
  })

  test('the pins of a segment count where it is named', () => {
    expect(inIt(2, { ...buyer, pins: new Map([[1, 'out']]) })).toBe(true)
    expect(inIt(2, { ...buyer, pins: new Map([[2, 'in']]) })).toBe(true)
  })

  test('an exclusion never adds anybody (Mautic)', () => {
    const members = [buyer, nobody].filter((who) => inIt(1, who))
    const without = [buyer, nobody].filter((who) =>
      matches(said('in segment "buyers" and not in list "fair"'), facts(who), {
        ...base,
        segments,
      }),
    )
    expect(without.length).toBeLessThanOrEqual(members.length)
  })

  test('in a list is being in it', () => {
    expect(holds('in list "fair"', { lists: new Set([1]) })).toBe(true)
    expect(holds('in list "fair"', { lists: new Set([2]) })).toBe(false)
  })

  test('a cycle, an unknown segment and an unknown field are our mistakes and are not skipped', () => {
    const circle: Context['segments'] = new Map([
      [1, said('in segment "others"')],
      [2, said('in segment "buyers"')],
    ])
    expect(() => isMember(1, facts(), { ...base, segments: circle })).toThrow('refers to itself')
    expect(() => holds('in segment "buyers"')).toThrow('segment 1')
    expect(() => holds('nothing = 1')).toThrow('nothing')
  })

  test('a segment named a million times over is answered once', () => {
    const doubling = new Map<number, Condition>([[0, said('did "A"')]])
    for (let i = 1; i <= 40; i++) {
      const below: Condition = { type: 'segment', segment: i - 1 }
      doubling.set(i, { type: 'all', of: [{ type: 'not', of: { type: 'not', of: below } }, below] })
    }
    expect(
      isMember(40, facts(did(event('A', '2026-03-01'))), { ...base, segments: doubling }),
    ).toBe(true)
  })
})

test('as of an earlier instant what came later is not seen', () => {
  const who = did(event('A', '2026-03-01T00:00:00Z'), event('A', '2026-03-10T00:00:00Z'))
  const then = { now: Date.parse('2026-03-05T00:00:00Z') }
  expect(holds('did "A" exactly 1 time', who, then)).toBe(true)
  expect(holds('days since last "A" = 4', who, then)).toBe(true)
})
