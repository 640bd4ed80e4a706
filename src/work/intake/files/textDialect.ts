import iconv from 'iconv-lite'
import { failure, type Failure } from '../../../domain/failure.ts'
import { csvReader, type CsvRow } from './csv.ts'
import { surveyBytes } from './decode.ts'
import type { TextDialect } from './pieces.ts'

/**
 * How the beginning of a file seems to be written, and its text.
 * @param said what a person said already
 * @param encoding where the whole file was looked at, what it said
 */
export function detectText(
  bytes: Buffer,
  said: { readonly encoding?: string | undefined; readonly delimiter?: string | undefined },
  encoding?: string,
): { readonly dialect: TextDialect; readonly text: string } | Failure {
  const named = said.encoding ?? encoding ?? surveyBytes(bytes).encoding
  if (!canRead(named)) {
    return failure(
      'invalid',
      `${JSON.stringify(named.slice(0, 40))} is no encoding that can be read`,
      { where: 'encoding', fix: 'Say utf-8, windows-1252 or utf-16le, for example.' },
    )
  }
  const text = iconv.decode(bytes, named)
  const lineEnd = text.includes('\n') || !text.includes('\r') ? '\n' : '\r'
  const delimiter = said.delimiter ?? separatorLine(text) ?? detectDelimiter(text, lineEnd)
  return { dialect: { encoding: named, delimiter, lineEnd }, text }
}

function canRead(encoding: string): boolean {
  return iconv.encodingExists(encoding)
}

/** The line that tells spreadsheets the delimiter is no row. */
export function isSeparatorLine(row: CsvRow): boolean {
  return row.number === 1 && /^sep=.$/i.test(row.raw)
}

function separatorLine(text: string): string | undefined {
  return /^sep=(.)\r?(?:\n|$)/i.exec(text)?.[1]
}

/** What programs put between cells, and what some old ones do: among equals the first. */
const delimiters = [',', ';', '\t', '|', '^', '~', '¦', '\u001f'] as const

/** The one by which most of the first rows have equally many cells, and the most of them. */
function detectDelimiter(text: string, lineEnd: TextDialect['lineEnd']): string {
  let best: string = ','
  let most = 0
  for (const delimiter of delimiters) {
    const rows = sampleRows(text, { delimiter, lineEnd }).slice(0, 200)
    const { width, count } = commonWidth(rows)
    if (width < 2) continue
    const even = count / rows.length
    // Cells weigh less than evenness: descriptions are full of commas.
    const score = even * even * Math.log2(width + 1)
    if (score > most) {
      most = score
      best = delimiter
    }
  }
  return best
}

/**
 * How many cells most of the rows have, the greatest of equals, and how many rows have them. Not the first
 * row's: a title may stand above the header.
 */
export function commonWidth(rows: readonly CsvRow[]): {
  readonly width: number
  readonly count: number
} {
  const counts = new Map<number, number>()
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  let best = { width: 0, count: 0 }
  for (const [width, count] of counts) {
    if (count > best.count || (count === best.count && width > best.width)) best = { width, count }
  }
  return best
}

/** Whole rows: the last of a sample is cut somewhere, unless it is the only one. */
export function sampleRows(
  text: string,
  { delimiter, lineEnd }: Pick<TextDialect, 'delimiter' | 'lineEnd'>,
): CsvRow[] {
  const rows: CsvRow[] = []
  const reader = csvReader(delimiter, lineEnd, (row) => {
    if (!isSeparatorLine(row)) rows.push(row)
  })
  reader.push(text)
  if (rows.length < 2 || text.length < sampleBytes / 4) reader.end()
  return rows
}

/** Bytes of the beginning of a file that are looked at. */
export const sampleBytes = 1 << 18
