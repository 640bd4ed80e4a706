import type { Worker } from 'node:worker_threads'
import { entryUrl, startWorker } from '../thread.ts'
import { EngineException } from './exception.ts'
import type { Target } from './statement.ts'

/** One statement as a lane runs it. */
export type Task = {
  readonly text: string
  readonly format: string
  /** Statements that set the session up: USE, SET. */
  readonly prepare: string
  /** Begins the log comment of the statement, by which it is found and killed. */
  readonly mark: string
  /** The data of an INSERT. */
  readonly data?: Uint8Array
  /** Known when the data can be handed over without a copy. */
  readonly target?: Target & { readonly format: string }
}

/** From the front to a lane. */
export type Order =
  | { readonly kind: 'start'; readonly task: Task }
  | { readonly kind: 'more' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'stop' }

/** From a lane to the front. A task ends with `end`, `error` or the last chunk. */
export type Answer =
  | {
      readonly kind: 'chunk'
      readonly bytes: Uint8Array
      readonly rows: number
      readonly last: boolean
    }
  | { readonly kind: 'end'; readonly rows: number; readonly bytes: number }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'stopped' }

export type Lanes = {
  /** A free lane, in the order of asking; refuses when too many wait already. */
  take(signal: AbortSignal): Promise<Lane>
  /** Ends all threads once what runs has ended. */
  stop(): Promise<void>
}

export type Lane = {
  /** Runs a task; the first answer. The task before has ended. */
  start(task: Task): Promise<Answer>
  /** The answer after a chunk that was not the last. */
  more(): Promise<Answer>
  /** Leaves the task; resolves when the lane is free of it. Killing what runs in the engine is the caller's. */
  cancel(): Promise<void>
  /** Hands the lane back. */
  release(): void
}

const mayWait = 500

/**
 * Threads are started as they are needed, at least one and at most `count`; the first two of them at
 * once, before anybody asks, since one takes some 50 ms and they are sure to be needed. `onDeath` when
 * one dies, which none should.
 */
export function openLanes(
  directory: string,
  count: number,
  onDeath: (error: Error) => void,
): Lanes {
  const free: Thread[] = []
  const all: Thread[] = []
  const waiting: ((thread: Thread) => void)[] = []
  const give = (thread: Thread): void => {
    const next = waiting.shift()
    if (next) next(thread)
    else free.push(thread)
  }
  const open = (): Thread => {
    const thread = startThread(directory, onDeath)
    all.push(thread)
    return thread
  }
  free.push(open())
  if (count > 1) free.push(open())
  return {
    async take(signal) {
      const ready = free.pop() ?? (all.length < count ? open() : undefined)
      if (ready) return laneOf(ready, give)
      if (waiting.length >= mayWait) {
        throw new EngineException(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', 'Too many queries wait')
      }
      return laneOf(await turn(waiting, signal), give)
    },
    async stop() {
      await Promise.all(all.map((thread) => thread.ask({ kind: 'stop' })))
    },
  }
}

type Thread = {
  /** Gives an order that has one answer. */
  ask(order: Order): Promise<Answer>
  /** Leaves the task that runs, if one does; when it has ended. */
  cancel(): Promise<void>
}

function turn(waiting: ((thread: Thread) => void)[], signal: AbortSignal): Promise<Thread> {
  return new Promise((resolve, reject) => {
    const gone = (): void => {
      const place = waiting.indexOf(got)
      if (place >= 0) waiting.splice(place, 1)
      reject(new EngineException(394, 'QUERY_WAS_CANCELLED', 'The client has gone'))
    }
    const got = (thread: Thread): void => {
      signal.removeEventListener('abort', gone)
      resolve(thread)
    }
    signal.addEventListener('abort', gone, { once: true })
    waiting.push(got)
  })
}

function startThread(directory: string, onDeath: (error: Error) => void): Thread {
  const worker: Worker = startWorker(entryUrl('./lane.ts', import.meta.url), {
    workerData: { directory },
  })
  let answered: ((answer: Answer) => void) | undefined
  let running = false
  let left: (() => void) | undefined
  let leaving: Promise<void> | undefined
  worker.on('message', (answer: Answer) => {
    if (answer.kind !== 'chunk' || answer.last) {
      running = false
      leaving = undefined
      left?.()
    }
    answered?.(answer)
  })
  worker.on('error', (error) => onDeath(error))
  worker.on('exit', (code) => onDeath(new Error(`a lane ended with ${code}`)))
  return {
    ask(order) {
      if (order.kind === 'start') running = true
      worker.postMessage(order)
      return new Promise((resolve) => {
        answered = resolve
      })
    },
    cancel() {
      if (!running) return Promise.resolve()
      if (leaving !== undefined) return leaving
      worker.postMessage({ kind: 'cancel' } satisfies Order)
      leaving = new Promise((resolve) => {
        left = resolve
      })
      return leaving
    },
  }
}

function laneOf(thread: Thread, give: (thread: Thread) => void): Lane {
  return {
    start: (task) => thread.ask({ kind: 'start', task }),
    more: () => thread.ask({ kind: 'more' }),
    cancel: () => thread.cancel(),
    release: () => give(thread),
  }
}
