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
  countReplaced,
  eventsOf,
  touchedCustomers,
  type Brought,
  type BroughtCounts,
} from '../../../store/clickhouse/undoing.ts'
import type { Versions } from '../../../store/clickhouse/written.ts'
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
  /** Whose events go with it, a test of `customer_id`; of its own customers where it is left out. */
  readonly away?: Sql | 'gone before'
  /** Of pairs that were merged: what goes with who comes back. */
  readonly pairs?: {
    /** A test of `customer_id`: from whom the run had taken what is theirs. */
    readonly source: Sql
    /** Events of others that go too: a test of the columns of `events`. */
    readonly also: Sql
    /** Done when all of the set has gone, and again by a repeat. */
    readonly finish: () => Promise<void>
    /** Of the plan's rows: each pair has its own. */
    readonly versions: Versions
  }
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
  if (!plan.written) await writePlan(set, plan)
  fault('validate')
  const { away = whom } = set
  if (counts.events > 0 && away !== 'gone before') await takeAway(set, away)
  const source = set.pairs?.source ?? whom
  const back = { brought, whom, run, version, at: now, again }
  await applyEdits(database, { catalog: set.catalog, runs: undoing.runs }, plan.edits)
  if (counts.lists > 0) await setListsBack(database, back)
  if (counts.consents + counts.keptConsents > 0) await setConsentsBack(database, back, source)
  if (counts.keptEvents > 0) {
    const undone = [...undoing.runs.undone]
    const what = { of: brought.run, whom: source, version: version + 1, undone }
    await returnEvents(database, what)
    fault('events')
  }
  await set.pairs?.finish()
  return sumOf(await countSet(set), reportOfEdits(plan.edits))
}

async function writePlan(set: UndoSet, { edits }: SetPlan): Promise<void> {
  const { version } = set.undoing
  const versions = set.pairs?.versions ?? { from: version, to: version }
  const writing = { token: `undo-${version}`, versions, repeated: set.again }
  await writeOnce(set.database, writing, 'edits', edits.map(rowOfEdit))
}

async function takeAway(
  { database, brought, undoing, again, pairs }: UndoSet,
  whom: Sql,
): Promise<void> {
  const { run, version } = undoing
  const where = sql`(${eventsOf(brought)} OR ${pairs?.also ?? sql`false`}) AND ${whom}`
  await keepEvents(database, { where, run, before: version, again, among: whom })
  fault('events')
  await takeEvents(database, { where, whom, run, version })
  fault('events')
}

/** What became of all but the records, as it is stored. */
async function countSet(set: UndoSet): Promise<UndoReport> {
  const { database, brought, counts, whom, undoing } = set
  const { run, version, runs } = undoing
  const source = set.pairs?.source ?? whom
  const anyEvents = counts.events + counts.keptEvents > 0
  const anyConsents = counts.consents + counts.keptConsents > 0
  const [events, replaced, lists, consents] = await Promise.all([
    anyEvents
      ? countReturned(database, { of: brought.run, run, whom, source })
      : emptyReport.events,
    anyEvents ? countReplaced(database, brought, whom, [...runs.undoing]) : 0,
    counts.lists === 0 ? emptyReport.lists : countListsSet(database, version, whom),
    anyConsents
      ? countConsentsBack(database, { brought, run, whom }, source)
      : emptyReport.consents,
  ])
  const stayed = events.stayed + replaced
  const counted = sumOf(emptyReport, { events: { ...events, stayed }, lists, consents })
  if (set.pairs === undefined) return counted
  // What goes from one of them goes to the other; and one may be in several sets.
  return {
    ...counted,
    events: { ...counted.events, gone: events.back },
    consents: { gone: consents.back, back: consents.back },
  }
}
