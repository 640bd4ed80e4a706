import { memberSince } from '../src/store/clickhouse/memberships.ts'
import { as, sql } from '../src/store/sql/sql.ts'
import { millis, quantile, type Line } from './measure.ts'
import type { Place } from './place.ts'
import type { Scale } from './world.ts'

/** Is X in Y: point reads, one after the other, while a tenth of all customers is in each of twenty segments. */
export async function isMember({ database }: Place, scale: Scale): Promise<Line[]> {
  await database.run(sql`INSERT INTO memberships_by_customer (segment, customer_id, since, version)
    SELECT arrayJoin(range(20)) AS segment, customer_id, 1, 1 FROM customers
    WHERE sipHash64(customer_id, segment) % 10 = 0`)
  const ids = await database.rows<{ customer_id: string }>(
    sql`SELECT customer_id FROM customers ORDER BY sipHash64(customer_id) LIMIT 5000`,
  )
  const point: number[] = []
  const nothing: number[] = []
  for (const [i, { customer_id }] of ids.entries()) {
    const started = performance.now()
    await memberSince(database, i % 20, customer_id)
    const found = performance.now()
    await database.rows(sql`SELECT 1`)
    // The first thousand warm both processes up.
    if (i < 1000) continue
    point.push(found - started)
    nothing.push(performance.now() - found)
  }
  const [rows] = await database.rows<{ n: string }>(
    sql`SELECT count() AS n FROM memberships_by_customer WHERE customer_id > ${as('UInt64', 0)}`,
  )
  const p99 = quantile(point, 0.99)
  return [
    {
      what: `is X in Y, ${scale.customers.toLocaleString('en')} customers`,
      ours: `p50 ${millis(quantile(point, 0.5))}, p99 ${millis(p99)}`,
      beside: '10 ms',
      ratio: p99 / 10,
      aim: 1,
      floor: `one granule of 1,024 rows out of ${rows?.n}; a statement that reads nothing: p50 ${millis(quantile(nothing, 0.5))}, p99 ${millis(quantile(nothing, 0.99))}`,
    },
  ]
}
