import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anniversariesIn, anniversaryMeets } from '../../../src/domain/segment/anniversary.ts'
import { isTestOf } from '../../../src/domain/segment/testKinds.ts'
import { dayOf } from '../../../src/domain/time/civil.ts'
import { localDay } from '../../../src/domain/time/zone.ts'
import { arbitraryTest } from './arbitrary.ts'
import { vocabulary } from './vocabulary.ts'
import { base, did, holds, withField } from './saying.ts'
import { event, instant, shopIn } from './world.ts'

const born = (date: string) => withField('birth_date', 'date', Date.parse(date) / 86_400_000)
const on = (date: string) => ({ now: instant(`${date}T12:00:00Z`) })

describe('an anniversary', () => {
  test('is the same day of the same month in a later year', () => {
    const march = born('1990-03-15')
    expect(holds('birth_date anniversary today', march, on('2026-03-15'))).toBe(true)
    expect(holds('birth_date anniversary today', march, on('2026-03-14'))).toBe(false)
    expect(holds('birth_date anniversary tomorrow', march, on('2026-03-14'))).toBe(true)
    expect(holds('birth_date anniversary yesterday', march, on('2026-03-16'))).toBe(true)
    expect(holds('birth_date anniversary today', born('2026-03-15'), on('2026-03-15'))).toBe(false)
    expect(holds('birth_date anniversary today', born('2027-03-15'), on('2026-03-15'))).toBe(false)
    expect(holds('birth_date anniversary today', {}, on('2026-03-15'))).toBe(false)
  })

  test('of 29 February is on 1 March in years that have none', () => {
    const leap = born('2000-02-29')
    const days = (dates: readonly string[]) =>
      dates.map((date) => holds('birth_date anniversary today', leap, on(date)))
    expect(days(['2026-02-28', '2026-03-01', '2026-03-02'])).toEqual([false, true, false])
    expect(days(['2024-02-28', '2024-02-29', '2024-03-01'])).toEqual([false, true, false])
    expect(days(['2100-02-28', '2100-03-01'])).toEqual([false, true])
    expect(holds('birth_date anniversary this month', leap, on('2026-02-10'))).toBe(false)
    expect(holds('birth_date anniversary this month', leap, on('2026-03-31'))).toBe(true)
    expect(holds('birth_date anniversary this month', leap, on('2024-02-01'))).toBe(true)
  })

  test('in the next n days is on one of the n that begin today, over the end of the year too', () => {
    const january = born('1990-01-03')
    expect(holds('birth_date anniversary in next 7 days', january, on('2026-12-27'))).toBe(false)
    expect(holds('birth_date anniversary in next 7 days', january, on('2026-12-28'))).toBe(true)
    expect(holds('birth_date anniversary in next 7 days', january, on('2026-01-03'))).toBe(true)
    expect(holds('birth_date anniversary in next 7 days', january, on('2026-01-04'))).toBe(false)
    expect(holds('birth_date anniversary in next 1 month', january, on('2026-12-03'))).toBe(false)
    expect(holds('birth_date anniversary in next 1 month', january, on('2026-12-04'))).toBe(true)
  })

  test('in a period is in that of the shop’s calendar', () => {
    const monday = born('1990-03-16')
    const sunday = { ...on('2026-03-15'), shop: shopIn('UTC', 1) }
    expect(holds('birth_date anniversary this week', monday, sunday)).toBe(false)
    expect(holds('birth_date anniversary next week', monday, sunday)).toBe(true)
    const weeksFromSunday = { ...on('2026-03-15'), shop: shopIn('UTC', 7) }
    expect(holds('birth_date anniversary this week', monday, weeksFromSunday)).toBe(true)
    expect(holds('birth_date anniversary last quarter', monday, on('2026-04-01'))).toBe(true)
    expect(holds('birth_date anniversary next month', monday, on('2026-02-28'))).toBe(true)
  })

  test('of an instant is of the day that the shop’s clocks showed, of events’ instants too', () => {
    const shop = shopIn('America/Sao_Paulo')
    const at = { now: instant('2026-03-14T12:00:00Z'), shop }
    const seen = withField('last_seen', 'datetime', instant('2020-03-15T02:00:00Z'))
    expect(holds('last_seen anniversary today', seen, at)).toBe(true)
    expect(holds('last_seen anniversary tomorrow', seen, at)).toBe(false)
    const sent = did(event('A', '2024-03-01', { due: '2020-03-14T12:00:00Z', note: 'soon' }))
    expect(holds('did "A" where due anniversary today', sent, at)).toBe(true)
    expect(holds('did "A" where note anniversary today', sent, at)).toBe(false)
  })
})

