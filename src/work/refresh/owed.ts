import { z } from 'zod'
import { changeJob, type Job } from '../../store/operational/jobs.ts'
import { readMark, removeMark, writeMark } from '../../store/operational/marks.ts'
import { inTransaction, type Db } from '../../store/operational/tables.ts'
import type { CauseName } from './causes.ts'
import { optionsOf } from './job.ts'

/**
 * What refreshes were asked to do and did not, and no other has done since: memberships are behind by
 * so much, though nobody waits for anything.
 */
const owed = z.object({
  /** Null for all. None: to let everyone out of those that were deleted. */
  segments: z.array(z.int()).nullable(),
  /** Why it was asked for. */
  cause: z.custom<CauseName>((x) => typeof x === 'string'),
  ref: z.string(),
  /** The last job that left something, and why it did. */
  job: z.int(),
  problem: z.string(),
  /** A person wanted it stopped: it is not begun again by itself. */
  cancelled: z.boolean(),
})
export type Owed = z.output<typeof owed>

const markName = 'refresh/owed'

/** How a job ends; where not well, with which segments undone (null: all). */
export type End =
  | { readonly state: 'done' }
  | {
      readonly state: 'failed' | 'cancelled'
      readonly problem: string
      readonly undone: readonly number[] | null
    }

/** Undefined where nothing is. */
export async function readOwed(db: Db): Promise<Owed | undefined> {
  const mark = await readMark(db, markName)
  return mark === undefined ? undefined : owed.parse(mark)
}

/** Ends the job; what is owed from then on is noted with it, and returned. */
export async function endJob(db: Db, job: Job, end: End, now: number): Promise<Owed | undefined> {
  const { state } = end
  const problem = state === 'done' ? {} : { problem: end.problem }
  return await inTransaction(db, async (open) => {
    await changeJob(open, job.id, { state, ...problem, finished: now })
    const before = await readOwed(open)
    const after = owedAfter(before, job, end)
    if (after !== undefined) await writeMark(open, markName, after, now)
    else if (before !== undefined) await removeMark(open, markName)
    return after
  })
}

function owedAfter(before: Owed | undefined, job: Job, end: End): Owed | undefined {
  const { segments, cause, ref } = optionsOf(job)
  const rest = before === undefined ? [] : without(before.segments, segments)
  if (end.state === 'done') {
    return before === undefined || rest?.length === 0 ? undefined : { ...before, segments: rest }
  }
  const { problem, undone } = end
  return {
    segments: rest === null || undone === null ? null : [...new Set([...rest, ...undone])],
    cause,
    ref,
    job: job.id,
    problem,
    cancelled: end.state === 'cancelled',
  }
}

/** Null is all, of both. */
function without(some: readonly number[] | null, done: readonly number[] | null): number[] | null {
  if (done === null) return []
  return some === null ? null : some.filter((id) => !done.includes(id))
}
