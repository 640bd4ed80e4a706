import { countBrought, idsBetween, type Brought } from '../../../store/clickhouse/undoing.ts'
import type { BroughtCounts } from '../../../store/clickhouse/undoing.ts'
import { countPairs } from '../../../store/clickhouse/merged.ts'
import { positionOf, versionOf } from '../../../store/clickhouse/version.ts'
import type { Entry } from '../../../store/operational/inbox.ts'
import { changeImport, importById, type Import } from '../../../store/operational/imports.ts'
import { readMark, writeMark } from '../../../store/operational/marks.ts'
import { readTypeChanges } from '../../fields/typeChanges.ts'
import { markOf, type AloneMeans, type Taken } from '../takeAlone.ts'
import type { Undoing } from './planCustomer.ts'
import { emptyReport, sumOf, type UndoReport } from './report.ts'
import { readRuns, undoOptions } from './runs.ts'
import { uniqueIn } from './unique.ts'
import { broughtOf, rangeOf, setsOf, setsTogether, versionsAt } from './scope.ts'
import {
  eventsGoingAlong,
  finishPairs,
  idsOfPairs,
  nextPairs,
  plannedPairs,
  sourceOf,
  versionsOf,
} from './undoPairs.ts'
import {
  firstReferences,
  planReferences,
  referenceSets,
  undoingReferences,
  writeReferences,
  type ReferenceBound,
} from './undoReferences.ts'
import { plannedSet, undoSet, type SetPlan, type UndoSet } from './undoSet.ts'

/** Where an undo is: kept before each set, so that a repeat goes on with the one under way. */
type Bound = {
  readonly counts: BroughtCounts
  readonly sets: number
  /** Of merges: pairs, each of which is a set by itself where versions are counted. */
  readonly set: number
  /** Of merges: the version of the last pair that is done; they go backwards. */
  readonly before?: number
  readonly report: UndoReport
  /** Of the set under way, what stays: once it is begun its plan is not made again. */
  readonly stays?: Partial<UndoReport>
  /** Behind the last set of customers: how far it is with products and places; null when all is done. */
  readonly references?: ReferenceBound | null
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
  return await changeImport(db, run, begun, ['new', 'ready', 'waiting', 'running'])
}

type End = { readonly report: UndoReport; readonly cancelled?: true }

async function undoAll(
  means: AloneMeans,
  entry: Entry,
  row: Import,
  brought: Brought,
): Promise<End> {
  const { db, database } = means
  const runs = await readRuns(db, row.id)
  const settings = await means.settings()
  const { catalog, keys } = settings
  const stored = (await readMark(db, markOf(entry))) as Bound | undefined
  const bound = stored ?? (await firstBound(means, row, brought, [...runs.undone]))
  if (stored === undefined) await writeMark(db, markOf(entry), bound, means.clock())
  const common = { database, secret: keys.tombstone, catalog, counts: bound.counts }
  const undoing: Omit<Undoing, 'version'> = {
    isOfRun: (edit) => edit.importId === brought.run,
    runs,
    run: row.id,
    now: entry.received,
    uniqueOf: uniqueIn(catalog),
    retelling: { changes: await readTypeChanges(db, 'customer'), context: settings },
  }
  const { customer } = undoOptions.parse(row.options)
  const from = { row, bound, again: stored !== undefined }
  const end = await eachBound(means, entry, from, (at, again) => {
    const version = versionOf(entry.position, 2 * at.set)
    const its = { ...common, undoing: { ...undoing, version }, again }
    return at.before === undefined
      ? rangeSet({ ...its, brought }, at)
      : pairSet({ ...its, brought }, { before: at.before, customer })
  })
  return 'cancelled' in end ? end : await withReferences(means, { entry, row, brought }, end.bound)
}

type Undone = { readonly entry: Entry; readonly row: Import; readonly brought: Brought }

/** After all that is customers': products and places, set by set. */
async function withReferences(
  means: AloneMeans,
  { entry, row, brought }: Undone,
  start: Bound,
): Promise<End> {
  const { db, database, clock } = means
  const { counts, sets } = start
  if (counts.products + counts.places === 0) return { report: start.report }
  const settings = await means.settings()
  const runs = await readRuns(db, row.id)
  const undoing = await undoingReferences(db, { database, settings, run: brought.run, runs })
  const total = sets + referenceSets(counts)
  let { report, references = firstReferences } = start
  for (let again = start.references !== undefined; references !== null; again = false) {
    if (!again && (await isCancelled(means, row))) return { report, cancelled: true }
    const version = versionOf(entry.position, 2 * sets + references.done)
    const set = await planReferences(undoing, references, version)
    await writeReferences(
      { ...undoing, run: row.id },
      { ...set, kind: references.kind },
      { version, now: entry.received },
    )
    report = sumOf(report, set.report)
    const done = sets + references.done + 1
    references = set.next ?? null
    await writeMark(db, markOf(entry), { ...start, report, references }, clock())
    await tell(means, row, { done, total: Math.max(done, total) })
  }
  return { report }
}

