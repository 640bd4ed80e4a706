import type { Shop } from '../shop.ts'
import { plusMonths } from '../time/civil.ts'
import type { Zone } from '../time/zone.ts'
import { instantsOfDays, localDay, plus } from '../time/zone.ts'
import type { Unit } from './condition.ts'
import { dayOfText, today } from './dateText.ts'
import type { Interval } from './interval.ts'
import { earliest, latest, span, without } from './interval.ts'
import { daysOfPeriod } from './period.ts'
import type { DateTest } from './testKinds.ts'
import { within } from './windows.ts'

export type { DateTest }

/**
 * Whether a date (days since 1970-01-01) meets a test: the definition, a value at a time, of
 * {@link dateBounds} for dates. With `today` the shop's local day and v + n by the calendar, the day
 * clamped to the month:
 * - in last n: v ≤ today < v + n, so n days are the n that end today
 * - in next n: today ≤ v < today + n, so n days are the n that begin today
 * - more than n ago: v + n ≤ today; with `in last n` it makes up all days up to today
 * - this, last, next period: v is one of its days
 * Of a date's minutes and hours nothing is known: such tests are false.
 */
export function dayMeets(test: DateTest, day: number, now: number, shop: Shop): boolean {
  switch (test.op) {
    case 'before':
      return day < dayOfText(test.date, now, shop)
    case 'after':
      return day > dayOfText(test.date, now, shop)
    case 'on':
      return day === dayOfText(test.date, now, shop)
    case 'dates':
      return dayOfText(test.from, now, shop) <= day && day <= dayOfText(test.to, now, shop)
    case 'inLast':
    case 'inNext':
    case 'moreThanAgo':
      return isOfDays(test.unit) && dayWithin(test, day, today(now, shop))
    case 'period': {
      const { from, to } = daysOfPeriod(test, today(now, shop), shop)
      return from <= day && day < to
    }
  }
}

/**
 * Whether an instant (ms) meets a test: the definition, a value at a time, of {@link dateBounds} for
 * instants. `before`, `after`, `on`, `dates` and periods ask the date that the shop's clocks then show; with v + n exact from
 * minutes to weeks and by the local calendar for months and years, as rolling windows have it:
 * - in last n: v ≤ now < v + n
 * - in next n: now < v ≤ now + n
 * - more than n ago: v + n ≤ now
 */
export function instantMeets(test: DateTest, ms: number, now: number, shop: Shop): boolean {
  const { zone } = shop
  switch (test.op) {
    case 'before':
    case 'after':
    case 'on':
    case 'dates':
    case 'period':
      return dayMeets(test, localDay(zone, ms), now, shop)
    case 'inLast':
    case 'inNext':
    case 'moreThanAgo':
      return instantWithin(test, ms, now, zone)
  }
}

/**
 * The values that meet a test, ascending and apart, open ends as {@link earliest} and {@link latest}:
 * for `date` in days since 1970-01-01, for `instant` in milliseconds. None where nothing can meet it.
 */
export function dateBounds(
  test: DateTest,
  type: 'date' | 'instant',
  now: number,
  shop: Shop,
): readonly Interval[] {
  if (isAroundNow(test)) {
    return type === 'date' ? daysAround(test, today(now, shop)) : instantsAround(test, now, shop)
  }
  const days = daysOf(test, now, shop)
  if (type === 'date') return days
  return days.flatMap((each) => instantsOfDays(shop.zone, each))
}

type AroundTest = Extract<DateTest, { op: 'inLast' | 'inNext' | 'moreThanAgo' }>

function isAroundNow(test: DateTest): test is AroundTest {
  return test.op === 'inLast' || test.op === 'inNext' || test.op === 'moreThanAgo'
}

function daysOf(test: Exclude<DateTest, AroundTest>, now: number, shop: Shop): readonly Interval[] {
  const day = (date: string) => dayOfText(date, now, shop)
  switch (test.op) {
    case 'before':
      return span(earliest, day(test.date))
    case 'after':
      return span(day(test.date) + 1, latest)
    case 'on':
      return span(day(test.date), day(test.date) + 1)
    case 'dates':
      return span(day(test.from), day(test.to) + 1)
    case 'period':
      return [daysOfPeriod(test, today(now, shop), shop)]
  }
}

function daysAround({ op, n, unit }: AroundTest, day: number): readonly Interval[] {
  if (!isOfDays(unit)) return []
  if (op === 'inNext') return span(day, plusDays(day, n, unit))
  // The earliest day from which n units lead beyond today; clamping makes the way back inexact.
  let from = plusDays(day, -n, unit)
  while (plusDays(from - 1, n, unit) > day) from--
  while (plusDays(from, n, unit) <= day) from++
  return op === 'inLast' ? span(from, day + 1) : span(earliest, from)
}

function instantsAround({ op, n, unit }: AroundTest, now: number, shop: Shop): readonly Interval[] {
  const { zone } = shop
  if (op === 'inNext') return span(now + 1, plus(now, n, unit, zone) + 1)
  const last = within(n, unit, now, zone)
  return op === 'inLast' ? last : without(span(earliest, now + 1), last)
}

function dayWithin({ op, n, unit }: AroundTest, day: number, todays: number): boolean {
  if (op === 'inNext') return todays <= day && day < plusDays(todays, n, unit)
  const left = plusDays(day, n, unit) <= todays
  return op === 'inLast' ? day <= todays && !left : left
}

function instantWithin({ op, n, unit }: AroundTest, ms: number, now: number, zone: Zone): boolean {
  if (op === 'inNext') return now < ms && ms <= plus(now, n, unit, zone)
  if (ms > now) return false
  const left = plus(ms, n, unit, zone) <= now
  return op === 'inLast' ? !left : left
}

function isOfDays(unit: Unit): boolean {
  return unit !== 'minutes' && unit !== 'hours'
}

/** n days, weeks, months or years later by the calendar. */
export function plusDays(day: number, n: number, unit: Unit): number {
  if (unit === 'months') return plusMonths(day, n)
  if (unit === 'years') return plusMonths(day, 12 * n)
  return unit === 'weeks' ? day + 7 * n : day + n
}
