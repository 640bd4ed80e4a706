import type { Key } from '../../../domain/import/key.ts'
import { anyTombstones } from '../../../store/clickhouse/identities.ts'
import type { Passing } from '../../../store/clickhouse/gate.ts'
import { dropRun, readRejected } from '../../../store/clickhouse/rowImports.ts'
import { newcomerWriter } from '../../../store/clickhouse/newcomers.ts'
import { versionOf } from '../../../store/clickhouse/version.ts'
import { fault } from '../../../store/faults.ts'
import { RejectedFile, type Rejection } from '../files/rejected.ts'
import { headerLine } from '../files/understand.ts'
import { writeSet } from '../writeSet.ts'
import { sinceOf } from './customerRow.ts'
import type { RowsRun } from './options.ts'
import { eachRowSet, usualSizes, type RowSet, type RowSizes } from './sets.ts'
import { applyRows, rejectionOf, type Applied, type AppliedRow, type Applying } from './take.ts'
import {
  clearedOf,
  countCleared,
  countError,
  emptyTally,
  mostSamples,
  wantsSample,
  type Tally,
} from './tally.ts'
import { Trial } from './trial.ts'
import type { RowTyper } from './typed.ts'
import type { RowsWorld } from './world.ts'
import {
  nextStretch,
  noteSeen,
  sameStretch,
  samplesOf,
  takeFrom,
  truthsOf,
  type Stretch,
  type Truth,
} from './whole.ts'

/** Takes the sets of one run, one after the other; while one is written the next is read. */
export class RowTaker {
  private readonly run: RowsRun
  private readonly world: RowsWorld
  private readonly key: Key
  private readonly rejected: RejectedFile
  private readonly tally: Tally
  private readonly sizes: RowSizes
  private readonly truths: readonly Truth[]
  private readonly trial: Trial | undefined
  private readonly linesOf: ReturnType<typeof newcomerWriter>
  private noTombstones = false
  /** Sets of rows so far. */
  private sets = 0
  /** The set that is being written while the next is read. */
  private writing: Promise<void> = Promise.resolve()

  constructor(run: RowsRun, world: RowsWorld, key: Key) {
    const { understood, rejectedPath, dry, importId } = run
    this.run = run
    this.world = world
    this.key = key
    this.tally = world.mark?.tally ?? emptyTally()
    this.sizes = world.mark?.sizes ?? world.sizes ?? usualSizes
    this.truths = truthsOf(run)
    this.trial = dry ? new Trial(world.database, importId) : undefined
    this.linesOf = newcomerWriter({ importId, received: run.received, since: sinceOf(run) })
    const { dialect } = understood
    const header = headerLine(understood)
    this.rejected = new RejectedFile(rejectedPath, { dialect, header, more: false })
  }

  /** What came of all rows; the file of rejected ones is on disk. */
  async takeAll(typer: RowTyper): Promise<Tally> {
    const { run, world, trial } = this
    const { database, signal } = world
    this.noTombstones = !(await anyTombstones(database))
    if (world.mark === undefined) await dropRun(database, run.importId)
    const { sizes } = this
    const reading = signal === undefined ? { sizes } : { sizes, signal }
    try {
      await eachRowSet(run.understood, typer, async (set) => await this.take(set), reading)
      await this.clear()
    } catch (error) {
      if (!(error instanceof Mended)) throw error
    } finally {
      // Whatever happens, no set is left half written behind.
      await this.writing
      this.rejected.close()
    }
    await trial?.end()
    return this.tally
  }

  private async take(set: RowSet): Promise<void> {
    const { world, run } = this
    this.sets = set.nth + 1
    const begun = world.mark?.set ?? -1
    if (set.nth < begun) await this.passOver(set)
    else if (world.onlyMend === true && set.nth > begun) throw new Mended()
    else await this.takeNext(set, set.nth === begun)
    world.onProgress({ step: 'rows', done: set.seen, total: run.understood.rows })
  }

  /** What is taken in already: its rejected rows are written down again. */
  private async passOver(set: RowSet): Promise<void> {
    const version = versionOf(this.run.position, set.nth)
    const there = new Map<number, Rejection>()
    for (const each of await readRejected(this.world.database, version)) {
      there.set(each.row, rejectionOf(each, this.key.column))
    }
    this.writeRejected(set, there)
  }

  private async takeNext(set: RowSet, repeated: boolean): Promise<void> {
    const { run, world, tally, trial } = this
    await this.writing
    world.signal?.throwIfAborted()
    const known = await trial?.before(set, run.settings)
    const applied = await applyRows(
      {
        run,
        database: world.database,
        known,
        noTombstones: this.noTombstones,
        key: this.key,
        repeated,
        wants: samplesWanted(tally),
      },
      set,
    )
    fault('validate')
    await this.note(set, applied, repeated)
    if (trial !== undefined && known !== undefined) {
      await trial.after(applied.state, set.nth, known)
      return
    }
    await world.onMark({ set: set.nth, tally, sizes: this.sizes })
    this.begin(applied, set.nth, repeated)
  }

