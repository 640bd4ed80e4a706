import { contactRow, customerRow, type CustomerRecord } from '../../store/clickhouse/records.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import type { Settings } from './setState.ts'

/** Writes customers again as they are, with the columns and the search text that the fields now have. */
export async function reindexSet(
  database: Database,
  { catalog }: Settings,
  records: readonly CustomerRecord[],
  version: number,
): Promise<void> {
  if (records.length === 0) return
  // Without a token, by which a repeat could be dropped: the same row twice is one.
  await Promise.all([
    database.insert(
      'customers',
      records.map((record) => customerRow(record, version, catalog)),
    ),
    database.insert(
      'contacts',
      records.map((record) => contactRow(record, version, catalog)),
    ),
  ])
}
