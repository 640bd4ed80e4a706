import { changeJob, endedJobs, type Job, type JobChange } from '../../store/operational/jobs.ts'
import type { Db } from '../../store/operational/tables.ts'
import { kinds } from './work.ts'

/**
 * Takes the values of customers out of what ended jobs on fields have to tell, where they stand as examples:
 * somebody was deleted, and any of them may be hers. How many there were stays.
 */
export async function forgetFound(db: Db): Promise<void> {
  for (const job of await endedJobs(db, Object.values(kinds))) {
    const change = withoutValues(job)
    if (Object.keys(change).length > 0) await changeJob(db, job.id, change)
  }
}

function withoutValues({ progress, problem }: Job): JobChange {
  const { resume, result, ...counts } = progress
  const { examples, ...found } = (result ?? {}) as { readonly examples?: readonly unknown[] }
  const tells = resume !== undefined || (examples !== undefined && examples.length > 0)
  const kept = examples === undefined ? { result } : { result: { ...found, examples: [] } }
  const [, said] = /^(.* have a value that another has): "/s.exec(problem ?? '') ?? []
  return {
    ...(tells ? { progress: { ...counts, ...(result === undefined ? {} : kept) } } : {}),
    ...(said === undefined ? {} : { problem: `${said}. Correct or merge them, then try again` }),
  }
}
