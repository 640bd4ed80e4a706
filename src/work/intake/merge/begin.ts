import type { MergePair } from '../../../domain/arrival.ts'
import { beginRun } from '../../beginRun.ts'

type Means = Parameters<typeof beginRun>[0]

/** Writes merges down as one run, and into the inbox: the run's id. */
export async function beginMerge(
  means: Means,
  pairs: readonly MergePair[],
  by: string,
): Promise<number> {
  const run = { kind: 'merge', fileName: `merge of ${pairs.length}`, options: {}, by }
  return await beginRun(means, run, (id) => ({ kind: 'merge', run: id, pairs }))
}
