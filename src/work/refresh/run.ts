import { failure, Refusal } from '../../domain/failure.ts'
import type { Context } from '../../domain/segment/facts.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { deleteDueOf, writeFoundDue } from '../../store/clickhouse/due.ts'
import {
  diff,
  gather,
  gathered,
  shopSize,
  sizes,
  stage,
  stagedSizes,
  unstage,
} from '../../store/clickhouse/refresh.ts'
import { withRanks } from '../../store/clickhouse/ranks.ts'
import { touchedIds } from '../../store/clickhouse/touched.ts'
import { fault } from '../../store/faults.ts'
import { listCalculations } from '../../store/operational/calculated.ts'
import { changeJob, jobById, type Job } from '../../store/operational/jobs.ts'
import type { Operational } from '../../store/operational/open.ts'
import { listSegments, type Segment } from '../../store/operational/segments.ts'
import { inTransaction } from '../../store/operational/tables.ts'
import { contextAt } from '../context.ts'
import { causesOf } from './causes.ts'
import { noteRefreshed } from './clock/progress.ts'
import { nextInstant, noteInstant } from './instant.ts'
import { keepBegun, optionsOf, type Begun, type Unfound } from './job.ts'
import { isPassing } from './patience.ts'
import { sharesOf } from './shares.ts'
import { findingSteps, type Step } from './steps.ts'
import { definedBy, standsAs, withinOf } from './live/definitions.ts'
import { aboutStretch } from './live/touched.ts'
import { readStandings, setLive, writeStandings, type Standing } from './standing.ts'

export type Means = {
  readonly operational: Operational
  readonly database: Database
  readonly clock: () => number
  /** Called between the steps of a run: what cannot wait for its end. */
  readonly between?: () => Promise<void>
}

/** What a run works on. All of it is of the moment at which it began. */
type Scope = {
  /** Those that it finds anew. */
  readonly segments: readonly Pick<Segment, 'id' | 'version'>[]
  /** Those that are gone and have left members behind. */
  readonly deleted: readonly number[]
}

/**
 * Finds the members of the job's segments as of one instant and writes who came and who went; says
 * which segments could not be asked, and stay as they stood. Throws what else went wrong, or the reason
 * of the signal; whoever runs it again goes on where it was.
 */
export async function runRefresh(
  means: Means,
  job: Job,
  signal: AbortSignal,
): Promise<readonly Unfound[]> {
  const { db } = means.operational
  const working = { means, job, signal }
  const all = await listSegments(db)
  const standings = await readStandings(db)
  let begun = await begin(means, job, all, standings)
  const scope = scopeOf(job, all, begun, standings)
  if (!begun.complete) begun = await find(working, scope, { all, begun })
  if (!begun.settled) {
    const found = withoutUnfound(scope, begun)
    await compare(working, found, begun, standings)
    await deleteDueOf(means.database, scope.deleted)
    await settle(working, found, begun, all)
  }
  await unstage(means.database, { run: job.id, now: begun.now })
  return begun.unfound
}

type Working = { readonly means: Means; readonly job: Job; readonly signal: AbortSignal }

/**
 * Of the segments as they were when it began: what it has found, it has found of them. One that was
 * made since waits for its own run, one that was changed or deleted since for the next.
 */
function scopeOf(
  job: Job,
  all: readonly Segment[],
  begun: Begun,
  standings: ReadonlyMap<number, Standing>,
): Scope {
  const { segments: wanted } = optionsOf(job)
  const known = new Set([...all.map(({ id }) => id), ...begun.versions.map(([id]) => id)])
  return {
    segments: begun.versions
      .filter(([id]) => wanted === null || wanted.includes(id))
      .map(([id, version]) => ({ id, version })),
    deleted: [...standings.keys()].filter((id) => !known.has(id)),
  }
}

function withoutUnfound({ segments, deleted }: Scope, { unfound }: Begun): Scope {
  const missing = new Set(unfound.map(({ segment }) => segment))
  return { segments: segments.filter(({ id }) => !missing.has(id)), deleted }
}

