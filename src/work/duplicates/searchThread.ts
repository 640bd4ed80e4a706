import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { failure, Refusal, type Failure } from '../../domain/failure.ts'
import type { Field } from '../../domain/customer/field.ts'
import { openDatabase, type OpenOptions } from '../../store/clickhouse/open.ts'
import { entryUrl, startWorker } from '../../store/thread.ts'
import { search, type Found } from './search.ts'

/** What a search in a thread of its own is given. */
export type ThreadJob = {
  readonly run: number
  readonly fields: readonly Field[]
  /** The thread has its own way to the engine: rows do not pass through the main one. */
  readonly database: OpenOptions
}

/** Comparing is heavy: it has a thread of its own, so that the API answers meanwhile. */
export async function searchInThread(
  job: ThreadJob,
  {
    signal,
    onProgress,
  }: { readonly signal: AbortSignal; readonly onProgress: (done: number) => void },
): Promise<Found> {
  signal.throwIfAborted()
  const worker = startWorker(entryUrl('./searchThread.ts', import.meta.url), {
    workerData: { duplicates: job },
  })
  const stop = () => void worker.terminate()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await new Promise<Found>((resolve, reject) => {
      worker.on('message', (said: FromThread) => {
        switch (said.type) {
          case 'progress':
            onProgress(said.done)
            return
          case 'found':
            resolve(said.found)
            return
          case 'refused':
            reject(new Refusal(failure(said.failure.code, said.failure.message, said.failure)))
        }
      })
      worker.on('error', reject)
      worker.on('exit', () => {
        reject(signal.aborted ? signal.reason : new Error('the search ended'))
      })
    })
  } finally {
    signal.removeEventListener('abort', stop)
    await worker.terminate()
  }
}

type FromThread =
  | { readonly type: 'progress'; readonly done: number }
  | { readonly type: 'found'; readonly found: Found }
  | { readonly type: 'refused'; readonly failure: Failure }

async function serve(port: NonNullable<typeof parentPort>, job: ThreadJob): Promise<void> {
  const send = (said: FromThread): void => port.postMessage(said)
  const database = openDatabase(job.database)
  try {
    const { run, fields } = job
    const onProgress = (done: number): void => send({ type: 'progress', done })
    send({ type: 'found', found: await search(database, { run, fields, onProgress }) })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    send({ type: 'refused', failure: error.failure })
  } finally {
    await database.close()
    port.close()
  }
}

if (!isMainThread && parentPort !== null && isThreadJob(workerData)) {
  await serve(parentPort, workerData.duplicates)
}

function isThreadJob(data: unknown): data is { readonly duplicates: ThreadJob } {
  return typeof data === 'object' && data !== null && 'duplicates' in data
}
