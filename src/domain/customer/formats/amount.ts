import { failure } from '../../failure.ts'
import type { Failure } from '../../failure.ts'
import { parseDecimal } from '../../number.ts'

/**
 * A percentage, scaled, as the number before the sign: `12,5 %`, `12.5%` and 12.5 are all 12.5, and 0.5
 * is half a percent.
 */
export function readPercent(text: string): number | Failure {
  const amount = readAmount(text.replace(/\s*%$/, ''))
  return amount ?? wrongAmount(text, 'a percentage', 'Write it as 12.5, with % or without.')
}

/**
 * An amount of money, scaled, that may say its currency by code or sign before or after the number:
 * `R$ 1.234,56`, `1234.56 BRL`. Another currency than the field's is refused: nothing is converted.
 */
export function readMoney(text: string, currency: string): number | Failure {
  const stated = withoutCurrency(text)
  const wrong = otherCurrency(text, stated.currency, currency)
  if (wrong !== undefined) return wrong
  const amount = readAmount(stated.number)
  return amount ?? wrongAmount(text, 'an amount', 'Write it as 1234.56, below 900,000,000,000.')
}

/** An amount's text without the currency that it states, by code or sign. */
export function withoutCurrency(text: string): {
  readonly number: string
  readonly currency: string | undefined
} {
  const bracketed = /^\((.*)\)$/s.exec(text.trim())?.[1]
  if (bracketed !== undefined) {
    const inside = withoutCurrency(bracketed)
    return { ...inside, number: `(${inside.number})` }
  }
  const [, minus = '', before = '', number = '', after = ''] = form.exec(text.trim()) ?? []
  const stated = before || after
  if (stated === '') return { number: text.trim(), currency: undefined }
  return { number: minus + number, currency: stated.toUpperCase() }
}

const form =
  /^([-\u2212]?)\s*([A-Z]{0,3}\p{Sc}|[A-Z]{3})?\s*([-+\u2212(]?[\d.,][\d.,\s')]*?-?)\s*([A-Z]{0,3}\p{Sc}|[A-Z]{3})?$/iu

/** What each sign stands for; `$` alone for every currency that is written with it. */
const signs: Readonly<Record<string, readonly string[]>> = {
  R$: ['BRL'],
  BR$: ['BRL'],
  US$: ['USD'],
  U$: ['USD'],
  AR$: ['ARS'],
  CA$: ['CAD'],
  AU$: ['AUD'],
  A$: ['AUD'],
  MX$: ['MXN'],
  $: ['BRL', 'USD', 'ARS', 'CLP', 'COP', 'MXN', 'UYU', 'CAD', 'AUD', 'NZD', 'HKD', 'SGD'],
  '€': ['EUR'],
  '£': ['GBP', 'EGP', 'GIP', 'FKP'],
  '¥': ['JPY', 'CNY'],
  '₹': ['INR'],
  '₲': ['PYG'],
  '₩': ['KRW', 'KPW'],
  '₽': ['RUB'],
  '₺': ['TRY'],
  '₪': ['ILS'],
  '₴': ['UAH'],
  '₦': ['NGN'],
  '₱': ['PHP', 'CUP'],
  '₫': ['VND'],
}

/** The sign in front of an amount as it is shown; a currency without one is shown by its code. */
export function currencySign(currency: string): string {
  const found = Object.entries(signs).find(
    ([sign, codes]) => sign !== '$' && codes.length === 1 && codes[0] === currency,
  )
  return found?.[0] ?? (currency === 'GBP' ? '£' : currency)
}

function otherCurrency(
  text: string,
  stated: string | undefined,
  currency: string,
): Failure | undefined {
  if (stated === undefined || (signs[stated] ?? [stated]).includes(currency)) return undefined
  const shown = JSON.stringify(text.slice(0, 60))
  return failure('invalid', `${shown} is in ${stated}, and the field in ${currency}`, {
    fix: `Give the amount in ${currency}: nothing is converted.`,
  })
}

/**
 * A number as programs write it (`1234.5`), or as people do where only one reading is left: of two
 * kinds of separators the last is the decimal one, a repeated one separates thousands, and one comma is
 * decimal unless it may as well separate thousands. `1,234` is refused: it may be either.
 */
function readAmount(text: string): number | undefined {
  const plain = parseDecimal(text)
  if (plain !== undefined) return plain
  const negative = /^\((.*)\)$/.exec(text)?.[1] ?? /^[-\u2212]\s*(.*)$/.exec(text)?.[1]
  const size = sizeOf((negative ?? text).replaceAll(/\s/g, ''))
  return size === undefined || negative === undefined || size === 0 ? size : -size
}

function sizeOf(text: string): number | undefined {
  const decimal = Math.max(text.lastIndexOf(','), text.lastIndexOf('.'))
  if (decimal === -1) return parseDecimal(text)
  const separator = text.charAt(decimal)
  const grouped = new RegExp(`^\\d{1,3}(?:\\${separator}\\d{3})+$`)
  if (text.split(separator).length > 2) {
    return grouped.test(text) ? parseDecimal(text.replaceAll(separator, '')) : undefined
  }
  const [whole, fraction] = [text.slice(0, decimal), text.slice(decimal + 1)]
  if (!/^\d*$/.test(fraction)) return undefined
  if (/^\d+$/.test(whole)) {
    const isEither = fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole)
    return isEither ? undefined : parseDecimal(`${whole}.${fraction}`)
  }
  const other = separator === ',' ? '.' : ','
  if (!new RegExp(`^\\d{1,3}(?:\\${other}\\d{3})+$`).test(whole)) return undefined
  return parseDecimal(`${whole.replaceAll(other, '')}.${fraction}`)
}

function wrongAmount(text: string, wanted: string, fix: string): Failure {
  return failure('invalid', `${JSON.stringify(text.slice(0, 60))} is not ${wanted}`, { fix })
}
