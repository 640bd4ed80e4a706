import type { Identifier } from '../../domain/customer/identity.ts'
import { as, sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
import { editsWhere } from './storedEdits.ts'
import { identifierKey } from './identities.ts'
import { positionOf } from './version.ts'

/** The tables that hold rows of a customer by her id. */
const owned = {
  customers: sql`customers`,
  contacts: sql`contacts`,
  events: sql`events`,
  events_removed: sql`events_removed`,
  message_ids: sql`message_ids`,
  edits: sql`edits`,
  consents: sql`consents`,
  consents_removed: sql`consents_removed`,
  list_members: sql`list_members`,
  pins: sql`pins`,
  memberships: sql`memberships`,
  memberships_by_customer: sql`memberships_by_customer`,
  due: sql`due`,
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

/**
 * Deletes her identifiers, and what others had of those that are hers now: their older rows would come
 * to light again. What was hers and is another's now stays that one's.
 */
export async function deleteIdentities(database: Database, customer: string): Promise<void> {
  const id = as('UInt64', customer)
  await database.run(sql`
    DELETE FROM identities WHERE customer_id = ${id} OR (kind, value) IN (
      SELECT kind, value FROM identities
      WHERE (kind, value) IN (SELECT kind, value FROM identities WHERE customer_id = ${id})
      GROUP BY kind, value HAVING argMax(customer_id, version) = ${id})`)
}

/** Those of the tables that have rows of hers: to delete from one costs more than to look. */
export async function holding<T extends keyof typeof owned>(
  database: Database,
  customer: string,
  tables: readonly T[],
): Promise<readonly T[]> {
  const id = as('UInt64', customer)
  const found = await Promise.all(
    tables.map(async (table) => {
      const rows = await database.rows(
        sql`SELECT 1 FROM ${owned[table]} WHERE customer_id = ${id} LIMIT 1`,
      )
      return rows.length > 0 ? [table] : []
    }),
  )
  return found.flat()
}

/** Deletes the conflicts of identifiers in which she is one of the two. */
export async function deleteConflicts(database: Database, customer: string): Promise<void> {
  const id = as('UInt64', customer)
  await database.run(sql`DELETE FROM identity_conflicts WHERE customer_id = ${id} OR other = ${id}`)
}

/** Deletes what those identifiers were named together with, if anything. */
export async function deleteLinks(
  database: Database,
  identifiers: readonly Identifier[],
): Promise<void> {
  if (identifiers.length === 0) return
  const keys = as('Array(String)', identifiers.map(identifierKey))
  const hers = sql`concat(kind, '\n', value) IN ${keys} OR concat(strong_kind, '\n', strong) IN ${keys}`
  const [any] = await database.rows(sql`SELECT 1 FROM identity_links WHERE ${hers} LIMIT 1`)
  if (any !== undefined) await database.run(sql`DELETE FROM identity_links WHERE ${hers}`)
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

/**
 * Writes into the ledger that she left each segment that she is in, once for each `ref`: after she came,
 * even where that was noticed by a refresh while the deletion waited its turn. Where she is the ledger
 * itself says: a refresh may have written there that she left, and not yet taken her out.
 */
export async function endMemberships(
  database: Database,
  { customer, at, ref }: { readonly customer: string; readonly at: number; readonly ref: string },
): Promise<void> {
  const id = as('UInt64', customer)
  await database.run(sql`
    INSERT INTO changes (segment, customer_id, entered, at, noticed, cause, ref, run)
    SELECT segment, ${id}, false, greatest(${at}, last + 1) AS left, left, 'erasure', ${ref}, 0 FROM (
      SELECT segment, argMax(entered, (noticed, at)) AS inside, max(noticed) AS last
      FROM changes WHERE customer_id = ${id} GROUP BY segment)
    WHERE inside`)
}

/**
 * Takes who was deleted out of those segments, where a refresh that was under way has written her in
 * again: of the ids that the query gives, those with a tombstone. Nothing is left of her in the
 * memberships, and by the ledger she has left. Tombstones come before all else of a deletion, so that
 * whoever asks after having written misses nobody.
 */
export async function endLeftovers(
  database: Database,
  segments: readonly number[],
  customers: Sql,
): Promise<void> {
  const gone = await database.rows<{ customer_id: string; version: string }>(
    sql`SELECT customer_id, max(version) AS version FROM tombstones
      WHERE customer_id IN (${customers}) GROUP BY customer_id`,
  )
  for (const { customer_id: customer, version } of gone) {
    const ref = String(positionOf(Number(version)))
    await database.run(sql`
      INSERT INTO changes (segment, customer_id, entered, at, noticed, cause, ref, run)
      SELECT segment, customer_id, false, last + 1, last + 1, 'erasure', ${ref}, 0 FROM (
        SELECT segment, customer_id, argMax(entered, (noticed, at)) AS inside, max(noticed) AS last
        FROM changes
        WHERE customer_id = ${as('UInt64', customer)} AND segment IN ${as('Array(UInt32)', segments)}
        GROUP BY segment, customer_id)
      WHERE inside`)
    await deleteRowsOf(database, customer, ['memberships', 'memberships_by_customer'])
  }
}

/** Deletes what leads to her from whoever was merged into her. */
export async function deleteMerged(database: Database, customer: string): Promise<void> {
  const id = as('UInt64', customer)
  const hers = sql`from_id = ${id} OR to_id = ${id}`
  const [any] = await database.rows(sql`SELECT 1 FROM merged WHERE ${hers} LIMIT 1`)
  if (any !== undefined) await database.run(sql`DELETE FROM merged WHERE ${hers}`)
}

/**
 * Who is not there any more, but was, with one of those identifiers: taken away by an undo, or merged
 * into somebody. Her history could bring her back.
 */
export async function whoHad(
  database: Database,
  identifiers: readonly Identifier[],
): Promise<readonly string[]> {
  if (identifiers.length === 0) return []
  const keys = as('Array(String)', identifiers.map(identifierKey))
  const rows = await database.rows<{ customer_id: string }>(sql`
    SELECT DISTINCT customer_id FROM edits
    WHERE removed AND hasAny(arrayMap((kind, value) -> concat(kind, '\n', value), lost_kinds, lost), ${keys})
      AND customer_id NOT IN (SELECT customer_id FROM customers FINAL)`)
  return rows.map((row) => row.customer_id)
}

/** The identifiers that somebody had who is not there any more; undefined where there was nobody. */
export async function identifiersOfGone(
  database: Database,
  customer: string,
): Promise<readonly Identifier[] | undefined> {
  const edits = await editsWhere(database, sql`customer_id = ${as('UInt64', customer)}`)
  return edits.length === 0 ? undefined : edits.flatMap(({ added }) => added)
}

/** Whether somebody of that id was deleted. */
export async function readBuried(database: Database, customer: string): Promise<boolean> {
  const rows = await database.rows(
    sql`SELECT 1 AS one FROM tombstones WHERE customer_id = ${as('UInt64', customer)} LIMIT 1`,
  )
  return rows.length > 0
}
