import type { MergePair } from '../../domain/arrival.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { pairsPage } from '../../store/clickhouse/duplicates.ts'
import { readRecords } from '../../store/clickhouse/records.ts'
import type { Operational } from '../../store/operational/open.ts'
import { beginMerge } from '../intake/merge/begin.ts'
import { readStanding } from './standing.ts'

/** So many pairs are merged in one run: they are one arrival. */
const mostPairs = 10_000

type Means = {
  readonly operational: Operational
  readonly database: Database
  readonly clock: () => number
}

/**
 * Merges the open pairs that are at least so sure, the surest first, into whoever was there before.
 * Nobody takes part in two of them: what a chain of likenesses would bring together is looked at again,
 * as one customer, by the next search.
 * @param least a probability, from 0 to 1
 * @returns the run of the merges and how many they are; undefined where there is nothing to merge
 */
export async function mergeSurest(
  means: Means,
  least: number,
  by: string,
): Promise<{ readonly run: number; readonly pairs: number } | undefined> {
  const { database, operational } = means
  const standing = await readStanding(operational.db)
  if (standing === undefined) return undefined
  const found = await pairsPage(database, {
    run: standing.run,
    least: Math.round(least * 1e6),
    state: 'open',
    limit: mostPairs,
  })
  const taken = new Set<string>()
  const apart = found.filter(({ left, right }) => {
    if (taken.has(left) || taken.has(right)) return false
    taken.add(left).add(right)
    return true
  })
  if (apart.length === 0) return undefined
  const records = await readRecords(database, [...taken])
  const pairs = apart.map(({ left, right }): MergePair => {
    const [one, other] = [records.get(left), records.get(right)]
    const later = (one?.created ?? 0) > (other?.created ?? 0)
    return later ? { keep: right, drop: left } : { keep: left, drop: right }
  })
  return { run: await beginMerge(means, pairs, by), pairs: pairs.length }
}
