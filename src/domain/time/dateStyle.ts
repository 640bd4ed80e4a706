import { fold } from '../fold.ts'
import { checkedDay } from './civil.ts'
import { clockMs, instantOf, readIso, readOffset } from './instant.ts'
import type { Written } from './instant.ts'
import type { Zone } from './zone.ts'

/**
 * In which order people write day, month and year in a file. A year of four digits in front is read as
 * `ymd` in every style; separators, times and offsets are read as they come.
 */
export type DateStyle = 'ymd' | 'dmy' | 'mdy'

/**
 * What a cell says, or undefined where it is no date of that style: `2026-11-21`, `21/11/2026 10:30`,
 * `12/1/10 8:26`, `2026/11/21T10:30:00-03:00`, `21.11.2026 8:26:05 PM`, `20261121`, and with the month
 * as a word `21/nov/26`, `21 de novembro de 2026`, `21-Nov-2026`. A year of two
 * digits is 1969 to 2068 (POSIX). Years 1000 to 9999, times that clocks show, days that exist.
 */
export function readStyled(text: string, style: DateStyle): Written | undefined {
  const cell = text.trim()
  // ISO is what programs write, and the same in every style.
  return readIso(cell) ?? readCompact(cell) ?? readParted(cell, style) ?? readWorded(cell)
}

/** The instant a cell says, by the clocks of `zone` where it has no offset; undefined where it says none. */
export function parseInstantStyled(text: string, style: DateStyle, zone: Zone): number | undefined {
  const written = readStyled(text, style)
  return written === undefined ? undefined : instantOf(written, zone)
}

/**
 * The same as a function for a whole column: cells repeat (the lines of an order have one time), so
 * what was read is remembered, a bounded number of them.
 */
export function instantReader(style: DateStyle, zone: Zone): (text: string) => number | undefined {
  let read = new Map<string, number | undefined>()
  return (text) => {
    const known = read.get(text)
    if (known !== undefined || read.has(text)) return known
    const ms = parseInstantStyled(text, style, zone)
    if (read.size >= 10_000) read = new Map()
    read.set(text, ms)
    return ms
  }
}

export type DetectedDateStyle = {
  readonly style: DateStyle
  /** Samples that are dates in that style, and all that are not blank. */
  readonly read: number
  readonly of: number
  /** Day and month may be either way round in all samples, and it matters: somebody should say. */
  readonly ambiguous: boolean
  /** No other style reads as many: the samples say which it is. */
  readonly told: boolean
}

/** The style that reads most of the samples, cells of one column; among equals day first. */
export function detectDateStyle(samples: readonly string[]): DetectedDateStyle {
  const cells = samples.filter((each) => each.trim() !== '')
  const tried = dateStyles.map((style) => {
    const days = cells.map((cell) => readStyled(cell, style)?.day)
    return { style, days, read: days.filter((each) => each !== undefined).length }
  })
  const most = Math.max(...tried.map(({ read }) => read))
  const equals = tried.filter(({ read }) => read === most)
  const best = equals[0]
  if (best === undefined) throw new Error('there are no date styles')
  return {
    style: best.style,
    read: most,
    of: cells.length,
    ambiguous: equals.some(({ days }) => days.some((each, i) => each !== best.days[i])),
    told: most > 0 && equals.length === 1,
  }
}

/** A cell's date without its time: there are few of those in a column, and they tell its style as well. */
export function datePart(cell: string): string {
  const text = cell.trim()
  // No date is longer, and nothing in a cell of a megabyte is looked for.
  const time = text.length <= 40 ? text.search(/(?:[Tt]|,? +)\d{1,2}:\d\d/) : -1
  return time > 0 ? text.slice(0, time) : text
}

/** In the order of preference where samples do not tell: year first only reads what has it in front. */
const dateStyles = ['ymd', 'dmy', 'mdy'] as const satisfies readonly DateStyle[]

const form = /^(\d{1,4})([-/.])(\d{1,2})([-/.])(\d{1,4})(?:(?:[Tt]|,? +)(\S.*))?$/

const timeForm =
  /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([AaPp])\.?[Mm]\.?)? ?([Zz]|UTC|[+-]\d\d(?::?\d\d)?)?$/