const shops = ['UTC', 'America/Sao_Paulo', 'Pacific/Apia', 'America/St_Johns'].flatMap((name) => [
  shopIn(name, 1),
  shopIn(name, 7),
])
const asked = arbitraryTest(vocabulary, 'date').filter((each) => isTestOf(each, 'anniversary'))
const now = fc.oneof(
  fc.integer({ min: instant('1970-01-01'), max: instant('2110-01-01') }),
  fc
    .tuple(fc.integer({ min: 1995, max: 2105 }), fc.integer({ min: -3, max: 3 }))
    .map(([year, days]) => (dayOf(year, 3, 1) + days) * 86_400_000),
)

test('the dates that have an anniversary are those that the definition finds', () => {
  let met = 0
  fc.assert(
    fc.property(asked, now, fc.constantFrom(...shops), (each, at, shop) => {
      const { before, sinceMarch } = anniversariesIn(each, at, shop)
      const today = localDay(shop.zone, at)
      const leapDays = Array.from({ length: 30 }, (_, i) => dayOf(1904 + 4 * i, 2, 29))
      const near = Array.from({ length: 1_600 }, (_, i) => today - 1_200 + i)
      const wrong: number[] = []
      for (const day of [...leapDays, ...near, -354_285, 2_932_896]) {
        const found = day < before && sinceMarch.includes(placeOf(day))
        const meets = anniversaryMeets(each, day, at, shop)
        if (found !== meets) wrong.push(day)
        if (meets) met++
      }
      expect(wrong).toEqual([])
    }),
    { numRuns: 300 },
  )
  expect(met).toBeGreaterThan(10_000)
})

/** Days since the last 1 March, by the calendar of JavaScript. */
function placeOf(day: number): number {
  const date = new Date(day * 86_400_000)
  const year = date.getUTCMonth() < 2 ? date.getUTCFullYear() - 1 : date.getUTCFullYear()
  return day - Date.UTC(year, 2, 1) / 86_400_000
}

test('a period of a date is one of the shop’s calendar', () => {
  const date = (text: string) => withField('birth_date', 'date', Date.parse(text) / 86_400_000)
  const at = { ...base, now: instant('2026-03-15T12:00:00Z') }
  for (const [period, inside, outside] of [
    ['today', ['2026-03-15'], ['2026-03-14', '2026-03-16']],
    ['yesterday', ['2026-03-14'], ['2026-03-13', '2026-03-15']],
    ['tomorrow', ['2026-03-16'], ['2026-03-15', '2026-03-17']],
    ['this week', ['2026-03-09', '2026-03-15'], ['2026-03-08', '2026-03-16']],
    ['next week', ['2026-03-16', '2026-03-22'], ['2026-03-15', '2026-03-23']],
    ['last month', ['2026-02-01', '2026-02-28'], ['2026-01-31', '2026-03-01', '2025-02-10']],
    ['next quarter', ['2026-04-01', '2026-06-30'], ['2026-03-31', '2026-07-01']],
    ['last year', ['2025-01-01', '2025-12-31'], ['2024-12-31', '2026-01-01']],
  ] as const) {
    for (const day of inside) {
      expect([period, holds(`birth_date ${period}`, date(day), at)]).toEqual([period, true])
    }
    for (const day of outside) {
      expect([period, holds(`birth_date ${period}`, date(day), at)]).toEqual([period, false])
    }
    expect(holds(`birth_date ${period}`, {}, at)).toBe(false)
  }
})
