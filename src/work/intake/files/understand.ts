import { rm, stat } from 'node:fs/promises'
import type { Field } from '../../../domain/customer/field.ts'
import { failure, isFailure, orRefuse, Refusal } from '../../../domain/failure.ts'
import type { ColumnSeen, Question } from '../../../domain/import/column.ts'
import { guard, unguard } from '../../../domain/import/formulaGuard.ts'
import {
  guessMapping,
  type ImportKind,
  type MappingGuess,
} from '../../../domain/import/guessMapping.ts'
import { columnFinder } from '../../../domain/import/mapping.ts'
import {
  toCanonical,
  type Canonical,
  type CanonicalHooks,
  type FileFormat,
  type Sheet,
} from './canonical.ts'
import { brokenRow } from './broken.ts'
import { ColumnSurvey, type SaidStyle } from './columns.ts'
import { csvLine, type CsvRow } from './csv.ts'
import { sampleOf, surveyFile } from './decode.ts'
import { findHeader } from './headerRow.ts'
import { keptRecords } from './json.ts'
import type { FileLimits } from './limits.ts'
import { listColumns, ListNames } from './listNames.ts'
import { eachPiece, type TextDialect } from './pieces.ts'
import type { Rejection } from './rejected.ts'
import { detectText, isSeparatorLine, sampleBytes, sampleRows } from './textDialect.ts'

/** What a person said of a file, and what its columns may become. What is left out is detected. */
export type UnderstandOptions = {
  readonly kind: ImportKind
  /** The fields that columns may fill: of customers, of products, of places. */
  readonly fields: readonly Field[]
  /** Its name, or its place from 1. */
  readonly sheet?: string | number | undefined
  /** The row in which the names of the columns stand, from 1; 0 where there are none. */
  readonly header?: number | undefined
  readonly encoding?: string | undefined
  readonly delimiter?: string | undefined
  /** Of all columns. */
  readonly decimal?: SaidStyle['decimal']
  readonly dates?: SaidStyle['dates']
  /** Of single columns, by their names. */
  readonly columns?: Readonly<Record<string, SaidStyle>> | undefined
  /** What columns were said to become: those that name lists are looked through for their names. */
  readonly map?: Readonly<Record<string, string>> | undefined
  readonly limits?: Partial<FileLimits> | undefined
}

/** How a file is read, as all of it says. Plain data, to be shown and kept until the file is taken in. */
export type Understanding = {
  readonly format: FileFormat
  /** Of a workbook, all of its sheets, and the one that is read. */
  readonly sheets: readonly Sheet[]
  readonly sheet?: string
  /** The file that is read: the one that was sent, or beside it what it was converted to. */
  readonly csv: string
  readonly dialect: TextDialect
  /** Of {@link csv}, gunzipped. */
  readonly bytes: number
  /** The row of the header, its last one where it has two; 0 where there is none. */
  readonly headerRow: number
  /** Of the header, 0 to 1. */
  readonly headerConfidence: number
  /** The first row below it. */
  readonly firstRow: number
  /** Cells of a row, columns that are left out too. */
  readonly width: number
  readonly columns: readonly ColumnSeen[]
  readonly guess: readonly MappingGuess[]
  /** What has to be said before the file can be taken in: ask again with it. */
  readonly questions: readonly Question[]
  /** Below the header, blank ones left out. */
  readonly rows: number
  /** The cells of the first rows below the header. */
  readonly sample: readonly (readonly string[])[]
  /** Of customers: the lists that the file names, where a column does. */
  readonly lists?: readonly string[]
}

/**
 * How a file is to be read, and what its columns seem to be: from all of its rows, never by its name.
 * What is not delimited text is converted to it, into a file beside it ({@link Understanding.csv}).
 * Throws a Refusal for what cannot be read, and the signal's reason where that aborts; then nothing is
 * left beside the file. It keeps a thread busy: `understandInThread` is for whoever answers others.
 */
export async function understand(
  path: string,
  options: UnderstandOptions,
  hooks: CanonicalHooks = {},
): Promise<Understanding> {
  const canonical = await toCanonical(path, options, hooks)
  try {
    return await understandCanonical(canonical, options, hooks)
  } catch (error) {
    if (canonical.path !== path) {
      for (const each of [canonical.path, keptRecords(path)]) await rm(each, { force: true })
    }
    throw error
  }
}