function readParted(cell: string, style: DateStyle): Written | undefined {
  const parts = cell.length <= 40 ? form.exec(cell) : null
  if (parts === null) return undefined
  const [, first = '', separator, second = '', again, third = '', time = ''] = parts
  if (separator !== again) return undefined
  const day = dayIn([first, second, third], first.length === 4 ? 'ymd' : style)
  if (day === undefined) return undefined
  if (time !== '') return readTime(time, day)
  return { day, timeMs: 0, offset: undefined, dateOnly: true }
}

function dayIn(numbers: readonly [string, string, string], style: DateStyle): number | undefined {
  const [a, b, c] = numbers
  const year = style === 'ymd' ? a : c
  // Four digits or two: 3-digit years are typing mistakes, and a lone digit is no year.
  if (year.length !== 4 && !(year.length === 2 && style !== 'ymd')) return undefined
  const [month, day] = style === 'ymd' ? [b, c] : style === 'dmy' ? [b, a] : [a, b]
  if (month.length > 2 || day.length > 2) return undefined
  return checkedDay(fullYear(year), Number(month), Number(day))
}

function fullYear(year: string): number {
  const n = Number(year)
  if (year.length === 4) return n
  return n <= 68 ? 2000 + n : 1900 + n
}

function readTime(text: string, day: number): Written | undefined {
  const parts = timeForm.exec(text)
  if (parts === null) return undefined
  const [, hour = '', minute = '', second = '0', fraction = '', half, zone] = parts
  const hour24 = half === undefined ? Number(hour) : hourOf(Number(hour), half)
  const timeMs = clockMs(hour24, Number(minute), Number(second), fraction)
  const offset = readOffset(zone === 'UTC' ? 'Z' : zone)
  if (timeMs === undefined || Number.isNaN(offset)) return undefined
  return { day, timeMs, offset, dateOnly: false }
}

/** Of a 12-hour clock; NaN where it shows no such hour. */
function hourOf(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return Number.NaN
  return (hour % 12) + (half === 'P' || half === 'p' ? 12 : 0)
}

/** The month as a word, as spreadsheets write it in Portuguese and in English: the same in every style. */
function readWorded(cell: string): Written | undefined {
  // Most texts are none: told before anything is folded.
  if (cell.length > 40 || !/^(?:\p{L}[^\d]{3,14} )?\d{1,2}[º /-]/u.test(cell)) return undefined
  const parts = worded.exec(fold(cell))
  if (parts === null) return undefined
  const [, day = '', word = '', year = ''] = parts
  const month = months.findIndex((names) => names.includes(word)) + 1
  const found = checkedDay(fullYear(year), month, Number(day))
  return found === undefined
    ? undefined
    : { day: found, timeMs: 0, offset: undefined, dateOnly: true }
}

/** `12 de maio de 1977`, `12/mai/77`, `12-mai.-1977`, `terça-feira, 12 de maio de 1977`. */
const worded =
  /^(?:[a-z]+(?:-feira)?, )?(\d{1,2})[ºo]?(?: de |[ /-])([a-z]{3,9})\.?(?: de |[ /-])(\d{4}|\d{2})$/

const months: readonly (readonly string[])[] = [
  ['janeiro', 'jan', 'january'],
  ['fevereiro', 'fev', 'february', 'feb'],
  ['marco', 'mar', 'march'],
  ['abril', 'abr', 'april', 'apr'],
  ['maio', 'mai', 'may'],
  ['junho', 'jun', 'june'],
  ['julho', 'jul', 'july'],
  ['agosto', 'ago', 'august', 'aug'],
  ['setembro', 'set', 'september', 'sep', 'sept'],
  ['outubro', 'out', 'october', 'oct'],
  ['novembro', 'nov', 'november'],
  ['dezembro', 'dez', 'december', 'dec'],
]

/** `20261121`. */
function readCompact(text: string): Written | undefined {
  if (text.length !== 8 || !/^\d{8}$/.test(text)) return undefined
  const day = checkedDay(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6)))
  return day === undefined ? undefined : { day, timeMs: 0, offset: undefined, dateOnly: true }
}