/** A set of an undo: its plan, and how it is carried out; how far the next one then is. */
type Step = {
  readonly plan: SetPlan
  readonly carryOut: () => Promise<UndoReport>
  readonly next: Pick<Bound, 'set' | 'before'>
}

/** Set after set, each one's place kept before it is begun. */
async function eachBound(
  means: AloneMeans,
  entry: Entry,
  from: { readonly row: Import; readonly bound: Bound; readonly again: boolean },
  stepOf: (bound: Bound, again: boolean) => Promise<Step>,
): Promise<
  (End & { readonly cancelled: true }) | { readonly bound: Bound; readonly report: UndoReport }
> {
  const { db, clock } = means
  let { bound, again } = from
  while (bound.set < bound.sets) {
    // A set that was begun is made whole; and else there would be customers with all but their events.
    if (!again && isFirst(bound) && (await isCancelled(means, from.row))) {
      return { report: bound.report, cancelled: true }
    }
    const { plan, carryOut, next } = await stepOf(bound, again)
    const stays = plan.stays ?? bound.stays ?? {}
    if (!plan.written) await writeMark(db, markOf(entry), { ...bound, stays }, clock())
    const report = sumOf(sumOf(bound.report, await carryOut()), stays)
    const { counts, sets } = bound
    bound = { counts, sets, ...next, report }
    await writeMark(db, markOf(entry), bound, clock())
    again = false
    await tell(means, from.row, { done: bound.set, total: sets })
  }
  return { bound, report: bound.report }
}

async function rangeSet(its: Omit<UndoSet, 'whom'>, bound: Bound): Promise<Step> {
  const { set, sets } = bound
  const range = rangeOf(set, sets)
  const last = rangeOf(Math.min(set + togetherIn(bound), sets) - 1, sets)
  const whole: UndoSet = {
    ...its,
    whom: idsBetween(range.from, range.to),
    away: isFirst(bound) ? idsBetween(range.from, last.to) : 'gone before',
  }
  const plan = await plannedSet(whole)
  return {
    plan,
    carryOut: async () => await undoSet(whole, plan),
    next: { set: set + 1 },
  }
}

/** How many sets go together, of which nothing depends on what is left of the events that go. */
function togetherIn({ counts, sets, before }: Bound): number {
  return before === undefined ? setsTogether(counts, sets) : 1
}

function isFirst(bound: Bound): boolean {
  return bound.set % togetherIn(bound) === 0
}

/** Of merges, the last ones first. */
async function pairSet(
  its: Omit<UndoSet, 'whom'>,
  page: { readonly before: number; readonly customer: string | undefined },
): Promise<Step> {
  const { run } = its.brought
  const pairs = await nextPairs(its, run, page)
  const { version } = its.undoing
  const back = its.undoing.runs.replaysOf(run).map(versionsAt)
  const only = { of: pairs.map((pair) => pair.version), back }
  const brought = its.brought.undid === undefined ? { ...its.brought, only } : its.brought
  const set: UndoSet = { ...its, brought, whom: idsOfPairs(pairs) }
  const plan = await plannedPairs(set, pairs)
  const along = await eventsGoingAlong(set, plan, pairs)
  const finish = async (): Promise<void> => {
    await along.move()
    await finishPairs(set, plan)
  }
  const source = sourceOf(pairs)
  const ofPairs = { source, also: along.also, finish, versions: versionsOf(its.undoing, pairs) }
  return {
    plan,
    carryOut: async () => await undoSet({ ...set, pairs: ofPairs }, plan),
    next: { set: setOf(version) + pairs.length, before: pairs.at(-1)?.version ?? 0 },
  }
}

async function firstBound(
  { database, customersPerSet }: AloneMeans,
  row: Import,
  brought: Brought,
  undone: readonly number[],
): Promise<Bound> {
  const { customer } = undoOptions.parse(row.options)
  const pairs = await countPairs(database, brought.run, customer)
  if (pairs > 0) {
    const counts = { ...everything, customers: 2 * pairs }
    return { counts, sets: pairs, set: 0, before: Number.MAX_SAFE_INTEGER, report: emptyReport }
  }
  const counts = await countBrought(database, brought, undone)
  return { counts, sets: setsOf(counts, customersPerSet), set: 0, report: emptyReport }
}

/** Of pairs it is not counted beforehand. */
const everything: BroughtCounts = {
  customers: 1,
  events: 1,
  keptEvents: 1,
  lists: 1,
  consents: 1,
  keptConsents: 1,
  products: 0,
  places: 0,
}

/** Of a version of this undo, its set. */
function setOf(version: number): number {
  return (version - versionOf(positionOf(version))) / 2
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
