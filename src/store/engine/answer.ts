import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import { constants, createBrotliCompress, createGzip } from 'node:zlib'
import { asException, EngineException, midStream } from './exception.ts'
import { insertTasks, type Written } from './insert.ts'
import type { Answer, Lane, Task } from './lanes.ts'
import { prepare } from './prepare.ts'
import { maxWholeBytes, whole, type Asked, type Body } from './request.ts'
import type { Front } from './server.ts'
import { readStatement, type Statement } from './statement.ts'

/** Runs what was asked and writes the answer. When the client hangs up, what runs is killed. */
export async function answer(
  front: Front,
  asked: Asked,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Whoever hung up while the request was read is not heard of again.
  if (response.closed || response.destroyed) {
    throw new EngineException(394, 'QUERY_WAS_CANCELLED', 'The client has gone')
  }
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const lane = await front.lanes.take(gone.signal)
  const mark = randomUUID()
  const hangUp = (): void => void front.kill(mark, lane.cancel())
  gone.signal.addEventListener('abort', hangUp, { once: true })
  try {
    await run({ lane, asked, mark, request, response, signal: gone.signal })
  } finally {
    gone.signal.removeEventListener('abort', hangUp)
    await lane.cancel()
    lane.release()
  }
}

type Run = {
  readonly lane: Lane
  readonly asked: Asked
  readonly mark: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly signal: AbortSignal
}

async function run(run: Run): Promise<void> {
  const started = process.hrtime.bigint()
  const { asked, lane, mark } = run
  const query = await readQuery(asked)
  const { statement } = query
  if (statement.kind === 'refused') {
    throw new EngineException(statement.code, statement.type, statement.message)
  }
  const task: Task = { text: '', format: asked.format, prepare: prepare(asked), mark }
  if (statement.kind === 'plain') {
    if (query.bytes.length === 0) throw new EngineException(62, 'SYNTAX_ERROR', 'Empty query')
    const format = statement.format ?? asked.format
    const text = query.bytes.toString('utf8')
    const answering = { ...run, asked: { ...asked, format } }
    await sendRows(answering, await lane.start({ ...task, format, text }), started)
    return
  }
  const token = asked.settings.get('insert_deduplication_token') ?? ''
  const written = { rows: 0, bytes: 0 }
  for await (const part of insertTasks(task, { ...query, statement, whole: token !== '' })) {
    const done = checked(await lane.start(part))
    if (done.kind !== 'end') continue
    written.rows += done.rows
    written.bytes += done.bytes
  }
  head(run, summary(written, started))
  run.response.end()
}

/** The statement, its bytes, and the body, if it is data still to be read. */
async function readQuery(
  asked: Asked,
): Promise<{ statement: Statement; bytes: Buffer; body: Body | undefined }> {
  const bytes = Buffer.from(asked.text, 'utf8')
  const reading = (asked.settings.get('readonly') ?? '0') !== '0'
  const statement = readStatement(bytes.toString('latin1'), reading)
  if (statement.kind === 'insert' && statement.format !== 'Values') {
    return { statement, bytes, body: asked.body }
  }
  const rest = await whole(asked.body, maxWholeBytes)
  if (rest.length === 0) return { statement, bytes, body: undefined }
  const all = Buffer.concat([bytes, rest])
  return { statement: readStatement(all.toString('latin1'), reading), bytes: all, body: undefined }
}

function checked(answer: Answer): Answer {
  if (answer.kind === 'error') throw new Error(answer.text)
  return answer
}

/**
 * A lane holds each chunk back until it knows whether it is the last: so an answer of one chunk goes
 * out whole, with its length, and an error in the second chunk still has a status of its own.
 */
async function sendRows(run: Run, first: Answer, started: bigint): Promise<void> {
  const held: Uint8Array[] = []
  let rows = 0
  let out: Sink | undefined
  try {
    for (let now = checked(first); now.kind === 'chunk'; now = checked(await run.lane.more())) {
      held.push(now.bytes)
      rows += now.rows
      if (now.last) break
      if (run.asked.waitForEnd) continue
      out ??= open(run, summary({ rows: 0, bytes: 0 }, started))
      await write(out.stream, held.splice(0), run.signal)
    }
  } catch (error) {
    if (out === undefined) throw error
    await breakOff(run, out, error)
    return
  }
  out ??= open(run, summary({ rows, bytes: 0 }, started, true), held)
  await write(out.stream, held, run.signal)
  await finish(run, out)
}

