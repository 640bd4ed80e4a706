import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { Refusal } from '../../domain/failure.ts'
import { listImports } from '../../store/operational/imports.ts'
import { changeJob, createJob, unfinishedJobs, type Job } from '../../store/operational/jobs.ts'
import { readMark, writeMark } from '../../store/operational/marks.ts'
import { unstage } from '../../store/clickhouse/refresh.ts'
import type { Cause } from './causes.ts'
import { optionsOf, refreshKind, type RefreshOptions } from './job.ts'
import { Cancelled, runRefresh, type Means } from './run.ts'
import { readStandings } from './standing.ts'

/** Keeps the stored memberships up with what arrives and with what people define. */
export type Refresher = {
  /** Asks for a refresh of those segments, or of all; joins one that has not yet begun. */
  request(wanted: Wanted): Promise<Job>
  running(): boolean
  /** Memberships are of all that had been taken in when this was asked, and nothing waits. */
  idle(signal: AbortSignal): Promise<void>
  /** Ends within a moment; a run under way is gone on with at the next start. */
  stop(): Promise<void>
}

export type Wanted = {
  /** Left out: all. */
  readonly segments?: readonly number[]
} & Partial<Cause>

export type RefresherOptions = Means & {
  /** Told what failed, for the log. */
  readonly failed: (job: Job, error: unknown) => void
  /** Arrivals are gathered until nothing has come for so long … */
  readonly quietMs?: number
  /** … but not for longer than this. */
  readonly patienceMs?: number
}

/** Starts the worker: it goes on with what an earlier process left, then follows the inbox. */
export function startRefresher(options: RefresherOptions): Refresher {
  const worker = new Worker(options)
  worker.start()
  return worker
}

class Worker implements Refresher {
  readonly #options: RefresherOptions
  readonly #stopping = new AbortController()
  #wake: () => void = () => {}
  #working: Promise<unknown> = Promise.resolve()
  #running = false
  #lastMs = 0
  /** One at a time may join a waiting job or make one. */
  #asking: Promise<unknown> = Promise.resolve()

  constructor(options: RefresherOptions) {
    this.#options = options
  }

  start(): void {
    this.#working = Promise.all([this.#work(), this.#follow()])
  }

  running(): boolean {
    return this.#running
  }

  async request(wanted: Wanted): Promise<Job> {
    const made = this.#asking.then(async () => await this.#join(wanted))
    this.#asking = made.catch(() => {})
    const job = await made
    this.#wake()
    return job
  }

