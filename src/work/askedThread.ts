import { parentPort, workerData } from 'node:worker_threads'
import { failure, Refusal, type Failure } from '../domain/failure.ts'
import type { Database } from '../store/clickhouse/database.ts'
import { openDatabase, type OpenOptions } from '../store/clickhouse/open.ts'
import { startWorker } from '../store/thread.ts'

export type AskOptions = {
  readonly signal: AbortSignal
  /** How far it is, in steps of its own. */
  readonly onProgress?: ((done: number) => void) | undefined
}

/** The job goes to the thread by structured clone; the engine it reaches by itself. */
export type AskedJob = { readonly database: OpenOptions }

type FromThread =
  | { readonly type: 'progress'; readonly done: number }
  | { readonly type: 'done'; readonly found: unknown }
  | { readonly type: 'refused'; readonly failure: Failure }

/**
 * Has a module do a job in a thread of its own, for what would hold up everybody who asks the server: it
 * calls {@link serveAsked}. Ended with the reason of the signal when that aborts. Throws a Refusal of the
 * thread as it was thrown there.
 */
export async function askThread<T>(
  entry: URL,
  job: AskedJob,
  { signal, onProgress }: AskOptions,
): Promise<T> {
  signal.throwIfAborted()
  const worker = startWorker(entry, { workerData: { [keyOf(entry)]: job } })
  const stop = () => void worker.terminate()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await new Promise<T>((resolve, reject) => {
      worker.on('message', (said: FromThread) => {
        if (said.type === 'progress') onProgress?.(said.done)
        else if (said.type === 'done') resolve(said.found as T)
        else reject(new Refusal(failure(said.failure.code, said.failure.message, said.failure)))
      })
      worker.on('error', reject)
      worker.on('exit', () => {
        reject(signal.aborted ? signal.reason : new Error('a thread ended before its job'))
      })
    })
  } finally {
    signal.removeEventListener('abort', stop)
    await worker.terminate()
  }
}

/**
 * Does the job where the module is the thread that was asked, and nothing where it is only imported: in
 * the main thread, or in another's.
 */
export async function serveAsked<J extends AskedJob>(
  entry: URL,
  perform: (database: Database, job: J, onProgress: (done: number) => void) => Promise<unknown>,
): Promise<void> {
  const port = parentPort
  const jobs = workerData as Readonly<Record<string, J>> | null
  const job = typeof jobs === 'object' && jobs !== null ? jobs[keyOf(entry)] : undefined
  if (port === null || job === undefined) return
  const send = (said: FromThread): void => port.postMessage(said)
  const database = openDatabase({ ...job.database, ofThread: true })
  try {
    const found = await perform(database, job, (done) => send({ type: 'progress', done }))
    send({ type: 'done', found })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    send({ type: 'refused', failure: error.failure })
  } finally {
    await database.close()
    port.close()
  }
}

/** The module's name, without how it ends. */
function keyOf({ pathname }: URL): string {
  return pathname.replace(/\.[jt]s$/, '').replace(/^.*\//, '')
}
