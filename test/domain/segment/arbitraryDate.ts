import fc from 'fast-check'
import type { Coming, Period } from '../../../src/domain/segment/condition.ts'

/** Periods of the calendar. */
export const calendarUnits = ['day', 'week', 'month', 'quarter', 'year'] as const

export function arbitraryPeriod<U extends Period['unit']>(
  units: readonly U[],
): fc.Arbitrary<{ which: Period['which']; unit: U }> {
  return fc.record({
    which: fc.constantFrom('this', 'last', 'next'),
    unit: fc.constantFrom(...units),
  })
}

/** When an anniversary is asked for. */
export const arbitraryComing: fc.Arbitrary<Coming> = fc.oneof(
  arbitraryPeriod(['day', 'week', 'month', 'quarter']).map((period): Coming => ({
    type: 'calendar',
    ...period,
  })),
  fc
    .constantFrom(
      ...([
        [1, 'days'],
        [7, 'days'],
        [365, 'days'],
        [2, 'weeks'],
        [1, 'months'],
        [12, 'months'],
      ] as const),
    )
    .map(([n, unit]): Coming => ({ type: 'next', n, unit })),
)

/** From where, and how far around. */
export const arbitraryPlace = fc.record({
  km: fc.constantFrom(0.001, 0.5, 5, 1_000, 20_000),
  lat: fc.constantFrom(-90, -23.5505, -0, 1e-7, 45.123_456_7, 90),
  lon: fc.constantFrom(-180, -46.6333, 0, 100, 180),
})
