import type { Field } from '../../../domain/customer/field.ts'
import { normalIdentifier } from '../../../domain/customer/identity.ts'
import { parseValue, showValue } from '../../../domain/customer/value.ts'
import { failure, isFailure, type Failure } from '../../../domain/failure.ts'
import { fold } from '../../../domain/fold.ts'
import { cleanText } from '../../../domain/text.ts'
import { instantOf, readIso } from '../../../domain/time/instant.ts'
import type { Zone } from '../../../domain/time/zone.ts'
import type { CsvRow } from '../files/csv.ts'
import type { Rejection } from '../files/rejected.ts'
import { remembered } from '../files/remembered.ts'
import type { Places } from './header.ts'

export type LineRules = {
  readonly header: readonly string[]
  readonly places: Places
  /** The kind of identifier that the customer column holds. */
  readonly identifier: string
  readonly refundPrefix: string
  /** The fields that are filled, in the order of the places. */
  readonly fields: readonly Field[]
  /** Of times and date-times in the file that say no offset. */
  readonly zone: Zone
  /** The shop's: of phone numbers that say none, and of amounts. */
  readonly country: string
  readonly currency: string
  /** The shop's: an order id that is written like an instant is one by its clocks, as in any event. */
  readonly shopZone: Zone
  /** Later instants are refused: the day after the import's arrival. */
  readonly latest: number
  /** A number as the file writes it, scaled. */
  readonly readNumber: (text: string) => number | undefined
  /** An instant as the file writes it, in milliseconds. */
  readonly readTime: (text: string) => number | undefined
  /** A value as the file writes it in the form in which `parseValue` reads it. */
  readonly plainValue: (field: Field, text: string) => string
  /** Names the partition of `import_lines`. */
  readonly attempt: string
}

/** Appends the pieces of a row's line, its end too, or says why there is none and appends nothing. */
export type LineTyper = (row: CsvRow, pieces: string[]) => Rejection | undefined

type Column = { readonly at: number; readonly read: (text: string) => string | Rejection }

/**
 * Checks and types a row, and writes it as a line of TabSeparated for `import_lines`, in the order of
 * `lineColumns`. What stands in many rows is read and written once: a file of a million lines has some
 * thousand products, customers and minutes. Pieces, not lines: joined for many lines at once they make
 * a third of the garbage.
 */
export function lineTyper(rules: LineRules): LineTyper {
  const { attempt } = rules
  const start = `${attempt}\t`
  const columns = columnsOf(rules)
  // Where no column fills a field, nothing has ended the line.
  const end = rules.places.fields.length === 0 ? ']\t[]\n' : ''

  return (row, pieces) => {
    const before = pieces.length
    const { cells } = row
    pieces.push(start + String(row.number))
    for (const { at, read } of columns) {
      const piece = read(cells[at] ?? '')
      if (typeof piece === 'object') {
        pieces.length = before
        return piece
      }
      pieces.push(piece)
    }
    if (end !== '') pieces.push(end)
    return undefined
  }
}

type Read = (text: string, rules: LineRules, column: string) => string | Rejection

/** What a line is made of, in its order: each piece with the separators about it, so that they are few. */
function columnsOf(rules: LineRules): readonly Column[] {
  const { header, places } = rules
  const column = (at: number, part: Read, before: string, after = ''): Column => {
    const name = header[at] ?? ''
    const read = remembered((text) => {
      const found = part(text, rules, name)
      return typeof found === 'object' ? found : before + found + after
    })
    return { at, read }
  }
  const texts = [places.item, ...places.properties.map(({ at }) => at)]
  const list = (form: (text: Text) => string, before: string): Column[] =>
    texts.map((at, i) =>
      column(at, (...cell) => ofText(textPart(...cell), form), i === 0 ? before : ','),
    )
  const fields = places.fields.map(({ at }, i) => {
    const part: Read = (text, _, name) => fieldPart(text, rules, rules.fields[i], name)
    const last = i === places.fields.length - 1
    return column(at, part, i === 0 ? ']\t[' : ',', last ? ']\n' : '')
  })
  return [
    column(places.order, orderPart, '\t'),
    column(places.customer, customerPart, '\t'),
    column(places.time, timePart, '\t'),
    column(places.quantity, numberPart, '\t'),
    column(places.price, numberPart, '\t'),
    // Nearly always one: the text and its folded form are one piece.
    ...(texts.length === 1
      ? list(({ text, fold }) => `${text}]\t[${fold}`, '\t[')
      : [...list(({ text }) => text, '\t['), ...list(({ fold }) => fold, ']\t[')]),
    ...fields,
  ]
}

