import type { CsvRow } from './csv.ts'
import type { Rejection } from './rejected.ts'

/** What is wrong with a row as a row, below a header of so many columns. */
export function brokenRow(row: CsvRow, width: number): Rejection | undefined {
  if (row.broken === 'quote') {
    return whole('A quotation mark is opened and never closed', 'Close it, or remove it.')
  }
  if (row.broken === 'cell') {
    return whole('A cell has more than 1,048,576 characters', 'Shorten it.')
  }
  const { cells } = row
  // Programs end lines with delimiters that say nothing.
  const extra = cells.length > width && cells.slice(width).some((cell) => cell !== '')
  if (cells.length >= width && !extra) return undefined
  return whole(
    `The row has ${cells.length} cells, the header has ${width}`,
    'Give the row as many cells as the header, and quote cells in which the delimiter stands.',
  )
}

function whole(reason: string, fix: string): Rejection {
  return { column: '', value: '', reason, fix }
}
