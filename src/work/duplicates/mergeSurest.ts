import type { MergePair } from '../../domain/arrival.ts'
import { groupsOf } from '../../domain/customer/duplicates/groups.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { countPairs, pairsPage } from '../../store/clickhouse/duplicates.ts'
import { readRecords, type CustomerRecord } from '../../store/clickhouse/records.ts'
import type { Operational } from '../../store/operational/open.ts'
import { beginMerge } from '../intake/merge/begin.ts'
import { readStanding } from './standing.ts'

/** So many pairs are looked at for one run: its merges are one arrival. */
const mostPairs = 10_000

type Means = {
  readonly operational: Operational
  readonly database: Database
  readonly clock: () => number
}

/** What is merged, and what is left. */
export type Merging = {
  /** Undefined where there is nothing to merge. */
  readonly run: number | undefined
  /** Merges, each of one customer into another. */
  readonly merges: number
  /** How many customers all of them come to be. */
  readonly customers: number
  /** Open pairs that are as sure and are not merged. */
  readonly left: number
}

/**
 * Merges the open pairs that are at least so sure into whoever was there first, and groups in which
 * everybody is a pair with everybody wholly. Of a chain only the surer two are merged: whether the third
 * is the same is looked at again, beside all that is known of the two, by the next search.
 * @param least a probability, from 0 to 1
 */
export async function mergeSurest(means: Means, least: number, by: string): Promise<Merging> {
  const { database, operational } = means
  const standing = await readStanding(operational.db)
  if (standing === undefined) return { run: undefined, merges: 0, customers: 0, left: 0 }
  const wanted = { run: standing.run, least: Math.round(least * 1e6), state: 'open' } as const
  const [found, open] = await Promise.all([
    pairsPage(database, { ...wanted, limit: mostPairs }),
    countPairs(database, wanted),
  ])
  const groups = groupsOf(found)
  const records = await readRecords(database, groups.flat())
  const pairs = groups.flatMap((group) => mergesOf(group, records))
  const within = groups.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0)
  return {
    run: pairs.length === 0 ? undefined : await beginMerge(means, pairs, by),
    merges: pairs.length,
    customers: groups.length,
    left: Math.max(0, open - within),
  }
}

/** All of them into the one who was there first. */
function mergesOf(
  group: readonly string[],
  records: ReadonlyMap<string, CustomerRecord>,
): readonly MergePair[] {
  const created = (id: string): number => records.get(id)?.created ?? Number.MAX_SAFE_INTEGER
  const keep = group.reduce((first, each) => (created(each) < created(first) ? each : first))
  return group.flatMap((drop) => (drop === keep ? [] : [{ keep, drop }]))
}
