import type { Condition } from '../../domain/segment/condition.ts'
import type { Context } from '../../domain/segment/facts.ts'
import { sql, type Sql } from '../sql/sql.ts'
import { plan } from './compile/plan.ts'
import type { Database, ReadOptions } from './database.ts'
import { withRanks } from './ranks.ts'
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
  const ranked = await withRanks(database, context, conditions, options)
  const { ranges, members } = plan(wanted, ranked, await shopSize(database))
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

/** Of conditions by their places, those of which exactly these hold, and of how many customers that is so. */
export type Region = { readonly of: readonly number[]; readonly count: number }

/** Who meets which of these conditions: each customer who meets any is in exactly one region. At most 64. */
export async function regionsOf(
  database: Database,
  conditions: readonly Condition[],
  context: Context,
  options: ReadOptions = {},
): Promise<readonly Region[]> {
  const found = await grouped(database, { conditions, context, options }, (members) => {
    const mask = sql`groupBitOr(bitShiftLeft(toUInt64(1), segment))`
    const masks = sql`SELECT ${mask} AS mask FROM (${members}) GROUP BY customer_id`
    return sql`SELECT bitmaskToArray(mask) AS parts, count() AS count FROM (${masks}) GROUP BY mask`
  })
  // The engine gives the bits by their values.
  return found.map(({ of, count }) => ({ of: of.map((bit) => Math.round(Math.log2(bit))), count }))
}

/** Of how many customers both conditions of each two hold. */
export async function pairsOf(
  database: Database,
  conditions: readonly Condition[],
  context: Context,
  options: ReadOptions = {},
): Promise<readonly Region[]> {
  return await grouped(database, { conditions, context, options }, (members) => {
    const each = sql`SELECT arraySort(groupArray(segment)) AS parts FROM (${members}) GROUP BY customer_id`
    const pairs = sql`arrayJoin(arrayFlatten(arrayMap((a, i) -> arrayMap(b -> (a, b), arraySlice(parts, i + 1)), parts, arrayEnumerate(parts))))`
    return sql`SELECT [pair.1, pair.2] AS parts, count() AS count
      FROM (SELECT ${pairs} AS pair FROM (${each}) WHERE length(parts) > 1) GROUP BY pair`
  })
}

async function grouped(
  database: Database,
  asked: {
    readonly conditions: readonly Condition[]
    readonly context: Context
    readonly options: ReadOptions
  },
  query: (members: Sql) => Sql,
): Promise<readonly Region[]> {
  const wanted = asked.conditions.map((condition, segment) => ({ segment, condition }))
  const { ranges, members } = plan(wanted, asked.context, await shopSize(database))
  const found = new Map<string, { of: readonly number[]; count: number }>()
  for (const range of ranges) {
    const rows = await database.rows<{ parts: readonly (string | number)[]; count: string }>(
      query(members(range)),
      asked.options,
    )
    for (const row of rows) {
      const of = row.parts.map(Number)
      const known = found.get(of.join()) ?? { of, count: 0 }
      found.set(of.join(), { of, count: known.count + Number(row.count) })
    }
  }
  return [...found.values()]
}
