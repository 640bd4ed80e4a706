import type { Due, DueOf } from '../../../store/clickhouse/due.ts'
import { unfinishedJobs } from '../../../store/operational/jobs.ts'
import type { Clock } from '../../clock.ts'
import { nextInstant } from '../instant.ts'
import { optionsOf, refreshKind } from '../job.ts'
import { doBatch } from '../live/batch.ts'
import { definitionsReader, type Definitions } from '../live/definitions.ts'
import { readWaiting, waitingMark, waitingToo } from '../live/ranked.ts'
import type { Means } from '../run.ts'
import { asOfMark, readFollowed } from '../standing.ts'
import { DueClock, type DueBatch, type StepWanted } from './dueClock.ts'

export type KeeperMeans = Means & {
  /** By which it waits for what is due. */
  readonly time: Clock
  /** So many rows of what is due are asked about together. */
  readonly duesAtOnce?: number
}

/** Customers of whom new data are asked about next. */
export type Pending = Pick<ReadonlySet<string>, 'has'>

export type Overdue = {
  readonly rows: readonly Due[]
  /** The instant from which on they were looked for. */
  readonly from: number
}

/**
 * Keeps memberships up with the passing of time: whoever leaves a window, comes of age or lets a cart
 * lie leaves and enters segments at that instant, though nothing arrives. One worker does this and all
 * else that writes memberships, one after the other.
 */
export class Keeper {
  readonly #means: KeeperMeans
  readonly #clock: DueClock
  readonly #definitions: () => Promise<Definitions>
  #pending: Pending = new Set()

  constructor(means: KeeperMeans) {
    const { operational, database, duesAtOnce } = means
    this.#means = means
    this.#definitions = definitionsReader(operational.db)
    const ask = async (batch: DueBatch): Promise<void> => await this.#ask(batch)
    this.#clock = new DueClock({
      db: operational.db,
      database,
      ask,
      ...(duesAtOnce === undefined ? {} : { rowsAtOnce: duesAtOnce }),
    })
  }

  /**
   * Asks some of those about whom time may say something else by now, the longest due first; false
   * where nobody is due.
   */
  async step(pending: Pending = new Set()): Promise<boolean> {
    const { operational, time } = this.#means
    const { db } = operational
    const behind = await this.#clock.behind()
    const isDue = await this.#clock.isDue(time.now())
    if (!isDue && behind.length === 0) return false
    const keeping = await this.#keeping()
    if (!isDue && !behind.some(keeping.isLive)) return false
    this.#pending = pending
    return await this.#clock.step({ upTo: await nextInstant(db, time.now()), ...keeping })
  }

  /**
   * Those of some customers and segments that are due by that instant: who asks them then does not wait
   * until the clock has come so far. Undefined where all that is due is done.
   */
  async dueOf(
    of: Pick<DueOf, 'customers' | 'segments'>,
    upTo: number,
  ): Promise<Overdue | undefined> {
    const isBehind = (await this.#clock.behind()).length > 0
    if (!isBehind && !(await this.#clock.isDue(upTo))) return undefined
    return await this.#clock.dueOf(of, upTo)
  }

  /** Segments were filled by a program that did not keep who is due: of those nothing is known. */
  async isNew(): Promise<boolean> {
    if ((await this.#clock.doneUpTo()) !== undefined) return false
    const { live, behind, ranked } = await this.#definitions()
    return live.length + behind.size + ranked.size > 0
  }

  /** Whether somebody is due by now, or segments have to be caught up with. */
  async isBehind(): Promise<boolean> {
    if (await this.#clock.isDue(this.#means.time.now())) return true
    const behind = await this.#clock.behind()
    if (behind.length === 0) return false
    return behind.some((await this.#keeping()).isLive)
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

  async #ask({ walks, upTo, isLast, marks }: DueBatch): Promise<void> {
    const { operational, time } = this.#means
    const { db } = operational
    const { context, live, ranked, reads } = await this.#definitions()
    const kept = new Set(live)
    const pending = this.#pending
    const noticed = Math.max(upTo, await nextInstant(db, time.now()))
    // Of those that rest on a rank everyone is asked, when it is their turn.
    const others = walks.flatMap(({ segment }) => (ranked.has(segment) ? [segment] : []))
    const because = { cause: 'clock', ref: '' } as const
    const waiting = waitingToo(await readWaiting(db), others, because)
    await doBatch(this.#means, {
      context: { ...context, now: upTo },
      reads,
      noticed,
      asked: [],
      walks: walks.filter(({ segment }) => !ranked.has(segment)),
      knownTo: await readFollowed(db),
      leaves: (customer, segment) => pending.has(customer) || !kept.has(segment),
      because,
      marks: {
        ...marks,
        ...(others.length === 0 ? {} : { [waitingMark]: waiting }),
        ...(isLast ? { [asOfMark]: upTo } : {}),
      },
      told: (rows) => this.#clock.told(rows),
    })
  }

  /**
   * Which segments are kept up with time: not before they were first found, and not while they wait to be
   * found anew of everyone, of another definition say. Those of which only some wait to be found are, until
   * that begins.
   */
  async #keeping(): Promise<Pick<StepWanted, 'isLive' | 'exists'>> {
    const { conditions, stale } = await this.#definitions()
    const jobs = await unfinishedJobs(this.#means.operational.db, refreshKind)
    const waiting = jobs
      .map(optionsOf)
      .filter(({ touched, begun }) => !touched || begun !== undefined)
    const off = new Set([...stale, ...waiting.flatMap(({ segments }) => segments ?? [])])
    const isNone = waiting.some(({ segments }) => segments === null)
    return {
      isLive: (segment) => !isNone && conditions.has(segment) && !off.has(segment),
      exists: (segment) => conditions.has(segment),
    }
  }
}

const longestWaitMs = 60_000
