import type { ExportColumn } from '../../domain/export/column.ts'
import type { Styling } from '../../domain/export/style.ts'

/** What is written to a file: its columns, and the rows in batches as they are read. */
export type Table<Row> = {
  readonly columns: readonly ExportColumn<Row>[]
  readonly rows: AsyncIterable<readonly Row[]>
  readonly styling: Styling
}
