import type { MergeArrival, MergePair } from '../../../domain/arrival.ts'
import { fieldNamed, type Catalog } from '../../../domain/customer/catalog.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { moveTies, resolveMerged, type MergedPair } from '../../../store/clickhouse/merged.ts'
import { readRecords, type CustomerRecord } from '../../../store/clickhouse/records.ts'
import { keepEvents, moveEvents } from '../../../store/clickhouse/removedEvents.ts'
import { editsWhere, rowOfEdit, type StoredEdit } from '../../../store/clickhouse/storedEdits.ts'
import { keepConsents, moveConsents } from '../../../store/clickhouse/undoLists.ts'
import { idsAmong } from '../../../store/clickhouse/undoing.ts'
import { versionOf } from '../../../store/clickhouse/version.ts'
import { fault } from '../../../store/faults.ts'
import { changeImport, type Import } from '../../../store/operational/imports.ts'
import type { Entry } from '../../../store/operational/inbox.ts'
import { readMark, writeMark } from '../../../store/operational/marks.ts'
import { sql } from '../../../store/sql/sql.ts'
import { applyEdits, recordAfter } from '../applyEdits.ts'
import { markOf, type AloneMeans, type Taken } from '../takeAlone.ts'
import {
  emptyReport,
  reportOfEdits,
  reportOfStays,
  sumOf,
  type UndoReport,
  type Why,
} from '../undo/report.ts'
import { begin, isCancelled, tell } from '../undo/run.ts'
import { readRuns } from '../undo/runs.ts'
import { writeOnce } from '../writeSet.ts'
import { planPair, type Chosen } from './planPair.ts'

/** Where a run of merges is: the pairs of the set under way are those from `from` to before `to`. */
type Bound = {
  readonly from: number
  readonly to?: number
  readonly report: UndoReport
  readonly stays?: Partial<UndoReport>
}

const pairsPerSet = 500
const idForm = /^[1-9][0-9]{0,18}$/

/**
 * Merges customers, pair by pair in their order, some hundred at a time. Repeating it comes to the same
 * end. A pair of which one is not there, or that are one already, stays as it is and is reported.
 */
export async function takeMerge(
  means: AloneMeans,
  entry: Entry,
  { run, pairs }: MergeArrival,
): Promise<Taken> {
  const taken: Taken = { outcomes: new Map(), touched: undefined }
  const row = await begin(means, entry, run)
  if (row === undefined) return taken
  const { cancelled, report } = await mergeAll(means, entry, row, pairs)
  await changeImport(means.db, run, {
    state: cancelled ? 'cancelled' : 'done',
    ...(cancelled ? { problem: 'It was cancelled: the pairs merged by then stay so' } : {}),
    result: report,
    finished: means.clock(),
  })
  return taken
}

/** Merges those pairs as that run, whose entry it is. */
export async function mergeAll(
  means: AloneMeans,
  entry: Entry,
  row: Import,
  pairs: readonly MergePair[],
): Promise<{ readonly cancelled: boolean; readonly report: UndoReport }> {
  const { db, database, clock } = means
  const stored = (await readMark(db, markOf(entry))) as Bound | undefined
  let bound: Bound = stored ?? { from: 0, report: emptyReport }
  let again = stored?.to !== undefined
  while (bound.from < pairs.length) {
    if (!again && (await isCancelled(means, row))) return { cancelled: true, report: bound.report }
    const { catalog } = await means.settings()
    const made: Making = { database, catalog, run: row.id, entry, again }
    const before = again ? await editsOfSet(made, bound) : []
    if (before.length === 0) {
      const plan = await planPairs(made, pairs, bound.from)
      bound = { ...bound, to: plan.to, stays: reportOfStays(plan.stays) }
      await writeMark(db, markOf(entry), bound, clock())
      await writeEdits(made, bound, plan.edits)
      await carryOut(means, made, plan.edits)
      bound = { ...bound, report: sumOf(bound.report, reportOfEdits(plan.edits)) }
    } else {
      await carryOut(means, made, before)
      bound = { ...bound, report: sumOf(bound.report, reportOfEdits(before)) }
    }
    bound = { from: bound.to ?? pairs.length, report: sumOf(bound.report, bound.stays ?? {}) }
    await writeMark(db, markOf(entry), bound, clock())
    again = false
    await tell(means, row, { done: bound.from, total: pairs.length })
  }
  return { cancelled: false, report: bound.report }
}

type Making = {
  readonly database: Database
  readonly catalog: Catalog
  readonly run: number
  readonly entry: Entry
  readonly again: boolean
}

/** What an attempt before has written down of the set: all of it, or nothing. */
async function editsOfSet({ database, entry }: Making, { from, to = from }: Bound) {
  const [first, end] = [versionOf(entry.position, from), versionOf(entry.position, to)]
  const edits = await editsWhere(database, sql`version >= ${first} AND version < ${end}`)
  return edits.toSorted((a, b) => a.version - b.version)
}

