import { drainPending, Session, type ChdbQueryStream } from 'chdb'
import { parentPort, workerData } from 'node:worker_threads'
import type { Answer, Order, Task } from './lanes.ts'
import { goesByFile, withScratch } from './scratch.ts'

/**
 * A lane: one thread in which one statement at a time runs, in a session of its own, so that no
 * setting, parameter or database of a caller is there for the next. It is a thread because chDB
 * plans a streamed query (and runs the scalar subqueries in it) on the thread that asks.
 */
const { directory } = workerData as { directory: string }

parentPort?.on('message', (order: Order) => {
  if (order.kind === 'start') void start(order.task)
  else if (order.kind === 'more') void more()
  else if (order.kind === 'cancel') cancel()
  else void stop()
})

let session: Session | undefined
type Piece = { readonly numRows: number; raw(): Uint8Array }
let stream: AsyncIterator<Piece, unknown> | undefined
let opened: ChdbQueryStream | undefined
let held: IteratorResult<Piece, unknown> | undefined
/** Something native is under way, which only a KILL QUERY from elsewhere ends. */
let busy = false
let cancelled = false

async function start(task: Task): Promise<void> {
  cancelled = false
  busy = true
  try {
    // Texts of any length; the engine's own limit is for typed-in queries.
    const args = ['--max_query_size=1073741824', `--log_comment=${task.mark}`]
    session = new Session(directory, {
      connectionArgs: [...args, '--output_format_json_quote_64bit_integers=1'],
    })
    if (task.prepare !== '') await session.queryAsync(task.prepare)
    if (cancelled) finish(ended)
    else if (task.data === undefined) await ask(session, task)
    else await insert(session, task, task.data)
  } catch (error) {
    finish(failed(error))
  }
}

/** SELECT is streamed. All else is not streamable: that the engine says so proves that it is one statement. */
async function ask(on: Session, task: Task): Promise<void> {
  try {
    opened = on.queryStream(task.text, { format: task.format })
  } catch (error) {
    if (!/Streaming query is not supported/.test(String(error))) throw error
    await whole(on, task)
    return
  }
  if (joinable.test(task.format)) {
    stream = opened[Symbol.asyncIterator]()
    held = await stream.next()
    await more()
    return
  }
  opened.cancel()
  opened = undefined
  await whole(on, task)
}

/**
 * Formats whose chunks, one behind the other, are the whole: those of rows and nothing else. Each chunk
 * of any other has a head or a frame of its own, so its answer is made in one piece.
 */
const joinable =
  /^(?:JSON(?:Strings|Compact|CompactStrings)?EachRow|(?:TSV|TabSeparated)(?:Raw)?|CSV|TSKV|RowBinary|Native|LineAsString|RawBLOB)$/i

async function whole(on: Session, task: Task): Promise<void> {
  const result = await on.queryAsync(task.text, { format: task.format })
  const bytes = result.bytes()
  finish(bytes.length > 0 ? chunk(bytes, result.rowsRead, true) : ended)
}

/** The chunk that is held back, as soon as it is known whether it is the last. */
async function more(): Promise<void> {
  busy = true
  try {
    const now = held
    if (now === undefined || now.done === true || cancelled) {
      finish(ended)
      return
    }
    held = await stream?.next()
    busy = false
    const last = held?.done !== false
    const answer = chunk(now.value.raw(), now.value.numRows, last)
    if (cancelled) finish(ended)
    else if (last) finish(answer)
    else say(answer)
  } catch (error) {
    finish(failed(error))
  }
}

function chunk(bytes: Uint8Array, rows: number, last: boolean): Answer {
  return { kind: 'chunk', bytes, rows, last }
}

function cancel(): void {
  cancelled = true
  if (!busy) finish(ended)
}

async function insert(on: Session, task: Task, data: Uint8Array): Promise<void> {
  if (task.target === undefined) {
    const text = task.text + new TextDecoder('utf-8', { fatal: true }).decode(data)
    await on.queryAsync(text, { format: task.format })
    finish(ended)
    return
  }
  if (goesByFile(directory, data.length)) {
    const { target } = task
    finish(
      await withScratch(directory, { into: target, data }, async (statement) => {
        // What is read of the file is what is written: the result counts it as read.
        const { rowsRead, bytesRead } = await on.queryAsync(statement)
        return { kind: 'end', rows: rowsRead, bytes: bytesRead }
      }),
    )
    return
  }
  const { table, columns, format } = task.target
  const done = await on.insert({
    table,
    format: format as 'JSONEachRow',
    values: data,
    ...(columns === undefined ? {} : { columns }),
  })
  finish({ kind: 'end', rows: done.rowsWritten, bytes: done.bytesWritten })
}

const ended: Answer = { kind: 'end', rows: 0, bytes: 0 }

function failed(error: unknown): Answer {
  return { kind: 'error', text: error instanceof Error ? error.message : String(error) }
}

/** Leaves the session and says how it ended; once a task. */
function finish(answer: Answer): void {
  if (session === undefined) return
  opened?.cancel()
  session.close()
  session = undefined
  stream = undefined
  opened = undefined
  held = undefined
  busy = false
  say(answer)
}

function say(answer: Answer): void {
  // Handed over, not copied: a chunk may have tens of megabytes.
  const buffer = answer.kind === 'chunk' ? answer.bytes.buffer : undefined
  parentPort?.postMessage(answer, buffer instanceof ArrayBuffer ? [buffer] : [])
}

async function stop(): Promise<void> {
  session?.close()
  await drainPending()
  say({ kind: 'stopped' })
}
