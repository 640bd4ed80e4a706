import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { failure, Refusal, type Failure } from '../../../domain/failure.ts'
import { startWorker, entryUrl } from '../../../store/thread.ts'
import { readOrders, type ReadCounts, type ReadHooks, type ReadJob } from './reader.ts'

/** Reading and typing is the heaviest part of an import: it has a thread of its own. */
export async function readInThread(
  job: ReadJob,
  hooks: ReadHooks & { readonly signal?: AbortSignal | undefined },
): Promise<ReadCounts> {
  const worker = startWorker(entryUrl('./thread.ts', import.meta.url), {
    workerData: { orders: job },
  })
  const stop = () => void worker.terminate()
  hooks.signal?.addEventListener('abort', stop, { once: true })
  try {
    return await new Promise<ReadCounts>((resolve, reject) => {
      worker.on('message', (said: FromThread) => {
        switch (said.type) {
          case 'lines':
            hooks.onLines(Buffer.from(said.lines)).then(() => worker.postMessage('more'), reject)
            return
          case 'progress':
            hooks.onProgress(said.done, said.total)
            return
          case 'done':
            resolve(said.counts)
            return
          case 'refused':
            reject(new Refusal(failure(said.failure.code, said.failure.message, said.failure)))
        }
      })
      worker.on('error', reject)
      worker.on('exit', () => {
        reject(hooks.signal?.aborted === true ? hooks.signal.reason : new Error('the reader ended'))
      })
    })
  } finally {
    hooks.signal?.removeEventListener('abort', stop)
    await worker.terminate()
  }
}

type FromThread =
  | { readonly type: 'lines'; readonly lines: Uint8Array }
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly counts: ReadCounts }
  | { readonly type: 'refused'; readonly failure: Failure }

/** So many sets of lines may be on their way into the engine while the next is read. */
const ahead = 2

async function serve(port: NonNullable<typeof parentPort>, job: ReadJob): Promise<void> {
  const send = (said: FromThread, moved: ArrayBuffer[] = []) => port.postMessage(said, moved)
  let underway = 0
  let wake: (() => void) | undefined
  port.on('message', () => {
    underway -= 1
    wake?.()
  })
  try {
    const counts = await readOrders(job, {
      onLines: async (lines) => {
        while (underway >= ahead) await new Promise<void>((resolve) => (wake = resolve))
        underway += 1
        // Small buffers are views of Node's pool, which cannot be moved.
        const own = new Uint8Array(lines)
        send({ type: 'lines', lines: own }, [own.buffer])
      },
      onProgress: (done, total) => send({ type: 'progress', done, total }),
    })
    while (underway > 0) await new Promise<void>((resolve) => (wake = resolve))
    send({ type: 'done', counts })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    send({ type: 'refused', failure: error.failure })
  } finally {
    port.close()
  }
}

if (!isMainThread && parentPort !== null && isReadJob(workerData)) {
  await serve(parentPort, workerData.orders)
}

function isReadJob(data: unknown): data is { readonly orders: ReadJob } {
  return typeof data === 'object' && data !== null && 'orders' in data
}
