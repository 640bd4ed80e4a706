import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Unit } from '../../../src/domain/segment/condition.ts'
import { dateBounds, dayMeets, instantMeets } from '../../../src/domain/segment/dateTests.ts'
import { isIn } from '../../../src/domain/segment/interval.ts'
import { isTestOf } from '../../../src/domain/segment/testKinds.ts'
import { intervals, inWindow, type Common } from '../../../src/domain/segment/windows.ts'
import { localDay, plus } from '../../../src/domain/time/zone.ts'
import { arbitraryCommon, arbitraryTest } from './arbitrary.ts'
import { vocabulary } from './vocabulary.ts'
import { instant, shopIn } from './world.ts'

/** Zones with all that makes calendars hard: no daylight saving, midnight gaps, half hours, a lost day. */
const zones = [
  'UTC',
  'America/Sao_Paulo',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Apia',
  'Africa/Casablanca',
]
const shops = zones.flatMap((name) => [shopIn(name, 1), shopIn(name, 7)])
const shop = fc.constantFrom(...shops)

/** Around the clock changes of these zones, the ends of months of all lengths, and anywhere. */
const hardInstants = [
  '2018-11-04T03:00:00Z',
  '2019-02-17T02:00:00Z',
  '2026-03-29T01:00:00Z',
  '2026-10-25T01:00:00Z',
  '2026-03-08T07:00:00Z',
  '2026-11-01T06:00:00Z',
  '2026-04-04T15:00:00Z',
  '2026-10-03T15:30:00Z',
  '2007-03-11T03:31:00Z',
  '2007-11-04T02:31:00Z',
  '2011-12-30T10:00:00Z',
  '2024-02-29T12:00:00Z',
  '2026-02-28T12:00:00Z',
  '2026-03-31T12:00:00Z',
  '2026-05-01T00:00:00Z',
].map(instant)

const minute = 60_000
const day = 86_400_000
const now = fc.oneof(
  fc
    .tuple(fc.constantFrom(...hardInstants), fc.integer({ min: -40 * 60, max: 40 * 60 }))
    .map(([at, minutes]) => at + minutes * minute),
  fc.integer({ min: instant('1900-01-01'), max: instant('2100-01-01') }),
)

/** Not the stand-in for an open end. */
function isKept(value: number): boolean {
  return Math.abs(value) < 1e15
}

/** The boundaries of what was computed, a millisecond to either side, and instants around n months ago. */
function probes(found: readonly { from: number; to: number }[], at: number): number[] {
  const edges = found.flatMap(({ from, to }) => [from - 1, from, to - 1, to])
  const days = Array.from({ length: 8 }, (_, i) => at - (26 + i) * day)
  return [...edges, ...days, ...days.map((ms) => ms + 1), at - 1, at, at + 1].filter(isKept)
}

test('the intervals of a window hold exactly the instants that are in it', () => {
  fc.assert(
    fc.property(
      arbitraryCommon(vocabulary),
      now,
      shop,
      fc.array(fc.integer({ min: 0, max: 400 * 24 * 60 }), { maxLength: 20 }),
      (window, at, where, minutesAgo) => {
        const found = intervals(window, at, where)
        const instants = [...probes(found, at), ...minutesAgo.map((ago) => at - ago * minute)]
        for (const ts of instants) {
          expect([ts, isIn(found, ts)]).toEqual([ts, inWindow(ts, window, at, where)])
        }
      },
    ),
    { numRuns: 600 },
  )
})

