import { normaliseCnpj, normaliseCpf } from '../customer/formats/documents.ts'
import { normaliseEmail } from '../customer/formats/email.ts'
import { isFailure } from '../failure.ts'
import { fold } from '../fold.ts'
import { readStyled } from '../time/dateStyle.ts'

/** What one text may be; a text may look like several things. */
export const looks = [
  'email',
  'url',
  'cpf',
  'cnpj',
  'cep',
  'phone',
  'datetime',
  'date',
  'percent',
  'money',
  'integer',
  'decimal',
  'boolean',
  'location',
] as const
export type Look = (typeof looks)[number]

/** What a cell looks like, by its form alone: which of them it is only the whole column can say. */
export function looksLike(cell: string): readonly Look[] {
  const text = cell.trim()
  // Nothing of what follows is longer, but for addresses.
  if (text === '' || text.length > 254) return isUrl(text) ? ['url'] : []
  if (/\d/.test(text)) return [...ofDigits(text), ...ofAddress(text)]
  return booleans.has(fold(text)) ? ['boolean'] : ofAddress(text)
}

function ofAddress(text: string): readonly Look[] {
  if (text.includes('@')) return isFailure(normaliseEmail(text)) ? [] : ['email']
  return isUrl(text) ? ['url'] : []
}

function ofDigits(text: string): Look[] {
  const found: Look[] = []
  if (isCpf(text)) found.push('cpf')
  if (isCnpj(text)) found.push('cnpj')
  // Of seven digits, a spreadsheet took the zero in front away; a number is all of them as well.
  if (/^\d{5}-\d{3}$|^\d{8}$|^[1-9]\d{6}$/.test(text)) found.push('cep')
  if (isPhone(text)) found.push('phone')
  const date = dateLook(text)
  if (date !== undefined) found.push(date)
  if (/^-?\d{1,3}\.\d+ *[,;] *-?\d{1,3}\.\d+$/.test(text)) found.push('location')
  if (text === '0' || text === '1') found.push('boolean')
  return [...found, ...ofNumber(text)]
}

/** By the form of the digits: with which signs they are written is another question. */
function ofNumber(text: string): readonly Look[] {
  // A code with leading zeros is no number: they would be lost.
  if (/^[+-]?0\d/.test(text)) return []
  if (/^[+-]?\d{1,15}$/.test(text)) return ['integer']
  const number = /^[(+-]*[\d.,' \u00a0\u2007\u2009\u202f]*\d[)-]?$/
  if (text.endsWith('%')) return number.test(text.slice(0, -1).trimEnd()) ? ['percent'] : []
  if (number.test(text) && text.length <= 30) return ['decimal']
  const bare = text.replace(currency, '').trim()
  return bare !== text && number.test(bare) ? ['money'] : []
}

const currency =
  /^[-(\u2212]? ?(?:[A-Z]{0,2}\p{Sc}|BRL|USD|EUR|GBP|ARS|CLP|MXN)|(?:\p{Sc}|BRL|USD|EUR|GBP|ARS|CLP|MXN)\)?$/u

function dateLook(text: string): 'date' | 'datetime' | undefined {
  if (text.length < 6 || text.length > 40) return undefined
  const written = readStyled(text, 'dmy') ?? readStyled(text, 'mdy') ?? readStyled(text, 'ymd')
  if (written === undefined) return undefined
  return written.dateOnly ? 'date' : 'datetime'
}

/** Digits as phones are written: a sign or a blank among them, or a Brazilian number with its area code. */
function isPhone(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '').length
  if (digits < 8 || digits > 15 || !/^(?:tel:)?\+?[\d\s().\-/]+$/i.test(text)) return false
  if (/^\+|^\(\d{2,3}\)/.test(text)) return true
  if (/^(?:55)?[1-9][1-9](?:9\d{8}|[2-5]\d{7})$/.test(text)) return true
  return /^(?:\d{2,3} )?\d{4,5}-\d{4}$|^\d{2,3}[ -]\d{4,5}[ -]?\d{4}$/.test(text)
}

function isUrl(text: string): boolean {
  return text.length <= 2_000 && /^(?:https?:\/\/|www\.)[^\s/]+\.[^\s]+$/i.test(text)
}

/** With the check digits of the Receita Federal; a spreadsheet may have dropped leading zeros of a number. */
function isCpf(text: string): boolean {
  const form = /^\d{9,11}$|^\d{3}\.\d{3}\.\d{3}-\d{2}$/
  return form.test(text) && !isFailure(normaliseCpf(text))
}

/** The same of companies, letters too (Instrução Normativa RFB 2.229/2024). */
function isCnpj(text: string): boolean {
  const form =
    /^[\dA-Z]{2}\.[\dA-Z]{3}\.[\dA-Z]{3}\/[\dA-Z]{4}-\d{2}$|^\d{12,14}$|^[\dA-Z]{12}\d{2}$/
  return form.test(text) && !isFailure(normaliseCnpj(text))
}

/** Folded; in a column of nothing else. */
const booleans: ReadonlySet<string> = new Set(
  'sim nao s n yes no y true false verdadeiro falso v f'.split(' '),
)
