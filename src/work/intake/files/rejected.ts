import { closeSync, fstatSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import iconv from 'iconv-lite'
import { guard } from '../../../domain/import/formulaGuard.ts'
import type { FileFormat } from './canonical.ts'
import { csvLine, type CsvRow } from './csv.ts'
import type { TextDialect } from './pieces.ts'
import type { ColumnKinds } from './rejectedForm.ts'

/** Why a row is not taken: what the file of rejected rows says of it. */
export type Rejection = {
  /** The column's name; empty where it is the whole row. */
  readonly column: string
  readonly value: string
  readonly reason: string
  readonly fix: string
  /** Where several things are wrong with the row, each of them; the other texts then say all of it. */
  readonly each?: readonly Rejection[]
}

/** What stands before the columns of the file itself, which follow as they were written. */
export const rejectedColumns = [
  'rejected_row',
  'rejected_column',
  'rejected_value',
  'rejected_reason',
  'rejected_fix',
] as const

/**
 * How many columns in front of a file were put there by an import that had rejected its rows: where some are
 * rejected again, what is said of them now stands in place of that.
 */
export function columnsBefore(names: readonly (string | undefined)[]): number {
  return rejectedColumns.every((name, at) => names[at] === name) ? rejectedColumns.length : 0
}

/**
 * The file of rejected rows: the form and encoding of the file they came in, so that they can be mended
 * there and imported as they are; the added columns are not mapped and pass unread. Written under
 * another name, as delimited text, until it is whole and {@link publishRejected} gives it the form of what is no
 * text. Writes block: for threads, and for a few rows.
 */
export class RejectedFile {
  private readonly path: string
  private readonly dialect: TextDialect
  /** The header row as it was written. */
  private readonly header: string
  /** The file is one of rejected rows itself. */
  private readonly isAgain: boolean
  private readonly flags: 'a' | 'w'
  private file: number | undefined
  private lines: string[] = []
  private length = 0

  /** @param more goes on with what another began. */
  constructor(
    path: string,
    file: { readonly dialect: TextDialect; readonly header: string; readonly more: boolean },
  ) {
    this.path = partPath(path)
    this.dialect = file.dialect
    const front = rejectedColumns.join(file.dialect.delimiter) + file.dialect.delimiter
    this.isAgain = file.header.startsWith(front)
    this.header = this.isAgain ? file.header.slice(front.length) : file.header
    this.flags = file.more ? 'a' : 'w'
  }

  add(row: CsvRow, why: Rejection): void {
    const { delimiter, encoding } = this.dialect
    if (this.file === undefined) {
      this.file = openSync(this.path, this.flags, 0o600)
      const mark = encoding.startsWith('utf-') ? '\uFEFF' : ''
      if (fstatSync(this.file).size === 0) {
        this.write(mark + rejectedColumns.join(delimiter) + delimiter + this.header)
      }
    }
    const cells = [
      String(row.number),
      why.column,
      guard(why.value.slice(0, shown)),
      why.reason,
      why.fix,
    ]
    const own = this.isAgain ? behind(row.raw, delimiter, cells.length) : row.raw
    this.write(`${csvLine(cells, delimiter)}${delimiter}${own}`)
  }

  /** What was added is on disk when it returns, under the other name. */
  close(): void {
    if (this.file === undefined) return
    this.flush()
    fsyncSync(this.file)
    closeSync(this.file)
    this.file = undefined
  }

  private write(line: string): void {
    this.lines.push(line)
    this.length += line.length
    if (this.length > flushLength) this.flush()
  }

  private flush(): void {
    if (this.file === undefined || this.lines.length === 0) return
    const text = `${this.lines.join('\r\n')}\r\n`
    let bytes = iconv.encode(text, this.dialect.encoding)
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(this.file, bytes))
    this.lines = []
    this.length = 0
  }
}

/** What follows so many cells of a row, as it was written; all of a row that has not so many. */
function behind(raw: string, delimiter: string, cells: number): string {
  let at = 0
  for (let n = 0; n < cells; n += 1) {
    // Two quotation marks within a quoted cell are one: the cell ends behind an even number of them.
    while (raw[at] === '"') {
      const close = raw.indexOf('"', at + 1)
      if (close === -1) return raw
      at = close + 1
    }
    const end = raw.indexOf(delimiter, at)
    if (end === -1) return raw
    at = end + delimiter.length
  }
  return raw.slice(at)
}

/** In what a file of rejected rows comes back. */
export type RejectedForm = 'csv' | 'xlsx' | 'jsonl'

/** By what the file was; of Parquet as CSV. */
export function rejectedForm(format: FileFormat): RejectedForm {
  if (format === 'json') return 'jsonl'
  return format === 'xlsx' ? 'xlsx' : 'csv'
}

/** What is told of rejected rows when their file is whole. */
export type Rejected = {
  readonly format: FileFormat
  /** Of JSON, where the objects are that were sent. */
  readonly records: string
  /** What the columns of the file itself hold. */
  readonly kinds: ColumnKinds
  readonly rows: number
}

/**
 * Gives the whole file its form and name. Repeated after a kill it comes to the same.
 * @returns its path: the one given, or beside it that of a CSV where a workbook cannot hold a cell
 */
export async function publishRejected(path: string, rejected: Rejected): Promise<string> {
  const written = await inForm(path, rejected)
  const to = written ? path : csvBeside(path)
  await rename(written ? halfPath(path) : partPath(path), to)
  await rm(partPath(path), { force: true })
  const directory = await open(dirname(path), 'r')
  await directory.sync()
  await directory.close()
  return to
}

/** Whether the rows were written in another form than the one in which they wait. */
async function inForm(path: string, { format, records, kinds, rows }: Rejected): Promise<boolean> {
  const form = rejectedForm(format)
  if (form === 'csv') return false
  // Its libraries are loaded only where there is something to be written.
  const { rowsBelow, writeWorkbook } = await import('./rejectedForm.ts')
  const half = halfPath(path)
  const part = partPath(path)
  if (form === 'jsonl') {
    const { writeRecords } = await import('./rejectedRecords.ts')
    await writeRecords({ records, to: half, names: rejectedColumns }, rowsBelow(part))
    return true
  }
  const all: ColumnKinds = ['integer', ...rejectedColumns.slice(1).map(() => undefined), ...kinds]
  return await writeWorkbook({ from: part, to: half }, all, rows)
}

/** Takes away what an attempt before left there. */
export async function discardRejected(path: string): Promise<void> {
  for (const each of [partPath(path), halfPath(path), path, csvBeside(path)]) {
    await rm(each, { force: true })
  }
}

/** The same rows as text: of a workbook, where one of its cells is too long for one. */
function csvBeside(path: string): string {
  return path.replace(/\.xlsx$/, '.csv')
}

/** Where the rows wait as delimited text. */
function partPath(path: string): string {
  return `${path}.part`
}

/** Where they are written in another form. */
function halfPath(path: string): string {
  return `${path}.half`
}

const shown = 200
const flushLength = 1 << 20
