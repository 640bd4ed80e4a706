import type { Location, Value, ValueType } from '../customer/field.ts'
import { formatValue } from '../customer/formats/format.ts'
import type { ValueContext, ValueField } from '../customer/value.ts'
import { joinValues } from '../import/joined.ts'
import { showNumber } from '../number.ts'
import { civilOf, dayMs, showDay } from '../time/civil.ts'
import { showInstant } from '../time/instant.ts'
import { instantAt, offsetAt, type Zone } from '../time/zone.ts'

/**
 * How values are written as text: for programs (ISO dates, decimal point, true and false), or as Excel in
 * Brazil writes them (`dd/mm/aaaa`, decimal comma, sim and não, times by the shop's clocks).
 */
export const exportStyles = ['technical', 'excel-br'] as const
export type ExportStyle = (typeof exportStyles)[number]

export type Styling = {
  readonly style: ExportStyle
  /** By whose clocks people read times, and in which country phones are. */
  readonly shop: ValueContext
}

/** What a column says of its values. */
type Kind = { readonly type: ValueType; readonly field?: ValueField }

/** The text of a value, which an import reads back as the same value; without the guard on formulas. */
export function cellText({ type, field }: Kind, value: Value, styling: Styling): string {
  if (typeof value === 'string') return textOf(value, field, styling)
  if (typeof value === 'boolean') return booleans[styling.style][value ? 1 : 0]
  if (typeof value === 'number') return numberText(type, value, styling)
  return 'lat' in value ? placeText(value) : joinValues(value)
}

const booleans = { technical: ['false', 'true'], 'excel-br': ['não', 'sim'] } as const

/** A CPF with its points, a phone with its blanks: what is not digits alone no spreadsheet takes for a number. */
function textOf(value: string, field: ValueField | undefined, { style, shop }: Styling): string {
  const several = value.includes('|') || value.startsWith('[')
  if (style === 'technical' || field === undefined || several) return value
  return formatValue(field, value, 'pt-BR', shop)
}

function numberText(type: ValueType, value: number, { style, shop }: Styling): string {
  const people = style === 'excel-br'
  if (type === 'date') return people ? dayText(value) : showDay(value)
  if (type === 'datetime') return people ? timeText(value, shop.zone) : showInstant(value)
  const text = plainNumber(value, type === 'money')
  return people ? text.replace('.', ',') : text
}

/**
 * Three decimal places alone could be thousands (`1.234`), which an import would have to ask about: they
 * are written as four. Money has two at least.
 */
function plainNumber(value: number, money: boolean): string {
  const text = showNumber(value)
  const point = text.indexOf('.')
  const places = point === -1 ? 0 : text.length - point - 1
  if (places === 3) return `${text}0`
  if (!money || places >= 2) return text
  return point === -1 ? `${text}.00` : `${text}0`
}

/** `21/11/2026`. */
function dayText(day: number): string {
  const date = civilOf(day)
  return `${two(date.day)}/${two(date.month)}/${String(date.year).padStart(4, '0')}`
}

/**
 * `21/11/2026 10:30:05` by the clocks of the zone, with seconds and thousandths where there are some. What
 * those clocks show twice, or the calendar of files has not, is written with its zone.
 */
function timeText(ms: number, zone: Zone): string {
  const local = clockTime(ms, zone)
  if (local === undefined) return showInstant(ms)
  const day = Math.floor(local / dayMs)
  const [, time = ''] = showInstant(local).slice(0, -1).split('T')
  const short = time.replace(/\.000$/, '')
  return `${dayText(day)} ${short.replace(/:00$/, '')}`
}

/**
 * What the clocks of the zone show at that instant, as milliseconds since 1970 as if they were in UTC;
 * undefined where they show the same at another instant, or a year that files cannot say.
 */
export function clockTime(ms: number, zone: Zone): number | undefined {
  const local = ms + offsetAt(zone, ms)
  const shown = local >= firstLocal && local <= lastLocal
  return shown && instantAt(zone, local) === ms ? local : undefined
}

/** The years 1000 to 9999. */
const firstLocal = -30_610_224_000_000
const lastLocal = 253_402_300_799_999

/** Degrees keep their point in every style: the comma stands between them. */
export function placeText({ lat, lon }: Location): string {
  return `${degrees(lat)}, ${degrees(lon)}`
}

function degrees(n: number): string {
  const text = String(n)
  return text.includes('e') ? n.toFixed(20) : text
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n)
}
