import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { recordTexts } from './json.ts'

/** A row of a file of rejected rows: the texts of the columns in front, the row's number first. */
export type Reasons = readonly string[]

/**
 * Writes the objects that were rejected as they were written themselves, one a line, with what is said of
 * each in front of its keys: nested as they were, lists as lists, numbers digit by digit.
 * @param names of what is said; an object that has all of them was rejected before, and they are taken away
 * @param reasons in the order of the file, or several times over in that order
 */
export async function writeRecords(
  { records, to, names }: RejectedRecords,
  reasons: AsyncIterable<readonly Reasons[]>,
): Promise<void> {
  const file = createWriteStream(to, { flags: 'w', mode: 0o600, flush: true })
  await pipeline(Readable.from(lines(records, names, reasons)), file)
}

type RejectedRecords = {
  /** Where the objects are that were sent. */
  readonly records: string
  readonly to: string
  readonly names: readonly string[]
}

async function* lines(
  path: string,
  names: readonly string[],
  reasons: AsyncIterable<readonly Reasons[]>,
): AsyncGenerator<string> {
  const records = new Records(path)
  try {
    for await (const rows of reasons) {
      let piece = ''
      for (const row of rows) {
        const record = await records.inRow(Number(row[0]))
        piece += `${withReasons(record, names, row)}\n`
      }
      yield piece
    }
  } finally {
    await records.end()
  }
}

/** The objects of a file by the row in which each stands in the table; begun again where an earlier one is asked for. */
class Records {
  private readonly path: string
  private pieces: AsyncGenerator<readonly string[]>
  private piece: readonly string[] = []
  /** The row of the first object in the piece. */
  private first = 2

  constructor(path: string) {
    this.path = path
    this.pieces = recordTexts(path)
  }

  async inRow(row: number): Promise<string> {
    if (row < this.first) {
      await this.end()
      this.pieces = recordTexts(this.path)
      this.piece = []
      this.first = 2
    }
    while (row >= this.first + this.piece.length) {
      const next = await this.pieces.next()
      if (next.done === true) throw new Error(`there is no object in row ${row}`)
      this.first += this.piece.length
      this.piece = next.value
    }
    return this.piece[row - this.first] ?? ''
  }

  async end(): Promise<void> {
    await this.pieces.return(undefined)
  }
}

function withReasons(record: string, names: readonly string[], row: Reasons): string {
  const own = membersOf(record)
  const isAgain = names.every((name) => own.some(({ key }) => key === name))
  const kept = isAgain ? own.filter(({ key }) => !names.includes(key)) : own
  const [number = '', ...texts] = row
  const said = [number, ...texts.map((text) => (text === '' ? 'null' : JSON.stringify(text)))]
  const front = names.map((name, at) => `${JSON.stringify(name)}:${said[at] ?? 'null'}`)
  return `{${[...front, ...kept.map(({ text }) => text)].join(',')}}`
}

type Member = {
  readonly key: string
  /** Key and value as they are written, on one line. */
  readonly text: string
}

/** The members of an object that is known to be JSON. */
function membersOf(object: string): readonly Member[] {
  const members: Member[] = []
  let from = 1
  for (const end of endsOf(object)) {
    const text = object.slice(from, end).trim()
    from = end + 1
    if (text !== '') members.push(memberOf(text))
  }
  return members
}

/** Behind each member. */
function* endsOf(object: string): Generator<number> {
  let depth = 0
  let inText = false
  for (const { 0: sign, index } of object.matchAll(signs)) {
    if (sign === '"') inText = !inText
    if (inText || sign === '"' || sign.startsWith('\\')) continue
    if (depth === 1 && (sign === ',' || sign === '}')) yield index
    if (sign === '{' || sign === '[') depth += 1
    else if (sign !== ',') depth -= 1
  }
}

/** A backslash with what it escapes. */
const signs = /["{}[\],]|\\[^]/g

function memberOf(text: string): Member {
  const [key = '""'] = /^"[^"\\]*(?:\\.[^"\\]*)*"/.exec(text) ?? []
  // A text has its line ends as `\n`: those that stand in the file are between things.
  return { key: JSON.parse(key) as string, text: text.replaceAll(/[\r\n]\s*/g, ' ') }
}
