import { fold } from '../../../domain/fold.ts'
import { looksLike } from '../../../domain/import/looks.ts'
import { failure, type Failure } from '../../../domain/failure.ts'
import type { CsvRow } from './csv.ts'
import { columnLimit } from './limits.ts'
import { commonWidth } from './textDialect.ts'

/** Where a table begins, and what its columns are called. */
export type Header = {
  /** The row of the header, its last one where it has two; 0 where the table has none. */
  readonly row: number
  /** The first row below it. */
  readonly from: number
  /** 1, or 2 where names stand above each other. */
  readonly rows: 0 | 1 | 2
  /** Of there being one right there, 0 to 1. */
  readonly confidence: number
  /** Distinct; one for each cell of the widest usual row. */
  readonly names: readonly string[]
  /** The columns whose header is blank: left out where nothing stands below it either. */
  readonly unnamed: ReadonlySet<number>
}

/**
 * Finds the header among the first rows: titles, dates of the report and blank rows stand above it, and
 * merged cells spread over two rows of it.
 * @param said the row that a person named; 0 for none
 */
export function findHeader(rows: readonly CsvRow[], said?: number): Header | Failure {
  const widest = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0)
  if (widest > columnLimit) return tooManyColumns(widest)
  if (said !== undefined) return saidHeader(rows, said)
  const width = usualWidth(rows)
  const at = rows.slice(0, mostAbove).findIndex((row) => fills(row, width) >= 0.5)
  const first = rows[at]
  if (first === undefined) return named(rows, { at: 0, rows: 1, confidence: 0.3 })
  if (names(first) < 0.7) {
    // What stands there are values: the table has no header, unless it is one of years and the like.
    return named(rows, { at, rows: 0, confidence: 0.7 })
  }
  const above = rows[at - 1]
  if (above !== undefined && isPair(above, first, rows.slice(at + 1))) {
    return named(rows, { at, rows: 2, confidence: 0.8 })
  }
  const below = rows[at + 1]
  if (below !== undefined && isPair(first, below, rows.slice(at + 2))) {
    return named(rows, { at: at + 1, rows: 2, confidence: 0.8 })
  }
  const contrast = typedBelow(rows.slice(at + 1), width).size > 0
  return named(rows, { at, rows: 1, confidence: (contrast ? 0.95 : 0.7) * names(first) })
}

/** Rows above a header that are looked at. */
const mostAbove = 25

export function tooManyColumns(columns: number): Failure {
  return failure('too_large', `The file has ${columns} columns; ${columnLimit} can be read`, {
    fix: 'Leave out columns that are not needed, or say which sign stands between cells.',
  })
}

function saidHeader(rows: readonly CsvRow[], said: number): Header | Failure {
  if (said === 0) return named(rows, { at: 0, rows: 0, confidence: 1 })
  const at = rows.findIndex(({ number }) => number === said)
  if (at !== -1) return named(rows, { at, rows: 1, confidence: 1 })
  return failure('invalid', `Row ${said} is blank, or not among the first rows`, {
    where: 'header',
    fix: 'Name the row in which the names of the columns stand, or 0 for a table without.',
  })
}

type Place = { readonly at: number; readonly rows: Header['rows']; readonly confidence: number }

function named(rows: readonly CsvRow[], { at, rows: count, confidence }: Place): Header {
  const below = rows.slice(count === 0 ? at : at + 1)
  const header = count === 0 ? [] : (rows[at]?.cells ?? [])
  const upper = count === 2 ? (rows[at - 1]?.cells ?? []) : []
  const width = Math.max(filledWidth(header), filledWidth(upper), usualWidth(below))
  const given = Array.from({ length: width }, (_, i) => nameAt(i, header, upper))
  const unnamed = new Set(given.flatMap((name, i) => (name === '' ? [i] : [])))
  const row = rows[at]?.number ?? 1
  return {
    row: count === 0 ? 0 : row,
    from: count === 0 ? row : row + 1,
    rows: count,
    confidence: Math.round(confidence * 100) / 100,
    names: distinctNames(given),
    unnamed,
  }
}

