import { showDay } from '../../../../domain/time/civil.ts'
import { decimalText } from '../decimalText.ts'
import type { CellForm } from './styles.ts'

/** Days from 1970-01-01 back to day 0 of a workbook's calendar, by its date system. */
export type DateSystem = 1900 | 1904

const zeroDay: Readonly<Record<DateSystem, number>> = { 1900: 25_569, 1904: 24_107 }

/**
 * A number of a sheet as text: decimal point and no noise, dates as ISO 8601 by the clock of whoever
 * wrote them, what is shown as digits in places as it is shown.
 * @param written as it stands in the sheet
 */
export function numberText(
  written: string,
  form: CellForm | undefined,
  system: DateSystem,
): string {
  if (form === undefined || form.is === 'number') {
    return /^-?\d{1,15}$/.test(written) ? written : decimalText(Number(written))
  }
  const n = Number(written)
  if (!Number.isFinite(n) || written === '') return ''
  switch (form.is) {
    case 'percent':
      return `${decimalText(n * 100).replace(/(\.\d{3})0$/, '$1')}%`
    case 'digits':
      return inPlaces(n, form.pattern)
    case 'date':
    case 'datetime':
    case 'time':
      return dateText(n, form.is, system)
  }
}

/** The last serial of the year 9999. */
const lastSerial = 2_958_466

function dateText(serial: number, form: 'date' | 'datetime' | 'time', system: DateSystem): string {
  if (serial < 0 || serial >= lastSerial) return decimalText(serial)
  const ms = Math.round(serial * dayMs)
  if (form === 'time') return clock(ms)
  const days = Math.floor(ms / dayMs)
  // 1900 was no leap year; the calendar of 1900 has a 29 February all the same, for Lotus 1-2-3's sake.
  const before = system === 1900 && days < 60 ? 1 : 0
  const day = showDay(days - zeroDay[system] + before)
  const rest = ms - days * dayMs
  return rest === 0 && form === 'date' ? day : `${day}T${clock(rest)}`
}

/** Hours may be more than a day has, where they are how long something took. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const text = parts.map((part) => String(part).padStart(2, '0')).join(':')
  const rest = ms % 1_000
  return rest === 0 ? text : `${text}.${String(rest).padStart(3, '0')}`
}

/** Digits from the right into the zeros of the pattern; those that are left stand before the first. */
function inPlaces(n: number, pattern: string): string {
  if (!Number.isSafeInteger(n) || n < 0) return decimalText(n)
  const places = pattern.split('0').length - 1
  const digits = String(n).padStart(places, '0')
  let at = digits.length - places
  let shown = ''
  let first = true
  for (const sign of pattern) {
    if (sign !== '0') {
      shown += sign
      continue
    }
    shown += first ? digits.slice(0, at + 1) : digits.charAt(at)
    first = false
    at += 1
  }
  return shown
}

const dayMs = 86_400_000
