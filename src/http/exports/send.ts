import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { exportMediaTypes, type ExportFormat } from '../../api/exports.ts'
import { chooseColumns, type ExportColumn } from '../../domain/export/column.ts'
import type { ExportStyle } from '../../domain/export/style.ts'
import { orRefuse } from '../../domain/failure.ts'
import { valueContext } from '../../work/context.ts'
import { csvPieces } from '../../work/export/csv.ts'
import { jsonPieces, namedValues } from '../../work/export/jsonl.ts'
import { parquetPieces } from '../../work/export/parquet.ts'
import type { Table } from '../../work/export/table.ts'
import { xlsxPieces } from '../../work/export/xlsx.ts'
import { iso } from '../instants.ts'
import type { Call } from '../route.ts'
import type { Works } from '../works.ts'

/** Whoever takes a file slowly makes the query that feeds it slow: its limit is not that of a question. */
export const exportSeconds = 3_600

/** How a file is wanted; the query of every export. */
export type Wanted = {
  readonly format: ExportFormat
  readonly style: ExportStyle
  readonly columns?: string | undefined
}

/** What can be exported, and what the answer says of it. */
export type Exportable<Row> = {
  /** Of the file, without its extension. */
  readonly name: string
  readonly columns: readonly ExportColumn<Row>[]
  /** Those that are there only for who asks for them by name. */
  readonly more?: readonly ExportColumn<Row>[]
  /** The rows, with what those columns need. */
  readonly rows: (columns: readonly ExportColumn<Row>[]) => AsyncIterable<readonly Row[]>
  /** A row as the API shows it. */
  readonly show: (row: Row) => unknown
  /** Milliseconds. */
  readonly asOf: number
  readonly total: number
}

/**
 * Sends all rows as one file, as they are read: the next ones only when the ones before have been taken.
 * Whoever hangs up ends the reading.
 */
export async function sendExport<Row>(
  works: Works,
  { reply }: Pick<Call, 'reply'>,
  from: Exportable<Row>,
  wanted: Wanted,
): Promise<FastifyReply> {
  const { format } = wanted
  const { applied } = await works.operational.inbox.state()
  const pieces = await piecesOf(works, from, wanted)
  // The first piece is made before the answer begins, so that what is refused is answered as a refusal.
  const head = await pieces.next()
  const all = async function* (): AsyncGenerator<string | Uint8Array> {
    try {
      if (head.done !== true) yield head.value
      yield* pieces
    } finally {
      await pieces.return(undefined)
    }
  }
  const text = format === 'csv' || format === 'jsonl'
  return await reply
    .type(`${exportMediaTypes[format]}${text ? '; charset=utf-8' : ''}`)
    .header('content-disposition', `attachment; filename="${from.name}.${format}"`)
    .header('x-as-of', iso(from.asOf))
    .header('x-position', String(applied))
    .header('x-total', String(from.total))
    .send(Readable.from(all(), { objectMode: false, highWaterMark: 1 << 16 }))
}

export async function piecesOf<Row>(
  works: Works,
  from: Exportable<Row>,
  { format, style, columns: names }: Wanted,
): Promise<AsyncGenerator<string | Uint8Array>> {
  const shop = await valueContext(works.operational.db)
  const columns =
    names === undefined ? from.columns : chosen([...from.columns, ...(from.more ?? [])], names)
  const table: Table<Row> = { columns, rows: from.rows(columns), styling: { style, shop } }
  switch (format) {
    case 'csv':
      return csvPieces(table)
    case 'xlsx':
      return xlsxPieces(table, { about: from.total })
    case 'parquet':
      return parquetPieces(table)
    case 'jsonl':
      return jsonPieces(table.rows, names === undefined ? from.show : namedValues(columns))
  }
}

function chosen<Row>(columns: readonly ExportColumn<Row>[], names: string) {
  const wanted = names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return orRefuse(chooseColumns(columns, wanted))
}
