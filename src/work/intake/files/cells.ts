import type { Field, FieldType } from '../../../domain/customer/field.ts'
import { plainText } from '../../../domain/customer/formats/plain.ts'
import { failure, isFailure, type Failure } from '../../../domain/failure.ts'
import { isLeftover } from '../../../domain/customer/quality/leftover.ts'
import { parseDecimal } from '../../../domain/number.ts'
import { parseNumberStyled, type NumberStyle } from '../../../domain/numberStyle.ts'
import type { DateStyle } from '../../../domain/time/dateStyle.ts'
import type { Zone } from '../../../domain/time/zone.ts'

/** How the numbers and dates of a column are written. */
export type CellStyle = {
  readonly decimal?: NumberStyle['decimal']
  /** Left out: whichever sign is not the decimal one. */
  readonly thousands?: NumberStyle['thousands']
  readonly dates?: DateStyle
  /** Its file says itself which cells are numbers: those are written as programs do, whatever the style. */
  readonly typed?: true
}

/** A number as the column writes it, scaled; undefined where the cell says none. */
export function numberReader(style: CellStyle): (text: string) => number | undefined {
  const { decimal = '.', thousands = decimal === ',' ? '.' : ',', typed } = style
  const number: NumberStyle = { decimal, thousands }
  if (typed !== true) return (text) => parseNumberStyled(text, number)
  return (text) => (plainNumber.test(text) ? parseDecimal(text) : parseNumberStyled(text, number))
}

/** As the canonical form writes typed numbers: three decimals, which could be thousands, it never writes. */
export const plainNumber = /^-?\d+(?:\.(?:\d{1,2}|\d{4,}))?$/

/**
 * A cell of that column in the form in which `parseValue` reads a value of that field. What cannot be
 * read stays as it is: `parseValue` then says what is wrong with it. Dates without a style are read as
 * day first; the offset of date-times that say none is the zone's.
 */
export function cellReader(
  column: CellStyle,
  field: Pick<Field, 'type'>,
  zone: Zone,
): (text: string) => string {
  const { dates = 'dmy' } = column
  const style = { readNumber: numberReader(column), dates, zone }
  return (text) => plainText(field, text, style)
}

/**
 * The same for a cell that is to become a value of that field: a dash or `n/a` where there is nothing is no
 * value, unless the field holds texts, of which it may be one.
 */
export function valueReader(
  column: CellStyle,
  field: Pick<Field, 'type'>,
  zone: Zone,
): (text: string) => string {
  const read = cellReader(column, field, zone)
  if (!formed.has(field.type)) return read
  return (text) => (isMissing(text) ? '' : read(text))
}

/**
 * What is wrong with a number, with the numbers that it gives written as the column writes them: whoever
 * writes decimal commas would have the mend refused. What quotes the cell stays.
 */
export function inStyle<T>(
  found: T | Failure,
  { decimal }: CellStyle,
  { type }: Pick<Field, 'type'>,
): T | Failure {
  if (!isFailure(found) || decimal !== ',' || !numbers.has(type)) return found
  const { code, message, ...more } = found
  const { fix, where } = more
  return failure(code, withCommas(message), {
    ...(where === undefined ? {} : { where }),
    ...(fix === undefined ? {} : { fix: withCommas(fix) }),
  })
}

const numbers: ReadonlySet<FieldType> = new Set(['integer', 'decimal', 'money', 'percent'])

function withCommas(text: string): string {
  const swapped = { '.': ',', ',': '.' } as const
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|\d[\d.,]*\d/g, (part) =>
    part.startsWith('"') ? part : part.replaceAll(/[.,]/g, (sign) => swapped[sign as '.' | ',']),
  )
}

/** Of these nothing that stands for a missing value could be one. */
const formed: ReadonlySet<FieldType> = new Set([
  'integer',
  'decimal',
  'money',
  'percent',
  'boolean',
  'date',
  'datetime',
  'email',
  'phone',
  'url',
  'location',
  'cpf',
  'cnpj',
  'cpf_cnpj',
  'cep',
])

/** Whether a sign stands where there is nothing. What has a digit or an address in it is for its type to judge. */
export function isMissing(text: string): boolean {
  return text.length <= 60 && !/[\d@]/.test(text) && isLeftover(text, 'text', 'other')
}
