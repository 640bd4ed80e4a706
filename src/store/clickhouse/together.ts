import type { Condition } from '../../domain/segment/condition.ts'
import type { Context } from '../../domain/segment/facts.ts'
import { sql } from '../sql/sql.ts'
import { plan } from './compile/plan.ts'
import type { Database, ReadOptions } from './database.ts'
import { shopSize } from './refresh.ts'

/**
 * How many customers meet each of these conditions, in their order: asked together, so that what they have
 * in common is read once, and one share of the customers after the other.
 */
export async function countTogether(
  database: Database,
  conditions: readonly Condition[],
  context: Context,
  options: ReadOptions = {},
): Promise<readonly number[]> {
  const wanted = conditions.map((condition, segment) => ({ segment, condition }))
  const { ranges, members } = plan(wanted, context, await shopSize(database))
  const counts = conditions.map(() => 0)
  for (const range of ranges) {
    const rows = await database.rows<{ segment: number; count: string }>(
      sql`SELECT segment, count() AS count FROM (${members(range)}) GROUP BY segment`,
      options,
    )
    for (const { segment, count } of rows) counts[segment] = (counts[segment] ?? 0) + Number(count)
  }
  return counts
}
