import { failure, isFailure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { fold } from '../fold.ts'
import { splitValues } from '../import/joined.ts'
import { parseDecimal, scale, scaleNumber, showNumber, unscale } from '../number.ts'
import { cleanText } from '../text.ts'
import { showDay } from '../time/civil.ts'
import { isInstant, parseInstant, readIso, showInstant } from '../time/instant.ts'
import type { Zone } from '../time/zone.ts'
import { valueType } from './field.ts'
import type { Field, FieldType, Location, Value } from './field.ts'
import { readMoney, readPercent } from './formats/amount.ts'
import { normaliseCep, normaliseCnpj, normaliseCpf, normaliseCpfCnpj } from './formats/documents.ts'
import { normaliseEmail } from './formats/email.ts'
import { normaliseLanguage } from './formats/language.ts'
import { normalisePhone } from './formats/phone.ts'
import { normaliseCountry, normalisePostalCode, normaliseState } from './formats/places.ts'
import { normaliseUrl } from './formats/url.ts'

/** Beyond these a value is refused. Lengths in UTF-16 units. */
const valueLimits = { textLength: 65_536, listLength: 1_000 } as const

/** What a value's reading depends on beside its field: what the shop is, where the value does not say. */
export type ValueContext = {
  /** Of date-times that say no offset. */
  readonly zone: Zone
  /** Of phone numbers and addresses: ISO 3166 alpha-2. */
  readonly country: string
  /** Of amounts of a field that has none of its own: ISO 4217. */
  readonly currency: string
}

/** What names the field in a failure, and what says how its values are read. */
export type ValueField = Pick<Field, 'name' | 'type' | 'choices' | 'currency'>

/**
 * A field's value out of JSON as people and programs send it; undefined where it is missing: null,
 * blank text, a list of nothing. Text is trimmed and composed (NFC); numbers, booleans and dates may
 * come as text, in the forms of programs (`1234.5`, `2026-11-21`): the styles of people are an
 * import's to read first (`formats/plain.ts`). What a type is more than its stored form (an e-mail
 * address, a CPF) is brought into the one form in which it is kept; reading that again changes nothing.
 */
export function parseValue(
  field: ValueField,
  input: unknown,
  context: ValueContext,
): Value | undefined | Failure {
  if (input === null || input === undefined) return undefined
  const given = typeof input === 'string' ? trimmed(input) : input
  if (given === '') return undefined
  const value = isFailure(given) ? given : readers[field.type](given, field, context)
  return isFailure(value)
    ? failure(value.code, value.message, { ...value, where: field.name })
    : value
}

/** The JSON in which a value is shown; parseValue reads the same value back. */
export function showValue(field: Pick<Field, 'type'>, value: Value): unknown {
  if (typeof value !== 'number') return value
  const type = valueType(field.type)
  if (type === 'date') return showDay(value)
  if (type === 'datetime') return showInstant(value)
  // Beyond 2^39 neighbouring four-place numbers share one double: as text they stay apart.
  const n = unscale(value)
  return scaleNumber(n) === value ? n : showNumber(value)
}

/** Whether nothing would change if one took the other's place: case and accents count. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b
  if ('lat' in a) return 'lat' in b && a.lat === b.lat && a.lon === b.lon
  return !('lat' in b) && a.length === b.length && a.every((each, i) => each === b[i])
}

type Reader = (
  given: unknown,
  field: ValueField,
  context: ValueContext,
) => Value | undefined | Failure

const readers = {
  text: scalarText,
  long_text: scalarText,
  integer: readInteger,
  decimal: readNumber,
  money: (given, { currency }, shop) =>
    typeof given === 'string' ? readMoney(given, currency ?? shop.currency) : readNumber(given),
  percent: (given) => (typeof given === 'string' ? readPercent(given) : readNumber(given)),
  boolean: readBoolean,
  date: readDate,
  datetime: readDatetime,
  email: ofText(normaliseEmail),
  phone: ofText((text, { country }) => normalisePhone(text, country)),
  url: ofText(normaliseUrl),
  choice: readChoice,
  choices: readChoices,
  list: readList,
  location: readLocation,
  country: ofText(normaliseCountry),
  state: ofText((text, { country }) => normaliseState(text, country)),
  city: ofText((text) => text.replaceAll(/\s+/g, ' ')),
  postal_code: ofText((text, { country }) => normalisePostalCode(text, country)),
  language: ofText(normaliseLanguage),
  cpf: ofText(normaliseCpf),
  cnpj: ofText(normaliseCnpj),
  cpf_cnpj: ofText(normaliseCpfCnpj),
  cep: ofText(normaliseCep),
} as const satisfies Record<FieldType, Reader>

/** Of a type that is text in one form. */
function ofText(normalise: (text: string, shop: ValueContext) => string | Failure): Reader {
  return (given, _, shop) => {
    const text = scalarText(given)
    return isFailure(text) ? text : normalise(text, shop)
  }
}

function readInteger(given: unknown): number | Failure {
  const scaled = readNumber(given)
  if (isFailure(scaled) || scaled % scale === 0) return scaled
  const fix = 'Leave out the decimals, or use a decimal field.'
  return failure('invalid', `${showNumber(scaled)} is not a whole number`, { fix })
}

function readNumber(given: unknown): number | Failure {
  if (typeof given !== 'number' && typeof given !== 'string') {
    return wrong(given, 'a number', 'Write it as 1234.5.')
  }
  const scaled = typeof given === 'number' ? scaleNumber(given) : parseDecimal(given)
  return scaled ?? wrong(given, 'a number', 'Write it as 1234.5, below 900,000,000,000.')
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'y', 'sim', 's', '1', 'verdadeiro', 'v'].map((word) => [word, true] as const),
  ...['false', 'no', 'n', 'nao', '0', 'falso', 'f'].map((word) => [word, false] as const),
])

