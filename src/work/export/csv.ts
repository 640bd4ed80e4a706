import { headersOf, type ExportColumn } from '../../domain/export/column.ts'
import { cellText } from '../../domain/export/style.ts'
import { guard, guardDigits } from '../../domain/import/formulaGuard.ts'
import type { Table } from './table.ts'

/**
 * A table as CSV (RFC 4180), in pieces. Technical: UTF-8, comma. For Excel in Brazil: a byte order mark,
 * semicolons, and an apostrophe before digits that Excel would write back as other ones, which an import
 * takes off again.
 */
export async function* csvPieces<Row>(table: Table<Row>): AsyncGenerator<string> {
  const { columns, styling } = table
  const people = styling.style === 'excel-br'
  const delimiter = people ? ';' : ','
  const header = headersOf(columns, styling.style).map((name) => quoted(guard(name), delimiter))
  let piece = `${people ? '\uFEFF' : ''}${header.join(delimiter)}\r\n`
  const texts = columns.map((column) => textOf(column, table))
  // A row of one empty cell would be no row at all.
  const lone = columns.length === 1
  for await (const rows of table.rows) {
    for (const row of rows) {
      const line = texts.map((text) => quoted(text(row), delimiter)).join(delimiter)
      piece += `${lone && line === '' ? '""' : line}\r\n`
      if (piece.length < pieceLength) continue
      yield piece
      piece = ''
    }
  }
  if (piece !== '') yield piece
}

const pieceLength = 1 << 18

function textOf<Row>(column: ExportColumn<Row>, { styling }: Table<Row>): (row: Row) => string {
  // What we write as a number or date is none of people's texts.
  const asItIs = new Set(['integer', 'decimal', 'money', 'boolean', 'date', 'datetime']).has(
    column.type,
  )
  const guarded = styling.style === 'excel-br' ? guardDigits : guard
  return (row) => {
    const value = column.of(row)
    if (value === undefined) return ''
    const text = cellText(column, value, styling)
    return asItIs ? text : guarded(text)
  }
}

function quoted(cell: string, delimiter: string): string {
  const plain = !cell.includes(delimiter) && !/["\r\n]|^\s|\s$/.test(cell)
  return plain ? cell : `"${cell.replaceAll('"', '""')}"`
}
