import { countBrought, idsBetween, type Brought } from '../../../store/clickhouse/undoing.ts'
import type { BroughtCounts } from '../../../store/clickhouse/undoing.ts'
import { versionOf } from '../../../store/clickhouse/version.ts'
import type { Entry } from '../../../store/operational/inbox.ts'
import { changeImport, importById, type Import } from '../../../store/operational/imports.ts'
import { readMark, writeMark } from '../../../store/operational/marks.ts'
import { markOf, type AloneMeans, type Taken } from '../takeAlone.ts'
import type { Undoing } from './planCustomer.ts'
import { emptyReport, sumOf, type UndoReport } from './report.ts'
import { readRuns, undoOptions } from './runs.ts'
import { uniqueIn } from './unique.ts'
import { broughtOf, rangeOf, setsOf } from './scope.ts'
import { plannedSet, undoSet, type UndoSet } from './undoSet.ts'

/** Where an undo is: kept before each set, so that a repeat goes on with the one under way. */
type Bound = {
  readonly counts: BroughtCounts
  readonly sets: number
  readonly set: number
  readonly report: UndoReport
  /** Of the set under way, what stays: once it is begun its plan is not made again. */
  readonly stays?: Partial<UndoReport>
}

/**
 * Undoes a run, set by set of customers. Repeating it comes to the same end. Where it is cancelled the
 * customers of the sets that are done are as before the run, and the others as they were: to undo the
 * run again brings the rest.
 */
export async function takeUndo(means: AloneMeans, entry: Entry, run: number): Promise<Taken> {
  const taken: Taken = { outcomes: new Map(), touched: undefined }
  const row = await begin(means, entry, run)
  if (row === undefined) return taken
  const { of } = undoOptions.parse(row.options)
  const undone = await importById(means.db, of)
  const brought = undone === undefined ? undefined : broughtOf(undone)
  const end =
    brought === undefined ? { report: emptyReport } : await undoAll(means, entry, row, brought)
  await changeImport(means.db, run, {
    state: 'cancelled' in end ? 'cancelled' : 'done',
    ...('cancelled' in end ? { problem: cancelledPart } : {}),
    result: end.report,
    finished: means.clock(),
  })
  return taken
}

const cancelledPart =
  'It was cancelled: what was taken back by then stays so; undo the run again for the rest'

/** Undefined where it has ended, perhaps by a kill behind the note of its end. */
export async function begin(
  { db, clock }: AloneMeans,
  { position }: Entry,
  run: number,
): Promise<Import | undefined> {
  const waiting = await importById(db, run)
  const started = waiting?.started ?? clock()
  const begun = { state: 'running', position, started } as const
  return await changeImport(db, run, begun, ['ready', 'waiting', 'running'])
}

async function undoAll(
  means: AloneMeans,
  entry: Entry,
  row: Import,
  brought: Brought,
): Promise<{ readonly report: UndoReport; readonly cancelled?: true }> {
  const { db, database, clock } = means
  const runs = await readRuns(db, row.id)
  const { catalog, keys } = await means.settings()
  const stored = (await readMark(db, markOf(entry))) as Bound | undefined
  let bound = stored ?? (await firstBound(means, brought, [...runs.undone]))
  if (stored === undefined) await writeMark(db, markOf(entry), bound, clock())
  let again = stored !== undefined
  while (bound.set < bound.sets) {
    if (await isCancelled(means, row)) return { report: bound.report, cancelled: true }
    const undoing: Undoing = {
      isOfRun: (edit) => edit.importId === brought.run,
      runs,
      run: row.id,
      version: versionOf(entry.position, 2 * bound.set),
      now: entry.received,
      uniqueOf: uniqueIn(catalog),
    }
    const range = rangeOf(bound.set, bound.sets)
    const whom = idsBetween(range.from, range.to)
    const set: UndoSet = {
      database,
      secret: keys.tombstone,
      catalog,
      brought,
      counts: bound.counts,
      whom,
      undoing,
      again,
    }
    const plan = await plannedSet(set)
    const stays = plan.stays ?? bound.stays ?? {}
    if (!plan.written) await writeMark(db, markOf(entry), { ...bound, stays }, clock())
    const report = sumOf(sumOf(bound.report, await undoSet(set, plan)), stays)
    const { counts, sets } = bound
    bound = { counts, sets, set: bound.set + 1, report }
    await writeMark(db, markOf(entry), bound, clock())
    again = false
    await tell(means, row, { done: bound.set, total: sets })
  }
  return { report: bound.report }
}

async function firstBound(
  { database }: AloneMeans,
  brought: Brought,
  undone: readonly number[],
): Promise<Bound> {
  const counts = await countBrought(database, brought, undone)
  return { counts, sets: setsOf(counts), set: 0, report: emptyReport }
}

/** Somebody wants it stopped. */
export async function isCancelled({ db }: AloneMeans, { id }: Import): Promise<boolean> {
  return (await importById(db, id))?.cancel === true
}

/** Says how far it is; throws where the work must stop. */
export async function tell(
  { db, onProgress }: AloneMeans,
  { id }: Import,
  { done, total }: { readonly done: number; readonly total: number },
): Promise<void> {
  await changeImport(db, id, { progress: { done, total, step: 'undo' } })
  onProgress(done, total)
}
