import type { Identifier } from '../../../domain/customer/identity.ts'
import { csvReader, type CsvRow } from '../files/csv.ts'
import type { TextDialect } from '../files/pieces.ts'
import { eachRow, type FileRow, type Understanding } from '../files/understand.ts'
import {
  identifiersIn,
  isRejected,
  type RejectedRow,
  type RowTyper,
  type TypedRow,
} from './typed.ts'

/** Rows that are taken in together. The same file is always cut into the same sets. */
export type RowSet = {
  /** From 0. */
  readonly nth: number
  readonly rows: readonly TypedRow[]
  readonly rejected: readonly RejectedRow[]
  /** Rows of the file up to the last of these. */
  readonly seen: number
}

/** How much makes a set. */
export type RowSizes = { readonly rows: number; readonly characters: number }

export const usualSizes: RowSizes = { rows: 10_000, characters: 8 * 1024 * 1024 }

/**
 * Reads a file set by set: each is awaited before the next is handed out, and meanwhile no more is read
 * than is left of the piece at hand.
 */
export async function eachRowSet(
  file: Pick<Understanding, 'format' | 'csv' | 'dialect' | 'firstRow' | 'width'>,
  typer: RowTyper,
  onSet: (set: RowSet) => Promise<void>,
  { sizes = usualSizes, signal }: { readonly sizes?: RowSizes; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const full: RowSet[] = []
  let nth = 0
  let seen = 0
  let rows: TypedRow[] = []
  let rejected: RejectedRow[] = []
  let characters = 0
  const cut = (): void => {
    full.push({ nth, rows, rejected, seen })
    nth += 1
    rows = []
    rejected = []
    characters = 0
  }
  const flush = async (): Promise<void> => {
    for (let set = full.shift(); set !== undefined; set = full.shift()) await onSet(set)
  }
  const onRow = (row: FileRow): void => {
    seen += 1
    characters += row.raw.length
    const read = readRow(row, typer, file.dialect)
    if (isRejected(read)) rejected.push(read)
    else rows.push(read)
    if (rows.length + rejected.length >= sizes.rows || characters >= sizes.characters) cut()
  }
  await eachRow(file, onRow, flush, signal)
  if (rows.length + rejected.length > 0) cut()
  await flush()
}

function readRow(row: FileRow, typer: RowTyper, dialect: TextDialect): TypedRow | RejectedRow {
  if (row.rejection === undefined) return typer(row)
  const plain = bare(row)
  return { row: plain, why: row.rejection, identifiers: namedIn(plain, typer, dialect) }
}

/**
 * Whom a broken row may speak of: by its cells as they came, and by the rows that it seems to be made of
 * where a quotation mark was opened and never closed. They are in the file, whatever it says of them.
 */
function namedIn(row: CsvRow, typer: RowTyper, { delimiter, lineEnd }: TextDialect): Identifier[] {
  const rows = [row]
  const reader = csvReader(delimiter, lineEnd, (each) => rows.push(each))
  reader.push(row.raw.replaceAll('"', ''))
  reader.end()
  return rows.flatMap((each) => identifiersIn(typer(each)))
}

function bare({ number, cells, raw }: FileRow): CsvRow {
  return { number, cells, raw }
}
