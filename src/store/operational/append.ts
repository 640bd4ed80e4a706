import { failure, Overfull, Refusal } from '../../domain/failure.ts'
import type { InboxState } from './inbox.ts'
import { inTransaction, type Db } from './tables.ts'
import type { Watch } from './watch.ts'

/** One arrival on its way into the inbox. */
type Waiting = {
  readonly kind: string
  readonly payload: Uint8Array
  readonly received: number
  readonly done: (position: number) => void
  readonly failed: (error: unknown) => void
}

export type Appender = {
  /** What is owed is never refused for want of room. */
  append(kind: string, payload: Uint8Array, how?: { readonly owed: boolean }): Promise<number>
  close(): Promise<void>
}

/** Of one commit. More wait for the next, which begins as soon as this one is on disk. */
const batchLimits = { entries: 500, bytes: 8 * 1024 * 1024 } as const

/** Bytes that may wait in memory for a commit. */
const queueBytes = 64 * 1024 * 1024

/**
 * Group commit: while one commit waits for the disk, what arrives gathers for the next. So a lone
 * arrival waits for one commit only, and many at once cost hardly more than one.
 */
export function makeAppender(means: {
  readonly db: Db
  readonly clock: () => number
  readonly state: () => Promise<InboxState>
  readonly watch: Watch
  readonly waitingBytes: number
}): Appender {
  const { db, clock, watch } = means
  let queue: Waiting[] = []
  let queued = 0
  let working: Promise<void> | undefined
  let closed = false

  async function work(): Promise<void> {
    while (queue.length > 0) {
      const batch = nextBatch(queue)
      queue = queue.slice(batch.length)
      await commit(batch)
      queued -= bytesOf(batch)
    }
    working = undefined
  }

  async function commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const { first, state } = await write(db, batch)
      watch.learn(state)
      for (const [i, { done }] of batch.entries()) done(first + i)
    } catch (error) {
      for (const { failed } of batch) failed(error)
    }
  }

  function refuseIfFull(size: number | undefined): void {
    if (closed) throw new Refusal(failure('unavailable', 'The program is stopping.', again(5)))
    if (size !== undefined && queued + size > queueBytes && queued > 0) throw overfull(1)
  }

  const tooMuchWaits = (): boolean => watch.latest().waitingBytes + queued > means.waitingBytes

  return {
    // Without waiting in between unless much waits: all that is called at once sees what is queued.
    append: async (kind, payload, { owed } = { owed: false }) => {
      if (!owed && tooMuchWaits()) {
        // Another process may have taken some in meanwhile, of which this one has not heard.
        watch.learn(await means.state())
        if (tooMuchWaits()) throw overfull(10)
      }
      refuseIfFull(owed ? undefined : payload.length)
      queued += payload.length
      return await new Promise<number>((done, failed) => {
        queue.push({ kind, payload, received: clock(), done, failed })
        working ??= work()
      })
    },
    close: async () => {
      closed = true
      await working
    },
  }
}

function nextBatch(queue: readonly Waiting[]): readonly Waiting[] {
  let bytes = 0
  const over = queue.findIndex(({ payload }, i) => {
    bytes += payload.length
    return i >= batchLimits.entries || (i > 0 && bytes > batchLimits.bytes)
  })
  return over === -1 ? queue : queue.slice(0, over)
}

/**
 * One transaction. The state's one row is written first: whoever holds it is alone in giving out
 * positions until its commit, so that they become visible in their order, which a sequence of
 * PostgreSQL would not promise.
 */
async function write(
  db: Db,
  batch: readonly Waiting[],
): Promise<{ readonly first: number; readonly state: InboxState }> {
  return await inTransaction(db, async (open) => {
    const size = bytesOf(batch)
    const after = await open
      .updateTable('inbox_state')
      .set((each) => ({
        position: each('position', '+', batch.length),
        bytes: each('bytes', '+', size),
      }))
      .returning(['position', 'bytes', 'applied', 'applied_bytes'])
      .executeTakeFirstOrThrow()
    const first = after.position - batch.length + 1
    let bytes = after.bytes - size
    const rows = batch.map(({ kind, payload, received }, i) => {
      bytes += payload.length
      return { position: first + i, kind, payload, size: payload.length, bytes, received }
    })
    await open.insertInto('inbox').values(rows).execute()
    const { position, applied } = after
    return { first, state: { position, applied, waitingBytes: after.bytes - after.applied_bytes } }
  })
}

function bytesOf(batch: readonly Waiting[]): number {
  return batch.reduce((sum, { payload }) => sum + payload.length, 0)
}

function overfull(seconds: number): Refusal {
  const why = 'More arrives than can be taken in at the moment.'
  return new Overfull(failure('unavailable', why, again(seconds)), seconds)
}

function again(seconds: number): { readonly fix: string } {
  return { fix: `Try again in ${seconds} s.` }
}
