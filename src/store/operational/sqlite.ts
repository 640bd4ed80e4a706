import { chmod, open } from 'node:fs/promises'
import type { Worker } from 'node:worker_threads'
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Dialect } from 'kysely'
import { failure, Refusal } from '../../domain/failure.ts'
import { entryUrl, startWorker } from '../thread.ts'
import type { Bound } from './bind.ts'
import { linkDriver, type Answer, type Link } from './driver.ts'
import type { Request, Response } from './sqliteThread.ts'
import { refused } from './trouble.ts'

/** Kysely on a SQLite file, readable by its owner only. The file is made if it is not there. */
export async function sqliteDialect(file: string): Promise<Dialect> {
  await makeFile(file)
  const thread = await startThread(file)
  const turns = makeTurns()
  const link = (): Link => ({
    run: async (text, parameters) => await thread.ask({ what: 'run', text, parameters }),
    begin: async () => void (await thread.ask({ what: 'begin' })),
    commit: async () => void (await thread.ask({ what: 'commit' })),
    rollback: async () => void (await thread.ask({ what: 'rollback' })),
    release: () => turns.next(),
  })
  const takeTurn = async (): Promise<Link> => {
    await turns.wait()
    return link()
  }
  return {
    createDriver: () => linkDriver(takeTurn, async () => await thread.close()),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/**
 * Made before SQLite makes it, which would let all read it; its -wal and -shm take over the mode. One
 * that is there is not opened: closing it again would give up the locks that this process has on it.
 */
async function makeFile(file: string): Promise<void> {
  try {
    await (await open(file, 'wx', 0o600)).close()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw refused(error)
    await chmod(file, 0o600)
  }
}

type Thread = {
  ask(request: Omit<Request, 'id'>): Promise<Answer>
  close(): Promise<void>
}

async function startThread(file: string): Promise<Thread> {
  const worker = startWorker(entryUrl('./sqliteThread.ts', import.meta.url), {
    workerData: { file },
  })
  const waiting = new Map<number, (response: Response) => void>()
  let last = 0
  let ended: unknown
  worker.on('message', (response: Response) => {
    waiting.get(response.id)?.(response)
    waiting.delete(response.id)
  })
  const ask = async (request: Omit<Request, 'id'>): Promise<Answer> => {
    if (ended !== undefined) throw ended
    last += 1
    const answered = answerTo(waiting, last)
    send(worker, { id: last, ...request })
    return await answered
  }
  const end = (error: unknown): void => {
    ended ??= stopped(error)
    for (const reply of waiting.values()) reply({ id: 0, error: gone })
    waiting.clear()
  }
  worker.on('error', end)
  worker.on('exit', () => end(undefined))
  await opened(worker, waiting, () => ended)
  const close = async (): Promise<void> => {
    await ask({ what: 'close' })
    ended = stopped(undefined)
    await worker.terminate()
  }
  return { ask, close }
}

/** The thread says that the file is open by an answer to the question 0, which nobody asked. */
async function opened(
  worker: Worker,
  waiting: Map<number, (response: Response) => void>,
  ended: () => unknown,
): Promise<void> {
  let why: unknown
  worker.once('error', (error) => (why = error))
  try {
    await answerTo(waiting, 0)
  } catch (error) {
    throw why === undefined ? (ended() ?? error) : refused(why)
  }
}

const gone = { message: 'the thread of the operational store has ended', code: 'EPIPE', rawCode: 5 }

async function answerTo(
  waiting: Map<number, (response: Response) => void>,
  id: number,
): Promise<Answer> {
  const response = await new Promise<Response>((resolve) => waiting.set(id, resolve))
  if (response.error !== undefined) {
    const { message, code, rawCode } = response.error
    throw refused(Object.assign(new Error(message), { code, rawCode }))
  }
  return { rows: response.rows ?? [], changed: response.changed ?? 0 }
}

/** Bytes are copied: sending a view would send all of the (often pooled) memory behind it. */
function send(worker: Worker, request: Request): void {
  const parameters = request.parameters?.map((value: Bound): Bound =>
    value instanceof Uint8Array ? new Uint8Array(value) : value,
  )
  worker.postMessage(parameters === undefined ? request : { ...request, parameters })
}

function stopped(cause: unknown): Refusal {
  const refusal = new Refusal(
    failure('unavailable', 'The operational store is closed.', {
      fix: 'Start the program again.',
    }),
  )
  refusal.cause = cause
  return refusal
}

/** The one connection, in turns: a transaction holds it until it ends. */
function makeTurns(): { wait(): Promise<void>; next(): void } {
  const queue: (() => void)[] = []
  let busy = false
  return {
    wait: async () => {
      if (busy) await new Promise<void>((resolve) => queue.push(resolve))
      busy = true
    },
    next: () => {
      const first = queue.shift()
      if (first === undefined) busy = false
      else first()
    },
  }
}
