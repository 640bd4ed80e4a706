import type { Worker } from 'node:worker_threads'
import { entryUrl, startWorker } from '../thread.ts'
import type { SnapshotReport, SnapshotRequest } from './snapshotThread.ts'

/** The operational store as it was at one moment, being copied while it is written to. */
export type Snapshot = {
  /** Of the last arrival at that moment. */
  readonly position: number
  /** Everything up to here had been taken in. */
  readonly applied: number
  /** Copies it; told how many rows came with each piece. Throws the signal's reason when that aborts. */
  copy(onRows: (rows: number) => void, signal: AbortSignal): Promise<void>
  /** Lets the moment go; the store's log cannot shrink while it is held. Repeating it is harmless. */
  close(): Promise<void>
}

/**
 * Fixes the state of a SQLite store at the moment of the call's return or a little before, for a copy of
 * it into a new file, without indexes' gaps and free pages. The file is this process's own store: it is
 * never opened but through SQLite, see `directory.ts`.
 */
export async function takeSnapshot(file: string, copy: string): Promise<Snapshot> {
  const worker = startWorker(entryUrl('./snapshotThread.ts', import.meta.url), {
    workerData: { file, copy },
  })
  const thread = talkTo(worker)
  const taken = await thread.next().catch(async (error: unknown) => {
    await worker.terminate()
    throw error
  })
  if (taken.kind !== 'taken') throw new Error('a snapshot said something else first')
  let closed = false
  return {
    position: taken.position,
    applied: taken.applied,
    copy: async (onRows, signal) => {
      for (let last = false; !last;) {
        signal.throwIfAborted()
        const copied = await thread.ask({ what: 'copy' })
        if (copied.kind !== 'copied') throw new Error('a snapshot ended before its end')
        onRows(copied.rows)
        last = copied.last
      }
    },
    close: async () => {
      if (closed) return
      closed = true
      // By itself: a thread that is ended from outside would leave its transaction open.
      await thread.ask({ what: 'end' }).catch(() => {})
      await worker.terminate()
    },
  }
}

function talkTo(worker: Worker): {
  next(): Promise<SnapshotReport>
  ask(request: SnapshotRequest): Promise<SnapshotReport>
} {
  const next = async (): Promise<SnapshotReport> => {
    const report = await new Promise<SnapshotReport>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('the thread of a snapshot has ended')))
    })
    worker.removeAllListeners('error').removeAllListeners('exit')
    if (report.kind === 'failed') throw new Error(`the operational store: ${report.message}`)
    return report
  }
  return {
    next,
    ask: async (request) => {
      worker.postMessage(request)
      return await next()
    },
  }
}
