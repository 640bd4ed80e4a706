import type { FieldType, Location } from '../../customer/field.ts'
import { formatValue } from '../../customer/formats/format.ts'
import type { Locale } from '../../customer/formats/locale.ts'
import { parseValue } from '../../customer/value.ts'
import type { ValueContext, ValueField } from '../../customer/value.ts'
import { moneyItemProperties, moneyProperties } from '../../event/vocabulary.ts'
import { isFailure } from '../../failure.ts'
import { parseDay } from '../../time/civil.ts'
import { utc } from '../../time/zone.ts'
import type { DateText, Did, Scalar } from '../condition.ts'
import { daysAgo } from '../dateText.ts'
import { scaledOf } from '../identity.ts'
import { showDegrees } from '../text/degrees.ts'
import type { Language } from './language.ts'
import { quoted } from './quoted.ts'
import { dayInWords } from './when.ts'

/** How values are shown in a language: texts quoted, numbers and yes or no in words of the locale. */
export type Show = (value: Scalar) => string

/** What is compared with a field: amounts with their currency, telephones and countries as people write them. */
export function showOfField(field: ValueField, language: Language, shop: ValueContext): Show {
  const { locale } = language
  const plain = showPlain(locale, shop)
  return (value) => {
    if (typeof value === 'number') return formatValue(field, scaledOf(value), locale, shop)
    if (typeof value === 'boolean' || !formed.has(field.type)) return plain(value)
    // Only what is kept in that form, and is read back from what is shown, may be shown otherwise.
    if (parseValue(field, value, shop) !== value) return language.asWritten(quoted(value))
    const shown = formatValue(field, value, locale, shop)
    return quoted(parseValue(field, shown, shop) === value ? shown : value)
  }
}

/** Texts that people write otherwise than they are kept. */
const formed: ReadonlySet<FieldType> = new Set<FieldType>([
  'phone',
  'cpf',
  'cnpj',
  'cpf_cnpj',
  'cep',
  'postal_code',
  'country',
  'language',
])

/** What is compared with a property of an event, or of an item: money in the shop's currency. */
export function showOfProperty(
  property: string,
  of: 'event' | 'item',
  locale: Locale,
  shop: ValueContext,
): Show {
  const money = of === 'event' ? moneyProperties : moneyItemProperties
  return money.has(property) ? showMoney(locale, shop) : showPlain(locale, shop)
}

/** What the measure of a `did` is compared with. */
export function showOfMeasure({ measure }: Did, locale: Locale, shop: ValueContext): Show {
  const of = measure !== undefined && 'in' in measure ? measure.in : measure
  if (measure?.of === 'netTotal') return showMoney(locale, shop)
  if (measure?.of === 'percentChange') return (value) => showPercent(Number(value), locale)
  if (of === undefined || !('property' in of) || of.of === 'distinct') {
    return showPlain(locale, shop)
  }
  const { property } = of
  return property.startsWith('items.')
    ? showOfProperty(property.slice('items.'.length), 'item', locale, shop)
    : showOfProperty(property, 'event', locale, shop)
}

function showMoney(locale: Locale, shop: ValueContext): Show {
  const plain = showPlain(locale, shop)
  return (value) =>
    typeof value === 'number'
      ? formatValue({ name: '', type: 'money' }, scaledOf(value), locale, shop)
      : plain(value)
}

function showPlain(locale: Locale, shop: ValueContext): Show {
  return (value) => {
    if (typeof value === 'string') return quoted(value)
    if (typeof value === 'boolean') {
      return formatValue({ name: '', type: 'boolean' }, value, locale, shop)
    }
    return showCount(value, locale)
  }
}

/** `1, 2 or 3`, with the language's word before the last. */
export function joined(shown: readonly string[], word: string): string {
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${word} ${last}`
}

/** A number in the locale's signs: 1,234.5. */
export function showCount(n: number, locale: Locale): string {
  return formatValue({ name: '', type: 'decimal' }, scaledOf(n), locale, noShop)
}

/** `12.5%` */
export function showPercent(n: number, locale: Locale): string {
  return formatValue({ name: '', type: 'percent' }, scaledOf(n), locale, noShop)
}

/** `(-23.55, -46.63)`, as people copy it from a map, in every language. */
export function showPlace({ lat, lon }: Location): string {
  return `(${showDegrees(lat)}, ${showDegrees(lon)})`
}

/** A date of the calendar as people say it, or of a relative one how many days before today. */
export function dateOf(date: DateText, locale: Locale): string | number {
  const ago = daysAgo(date)
  if (ago !== undefined) return ago
  const day = parseDay(date)
  if (isFailure(day)) throw new Error(`unchecked date ${date}`)
  return dayInWords(day, locale)
}

/** Numbers do not depend on it. */
const noShop: ValueContext = { zone: utc, country: '', currency: '' }
