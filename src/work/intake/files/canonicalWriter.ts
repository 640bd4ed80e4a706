import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { failure, Refusal } from '../../../domain/failure.ts'
import { cellLimit, rowLimit } from './csv.ts'
import { columnLimit } from './limits.ts'
import { longCell } from './xlsx/strings.ts'

/**
 * Writes the one form that everything behind it reads: UTF-8, `,`, `\n`, RFC 4180. Rows stand where they
 * stand in the original, so that their numbers are those that people see there. Under another name
 * until it is whole. Writes block: for threads, and for small files.
 */
export class CanonicalWriter {
  private readonly path: string
  private readonly mostBytes: number
  private file: number | undefined
  private lines: string[] = []
  private length = 0
  private bytes = 0
  private row = 0
  private width = 0

  /** @param mostBytes that it may become: a few bytes of some forms say the same cell a million times. */
  constructor(path: string, mostBytes: number) {
    this.path = path
    this.mostBytes = mostBytes
  }

  /**
   * A row by its number, which is greater than that of the row before; blank rows between are written
   * as such. Shorter rows are filled up to the widest before: programs leave out blank cells at the end.
   */
  add(number: number, cells: readonly string[]): void {
    if (cells.length > this.width) this.width = cells.length
    if (this.width > columnLimit) throw new Error('more columns than were allowed')
    for (; this.row + 1 < number; this.row++) this.push('')
    let line = ''
    for (let i = 0; i < this.width; i++) {
      if (i > 0) line += ','
      const cell = cells[i]
      if (cell !== undefined && cell !== '') line += quoted(cell)
      if (line.length > rowLimit) throw new Refusal(longRow(number))
    }
    this.push(line)
    this.row = number
  }

  /** It is on disk under its name, and says no more than its bytes, when this returns. */
  finish(): void {
    this.flush()
    if (this.file !== undefined) fsyncSync(this.file)
    this.close()
    renameSync(this.partPath, this.path)
    const folder = openSync(dirname(this.path), 'r')
    fsyncSync(folder)
    closeSync(folder)
  }

  /** Takes away what was written. */
  discard(): void {
    this.close()
    rmSync(this.partPath, { force: true })
  }

  private get partPath(): string {
    return `${this.path}.part`
  }

  private push(line: string): void {
    this.lines.push(line)
    this.length += line.length + 1
    if (this.length > flushLength) this.flush()
  }

  private flush(): void {
    this.file ??= openSync(this.partPath, 'w', 0o600)
    if (this.lines.length === 0) return
    this.lines.push('')
    let bytes = Buffer.from(this.lines.join('\n'))
    this.lines = []
    this.length = 0
    this.bytes += bytes.length
    if (this.bytes > this.mostBytes) throw new Refusal(tooMuch(this.mostBytes))
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(this.file, bytes))
  }

  private close(): void {
    if (this.file !== undefined) closeSync(this.file)
    this.file = undefined
  }
}

function quoted(cell: string): string {
  if (cell.length > cellLimit) throw new Refusal(longCell)
  return special.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function longRow(row: number) {
  return failure('too_large', 'The row has more than 8 million characters', {
    where: `row ${row}`,
    fix: 'Shorten its cells.',
  })
}

function tooMuch(bytes: number) {
  return failure(
    'too_large',
    `As rows, the file has more than ${Math.round(bytes / 1_000_000)} MB: far more than the file itself`,
    { fix: 'Send it as CSV.' },
  )
}

/** Blanks at its ends are quoted too: some readers take them off. */
const special = /[",\r\n]|^\s|\s$/
const flushLength = 1 << 20