test('around a clock change, months are counted back exactly, minute by minute', () => {
  const months: readonly Common[] = [
    { type: 'last', n: 1, unit: 'months' },
    { type: 'last', n: 12, unit: 'months' },
    { type: 'ago', from: 2, to: 1, unit: 'months' },
  ]
  fc.assert(
    fc.property(fc.constantFrom(...months), now, shop, (window, at, where) => {
      const found = intervals(window, at, where)
      const monthsAgo = [1, 2, 12].map((n) => plus(at, -n, 'months', where.zone))
      const around = [...found.map(({ from }) => from), ...monthsAgo].flatMap((from) =>
        Array.from({ length: 201 }, (_, m) => from + (m - 100) * minute),
      )
      const wrong = around.filter((ts) => isIn(found, ts) !== inWindow(ts, window, at, where))
      expect(wrong).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('intervals are ascending, apart, not empty and end by now', () => {
  fc.assert(
    fc.property(arbitraryCommon(vocabulary), now, shop, (window, at, where) => {
      let end = -Infinity
      for (const { from, to } of intervals(window, at, where)) {
        expect(from).toBeGreaterThan(end)
        expect(to).toBeGreaterThan(from)
        expect(to).toBeLessThanOrEqual(at + 1)
        end = to
      }
    }),
  )
})

const dateTest = arbitraryTest(vocabulary, 'property').filter((each) => isTestOf(each, 'date'))

test('the bounds of a date test hold exactly the days that meet it', () => {
  fc.assert(
    fc.property(dateTest, now, shop, (each, at, where) => {
      const found = dateBounds(each, 'date', at, where)
      const today = localDay(where.zone, at)
      const edges = found.flatMap(({ from, to }) => [from - 1, from, to - 1, to])
      const days = Array.from({ length: 130 }, (_, i) => today - 100 + i)
      for (const value of [...edges, ...days].filter(isKept)) {
        expect([value, isIn(found, value)]).toEqual([value, dayMeets(each, value, at, where)])
      }
    }),
    { numRuns: 200 },
  )
})

test('the bounds of a date test hold exactly the instants that meet it', () => {
  fc.assert(
    fc.property(dateTest, now, shop, (each, at, where) => {
      const found = dateBounds(each, 'instant', at, where)
      for (const ms of probes(found, at)) {
        expect([ms, isIn(found, ms)]).toEqual([ms, instantMeets(each, ms, at, where)])
      }
    }),
    { numRuns: 200 },
  )
})

const utc = shopIn('UTC')
const is =
  (window: Common, at: string, shopOf = utc) =>
  (ts: string) =>
    inWindow(instant(ts), window, instant(at), shopOf)

test('the last 30 days end at the millisecond', () => {
  const inLast = is({ type: 'last', n: 30, unit: 'days' }, '2026-03-31T12:00:00Z')
  expect(inLast('2026-03-01T12:00:00.000Z')).toBe(false)
  expect(inLast('2026-03-01T12:00:00.001Z')).toBe(true)
  expect(inLast('2026-03-31T12:00:00.000Z')).toBe(true)
  expect(inLast('2026-03-31T12:00:00.001Z')).toBe(false)
})

test('the last days are exact durations across a night of daylight saving', () => {
  const berlin = shopIn('Europe/Berlin')
  const lastDay = is({ type: 'last', n: 1, unit: 'days' }, '2026-03-29T12:00:00Z', berlin)
  expect(lastDay('2026-03-28T12:00:00.000Z')).toBe(false)
  expect(lastDay('2026-03-28T12:00:00.001Z')).toBe(true)
})

test('a month after 31 January is 28 February, at the same time of day', () => {
  const lastMonth = is({ type: 'last', n: 1, unit: 'months' }, '2026-02-28T10:00:00Z')
  expect(lastMonth('2026-01-31T10:00:00Z')).toBe(false)
  expect(lastMonth('2026-01-31T10:00:00.001Z')).toBe(true)
  expect(lastMonth('2026-01-29T09:59:59Z')).toBe(false)
  expect(lastMonth('2026-01-29T10:00:01Z')).toBe(true)
  expect(lastMonth('2026-01-28T10:00:01Z')).toBe(true)
  expect(lastMonth('2026-01-27T23:59:59Z')).toBe(false)
})

test('between 60 and 30 days ago has neither what is newer nor what is as old as 60 days', () => {
  const ago = is({ type: 'ago', from: 60, to: 30, unit: 'days' }, '2026-03-31T00:00:00Z')
  expect(ago('2026-03-01T00:00:00Z')).toBe(true)
  expect(ago('2026-03-01T00:00:00.001Z')).toBe(false)
  expect(ago('2026-01-30T00:00:00Z')).toBe(false)
  expect(ago('2026-01-30T00:00:00.001Z')).toBe(true)
})

test('weeks begin on the day that the shop says', () => {
  const sunday = '2026-03-15T12:00:00Z'
  const week: Common = { type: 'calendar', which: 'this', unit: 'week' }
  expect(is(week, sunday, shopIn('UTC', 1))('2026-03-14T12:00:00Z')).toBe(true)
  expect(is(week, sunday, shopIn('UTC', 7))('2026-03-14T12:00:00Z')).toBe(false)
})

test('days are the shop’s: after 21:00 UTC it is still the same day in São Paulo', () => {
  const today: Common = { type: 'calendar', which: 'this', unit: 'day' }
  const here = is(today, '2026-03-16T02:30:00Z', shopIn('America/Sao_Paulo'))
  expect(here('2026-03-15T03:00:00Z')).toBe(true)
  expect(here('2026-03-15T02:59:59.999Z')).toBe(false)
})

test('the last quarter and year are whole ones', () => {
  const quarter = is({ type: 'calendar', which: 'last', unit: 'quarter' }, '2026-05-31T00:00:00Z')
  expect([quarter('2025-12-31T23:59:59Z'), quarter('2026-01-01T00:00:00Z')]).toEqual([false, true])
  expect([quarter('2026-03-31T23:59:59Z'), quarter('2026-04-01T00:00:00Z')]).toEqual([true, false])
  const year = is({ type: 'calendar', which: 'last', unit: 'year' }, '2026-05-31T00:00:00Z')
  expect([year('2025-01-01T00:00:00Z'), year('2026-01-01T00:00:00Z')]).toEqual([true, false])
})

test('from a date to a date has both days, and before and after have neither', () => {
  const at = '2026-03-31T00:00:00Z'
  const dates = is({ type: 'dates', from: '2026-03-01', to: '2026-03-02' }, at)
  expect(dates('2026-03-01T00:00:00Z')).toBe(true)
  expect(dates('2026-03-02T23:59:59.999Z')).toBe(true)
  expect(dates('2026-03-03T00:00:00Z')).toBe(false)
  expect(is({ type: 'before', date: '2026-03-02' }, at)('2026-03-01T23:59:59.999Z')).toBe(true)
  expect(is({ type: 'before', date: '2026-03-02' }, at)('2026-03-02T00:00:00Z')).toBe(false)
  expect(is({ type: 'after', date: '2026-03-02' }, at)('2026-03-02T23:59:59.999Z')).toBe(false)
  expect(is({ type: 'after', date: '2026-03-02' }, at)('2026-03-03T00:00:00Z')).toBe(true)
})

test('-30d is the local day thirty days before today', () => {
  const since = is({ type: 'after', date: '-30d' }, '2026-03-31T23:00:00Z')
  expect(since('2026-03-01T23:59:59Z')).toBe(false)
  expect(since('2026-03-02T00:00:00Z')).toBe(true)
})

test('where clocks go back over midnight, every window and test counts by the date that they show', () => {
  const shop = shopIn('America/St_Johns')
  // Clocks went from 00:01 on 1 November back to 23:01 on 31 October.
  const first = instant('2009-11-01T02:30:30Z')
  const again = instant('2009-11-01T02:45:00Z')
  const at = instant('2009-11-15T12:00:00Z')
  expect([first, again].map((ts) => localDay(shop.zone, ts))).toEqual(
    ['2009-11-01', '2009-10-31'].map((day) => Date.parse(day) / 86_400_000),
  )
  for (const [window, expected] of [
    [{ type: 'dates', from: '2009-10-31', to: '2009-10-31' }, [false, true]],
    [{ type: 'dates', from: '2009-11-01', to: '2009-11-01' }, [true, false]],
    [{ type: 'before', date: '2009-11-01' }, [false, true]],
    [{ type: 'after', date: '2009-10-31' }, [true, false]],
    [{ type: 'calendar', which: 'last', unit: 'month' }, [false, true]],
    [{ type: 'calendar', which: 'this', unit: 'month' }, [true, false]],
  ] as const) {
    expect([first, again].map((ts) => inWindow(ts, window, at, shop))).toEqual(expected)
    const found = intervals(window, at, shop)
    expect([first, again].map((ts) => isIn(found, ts))).toEqual(expected)
  }
  for (const [test, expected] of [
    [{ op: 'on', date: '2009-10-31' }, [false, true]],
    [{ op: 'on', date: '2009-11-01' }, [true, false]],
    [{ op: 'before', date: '2009-11-01' }, [false, true]],
    [{ op: 'after', date: '2009-10-31' }, [true, false]],
    [{ op: 'dates', from: '2009-10-30', to: '2009-10-31' }, [false, true]],
    [{ op: 'period', which: 'last', unit: 'month' }, [false, true]],
    [{ op: 'period', which: 'this', unit: 'month' }, [true, false]],
  ] as const) {
    expect([first, again].map((ms) => instantMeets(test, ms, at, shop))).toEqual(expected)
    const found = dateBounds(test, 'instant', at, shop)
    expect([first, again].map((ms) => isIn(found, ms))).toEqual(expected)
  }
  // While the date of yesterday is shown again, that is today.
  const today: Common = { type: 'calendar', which: 'this', unit: 'day' }
  expect(inWindow(first, today, again, shop)).toBe(false)
  expect(inWindow(again, today, again, shop)).toBe(true)
})

test('where clocks skip midnight the day begins at one', () => {
  // On 2018-11-04 clocks in São Paulo went from 00:00 to 01:00.
  const at = '2018-11-04T12:00:00Z'
  const today = is(
    { type: 'calendar', which: 'this', unit: 'day' },
    at,
    shopIn('America/Sao_Paulo'),
  )
  expect(today('2018-11-04T02:59:59.999Z')).toBe(false)
  expect(today('2018-11-04T03:00:00Z')).toBe(true)
})

const day0 = (text: string) => instant(text) / day
const dayIs = (op: 'inLast' | 'inNext' | 'moreThanAgo', n: number, unit: Unit) => (text: string) =>
  dayMeets({ op, n, unit }, day0(text), instant('2026-03-31T15:00:00Z'), utc)

test('of a date, the last n days are the n that end today, the next n those that begin today', () => {
  expect(
    ['2026-03-28', '2026-03-29', '2026-03-31', '2026-04-01'].map(dayIs('inLast', 3, 'days')),
  ).toEqual([false, true, true, false])
  expect(
    ['2026-03-30', '2026-03-31', '2026-04-02', '2026-04-03'].map(dayIs('inNext', 3, 'days')),
  ).toEqual([false, true, true, false])
  expect(['2026-03-28', '2026-03-29'].map(dayIs('moreThanAgo', 3, 'days'))).toEqual([true, false])
})

test('of a date, a month back from 31 March goes to the end of February', () => {
  expect(['2026-02-28', '2026-03-01', '2026-03-31'].map(dayIs('inLast', 1, 'months'))).toEqual([
    false,
    true,
    true,
  ])
  expect(['2026-04-29', '2026-04-30'].map(dayIs('inNext', 1, 'months'))).toEqual([true, false])
})

test('every day up to today is either in the last n or more than n ago', () => {
  fc.assert(
    fc.property(now, shop, fc.constantFrom(...vocabulary.spans), (at, where, { n, unit }) => {
      const today = localDay(where.zone, at)
      for (let value = today - 70; value <= today; value++) {
        const ofDays = unit !== 'minutes' && unit !== 'hours'
        const recent = dayMeets({ op: 'inLast', n, unit }, value, at, where)
        const old = dayMeets({ op: 'moreThanAgo', n, unit }, value, at, where)
        expect(recent !== old).toBe(ofDays)
      }
    }),
    { numRuns: 50 },
  )
})
