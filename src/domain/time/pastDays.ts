import type { Shop } from '../shop.ts'
import { boundsOf } from './stretches.ts'
import { localDay, midnight } from './zone.ts'
import { orRefuse } from '../failure.ts'

/** From an instant on, and before another; milliseconds. */
export type Span = { readonly from: number; readonly to: number }

/**
 * So many days of the shop's calendar up to now, with the one that has begun; and as many before them, the
 * last of which ends at the same time of day, so that the two can be compared.
 */
export function pastDays(
  days: number,
  now: number,
  { zone }: Pick<Shop, 'zone'>,
): { readonly period: Span; readonly before: Span } {
  const today = localDay(zone, now)
  const from = midnight(zone, today - days + 1)
  const since = now - midnight(zone, today)
  const before = {
    from: midnight(zone, today - 2 * days + 1),
    to: Math.min(midnight(zone, today - days) + since, from),
  }
  return { period: { from, to: now }, before }
}

/** The days or weeks of a span, one after the other; the first and the last may be cut. */
export function stretchesOf(
  { from, to }: Span,
  by: 'day' | 'week',
  shop: Pick<Shop, 'zone' | 'weekStart'>,
): readonly Span[] {
  const bounds = orRefuse(boundsOf({ from, to, by }, shop))
  return bounds.slice(0, -1).map((start, i) => ({
    from: Math.max(start, from),
    to: Math.min(bounds[i + 1] ?? to, to),
  }))
}
