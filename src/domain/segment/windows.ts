import type { Shop } from '../shop.ts'
import { dayMs, plusMonths } from '../time/civil.ts'
import type { Zone } from '../time/zone.ts'
import { instantsOfDays, localDay, midnight, offsetAt, plus, unitMs } from '../time/zone.ts'
import type { Unit, Window } from './condition.ts'
import { dayOfText, today } from './dateText.ts'
import type { Context, Facts, FieldValue } from './facts.ts'
import type { Interval } from './interval.ts'
import { between, cutAt, earliest, latest, span, without } from './interval.ts'
import { daysOfPeriod } from './period.ts'

/** A window that is the same for everyone. */
export type Common = Exclude<Window, { type: 'since' }>

/** What everyone's window lies in: one since a field in all time up to now. */
export function commonOf(window: Window | undefined): Common | undefined {
  return window?.type === 'since' ? undefined : window
}

/**
 * Which instants count for one customer: those in the window, up to now. Undefined where the window
 * begins with a field that she lacks, of which nothing can be said.
 */
export function windowOf(
  window: Window | undefined,
  fields: Facts['fields'],
  { now, shop }: Pick<Context, 'now' | 'shop'>,
): ((ts: number) => boolean) | undefined {
  if (window?.type !== 'since') return (ts) => inWindow(ts, window, now, shop)
  const begin = beginOf(fields.get(window.field), shop.zone)
  return begin === undefined ? undefined : (ts) => begin <= ts && ts <= now
}

/** When a window since that value begins, in milliseconds. */
export function beginOf(value: FieldValue | undefined, zone: Zone): number | undefined {
  if (typeof value?.value !== 'number') return undefined
  if (value.type === 'date') return midnight(zone, value.value)
  return value.type === 'datetime' ? value.value : undefined
}

/**
 * Whether an event at `ts` counts: the definition, an event at a time. {@link intervals} says the
 * same for all events at once. Nothing after `now` counts, whatever the window. The day of an instant
 * is the date that the shop's clocks then show, here as in all else ({@link localDay}): where they go
 * back over midnight, the minutes before it that come a second time are of the day before.
 */
export function inWindow(ts: number, window: Common | undefined, now: number, shop: Shop): boolean {
  if (ts > now) return false
  if (window === undefined) return true
  const { zone } = shop
  switch (window.type) {
    case 'last':
      return now < plus(ts, window.n, window.unit, zone)
    case 'ago':
      return (
        now < plus(ts, window.from, window.unit, zone) &&
        plus(ts, window.to, window.unit, zone) <= now
      )
    case 'calendar':
    case 'before':
    case 'after':
    case 'dates': {
      const { from, to } = daysOf(window, now, shop)
      const day = localDay(zone, ts)
      return from <= day && day < to
    }
  }
}

/**
 * The instants of a window in milliseconds, ascending and apart, cut at now + 1. Mostly one; none
 * where the window is empty; several where months of different length are counted back (28 February
 * is a month after the 28th, 29th, 30th and 31st of January, of each up to the same time of day) or
 * where clocks were put forward or back.
 */
export function intervals(
  window: Common | undefined,
  now: number,
  shop: Shop,
): readonly Interval[] {
  const end = now + 1
  if (window === undefined) return span(earliest, end)
  const { zone } = shop
  switch (window.type) {
    case 'last':
      return within(window.n, window.unit, now, zone)
    case 'ago':
      return without(
        within(window.from, window.unit, now, zone),
        within(window.to, window.unit, now, zone),
      )
    case 'calendar':
    case 'before':
    case 'after':
    case 'dates':
      return cutAt(end, instantsOfDays(zone, daysOf(window, now, shop)))
  }
}

/** Of a window of whole days the first, and the day after the last; what is open is {@link earliest} or {@link latest}. */
function daysOf(
  window: Extract<Window, { type: 'calendar' | 'before' | 'after' | 'dates' }>,
  now: number,
  shop: Shop,
): Interval {
  switch (window.type) {
    case 'calendar':
      return daysOfPeriod(window, today(now, shop), shop)
    case 'before':
      return { from: earliest, to: dayOfText(window.date, now, shop) }
    case 'after':
      return { from: dayOfText(window.date, now, shop) + 1, to: latest }
    case 'dates':
      return {
        from: dayOfText(window.from, now, shop),
        to: dayOfText(window.to, now, shop) + 1,
      }
  }
}

/** The instants ts up to now of which now < ts + n units. */
export function within(n: number, unit: Unit, now: number, zone: Zone): readonly Interval[] {
  if (unit !== 'months' && unit !== 'years') return span(now - n * unitMs[unit] + 1, now + 1)
  return between(
    changePoints(unit === 'years' ? 12 * n : n, now, zone),
    now + 1,
    (ts) => now < plus(ts, n, unit, zone),
  )
}

/**
 * Every instant at which `now < ts + months` may change. Where local date and offset stay the same,
 * ts + months runs on with ts; it passes now at a local time that differs from now's own by the
 * offsets that hold around now. So the points are the midnights of the days that reach now's date,
 * these local times on them, and the clock changes nearby.
 */
export function changePoints(months: number, now: number, zone: Zone): readonly number[] {
  const target = localDay(zone, now)
  const source = plusMonths(target, -months)
  // Days that reach from two days before now's to two after: clamping adds at most three more.
  const days = Array.from({ length: 13 }, (_, i) => source - 5 + i)
  const passing = localTimesAround(now, zone)
  return days.flatMap((day) => {
    const reached = plusMonths(day, months)
    const times = passing
      .map((local) => local - reached * dayMs)
      .filter((timeOfDay) => timeOfDay > 0 && timeOfDay < dayMs)
    return [0, ...times].flatMap((timeOfDay) => instantsOf(day * dayMs + timeOfDay, zone))
  })
}

/** The local times by which a moving clock passes now: just after now, and at the clock changes near it. */
function localTimesAround(now: number, zone: Zone): readonly number[] {
  const near = zone.transitions.filter(({ at }) => Math.abs(at - now) <= 3 * dayMs)
  const changes = near.flatMap(({ at, offset }) => [at + offset, at + offsetAt(zone, at - 1)])
  return [...offsetsAround(now, zone).map((offset) => now + 1 + offset), ...changes]
}

/** Every instant that could be meant by a local time, and the clock changes near it. */
function instantsOf(local: number, zone: Zone): readonly number[] {
  const near = zone.transitions.filter(({ at }) => Math.abs(at - local) <= 3 * dayMs)
  return [
    ...offsetsAround(local, zone).map((offset) => local - offset),
    ...near.map(({ at }) => at),
  ]
}

function offsetsAround(ms: number, zone: Zone): readonly number[] {
  const near = zone.transitions.filter(({ at }) => Math.abs(at - ms) <= 3 * dayMs)
  return [...new Set([offsetAt(zone, ms - 3 * dayMs), ...near.map(({ offset }) => offset)])]
}
