import { as, sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'

/** The tables that hold rows of a customer by her id. */
const owned = {
  customers: sql`customers`,
  contacts: sql`contacts`,
  identities: sql`identities`,
  events: sql`events`,
  message_ids: sql`message_ids`,
  values: sql`values`,
  consents: sql`consents`,
  list_members: sql`list_members`,
  pins: sql`pins`,
  memberships: sql`memberships`,
  memberships_by_customer: sql`memberships_by_customer`,
} as const satisfies Record<string, Sql>

/** Deletes a customer's rows there. They are gone from every read at once, from disk with the next merge. */
export async function deleteRowsOf(
  database: Database,
  customer: string,
  tables: readonly (keyof typeof owned)[],
): Promise<void> {
  const id = as('UInt64', customer)
  await Promise.all(
    tables.map(async (table) => {
      await database.run(sql`DELETE FROM ${owned[table]} WHERE customer_id = ${id}`)
    }),
  )
}

/** Deletes the conflicts of identifiers in which she is one of the two. */
export async function deleteConflicts(database: Database, customer: string): Promise<void> {
  const id = as('UInt64', customer)
  await database.run(sql`DELETE FROM identity_conflicts WHERE customer_id = ${id} OR other = ${id}`)
}

/** Deletes what was rejected and is hers by id or by the hash of an identifier. */
export async function deleteRejected(
  database: Database,
  customer: string,
  hashes: readonly string[],
): Promise<void> {
  await database.run(sql`DELETE FROM rejected
    WHERE customer_id = ${as('UInt64', customer)} OR hasAny(who, ${as('Array(String)', hashes)})`)
}

/** Writes into the ledger that she left each segment that she is in, once for each `ref`. */
export async function endMemberships(
  database: Database,
  { customer, at, ref }: { readonly customer: string; readonly at: number; readonly ref: string },
): Promise<void> {
  const id = as('UInt64', customer)
  await database.run(sql`
    INSERT INTO changes (segment, customer_id, entered, at, noticed, cause, ref, run)
    SELECT segment, customer_id, false, ${at}, ${at}, 'erasure', ${ref}, 0
    FROM memberships_by_customer FINAL WHERE customer_id = ${id} AND segment NOT IN (
      SELECT segment FROM changes WHERE customer_id = ${id} AND cause = 'erasure' AND ref = ${ref})`)
}

/** Whether somebody of that id was deleted. */
export async function readBuried(database: Database, customer: string): Promise<boolean> {
  const rows = await database.rows(
    sql`SELECT 1 AS one FROM tombstones WHERE customer_id = ${as('UInt64', customer)} LIMIT 1`,
  )
  return rows.length > 0
}
