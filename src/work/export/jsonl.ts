import { showValue } from '../../domain/customer/value.ts'
import type { ExportColumn } from '../../domain/export/column.ts'

/** One JSON object a row and line, in pieces. */
export async function* jsonPieces<Row>(
  rows: AsyncIterable<readonly Row[]>,
  show: (row: Row) => unknown,
): AsyncGenerator<string> {
  for await (const batch of rows) {
    yield batch.map((row) => `${JSON.stringify(show(row))}\n`).join('')
  }
}

/** The columns of a row by name; null where it has no value. */
export function namedValues<Row>(
  columns: readonly ExportColumn<Row>[],
): (row: Row) => Record<string, unknown> {
  return (row) =>
    Object.fromEntries(
      columns.map((column) => {
        const value = column.of(row)
        return [column.name, value === undefined ? null : showValue(column, value)]
      }),
    )
}
