import { fold } from '../../domain/fold.ts'
import { orderCompleted } from '../../domain/segment/netTotal.ts'
import { as, sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'

/** What an order came to as its latest event says, in ten-thousandths; missing where it says none. */
export type OrderTotal = { readonly total: number | undefined; readonly isOurs: boolean }

/** Of the orders of those ids that there are; `isOurs` where they are in that currency. */
export async function orderTotals(
  database: Database,
  orders: readonly string[],
  currency: string,
  options?: ReadOptions,
): Promise<ReadonlyMap<string, OrderTotal>> {
  if (orders.length === 0) return new Map()
  type Row = { readonly order_id: string; readonly total: string | null; readonly ours: number }
  const rows = await database.rows<Row>(
    sql`SELECT order_id, toString(total) AS total, currency IN ('', ${fold(currency)}) AS ours
      FROM events WHERE name = ${orderCompleted} AND order_id IN ${as('Array(String)', orders)}
      ORDER BY order_id, ts DESC, id DESC LIMIT 1 BY order_id`,
    options,
  )
  return new Map(
    rows.map(({ order_id: order, total, ours }) => [
      order,
      { total: total === null ? undefined : Number(total), isOurs: ours === 1 },
    ]),
  )
}
