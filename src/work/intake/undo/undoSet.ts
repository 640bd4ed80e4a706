import type { Catalog } from '../../../domain/customer/catalog.ts'
import { editsWhere, rowOfEdit, type StoredEdit } from '../../../store/clickhouse/storedEdits.ts'
import {
  countReturned,
  keepEvents,
  returnEvents,
  takeEvents,
} from '../../../store/clickhouse/removedEvents.ts'
import {
  countConsentsBack,
  countListsSet,
  setConsentsBack,
  setListsBack,
} from '../../../store/clickhouse/undoLists.ts'
import {
  broughtBy,
  countReplaced,
  touchedCustomers,
  type Brought,
  type BroughtCounts,
} from '../../../store/clickhouse/undoing.ts'
import { fault } from '../../../store/faults.ts'
import type { Sql } from '../../../store/sql/sql.ts'
import { sql } from '../../../store/sql/sql.ts'
import { applyEdits } from '../applyEdits.ts'
import { writeOnce } from '../writeSet.ts'
import type { Undoing } from './planCustomer.ts'
import { planSet, type Reading } from './planSet.ts'
import { reportOfEdits, reportOfStays, sumOf, emptyReport, type UndoReport } from './report.ts'

/** Some customers of whom a run is undone, wholly: what is theirs is in no other set. */
export type UndoSet = Reading & {
  readonly catalog: Catalog
  readonly brought: Brought
  readonly counts: BroughtCounts
  /** A test of `customer_id`. */
  readonly whom: Sql
  /** Its version is that of what goes; what comes back has the next. */
  readonly undoing: Undoing
  /** It may have been begun before. */
  readonly again: boolean
}

/** What is going to be done with the customers of a set. */
export type SetPlan = {
  readonly edits: readonly StoredEdit[]
  /** The rows of the plan are written already, by an attempt before. */
  readonly written: boolean
  /** Of what stays: undefined where only that attempt knew it. */
  readonly stays: Partial<UndoReport> | undefined
}

/**
 * What is to be done: as an attempt before has written it down, or anew, as long as it has written
 * nothing. Then nothing else of the set is written either.
 */
export async function plannedSet(set: UndoSet): Promise<SetPlan> {
  const { database, undoing, whom, brought } = set
  if (set.again) {
    const { version } = undoing
    const before = await editsWhere(database, sql`version = ${version} AND ${whom}`)
    if (before.length > 0) return { edits: before, written: true, stays: undefined }
  }
  const undone = [...undoing.runs.undone]
  const customers = await touchedCustomers(database, brought, whom, undone)
  const planned = await planSet(set, undoing, brought, customers)
  const stays = planned.flatMap(({ edit, stays: its }, i) =>
    its.map((why) => ({ ...why, customer: edit?.customer ?? customers[i] ?? '' })),
  )
  const edits = planned.flatMap(({ edit }) => edit ?? [])
  return { edits, written: false, stays: reportOfStays(stays) }
}

/**
 * Carries it out. The plan's rows come first: from them a repeat knows what is to be done, whatever of
 * it was done already. Who comes back is there before what is hers, and what goes goes before her.
 */
export async function undoSet(set: UndoSet, plan: SetPlan): Promise<UndoReport> {
  const { database, brought, counts, whom, undoing, again } = set
  const { run, version, now } = undoing
  if (!plan.written) {
    const versions = { from: version, to: version }
    const writing = { token: `undo-${version}`, versions, repeated: again }
    await writeOnce(database, writing, 'edits', plan.edits.map(rowOfEdit))
  }
  fault('validate')
  if (counts.events > 0) {
    const where = sql`${broughtBy(brought)} AND ${whom}`
    await keepEvents(database, { where, run, before: version, again, among: whom })
    fault('events')
    await takeEvents(database, { where, whom, run, version })
    fault('events')
  }
  const back = { brought, whom, run, version, at: now, again }
  await applyEdits(database, { catalog: set.catalog, runs: undoing.runs }, plan.edits)
  if (counts.lists > 0) await setListsBack(database, back)
  if (counts.consents + counts.keptConsents > 0) await setConsentsBack(database, back)
  if (counts.keptEvents > 0) {
    const undone = [...undoing.runs.undone]
    await returnEvents(database, { of: brought.run, whom, version: version + 1, undone })
    fault('events')
  }
  return sumOf(await countSet(set), reportOfEdits(plan.edits))
}

/** What became of all but the records, as it is stored. */
async function countSet({
  database,
  brought,
  counts,
  whom,
  undoing,
}: UndoSet): Promise<UndoReport> {
  const { run, version, runs } = undoing
  const [events, replaced, lists, consents] = await Promise.all([
    counts.events + counts.keptEvents === 0
      ? emptyReport.events
      : countReturned(database, { of: brought.run, run, whom, version: version + 1 }),
    counts.events + counts.keptEvents === 0
      ? 0
      : countReplaced(database, brought, whom, [...runs.undoing]),
    counts.lists === 0 ? emptyReport.lists : countListsSet(database, version, whom),
    counts.consents + counts.keptConsents === 0
      ? emptyReport.consents
      : countConsentsBack(database, run, version, whom),
  ])
  const stayed = events.stayed + replaced
  return sumOf(emptyReport, { events: { ...events, stayed }, lists, consents })
}