  async idle(signal: AbortSignal): Promise<void> {
    const { inbox, db } = this.#options.operational
    const { position } = await inbox.state()
    const over = AbortSignal.any([signal, this.#stopping.signal])
    for (;;) {
      over.throwIfAborted()
      const { applied } = await inbox.state()
      const behind = applied < position || (await this.#followed()) < position
      if (!behind && (await unfinishedJobs(db, refreshKind)).length === 0) return
      await sleep(25, undefined, { signal: over })
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#wake()
    await this.#working
  }

  async #join({ segments, cause = 'refresh', ref = '' }: Wanted): Promise<Job> {
    const { operational, clock } = this.#options
    const { db } = operational
    const waiting = (await unfinishedJobs(db, refreshKind)).find(({ state }) => state === 'waiting')
    if (waiting === undefined) {
      const options: RefreshOptions = { segments: segments ? [...segments] : null, cause, ref }
      return await createJob(db, { kind: refreshKind, options }, clock())
    }
    const before = optionsOf(waiting)
    const union =
      segments === undefined || before.segments === null
        ? null
        : [...new Set([...before.segments, ...segments])].toSorted((a, b) => a - b)
    // An import says more than what else may have come with it.
    const said = cause === 'import' ? { cause, ref } : {}
    await changeJob(db, waiting.id, { options: { ...before, segments: union, ...said } })
    return waiting
  }

  /** Runs what is asked for, one at a time, in order. */
  async #work(): Promise<void> {
    while (!this.#stopped()) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve))
      const [next] = await unfinishedJobs(this.#options.operational.db, refreshKind)
      if (next === undefined) await woken
      else await this.#perform(next)
    }
  }

  async #perform(waiting: Job): Promise<void> {
    const { operational, database, clock, failed } = this.#options
    const begin = this.#asking.then(async () =>
      changeJob(operational.db, waiting.id, { state: 'running', started: clock() }),
    )
    // Until it is marked as running, somebody may still join it: what they added is read with it.
    this.#asking = begin.catch(() => {})
    const job = (await begin) ?? waiting
    this.#running = true
    const began = clock()
    try {
      await runRefresh(this.#options, job, this.#stopping.signal)
      await this.#finish(job, { state: 'done' })
    } catch (error) {
      if (this.#stopped()) return
      if (isPassing(error)) {
        await this.#pause(1_000)
        return
      }
      const cancelled = error instanceof Cancelled
      if (!cancelled) failed(job, error)
      const problem = error instanceof Error ? error.message : String(error)
      await unstage(database, { run: job.id, now: 0 }).catch(() => {})
      await this.#finish(job, { state: cancelled ? 'cancelled' : 'failed', problem })
    } finally {
      this.#running = false
      this.#lastMs = clock() - began
    }
  }

  async #finish(job: Job, change: { state: Job['state']; problem?: string }): Promise<void> {
    const { operational, clock } = this.#options
    await changeJob(operational.db, job.id, { ...change, finished: clock() })
  }

  /** Asks for a refresh of all when something was taken in. */
  async #follow(): Promise<void> {
    const { operational, clock } = this.#options
    const { inbox, db } = operational
    const { signal } = this.#stopping
    while (!this.#stopped()) {
      const followed = await this.#followed()
      if ((await inbox.waitApplied(followed + 1, 5_000, signal)) === undefined) continue
      let { applied } = await inbox.state()
      if (await this.#anyToRefresh()) {
        applied = await this.#untilQuiet()
        if (this.#stopped()) return
        await this.request(await this.#causeOf(followed, applied))
      }
      await writeMark(db, followedMark, applied, clock())
    }
  }

  /** Not where no segment has been filled or is being filled: then nothing need be waited for either. */
  async #anyToRefresh(): Promise<boolean> {
    const { db } = this.#options.operational
    if ((await readStandings(db)).size > 0) return true
    return (await unfinishedJobs(db, refreshKind)).length > 0
  }

  /** The position up to which all has been taken in, once no more comes for a moment, or patience ends. */
  async #untilQuiet(): Promise<number> {
    const { operational, quietMs = 300, patienceMs = 10_000, clock } = this.#options
    const until = clock() + Math.max(patienceMs, 5 * this.#lastMs)
    let before = await operational.inbox.state()
    while (clock() < until && !this.#stopped()) {
      await this.#pause(quietMs)
      const now = await operational.inbox.state()
      if (now.applied === before.applied && now.position === now.applied) break
      before = now
    }
    return (await operational.inbox.state()).applied
  }

  async #causeOf(after: number, upTo: number): Promise<Cause> {
    const imports = await listImports(this.#options.operational.db)
    const found = imports.find(({ position = 0 }) => position > after && position <= upTo)
    return found === undefined
      ? { cause: 'arrivals', ref: String(upTo) }
      : { cause: 'import', ref: String(found.id) }
  }

  async #followed(): Promise<number> {
    return z.int().parse((await readMark(this.#options.operational.db, followedMark)) ?? 0)
  }

  #stopped(): boolean {
    return this.#stopping.signal.aborted
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => {})
  }
}

/** Up to which inbox position a refresh was asked for. */
const followedMark = 'refresh'

/** The engine is being restarted, say. */
function isPassing(error: unknown): boolean {
  return error instanceof Refusal && error.failure.code === 'unavailable'
}