/** What the run rests on: what an earlier attempt rested on, unless a definition changed before all was found. */
async function begin(
  means: Means,
  job: Job,
  all: readonly Segment[],
  standings: ReadonlyMap<number, Standing>,
): Promise<Begun> {
  const { operational, database, clock } = means
  const { db, inbox } = operational
  const versions = all.map(({ id, version }): [number, number] => [id, version])
  const calculated = (await listCalculations(db)).map(({ id, version }): [number, number] => [
    id,
    version,
  ])
  const { begun } = optionsOf(job)
  const same =
    JSON.stringify([begun?.versions, begun?.calculated]) === JSON.stringify([versions, calculated])
  if (begun !== undefined && (begun.complete || same)) return begun
  await unstage(database, { run: job.id, now: 0 })
  const latest = Math.max(0, ...[...standings.values()].map(({ asOf }) => asOf))
  const { applied } = await inbox.state()
  const { segments: wanted } = optionsOf(job)
  const own = versions.map(([id]) => id).filter((id) => wanted === null || wanted.includes(id))
  // The ledger is read in the order of its instants: no run is at or before another's.
  const now = Math.max(await nextInstant(db, clock()), latest + 1)
  await noteInstant(db, now, clock())
  const whole = await shopSize(database)
  const few = await gatherTouched(means, job, { all, standings, own, upTo: applied })
  const size = few === undefined ? whole : partOf(whole, few)
  const rest = { found: 0, unfound: [], complete: false, settled: false }
  const gathered = few !== undefined
  const fresh: Begun = { now, position: applied, versions, calculated, size, gathered, ...rest }
  await inTransaction(db, async (open) => {
    // What arrives from now on is asked about when it has found what it is to find.
    await setLive(open, own, false, clock())
    await keepBegun(open, job, fresh)
  })
  return fresh
}

/**
 * Of a run that is to ask only of those whom arrivals have touched: gathers them, and says how many they
 * are. Undefined where it has to ask everyone: a segment does not stand as it is defined.
 */
async function gatherTouched(
  { operational: { db }, database }: Means,
  job: Job,
  { all, standings, own, upTo }: Reach,
): Promise<number | undefined> {
  if (!optionsOf(job).touched) return undefined
  const defined = definedBy(all, await listCalculations(db))
  if (!own.every((id) => standsAs(id, defined, standings.get(id)))) return undefined
  const after = Math.min(...own.map((id) => standings.get(id)?.position ?? 0))
  if (after >= upTo) return undefined
  const { arrived } = await aboutStretch(db, { after, upTo })
  return await gather(database, { run: job.id, now: 0 }, touchedIds(arrived))
}

type Reach = {
  readonly all: readonly Segment[]
  readonly standings: ReadonlyMap<number, Standing>
  readonly own: readonly number[]
  readonly upTo: number
}

/** Of some of the customers, with as many events each as all have. */
function partOf({ customers, events }: Begun['size'], few: number): Begun['size'] {
  return { customers: few, events: Math.ceil((events * few) / Math.max(1, customers)) }
}

/** Stages the members of each segment, step by step. */
async function find(
  working: Working,
  { segments }: Scope,
  { all, begun }: { readonly all: readonly Segment[]; readonly begun: Begun },
): Promise<Begun> {
  const { means, job } = working
  const { db } = means.operational
  const ids = segments.map(({ id }) => id)
  const names = new Map(all.map(({ id, name }) => [id, name]))
  const { context, unranked } = await ranked(working, ids, await contextAt(db, begun.now, all))
  const steps = findingSteps(ids, context, {
    ...begun.size,
    ...(begun.gathered ? { among: gathered(job.id) } : {}),
  })
  const known = new Set(begun.unfound.map(({ segment }) => segment))
  const more = unranked.filter(({ segment }) => !known.has(segment))
  let far = { ...begun, unfound: [...begun.unfound, ...more.map(named)] }
  for (const [nth, step] of steps.entries()) {
    if (nth < far.found) continue
    await changeJob(db, job.id, { progress: { done: nth, total: steps.length } })
    const missing = new Set(far.unfound.map(({ segment }) => segment))
    const left = step.segments.filter((id) => !missing.has(id))
    const unfound = (await stageStep(working, begun, { ...step, segments: left })).map(named)
    far = { ...far, found: nth + 1, unfound: [...far.unfound, ...unfound] }
    await keepBegun(db, job, far)
  }
  await changeJob(db, job.id, { progress: { done: steps.length, total: steps.length } })
  far = { ...far, complete: true }
  await keepBegun(db, job, far)
  return far

  function named(each: Omit<Unfound, 'name'>): Unfound {
    return { ...each, name: names.get(each.segment) ?? '' }
  }
}

/**
 * How far the ranks reach that the segments rest on, once for all steps, and of which segments that could
 * not be found out. A run that is gone on with finds it out again, of what has been taken in by then.
 */
