import { unfinishedJobs } from '../../../store/operational/jobs.ts'
import { listSegments } from '../../../store/operational/segments.ts'
import type { Due } from '../../../store/clickhouse/due.ts'
import type { Clock } from '../../clock.ts'
import { contextAt } from '../../context.ts'
import { nextInstant } from '../instant.ts'
import { optionsOf, refreshKind } from '../job.ts'
import { doBatch } from '../live/batch.ts'
import type { Means } from '../run.ts'
import { readStandings } from '../standing.ts'
import { DueClock, type DueBatch } from './dueClock.ts'

export type KeeperMeans = Means & {
  /** By which it waits for what is due. */
  readonly time: Clock
}

/**
 * Keeps memberships up with the passing of time: whoever leaves a window, comes of age or lets a cart
 * lie leaves and enters segments at that instant, though nothing arrives. One worker does this and all
 * else that writes memberships, one after the other.
 */
export class Keeper {
  readonly #means: KeeperMeans
  readonly #clock: DueClock
  /** Customers of whom new data are asked about next. */
  #pending: ReadonlySet<string> = new Set()

  constructor(means: KeeperMeans) {
    const { operational, database } = means
    this.#means = means
    const ask = async (batch: DueBatch): Promise<void> => await this.#ask(batch)
    this.#clock = new DueClock({ db: operational.db, database, ask })
  }

  /**
   * Asks some of those about whom time may say something else by now, the longest due first; false
   * where nobody is due.
   */
  async step(pending: ReadonlySet<string> = new Set()): Promise<boolean> {
    const { operational, time } = this.#means
    const { db } = operational
    const behind = await this.#clock.behind()
    const isDue = await this.#clock.isDue(time.now())
    if (!isDue && behind.length === 0) return false
    const live = await liveSegments(this.#means)
    if (!isDue && !behind.some((segment) => live.get(segment) === true)) return false
    this.#pending = pending
    return await this.#clock.step({
      upTo: await nextInstant(db, time.now()),
      isLive: (segment) => live.get(segment) === true,
      exists: (segment) => live.has(segment),
    })
  }

  /** Whether somebody is due by now, or segments have to be caught up with. */
  async isBehind(): Promise<boolean> {
    if (await this.#clock.isDue(this.#means.time.now())) return true
    const behind = await this.#clock.behind()
    if (behind.length === 0) return false
    const live = await liveSegments(this.#means)
    return behind.some((segment) => live.get(segment) === true)
  }

  /** Waits until somebody is due, though never for more than a minute: clocks are set, and machines sleep. */
  async wait(signal: AbortSignal): Promise<void> {
    const { time } = this.#means
    const next = await this.#clock.next(time.now())
    // The clock may have been set meanwhile.
    await time.wait(Math.min(Math.max(0, next - time.now()), longestWaitMs), signal)
  }

  /** Rows of `due` were written. */
  told(rows: readonly Due[]): void {
    this.#clock.told(rows)
  }

  /** Something else has written rows of `due`, or noted how far all is. */
  forget(): void {
    this.#clock.forget()
  }

  async #ask({ walks, upTo, marks }: DueBatch): Promise<void> {
    const { operational, time } = this.#means
    const { db } = operational
    await doBatch(this.#means, {
      context: await contextAt(db, upTo),
      noticed: Math.max(upTo, await nextInstant(db, time.now())),
      asked: [],
      walks,
      pending: this.#pending,
      because: { cause: 'clock', ref: '' },
      marks,
      told: (rows) => this.#clock.told(rows),
    })
  }
}

const longestWaitMs = 60_000

/**
 * By segment, whether its memberships are kept up: not before they were first found, and not while they
 * wait to be found anew, of another definition say. Segments that are gone are not in it.
 */
async function liveSegments({
  operational: { db },
}: Pick<Means, 'operational'>): Promise<ReadonlyMap<number, boolean>> {
  const [segments, standings, jobs] = await Promise.all([
    listSegments(db),
    readStandings(db),
    unfinishedJobs(db, refreshKind),
  ])
  const waiting = jobs.map((job) => optionsOf(job).segments)
  return new Map(
    segments.map(({ id, version }) => {
      const isWaiting = waiting.some((each) => each === null || each.includes(id))
      return [id, !isWaiting && standings.get(id)?.version === version]
    }),
  )
}
