import type { Database } from '../../store/clickhouse/database.ts'
import { dropRun, runsThere } from '../../store/clickhouse/duplicates.ts'
import type { OpenOptions } from '../../store/clickhouse/open.ts'
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
  return startAskedJobs({ ...finder, kind: 'duplicates' }, findWith(finder), async ({ id }) => {
    await dropRun(finder.database, id, 'all')
  })
}

function findWith({ operational, database, connection, clock }: FinderOptions): Perform {
  const { db } = operational
  return async (job, { signal, onProgress }) => {
    const found = await searchInThread(
      { run: job.id, fields: await listFields(db), database: connection },
      { signal, onProgress: (done) => onProgress(done, progressTotal) },
    )
    const before = await readStanding(db)
    await writeStanding(db, { ...found, run: job.id, at: clock() })
    await forgetOthers(database, job.id, before?.run)
    const { mergeAbove } = await readShop(db)
    if (mergeAbove === undefined) return
    await mergeSurest({ operational, database, clock }, mergeAbove, 'the search for duplicates')
  }
}

/** From here on the pairs of this run are shown: those of others, and what it needed, can go. */
async function forgetOthers(
  database: Database,
  run: number,
  before: number | undefined,
): Promise<void> {
  await dropRun(database, run, 'staged')
  for (const other of await runsThere(database)) {
    if (other < run || other === before) await dropRun(database, other, 'all')
  }
}
