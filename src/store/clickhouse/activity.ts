import { orderCompleted } from '../../domain/segment/netTotal.ts'
import type { Span } from '../../domain/time/pastDays.ts'
import { as, sql, type Sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'

/** What was bought from an instant on, until the next of those that were asked. */
export type Bought = {
  readonly orders: number
  readonly buyers: number
  /** Whose first order it was. */
  readonly newCustomers: number
  /** In ten-thousandths, by currency as it is kept: folded, empty for the shop's. */
  readonly sales: ReadonlyMap<string, bigint>
}

/**
 * What was bought in each of some spans that do not overlap, in their order. It reads three columns of all
 * orders there are: twice of those of the spans, once of every earlier one of who ordered in them, to tell
 * who is new. So it grows with the orders of the shop, and in memory with the buyers of the spans.
 */
export async function boughtIn(
  database: Database,
  spans: readonly Span[],
  options?: ReadOptions,
): Promise<readonly Bought[]> {
  const [first, last] = [spans[0], spans.at(-1)]
  if (first === undefined || last === undefined) return []
  const isIn = sql`name = ${orderCompleted} AND ts >= ${first.from} AND ts < ${last.to}`
  const begin = beginOf(spans, sql`ts`)
  const [sold, bought, came] = await Promise.all([
    database.rows<{ begin: string; currency: string; orders: string; amount: string }>(
      sql`SELECT toString(${begin}) AS begin, currency, toString(count()) AS orders,
          toString(sum(toInt128(ifNull(total, 0)))) AS amount
        FROM events WHERE ${isIn} GROUP BY begin, currency`,
      options,
    ),
    database.rows<{ begin: string; n: string }>(
      sql`SELECT toString(${begin}) AS begin, toString(uniqExact(customer_id)) AS n
        FROM events WHERE ${isIn} GROUP BY begin`,
      options,
    ),
    database.rows<{ begin: string; n: string }>(
      sql`SELECT toString(${beginOf(spans, sql`since`)}) AS begin, toString(count()) AS n FROM (
          SELECT min(ts) AS since FROM events WHERE name = ${orderCompleted} AND ts < ${last.to}
            AND customer_id IN (SELECT customer_id FROM events WHERE ${isIn})
          GROUP BY customer_id)
        WHERE since >= ${first.from} GROUP BY begin`,
      options,
    ),
  ])
  const buyers = new Map(bought.map(({ begin: at, n }) => [Number(at), Number(n)]))
  const newcomers = new Map(came.map(({ begin: at, n }) => [Number(at), Number(n)]))
  return spans.map(({ from }) => {
    const rows = sold.filter(({ begin: at }) => Number(at) === from)
    return {
      orders: rows.reduce((sum, { orders }) => sum + Number(orders), 0),
      buyers: buyers.get(from) ?? 0,
      newCustomers: newcomers.get(from) ?? 0,
      sales: new Map(rows.map(({ currency, amount }) => [currency, BigInt(amount)])),
    }
  })
}

/** In which span an instant is, by when that begins; between two of them, when the earlier ends. */
function beginOf(spans: readonly Span[], instant: Sql): Sql {
  const edges = new Set(spans.flatMap(({ from, to }) => [from, to]))
  return sql`roundDown(${instant}, ${as(
    'Array(Int64)',
    [...edges].toSorted((a, b) => a - b),
  )})`
}