function nameAt(i: number, header: readonly string[], upper: readonly string[]): string {
  const lower = oneLine(header[i])
  const own = oneLine(upper[i])
  if (lower === '') return own
  const group = own === '' ? groupOf(i, header, upper) : own
  return group === '' || group === lower ? lower : `${group} / ${lower}`
}

/** The name merged over several columns stands in the first of them; one merged downwards ends it. */
function groupOf(i: number, header: readonly string[], upper: readonly string[]): string {
  for (let left = i - 1; left >= 0; left--) {
    const name = oneLine(upper[left])
    if (name !== '') return oneLine(header[left]) === '' ? '' : name
  }
  return ''
}

/** Two rows of one header: the upper has gaps where the lower has names, and below stand other things. */
function isPair(upper: CsvRow, lower: CsvRow, below: readonly CsvRow[]): boolean {
  if (names(lower) < 1 || names(upper) < 1 || lower.number !== upper.number + 1) return false
  const width = usualWidth([lower, ...below])
  const blank = (row: CsvRow, i: number) => oneLine(row.cells[i]) === ''
  const columns = Array.from({ length: width }, (_, i) => i)
  const gaps = columns.filter((i) => blank(upper, i) && !blank(lower, i))
  const downwards = columns.filter((i) => !blank(upper, i) && blank(lower, i))
  const filled = columns.filter((i) => !blank(upper, i))
  if (gaps.length === 0 || (filled.length < 2 && downwards.length === 0)) return false
  const typed = typedBelow(below, width)
  // A first row of values has values where the rows below have them.
  if (typed.size > 0) return [...typed].every((i) => looksLike(lower.cells[i] ?? '').length === 0)
  return downwards.length > 0
}

/** The columns whose cells are numbers, dates, addresses: not what names look like. */
function typedBelow(rows: readonly CsvRow[], width: number): ReadonlySet<number> {
  const typed = new Set<number>()
  for (let i = 0; i < width; i++) {
    const cells = rows.slice(0, 50).flatMap(({ cells: all }) => oneLine(all[i]) || [])
    const like = cells.filter((cell) => looksLike(cell).length > 0).length
    if (cells.length > 0 && like >= cells.length * 0.8) typed.add(i)
  }
  return typed
}

/** The share of the cells that could be names of columns. */
function names({ cells }: CsvRow): number {
  const filled = cells.map(oneLine).filter((cell) => cell !== '')
  const like = filled.filter(
    (cell) => cell.length <= 120 && /\p{L}/u.test(cell) && looksLike(cell).length === 0,
  )
  const different = new Set(like.map(fold)).size
  return filled.length === 0 ? 0 : Math.min(like.length, different * 1.5) / filled.length
}

function fills({ cells }: CsvRow, width: number): number {
  return width === 0 ? 0 : cells.filter((cell) => cell.trim() !== '').length / width
}

/** The width that most of the rows have, without the columns at its end in which none of them has anything. */
function usualWidth(rows: readonly CsvRow[]): number {
  const { width } = commonWidth(rows)
  const usual = rows.filter(({ cells }) => cells.length === width)
  return usual.reduce((most, { cells }) => Math.max(most, filledWidth(cells)), 0)
}

function filledWidth(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell.trim() !== '') + 1
}

function oneLine(cell: string | undefined): string {
  return cell === undefined ? '' : cell.replaceAll(/\s+/g, ' ').trim().slice(0, nameLength)
}

const nameLength = 200

/** `Nome`, `Nome (2)`; a column without a name is called by its place. */
function distinctNames(given: readonly string[]): string[] {
  const taken = new Set(given.filter((name) => name !== '').map(fold))
  const seen = new Set<string>()
  return given.map((name, i) => {
    let wanted = name === '' ? `column_${i + 1}` : name
    for (let n = 2; seen.has(fold(wanted)) || (wanted !== name && taken.has(fold(wanted))); n++) {
      wanted = `${name === '' ? `column_${i + 1}` : name} (${n})`
    }
    seen.add(fold(wanted))
    return wanted
  })
}