/**
 * Ends a stream with the error in the form in which the client finds it. The client finds it in
 * formats of lines only; what is sent in any other is broken off, so that nobody takes it for whole.
 */
async function breakOff(run: Run, out: Sink, error: unknown): Promise<void> {
  // The client looks for the block in the last piece it gets: let what went before arrive on its own.
  await setTimeout(20)
  const block = Buffer.from(midStream(asException(error).text, out.tag))
  await write(out.stream, [block], run.signal)
  if (/EachRow|Separated|^TSV|^CSV/.test(run.asked.format)) await finish(run, out)
  else run.response.destroy()
}

async function finish(run: Run, out: Sink): Promise<void> {
  out.stream.end()
  if (!run.response.writableFinished && !run.response.destroyed) await once(run.response, 'close')
}

type Sink = { readonly stream: Writable; readonly tag: string }

function open(run: Run, summary: Summary, all?: readonly Uint8Array[]): Sink {
  const { request, response, asked } = run
  const packer =
    asked.settings.get('enable_http_compression') === '1' ? packerFor(request) : undefined
  const length = all?.reduce((sum, bytes) => sum + bytes.length, 0)
  if (packer !== undefined) response.setHeader('Content-Encoding', packer.name)
  else if (length !== undefined) response.setHeader('Content-Length', length)
  const tag = head(run, summary)
  if (packer === undefined) return { stream: response, tag }
  packer.stream.pipe(response)
  return { stream: packer.stream, tag }
}

function packerFor(
  request: IncomingMessage,
): { name: string; stream: Writable & NodeJS.ReadableStream } | undefined {
  const accepted = String(request.headers['accept-encoding'] ?? '')
  if (/\bgzip\b/.test(accepted)) return { name: 'gzip', stream: createGzip({ level: 3 }) }
  if (!/\bbr\b/.test(accepted)) return undefined
  const params = { [constants.BROTLI_PARAM_QUALITY]: 3 }
  return { name: 'br', stream: createBrotliCompress({ params }) }
}

async function write(to: Writable, all: readonly Uint8Array[], signal: AbortSignal): Promise<void> {
  for (const bytes of all) if (!to.write(bytes)) await once(to, 'drain', { signal })
}

type Summary = Readonly<Record<string, string>>

function summary(rows: Written, started: bigint, read = false): Summary {
  return {
    read_rows: '0',
    read_bytes: '0',
    written_rows: read ? '0' : String(rows.rows),
    written_bytes: String(rows.bytes),
    total_rows_to_read: '0',
    result_rows: String(rows.rows),
    result_bytes: '0',
    elapsed_ns: String(process.hrtime.bigint() - started),
  }
}

/** The head of a good answer; the tag by which the client finds an exception in it. */
function head(run: Run, summary: Summary): string {
  const tag = randomBytes(8).toString('hex')
  const { response, asked } = run
  response.setHeader('Content-Type', contentType(asked.format))
  response.setHeader('X-ClickHouse-Query-Id', asked.queryId)
  response.setHeader('X-ClickHouse-Format', asked.format)
  response.setHeader('X-ClickHouse-Summary', JSON.stringify(summary))
  response.setHeader('X-ClickHouse-Exception-Tag', tag)
  return tag
}

function contentType(format: string): string {
  return format.startsWith('JSON') ? 'application/json; charset=UTF-8' : 'text/plain; charset=UTF-8'
}

/** An error before anything was sent. What is left of the request is not read: the connection ends with it. */
export function refuse(
  error: { code: number; status: number; text: string },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  if (!request.complete) response.setHeader('Connection', 'close')
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8')
  response.setHeader('X-ClickHouse-Exception-Code', error.code)
  response.writeHead(error.status).end(`${error.text}\n`)
}
