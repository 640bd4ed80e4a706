import type { PastTally } from '../../domain/promotion/preview.ts'
import type { OpenOptions } from '../../store/clickhouse/open.ts'
import { entryUrl } from '../../store/thread.ts'
import { askThread, serveAsked, type AskOptions } from '../askedThread.ts'
import { previewOf, type PreviewAsked } from './preview.ts'

/** What is asked, and the thread's own way to the engine. */
export type ThreadJob = PreviewAsked & { readonly database: OpenOptions }

const entry = entryUrl('./previewThread.ts', import.meta.url)

/** Working out every order of years is heavy: it has a thread of its own, so that carts are answered meanwhile. */
export async function previewInThread(job: ThreadJob, options: AskOptions): Promise<PastTally> {
  return await askThread(entry, job, options)
}

await serveAsked<ThreadJob>(entry, async (database, job, onProgress) =>
  previewOf(database, job, onProgress),
)
