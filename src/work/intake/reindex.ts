import { contactRow, customerRow, type CustomerRecord } from '../../store/clickhouse/records.ts'
import { retyped, type ReferenceKind } from '../../domain/reference/reference.ts'
import { readReferences, referenceRow, referenceTables } from '../../store/clickhouse/references.ts'
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

/**
 * The same with products or places: values under names that have a field by now become that field's.
 * It is no change of theirs, and none is noted.
 */
export async function reindexReferences(
  database: Database,
  settings: Settings,
  {
    kind,
    ids,
    version,
  }: { readonly kind: ReferenceKind; readonly ids: readonly string[]; readonly version: number },
): Promise<void> {
  const there = await readReferences(database, kind, ids)
  if (there.size === 0) return
  const catalog = settings.references[kind]
  const rows = [...there.values()].map((reference) =>
    referenceRow(kind, retyped(reference, { catalog, context: settings }), version, catalog),
  )
  await database.insert(referenceTables[kind].name, rows)
}
