import { isFailure } from '../failure.ts'
import type { Shop } from '../shop.ts'
import { parseDay } from '../time/civil.ts'
import { localDay } from '../time/zone.ts'
import type { DateText } from './condition.ts'

/** `-30d`, thirty days before today; `-0d` is today. Without leading zeros. */
const relativeForm = /^-(0|[1-9]\d{0,4})d$/

/** The greatest n of `-nd`. */
const relativeLimit = 10_000

/** Whether a text is a date of the calendar (years 1000 to 9999) or a day relative to today. */
export function isDateText(text: string): boolean {
  return daysAgo(text) !== undefined || !isFailure(parseDay(text))
}

/** Of a relative date how many days before today, else undefined. */
export function daysAgo(text: DateText): number | undefined {
  const days = relativeForm.exec(text)?.[1]
  return days === undefined || Number(days) > relativeLimit ? undefined : Number(days)
}

/** The day that a date text means, in days since 1970-01-01. */
export function dayOfText(text: DateText, now: number, shop: Shop): number {
  const ago = daysAgo(text)
  if (ago !== undefined) return today(now, shop) - ago
  const day = parseDay(text)
  if (isFailure(day)) throw new Error(`unchecked date ${text}`)
  return day
}

/** The shop's local day at that instant. */
export function today(now: number, shop: Shop): number {
  return localDay(shop.zone, now)
}

/**
 * Whether both are dates of the same kind and the first is later: two relative or two absolute ones.
 * Of one relative and one absolute it depends on the day on which it is asked.
 */
export function areReversed(from: DateText, to: DateText): boolean {
  const [a, b] = [daysAgo(from), daysAgo(to)]
  if (a !== undefined && b !== undefined) return a < b
  return a === undefined && b === undefined && from > to
}
