import { parentPort, workerData } from 'node:worker_threads'
import { createClient, type Client, type Transaction } from '@libsql/client/sqlite3'
import { sqliteUrl } from '../sqliteUrl.ts'

/**
 * The thread in which SQLite lives: libsql works synchronously, and a commit waits for the disk, which
 * the main thread must not. One connection, one request at a time, in the order in which they come.
 */
export type Request = {
  readonly id: number
  readonly what: 'run' | 'begin' | 'commit' | 'rollback' | 'close'
  readonly text?: string
  readonly parameters?: readonly (string | bigint | Uint8Array | null)[]
}

export type Response = {
  readonly id: number
  readonly rows?: readonly Record<string, unknown>[]
  readonly changed?: number
  readonly error?: { readonly message: string; readonly code: string; readonly rawCode: number }
}

if (parentPort === null) throw new Error('runs only as a worker thread')
const port = parentPort
const client = await open((workerData as { file: string }).file)
let transaction: Transaction | undefined
let turn = Promise.resolve()

port.on('message', (request: Request) => {
  turn = turn.then(async () => port.postMessage(await answer(request)))
})
port.postMessage({ id: 0 } satisfies Response)

async function open(file: string): Promise<Client> {
  // One connection: the settings below are the connection's, and a second one would lack them.
  const opened = createClient({ url: sqliteUrl(file), intMode: 'bigint', concurrency: 1 })
  await opened.execute('PRAGMA journal_mode = WAL')
  await opened.execute('PRAGMA synchronous = FULL')
  await opened.execute('PRAGMA fullfsync = 1')
  await opened.execute('PRAGMA foreign_keys = 1')
  // A burst makes the log large; it must not stay so.
  await opened.execute('PRAGMA journal_size_limit = 67108864')
  // What is deleted is overwritten: an erased customer's words must not stay in free pages.
  await opened.execute('PRAGMA secure_delete = 1')
  return opened
}

async function answer(request: Request): Promise<Response> {
  try {
    return { id: request.id, ...(await perform(request)) }
  } catch (error) {
    const { message, code, rawCode } = error as { message: string; code?: string; rawCode?: number }
    return { id: request.id, error: { message, code: code ?? '', rawCode: rawCode ?? 0 } }
  }
}

async function perform(request: Request): Promise<Omit<Response, 'id'>> {
  switch (request.what) {
    case 'begin':
      transaction = await client.transaction('write')
      return {}
    case 'commit':
      await ended(async (open) => await open.commit())
      return {}
    case 'rollback':
      // A full disk makes SQLite roll back by itself: then there is nothing left to undo.
      await ended(async (open) => (open.closed ? open.close() : await open.rollback()))
      return {}
    case 'close':
      client.close()
      return {}
    case 'run':
      return await run(request)
  }
}

/** However it ends, it is over: the client rolls back one whose commit has failed. */
async function ended(how: (open: Transaction) => Promise<void>): Promise<void> {
  const open = transaction
  transaction = undefined
  if (open !== undefined) await how(open)
}

async function run(request: Request): Promise<Omit<Response, 'id'>> {
  const statement = { sql: request.text ?? '', args: [...(request.parameters ?? [])] }
  const { columns, rows, rowsAffected } = await (transaction ?? client).execute(statement)
  return {
    rows: rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]]))),
    changed: rowsAffected,
  }
}
