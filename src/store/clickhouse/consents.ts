import { as, sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'

/** One entry of the ledger of what a customer allowed. */
export type Consent = {
  readonly purpose: string
  readonly channel: string
  readonly state: 'granted' | 'denied'
  /** Milliseconds. */
  readonly at: number
  readonly source: string
  readonly evidence: string
}

/**
 * What a customer allowed and denied, latest first; of equal instants what arrived later first. Those
 * of one set are in one part of the table, in which equal keys stay in the order of their writing.
 */
export async function readConsents(
  database: Database,
  customer: string,
  options?: ReadOptions,
): Promise<readonly Consent[]> {
  const rows = await database.rows<Omit<Consent, 'at'> & { readonly at: string }>(
    sql`SELECT purpose, channel, toString(state) AS state, at, source, evidence FROM consents
      WHERE customer_id = ${as('UInt64', customer)} ORDER BY at DESC, version DESC, _part_offset DESC`,
    options,
  )
  return rows.map((row) => ({ ...row, at: Number(row.at) }))
}
