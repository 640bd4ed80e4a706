import iconv from 'iconv-lite'
import { failure, isFailure, type Failure } from '../../../domain/failure.ts'
import { detectNumberStyle } from '../../../domain/numberStyle.ts'
import { detectDateStyle } from '../../../domain/time/dateStyle.ts'
import { csvReader, type CsvRow } from './csv.ts'
import { surveyBytes } from './decode.ts'
import { guessColumns, type GuessedColumns } from './guess.ts'
import { placesOf } from './header.ts'
import type { Dialect, OrderOptions } from './options.ts'

/** How a file seems to be written, from its beginning: to be shown, and overridden where it is wrong. */
export type Detection = Dialect & {
  readonly columns: readonly string[]
  /** The first rows below the header. */
  readonly sample: readonly (readonly string[])[]
  /** Which column seems to be what. */
  readonly guess: GuessedColumns
  /** What the beginning leaves open: the whole file may tell, else somebody must. */
  readonly open: { readonly dates: boolean; readonly decimal: boolean }
}

/** What the person said already. */
export type Said = Partial<OrderOptions>

/**
 * @param bytes the beginning of the file, gunzipped: `sampleOf` in `decode.ts`
 * @param encoding where the whole file was looked at, what it said
 */
export function detectOrders(
  bytes: Buffer,
  said: Said = {},
  encoding?: string,
): Detection | Failure {
  const named = said.encoding ?? encoding ?? surveyBytes(bytes).encoding
  if (!canRead(named)) {
    return failure(
      'invalid',
      `${JSON.stringify(named.slice(0, 40))} is no encoding that can be read`,
      {
        where: 'encoding',
        fix: 'Say utf-8, windows-1252 or utf-16le, for example.',
      },
    )
  }
  const text = iconv.decode(bytes, named)
  const lineEnd = text.includes('\n') || !text.includes('\r') ? '\n' : '\r'
  const delimiter = said.delimiter ?? separatorLine(text) ?? detectDelimiter(text, lineEnd)
  const [header, ...rows] = sampleRows(text, delimiter, lineEnd)
  if (header === undefined) return emptyFile
  const columns = header.cells.map((cell) => cell.trim())
  const sample = rows.map((row) => row.cells)
  const guess = guessColumns(columns, sample)
  return {
    encoding: named,
    delimiter,
    lineEnd,
    ...stylesOf(columns, sample, { ...guess, ...said }),
    columns,
    sample: sample.slice(0, shownRows),
    guess,
  }
}

function canRead(encoding: string): boolean {
  return iconv.encodingExists(encoding)
}

export const emptyFile = failure('invalid', 'The file is empty', {
  fix: 'Send a file with a row of column names and a row for each order line.',
})

/** The line that tells spreadsheets the delimiter is no row. */
export function isSeparatorLine(row: CsvRow): boolean {
  return row.number === 1 && /^sep=.$/i.test(row.raw)
}

function separatorLine(text: string): string | undefined {
  return /^sep=(.)\r?(?:\n|$)/i.exec(text)?.[1]
}

const delimiters = [',', ';', '\t', '|'] as const

/** The one by which most of the first rows have as many cells as the header, and the most of them. */
function detectDelimiter(text: string, lineEnd: Dialect['lineEnd']): string {
  let best: string = ','
  let most = 0
  for (const delimiter of delimiters) {
    const rows = sampleRows(text, delimiter, lineEnd).slice(0, 200)
    const width = rows[0]?.cells.length ?? 0
    if (width < 2) continue
    const even = rows.filter((row) => row.cells.length === width).length / rows.length
    // Cells weigh less than evenness: descriptions are full of commas.
    const score = even * even * Math.log2(width + 1)
    if (score > most) {
      most = score
      best = delimiter
    }
  }
  return best
}

/** Whole rows: the last of a sample is cut somewhere, unless it is the only one. */
function sampleRows(text: string, delimiter: string, lineEnd: Dialect['lineEnd']): CsvRow[] {
  const rows: CsvRow[] = []
  const reader = csvReader(delimiter, lineEnd, (row) => {
    if (!isSeparatorLine(row)) rows.push(row)
  })
  reader.push(text)
  if (rows.length < 2 || text.length < sampleBytes / 4) reader.end()
  return rows
}

function stylesOf(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  said: Said,
): Pick<Detection, 'decimal' | 'dates' | 'open'> {
  const places = placesOf(header, { ...nowhere, ...said, fields: {}, properties: {} })
  const cells = (at: number) => (isFailure(places) ? [] : sample.map((row) => row[at] ?? ''))
  const { time, quantity, price } = isFailure(places) ? noPlaces : places
  const numbers = detectNumberStyle([...cells(quantity), ...cells(price)])
  const dates = detectDateStyle(cells(time).map(datePart))
  return {
    decimal: said.decimal ?? numbers.style.decimal,
    dates: said.dates ?? dates.style,
    open: {
      decimal: said.decimal === undefined && numbers.ambiguous,
      dates: said.dates === undefined && dates.ambiguous,
    },
  }
}

const noPlaces = { time: -1, quantity: -1, price: -1 }

/** Names that no header has. */
const nowhere: OrderOptions = {
  order: '\0',
  customer: '\0',
  time: '\0',
  item: '\0',
  quantity: '\0',
  price: '\0',
}

/** A cell's date without its time: there are few of those in a file. */
export function datePart(cell: string): string {
  return cell.trim().split(/[T\s,]/, 1)[0] ?? ''
}

/** Bytes of the beginning that are looked at. */
export const sampleBytes = 1 << 18
const shownRows = 5
