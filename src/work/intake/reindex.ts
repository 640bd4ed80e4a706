import { as, sql } from '../../store/sql/sql.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { contactRow, customerRow, readRecords } from '../../store/clickhouse/records.ts'
import { versionOf } from '../../store/clickhouse/version.ts'
import type { Settings } from './setState.ts'

/** How far a re-index has come: which set is next, and the last customer before it. */
export type ReindexBound = { readonly set: number; readonly after: string }

export const firstReindexBound: ReindexBound = { set: 0, after: '' }

const customersPerSet = 10_000

/**
 * Writes the next set of customers again as they are, with the columns and the search text that the
 * fields now have. Answers where to go on; undefined when everyone is done.
 */
export async function reindexSet(
  database: Database,
  { catalog }: Settings,
  position: number,
  { set, after }: ReindexBound,
): Promise<ReindexBound | undefined> {
  const beyond = after === '' ? sql`1` : sql`customer_id > ${as('UInt64', after)}`
  const rows = await database.rows<{ customer_id: string }>(sql`
    SELECT DISTINCT customer_id FROM customers WHERE ${beyond}
    ORDER BY customer_id LIMIT ${customersPerSet}`)
  const last = rows.at(-1)
  if (last === undefined) return undefined
  const records = await readRecords(
    database,
    rows.map((row) => row.customer_id),
  )
  const version = versionOf(position, set)
  const all = [...records.values()]
  const write = async (table: 'customers' | 'contacts', made: Record<string, unknown>[]) => {
    if (made.length > 0) {
      // Without a token, by which a repeat could be dropped: the same row twice is one.
      await database.insert(table, made)
    }
  }
  await write(
    'customers',
    all.map((record) => customerRow(record, version, catalog)),
  )
  await write(
    'contacts',
    all.map((record) => contactRow(record, version, catalog)),
  )
  return { set: set + 1, after: last.customer_id }
}