  private async note(set: RowSet, { rows }: Applied, repeated: boolean): Promise<void> {
    if (!repeated) this.count(set, rows)
    const why = rows.flatMap((row): [number, Rejection][] =>
      row.why === undefined ? [] : [[row.typed.row.number, row.why]],
    )
    this.writeRejected(set, new Map(why))
    if (this.truths.length > 0) await noteSeen(this.world.database, this.run, set, rows)
  }

  /** Writes what is applied while the next is read. */
  private begin(applied: ToWrite, set: number, repeated: boolean): void {
    const { passing = atOnce } = this.world
    this.writing = passing(async () => await this.write(applied, set, repeated))
    // Awaited in its turn; until then its failure is nobody's.
    this.writing.catch(() => {})
  }

  private async write(
    { state, newcomers }: ToWrite,
    set: number,
    repeated: boolean,
  ): Promise<void> {
    const { position } = this.run
    const version = versionOf(position, set)
    const lines = newcomers === undefined ? undefined : this.linesOf(newcomers.all(), version)
    await writeSet(this.world.database, state, {
      token: `${position}-${set}`,
      versions: { from: version, to: version },
      repeated,
      ...(lines === undefined ? {} : { lines }),
    })
  }

  /** Takes from who is not in the file what it is the whole truth of. */
  private async clear(): Promise<void> {
    const { mark } = this.world
    let set = this.sets
    for (const [nth, truth] of this.truths.entries()) {
      let after = ''
      if (mark?.stretch !== undefined) {
        if (nth < mark.stretch.truth) continue
        if (nth === mark.stretch.truth) {
          const { stretch } = mark
          await this.repeatStretch(truth, mark.set, stretch)
          set = mark.set + 1
          after = stretch.to
        }
      }
      set = await this.clearOf(truth, { nth, after, set })
    }
  }

  private async repeatStretch(truth: Truth, set: number, stretch: Stretch): Promise<void> {
    const { world, run } = this
    const { database } = world
    const ids = await sameStretch(database, run, truth, { set, stretch })
    const state = await takeFrom({ database, run }, truth, ids, { set, repeated: true })
    this.begin({ state }, set, true)
  }

  private async clearOf(
    truth: Truth,
    from: { readonly nth: number; readonly after: string; readonly set: number },
  ): Promise<number> {
    const { world, run, tally } = this
    const { database } = world
    let { after, set } = from
    for (;;) {
      await this.writing
      if (world.onlyMend === true) throw new Mended()
      world.signal?.throwIfAborted()
      const found = await nextStretch(database, run, truth, { truth: from.nth, after })
      if (found === undefined) return set
      const { stretch, ids } = found
      const before = clearedOf(tally, truth.name)
      if (before === 0) tally.samples.push(...(await samplesOf(database, truth, ids.slice(0, 10))))
      countCleared(tally, truth.name, ids.length)
      world.onProgress({ step: 'clearing', done: before + ids.length, total: 0 })
      after = stretch.to
      if (run.dry) continue
      const state = await takeFrom({ database, run }, truth, ids, { set, repeated: false })
      await world.onMark({ set, tally, sizes: this.sizes, stretch })
      this.begin({ state }, set, false)
      set += 1
    }
  }

  private count(set: RowSet, rows: readonly AppliedRow[]): void {
    const { tally } = this
    for (const { row, why } of set.rejected) this.countRejected(row.number, why, '')
    for (const { typed, result, conflict, why, sample = [] } of rows) {
      const { row, key } = typed
      if (conflict) tally.conflicts += 1
      if (why !== undefined) this.countRejected(row.number, why, key)
      else tally[result] += 1
      if (why === undefined && wantsSample(tally, result, conflict)) {
        tally.samples.push({ row: row.number, result, key, conflict, changes: sample })
      }
    }
  }

  private countRejected(row: number, why: Rejection, key: string): void {
    countError(this.tally, row, why)
    if (!wantsSample(this.tally, 'rejected')) return
    const { reason } = why
    this.tally.samples.push({ row, result: 'rejected', key, conflict: false, reason, changes: [] })
  }

  /** In the order of the file: rows that cannot be read, and those that were refused. */
  private writeRejected(set: RowSet, refused: ReadonlyMap<number, Rejection>): void {
    const all = set.rejected.map(({ row, why }) => ({ row, why }))
    if (refused.size > 0) {
      for (const { row } of set.rows) {
        const why = refused.get(row.number)
        if (why !== undefined) all.push({ row, why })
      }
      all.sort((a, b) => a.row.number - b.row.number)
    }
    for (const { row, why } of all) this.rejected.add(row, why)
  }
}

/** Counts those of the set at hand too, which are not in the tally yet. */
function samplesWanted(tally: Tally): Applying['wants'] {
  const given = new Map<string, number>()
  return (result, conflict) => {
    if (!wantsSample(tally, result, conflict)) return false
    const key = `${result} ${conflict}`
    const n = (given.get(key) ?? 0) + 1
    given.set(key, n)
    return n <= 2 * mostSamples
  }
}

type ToWrite = Pick<Applied, 'state' | 'newcomers'>

const atOnce: Passing = (write) => write()

/** What was to be made whole is. */
class Mended extends Error {}
