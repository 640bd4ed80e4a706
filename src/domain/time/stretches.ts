import { failure, type Failure } from '../failure.ts'
import type { Shop } from '../shop.ts'
import { startAfter, startOf } from './civil.ts'
import { localDay, midnight, offsetAt, unitMs } from './zone.ts'

/** How long a stretch of time is by the shop's clocks. */
export const stretches = ['hour', 'day', 'week', 'month'] as const
export type Stretch = (typeof stretches)[number]

/** At most so many are shown one after the other. */
export const mostStretches = 2_000

/**
 * The instants, milliseconds, at which the shop's hours, days, weeks or months begin, from the one in which
 * `from` lies to the end of the one in which the instant before `to` does. Refused where they are too many.
 */
export function boundsOf(
  { from, to, by }: { readonly from: number; readonly to: number; readonly by: Stretch },
  shop: Pick<Shop, 'zone' | 'weekStart'>,
): readonly number[] | Failure {
  const after = by === 'hour' ? nextHour : nextDay(by)
  const bounds = [after(from, 0)]
  for (let last = bounds[0] ?? to; last < to; bounds.push(last)) {
    if (bounds.length > mostStretches) {
      return failure('too_large', `Between these are more than ${mostStretches} ${by}s`, {
        where: 'by',
        fix: 'Ask for longer stretches, or for less of the past.',
      })
    }
    last = after(last, 1)
  }
  return bounds

  function nextHour(ms: number, n: number): number {
    const then = ms + n * unitMs.hours
    const offset = offsetAt(shop.zone, then)
    return Math.floor((then + offset) / unitMs.hours) * unitMs.hours - offset
  }

  function nextDay(unit: Exclude<Stretch, 'hour'>): typeof nextHour {
    return (ms, n) => {
      const day = localDay(shop.zone, ms)
      const first =
        n === 0 ? startOf(unit, day, shop.weekStart) : startAfter(unit, day, n, shop.weekStart)
      return midnight(shop.zone, first)
    }
  }
}