function ofText(text: Text | Rejection, form: (text: Text) => string): string | Rejection {
  return 'reason' in text ? text : form(text)
}

function orderPart(cell: string, rules: LineRules, column: string): string | Rejection {
  const text = plainText(cell)
  if (isFailure(text)) return rejection(column, cell, text)
  if (text === '') {
    return { column, value: cell, reason: 'The row names no order', fix: 'Give the order id.' }
  }
  if (text.length > idLength) return tooLong(column, cell)
  const written = readIso(text)
  const instant = written === undefined ? undefined : instantOf(written, rules.shopZone)
  const { refundPrefix } = rules
  const refund = refundPrefix !== '' && text.startsWith(refundPrefix)
  return `${escaped(text)}\t${escaped(fold(text))}\t${instant ?? '\\N'}\t${refund}`
}

function customerPart(cell: string, rules: LineRules, column: string): string | Rejection {
  if (cell.trim() === '') {
    const fix = "Give the customer's id, or leave the row out."
    return { column, value: cell, reason: 'The row names no customer', fix }
  }
  const value = normalIdentifier(rules.identifier, cell, rules.country)
  return isFailure(value) ? rejection(column, cell, value) : escaped(value)
}

function timePart(cell: string, rules: LineRules, column: string): string | Rejection {
  const ms = rules.readTime(cell.trim())
  if (ms === undefined) {
    const reason = cell.trim() === '' ? 'The row says no time' : 'This is not a time'
    return { column, value: cell, reason, fix: 'Write it as 2026-11-21 10:30:00.' }
  }
  if (ms <= rules.latest) return String(ms)
  const reason = 'The time is more than a day in the future'
  return { column, value: cell, reason, fix: 'Correct the time, or import it when it has come.' }
}

function numberPart(cell: string, rules: LineRules, column: string): string | Rejection {
  const scaled = rules.readNumber(cell.trim())
  if (scaled !== undefined) return String(scaled)
  const reason = cell.trim() === '' ? 'The number is missing' : 'This is not a number'
  return {
    column,
    value: cell,
    reason,
    fix: 'Write digits and the decimal mark of the file (see --decimal), below 900,000,000,000.',
  }
}

/** A quoted text of TabSeparated arrays, and its folded form. */
type Text = { readonly text: string; readonly fold: string }

function textPart(cell: string, _: LineRules, column: string): Text | Rejection {
  const text = plainText(cell)
  if (isFailure(text)) return rejection(column, cell, text)
  if (text.length > textLength) return tooLong(column, cell)
  return { text: quoted(text), fold: quoted(fold(text)) }
}

function fieldPart(
  cell: string,
  rules: LineRules,
  field: Field | undefined,
  column: string,
): string | Rejection {
  if (field === undefined) throw new Error(`no field for the column ${column}`)
  const value = parseValue(field, rules.plainValue(field, cell), rules)
  if (value === undefined) return "''"
  return isFailure(value)
    ? rejection(column, cell, value)
    : quoted(JSON.stringify(showValue(field, value)))
}

/** Ids and texts are kept trimmed and composed, so that the same file in another encoding is the same. */
function plainText(cell: string): string | Failure {
  if (cell.length > textLength) return failure('too_large', tooLongText)
  const clean = cleanText(cell)
  return isFailure(clean) ? clean : clean.trim().normalize('NFC')
}

function rejection(column: string, value: string, why: Failure): Rejection {
  return { column, value, reason: why.message, fix: why.fix ?? 'Correct the value.' }
}

function tooLong(column: string, value: string): Rejection {
  return { column, value, reason: tooLongText, fix: 'Shorten it.' }
}

const idLength = 200
const textLength = 65_536
const tooLongText = 'The text is too long: ids may have 200 characters, others 65,536'

/** For a cell of TabSeparated. */
function escaped(text: string): string {
  return special.test(text) ? text.replaceAll(specials, (found) => escapes[found] ?? found) : text
}

/** For an element of an array in TabSeparated. */
function quoted(text: string): string {
  return `'${escaped(text).replaceAll("'", "\\'")}'`
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
}
const special = /[\\\t\n\r]/
const specials = /[\\\t\n\r]/g
