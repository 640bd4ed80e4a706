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
  const scan: Scan = { text: '', at: 0, last: false, broken: undefined, delimiterAt: 0 }

  function read(text: string, last: boolean): void {
    Object.assign(scan, { text, at: 0, last, delimiterAt: -1 })
    while (scan.at < text.length) {
      const from = scan.at
      scan.broken = undefined
      const cells = readRow(scan, delimiter, lineEnd)
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

type Scan = {
  text: string
  at: number
  /** Whether no more text will come. */
  last: boolean
  broken: CsvRow['broken']
  /** The next delimiter not passed yet, Infinity if there is none: searched for once, however far it is. */
  delimiterAt: number
}

/** The cells of the row at `scan.at`, which moves behind its line end; undefined where the text ends before the row. */
function readRow(scan: Scan, delimiter: string, lineEnd: string): string[] | undefined {
  const { text } = scan
  const cells: string[] = []
  let end = text.indexOf(lineEnd, scan.at)
  for (let at = scan.at; ;) {
    if (text.charCodeAt(at) === quoteCode) {
      const cell = readQuoted(scan, at, delimiter, lineEnd)
      if (cell === undefined) return undefined
      cells.push(cell.value)
      at = cell.end
      if (end !== -1 && end < at) end = text.indexOf(lineEnd, at)
    } else {
      let stop =
        end === -1
          ? nextDelimiter(scan, at, delimiter)
          : Math.min(end, nextDelimiter(scan, at, delimiter))
      if (stop === Infinity) {
        if (!scan.last) return undefined
        stop = text.length
      }
      if (stop - at > cellLimit) scan.broken ??= 'cell'
      // The `\r` before a `\n` belongs to the line end.
      const ends = stop === end || stop === text.length
      const cut = ends && text.charCodeAt(stop - 1) === returnCode && stop > at ? stop - 1 : stop
      cells.push(text.slice(at, cut))
      at = stop
    }
    if (at >= text.length || text.startsWith(lineEnd, at)) {
      if (at >= text.length && !scan.last) return undefined
      scan.at = at + 1
      return cells
    }
    at += delimiter.length
  }
}

function nextDelimiter(scan: Scan, at: number, delimiter: string): number {
  if (scan.delimiterAt < at) {
    const found = scan.text.indexOf(delimiter, at)
    scan.delimiterAt = found === -1 ? Infinity : found
  }
  return scan.delimiterAt
}

type Quoted = { readonly value: string; readonly end: number }

/** The cell whose opening quote is at `from`, and where the delimiter or line end behind it stands. */
function readQuoted(
  scan: Scan,
  from: number,
  delimiter: string,
  lineEnd: string,
): Quoted | undefined {
  const { text } = scan
  let doubled = false
  for (let at = from + 1; ; at += 2) {
    at = text.indexOf('"', at)
    if (at === -1) {
      if (!scan.last) return undefined
      scan.broken = 'quote'
      return { value: text.slice(from), end: text.length }
    }
    const next = text.charCodeAt(at + 1)
    if (next === quoteCode) {
      doubled = true
      continue
    }
    // What follows the quote decides, and has to be here: also a `\r` and the `\n` behind it.
    if (at + 2 >= text.length && !scan.last) return undefined
    const end = next === returnCode && text.startsWith(lineEnd, at + 2) ? at + 2 : at + 1
    if (end < text.length && !text.startsWith(delimiter, end) && !text.startsWith(lineEnd, end)) {
      return readStray(scan, from, delimiter, lineEnd)
    }
    if (at - from > cellLimit) scan.broken ??= 'cell'
    const value = text.slice(from + 1, at)
    return { value: doubled ? value.replaceAll('""', '"') : value, end }
  }
}

/** A cell that begins with a quote and goes on behind the closing one: `"5" plate`. Taken as it is written. */
function readStray(
  scan: Scan,
  from: number,
  delimiter: string,
  lineEnd: string,
): Quoted | undefined {
  const { text } = scan
  const ends = [text.indexOf(delimiter, from), text.indexOf(lineEnd, from)].filter(
    (at) => at !== -1,
  )
  if (ends.length === 0 && !scan.last) return undefined
  const end = ends.length === 0 ? text.length : Math.min(...ends)
  const cut = text.charCodeAt(end - 1) === returnCode ? end - 1 : end
  return { value: text.slice(from, cut), end }
}

function withoutLineEnd(text: string, from: number, to: number, lineEnd: string): string {
  let end = text.startsWith(lineEnd, to - 1) ? to - 1 : Math.min(to, text.length)
  if (lineEnd === '\n' && text.charCodeAt(end - 1) === returnCode && end > from) end -= 1
  return text.slice(from, end)
}

const quoteCode = 34
const returnCode = 13
