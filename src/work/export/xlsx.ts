import { writeXlsxStream, type CellValue, type ColumnDef } from 'hucre/xlsx'
import type { Value, ValueType } from '../../domain/customer/field.ts'
import { headersOf, type ExportColumn } from '../../domain/export/column.ts'
import { cellText, clockTime, type ExportStyle, type Styling } from '../../domain/export/style.ts'
import { guard } from '../../domain/import/formulaGuard.ts'
import { scaleNumber, unscale } from '../../domain/number.ts'
import { dayMs, dayOf } from '../../domain/time/civil.ts'
import type { Table } from './table.ts'

export type XlsxOptions = {
  /** About how many rows there will be: decides whether the file needs the larger form of ZIP. */
  readonly about: number
  /** Of each sheet, the header too; what Excel takes when left out. */
  readonly rowsPerSheet?: number
}

/**
 * A table as an Excel workbook, in pieces: numbers, dates and booleans as such, all else as text, the
 * header frozen; what one sheet cannot take goes on in the next. Memory does not grow with the rows.
 * Numbers, dates and times that Excel has not (beyond the digits of a double, before March 1900, an hour
 * that clocks show twice) are text, which an import reads as well.
 */
export async function* xlsxPieces<Row>(
  table: Table<Row>,
  { about, rowsPerSheet }: XlsxOptions,
): AsyncGenerator<Uint8Array> {
  const { columns, styling } = table
  const headers = headersOf(columns, styling.style)
  const formats = formatsOf(styling.style)
  const defs = columns.map(({ type }, i): ColumnDef => ({
    header: cellOfText(headers[i] ?? ''),
    numFmt: formats[type],
    width: widths[type] ?? 24,
  }))
  const stream = writeXlsxStream(cells(table), {
    name: 'clientela',
    columns: defs,
    freezePane: { rows: 1 },
    zip64: about * columns.length * bytesPerCell > zipLimit,
    ...(rowsPerSheet === undefined ? {} : { maxRowsPerSheet: rowsPerSheet }),
  })
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    // Whoever stops reading lets the rows stop too.
    await reader.cancel().catch(() => {})
  }
}

async function* cells<Row>({ columns, rows, styling }: Table<Row>): AsyncGenerator<CellValue[]> {
  for await (const batch of rows) {
    for (const row of batch) {
      yield columns.map((column) => {
        const value = column.of(row)
        return value === undefined ? null : cellOf(column, value, styling)
      })
    }
  }
}

function cellOf<Row>(column: ExportColumn<Row>, value: Value, styling: Styling): CellValue {
  if (typeof value === 'boolean') return value
  const typed = typeof value === 'number' ? typedCell(column.type, value, styling) : undefined
  return typed ?? cellOfText(cellText(column, value, styling))
}

/** Undefined where Excel has no cell that says the same. */
function typedCell(type: ValueType, value: number, { shop }: Styling): CellValue | undefined {
  if (type === 'date') return value >= firstCertain ? new Date(value * dayMs) : undefined
  if (type === 'datetime') {
    const local = clockTime(value, shop.zone)
    return local === undefined || local < firstCertain * dayMs ? undefined : new Date(local)
  }
  const n = unscale(value)
  return scaleNumber(n) === value ? n : undefined
}

/** Excel takes 1900 for a leap year: its days before March are off by one. */
const firstCertain = dayOf(1900, 3, 1)

/**
 * Guarded, although a text cell is none that runs: saved as CSV it would be. Excel refuses workbooks with a
 * longer cell as damaged, so what is longer is cut, and says so; CSV, JSONL and Parquet have all of it.
 */
function cellOfText(text: string): string {
  const guarded = guard(text)
  const short = guarded.length > workbookCellLength ? cut(guarded) : guarded
  return short.replaceAll(escaped, (found) =>
    found.length === 1 ? `_x${found.charCodeAt(0).toString(16).toUpperCase()}_` : `_x005F${found}`,
  )
}

/** What reads as an escape (ECMA-376, ST_Xstring), and the two characters that XML lacks besides controls. */
const escaped = /_x[0-9A-Fa-f]{4}_|[\uFFFE\uFFFF]/g

/** Characters that a cell of a workbook may have; of UTF-16, as a string counts them. */
export const workbookCellLength = 32_767
const cutMark = ' […]'

function cut(text: string): string {
  const kept = text.slice(0, workbookCellLength - cutMark.length)
  return (/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept) + cutMark
}

/** In the code of Excel's own formats, which each language shows in its way. `@` is text. */
function formatsOf(style: ExportStyle): Readonly<Record<ValueType, string>> {
  const date = style === 'excel-br' ? 'dd/mm/yyyy' : 'yyyy-mm-dd'
  const text = '@'
  return {
    text,
    choice: text,
    list: text,
    location: text,
    boolean: 'General',
    integer: '0',
    decimal: '0.####',
    money: '#,##0.00##',
    date,
    datetime: `${date} hh:mm:ss`,
  }
}

/** In characters. */
const widths: Partial<Record<ValueType, number>> = {
  boolean: 8,
  integer: 12,
  decimal: 12,
  money: 14,
  date: 12,
  datetime: 20,
}

/** A part of a plain ZIP file is below 4 GiB; a cell of XML takes about so much. */
const bytesPerCell = 100
const zipLimit = 3_000_000_000