function readBoolean(given: unknown): boolean | Failure {
  if (typeof given === 'boolean') return given
  const scalar = typeof given === 'string' || typeof given === 'number'
  const found = scalar ? booleans.get(fold(String(given))) : undefined
  return found ?? wrong(given, 'yes or no', 'Write sim or não, yes or no, true or false, 1 or 0.')
}

/** The date as it is written: of an instant too, since 1990-05-01T00:00Z is meant as 1 May everywhere. */
function readDate(given: unknown): number | Failure {
  const written = typeof given === 'string' ? readIso(given) : undefined
  if (written !== undefined) return written.day
  return wrong(given, 'a date', 'Write a date of the calendar as YYYY-MM-DD, years 1000 to 9999.')
}

function readDatetime(given: unknown, _: ValueField, context: ValueContext): number | Failure {
  if (typeof given === 'string') return parseInstant(given, context.zone)
  if (typeof given === 'number' && isInstant(given)) return given
  return wrong(given, 'an instant', 'Write ISO 8601 such as 2026-11-21T10:30:00Z.')
}

function readChoice(given: unknown, field: ValueField): string | Failure {
  const text = scalarText(given)
  if (isFailure(text)) return text
  return chosen(text, field) ?? noChoice(given, field)
}

/**
 * Several choices, in the shop's order, each once: an array, or text separated by `;`, `|` or, where
 * that gives what may be chosen, by commas.
 */
function readChoices(given: unknown, field: ValueField): readonly string[] | undefined | Failure {
  const whole = typeof given === 'string' ? chosen(given, field) : undefined
  const listed = whole === undefined ? readList(given) : [whole]
  if (listed === undefined || isFailure(listed)) return listed
  const parts = listed.flatMap((each) =>
    typeof given === 'string' && chosen(each, field) === undefined ? each.split(',') : [each],
  )
  const found = new Set<string>()
  for (const part of parts.filter((each) => each.trim() !== '')) {
    const choice = chosen(part.trim(), field)
    if (choice === undefined) return noChoice(part.trim(), field)
    found.add(choice)
  }
  return (field.choices ?? []).filter((choice) => found.has(choice))
}

function chosen(text: string, { choices }: ValueField): string | undefined {
  const wanted = fold(text)
  return choices?.find((choice) => fold(choice) === wanted)
}

function noChoice(given: unknown, { choices = [] }: ValueField): Failure {
  const some = choices.slice(0, 20).join(', ')
  const all = choices.length > 20 ? `${some}, …` : some
  return wrong(given, 'one of the choices', `Choose from ${all}.`)
}

/** An array, or a text of several (`splitValues`). What folds alike is one element, in its first spelling. */
function readList(given: unknown): readonly string[] | undefined | Failure {
  const parts: readonly unknown[] =
    typeof given === 'string' ? splitValues(given) : Array.isArray(given) ? given : [given]
  const found = new Map<string, string>()
  for (const part of parts) {
    if (part === null || part === undefined) continue
    const text = scalarText(part)
    if (isFailure(text)) return text
    const key = fold(text)
    if (text !== '' && !found.has(key)) found.set(key, text)
  }
  if (found.size > valueLimits.listLength) {
    return failure('too_large', `The list has more than ${valueLimits.listLength} elements`)
  }
  return found.size === 0 ? undefined : [...found.values()]
}

/** `{"lat": -23.55, "lon": -46.63}`, `[-23.55, -46.63]` or `-23.55, -46.63`. */
function readLocation(given: unknown): Location | Failure {
  const pair = locationPair(given).map(degrees)
  const [lat = Number.NaN, lon = Number.NaN] = pair
  if (pair.length === 2 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180) {
    // Adding 0 makes −0 the 0 that it is.
    return { lat: lat + 0, lon: lon + 0 }
  }
  return wrong(given, 'a place', 'Write {"lat": -23.55, "lon": -46.63}, in degrees.')
}

function locationPair(given: unknown): readonly unknown[] {
  if (typeof given === 'string') return given.split(/[,;]/)
  if (Array.isArray(given)) return given
  if (typeof given !== 'object' || given === null) return []
  const { lat, lon, ...rest } = given as Readonly<Record<string, unknown>>
  return Object.keys(rest).length === 0 ? [lat, lon] : []
}

function degrees(part: unknown): number {
  if (typeof part === 'number') return part
  const text = typeof part === 'string' ? part.trim() : ''
  return /^[+-]?\d{1,3}(\.\d{1,20})?$/.test(text) ? Number(text) : Number.NaN
}

function scalarText(given: unknown): string | Failure {
  if (typeof given === 'string') return trimmed(given)
  if (typeof given === 'number' || typeof given === 'boolean') return String(given)
  return wrong(given, 'text', 'Give a text, or null to take the value away.')
}

function trimmed(text: string): string | Failure {
  if (text.length > valueLimits.textLength) {
    return failure('too_large', `The text has more than ${valueLimits.textLength} characters`)
  }
  const clean = cleanText(text)
  return isFailure(clean) ? clean : clean.trim().normalize('NFC')
}

function wrong(given: unknown, wanted: string, fix?: string): Failure {
  const shown = JSON.stringify(given)?.slice(0, 60) ?? typeof given
  return failure('invalid', `${shown} is not ${wanted}`, fix === undefined ? {} : { fix })
}
