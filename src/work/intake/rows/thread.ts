import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { failure, Refusal, type Failure } from '../../../domain/failure.ts'
import type { Passing } from '../../../store/clickhouse/gate.ts'
import { openDatabase, type OpenOptions } from '../../../store/clickhouse/open.ts'
import { entryUrl, startWorker } from '../../../store/thread.ts'
import type { RowsProgress, RowsResult, RowsRun } from './options.ts'
import { runRows } from './run.ts'
import type { RowsMark, RowsWorld } from './world.ts'

type Job = {
  readonly run: RowsRun
  readonly mark?: RowsMark | undefined
  readonly onlyMend?: boolean | undefined
  /** The engine, which the thread asks by itself. */
  readonly open: OpenOptions
}

/**
 * Runs an import in a thread of its own: reading, typing and applying rows would hold up everybody who
 * asks the server meanwhile. Marks are kept by the thread that called.
 */
export async function runRowsInThread(
  run: RowsRun,
  world: Omit<RowsWorld, 'database' | 'sizes' | 'passing'>,
  { open, passing }: { readonly open: OpenOptions; readonly passing: Passing },
): Promise<RowsResult> {
  const { mark, onlyMend, signal } = world
  signal?.throwIfAborted()
  const job: Job = { run, mark, onlyMend, open }
  const worker = startWorker(entryUrl('./thread.ts', import.meta.url), {
    workerData: { rows: job },
    resourceLimits,
  })
  const stop = () => worker.postMessage('stop')
  signal?.addEventListener('abort', stop, { once: true })
  let passed: () => void = () => {}
  try {
    return await new Promise<RowsResult>((resolve, reject) => {
      worker.on('message', (said: FromThread) => {
        switch (said.type) {
          case 'mark':
            world.onMark(said.mark).then(() => worker.postMessage('kept'), reject)
            return
          case 'pass':
            passing(async () => {
              worker.postMessage('go')
              await new Promise<void>((written) => (passed = written))
            }).catch(reject)
            return
          case 'passed':
            passed()
            return
          case 'progress':
            world.onProgress(said.progress)
            return
          case 'done':
            resolve(said.result)
            return
          case 'stopped':
            reject(signal?.reason ?? new Error('the import stopped by itself'))
            return
          case 'refused':
            reject(new Refusal(failure(said.failure.code, said.failure.message, said.failure)))
        }
      })
      worker.on('error', reject)
      worker.on('exit', () => reject(new Error('the thread of the import ended')))
    })
  } finally {
    signal?.removeEventListener('abort', stop)
    await worker.terminate()
    passed()
  }
}

/**
 * What a set makes lives until the set is written: a young generation that holds two sets is collected
 * without being copied into the old one.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 96, maxOldGenerationSizeMb: 2_048 }

type FromThread =
  | { readonly type: 'mark'; readonly mark: RowsMark }
  | { readonly type: 'pass' | 'passed' }
  | { readonly type: 'progress'; readonly progress: RowsProgress }
  | { readonly type: 'done'; readonly result: RowsResult }
  | { readonly type: 'stopped' }
  | { readonly type: 'refused'; readonly failure: Failure }

async function serve(port: NonNullable<typeof parentPort>, job: Job): Promise<void> {
  const send = (said: FromThread) => port.postMessage(said)
  const stopping = new AbortController()
  let kept: (() => void) | undefined
  let go: (() => void) | undefined
  port.on('message', (said: 'kept' | 'go' | 'stop') => {
    if (said === 'stop') stopping.abort()
    else if (said === 'go') go?.()
    else kept?.()
  })
  const database = openDatabase({ ...job.open, ofThread: true })
  try {
    const result = await runRows(job.run, {
      database,
      mark: job.mark,
      onlyMend: job.onlyMend,
      signal: stopping.signal,
      onProgress: (progress) => send({ type: 'progress', progress }),
      onMark: async (mark) => {
        const stored = new Promise<void>((resolve) => (kept = resolve))
        send({ type: 'mark', mark })
        await stored
      },
      passing: async (write) => {
        const open = new Promise<void>((resolve) => (go = resolve))
        send({ type: 'pass' })
        await open
        try {
          return await write()
        } finally {
          send({ type: 'passed' })
        }
      },
    })
    send({ type: 'done', result })
  } catch (error) {
    if (stopping.signal.aborted) send({ type: 'stopped' })
    else if (error instanceof Refusal) send({ type: 'refused', failure: error.failure })
    else throw error
  } finally {
    await database.close()
    port.close()
  }
}

if (!isMainThread && parentPort !== null && isJob(workerData)) {
  await serve(parentPort, workerData.rows)
}

function isJob(data: unknown): data is { readonly rows: Job } {
  return typeof data === 'object' && data !== null && 'rows' in data
}
