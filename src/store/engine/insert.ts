import { EngineException } from './exception.ts'
import type { Task } from './lanes.ts'
import { maxWholeBytes, whole, type Body } from './request.ts'
import type { Statement } from './statement.ts'

export type Written = { readonly rows: number; readonly bytes: number }

/** Formats in which a line break is always the end of a row, so that a body may be cut at any. */
const byLine: ReadonlySet<string> = new Set(
  'JSONEachRow JSONCompactEachRow TabSeparated TSV'.split(' '),
)
/** Formats whose data chDB takes without a copy. */
const direct: ReadonlySet<string> = new Set([
  ...byLine,
  'TSVWithNames',
  'TabSeparatedWithNames',
  'CSV',
  'CSVWithNames',
])
const partBytes = 16 * 1024 * 1024

/**
 * The tasks of one INSERT with data. An INSERT that carries a deduplication token is one task, its
 * data taken whole (up to 512 MB), so that a repeat is the same block; so is any in a format that
 * cannot be cut. Others are cut at row ends into parts of 16 MB, each a task of its own: what came
 * before a broken row stays, as it does with ClickHouse when an INSERT is larger than a block.
 */
export async function* insertTasks(task: Task, asked: AskedInsert): AsyncGenerator<Task> {
  const { dataAt, format, target } = asked.statement
  const before = asked.bytes.toString('utf8', 0, dataAt).trimEnd()
  const first = asked.bytes.subarray(dataAt)
  const given = target !== undefined && direct.has(format) ? { target: { ...target, format } } : {}
  const part = (data: Buffer): Task => ({
    ...task,
    ...given,
    text: `${before}\n`,
    data: undivided(format, data),
  })
  if (asked.body === undefined) {
    yield part(first)
  } else if (asked.whole || !byLine.has(format)) {
    yield part(Buffer.concat([first, await whole(asked.body, maxWholeBytes)]))
  } else {
    for await (const data of parts(first, asked.body)) yield part(data)
  }
}

/**
 * chDB ends the data of an INSERT at an empty line, and runs what follows as a statement. In JSON such a
 * line is only blank, since text there has no line break of its own: it goes. In other formats it may
 * be a value: then the whole is refused. The data of VALUES have been read to their end already.
 */
function undivided(format: string, data: Buffer): Buffer {
  if (format === 'Values' || !data.includes('\n\n')) return data
  if (!format.startsWith('JSON')) {
    throw new EngineException(48, 'NOT_IMPLEMENTED', `An empty line in data of ${format}`)
  }
  return Buffer.from(data.toString('latin1').replaceAll(/\n\n+/g, '\n'), 'latin1')
}

export type AskedInsert = {
  readonly statement: Statement & { readonly kind: 'insert' }
  /** The statement's text, and data that came with it. */
  readonly bytes: Buffer
  /** Data still to be read. */
  readonly body: Body | undefined
  /** It must be one block. */
  readonly whole: boolean
}

/** Cuts at row ends; a row longer than a part grows it, up to what is taken whole. */
async function* parts(first: Buffer, body: Body): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [first]
  let length = first.length
  let cuttable: boolean | undefined
  for await (const piece of body as AsyncIterable<Buffer>) {
    pieces.push(piece)
    length += piece.length
    if (length > maxWholeBytes) {
      throw new EngineException(307, 'TOO_MANY_BYTES', 'A row, or a body of one array, is too long')
    }
    if (length < partBytes) continue
    const all = Buffer.concat(pieces, length)
    // JSONEachRow may also come as one array, which cannot be cut.
    cuttable ??= !/^\s*\[/.test(all.toString('latin1', 0, 64))
    const end = cuttable ? all.lastIndexOf('\n') + 1 : 0
    if (end > 0) yield all.subarray(0, end)
    pieces = [all.subarray(end)]
    length = all.length - end
  }
  if (length > 0) yield Buffer.concat(pieces, length)
}
