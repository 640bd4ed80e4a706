import { existsSync } from 'node:fs'
import { failure, Refusal, type Failure } from '../../../domain/failure.ts'
import type { CanonicalWriter } from './canonicalWriter.ts'
import { rowLimit } from './csv.ts'
import { sampleOf, spoolText, surveyBytes } from './decode.ts'
import { flatten } from './flatten.ts'
import { tooManyColumns } from './headerRow.ts'
import { columnLimit } from './limits.ts'

export type ConvertJson = {
  /** JSON lines, or an array of objects; packed by gzip or not. */
  readonly path: string
  /** Bytes read so far, in two passes. */
  readonly onProgress: (done: number) => void
  /** Throws to stop. */
  readonly check: () => void
}

/**
 * Writes a table of JSON objects: the columns are their keys in the order in which the whole file first
 * has them, which is why it is read twice. Row 2 is the first object.
 */
export async function convertJson(convert: ConvertJson, writer: CanonicalWriter): Promise<void> {
  const columns = new Set<string>()
  await eachRecord(convert, (cells) => {
    for (const name of cells.keys()) columns.add(name)
    if (columns.size > columnLimit) throw new Refusal(tooManyColumns(columns.size))
  })
  const names = [...columns]
  let row = 1
  writer.add(row, names)
  await eachRecord(convert, (cells) => {
    row += 1
    const line = names.map((name) => cells.get(name) ?? '')
    writer.add(row, line)
  })
}

async function eachRecord(
  { path, onProgress, check }: ConvertJson,
  onRecord: (cells: ReadonlyMap<string, string>) => void,
): Promise<void> {
  let count = 0
  for await (const records of recordTexts(path, onProgress)) {
    check()
    for (const text of records) {
      count += 1
      onRecord(flattened(parsed(text, count), count))
    }
  }
}

/**
 * The objects of a file as they are written, in the order of the file and in pieces: row 2 of the table is the
 * first. Throws a Refusal where something else stands between them, or the last does not end.
 */
export async function* recordTexts(
  path: string,
  onProgress?: (bytes: number) => void,
): AsyncGenerator<readonly string[]> {
  const { encoding } = surveyBytes(await sampleOf(path, 1 << 16))
  // JSON is UTF-8; programs of old write UTF-16, and say so by a mark.
  const read = encoding.startsWith('utf-16') ? encoding : 'utf-8'
  const splitter = new RecordSplitter()
  for await (const text of spoolText(path, read, onProgress)) yield [...splitter.push(text)]
  splitter.end()
}

/** The objects of a file that was sent: where they are kept beside it, as those out of a zip are, or the file itself. */
export function recordsBeside(sent: string): string {
  const kept = keptRecords(sent)
  return existsSync(kept) ? kept : sent
}

/** Where the objects of a file that was sent are kept beside it, while that is there. */
export function keptRecords(sent: string): string {
  return `${sent}.json`
}

/** What a file that was sent is converted to, beside it. */
export function tableBeside(sent: string): string {
  return sent + tableEnding
}

/** The file that was sent, of what it was converted to. */
export function sentOf(table: string): string {
  return table.endsWith(tableEnding) ? table.slice(0, -tableEnding.length) : table
}

const tableEnding = '.csv'

/** Objects within objects within objects, further down than there is a stack for, are no table. */
function flattened(record: JsonRecord, count: number): ReadonlyMap<string, string> {
  try {
    return flatten(record)
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal(tooDeep(count))
    throw error
  }
}

type JsonRecord = Readonly<Record<string, unknown>>

/** Finds the objects that stand next to each other, in lines or in one array, in text in pieces. */
class RecordSplitter {
  private pending = ''
  /** Where in `pending` looking goes on, and where the object began whose end is looked for. */
  private at = 0
  private depth = 0
  private inText = false
  /** Objects so far. */
  private count = 0

  end(): void {
    if (this.depth > 0) throw new Refusal(broken(this.count + 1, 'it ends too early'))
    between(this.pending, this.count + 1)
  }

  *push(piece: string): Generator<string> {
    this.pending += piece
    let begun = 0
    for (;;) {
      const end = this.findEnd(begun)
      if (end === undefined) break
      yield this.object(this.pending.slice(begun, end))
      begun = end
    }
    this.pending = this.pending.slice(begun)
    this.at -= begun
    if (this.pending.length > rowLimit) throw new Refusal(tooLong(this.count + 1))
  }

  /** Behind the object that begins at `from` or later; undefined where its end is not there yet. */
  private findEnd(from: number): number | undefined {
    const { pending } = this
    signs.lastIndex = Math.max(from, this.at)
    for (let found = signs.exec(pending); found !== null; found = signs.exec(pending)) {
      const [sign] = found
      if (sign.startsWith('\\')) {
        if (sign.length === 1) {
          this.at = found.index
          return undefined
        }
      } else if (sign === '"') {
        if (this.depth > 0) this.inText = !this.inText
      } else if (!this.inText) {
        if (sign === '{') this.depth += 1
        else if (this.depth > 0) this.depth -= 1
        if (sign === '}' && this.depth === 0) {
          this.at = signs.lastIndex
          return signs.lastIndex
        }
      }
    }
    this.at = pending.length
    return undefined
  }

  private object(text: string): string {
    this.count += 1
    const start = text.indexOf('{')
    between(text.slice(0, start), this.count)
    return text.slice(start)
  }
}

function parsed(object: string, count: number): JsonRecord {
  try {
    return JSON.parse(wholeNumbers(object)) as JsonRecord
  } catch (error) {
    const how = error instanceof Error ? error.message.slice(0, 80) : ''
    throw new Refusal(broken(count, how))
  }
}

/** What tells where objects begin and end; a backslash with what it escapes. */
const signs = /["{}]|\\[^]?/g

/** Nothing but what separates objects may stand between them. */
function between(text: string, count: number): void {
  if (/^[\s,[\]\uFEFF]*$/.test(text)) return
  throw new Refusal(broken(count, `${JSON.stringify(text.trim().slice(0, 30))} stands there`))
}

/** Ids of more digits than a double has stay as they are, as text. */
function wholeNumbers(object: string): string {
  if (!/\d{16}/.test(object)) return object
  return object.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
  )
}

function broken(count: number, how: string): Failure {
  return failure('invalid', `The JSON is broken: ${how}`, {
    where: `record ${count}`,
    fix: 'Send one object in each line, or one array of objects.',
  })
}

function tooDeep(count: number): Failure {
  return failure('too_large', 'The record has objects within objects too far down', {
    where: `record ${count}`,
    fix: 'Send records of plain values.',
  })
}

function tooLong(count: number): Failure {
  return failure('too_large', 'The record goes on for more than 8 million characters', {
    where: `record ${count}`,
    fix: 'Send one object in each line, or one array of objects.',
  })
}
