import type { Entry } from 'yauzl'
import { failure, isFailure, Refusal } from '../../../../domain/failure.ts'
import { openArchive } from '../archive.ts'
import type { CanonicalWriter } from '../canonicalWriter.ts'
import { findHeader } from '../headerRow.ts'
import type { CsvRow } from '../csv.ts'
import type { FileLimits } from '../limits.ts'
import { openWorkbook, type Workbook, type WorkbookSheet } from './workbook.ts'

export type SheetNames = {
  readonly sheets: readonly { readonly name: string; readonly hidden: boolean }[]
  /** The one that was written. */
  readonly sheet: string
}

export type ConvertSheet = {
  readonly path: string
  /** By name, or by its place from 1; else the first with a header and rows below it. */
  readonly sheet: string | number | undefined
  readonly limits: FileLimits
  readonly onProgress: (done: number, total: number) => void
  /** Throws to stop. */
  readonly check: () => void
}

/** Writes one sheet of a workbook, with those in which it goes on. Throws a Refusal for one that cannot be read or has no such sheet. */
export async function convertXlsx(
  convert: ConvertSheet,
  writer: CanonicalWriter,
): Promise<SheetNames> {
  const { path, sheet, limits, check } = convert
  const archive = await openArchive(path, limits)
  try {
    const book = await openWorkbook(archive, `${path}.texts`, check)
    try {
      const chosen =
        sheet === undefined ? await firstTable(book, check) : sheetOf(book.sheets, sheet)
      await writeTable(book, chosen, convert, writer)
      const sheets = book.sheets.map(({ name, hidden }) => ({ name, hidden }))
      return { sheets, sheet: chosen.name }
    } finally {
      book.close()
    }
  } finally {
    archive.close()
  }
}

async function writeTable(
  { sheets, readSheet }: Workbook,
  chosen: WorkbookSheet,
  { limits, check, onProgress }: ConvertSheet,
  writer: CanonicalWriter,
): Promise<void> {
  const table = new Table(writer, limits.sheetRows)
  for (const sheet of sheets.slice(sheets.indexOf(chosen))) {
    if (!table.next()) return
    await readSheet(
      sheet,
      (row, cells) => table.row(row, cells),
      async (bytes) => {
        check()
        onProgress(bytes, sheet.entry.uncompressedSize)
        return table.belongs ? undefined : 'stop'
      },
    )
  }
}

/** The rows of a sheet, and of those in which it goes on where it is full, as exports of ours do. */
class Table {
  /** Whether the sheet at hand is of it: told by its first row. */
  belongs = true
  private readonly writer: CanonicalWriter
  private readonly sheetRows: number
  private header: readonly string[] | undefined
  private begun = false
  /** Rows of the sheets before, their headers counted once. */
  private before = 0
  private last = 0

  constructor(writer: CanonicalWriter, sheetRows: number) {
    this.writer = writer
    this.sheetRows = sheetRows
  }

  /** Begins with the next sheet; false where the table has ended with the one before. */
  next(): boolean {
    if (!this.begun) {
      this.begun = true
      return true
    }
    if (!this.belongs || this.last < this.sheetRows) return false
    this.before += this.last - 1
    this.last = 0
    return true
  }

  row(row: number, cells: readonly string[]): void {
    const again = this.last === 0 && this.header !== undefined
    if (again) this.belongs = row === 1 && isSame(cells, this.header ?? [])
    this.last = row
    this.header ??= cells
    if (this.belongs && !again) this.writer.add(this.before + row, cells)
  }
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((cell, i) => cell === others[i])
}

function sheetOf(sheets: readonly WorkbookSheet[], wanted: string | number): WorkbookSheet {
  const found =
    typeof wanted === 'number'
      ? sheets[wanted - 1]
      : (sheets.find(({ name }) => name === wanted) ??
        sheets.find(({ name }) => name.trim().toLowerCase() === wanted.trim().toLowerCase()) ??
        (/^\d{1,4}$/.test(wanted) ? sheets[Number(wanted) - 1] : undefined))
  if (found !== undefined) return found
  const there = sheets.slice(0, 50).map(({ name }) => JSON.stringify(name))
  throw new Refusal(
    failure(
      'invalid',
      `The workbook has no sheet ${JSON.stringify(wanted)}; it has ${there.join(', ')}`,
      {
        where: 'sheet',
        fix: 'Name one of these.',
      },
    ),
  )
}

/** The first visible sheet that has a header and rows below it; else the first that has anything. */
async function firstTable(book: Workbook, check: () => void): Promise<WorkbookSheet> {
  let first: WorkbookSheet | undefined
  const visible = book.sheets.filter(({ hidden }) => !hidden)
  const seen = new Set<Entry>()
  for (const sheet of visible.length === 0 ? book.sheets : visible) {
    // One part under a thousand names is read once.
    if (seen.has(sheet.entry)) continue
    seen.add(sheet.entry)
    const rows = await beginning(book, sheet, check)
    if (rows.length > 0) first ??= sheet
    const header = findHeader(rows)
    if (!isFailure(header) && header.rows > 0 && rows.some(({ number }) => number >= header.from)) {
      return sheet
    }
  }
  const [any] = book.sheets
  if (first === undefined && any === undefined) throw new Error('a workbook without sheets')
  return first ?? (any as WorkbookSheet)
}

async function beginning(
  book: Workbook,
  sheet: WorkbookSheet,
  check: () => void,
): Promise<readonly CsvRow[]> {
  const rows: CsvRow[] = []
  let width = 0
  await book.readSheet(
    sheet,
    (number, cells) => {
      if (rows.length >= beginningRows) return
      width = Math.max(width, cells.length)
      const filled = [...cells, ...Array.from({ length: width - cells.length }, () => '')]
      rows.push({ number, cells: filled, raw: '' })
    },
    async () => {
      check()
      return rows.length >= beginningRows ? 'stop' : undefined
    },
  )
  return rows
}

const beginningRows = 40
