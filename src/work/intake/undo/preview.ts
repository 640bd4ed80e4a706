import type { Database } from '../../../store/clickhouse/database.ts'
import { countListsBack } from '../../../store/clickhouse/undoLists.ts'
import { countPairs } from '../../../store/clickhouse/merged.ts'
import {
  countBrought,
  countReplaced,
  idsBetween,
  type Brought,
} from '../../../store/clickhouse/undoing.ts'
import type { Import } from '../../../store/operational/imports.ts'
import type { Db } from '../../../store/operational/tables.ts'
import { sql } from '../../../store/sql/sql.ts'
import { readTypeChanges } from '../../fields/typeChanges.ts'
import type { Settings } from '../setState.ts'
import type { Undoing } from './planCustomer.ts'
import { emptyReport, reportOfEdits, sumOf, type UndoReport } from './report.ts'
import { readRuns } from './runs.ts'
import { broughtOf, rangeOf, setsOf } from './scope.ts'
import { uniqueIn } from './unique.ts'
import { nextPairs, plannedPairs } from './undoPairs.ts'
import { firstReferences, planReferences, undoingReferences } from './undoReferences.ts'
import { plannedSet } from './undoSet.ts'

/**
 * What undoing a run would take back, and what would stay, as things stand. Nothing is written. Events
 * that would come back are counted as if nothing stood in their way.
 */
export async function previewUndo(
  means: { readonly db: Db; readonly database: Database; readonly settings: Settings },
  run: Import,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<UndoReport> {
  const { db, database, settings } = means
  const brought = broughtOf(run)
  const before = await readRuns(db)
  const runs = { ...before, undone: new Set([...before.undone, run.id]) }
  const undoing: Undoing = {
    isOfRun: (edit) => edit.importId === run.id,
    runs,
    run: 0,
    version: 0,
    now,
    uniqueOf: uniqueIn(settings.catalog),
    retelling: { changes: await readTypeChanges(db, 'customer'), context: settings },
  }
  if ((await countPairs(database, run.id)) > 0) {
    return await previewPairs(means, { brought, undoing }, signal)
  }
  const counts = await countBrought(database, brought, [...runs.undone])
  let report = sumOf(emptyReport, {
    events: { gone: counts.events, back: counts.keptEvents, stayed: 0 },
    consents: { gone: counts.consents, back: counts.keptConsents },
  })
  const sets = setsOf(counts)
  for (let set = 0; set < sets; set += 1) {
    signal.throwIfAborted()
    const range = rangeOf(set, sets)
    const whom = idsBetween(range.from, range.to)
    const { catalog, keys } = settings
    const its = { database, secret: keys.tombstone, catalog, brought, counts, whom, undoing }
    const { edits, stays } = await plannedSet({ ...its, again: false })
    const lists = await countListsBack(database, brought, whom)
    const stayed = await countReplaced(database, brought, whom, [...runs.undoing])
    report = sumOf(sumOf(report, reportOfEdits(edits)), stays ?? {})
    report = sumOf(report, { lists, events: { gone: 0, back: 0, stayed } })
  }
  const references = await undoingReferences(db, { database, settings, run: run.id, runs })
  const any = counts.products + counts.places > 0
  for (let at = any ? firstReferences : undefined; at !== undefined;) {
    signal.throwIfAborted()
    const planned = await planReferences(references, at, Number.MAX_SAFE_INTEGER)
    report = sumOf(report, planned.report)
    at = planned.next
  }
  return report
}

/** The same of merges. What comes with who comes back is not counted. */
async function previewPairs(
  { database, settings }: Parameters<typeof previewUndo>[0],
  { brought, undoing }: { readonly brought: Brought; readonly undoing: Undoing },
  signal: AbortSignal,
): Promise<UndoReport> {
  let report = emptyReport
  let before = Number.MAX_SAFE_INTEGER
  for (;;) {
    signal.throwIfAborted()
    const pairs = await nextPairs({ database }, brought.run, { before, customer: undefined })
    if (pairs.length === 0) return report
    before = pairs.at(-1)?.version ?? 0
    const { catalog, keys } = settings
    const its = { database, secret: keys.tombstone, catalog, brought, undoing, again: false }
    const { edits, stays } = await plannedPairs(
      { ...its, counts: noCounts, whom: sql`true` },
      pairs,
    )
    report = sumOf(sumOf(report, reportOfEdits(edits)), stays ?? {})
  }
}

const noCounts = {
  customers: 0,
  events: 0,
  keptEvents: 0,
  lists: 0,
  consents: 0,
  keptConsents: 0,
  products: 0,
  places: 0,
}
