import type { Field } from '../../domain/customer/field.ts'
import type { OpenOptions } from '../../store/clickhouse/open.ts'
import { entryUrl } from '../../store/thread.ts'
import { askThread, serveAsked, type AskOptions } from '../askedThread.ts'
import { search, type Found } from './search.ts'

/** What a search in a thread of its own is given. */
export type ThreadJob = {
  readonly run: number
  readonly fields: readonly Field[]
  /** The thread has its own way to the engine: rows do not pass through the main one. */
  readonly database: OpenOptions
}

const entry = entryUrl('./searchThread.ts', import.meta.url)

/** Comparing is heavy: it has a thread of its own, so that the API answers meanwhile. */
export async function searchInThread(job: ThreadJob, options: AskOptions): Promise<Found> {
  return await askThread(entry, job, options)
}

await serveAsked<ThreadJob>(entry, async (database, { run, fields }, onProgress) =>
  search(database, { run, fields, onProgress }),
)
