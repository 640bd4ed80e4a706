import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Value, ValueType } from '../../../domain/customer/field.ts'
import type { ExportColumn } from '../../../domain/export/column.ts'
import { isFailure, orRefuse } from '../../../domain/failure.ts'
import type { SeenType } from '../../../domain/import/column.ts'
import { guard, unguard } from '../../../domain/import/formulaGuard.ts'
import { parseDecimal } from '../../../domain/number.ts'
import { parseDay } from '../../../domain/time/civil.ts'
import { parseInstant } from '../../../domain/time/instant.ts'
import { zoneOf } from '../../../domain/time/zone.ts'
import { workbookCellLength, xlsxPieces } from '../../export/xlsx.ts'
import { csvReader } from './csv.ts'
import { spoolText } from './decode.ts'

/** What the columns of a file of rejected rows hold, from the left; text where it is not said. */
export type ColumnKinds = readonly (SeenType | undefined)[]

/**
 * Writes rejected rows that wait as CSV as a workbook, in pieces, with numbers, dates and yes or no as such
 * wherever a cell says one of its column's type. All else is text, which comes back as it is.
 * @param rows about how many
 * @returns false, with nothing written, where a cell is longer than Excel takes: a workbook would lose of it
 */
export async function writeWorkbook(
  { from, to }: { readonly from: string; readonly to: string },
  kinds: ColumnKinds,
  rows: number,
): Promise<boolean> {
  const { header, width, longest } = await measured(from)
  if (longest > workbookCellLength) return false
  const columns = Array.from({ length: width }, (_, at) =>
    columnOf(header[at] ?? '', at, kinds[at]),
  )
  const pieces = xlsxPieces({ columns, rows: rowsBelow(from), styling }, { about: rows })
  const file = createWriteStream(to, { flags: 'w', mode: 0o600, flush: true })
  await pipeline(Readable.from(pieces), file)
  return true
}

type Row = readonly string[]
type Column = ExportColumn<Row>

type Measures = { readonly header: Row; readonly width: number; readonly longest: number }

/** Rows that are rejected may have more cells than there are names for. */
async function measured(path: string): Promise<Measures> {
  let header: Row | undefined
  let width = 0
  let longest = 0
  for await (const rows of rowsOf(path)) {
    header ??= rows[0]
    for (const cells of rows) {
      width = Math.max(width, cells.length)
      for (const cell of cells) longest = Math.max(longest, guard(cell).length)
    }
  }
  return { header: header ?? [], width, longest }
}

/** The rows of such a file below its header, in pieces, as they were before they were guarded. */
export async function* rowsBelow(path: string): AsyncGenerator<readonly Row[]> {
  let first = true
  for await (const rows of rowsOf(path)) {
    yield first ? rows.slice(1) : rows
    first = first && rows.length === 0
  }
}

async function* rowsOf(path: string): AsyncGenerator<readonly Row[]> {
  const rows: Row[] = []
  const reader = csvReader(',', '\n', ({ cells }) => rows.push(cells.map(unguard)))
  for await (const text of spoolText(path, 'utf-8')) {
    reader.push(text)
    yield rows.splice(0)
  }
  reader.end()
  yield rows
}

function columnOf(name: string, at: number, kind: SeenType = 'text'): Column {
  const type = types[kind] ?? 'text'
  return { name, label: name, type, of: (row) => valueOf(type, row[at] ?? '') }
}

const types: Partial<Record<SeenType, ValueType>> = {
  integer: 'integer',
  decimal: 'decimal',
  money: 'money',
  date: 'date',
  datetime: 'datetime',
  boolean: 'boolean',
}

/** The value that a cell of the canonical form says; the text itself where it says none. */
function valueOf(type: ValueType, text: string): Value | undefined {
  if (text === '') return undefined
  return readers[type]?.(text) ?? text
}

const readers: Partial<Record<ValueType, (text: string) => Value | undefined>> = {
  integer: number,
  decimal: number,
  money: number,
  boolean: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  date(text) {
    const day = isoDay.test(text) ? parseDay(text) : undefined
    return isFailure(day) ? undefined : day
  },
  datetime(text) {
    const ms = clockTime.test(text) ? parseInstant(text, utc) : undefined
    return isFailure(ms) ? undefined : ms
  },
}

/** Not what has zeros in front or more places than we keep: it would come back as another. */
function number(text: string): number | undefined {
  return /^-?(?:0|[1-9]\d{0,11})(?:\.\d{1,4})?$/.test(text) ? parseDecimal(text) : undefined
}

const isoDay = /^\d{4}-\d\d-\d\d$/
const clockTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?$/

/** Times are by the clock of whoever wrote them, and stay so. */
const utc = orRefuse(zoneOf('UTC'))
const styling = {
  style: 'technical',
  shop: { zone: utc, country: 'BR', currency: 'BRL' },
} as const
