import { as, sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
import type { Stored } from './records.ts'

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
