/**
 * Reads delimited text row by row, as RFC 4180 says and as spreadsheets really write it. Our own,
 * because it is four times as fast here as the parser packages, bounds what a row may take, keeps each
 * row's text as it was written for the file of rejected rows, and goes on after a broken one. A test
 * holds it equal to csv-parse on random files.
 */
export type CsvRow = {
  /** Row 1 is the first of the file, as a spreadsheet counts. */
  readonly number: number
  readonly cells: readonly string[]
  /** As written, without its line end. */
  readonly raw: string
  /** What is wrong with its form; its cells are then not to be trusted. */
  readonly broken?: 'quote' | 'cell'
}

/** Characters in one cell; a row with a longer one is broken. */
export const cellLimit = 1_048_576
/** Characters in one row. Nothing sensible is so long: a quote was opened and never closed. */
export const rowLimit = 8 * cellLimit

export class RowTooLong extends Error {
  readonly row: number

  constructor(row: number) {
    super(`row ${row} has more than ${rowLimit} characters`)
    this.row = row
  }
}

export type CsvReader = {
  /** Text in pieces of any length. Throws {@link RowTooLong}. */
  push(text: string): void
  end(): void
}

/**
 * @param lineEnd `\n`, before which a `\r` is dropped, or `\r` for files of old.
 * Rows without a single character are passed over, as spreadsheets do; they are counted.
 */
export function csvReader(
  delimiter: string,
  lineEnd: '\n' | '\r',
  onRow: (row: CsvRow) => void,
): CsvReader {
  let pending = ''
  let number = 1
  const scan: Scan = { delimiter, lineEnd, ...nowhere }

  function read(text: string, last: boolean): void {
    Object.assign(scan, nowhere, { text, last })
    while (scan.at < text.length) {
      const from = scan.at
      scan.broken = undefined
      const cells = readRow(scan)
      if (cells === undefined) {
        if (text.length - from > rowLimit) throw new RowTooLong(number)
        pending = text.slice(from)
        return
      }
      const raw = withoutLineEnd(text, from, scan.at, lineEnd)
      if (raw !== '') {
        const { broken } = scan
        onRow(broken === undefined ? { number, cells, raw } : { number, cells, raw, broken })
      }
      number += 1
    }
    pending = ''
  }

  return {
    push: (text) => read(pending === '' ? text : pending + text, false),
    end: () => read(pending, true),
  }
}

/** A row in the same form: cells quoted where they must be. */
export function csvLine(cells: readonly string[], delimiter: string): string {
  return cells.map((cell) => csvCell(cell, delimiter)).join(delimiter)
}

function csvCell(cell: string, delimiter: string): string {
  const plain = !cell.includes(delimiter) && !/["\r\n]|^\s|\s$/.test(cell)
  return plain ? cell : `"${cell.replaceAll('"', '""')}"`
}

/** Where reading stands in a text. */
type Scan = {
  readonly delimiter: string
  readonly lineEnd: '\n' | '\r'
  text: string
  at: number
  /** Whether no more text will come. */
  last: boolean
  broken: CsvRow['broken']
  /** The next delimiter and line end not passed yet, Infinity for none: each is searched for once, however far it is. */
  delimiterAt: number
  lineEndAt: number
}

/** The cells of the row at `scan.at`, which moves behind its line end; undefined where the text ends before the row. */
function readRow(scan: Scan): string[] | undefined {
  const { text, delimiter, lineEnd, last } = scan
  const cells: string[] = []
  for (let at = scan.at; ; at += delimiter.length) {
    const quoted = text.charCodeAt(at) === quoteCode
    const cell = quoted ? readQuoted(scan, at) : readBare(scan, at)
    if (cell === undefined) return undefined
    cells.push(cell.value)
    at = cell.end
    if (at >= text.length && !last) return undefined
    if (at >= text.length || text.startsWith(lineEnd, at)) {
      scan.at = at + 1
      return cells
    }
  }
}

type Cell = {
  readonly value: string
  /** Where the delimiter or the line end behind it stands. */
  readonly end: number
}

/** The text up to the next delimiter or line end, as it is. */
function readBare(scan: Scan, from: number): Cell | undefined {
  const { text } = scan
  const lineEnd = nextLineEnd(scan, from)
  let end = Math.min(nextDelimiter(scan, from), lineEnd)
  if (end === Infinity) {
    if (!scan.last) return undefined
    end = text.length
  }
  if (end - from > cellLimit) scan.broken ??= 'cell'
  // The `\r` before a `\n` belongs to the line end.
  const isLast = end === lineEnd || end === text.length
  const cut = isLast && end > from && text.charCodeAt(end - 1) === returnCode ? end - 1 : end
  return { value: text.slice(from, cut), end }
}

/** The text between the quotation mark at `from` and its closing one. */
function readQuoted(scan: Scan, from: number): Cell | undefined {
  const { text, last } = scan
  const close = closingQuote(text, from + 1)
  if (close === -1) {
    if (!last) return undefined
    scan.broken = 'quote'
    return { value: text.slice(from), end: text.length }
  }
  // What follows the quote decides, and has to be here: a `\r` and the `\n` behind it too.
  if (close + 2 >= text.length && !last) return undefined
  const end = cellEnd(scan, close + 1)
  // A cell that goes on behind the closing quote, `"5" plate`, is taken as it is written.
  if (end === undefined) return readBare(scan, from)
  if (close - from > cellLimit) scan.broken ??= 'cell'
  const value = text.slice(from + 1, close)
  return { value: value.includes('"') ? value.replaceAll('""', '"') : value, end }
}

/** The first quotation mark from there on that is not doubled. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== quoteCode) return at
  }
  return -1
}

/** Where the delimiter or line end is that stands right there; undefined where there is neither. */
function cellEnd({ text, delimiter, lineEnd }: Scan, at: number): number | undefined {
  if (at >= text.length || text.startsWith(delimiter, at) || text.startsWith(lineEnd, at)) return at
  const isReturn = text.charCodeAt(at) === returnCode
  const isLineEnd = at + 1 === text.length || text.startsWith(lineEnd, at + 1)
  return isReturn && isLineEnd ? at + 1 : undefined
}

function nextDelimiter(scan: Scan, from: number): number {
  const { text, delimiter } = scan
  if (scan.delimiterAt < from) scan.delimiterAt = orInfinity(text.indexOf(delimiter, from))
  return scan.delimiterAt
}

function nextLineEnd(scan: Scan, from: number): number {
  const { text, lineEnd } = scan
  if (scan.lineEndAt < from) scan.lineEndAt = orInfinity(text.indexOf(lineEnd, from))
  return scan.lineEndAt
}

function orInfinity(index: number): number {
  return index === -1 ? Infinity : index
}

function withoutLineEnd(text: string, from: number, to: number, lineEnd: string): string {
  let end = text.startsWith(lineEnd, to - 1) ? to - 1 : Math.min(to, text.length)
  if (lineEnd === '\n' && text.charCodeAt(end - 1) === returnCode && end > from) end -= 1
  return text.slice(from, end)
}

const nowhere = {
  text: '',
  at: 0,
  last: false,
  broken: undefined,
  delimiterAt: -1,
  lineEndAt: -1,
} as const

const quoteCode = 34
const returnCode = 13
