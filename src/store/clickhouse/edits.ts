import { as, sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
import type { Stored } from './stored.ts'

/** What a customer had of a field before a version; undefined for nothing. */
export type FormerValue = {
  readonly customer: string
  readonly field: number
  readonly old: Stored | undefined
}

/** Of those fields, what customers whose values changed at that version or later had before it. */
export async function readFormerValues(
  database: Database,
  fields: readonly number[],
  from: number,
): Promise<FormerValue[]> {
  const rows = await database.rows<{ customer: string; field: number; old: string }>(sql`
    SELECT toString(customer_id) AS customer, change.1 AS field, argMin(change.2, version) AS old
    FROM edits ARRAY JOIN arrayZip(fields, olds) AS change
    WHERE version >= ${from} AND change.1 IN ${as('Array(UInt32)', fields)}
    GROUP BY customer_id, change.1`)
  return rows.map(({ customer, field, old }) => ({
    customer,
    field,
    old: old === '' ? undefined : (JSON.parse(old) as Stored),
  }))
}

/**
 * The next customers, by id, whose values of that field changed at those versions: from `from` on, before
 * `to`.
 */
export async function customersEdited(
  database: Database,
  { field, from, to }: { readonly field: number; readonly from: number; readonly to: number },
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const rows = await database.rows<{ id: string }>(sql`
    SELECT DISTINCT toString(customer_id) AS id, customer_id FROM edits
    WHERE version >= ${from} AND version < ${to} AND has(fields, ${field})
      AND customer_id > ${as('UInt64', after === '' ? '0' : after)}
    ORDER BY customer_id LIMIT ${limit}`)
  return rows.map((row) => row.id)
}
