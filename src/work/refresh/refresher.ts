import { setTimeout as sleep } from 'node:timers/promises'
import { failure, Refusal } from '../../domain/failure.ts'
import { changeJob, createJob, unfinishedJobs, type Job } from '../../store/operational/jobs.ts'
import { unstage } from '../../store/clickhouse/refresh.ts'
import { machineClock, type Clock } from '../clock.ts'
import type { News } from '../intake/loader.ts'
import { saysMore, type Cause } from './causes.ts'
import { Keeper, type Pending } from './clock/keeper.ts'
import { optionsOf, problemOf, refreshKind, type RefreshOptions } from './job.ts'
import { finishBatch } from './live/batch.ts'
import { KeepUp } from './live/keepUp.ts'
import { endJob, readOwed, type End, type Owed } from './owed.ts'
import { isPassing, repeat, rest, type Patience } from './patience.ts'
import { Cancelled, runRefresh, type Means } from './run.ts'
import { readFollowed, standingsOf } from './standing.ts'

/** Keeps the stored memberships up with what arrives and with what people define. */
export type Refresher = {
  /** Asks for a refresh of those segments, or of all; joins one that has not yet begun. */
  request(wanted: Wanted): Promise<Job>
  /** The loader has taken something in: so that it need not be searched for. */
  hear(news: News): void
  running(): boolean
  /**
   * Memberships are of all that had been taken in when this was asked, and nothing waits. What an
   * earlier refresh left undone is asked for again; throws a Refusal with the reason where one fails,
   * or is cancelled, meanwhile.
   */
  idle(signal: AbortSignal): Promise<void>
  /** Ends within a moment; a run under way is gone on with at the next start. Never throws. */
  stop(): Promise<void>
}

export type Wanted = {
  /** Left out: all. */
  readonly segments?: readonly number[]
  /** Only of whom arrivals have touched since those segments were as of now. */
  readonly touched?: boolean
} & Partial<Cause>

export type RefresherOptions = Means & {
  /** Told what failed, for the log. */
  readonly failed: (job: Job, error: unknown) => void
  /** Told what passing trouble is waited for, and how long, for the log. */
  readonly waits: Patience['waits']
  /** By which it waits for what is due; left out: the machine's. Its `now` is `clock`. */
  readonly time?: Clock
  /** Told what kept a few customers from being asked, for the log; a refresh is asked for instead. */
  readonly stumbled?: (error: unknown) => void
  /** Told when the ledger may have more entries. */
  readonly wrote?: () => void
  /** What arrives is gathered for so long. */
  readonly gatherMs?: number
  /** More customers than this are asked by the database. */
  readonly most?: number
  /** As of {@link KeepUpMeans}. */
  readonly mostEvents?: number
  /** So many rows of what is due are asked about together; as many as is best when left out. */
  readonly duesAtOnce?: number
  /** What failed is asked for again after so long, and then after twice as long each time. */
  readonly againMs?: number
}

/** Starts the worker: it goes on with what an earlier process left, then follows the inbox. */
export function startRefresher(options: RefresherOptions): Refresher {
  const worker = new Worker(options)
  worker.start()
  return worker
}

const longestWaitMs = 60_000
/** So much that came meanwhile is done between two steps of a run. */
const stepsBetween = 5

/** What fails again and again is still asked for so often. */
const longestAgainMs = 60 * 60_000

class Worker implements Refresher {
  readonly #options: RefresherOptions
  readonly #keeper: Keeper
  readonly #keepUp: KeepUp
  readonly #stopping = new AbortController()
  #wake: () => void = () => {}
  #working: Promise<unknown> = Promise.resolve()
  #running = false
  /** Another one each time that it finds nothing to do; undefined while it works. */
  #resting: symbol | undefined
  #healed = false
  #lastMs = 0
  /** When what failed is asked for again, and how long that was waited for. */
  #again = { at: 0, afterMs: 0 }
  /** One at a time may join a waiting job or make one. */
  #asking: Promise<unknown> = Promise.resolve()

