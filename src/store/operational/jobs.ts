import type { Selectable } from 'kysely'
import { nextId } from './ids.ts'
import { given, optional } from './rows.ts'
import { inTransaction, type Db, type Tables } from './tables.ts'

/** A piece of work that takes its time, survives a restart and goes on: a refresh of segments, say. */
export type Job = {
  readonly id: number
  readonly kind: string
  readonly state: JobState
  /** What it is to do: JSON of the kind's own shape, as `{"segments":[1,2],"now":…}`. */
  readonly options: unknown
  readonly progress: JobProgress
  readonly problem?: string
  /** Somebody wants it stopped. */
  readonly cancel: boolean
  readonly by: string
  /** Milliseconds, as the two below. */
  readonly created: number
  readonly started?: number
  readonly finished?: number
}

type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

type JobProgress = {
  readonly done: number
  /** Null where it cannot be known. */
  readonly total: number | null
  /** From where to go on after a restart: JSON of the kind's own shape. */
  readonly resume?: unknown
  /** What was found, for people: JSON of the kind's own shape. */
  readonly result?: unknown
}

export type NewJob = { readonly kind: string; readonly options: unknown; readonly by?: string }

export type JobChange = Partial<
  Pick<Job, 'state' | 'options' | 'progress' | 'problem' | 'started' | 'finished'>
>

export async function createJob(db: Db, job: NewJob, now: number): Promise<Job> {
  return await inTransaction(db, async (open) => {
    const id = await nextId(open, 'job')
    await open
      .insertInto('jobs')
      .values({
        id,
        kind: job.kind,
        state: 'waiting' satisfies JobState,
        options: JSON.stringify(job.options),
        progress: JSON.stringify({ done: 0, total: null } satisfies JobProgress),
        cancel: false,
        by: job.by ?? '',
        created: now,
      })
      .execute()
    const made = await jobById(open, id)
    if (made === undefined) throw new Error('a job just made is not there')
    return made
  })
}

/** Latest first. */
export async function listJobs(db: Db, limit = 100): Promise<readonly Job[]> {
  const rows = await db.selectFrom('jobs').selectAll().orderBy('id', 'desc').limit(limit).execute()
  return rows.map(fromRow)
}

/** Those of such kinds that are not over, in the order in which they were asked for: what a start goes on with. */
export async function unfinishedJobs(
  db: Db,
  kinds: string | readonly string[],
): Promise<readonly Job[]> {
  const rows = await db
    .selectFrom('jobs')
    .selectAll()
    .where('kind', 'in', [kinds].flat())
    .where('state', 'in', ['waiting', 'running'])
    .orderBy('id')
    .execute()
  return rows.map(fromRow)
}

/** Those of such kinds that are over, whatever came of them. */
export async function endedJobs(db: Db, kinds: readonly string[]): Promise<readonly Job[]> {
  const rows = await db
    .selectFrom('jobs')
    .selectAll()
    .where('kind', 'in', kinds)
    .where('state', 'not in', ['waiting', 'running'])
    .orderBy('id')
    .execute()
  return rows.map(fromRow)
}

/** When the latest of that kind that was done was, milliseconds; undefined where none was. */
export async function lastDone(db: Db, kind: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('jobs')
    .select((each) => each.fn.max<number | string | null>('finished').as('finished'))
    .where('kind', '=', kind)
    .where('state', '=', 'done' satisfies JobState)
    .executeTakeFirst()
  const finished = row?.finished ?? undefined
  return finished === undefined ? undefined : Number(finished)
}

export async function jobById(db: Db, id: number): Promise<Job | undefined> {
  const row = await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

/** What is not given stays; undefined if there is none of that id. */
export async function changeJob(db: Db, id: number, change: JobChange): Promise<Job | undefined> {
  const columns = given({
    state: change.state,
    options: change.options === undefined ? undefined : JSON.stringify(change.options),
    progress: change.progress === undefined ? undefined : JSON.stringify(change.progress),
    problem: change.problem,
    started: change.started,
    finished: change.finished,
  })
  if (Object.keys(columns).length > 0) {
    await db
      .updateTable('jobs')
      .set(columns as object)
      .where('id', '=', id)
      .execute()
  }
  return await jobById(db, id)
}

/** Asks that it stop; whoever runs it looks at `cancel` between its steps. False if it is over or not there. */
export async function cancelJob(db: Db, id: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('jobs')
    .set({ cancel: true })
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

function fromRow(row: Selectable<Tables['jobs']>): Job {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state as JobState,
    options: JSON.parse(row.options) as unknown,
    progress: JSON.parse(row.progress) as JobProgress,
    ...optional('problem', row.problem),
    cancel: row.cancel === 1,
    by: row.by,
    created: row.created,
    ...optional('started', row.started),
    ...optional('finished', row.finished),
  }
}
