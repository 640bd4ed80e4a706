import { showNumber } from '../../number.ts'
import { showDay } from '../../time/civil.ts'
import { parseInstantStyled, readStyled, type DateStyle } from '../../time/dateStyle.ts'
import { showInstant } from '../../time/instant.ts'
import type { Zone } from '../../time/zone.ts'
import type { Field, ValueType } from '../field.ts'
import { valueType } from '../field.ts'
import { withoutCurrency } from './amount.ts'

/** How people write numbers and dates in a file or a form, and the zone of times that say none. */
export type PeopleStyle = {
  /** The number that a text says in that style, scaled; undefined where it says none. */
  readonly readNumber: (text: string) => number | undefined
  readonly dates: DateStyle
  readonly zone: Zone
}

/**
 * What people wrote, in the form in which `parseValue` reads it: `1.234,56` as `1234.56`, `R$ 12,50` as
 * `R$ 12.5`, `21/11/2026` as `2026-11-21`. What is none in that style stays as it is: `parseValue` then
 * says what is wrong with it.
 */
export function plainText(field: Pick<Field, 'type'>, text: string, style: PeopleStyle): string {
  if (field.type === 'money') return plainMoney(text, style)
  if (field.type === 'percent') return plainPercent(text, style)
  return plainForms[valueType(field.type)]?.(text, style) ?? text
}

const plainNumber = (text: string, { readNumber }: PeopleStyle) =>
  shown(readNumber(text), showNumber, text)

/** Of the forms that people write in other ways than programs. */
const plainForms: Partial<Record<ValueType, (text: string, style: PeopleStyle) => string>> = {
  integer: plainNumber,
  decimal: plainNumber,
  date: (text, { dates }) => shown(readStyled(text, dates)?.day, showDay, text),
  datetime: (text, { dates, zone }) =>
    shown(parseInstantStyled(text, dates, zone), showInstant, text),
}

/** The currency stays: whether it is the field's is for `parseValue` to say. */
function plainMoney(text: string, { readNumber }: PeopleStyle): string {
  const { number, currency } = withoutCurrency(text)
  const amount = readNumber(number)
  if (amount === undefined) return text
  return currency === undefined ? showNumber(amount) : `${currency} ${showNumber(amount)}`
}

function plainPercent(text: string, { readNumber }: PeopleStyle): string {
  return shown(readNumber(text.replace(/\s*%\s*$/, '')), showNumber, text)
}

function shown(n: number | undefined, show: (n: number) => string, otherwise: string): string {
  return n === undefined ? otherwise : show(n)
}
