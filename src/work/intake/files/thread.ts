import { stat } from 'node:fs/promises'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { failure, Refusal, type Failure } from '../../../domain/failure.ts'
import { entryUrl, startWorker } from '../../../store/thread.ts'
import {
  toCanonical,
  type Canonical,
  type CanonicalHooks,
  type CanonicalOptions,
} from './canonical.ts'
import { understand, type UnderstandOptions, type Understanding } from './understand.ts'

/** What the thread is to do. Plain data. */
type FileJob =
  | { readonly is: 'understand'; readonly path: string; readonly options: UnderstandOptions }
  | { readonly is: 'convert'; readonly path: string; readonly options: CanonicalOptions }

/**
 * Looking through a file and converting it are heavy: they have a thread of their own, whose memory is
 * bounded, so that nothing that is sent can end the process.
 */
export async function understandInThread(
  path: string,
  options: UnderstandOptions,
  hooks: CanonicalHooks = {},
): Promise<Understanding> {
  if (await isSmall(path)) return await understand(path, options, hooks)
  return (await inThread({ is: 'understand', path, options }, hooks)) as Understanding
}

/** {@link toCanonical} in a thread, where it has anything to do. */
export async function convertInThread(
  path: string,
  options: CanonicalOptions = {},
  hooks: CanonicalHooks = {},
): Promise<Canonical> {
  if (await isSmall(path)) return await toCanonical(path, options, hooks)
  return (await inThread({ is: 'convert', path, options }, hooks)) as Canonical
}

/** A thread takes longer to start than a small file to read; packed, it may be a hundred times as large. */
async function isSmall(path: string): Promise<boolean> {
  const { size } = await stat(path)
  return size < 32_768
}

/** A row group of Parquet needs most. */
const mostHeapMb = 2_048

async function inThread(job: FileJob, { signal, onProgress }: CanonicalHooks): Promise<unknown> {
  signal?.throwIfAborted()
  const worker = startWorker(entryUrl('./thread.ts', import.meta.url), {
    workerData: { file: job },
    resourceLimits: { maxOldGenerationSizeMb: mostHeapMb },
  })
  const stop = () => worker.postMessage('stop')
  signal?.addEventListener('abort', stop, { once: true })
  try {
    return await new Promise<unknown>((resolve, reject) => {
      worker.on('message', (said: FromThread) => {
        if (said.type === 'progress') onProgress?.(said.done, said.total)
        else if (said.type === 'done') resolve(said.result)
        else if (said.type === 'stopped') reject(signal?.reason)
        else reject(new Refusal(failure(said.failure.code, said.failure.message, said.failure)))
      })
      worker.on('error', (error: NodeJS.ErrnoException) => {
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Refusal(tooLarge) : error)
      })
      worker.on('exit', () => reject(new Error('the thread that reads a file ended')))
    })
  } finally {
    signal?.removeEventListener('abort', stop)
    await worker.terminate()
  }
}

const tooLarge = failure(
  'too_large',
  'The file needs more memory to be read than there is for it',
  {
    fix: 'Send it as CSV, or with smaller row groups.',
  },
)

type FromThread =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly result: unknown }
  | { readonly type: 'stopped' }
  | { readonly type: 'refused'; readonly failure: Failure }

async function serve(port: NonNullable<typeof parentPort>, job: FileJob): Promise<void> {
  const send = (said: FromThread) => port.postMessage(said)
  const stopping = new AbortController()
  port.on('message', () => stopping.abort())
  let told = 0
  const hooks: CanonicalHooks = {
    signal: stopping.signal,
    onProgress: (done, total) => {
      const now = performance.now()
      if (now - told < 100) return
      told = now
      send({ type: 'progress', done, total })
    },
  }
  try {
    const result =
      job.is === 'convert'
        ? await toCanonical(job.path, job.options, hooks)
        : await understand(job.path, job.options, hooks)
    send({ type: 'done', result })
  } catch (error) {
    // What it wrote is taken away by then.
    if (stopping.signal.aborted) send({ type: 'stopped' })
    else if (error instanceof Refusal) send({ type: 'refused', failure: error.failure })
    else throw error
  } finally {
    port.close()
  }
}

if (!isMainThread && parentPort !== null && isFileJob(workerData)) {
  await serve(parentPort, workerData.file)
}

function isFileJob(data: unknown): data is { readonly file: FileJob } {
  return typeof data === 'object' && data !== null && 'file' in data
}
