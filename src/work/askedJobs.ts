import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import {
  changeJob,
  createJob,
  jobById,
  unfinishedJobs,
  type Job,
} from '../store/operational/jobs.ts'
import type { Operational } from '../store/operational/open.ts'
import { isPassing, repeat, type Patience } from './refresh/patience.ts'

const options = z.object({
  /** All that had arrived up to here is to be among what is looked at. */
  position: z.int(),
  /** What is asked, in the form of the kind; a run that asks nothing of its own has none. */
  asked: z.unknown().optional(),
})

export type AskedOptions = {
  readonly kind: string
  readonly operational: Operational
  readonly clock: () => number
  /** Told what failed, for the log. */
  readonly failed: (job: Job, error: unknown) => void
  /** Told what passing trouble is waited for, for the log. */
  readonly waits: Patience['waits']
}

/**
 * How one job is done, of what was asked. Done again after a kill, it comes to the same end. What it gives
 * back, if anything, is the result of the job: small JSON.
 */
export type Perform = (
  job: Job,
  telling: {
    readonly signal: AbortSignal
    readonly onProgress: (done: number, total: number) => void
    readonly asked: unknown
  },
) => Promise<unknown>

/** Jobs of one kind that look at everything there is, done when somebody asks, one at a time. */
export type AskedJobs = {
  /** Asks for a run; joins one that asks the same and has not yet begun. */
  request(by: string, asked?: unknown): Promise<Job>
  /** Ends within a moment; a run under way begins anew at the next start. Never throws. */
  stop(): Promise<void>
}

/**
 * Starts the worker: what an earlier process left unfinished is done again. `forget` takes away what a
 * run that does not go on has left behind.
 */
export function startAskedJobs(
  asked: AskedOptions,
  perform: Perform,
  forget: (job: Job) => Promise<void> = async () => {},
): AskedJobs {
  const worker = new Worker(asked, perform, forget)
  worker.start()
  return {
    request: async (by, asked) => await worker.request(by, asked),
    stop: async () => await worker.stop(),
  }
}

class Worker {
  readonly #asked: AskedOptions
  readonly #performJob: Perform
  readonly #forget: (job: Job) => Promise<void>
  readonly #stopping = new AbortController()
  #wake: () => void = () => {}
  #working: Promise<unknown> = Promise.resolve()
  /** One at a time may join a waiting job or make one. */
  #asking: Promise<unknown> = Promise.resolve()

  constructor(asked: AskedOptions, perform: Perform, forget: (job: Job) => Promise<void>) {
    this.#asked = asked
    this.#performJob = perform
    this.#forget = forget
  }

  start(): void {
    const patience = { signal: this.#stopping.signal, waits: this.#asked.waits }
    this.#working = repeat(patience, async () => await this.#work())
  }

  async request(by: string, asked?: unknown): Promise<Job> {
    const made = this.#asking.then(async () => await this.#join(by, asked))
    this.#asking = made.catch(() => {})
    const job = await made
    this.#wake()
    return job
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#wake()
    await this.#working
  }

  async #join(by: string, asked: unknown): Promise<Job> {
    const { operational, clock, kind } = this.#asked
    const { position } = await operational.inbox.state()
    const wanted = asked === undefined ? { position } : { position, asked }
    const waiting = (await unfinishedJobs(operational.db, kind)).find(
      (job) => job.state === 'waiting' && isSame(options.parse(job.options).asked, asked),
    )
    if (waiting !== undefined) {
      return (await changeJob(operational.db, waiting.id, { options: wanted })) ?? waiting
    }
    return await createJob(operational.db, { kind, options: wanted, by }, clock())
  }

  async #work(): Promise<void> {
    const { operational, kind } = this.#asked
    const woken = new Promise<void>((resolve) => (this.#wake = resolve))
    const [next] = await unfinishedJobs(operational.db, kind)
    if (next === undefined) return await woken
    await this.#perform(next)
  }

  async #perform(waiting: Job): Promise<void> {
    const { operational, clock, failed } = this.#asked
    const begin = this.#asking.then(
      async () =>
        await changeJob(operational.db, waiting.id, { state: 'running', started: clock() }),
    )
    // Until it is marked as running, somebody may still join it.
    this.#asking = begin.catch(() => {})
    const job = (await begin) ?? waiting
    const cancelled = new AbortController()
    const end = async (state: 'done' | 'failed' | 'cancelled', problem?: string): Promise<void> => {
      await changeJob(operational.db, job.id, {
        state,
        finished: clock(),
        ...(problem === undefined ? {} : { problem }),
      })
    }
    try {
      // What a killed attempt left behind.
      await this.#forget(job)
      await this.#watched(job, cancelled)
      await end('done')
    } catch (error) {
      if (this.#stopping.signal.aborted || isPassing(error)) throw error
      await this.#forget(job)
      if (cancelled.signal.aborted) return await end('cancelled')
      failed(job, error)
      await end('failed', error instanceof Error ? error.message.slice(0, 300) : String(error))
    }
  }

  async #watched(job: Job, cancelled: AbortController): Promise<void> {
    const { db, inbox } = this.#asked.operational
    const signal = AbortSignal.any([this.#stopping.signal, cancelled.signal])
    const over = new AbortController()
    const watching = this.#watch(job, cancelled, over.signal)
    try {
      const { position, asked } = options.parse(job.options)
      while ((await inbox.state()).applied < position) {
        await inbox.waitApplied(position, 1_000, signal)
        signal.throwIfAborted()
      }
      let told = { done: 0, total: 0 }
      let telling: Promise<unknown> = Promise.resolve()
      const onProgress = (done: number, total: number): void => {
        if (done === told.done) return
        told = { done, total }
        // How far it is may be told late or not at all, but never after the result.
        telling = telling.then(
          async () => await changeJob(db, job.id, { progress: { done, total } }).catch(() => {}),
        )
      }
      const result = await this.#performJob(job, { signal, onProgress, asked })
      await telling
      if (result !== undefined) await changeJob(db, job.id, { progress: { ...told, result } })
    } finally {
      over.abort()
      await watching
    }
  }

  async #watch(job: Job, cancelled: AbortController, over: AbortSignal): Promise<void> {
    const { db } = this.#asked.operational
    while (!over.aborted) {
      await sleep(300, undefined, { signal: over }).catch(() => {})
      const now = await jobById(db, job.id).catch(() => undefined)
      if (now?.cancel === true) cancelled.abort(new Error('It was cancelled'))
    }
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
