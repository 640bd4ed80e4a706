import {
  dropPassedDue,
  readDue,
  readDueOf,
  type Due,
  type DueOf,
} from '../../../store/clickhouse/due.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { dueSpanMs } from '../../../store/clickhouse/schema/memberships.ts'
import type { Db } from '../../../store/operational/tables.ts'
import { Near } from './near.ts'
import {
  clockMark,
  endOf,
  isBefore,
  isDone,
  readProgress,
  type Cursor,
  type Progress,
} from './progress.ts'

const rowsPerBatch = 2_000

export type DueBatch = {
  /** Whom to ask about which segment, from which instant on: the first of each. It may be nobody. */
  readonly walks: readonly Due[]
  /** Up to which instant (included): what is due after it comes in a batch of its own. */
  readonly upTo: number
  /** After it nothing is due up to that instant, but of segments that wait for a refresh. */
  readonly isLast: boolean
  /** Marks to be noted with the end of it. */
  readonly marks: Readonly<Record<string, unknown>>
}

export type DueMeans = {
  readonly db: Db
  readonly database: Database
  /**
   * Writes what comes of it, and with it the marks; calls `told` with the rows of `due` that it writes.
   * From then on nothing is noticed at `upTo` or before, so that no row comes to be where all is done.
   */
  readonly ask: (batch: DueBatch) => Promise<void>
  /** So many rows are asked about together at the most. */
  readonly rowsAtOnce?: number
}

/** What a step may do. */
export type StepWanted = {
  /** Due rows up to this instant (included). */
  readonly upTo: number
  /** Whether the memberships of that segment are kept up at present: not while it waits for a full refresh. */
  readonly isLive: (segment: number) => boolean
  /** What is left over of segments that are no more is forgotten. */
  readonly exists: (segment: number) => boolean
}

/**
 * Asks everybody about whom passing time may say something else, in the order of the instants at which
 * it may. Where it is, it keeps in the store: a process that ends in the middle of a batch has done it
 * or has not, as the ledger tells, and what came due while none ran is simply what comes first.
 */
export class DueClock {
  readonly #means: DueMeans
  readonly #near: Near
  readonly #most: number
  #progress: Progress | undefined
  #droppedBefore = 0

  constructor(means: DueMeans) {
    this.#means = means
    this.#near = new Near(means.database)
    this.#most = means.rowsAtOnce ?? rowsPerBatch
  }

  /** Rows of `due` were written. */
  told(rows: readonly Due[]): void {
    this.#near.add(rows)
  }

  /** A full refresh has noted what it did, or something else was changed in the store. */
  forget(): void {
    this.#progress = undefined
    this.#near.forget()
  }

