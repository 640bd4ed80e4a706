import { versionOf } from '../../store/clickhouse/version.ts'
import type { Entry } from '../../store/operational/inbox.ts'
import type { Job } from '../../store/operational/jobs.ts'
import type { FieldTask } from '../fields/work.ts'
import type { Converted } from './convert.ts'
import type { Shared } from './makeUnique.ts'
import type { Reread } from './rereadPhones.ts'
import type { Touched } from './setState.ts'

/** How far a job is: kept with it, so that a repeat of an entry goes on where it was. */
export type Resume = Found & {
  /** The inbox position of the entry that is to go on. */
  readonly next: number
  /** The last record that is done; empty before the first. */
  readonly after: string
  /**
   * Every record was seen once, and now those that changed at versions from `from` on, before `to`; 0
   * while it is not yet known up to which.
   */
  readonly follow?: { readonly from: number; readonly to: number }
  /** The version at which the first record was seen. */
  readonly began: number
}

/** What the sets of a job have found so far. */
export type Found = {
  readonly shared: Shared
  readonly converted?: Converted
  readonly reread?: Reread
}

/** A set of a job, and what is to become of the job afterwards. */
export type Step = {
  readonly resume: Resume
  /** No record is left, as of the entry that is being taken in. */
  readonly last: boolean
  readonly ids: readonly string[]
}

/** The set that is to be done now, of a job that goes through records. */
export type Work = {
  readonly job: Job
  readonly task: Exclude<FieldTask, { task: 'release' }>
  readonly resume: Resume
  readonly entry: Entry
  /** Whose answers its sets change is added. */
  readonly touched: Touched
}

/** What arrives meanwhile is right by itself. */
const sawAll: ReadonlySet<FieldTask['task']> = new Set(['index', 'try type', 'phones'])

type Page = { readonly after: string; readonly limit: number }

/** The records of a kind, by their ids, from the one after which to begin. */
export type Walk = {
  all(page: Page): Promise<readonly string[]>
  /** Those that changed at those versions, before `to`, in what the job rests on. */
  changed(versions: { from: number; to: number }, page: Page): Promise<readonly string[]>
}

/**
 * Which records come next: all by id; then, where what arrives meanwhile matters, those that changed
 * since, until none is left.
 */
export async function nextStep(
  walk: Walk,
  { task, resume, entry }: Work,
  limit: number,
): Promise<Step> {
  const { after, follow } = resume
  const now = versionOf(entry.position)
  if (follow === undefined) {
    const ids = await walk.all({ after, limit })
    const more = { ...resume, after: ids.at(-1) ?? '' }
    if (ids.length === limit) return { ids, resume: more, last: false }
    // What began and ended in one entry has seen every record as it is.
    const whole = after === '' || sawAll.has(task.task)
    const following = { ...resume, after: '', follow: { from: resume.began, to: 0 } }
    return { ids, resume: following, last: whole }
  }
  const to = follow.to === 0 ? now : follow.to
  const ids = await walk.changed({ from: follow.from, to }, { after, limit })
  if (ids.length === limit) {
    const more = { ...resume, after: ids.at(-1) ?? '', follow: { from: follow.from, to } }
    return { ids, resume: more, last: false }
  }
  return { ids, resume: { ...resume, after: '', follow: { from: to, to: 0 } }, last: to === now }
}
