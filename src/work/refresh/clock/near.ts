import { readDue, type Due } from '../../../store/clickhouse/due.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { endOf, isBefore, type Cursor } from './progress.ts'

/** So far ahead is known what is due, and so many rows at the most: all else stays in the store. */
export const aheadMs = 60_000
const mostRows = 4_000

/** What is due next, in order, in memory: of however many rows there are, the few of the near future. */
export class Near {
  readonly #database: Database
  #rows: Due[] = []
  /** All rows after `#from` and up to `#upTo` are in `#rows`; undefined: not known, to be read. */
  #known: { readonly from: Cursor; readonly upTo: Cursor } | undefined

  constructor(database: Database) {
    this.#database = database
  }

  /** Rows were written that nobody told of. */
  forget(): void {
    this.#known = undefined
    this.#rows = []
  }

  /** Rows were written. */
  add(rows: readonly Due[]): void {
    const known = this.#known
    if (known === undefined) return
    const near = rows.filter((row) => isBefore(known.from, row) && !isBefore(known.upTo, row))
    if (near.length === 0) return
    this.#rows = withoutTwice([...this.#rows, ...near].toSorted(inOrder))
    const last = this.#rows[mostRows - 1]
    if (last === undefined) return
    this.#rows.length = mostRows
    this.#known = { ...known, upTo: last }
  }

  /**
   * The rows after that one up to an instant (included), at most so many, and whether these are all of
   * them.
   */
  async take(after: Cursor, upTo: number, most: number): Promise<{ rows: Due[]; all: boolean }> {
    await this.#look(after, upTo)
    const known = this.#known
    const rows = this.#rows.filter(({ at }) => at <= upTo).slice(0, most)
    const next = this.#rows[rows.length]
    const all = next === undefined ? (known?.upTo.at ?? 0) > upTo : next.at > upTo
    return { rows, all }
  }

  /** The first instant after that row at which somebody is due, or at which to look again. */
  async next(after: Cursor, now: number): Promise<number> {
    await this.#look(after, now)
    return this.#rows[0]?.at ?? this.#known?.upTo.at ?? now
  }

  /** Knows what comes after that row, at least the first of it, and all of it up to that instant or more rows than enough. */
  async #look(after: Cursor, upTo: number): Promise<void> {
    const known = this.#known
    if (known !== undefined && !isBefore(after, known.from)) {
      const passed = this.#rows.findIndex((row) => isBefore(after, row))
      this.#rows.splice(0, passed === -1 ? this.#rows.length : passed)
      if (this.#rows.length > 0 || known.upTo.at > upTo) return
    }
    const until = Math.max(upTo, after.at) + aheadMs
    this.#rows = [
      ...(await readDue(this.#database, { from: after.at, upTo: until, after, limit: mostRows })),
    ]
    const last = this.#rows[mostRows - 1]
    this.#known = { from: after, upTo: last ?? endOf(until) }
  }
}

function inOrder(a: Due, b: Due): number {
  return isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0
}

function withoutTwice(sorted: readonly Due[]): Due[] {
  return sorted.filter((row, i) => {
    const before = sorted[i - 1]
    return before === undefined || isBefore(before, row)
  })
}
