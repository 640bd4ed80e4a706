import type { Condition, Rank } from '../../domain/segment/condition.ts'
import type { Context, Facts } from '../../domain/segment/facts.ts'
import { matches, valueRanked } from '../../domain/segment/matches.ts'
import { rankKey, ranksIn, type RankEdge } from '../../domain/segment/rank.ts'
import { beforeSql, edgeOfRow, edgeSql, lastSql, type EdgeRow } from './compile/rankEdge.ts'
import type { Database, ReadOptions } from './database.ts'

/**
 * The context with how far the ranks reach that those conditions ask about, found out of everyone as of its
 * instant. For whatever asks a condition, of one customer or of all: where it has no rank, nothing is read.
 */
export async function withRanks(
  database: Database,
  context: Context,
  conditions: readonly Condition[],
  options?: ReadOptions,
): Promise<Context> {
  const ranks = new Map(context.ranks)
  // One after the other: each reads of everyone, and the engine is others' too.
  for (const rank of ranksIn(conditions, context)) {
    if (ranks.has(rankKey(rank))) continue
    ranks.set(rankKey(rank), await edgeFor(database, rank, context, options))
  }
  return ranks.size === 0 ? context : { ...context, ranks }
}

/** The context, whose ranks are found out, with the place that one customer has in each. */
export async function withPlaces(
  database: Database,
  context: Context,
  asked: { readonly condition: Condition; readonly facts: Facts },
  options?: ReadOptions,
): Promise<Context> {
  const ranks = new Map(context.ranks)
  for (const rank of ranksIn([asked.condition], context)) {
    const edge = ranks.get(rankKey(rank))
    const value = valueRanked(rank.by, asked.facts, context)
    const isAmong = rank.among === undefined || matches(rank.among, asked.facts, context)
    if (edge === undefined || edge === null || value === undefined || !isAmong) continue
    const before = beforeSql(rank, value, asked.facts, context)
    const [row] = await database.rows<{ before: string }>(before, options)
    ranks.set(rankKey(rank), { ...edge, place: Number(row?.before ?? 0) + 1 })
  }
  return ranks.size === 0 ? context : { ...context, ranks }
}

async function edgeFor(
  database: Database,
  rank: Rank,
  context: Context,
  options?: ReadOptions,
): Promise<RankEdge | null> {
  const [row] = await database.rows<EdgeRow>(edgeSql(rank, context), options)
  if (row === undefined) return null
  const { edge, tied } = edgeOfRow(rank, row)
  if (tied === undefined) return edge
  const [last] = await database.rows<{ created: string; customer_id: string }>(
    lastSql(rank, edge.value, tied, context),
    options,
  )
  // What was equal a moment ago may be no longer: then all who still are are in it.
  if (last === undefined) return edge
  return { ...edge, last: { created: Number(last.created), id: BigInt(last.customer_id) } }
}
