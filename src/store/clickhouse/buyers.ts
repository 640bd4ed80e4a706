import { orderCompleted } from '../../domain/segment/netTotal.ts'
import { as, sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'

/** Somebody who has ordered in a time, and how many events of some names there are of her. */
export type Buyer = { readonly id: string; readonly events: number }

type Asked = {
  /** Milliseconds: from the first on, and before the second. */
  readonly since: number
  readonly until: number
}

/** How many customers have ordered in that time. */
export async function countBuyers(
  database: Database,
  { since, until }: Asked,
  options?: ReadOptions,
): Promise<number> {
  const [row] = await database.rows<{ n: string }>(
    sql`SELECT toString(count()) AS n FROM (SELECT customer_id FROM events
      WHERE name = ${orderCompleted} AND ts >= ${since} AND ts < ${until} GROUP BY customer_id)`,
    options,
  )
  return Number(row?.n ?? 0)
}

/** The next ones in the order of their ids, so many at most. */
export async function buyersAfter(
  database: Database,
  asked: Asked & {
    /** Decimal text; 0 for the first. */
    readonly after: string
    readonly limit: number
    /** Of which the events are counted that are read of each. */
    readonly names: readonly string[]
  },
  options?: ReadOptions,
): Promise<readonly Buyer[]> {
  const { since, until, after, limit, names } = asked
  const rows = await database.rows<{ id: string; n: string }>(
    sql`SELECT toString(customer_id) AS id, toString(count()) AS n FROM events
      WHERE name IN ${as('Array(String)', names)} AND customer_id IN (
        SELECT customer_id FROM events
        WHERE name = ${orderCompleted} AND ts >= ${since} AND ts < ${until}
          AND customer_id > ${as('UInt64', after)}
        GROUP BY customer_id ORDER BY customer_id LIMIT ${limit})
      GROUP BY customer_id ORDER BY customer_id`,
    options,
  )
  return rows.map(({ id, n }) => ({ id, events: Number(n) }))
}
