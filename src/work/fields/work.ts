import type { Field, FieldOf, FieldType } from '../../domain/customer/field.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { fieldById, type FieldChange } from '../../store/operational/fields.ts'
import { createJob, unfinishedJobs, type Job } from '../../store/operational/jobs.ts'
import type { Operational } from '../../store/operational/open.ts'
import type { Db } from '../../store/operational/tables.ts'

/**
 * What is to be done with everybody's values of a field. Each set of customers is an inbox entry of its
 * own, so that the loader, who alone writes customers, does it between what arrives, and its rows are
 * newer than all that was taken in before and older than all that comes after.
 */
export type FieldTask =
  /** Columns and search text are made anew. */
  | {
      readonly task: 'index'
      readonly field: number
      /** Its columns are being filled: until that is done no condition on it is answered. */
      readonly fill: boolean
      /** What was changed, as it was: a cancelled job puts it back. Null where it is itself putting back. */
      readonly back: FieldChange | null
      /** When that is done it is to be made unique. */
      readonly unique?: true
    }
  /** Makes each value the one customer's who has it, or tells which values several have. */
  | { readonly task: 'unique'; readonly field: number }
  /** Lets go of what was kept to know whose each value is. */
  | { readonly task: 'release'; readonly field: number }
  /** Counts what would not become a value of another type. */
  | {
      readonly task: 'try type'
      readonly field: number
      readonly type: FieldType
      readonly choices?: readonly string[]
    }
  /** Reads phone numbers again as numbers of the shop's country: values of all fields of them, and identifiers. */
  | { readonly task: 'phones'; readonly field: number }
  /** Fills another field with the values, read as its type; it takes the name in the end. */
  | { readonly task: 'change type'; readonly field: number; readonly into: number }

/** Of the jobs, by what they do. */
export const kinds = {
  index: 'field index',
  unique: 'field unique',
  release: 'field release',
  'try type': 'field type trial',
  phones: 'phone numbers',
  'change type': 'field type',
} as const satisfies Record<FieldTask['task'], string>

/** The jobs on fields that are not over, in the order in which they were asked for. */
export async function fieldJobs(db: Db): Promise<readonly Job[]> {
  return await unfinishedJobs(db, Object.values(kinds))
}

export function taskOf(job: Job): FieldTask {
  return job.options as FieldTask
}

/** Whether stopping it leaves everything right. */
export function canStop(job: Job): boolean {
  if (!Object.values(kinds).some((kind) => kind === job.kind)) return true
  const task = taskOf(job)
  return task.task !== 'release' && (task.task !== 'index' || task.back !== null)
}

/**
 * Notes what is to be done, in the transaction that makes it necessary. Then, outside of it, it is to be
 * {@link announce}d.
 */
export async function noteTask(open: Db, task: FieldTask, now: number, by = ''): Promise<Job> {
  return await createJob(open, { kind: kinds[task.task], options: task, by }, now)
}

/** Has the loader begin it, or go on with it; the position of the entry that says so. */
export async function announce({ inbox }: Operational, job: number): Promise<number> {
  return await inbox.append('field work', Buffer.from(JSON.stringify({ kind: 'field work', job })))
}

/** At a start: what an earlier process had noted, and was killed before it could announce it. */
export async function announceForgotten(operational: Operational): Promise<void> {
  for (const { id, state } of await fieldJobs(operational.db)) {
    if (state === 'waiting') await announce(operational, id)
  }
}

/** Whether conditions may use it. */
export function isUsable({ filterable, archived }: Field): boolean {
  return filterable && !archived
}

/** Whether free text finds people by it. */
export function isFound({ searchable, archived }: Field): boolean {
  return searchable && !archived
}

/** How far the work on a field is. */
export type FieldProgress = {
  readonly job: number
  readonly task: FieldTask['task']
  readonly done: number
  readonly total: number | null
}

/** By name, the fields that conditions may use soon, but whose values are not all in place yet. */
export async function fieldsBeingIndexed(
  db: Db,
  of: FieldOf = 'customer',
): Promise<ReadonlyMap<string, FieldProgress>> {
  const { asked } = await fieldsBeingPrepared(db)
  return new Map(
    asked.flatMap(({ field, progress }) => (field.of === of ? [[field.name, progress]] : [])),
  )
}

/** A field, and how far what is done with everybody's values of it is. */
export type FieldAtWork = { readonly field: Field; readonly progress: FieldProgress }

/**
 * The fields whose values are not all in place yet: those that conditions may use soon, and those by which
 * only free text is to find people soon.
 */
export async function fieldsBeingPrepared(
  db: Db,
): Promise<{ readonly asked: readonly FieldAtWork[]; readonly found: readonly FieldAtWork[] }> {
  const [asked, found]: [FieldAtWork[], FieldAtWork[]] = [[], []]
  for (const job of await fieldJobs(db)) {
    const task = taskOf(job)
    if (task.task !== 'index') continue
    const field = await fieldById(db, task.field)
    if (field === undefined) continue
    if (task.fill) asked.push({ field, progress: progressOf(job) })
    else if (isFound(field)) found.push({ field, progress: progressOf(job) })
  }
  return { asked, found }
}

/** The work on that field that is not over. */
export async function workOn(db: Db, field: number): Promise<FieldProgress | undefined> {
  const job = (await fieldJobs(db)).find((each) => taskOf(each).field === field)
  return job === undefined ? undefined : progressOf(job)
}

/** Throws a Refusal `conflict` where there is work on the field: two at once would undo each other. */
export async function refuseBusy(db: Db, field: number): Promise<void> {
  const work = await workOn(db, field)
  if (work === undefined) return
  throw new Refusal(
    failure('conflict', `The field is being worked on by job ${work.job}: ${shown(work)}`, {
      where: 'name',
      fix: 'Wait until it is done, or cancel it.',
    }),
  )
}

/** How far it is, for people. */
export function shown({ done, total }: Pick<FieldProgress, 'done' | 'total'>): string {
  return total === null
    ? 'it is about to begin'
    : `${done.toLocaleString('en')} of ${total.toLocaleString('en')} are done`
}

function progressOf(job: Job): FieldProgress {
  const { done, total } = job.progress
  return { job: job.id, task: taskOf(job).task, done, total }
}
