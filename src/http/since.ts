import { conditionsBehind } from '../domain/segment/behind.ts'
import { leavesOf } from '../domain/segment/leaves.ts'
import type { Since } from '../domain/segment/reading/seen.ts'
import { listedSince } from '../store/clickhouse/lists.ts'
import { segmentsOf } from '../store/clickhouse/memberships.ts'
import { readStandings } from '../work/refresh/standing.ts'
import type { Asked } from './meets.ts'
import type { Works } from './works.ts'

/**
 * Since when a customer is on the lists that a question names, and in the segments, as it is stored. Of an instant
 * of the past (`at`), and of segments that are not filled by their present definition, nothing is stored.
 */
export async function sinceWhen(
  { database, operational }: Works,
  { condition, context, vocabulary }: Asked,
  customer: string,
  { at, signal }: { readonly at?: string | undefined; readonly signal: AbortSignal },
): Promise<Since> {
  const leaves = conditionsBehind(condition, context).flatMap(leavesOf)
  const named = new Set(leaves.flatMap((each) => (each.type === 'list' ? [each.list] : [])))
  const lists = listedSince(database, [...named], customer, { signal })
  if (at !== undefined || !leaves.some(({ type }) => type === 'segment')) {
    return { lists: await lists, segments: new Map() }
  }
  const [stored, standings, listed] = await Promise.all([
    segmentsOf(database, customer, { signal }),
    readStandings(operational.db),
    lists,
  ])
  const versions = new Map(vocabulary.segments.map(({ id, version }) => [id, version]))
  const filled = [...stored].filter(([id]) => standings.get(id)?.version === versions.get(id))
  return { lists: listed, segments: new Map(filled) }
}
