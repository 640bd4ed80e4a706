import { failure, Refusal } from '../../domain/failure.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import {
  diff,
  shopSize,
  sizes,
  stage,
  stagedSizes,
  unstage,
} from '../../store/clickhouse/refresh.ts'
import { fault } from '../../store/faults.ts'
import { changeJob, jobById, type Job } from '../../store/operational/jobs.ts'
import type { Operational } from '../../store/operational/open.ts'
import { listSegments, type Segment } from '../../store/operational/segments.ts'
import { contextAt } from '../context.ts'
import { causesOf } from './causes.ts'
import { keepBegun, optionsOf, type Begun } from './job.ts'
import { sharesOf } from './shares.ts'
import { findingSteps } from './steps.ts'
import { readStandings, writeStandings, type Standing } from './standing.ts'

export type Means = {
  readonly operational: Operational
  readonly database: Database
  readonly clock: () => number
}

/** What a run works on. All of it is of one moment: a segment may be deleted the next. */
type Scope = {
  readonly all: readonly Segment[]
  /** Those that it finds anew. */
  readonly segments: readonly Segment[]
  /** Those that are gone and have left members behind. */
  readonly deleted: readonly number[]
}

/**
 * Finds the members of the job's segments as of one instant and writes who came and who went. Throws
 * what went wrong, or the reason of the signal; whoever runs it again goes on where it was.
 */
export async function runRefresh(means: Means, job: Job, signal: AbortSignal): Promise<void> {
  const { db } = means.operational
  const all = await listSegments(db)
  const standings = await readStandings(db)
  const scope = scopeOf(job, all, standings)
  const begun = await begin(means, job, all, standings)
  const run = { run: job.id, now: begun.now }
  if (!begun.complete) await find({ means, job, signal }, scope, begun)
  await compare({ means, job, signal }, scope, begun, standings)
  await settle(means, scope, begun)
  await unstage(means.database, run)
}

type Working = { readonly means: Means; readonly job: Job; readonly signal: AbortSignal }

function scopeOf(
  job: Job,
  all: readonly Segment[],
  standings: ReadonlyMap<number, Standing>,
): Scope {
  const { segments: wanted } = optionsOf(job)
  const there = new Set(all.map(({ id }) => id))
  return {
    all,
    segments: wanted === null ? all : all.filter(({ id }) => wanted.includes(id)),
    deleted: [...standings.keys()].filter((id) => !there.has(id)),
  }
}

/** What the run rests on: what an earlier attempt rested on, unless a definition changed since. */
async function begin(
  { operational: { db, inbox }, database, clock }: Means,
  job: Job,
  all: readonly Segment[],
  standings: ReadonlyMap<number, Standing>,
): Promise<Begun> {
  const versions = all.map(({ id, version }): [number, number] => [id, version])
  const { begun } = optionsOf(job)
  const same = JSON.stringify(begun?.versions) === JSON.stringify(versions)
  if (begun !== undefined && (begun.complete || same)) return begun
  await unstage(database, { run: job.id, now: 0 })
  const latest = Math.max(0, ...[...standings.values()].map(({ asOf }) => asOf))
  const { applied } = await inbox.state()
  // The ledger is read in the order of its instants: no run is at or before another's.
  const now = Math.max(clock(), latest + 1)
  const size = await shopSize(database)
  const fresh: Begun = { now, position: applied, versions, size, found: 0, complete: false }
  await keepBegun(db, job, fresh)
  return fresh
}

/** Stages the members of each segment, step by step. */
async function find(working: Working, { all, segments }: Scope, begun: Begun): Promise<void> {
  const { means, job, signal } = working
  const { db } = means.operational
  const context = await contextAt(db, begun.now, all)
  const ids = segments.map(({ id }) => id)
  const steps = findingSteps(ids, context, begun.size)
  for (const [step, found] of steps.entries()) {
    if (step < begun.found) continue
    await goOn(working, step, steps.length)
    await stage(means.database, { run: job.id, now: begun.now }, found, { signal })
    await keepBegun(db, job, { ...begun, found: step + 1 })
  }
  await changeJob(db, job.id, { progress: { done: steps.length, total: steps.length } })
  await keepBegun(db, job, { ...begun, found: steps.length, complete: true })
}

/** Writes the differences, share by share. From here on the run is no longer cancelled: it is soon done. */
async function compare(
  { means, job, signal }: Working,
  { segments, deleted }: Scope,
  { now }: Begun,
  standings: ReadonlyMap<number, Standing>,
): Promise<void> {
  const { cause, ref } = optionsOf(job)
  const run = { run: job.id, now }
  const because = causesOf(segments, deleted, standings, { cause, ref })
  const ids = because.map(({ segment }) => segment)
  const rows = await stagedSizes(means.database, run, ids)
  for (const share of sharesOf(because, rows)) {
    signal.throwIfAborted()
    await diff(means.database, run, share, () => fault('changes'))
    fault('memberships')
  }
}

/** Notes as of when, and of which definitions, the memberships now are. */
async function settle(means: Means, { segments, deleted }: Scope, begun: Begun): Promise<void> {
  const { db } = means.operational
  const versions = new Map(begun.versions)
  const now = await sizes(
    means.database,
    segments.map(({ id }) => id),
  )
  const standings = new Map(await readStandings(db))
  for (const id of deleted) standings.delete(id)
  for (const { id, version } of segments) {
    standings.set(id, {
      version: versions.get(id) ?? version,
      asOf: begun.now,
      position: begun.position,
      ...(now.get(id) ?? { count: 0, known: 0 }),
    })
  }
  await writeStandings(db, standings, means.clock())
}

/** Notes the progress, and ends here when somebody wants it stopped. */
async function goOn({ means, job, signal }: Working, done: number, total: number): Promise<void> {
  signal.throwIfAborted()
  const { db } = means.operational
  await changeJob(db, job.id, { progress: { done, total } })
  if ((await jobById(db, job.id))?.cancel === true) throw new Cancelled()
}

/** Somebody wanted the job stopped. */
export class Cancelled extends Refusal {
  constructor() {
    super(failure('conflict', 'It was cancelled'))
  }
}
