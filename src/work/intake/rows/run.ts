import { orRefuse } from '../../../domain/failure.ts'
import type { Key } from '../../../domain/import/key.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { anyTombstones } from '../../../store/clickhouse/identities.ts'
import { readRejected } from '../../../store/clickhouse/rowImports.ts'
import type { Passing } from '../../../store/clickhouse/gate.ts'
import { versionOf } from '../../../store/clickhouse/version.ts'
import { fault } from '../../../store/faults.ts'
import {
  discardRejected,
  publishRejected,
  RejectedFile,
  type Rejection,
} from '../files/rejected.ts'
import { headerLine } from '../files/understand.ts'
import type { SetState } from '../setState.ts'
import { writeSet } from '../writeSet.ts'
import { customerTyper } from './customerRow.ts'
import { eventTyper } from './eventRow.ts'
import type { RowsProgress, RowsResult, RowsRun } from './options.ts'
import { planRows } from './plan.ts'
import { eachRowSet, type RowSet, type RowSizes } from './sets.ts'
import { applyRows, type AppliedRow } from './take.ts'
import { countError, emptyTally, resultOf, wantsSample, type Tally } from './tally.ts'
import type { RowTyper } from './typed.ts'

/** How far a run has come: kept before a set is written, so that a repeat knows which one was under way. */
export type RowsMark = {
  /** The set that may have been written in part. */
  readonly set: number
  /** With what comes of that set. */
  readonly tally: Tally
}

export type RowsWorld = {
  readonly database: Database
  /** Where an earlier attempt stood. */
  readonly mark?: RowsMark | undefined
  /** Durable when it returns. */
  readonly onMark: (mark: RowsMark) => Promise<void>
  readonly onProgress: (progress: RowsProgress) => void
  readonly signal?: AbortSignal | undefined
  readonly sizes?: RowSizes | undefined
  /** What runs a write once nothing forbids it: of a database that does not see to it itself. */
  readonly passing?: Passing | undefined
  /** Only what may have been written in part is written whole. */
  readonly onlyMend?: boolean | undefined
}

/**
 * Brings a file of rows in, or tries it. Rows are taken in sets, in the order of the file, each as any
 * arrival of the same is; a row is taken whole or rejected. Called again after a kill, with the mark that
 * was kept last, it goes on with the set that was under way and comes to the same end.
 *
 * When the signal aborts, the set that is being written is finished and no other is begun.
 */
export async function runRows(run: RowsRun, world: RowsWorld): Promise<RowsResult> {
  const { understood, options, kind, settings, dry, rejectedPath } = run
  const fields = [...settings.catalog.byId.values()]
  const { mapping } = orRefuse(planRows(kind, understood, options, fields))
  const { key, columns } = mapping
  if (key === undefined) throw new Error('a file without a key was started')
  const typer = kind === 'events' ? eventTyper(run, columns, key) : customerTyper(run, columns, key)
  await discardRejected(rejectedPath)
  const taker = new Taker(run, world, key)
  await taker.takeAll(typer)
  const tally = taker.finish()
  if (tally.rejected > 0) await publishRejected(rejectedPath)
  return resultOf(tally, { dryRun: dry, rejectedFile: rejectedPath })
}

class Taker {
  private readonly run: RowsRun
  private readonly world: RowsWorld
  private readonly key: Key
  private readonly rejected: RejectedFile
  private readonly tally: Tally
  private noTombstones = false
  /** The set that is being written while the next is read. */
  private writing: Promise<void> = Promise.resolve()

  constructor(run: RowsRun, world: RowsWorld, key: Key) {
    const { understood, rejectedPath } = run
    this.run = run
    this.world = world
    this.key = key
    this.tally = world.mark?.tally ?? emptyTally()
    const { dialect } = understood
    this.rejected = new RejectedFile(rejectedPath, {
      dialect,
      header: headerLine(understood),
      more: false,
    })
  }

  async takeAll(typer: RowTyper): Promise<void> {
    const { run, world } = this
    this.noTombstones = !(await anyTombstones(world.database))
    const { signal, sizes } = world
    const reading = {
      ...(sizes === undefined ? {} : { sizes }),
      ...(signal === undefined ? {} : { signal }),
    }
    try {
      await eachRowSet(run.understood, typer, async (set) => await this.take(set), reading)
    } catch (error) {
      if (!(error instanceof Mended)) throw error
    } finally {
      // Whatever happens, no set is left half written behind.
      await this.writing
    }
  }

  /** What came of all rows; the file of rejected ones is on disk. */
  finish(): Tally {
    this.rejected.close()
    return this.tally
  }

  private async take(set: RowSet): Promise<void> {
    const { world, run } = this
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
    for (const { row, reason, place, fix } of await readRejected(this.world.database, version)) {
      const column = place.startsWith('identifiers') ? this.key.column : place
      there.set(row, { column, value: '', reason, fix })
    }
    this.writeRejected(set, there)
  }

  private async takeNext(set: RowSet, repeated: boolean): Promise<void> {
    const { run, world, tally } = this
    const { database } = world
    await this.writing
    world.signal?.throwIfAborted()
    const applied = await applyRows(
      {
        run,
        database,
        memory: forgetful,
        noTombstones: this.noTombstones,
        key: this.key,
        repeated,
        wants: (result, conflict) => wantsSample(tally, result, conflict),
      },
      set,
    )
    fault('validate')
    if (!repeated) this.count(set, applied.rows)
    const why = applied.rows.flatMap((row): [number, Rejection][] =>
      row.why === undefined ? [] : [[row.typed.row.number, row.why]],
    )
    this.writeRejected(set, new Map(why))
    if (run.dry) return
    await world.onMark({ set: set.nth, tally })
    const write = () => this.write(applied.state, set.nth, repeated)
    this.writing = (world.passing ?? atOnce)(write)
    // Awaited in its turn; until then its failure is nobody's.
    this.writing.catch(() => {})
  }

  private async write(state: SetState, set: number, repeated: boolean): Promise<void> {
    const { position } = this.run
    const version = versionOf(position, set)
    await writeSet(this.world.database, state, {
      token: `${position}-${set}`,
      versions: { from: version, to: version },
      repeated,
    })
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

const atOnce: Passing = (write) => write()

/** What was to be made whole is. */
class Mended extends Error {}

/** Rows of a file name somebody once, as a rule: remembering them all would cost more than it saves. */
const forgetful = { get: () => undefined, set: () => {}, forget: () => {} }