async function understandCanonical(
  canonical: Canonical,
  options: UnderstandOptions,
  hooks: CanonicalHooks,
): Promise<Understanding> {
  const { format, sheets, sheet, path: csv } = canonical
  const typed = format !== 'csv'
  const survey = typed
    ? { encoding: 'utf-8', bytes: (await stat(csv)).size }
    : await surveyFile(csv)
  const said = typed ? { encoding: 'utf-8', delimiter: ',' } : options
  const { dialect, text } = orRefuse(
    detectText(await sampleOf(csv, sampleBytes), said, survey.encoding),
  )
  const first = sampleRows(text, dialect)
    .filter((row) => !isBlank(row))
    .map((row) => unguarded(row, format))
  if (first.length === 0) throw new Refusal(emptyFile)
  // Records carry their names with them, which are the first row, whatever they look like.
  const named = format === 'json' || format === 'parquet' ? 1 : undefined
  const header = orRefuse(findHeader(first, options.header ?? named))
  const ofColumns = stylesSaid(header.names, options.columns)
  const saidOf = (name: string): SaidStyle => ({
    decimal: ofColumns.get(name)?.decimal ?? options.decimal,
    dates: ofColumns.get(name)?.dates ?? options.dates,
  })
  const columnSurvey = new ColumnSurvey({
    header,
    typed,
    said: saidOf,
    saidAlone: (name) => ofColumns.get(name)?.dates !== undefined,
  })
  const sample: (readonly string[])[] = []
  const about = { format, csv, dialect, firstRow: header.from, width: header.names.length }
  await eachRow(
    about,
    ({ cells }) => {
      columnSurvey.row(cells)
      if (sample.length < shownRows) sample.push(cells)
    },
    async (bytes) => hooks.onProgress?.(bytes, survey.bytes),
    hooks.signal,
  )
  const { columns, questions, rows } = columnSurvey.result()
  const guess = guessMapping(columns, options.fields, options.kind)
  const naming = options.kind === 'customers' ? listColumns(columns, guess, options.map) : []
  return {
    sheets,
    ...(sheet === undefined ? {} : { sheet }),
    ...about,
    bytes: survey.bytes,
    headerRow: header.row,
    headerConfidence: header.confidence,
    columns,
    guess,
    questions,
    rows,
    sample,
    ...(naming.length === 0 ? {} : { lists: await listsIn(about, naming, hooks.signal) }),
  }
}

async function listsIn(
  file: FileForm,
  columns: readonly ColumnSeen[],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const names = new ListNames(columns)
  await eachRow(
    file,
    ({ cells }) => names.row(cells),
    async () => {},
    signal,
  )
  return names.all
}

/** What was said of columns, however their names were written; of those that are not there, nothing. */
function stylesSaid(
  names: readonly string[],
  said: UnderstandOptions['columns'] = {},
): ReadonlyMap<string, SaidStyle> {
  const columnNamed = columnFinder(names.map((name) => ({ name })))
  return new Map(
    Object.entries(said).flatMap(([given, style]) => {
      const column = columnNamed(given, 'columns')
      return isFailure(column) ? [] : [[column.name, style] as const]
    }),
  )
}

const shownRows = 5

const emptyFile = failure('invalid', 'The file is empty', {
  fix: 'Send a file with a row of column names and rows below it.',
})

/** A row below the header. */
export type FileRow = CsvRow & {
  /** Why the row as a row cannot be taken. */
  readonly rejection?: Rejection
}

/**
 * Every row below the header, blank ones left out, in the order of the file. `number` is the row's as a
 * spreadsheet counts. A column's cell is `cells[column.at]`, without the guard on formulas.
 * @param afterPiece is told the bytes read so far; reading waits until it returns
 */
export async function eachRow(
  { format, csv, dialect, firstRow, width }: FileForm,
  onRow: (row: FileRow) => void,
  afterPiece: (bytes: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  await eachPiece(
    csv,
    dialect,
    (row) => {
      if (row.number < firstRow || isSeparatorLine(row) || isBlank(row)) return
      const rejection = brokenRow(row, width)
      const plain = format === 'csv' ? unguarded(row, format) : rewritten(unguarded(row, format))
      onRow(rejection === undefined ? plain : { ...plain, rejection })
    },
    async (bytes) => {
      signal?.throwIfAborted()
      await afterPiece(bytes)
    },
  )
}

/** What reading the rows of a file takes. */
export type FileForm = Pick<Understanding, 'format' | 'csv' | 'dialect' | 'firstRow' | 'width'>

/**
 * The row without the apostrophes that keep a spreadsheet from running its texts: exports have them in files
 * that spreadsheets open, and nowhere else.
 */
function unguarded<Row extends CsvRow>(row: Row, format: FileFormat): Row {
  const opened = format === 'csv' || format === 'xlsx'
  if (!opened || !row.raw.includes("'")) return row
  if (!row.cells.some((cell) => cell.startsWith("'"))) return row
  return { ...row, cells: row.cells.map(unguard) }
}

/**
 * A row that a person never wrote as CSV, as it would come back if it is rejected: what is a text in a
 * workbook would be a formula in the file that somebody opens to mend it.
 */
function rewritten<Row extends CsvRow>(row: Row): Row {
  const guarded = row.cells.map(guard)
  if (guarded.every((cell, i) => cell === row.cells[i])) return row
  return { ...row, raw: csvLine(guarded, ',') }
}

/** Rows of delimiters alone are what a spreadsheet leaves of rows that were deleted. */
function isBlank({ cells }: CsvRow): boolean {
  return cells.every((cell) => cell.trim() === '')
}

/** The header in one row, as `RejectedFile` takes it: mended rows are imported by the same names. */
export function headerLine({ columns, width, dialect }: Understanding): string {
  const names = Array.from({ length: width }, () => '')
  for (const { name, at } of columns) names[at] = name
  return csvLine(names, dialect.delimiter)
}