  constructor(options: RefresherOptions) {
    this.#options = options
    const { clock, time = { ...machineClock, now: clock } } = options
    const request = async (wanted: Wanted): Promise<Job> => await this.request(wanted)
    this.#keeper = new Keeper({ ...options, time })
    this.#keepUp = new KeepUp({
      ...options,
      request,
      dueOf: async (of, upTo) => await this.#keeper.dueOf(of, upTo),
      told: (rows) => this.#keeper.told(rows),
      stumbled: (error) => options.stumbled?.(error),
    })
  }

  start(): void {
    const patience = { signal: this.#stopping.signal, waits: this.#options.waits }
    this.#working = repeat(patience, async () => await this.#work())
  }

  hear(news: News): void {
    this.#keepUp.hear(news)
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
    const before = await readOwed(db)
    const over = AbortSignal.any([signal, this.#stopping.signal])
    for (;;) {
      over.throwIfAborted()
      // What waits moves from one place to another while it works: it may be in none that was looked at.
      const resting = this.#resting
      const isBusy = resting === undefined || (await this.#isBusy(position))
      if (!isBusy && this.#resting === resting) {
        const owed = await readOwed(db)
        if (owed === undefined) return
        if (owed.job !== before?.job) throw behindBy(owed)
        await this.request(wantedOf(owed))
      }
      this.#keepUp.hurry()
      // Who is woken at work does all of it once more, and would hardly be found at rest.
      if (this.#resting !== undefined) this.#wake()
      await sleep(25, undefined, { signal: over })
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#wake()
    await this.#working
  }

  /** Whether something is being done, or will be by itself, about what came up to that position. */
  async #isBusy(position: number): Promise<boolean> {
    const { inbox, db } = this.#options.operational
    const { applied } = await inbox.state()
    if (applied < position || !this.#healed) return true
    // In this order: what a refresh leaves to be caught up with is there when it has ended.
    if ((await unfinishedJobs(db, refreshKind)).length > 0) return true
    if (!(await this.#keepUp.isUpTo(position))) return true
    return await this.#keeper.isBehind()
  }

  async #join({ segments, touched = false, cause = 'refresh', ref = '' }: Wanted): Promise<Job> {
    const { operational, clock } = this.#options
    const { db } = operational
    const waiting = (await unfinishedJobs(db, refreshKind)).find(({ state }) => state === 'waiting')
    if (waiting === undefined) {
      const some = segments ? [...segments] : null
      const options: RefreshOptions = { segments: some, touched, cause, ref }
      return await createJob(db, { kind: refreshKind, options }, clock())
    }
    const before = optionsOf(waiting)
    const union =
      segments === undefined || before.segments === null
        ? null
        : [...new Set([...before.segments, ...segments])].toSorted((a, b) => a - b)
    // A run says more than what else may have come with it.
    const said = saysMore({ cause, ref }) ? { cause, ref } : {}
    const both = touched && before.touched
    const options: RefreshOptions = { ...before, segments: union, touched: both, ...said }
    await changeJob(db, waiting.id, { options })
    return waiting
  }

  /**
   * What arrivals and what time have made other comes first, in turns; then what is asked for, one job at a
   * time, in order; then what is owed; else it waits for any of these. What a segment was never filled for
   * waits for no clock that has a month to catch up with.
   */
  async #work(): Promise<void> {
    const { operational, clock } = this.#options
    const woken = new Promise<void>((resolve) => (this.#wake = resolve))
    await finishBatch(this.#options)
    if (!this.#healed) await this.#heal()
    const isMore = await this.#keep()
    const [next] = await unfinishedJobs(operational.db, refreshKind)
    if (next !== undefined && (!isMore || (await this.#fillsOnly(next)))) {
      return await this.#perform(next)
    }
    if (isMore) return
    const owed = await readOwed(operational.db)
    const again = owed !== undefined && !owed.cancelled
    const waitMs = this.#again.at - clock()
    if (again && waitMs <= 0) return void (await this.request(wantedOf(owed)))
    const timer = again ? setTimeout(() => this.#wake(), waitMs) : undefined
    this.#resting = Symbol('resting')
    try {
      await this.#wait(woken)
    } finally {
      this.#resting = undefined
      clearTimeout(timer)
    }
  }

  /** Until somebody asks for something, somebody is due, or something was taken in, which is then gathered. */
  async #wait(woken: Promise<void>): Promise<void> {
    const { operational, gatherMs = 50 } = this.#options
    const over = new AbortController()
    const followed = await readFollowed(operational.db)
    const arrived = operational.inbox
      .waitApplied(followed + 1, longestWaitMs, over.signal)
      .then((outcome) => outcome !== undefined)
    // Once another has come first, its failure is nobody's.
    arrived.catch(() => {})
    const others = Promise.race([woken, this.#keeper.wait(over.signal)]).then(() => false)
    const isArrival = await Promise.race([arrived, others])
    over.abort()
    if (isArrival) await rest(gatherMs, this.#stopping.signal)
  }

  /** What a kill kept from being asked for: segments that do not stand as they are defined, or are gone. */
  async #heal(): Promise<void> {
    const { db } = this.#options.operational
    const isBusy = (await unfinishedJobs(db, refreshKind)).length > 0
    if (!isBusy && (await readOwed(db)) === undefined) {
      const stale = await this.#keepUp.stale()
      if (await this.#keeper.isNew()) await this.request({})
      else if (stale !== undefined) await this.request({ segments: stale })
    }
    this.#healed = true
  }

  /** A batch of what arrived and one of what is due: neither waits for all of the other. */
  async #keep(): Promise<boolean> {
    const followed = await this.#keepUp.step()
    const passed = await this.#keeper.step(this.#keepUp.pending)
    if (followed || passed) this.#options.wrote?.()
    return followed || passed
  }

  /** Whether all that it asks for was never filled: nothing of that is in the ledger that is out of order. */
  async #fillsOnly(job: Job): Promise<boolean> {
    const { segments } = optionsOf(job)
    if (segments === null || segments.length === 0) return false
    return (await standingsOf(this.#options.operational.db, segments)).size === 0
  }

  /**
   * Whoever is due by now is asked about that before new data are asked about of everyone; what else
   * arrives does not wait for that.
   */
  async #passTime(): Promise<void> {
    const everyone: Pending = { has: () => true }
    while (!this.#stopping.signal.aborted && (await this.#keeper.step(everyone))) {
      await this.#keepUp.step()
    }
  }

  /** Between the steps of a run: what it does not work on is kept up. */
  async #between(): Promise<void> {
    for (let nth = 0; nth < stepsBetween && !this.#stopping.signal.aborted; nth += 1) {
      if (!(await this.#keep())) return
    }
  }

  async #perform(waiting: Job): Promise<void> {
    const { operational, database, clock } = this.#options
    const begin = this.#asking.then(async () =>
      changeJob(operational.db, waiting.id, { state: 'running', started: clock() }),
    )
    // Until it is marked as running, somebody may still join it: what they added is read with it.
    this.#asking = begin.catch(() => {})
    const job = (await begin) ?? waiting
    this.#running = true
    const began = clock()
    try {
      const { touched, begun } = optionsOf(job)
      // Of whom nothing was touched time goes on as before. What was touched is for the run to say.
      if (touched && begun === undefined) await this.#passTime()
      const end = await this.#endOf(job)
      this.#lastMs = clock() - began
      this.#planAgain(end, await endJob(operational.db, job, end, clock()))
      // Only now: one that is gone on with rests on what it had found.
      if (end.state !== 'done') await unstage(database, { run: job.id, now: 0 }).catch(() => {})
    } finally {
      this.#running = false
      this.#keeper.forget()
      this.#options.wrote?.()
    }
  }

  /** Runs it. Throws where it is to be gone on with. */
  async #endOf(job: Job): Promise<End> {
    const { failed } = this.#options
    try {
      const means = { ...this.#options, between: async () => await this.#between() }
      const unfound = await runRefresh(means, job, this.#stopping.signal)
      if (unfound.length === 0) return { state: 'done' }
      const problem = problemOf(unfound)
      failed(job, new Refusal(failure('invalid', problem)))
      return { state: 'failed', problem, undone: unfound.map(({ segment }) => segment) }
    } catch (error) {
      if (this.#stopping.signal.aborted || isPassing(error)) throw error
      const cancelled = error instanceof Cancelled
      if (!cancelled) failed(job, error)
      const problem = error instanceof Error ? error.message : String(error)
      return {
        state: cancelled ? 'cancelled' : 'failed',
        problem,
        undone: optionsOf(job).segments,
      }
    }
  }

  /** What failed takes up only a part of the time, however long it takes. */
  #planAgain({ state }: End, owed: Owed | undefined): void {
    const { clock, againMs = 1_000 } = this.#options
    if (owed === undefined) this.#again = { at: 0, afterMs: 0 }
    if (state !== 'failed') return
    const afterMs = Math.min(longestAgainMs, Math.max(againMs, 2 * this.#again.afterMs))
    this.#again = { at: clock() + Math.max(afterMs, 5 * this.#lastMs), afterMs }
  }
}

function wantedOf({ segments, cause, ref }: Owed): Wanted {
  return { ...(segments === null ? {} : { segments }), cause, ref }
}

function behindBy({ problem }: Owed): Refusal {
  return new Refusal(
    failure('unavailable', `Not all segments are up to date: ${problem}`, {
      fix: 'Mend what it says, then refresh the segments.',
    }),
  )
}
