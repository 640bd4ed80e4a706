import { failure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { checkedDay, dayMs, firstDay, lastDay, showDay } from './civil.ts'
import { instantAt } from './zone.ts'
import type { Zone } from './zone.ts'

/** The first and the last millisecond of the years that we keep, in UTC. */
export const firstInstant = firstDay * dayMs
export const lastInstant = (lastDay + 1) * dayMs - 1

/**
 * What a full ISO 8601 text says, or undefined: `2026-11-21`, `2026-11-21T10:30`, with seconds, with a
 * fraction (cut to milliseconds), with `Z` or an offset, with a blank for the `T`. Years 1000 to 9999.
 */
export type Written = {
  readonly day: number
  /** Milliseconds into the day as clocks show them. */
  readonly timeMs: number
  /** Milliseconds ahead of UTC; undefined where the text does not say. */
  readonly offset: number | undefined
  readonly dateOnly: boolean
}

/** Reads it by hand: in the hot path most texts are none, and one look at the fifth character shows it. */
export function readIso(text: string): Written | undefined {
  if (text.charCodeAt(4) !== 45 || text.length < 10 || text.length > 40) return undefined
  if (text.charCodeAt(7) !== 45) return undefined
  const year = digitsAt(text, 0, 4)
  const day = checkedDay(year, digitsAt(text, 5, 2), digitsAt(text, 8, 2))
  if (day === undefined) return undefined
  if (text.length === 10) return { day, timeMs: 0, offset: undefined, dateOnly: true }
  const time = isoTime.exec(text.slice(10))
  if (time === null) return undefined
  const timeMs = clockMs(Number(time[1]), Number(time[2]), Number(time[3] ?? 0), time[4] ?? '')
  const offset = readOffset(time[5])
  if (timeMs === undefined || Number.isNaN(offset)) return undefined
  return { day, timeMs, offset, dateOnly: false }
}

const isoTime = /^[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d\d(?::?\d\d)?)?$/

/** Milliseconds into the day; undefined for a time that no clock shows. `fraction` is the digits after the point. */
export function clockMs(
  hour: number,
  minute: number,
  second: number,
  fraction: string,
): number | undefined {
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return undefined
  const thousandths = fraction === '' ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'))
  return hour * 3_600_000 + minute * 60_000 + second * 1000 + thousandths
}

/** `Z`, `-03:00`, `-0300`, `-03` in milliseconds ahead of UTC; undefined for none, NaN for more than 18 hours. */
export function readOffset(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  if (text === 'Z' || text === 'z') return 0
  const minutes =
    digitsAt(text, 1, 2) * 60 + (text.length > 3 ? digitsAt(text, text.length - 2, 2) : 0)
  if (!(minutes <= 18 * 60) || (text.length > 3 && digitsAt(text, text.length - 2, 2) > 59)) {
    return Number.NaN
  }
  return (text.charCodeAt(0) === 45 ? -minutes : minutes) * 60_000
}

/** The instant of what was written; without an offset by the clocks of that zone. Undefined outside the years kept. */
export function instantOf(written: Written, zone: Zone): number | undefined {
  const local = written.day * dayMs + written.timeMs
  const ms = written.offset === undefined ? instantAt(zone, local) : local - written.offset
  return isInstant(ms) ? ms : undefined
}

/** Whether that is an instant that we keep: whole milliseconds, years 1000 to 9999 in UTC. */
export function isInstant(ms: number): boolean {
  return Number.isSafeInteger(ms) && ms >= firstInstant && ms <= lastInstant
}

/** A full ISO 8601 text as an instant; what has no offset is by the clocks of that zone. */
export function parseInstant(text: string, zone: Zone): number | Failure {
  const written = readIso(text)
  const ms = written === undefined ? undefined : instantOf(written, zone)
  if (ms !== undefined) return ms
  return failure('invalid', `${JSON.stringify(text.slice(0, 60))} is not an instant`, {
    fix: 'Write ISO 8601 such as 2026-11-21T10:30:00Z or 2026-11-21T10:30:00-03:00, years 1000 to 9999.',
  })
}

/** `2026-11-21T10:30:00.000Z`. */
export function showInstant(ms: number): string {
  const day = Math.floor(ms / dayMs)
  const rest = ms - day * dayMs
  const hour = Math.floor(rest / 3_600_000)
  const minute = Math.floor(rest / 60_000) % 60
  const second = Math.floor(rest / 1000) % 60
  return `${showDay(day)}T${two(hour)}:${two(minute)}:${two(second)}.${String(rest % 1000).padStart(3, '0')}Z`
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n)
}

/** The number those digits say; NaN where one is no digit. */
function digitsAt(text: string, from: number, length: number): number {
  let n = 0
  for (let i = from; i < from + length; i++) {
    const digit = text.charCodeAt(i) - 48
    n = digit >= 0 && digit <= 9 ? n * 10 + digit : Number.NaN
  }
  return n
}
