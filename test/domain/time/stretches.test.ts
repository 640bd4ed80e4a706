import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFailure, orRefuse } from '../../../src/domain/failure.ts'
import { boundsOf, mostStretches, stretches } from '../../../src/domain/time/stretches.ts'
import { localDay, offsetAt, zoneOf } from '../../../src/domain/time/zone.ts'

const shopIn = (zone: string) => ({ zone: orRefuse(zoneOf(zone)), weekStart: 1 as const })
const between = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) })
const shown = (bounds: unknown) => (bounds as number[]).map((ms) => new Date(ms).toISOString())

test('days are those of the shop, also where midnight does not exist', () => {
  const period = between('2018-11-03T12:00:00Z', '2018-11-05T12:00:00Z')
  const bounds = boundsOf({ ...period, by: 'day' }, shopIn('America/Sao_Paulo'))
  expect(shown(bounds)).toEqual([
    '2018-11-03T03:00:00.000Z',
    // Clocks went forward at midnight, from three to two hours behind.
    '2018-11-04T03:00:00.000Z',
    '2018-11-05T02:00:00.000Z',
    '2018-11-06T02:00:00.000Z',
  ])
})

test('an hour that comes twice is two', () => {
  const period = between('2026-10-25T00:00:00Z', '2026-10-25T02:00:00Z')
  const bounds = boundsOf({ ...period, by: 'hour' }, shopIn('Europe/Lisbon'))
  expect(shown(bounds).map((text) => text.slice(11, 16))).toEqual(['00:00', '01:00', '02:00'])
})

test('weeks begin on the day on which they do for the shop, months on the first', () => {
  const period = between('2026-11-20T00:00:00Z', '2026-11-24T00:00:00Z')
  const weeks = boundsOf({ ...period, by: 'week' }, { ...shopIn('UTC'), weekStart: 7 })
  expect(shown(weeks).map((text) => text.slice(0, 10))).toEqual([
    '2026-11-15',
    '2026-11-22',
    '2026-11-29',
  ])
  const months = boundsOf({ ...period, by: 'month' }, shopIn('UTC'))
  expect(shown(months).map((text) => text.slice(0, 10))).toEqual(['2026-11-01', '2026-12-01'])
})

test('too many are refused', () => {
  const period = between('1990-01-01T00:00:00Z', '2026-01-01T00:00:00Z')
  expect(isFailure(boundsOf({ ...period, by: 'day' }, shopIn('UTC')))).toBe(true)
})

const zones = ['UTC', 'America/Sao_Paulo', 'Europe/Lisbon', 'Asia/Kolkata', 'Australia/Lord_Howe']

test('they ascend, hold the whole period, and begin when the clocks say so', () => {
  const instants = fc.integer({ min: Date.UTC(1960), max: Date.UTC(2060) })
  fc.assert(
    fc.property(
      instants,
      fc.integer({ min: 1, max: 40 * 86_400_000 }),
      fc.constantFrom(...stretches),
      fc.constantFrom(...zones),
      (from, long, by, name) => {
        const shop = shopIn(name)
        const bounds = orRefuse(boundsOf({ from, to: from + long, by }, shop))
        expect(bounds.length).toBeLessThanOrEqual(mostStretches)
        expect(bounds[0]).toBeLessThanOrEqual(from)
        expect(bounds.at(-1)).toBeGreaterThanOrEqual(from + long)
        expect(bounds.at(-2) ?? 0).toBeLessThan(from + long)
        const begins = bounds.map((ms) => (ms + offsetAt(shop.zone, ms)) % 3_600_000 === 0)
        const days = bounds.map((ms) => localDay(shop.zone, ms - 1) < localDay(shop.zone, ms))
        const halfHours = name === 'Australia/Lord_Howe'
        expect(by === 'hour' ? halfHours || begins.every(Boolean) : days.every(Boolean)).toBe(true)
        expect(bounds).toEqual([...new Set(bounds)].toSorted((a, b) => a - b))
      },
    ),
  )
})
