import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import type { Field } from '../../domain/customer/field.ts'
import type { FindingCode } from '../../domain/customer/quality/code.ts'
import type { FieldQuality } from '../../domain/customer/quality/report.ts'
import type { ValueContext } from '../../domain/customer/value.ts'
import { failure, Refusal, type Failure } from '../../domain/failure.ts'
import { openDatabase, type OpenOptions } from '../../store/clickhouse/open.ts'
import { entryUrl, startWorker } from '../../store/thread.ts'
import { examineField, planMend, type MendPlan, type Preview } from './examine.ts'

/** What is to be looked at. */
export type ThreadJob = {
  readonly fields: readonly Field[]
  readonly shop: ValueContext
  readonly today: number
  /** The thread has its own way to the engine: rows do not pass through the main one. */
  readonly database: OpenOptions
}

/** What mends a finding, and what that would do. */
export type Planned = { readonly plan: MendPlan; readonly preview: Preview }

export type ThreadOptions = {
  readonly signal: AbortSignal
  /** So many fields are looked at. */
  readonly onProgress?: (done: number) => void
}

/** Judging every value is heavy: it has a thread of its own, so that the API answers meanwhile. */
export async function examineInThread(
  job: ThreadJob,
  options: ThreadOptions,
): Promise<readonly FieldQuality[]> {
  return (await inThread({ ...job, mend: null }, options)) as readonly FieldQuality[]
}

/** Undefined where there is nothing to mend. */
export async function planInThread(
  job: ThreadJob,
  mend: FindingCode,
  options: ThreadOptions,
): Promise<Planned | undefined> {
  return (await inThread({ ...job, mend }, options)) as Planned | undefined
}

type Asked = ThreadJob & { readonly mend: FindingCode | null }

async function inThread(job: Asked, { signal, onProgress }: ThreadOptions): Promise<unknown> {
  signal.throwIfAborted()
  const worker = startWorker(entryUrl('./examineThread.ts', import.meta.url), {
    workerData: { quality: job },
  })
  const stop = () => void worker.terminate()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await new Promise<unknown>((resolve, reject) => {
      worker.on('message', (said: FromThread) => {
        if (said.type === 'progress') onProgress?.(said.done)
        else if (said.type === 'done') resolve(said.found)
        else reject(new Refusal(failure(said.failure.code, said.failure.message, said.failure)))
      })
      worker.on('error', reject)
      worker.on('exit', () => {
        reject(signal.aborted ? signal.reason : new Error('the examination ended'))
      })
    })
  } finally {
    signal.removeEventListener('abort', stop)
    await worker.terminate()
  }
}

type FromThread =
  | { readonly type: 'progress'; readonly done: number }
  | { readonly type: 'done'; readonly found: unknown }
  | { readonly type: 'refused'; readonly failure: Failure }

async function serve(port: NonNullable<typeof parentPort>, job: Asked): Promise<void> {
  const send = (said: FromThread): void => port.postMessage(said)
  const database = openDatabase(job.database)
  try {
    const { fields, shop, today, mend } = job
    const means = { database, shop, today }
    const [first] = fields
    if (mend !== null && first !== undefined) {
      return send({ type: 'done', found: await planMend(means, first, mend) })
    }
    const found: FieldQuality[] = []
    for (const field of fields) {
      found.push(await examineField(means, field))
      send({ type: 'progress', done: found.length })
    }
    send({ type: 'done', found })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    send({ type: 'refused', failure: error.failure })
  } finally {
    await database.close()
    port.close()
  }
}

if (!isMainThread && parentPort !== null && isThreadJob(workerData)) {
  await serve(parentPort, workerData.quality)
}

function isThreadJob(data: unknown): data is { readonly quality: Asked } {
  return typeof data === 'object' && data !== null && 'quality' in data
}
