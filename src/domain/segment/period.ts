import type { Shop } from '../shop.ts'
import { startAfter } from '../time/civil.ts'
import type { Period } from './condition.ts'
import type { Interval } from './interval.ts'

const nth = { last: -1, this: 0, next: 1 } as const satisfies Record<Period['which'], number>

/** The days of a period of the shop's calendar, asked on that day: the first, and the one after the last. */
export function daysOfPeriod(
  { which, unit }: Pick<Period, 'which' | 'unit'>,
  day: number,
  { weekStart }: Shop,
): Interval {
  const n = nth[which]
  return { from: startAfter(unit, day, n, weekStart), to: startAfter(unit, day, n + 1, weekStart) }
}
