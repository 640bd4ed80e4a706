import { failure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import type { Weekday } from '../shop.ts'

/**
 * Dates of the proleptic Gregorian calendar as days since 1970-01-01, years 1000 to 9999, by integer
 * arithmetic alone (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
 */
export type Civil = { readonly year: number; readonly month: number; readonly day: number }

export const dayMs = 86_400_000

/** 1000-01-01 and 9999-12-31. */
export const firstDay = -354_285
export const lastDay = 2_932_896

/** Days since 1970-01-01 of a date that exists. */
export function dayOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

export function civilOf(day: number): Civil {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  }
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The day, or undefined where the calendar has no such date or its year is not 1000 to 9999. */
export function checkedDay(year: number, month: number, day: number): number | undefined {
  if (!(year >= 1000 && year <= 9999 && month >= 1 && month <= 12 && day >= 1)) return undefined
  return day <= daysInMonth(year, month) ? dayOf(year, month, day) : undefined
}

/** 1 Monday … 7 Sunday. */
export function weekdayOf(day: number): Weekday {
  // 1970-01-01 was a Thursday.
  return (modulo(day + 3, 7) + 1) as Weekday
}

/** The same day n months on, or the month's last where it is shorter: 31 January + 1 is 28 February. */
export function plusMonths(day: number, n: number): number {
  const from = civilOf(day)
  const months = from.year * 12 + from.month - 1 + n
  const year = Math.floor(months / 12)
  const month = modulo(months, 12) + 1
  return dayOf(year, month, Math.min(from.day, daysInMonth(year, month)))
}

export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year'

/** The first day of the day, week, month, quarter or year in which `day` lies. */
export function startOf(unit: CalendarUnit, day: number, weekStart: Weekday): number {
  if (unit === 'day') return day
  if (unit === 'week') return day - modulo(weekdayOf(day) - weekStart, 7)
  const { year, month } = civilOf(day)
  if (unit === 'month') return dayOf(year, month, 1)
  return unit === 'quarter' ? dayOf(year, month - ((month - 1) % 3), 1) : dayOf(year, 1, 1)
}

/** The first day of the nth such period after the one in which `day` lies; n may be negative. */
export function startAfter(unit: CalendarUnit, day: number, n: number, weekStart: Weekday): number {
  const start = startOf(unit, day, weekStart)
  if (unit === 'day') return start + n
  if (unit === 'week') return start + 7 * n
  return plusMonths(start, n * { month: 1, quarter: 3, year: 12 }[unit])
}

/** `2026-11-21`, a date that exists, as days since 1970-01-01. */
export function parseDay(text: string): number | Failure {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  const day = parts ? checkedDay(Number(parts[1]), Number(parts[2]), Number(parts[3])) : undefined
  if (day !== undefined) return day
  return failure('invalid', `${JSON.stringify(text.slice(0, 40))} is not a date`, {
    fix: 'Write a date of the calendar as YYYY-MM-DD, years 1000 to 9999.',
  })
}

/** `2026-11-21`. */
export function showDay(day: number): string {
  const { year, month, day: dayOfMonth } = civilOf(day)
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(dayOfMonth, 2)}`
}

function padded(n: number, length: number): string {
  return String(n).padStart(length, '0')
}

/** Never negative, as `%` is. */
function modulo(n: number, by: number): number {
  const rest = n % by
  return rest < 0 ? rest + by : rest
}
