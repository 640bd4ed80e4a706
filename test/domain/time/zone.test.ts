import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { isFailure, orRefuse } from '../../../src/domain/failure.ts'
import { dayOf, parseDay } from '../../../src/domain/time/civil.ts'
import { parseInstant, showInstant } from '../../../src/domain/time/instant.ts'
import {
  beginnings,
  instantAt,
  localDay,
  midnight,
  offsetAt,
  plus,
  utc,
  zoneOf,
} from '../../../src/domain/time/zone.ts'

const names = [
  'America/Sao_Paulo',
  'America/Recife',
  'Europe/London',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'America/New_York',
  'Africa/Casablanca',
  'Asia/Gaza',
  'America/Toronto',
  'UTC',
]
const zone = (name: string) => orRefuse(zoneOf(name))
const zoneNames = fc.constantFrom(...names)
const ms = fc.integer({ min: Date.UTC(1850, 0, 1), max: Date.UTC(2099, 0, 1) })
const at = (iso: string) => orRefuse(parseInstant(iso, utc))
const day = (iso: string) => orRefuse(parseDay(iso))
/** Instants, often near a change of the clocks, where mistakes are made; [zone, instant]. */
const nearChange = zoneNames.chain((name) => {
  // The tables end with 2150, and the longest step below is 30 years.
  const changes = zone(name)
    .transitions.map(({ at: each }) => each)
    .filter((each) => each < Date.UTC(2119, 0, 1))
  const near = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -9e7, max: 9e7 }))
    .map(([change, by]) => Math.max(change + by, Date.UTC(1850, 0, 1)))
  return fc.tuple(fc.constant(name), fc.oneof(ms, near))
})
const there = (name: string, instant: number) =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(name)

describe('a zone', () => {
  test('has the offsets and local dates that Temporal says', () => {
    fc.assert(
      fc.property(nearChange, ([name, instant]) => {
        const clock = there(name, instant)
        expect(offsetAt(zone(name), instant)).toBe(clock.offsetNanoseconds / 1e6)
        expect(localDay(zone(name), instant)).toBe(dayOf(clock.year, clock.month, clock.day))
      }),
      { numRuns: 400 },
    )
  })

  test('finds the instant of a local time, and months later, as Temporal does', () => {
    fc.assert(
      fc.property(nearChange, fc.integer({ min: -30, max: 30 }), ([name, instant], n) => {
        const clock = there(name, instant)
        const local = there('UTC', instant).toPlainDateTime()
        expect(instantAt(zone(name), instant)).toBe(local.toZonedDateTime(name).epochMilliseconds)
        const later = Math.abs(n) < 25 ? clock.add({ months: n }) : clock.add({ years: n })
        expect(plus(instant, n, Math.abs(n) < 25 ? 'months' : 'years', zone(name))).toBe(
          later.epochMilliseconds,
        )
      }),
      { numRuns: 400 },
    )
  })

  test('begins each day at its first instant, as Temporal does', () => {
    const someDay = fc.integer({ min: dayOf(1900, 1, 1), max: dayOf(2099, 1, 1) })
    fc.assert(
      fc.property(zoneNames, someDay, (name, each) => {
        const date = Temporal.PlainDate.from('1970-01-01').add({ days: each })
        expect(midnight(zone(name), each)).toBe(date.toZonedDateTime(name).epochMilliseconds)
        expect(localDay(zone(name), midnight(zone(name), each) - 1)).toBeLessThan(each)
      }),
      { numRuns: 300 },
    )
  })

  test('its days follow each other: a local day is at or after its midnight', () => {
    fc.assert(
      fc.property(nearChange, ([name, instant]) => {
        const here = localDay(zone(name), instant)
        expect(midnight(zone(name), here)).toBeLessThanOrEqual(instant)
        expect(midnight(zone(name), here + 1)).toBeGreaterThan(midnight(zone(name), here) - 1)
      }),
    )
  })
})

describe('the nights that are known for it', () => {
  test('São Paulo 2018-11-04 had no midnight: the day began at one', () => {
    const there = zone('America/Sao_Paulo')
    expect(showInstant(midnight(there, day('2018-11-04')))).toBe('2018-11-04T03:00:00.000Z')
    expect(localDay(there, at('2018-11-04T02:59:59.999Z'))).toBe(day('2018-11-03'))
  })

  test('Apia had no 2011-12-30: its midnight is the next day’s', () => {
    const there = zone('Pacific/Apia')
    expect(midnight(there, day('2011-12-30'))).toBe(midnight(there, day('2011-12-31')))
    expect(localDay(there, midnight(there, day('2011-12-30')))).toBe(day('2011-12-31'))
  })

  test('a time in a gap is as much later, one that is twice is the first', () => {
    const london = zone('Europe/London')
    const spring = Date.UTC(2026, 2, 29, 1, 30)
    expect(showInstant(instantAt(london, spring))).toBe('2026-03-29T01:30:00.000Z')
    const autumn = Date.UTC(2026, 9, 25, 1, 30)
    expect(showInstant(instantAt(london, autumn))).toBe('2026-10-25T00:30:00.000Z')
  })

  test('St. John’s set clocks back at one minute past midnight: the day began at its first instant', () => {
    // 2009-11-01 00:01 became 2009-10-31 23:01.
    const there = zone('America/St_Johns')
    const start = midnight(there, day('2009-11-01'))
    expect(showInstant(start)).toBe('2009-11-01T02:30:00.000Z')
    expect(localDay(there, start)).toBe(day('2009-11-01'))
    expect(localDay(there, start + 120_000)).toBe(day('2009-10-31'))
  })
})

test('a day is said to begin and end wherever the local date passes it', () => {
  const halfHour = 1_800_000
  for (const name of [...names, 'America/St_Johns']) {
    const days = zone(name).transitions.flatMap(({ at }) => {
      const near = localDay(zone(name), at)
      return [near - 1, near, near + 1, near + 2]
    })
    for (const day of days.slice(4, 400)) {
      const isBegun = (ms: number) => localDay(zone(name), ms) >= day
      const from = (day - 2) * 86_400_000
      const passed = Array.from({ length: 192 }, (_, i) => from + i * halfHour).filter(
        (ms) => isBegun(ms) !== isBegun(ms + halfHour),
      )
      const said = beginnings(zone(name), day)
      expect(said.every((ms) => isBegun(ms) !== isBegun(ms - 1))).toBe(true)
      // Two that are closer than that may escape whoever only looks now and then.
      expect(said.length).toBeGreaterThanOrEqual(passed.length)
      expect(passed.every((ms) => said.some((at) => ms < at && at <= ms + halfHour))).toBe(true)
    }
  }
})

test('minutes to weeks are exact durations, whatever the clocks do', () => {
  const london = zone('Europe/London')
  const before = at('2026-03-28T12:00:00Z')
  expect(plus(before, 1, 'days', london) - before).toBe(86_400_000)
  expect(plus(before, -2, 'weeks', london) - before).toBe(-14 * 86_400_000)
  expect(plus(before, 3, 'hours', london) - before).toBe(10_800_000)
})

test('an unknown zone is refused, an offset too', () => {
  expect(
    ['Mars/Olympus', '', '+03:00', 'America/Sao Paulo'].map((name) => isFailure(zoneOf(name))),
  ).toEqual([true, true, true, true])
})

test('a zone is made once', () => {
  expect(zoneOf('Europe/London')).toBe(zoneOf('Europe/London'))
})
