import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Database } from '../../store/clickhouse/database.ts'
import { dropRun, runsThere } from '../../store/clickhouse/duplicates.ts'
import type { OpenOptions } from '../../store/clickhouse/open.ts'
import { listFields } from '../../store/operational/fields.ts'
import {
  changeJob,
  createJob,
  jobById,
  unfinishedJobs,
  type Job,
} from '../../store/operational/jobs.ts'
import type { Operational } from '../../store/operational/open.ts'
import { isPassing, repeat, type Patience } from '../refresh/patience.ts'
import { progressTotal } from './search.ts'
import { searchInThread } from './searchThread.ts'
import { readStanding, writeStanding } from './standing.ts'

const kind = 'duplicates'

const options = z.object({
  /** All that had arrived up to here is to be among the compared. */
  position: z.int(),
})

export type FinderOptions = {
  readonly operational: Operational
  readonly database: Database
  /** As the thread that compares opens the same database. */
  readonly connection: OpenOptions
  readonly clock: () => number
  /** Told what failed, for the log. */
  readonly failed: (job: Job, error: unknown) => void
  /** Told what passing trouble is waited for, for the log. */
  readonly waits: Patience['waits']
}

/** Looks for duplicates when somebody asks, one run at a time. */
export type Finder = {
  /** Asks for a run; joins one that has not yet begun. */
  request(by: string): Promise<Job>
  /** Ends within a moment; a run under way begins anew at the next start. Never throws. */
  stop(): Promise<void>
}

/** Starts the worker: what an earlier process left unfinished is done again. */
export function startFinder(finderOptions: FinderOptions): Finder {
  const finder = new Worker(finderOptions)
  finder.start()
  return finder
}

class Worker implements Finder {
  readonly #options: FinderOptions
  readonly #stopping = new AbortController()
  #wake: () => void = () => {}
  #working: Promise<unknown> = Promise.resolve()
  /** One at a time may join a waiting job or make one. */
  #asking: Promise<unknown> = Promise.resolve()

  constructor(finderOptions: FinderOptions) {
    this.#options = finderOptions
  }

  start(): void {
    const patience = { signal: this.#stopping.signal, waits: this.#options.waits }
    this.#working = repeat(patience, async () => await this.#work())
  }

  async request(by: string): Promise<Job> {
    const made = this.#asking.then(async () => await this.#join(by))
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

  async #join(by: string): Promise<Job> {
    const { operational, clock } = this.#options
    const { position } = await operational.inbox.state()
    const waiting = (await unfinishedJobs(operational.db, kind)).find(
      ({ state }) => state === 'waiting',
    )
    if (waiting !== undefined) {
      return (await changeJob(operational.db, waiting.id, { options: { position } })) ?? waiting
    }
    return await createJob(operational.db, { kind, options: { position }, by }, clock())
  }

  async #work(): Promise<void> {
    const { operational } = this.#options
    const woken = new Promise<void>((resolve) => (this.#wake = resolve))
    const [next] = await unfinishedJobs(operational.db, kind)
    if (next === undefined) return await woken
    await this.#perform(next)
  }

  async #perform(waiting: Job): Promise<void> {
    const { operational, database, clock, failed } = this.#options
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
      await this.#find(job, cancelled)
      await end('done')
    } catch (error) {
      if (this.#stopping.signal.aborted || isPassing(error)) throw error
      await dropRun(database, job.id, 'all')
      if (cancelled.signal.aborted) return await end('cancelled')
      failed(job, error)
      await end('failed', error instanceof Error ? error.message.slice(0, 300) : String(error))
    }
  }

  async #find(job: Job, cancelled: AbortController): Promise<void> {
    const { operational, database, connection, clock } = this.#options
    const { db, inbox } = operational
    const signal = AbortSignal.any([this.#stopping.signal, cancelled.signal])
    // What a killed attempt left behind.
    await dropRun(database, job.id, 'all')
    const over = new AbortController()
    const watching = this.#watch(job, cancelled, over.signal)
    try {
      const { position } = options.parse(job.options)
      while ((await inbox.state()).applied < position) {
        await inbox.waitApplied(position, 1_000, signal)
        signal.throwIfAborted()
      }
      let done = 0
      const found = await searchInThread(
        { run: job.id, fields: await listFields(db), database: connection },
        {
          signal,
          onProgress: (now) => {
            if (now === done) return
            done = now
            // How far it is may be told late or not at all.
            changeJob(db, job.id, { progress: { done, total: progressTotal } }).catch(() => {})
          },
        },
      )
      const before = await readStanding(db)
      await writeStanding(db, { ...found, run: job.id, at: clock() })
      await this.#forgetOthers(job.id, before?.run)
    } finally {
      over.abort()
      await watching
    }
  }

  /** From here on the pairs of this run are shown: those of others, and what it needed, can go. */
  async #forgetOthers(run: number, before: number | undefined): Promise<void> {
    const { database } = this.#options
    await dropRun(database, run, 'staged')
    for (const other of await runsThere(database)) {
      if (other < run || other === before) await dropRun(database, other, 'all')
    }
  }

  async #watch(job: Job, cancelled: AbortController, over: AbortSignal): Promise<void> {
    const { db } = this.#options.operational
    while (!over.aborted) {
      await sleep(300, undefined, { signal: over }).catch(() => {})
      const now = await jobById(db, job.id).catch(() => undefined)
      if (now?.cancel === true) cancelled.abort(new Error('It was cancelled'))
    }
  }
}