async function writeEdits(
  { database, entry, again }: Making,
  { from, to = from }: Bound,
  edits: readonly StoredEdit[],
): Promise<void> {
  const { position } = entry
  const versions = { from: versionOf(position, from), to: versionOf(position, to) - 1 }
  const token = `merge-${position}-${from}`
  await writeOnce(database, { token, versions, repeated: again }, 'edits', edits.map(rowOfEdit))
}

type Plan = {
  readonly edits: readonly StoredEdit[]
  readonly stays: readonly Why[]
  /** The first pair that is not in it. */
  readonly to: number
}

/**
 * As many of the next pairs as can be done together: nobody is dropped who was kept in it, or kept who
 * was dropped, so that no event moves twice.
 */
async function planPairs(
  { database, catalog, run, entry }: Making,
  pairs: readonly MergePair[],
  from: number,
): Promise<Plan> {
  const some = pairs.slice(from, from + pairsPerSet)
  const named = some.flatMap(({ keep, drop }) => [keep, drop].filter((id) => idForm.test(id)))
  const now = await resolveMerged(database, named)
  const records = await readRecords(database, [...new Set(named.map((id) => now.get(id) ?? id))])
  const [kept, dropped] = [new Set<string>(), new Set<string>()]
  const edits: StoredEdit[] = []
  const stays: Why[] = []
  for (const [i, pair] of some.entries()) {
    const [keep, drop] = [now.get(pair.keep) ?? pair.keep, now.get(pair.drop) ?? pair.drop]
    if (kept.has(drop) || dropped.has(keep) || dropped.has(drop)) {
      return { edits, stays, to: from + i }
    }
    const both = bothOf(records, keep, drop)
    if (typeof both === 'string') {
      stays.push({ what: 'pair', customer: drop, why: both })
      continue
    }
    const version = versionOf(entry.position, from + i)
    const chosen = chosenOf(pair, catalog)
    const its = planPair(both.keep, both.drop, chosen, { run, version, now: entry.received })
    edits.push(its.kept, its.dropped)
    records.set(keep, recordAfter(both.keep, its.kept) ?? both.keep)
    kept.add(keep)
    dropped.add(drop)
  }
  return { edits, stays, to: from + some.length }
}

/** The two, or why they cannot be merged. */
function bothOf(
  records: ReadonlyMap<string, CustomerRecord>,
  keep: string,
  drop: string,
): { readonly keep: CustomerRecord; readonly drop: CustomerRecord } | string {
  if (keep === drop) return 'merged'
  const [one, other] = [records.get(keep), records.get(drop)]
  return one === undefined || other === undefined ? 'gone' : { keep: one, drop: other }
}

/** By field id; what names no field says nothing. */
export function chosenOf({ choose = {} }: MergePair, catalog: Catalog): Chosen {
  return new Map(
    Object.entries(choose).flatMap(([name, whose]) => {
      const field = fieldNamed(catalog, name)
      return field === undefined ? [] : [[field.id, whose] as const]
    }),
  )
}

/**
 * Moves all that the dropped ones have, in steps that a repeat does again: first copies for the undoing,
 * then to the kept ones, then away.
 */
async function carryOut(
  means: AloneMeans,
  { database, catalog, run, entry, again }: Making,
  edits: readonly StoredEdit[],
): Promise<void> {
  fault('validate')
  const pairs: readonly MergedPair[] = edits
    .filter(({ removed }) => removed)
    .map(({ customer, other, version }) => ({ drop: customer, keep: other, version, merged: true }))
  if (pairs.length === 0) return
  const where = idsAmong(pairs.map(({ drop }) => drop))
  const before = Math.min(...pairs.map(({ version }) => version))
  const move = {
    run,
    from: pairs.map(({ drop }) => drop),
    to: pairs.map(({ keep }) => keep),
    versions: pairs.map(({ version }) => version),
  }
  await keepEvents(database, { where, run, before, again, among: where })
  fault('events')
  await moveEvents(database, move, sql`true`)
  await database.run(sql`DELETE FROM events WHERE ${where}`)
  fault('events')
  await applyEdits(database, { catalog, runs: await readRuns(means.db) }, edits)
  await moveTies(database, pairs, { run, at: entry.received })
  await keepConsents(database, { where, whom: where, run, again })
  await moveConsents(database, move)
  const [any] = await database.rows(sql`SELECT 1 FROM consents WHERE ${where} LIMIT 1`)
  if (any !== undefined) await database.run(sql`DELETE FROM consents WHERE ${where}`)
  await database.insert(
    'merged',
    pairs.map(({ drop, keep, version }) => ({
      from_id: drop,
      to_id: keep,
      import_id: run,
      version,
    })),
  )
  fault('memberships')
}