  /** Up to which instant all is done; undefined where nothing was ever refreshed. */
  async doneUpTo(): Promise<number | undefined> {
    return (await this.#read())?.done.at
  }

  /** The first instant at which a step has something to do, or at which to look again. */
  async next(now: number): Promise<number> {
    const progress = await this.#read()
    if (progress === undefined) return now + 60_000
    return await this.#near.next(progress.done, now)
  }

  /** Whether by that instant there is something to do. */
  async isDue(now: number): Promise<boolean> {
    const progress = await this.#read()
    if (progress === undefined || progress.done.at > now) return false
    return (await this.#near.take(progress.done, now, 1)).rows.length > 0
  }

  /** Segments that are not done as far as the others. */
  async behind(): Promise<readonly number[]> {
    return Object.keys((await this.#read())?.behind ?? {}).map(Number)
  }

  /** Those of some customers and segments that are due by that instant, and from when on to look for them. */
  async dueOf(
    of: Pick<DueOf, 'customers' | 'segments'>,
    upTo: number,
  ): Promise<{ readonly rows: readonly Due[]; readonly from: number }> {
    const progress = await this.#read()
    if (progress === undefined) return { rows: [], from: upTo }
    const { done, behind } = progress
    const from = Math.min(...[done, ...Object.values(behind)].map(({ at }) => at))
    const rows = await readDueOf(this.#means.database, { ...of, from, upTo })
    // Who asks for them is to do them.
    if (rows.length > 0) this.#near.forget()
    return { rows: rows.filter((row) => !isDone(row, progress)), from }
  }

  /** Does one batch of what is due; false where nothing is. */
  async step(wanted: StepWanted): Promise<boolean> {
    const progress = await this.#read()
    if (progress === undefined) return false
    const left = Object.entries(progress.behind)
      .map(([id, cursor]) => ({ segment: Number(id), cursor }))
      .filter(({ segment }) => wanted.exists(segment) && wanted.isLive(segment))
    const [first] = left.toSorted((a, b) => (isBefore(a.cursor, b.cursor) ? -1 : 1))
    if (first !== undefined) {
      const same = left.filter(({ cursor }) => !isBefore(first.cursor, cursor))
      return await this.#stepBehind(
        progress,
        wanted,
        same.map(({ segment }) => segment),
      )
    }
    return await this.#stepAhead(progress, wanted)
  }

  /** Those segments' rows, up to where all others are. */
  async #stepBehind(
    progress: Progress,
    wanted: StepWanted,
    segments: readonly number[],
  ): Promise<boolean> {
    const from = progress.behind[String(segments[0])] ?? progress.done
    const rows = await readDue(this.#means.database, {
      from: from.at,
      after: from,
      upTo: progress.done.at,
      segments,
      limit: this.#most,
    })
    const due = rows.filter((row) => !isBefore(progress.done, row))
    const last = rows.length < this.#most ? undefined : due.at(-1)
    const to = last ?? progress.done
    await this.#perform(progress, wanted, { due, to, behind: segments })
    return true
  }

  async #stepAhead(progress: Progress, wanted: StepWanted): Promise<boolean> {
    const { done } = progress
    if (wanted.upTo < done.at) return false
    const { rows, all } = await this.#near.take(done, wanted.upTo, this.#most)
    const last = rows.at(-1)
    if (last === undefined) return false
    const to = all ? endOf(wanted.upTo) : last
    await this.#perform(progress, wanted, { due: rows, to, behind: null })
    await this.#dropPassed()
    return true
  }

  async #perform(
    before: Progress,
    { isLive, exists }: StepWanted,
    { due, to, behind }: { due: readonly Due[]; to: Cursor; behind: readonly number[] | null },
  ): Promise<void> {
    const own = due.filter((row) => {
      return (behind !== null || !(row.segment in before.behind)) && !isDone(row, before)
    })
    const walks = firstOfEach(own.filter(({ segment }) => isLive(segment)))
    const after: Progress = { ...before, behind: { ...before.behind } }
    for (const { segment } of own) {
      if (!isLive(segment) && exists(segment)) after.behind[segment] ??= before.done
    }
    if (behind === null) after.done = to
    else for (const id of behind) moveOn(after, id, to)
    after.ahead = withoutPassed(after)
    // Where it fails it may be done all the same.
    this.#progress = undefined
    const isLast = behind === null && !isBefore(to, endOf(to.at))
    await this.#means.ask({ walks, upTo: to.at, isLast, marks: { [clockMark]: after } })
    this.#progress = after
  }

  async #read(): Promise<Progress | undefined> {
    return (this.#progress ??= await readProgress(this.#means.db))
  }

  async #dropPassed(): Promise<void> {
    const progress = this.#progress
    if (progress === undefined) return
    const all = [progress.done, ...Object.values(progress.behind)]
    // A full refresh under way writes rows from its own instant on.
    const before = Math.min(...all.map(({ at }) => at)) - dueSpanMs
    if (Math.floor(before / dueSpanMs) <= Math.floor(this.#droppedBefore / dueSpanMs)) return
    await dropPassedDue(this.#means.database, before)
    this.#droppedBefore = before
  }
}

/** Those segments' that are still before all others. */
function withoutPassed({ done, ahead }: Progress): Progress['ahead'] {
  return Object.fromEntries(Object.entries(ahead).filter(([, cursor]) => isBefore(done, cursor)))
}

function moveOn(progress: Progress, segment: number, to: Cursor): void {
  if (isBefore(to, progress.done)) progress.behind[segment] = to
  else delete progress.behind[segment]
}

/** Of each segment and customer the first: whoever is asked from there on is asked about the others too. */
function firstOfEach(rows: readonly Due[]): readonly Due[] {
  const first = new Map<string, Due>()
  for (const row of rows) {
    const key = `${row.segment} ${row.customer}`
    if (!first.has(key)) first.set(key, row)
  }
  return [...first.values()]
}
