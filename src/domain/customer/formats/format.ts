import { showNumber } from '../../number.ts'
import { dayMs, showDay } from '../../time/civil.ts'
import { offsetAt } from '../../time/zone.ts'
import type { Zone } from '../../time/zone.ts'
import { valueType } from '../field.ts'
import type { FieldType, Value } from '../field.ts'
import type { ValueContext, ValueField } from '../value.ts'
import { currencySign } from './amount.ts'
import { showCep, showDocument } from './documents.ts'
import { showLanguage } from './language.ts'
import type { Locale } from './locale.ts'
import { showPhone } from './phone.ts'
import { showCountry } from './places.ts'

/**
 * A value as people of that language read it: `R$ 1.234,56`, `21/11/2026`, `(11) 98765-4321`, `Brasil`.
 * By tables of our own and not the machine's, so that an export is the same wherever it is made. What
 * is shown is read back as the same value by `plainText` and `parseValue` with the locale's style; of
 * date-times to the second. Blanks inside amounts and percentages are U+00A0: they are one word.
 */
export function formatValue(
  field: ValueField,
  value: Value,
  locale: Locale,
  shop: ValueContext,
): string {
  if (typeof value === 'string') return formatText(field, value, locale, shop)
  if (typeof value === 'boolean') return booleans[locale][value ? 0 : 1]
  if (typeof value === 'number') return formatNumber(field, value, locale, shop)
  // Both are read in one form everywhere: a decimal comma would be one more of the commas between.
  if ('lat' in value) return `${plainDegrees(value.lat)}, ${plainDegrees(value.lon)}`
  return value.join('; ')
}

const booleans = { 'pt-BR': ['sim', 'não'], en: ['yes', 'no'] } as const
const separators = { 'pt-BR': [',', '.'], en: ['.', ','] } as const
const blank = '\u00a0'

function formatText(
  { type }: ValueField,
  kept: string,
  locale: Locale,
  { country }: ValueContext,
): string {
  return forms[type]?.(kept, locale, country) ?? kept
}

/** Of texts that are not shown as they are kept. */
const forms: Partial<Record<FieldType, (kept: string, locale: Locale, country: string) => string>> =
  {
    phone: (kept, _, country) => showPhone(kept, country),
    cpf: showDocument,
    cnpj: showDocument,
    cpf_cnpj: showDocument,
    cep: showCep,
    postal_code: (kept, _, country) => (country === 'BR' ? showCep(kept) : kept),
    country: showCountry,
    language: showLanguage,
  }

function formatNumber(
  field: ValueField,
  value: number,
  locale: Locale,
  { currency, zone }: ValueContext,
): string {
  if (field.type === 'money') return formatMoney(value, field.currency ?? currency, locale)
  if (field.type === 'percent') {
    return `${formatDecimal(value, locale)}${locale === 'en' ? '' : blank}%`
  }
  const type = valueType(field.type)
  if (type === 'date') return formatDay(value, locale)
  return type === 'datetime' ? formatInstant(value, locale, zone) : formatDecimal(value, locale)
}

/** Two places, or all four: three would be read as thousands by whoever expects the other sign. */
function formatMoney(scaled: number, currency: string, locale: Locale): string {
  const sign = currencySign(currency)
  const [whole, fraction] = parts(Math.abs(scaled), locale)
  const places = fraction.length > 2 ? fraction.padEnd(4, '0') : fraction.padEnd(2, '0')
  const [decimal] = separators[locale]
  const between = locale === 'en' && !/[A-Z]$/.test(sign) ? '' : blank
  return `${scaled < 0 ? '-' : ''}${sign}${between}${whole}${decimal}${places}`
}

function formatDecimal(scaled: number, locale: Locale): string {
  const [whole, fraction] = parts(Math.abs(scaled), locale)
  const [decimal] = separators[locale]
  return `${scaled < 0 ? '-' : ''}${whole}${fraction === '' ? '' : decimal + fraction}`
}

/** The whole part in groups of three, and the decimal places without zeros at the end. */
function parts(size: number, locale: Locale): readonly [string, string] {
  const [whole = '', fraction = ''] = showNumber(size).split('.')
  return [whole.replaceAll(/\B(?=(?:\d{3})+$)/g, separators[locale][1]), fraction]
}

/** In English as ISO 8601: month and day first are each read by half the world as the other. */
function formatDay(day: number, locale: Locale): string {
  const iso = showDay(day)
  return locale === 'en' ? iso : iso.split('-').toReversed().join('/')
}

function formatInstant(ms: number, locale: Locale, zone: Zone): string {
  const local = ms + offsetAt(zone, ms)
  const day = Math.floor(local / dayMs)
  const time = new Date(local - day * dayMs).toISOString().slice(11, 19)
  return `${formatDay(day, locale)} ${time.endsWith(':00') ? time.slice(0, 5) : time}`
}

/** Never with an exponent, which no reader of degrees knows. */
function plainDegrees(degrees: number): string {
  const text = String(degrees)
  return text.includes('e') ? degrees.toFixed(20).replace(/\.?0+$/, '') : text
}
