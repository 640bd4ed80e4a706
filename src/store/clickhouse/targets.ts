import { as, sql, type Sql } from '../sql/sql.ts'
import { customerIds } from './ids.ts'
import type { Database } from './database.ts'

/** Writes down whom a run is for: those ids, or the `customer_id` of that query. */
export async function stageTargets(
  database: Database,
  run: number,
  customers: readonly string[] | Sql,
): Promise<void> {
  const ids =
    'parts' in customers
      ? customers
      : sql`SELECT arrayJoin(${customerIds(customers)}) AS customer_id`
  await database.run(sql`
    INSERT INTO run_targets (run, customer_id)
    SELECT ${run}, customer_id FROM (${ids})
    WHERE customer_id IN (SELECT customer_id FROM customers FINAL)`)
}

export async function countTargets(database: Database, run: number): Promise<number> {
  const rows = await database.rows<{ n: string }>(
    sql`SELECT toString(uniqExact(customer_id)) AS n FROM run_targets WHERE run = ${run}`,
  )
  return Number(rows[0]?.n ?? 0)
}

/** The next of them by id, each once. */
export async function targetsAfter(
  database: Database,
  run: number,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await database.rows<{ customer_id: string }>(sql`
    SELECT DISTINCT customer_id FROM run_targets
    WHERE run = ${run} AND customer_id > ${as('UInt64', after)}
    ORDER BY customer_id LIMIT ${limit}`)
  return rows.map((row) => row.customer_id)
}

/** A run's targets are a partition: taking them away costs nothing. */
export async function dropTargets(database: Database, run: number): Promise<void> {
  await database.run(sql`ALTER TABLE run_targets DROP PARTITION ${as('UInt64', BigInt(run))}`)
}