async function ranked(
  { means, signal }: Working,
  segments: readonly number[],
  context: Context,
): Promise<{ context: Context; unranked: readonly Omit<Unfound, 'name'>[] }> {
  let found = context
  const unranked: Omit<Unfound, 'name'>[] = []
  for (const segment of segments) {
    try {
      found = await withRanks(means.database, found, [{ type: 'segment', segment }], { signal })
    } catch (error) {
      if (signal.aborted || isPassing(error)) throw error
      unranked.push({ segment, problem: error instanceof Error ? error.message : String(error) })
    }
  }
  return { context: found, unranked }
}

/**
 * Stages what one step finds, notes when to ask whom again, and says whom it could not ask and why: where some cannot be asked
 * together, halves of them are, so that in the end only the guilty ones are left out. What is staged
 * twice counts once.
 */
async function stageStep(
  working: Working,
  begun: Begun,
  step: Step,
): Promise<readonly Omit<Unfound, 'name'>[]> {
  const { means, job, signal } = working
  const { segments } = step
  const [first] = segments
  if (first === undefined) return []
  await heed(working)
  await means.between?.()
  try {
    const { database } = means
    await writeFoundDue(database, step.dues(segments), begun.now, { signal })
    await stage(database, { run: job.id, now: begun.now }, step.members(segments), { signal })
    return []
  } catch (error) {
    if (signal.aborted || isPassing(error)) throw error
    if (segments.length === 1) return [{ segment: first, problem: messageOf(error) }]
  }
  const half = Math.ceil(segments.length / 2)
  const some = await stageStep(working, begun, { ...step, segments: segments.slice(0, half) })
  const others = await stageStep(working, begun, { ...step, segments: segments.slice(half) })
  return [...some, ...others]
}

/** Writes the differences, share by share. From here on the run is no longer cancelled: it is soon done. */
async function compare(
  { means, job, signal }: Working,
  { segments, deleted }: Scope,
  { now, gathered: isGathered }: Begun,
  standings: ReadonlyMap<number, Standing>,
): Promise<void> {
  const { cause, ref } = optionsOf(job)
  const run = { run: job.id, now }
  const because = causesOf(segments, deleted, standings, { cause, ref })
  const ids = because.map(({ segment }) => segment)
  const rows = await stagedSizes(means.database, run, ids)
  const among = isGathered ? { among: gathered(job.id) } : {}
  for (const { because: some, range } of sharesOf(because, rows)) {
    const share = { because: some, range: { ...range, ...among } }
    signal.throwIfAborted()
    await means.database.alone(async () => {
      await diff(means.database, run, share, () => fault('changes'))
    })
    fault('memberships')
  }
}

/**
 * Notes as of when, and of which definitions, the memberships now are; and with it that the run has
 * nothing more to write, for soon it will have forgotten whom it had found.
 */
async function settle(
  { means, job }: Working,
  { segments, deleted }: Scope,
  begun: Begun,
  all: readonly Segment[],
): Promise<void> {
  const { now: asOf, position, gathered: isGathered } = begun
  const ids = segments.map(({ id }) => id)
  const counted = await sizes(means.database, ids)
  const asBegun = new Map(begun.calculated)
  const calculations = (await listCalculations(means.operational.db)).map((each) => {
    return { ...each, version: asBegun.get(each.id) ?? 0 }
  })
  const defined = { ...definedBy(all, calculations), versions: new Map(begun.versions) }
  await inTransaction(means.operational.db, async (open) => {
    const standings = new Map<number, Standing | undefined>(deleted.map((id) => [id, undefined]))
    for (const { id, version } of segments) {
      const within = defined.conditions.has(id) ? withinOf(id, defined) : []
      const size = counted.get(id) ?? { count: 0, known: 0 }
      standings.set(id, { version, within, asOf, position, ...size })
    }
    await writeStandings(open, standings, means.clock())
    // Of whom was not asked, time has passed as before.
    const refreshed = isGathered ? [] : ids
    await noteRefreshed(open, { segments: refreshed, asOf, gone: deleted }, means.clock())
    await keepBegun(open, job, { ...begun, settled: true })
  })
}

/** Ends here when somebody wants it stopped. */
async function heed({ means, job, signal }: Working): Promise<void> {
  signal.throwIfAborted()
  if ((await jobById(means.operational.db, job.id))?.cancel === true) throw new Cancelled()
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : String(error)
}

/** Somebody wanted the job stopped. */
export class Cancelled extends Refusal {
  constructor() {
    super(failure('conflict', 'It was cancelled'))
  }
}
