import type { Database } from '../../store/clickhouse/database.ts'
import { dropRun, runsThere } from '../../store/clickhouse/duplicates.ts'
import type { OpenOptions } from '../../store/clickhouse/open.ts'
import type { Job } from '../../store/operational/jobs.ts'
import { listFields } from '../../store/operational/fields.ts'
import { readShop } from '../../store/operational/meta.ts'
import { startAskedJobs, type AskedJobs, type AskedOptions, type Perform } from '../askedJobs.ts'
import { mergeSurest } from './mergeSurest.ts'
import { progressTotal } from './search.ts'
import { searchInThread } from './searchThread.ts'
import { readStanding, writeStanding } from './standing.ts'

export type FinderOptions = Omit<AskedOptions, 'kind'> & {
  readonly database: Database
  /** As the thread that compares opens the same database. */
  readonly connection: OpenOptions
}

/** Looks for duplicates when somebody asks, one run at a time. */
export type Finder = AskedJobs

/** Starts the worker: what an earlier process left unfinished is done again. */
export function startFinder(finder: FinderOptions): Finder {
  const { operational, database } = finder
  return startAskedJobs({ ...finder, kind: 'duplicates' }, findWith(finder), async ({ id }) => {
    const standing = await readStanding(operational.db)
    // What is shown by now stays, whatever failed or was killed after the search.
    if (standing?.run !== id) await dropRun(database, id, 'all')
  })
}

function findWith(finder: FinderOptions): Perform {
  const { operational, database, clock } = finder
  const { db } = operational
  return async (job, telling) => {
    const standing = await readStanding(db)
    if (standing?.run !== job.id) await findAnew(finder, job, telling)
    await forgetOthers(database, job.id)
    const { mergeAbove } = await readShop(db)
    if (mergeAbove === undefined) return
    await mergeSurest({ operational, database, clock }, mergeAbove, 'the search for duplicates')
  }
}

async function findAnew(
  { operational: { db }, database, connection, clock }: FinderOptions,
  job: Job,
  { signal, onProgress }: Parameters<Perform>[1],
): Promise<void> {
  const found = await searchInThread(
    { run: job.id, fields: await listFields(db), database: connection },
    { signal, onProgress: (done) => onProgress(done, progressTotal) },
  )
  // Through the gate, before it is noted that the pairs are there: a backup has both, or neither.
  await dropRun(database, job.id, 'staged')
  await writeStanding(db, { ...found, run: job.id, at: clock() })
}

/** From here on the pairs of this run are shown: those of others can go. One is searched at a time. */
async function forgetOthers(database: Database, run: number): Promise<void> {
  for (const other of await runsThere(database)) {
    if (other !== run) await dropRun(database, other, 'all')
  }
}
