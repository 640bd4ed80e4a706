import { as, sql } from '../sql/sql.ts'
import type { Database } from './database.ts'

/** What is remembered of a deletion: a keyed hash of an identifier, or the customer's own mark. */
export type Burial = {
  readonly hash: string
  readonly customer: string
  /** Milliseconds. */
  readonly at: number
  /** The identifier may arrive again. */
  readonly lifted: boolean
}

/** All that is remembered, as it stands. */
export async function* readBurials(database: Database): AsyncGenerator<readonly Burial[]> {
  type Row = { hash: string; customer: string; at: string; lifted: boolean }
  const rows = database.stream<Row>(sql`
    SELECT hash, argMax(customer_id, version) AS customer, argMax(tombstones.at, version) AS at,
      argMax(deleted, version) = 1 AS lifted
    FROM tombstones GROUP BY hash ORDER BY hash`)
  for await (const block of rows) {
    yield block.map(({ hash, customer, at, lifted }) => ({
      hash,
      customer,
      at: Number(at),
      lifted: Boolean(lifted),
    }))
  }
}

/** Of those ids, the ones of whom anything is stored that says who they are, or who they were before an undo. */
export async function whoIsStored(
  database: Database,
  customers: readonly string[],
): Promise<readonly string[]> {
  if (customers.length === 0) return []
  const ids = as('Array(UInt64)', customers.map(BigInt))
  const rows = await database.rows<{ customer_id: string }>(sql`
    SELECT DISTINCT customer_id FROM (
      SELECT customer_id FROM customers WHERE customer_id IN ${ids}
      UNION ALL SELECT customer_id FROM contacts WHERE customer_id IN ${ids}
      UNION ALL SELECT customer_id FROM identities WHERE customer_id IN ${ids}
      UNION ALL SELECT customer_id FROM edits WHERE customer_id IN ${ids})
    ORDER BY customer_id`)
  return rows.map((row) => row.customer_id)
}

/** Of those hashes, the ones whose identifiers were refused and may arrive again. */
export async function liftedAmong(
  database: Database,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  if (hashes.length === 0) return new Set()
  const rows = await database.rows<{ hash: string }>(sql`
    SELECT hash FROM tombstones WHERE hash IN ${as('Array(String)', hashes)}
    GROUP BY hash HAVING argMax(deleted, version) = 1`)
  return new Set(rows.map(({ hash }) => hash))
}
