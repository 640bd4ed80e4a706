import { describe, expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import { pastDays, stretchesOf } from '../../../src/domain/time/pastDays.ts'
import { zoneOf } from '../../../src/domain/time/zone.ts'

function shopOf(name: string) {
  const zone = zoneOf(name)
  if (isFailure(zone)) throw new Error(name)
  return { zone, weekStart: 1 } as const
}

const iso = ({ from, to }: { from: number; to: number }) =>
  [from, to].map((ms) => new Date(ms).toISOString())

describe('the past days', () => {
  test('are up to now, and those before them up to the same time of day', () => {
    const now = Date.parse('2026-03-10T15:30:00Z')
    const { period, before } = pastDays(7, now, shopOf('America/Sao_Paulo'))
    expect(iso(period)).toEqual(['2026-03-04T03:00:00.000Z', '2026-03-10T15:30:00.000Z'])
    expect(iso(before)).toEqual(['2026-02-25T03:00:00.000Z', '2026-03-03T15:30:00.000Z'])
  })

  test('do not run into one another where the day that has begun is longer than the one before', () => {
    // On that Sunday clocks go back: its last half hour is after more than 24 hours.
    const shop = shopOf('America/New_York')
    const { period, before } = pastDays(1, Date.parse('2026-11-02T04:30:00Z'), shop)
    expect(before.to).toBe(period.from)
  })

  test('are cut where weeks begin, and at both ends', () => {
    const shop = shopOf('America/Sao_Paulo')
    const { period } = pastDays(10, Date.parse('2026-03-10T15:30:00Z'), shop)
    expect(stretchesOf(period, 'week', shop).map(iso)).toEqual([
      ['2026-03-01T03:00:00.000Z', '2026-03-02T03:00:00.000Z'],
      ['2026-03-02T03:00:00.000Z', '2026-03-09T03:00:00.000Z'],
      ['2026-03-09T03:00:00.000Z', '2026-03-10T15:30:00.000Z'],
    ])
  })
})
