import type { Reference, ReferenceKind } from '../../domain/reference/reference.ts'
import { as, sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
import { referenceTables } from './references.ts'

/** Where the changes of products and of places are kept. */
export const referenceEditTables = {
  product: { name: 'product_edits', table: sql`product_edits` },
  place: { name: 'place_edits', table: sql`place_edits` },
} as const satisfies Record<ReferenceKind, object>

/** A change of a product or place: what stood before it. */
export type ReferenceEdit = {
  readonly id: string
  readonly version: number
  /** The run that it is part of; 0 for none. */
  readonly importId: number
  /** Undefined where there was none. */
  readonly before: Reference | undefined
}

export function referenceEditRow(
  kind: ReferenceKind,
  { id, version, importId, before }: ReferenceEdit,
  noticed: number,
): Record<string, unknown> {
  return {
    [referenceTables[kind].idName]: id,
    version,
    import_id: importId,
    noticed,
    before: before === undefined ? '' : JSON.stringify(before),
  }
}

/** The changes of those since a version, in the order in which they were made. */
export async function readReferenceEdits(
  database: Database,
  kind: ReferenceKind,
  ids: readonly string[],
  since = 0,
): Promise<Map<string, ReferenceEdit[]>> {
  const { table } = referenceEditTables[kind]
  const { id } = referenceTables[kind]
  const some = as('Array(String)', ids)
  const rows = await editRows(
    database,
    sql`SELECT ${id} AS id, version, import_id, before FROM ${table}
      WHERE ${id} IN ${some} AND version >= ${since} ORDER BY id, version`,
  )
  const found = new Map<string, ReferenceEdit[]>()
  for (const edit of rows) {
    const all = found.get(edit.id)
    if (all === undefined) found.set(edit.id, [edit])
    else all.push(edit)
  }
  return found
}

/** The next ones that a run changed, by id, so many at most. */
export async function changedReferences(
  database: Database,
  kind: ReferenceKind,
  run: number,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  return await idsOf(database, kind, sql`import_id = ${run}`, { after, limit })
}

/** The next ones, by id, that were changed at those versions: from `from` on, before `to`. */
export async function referencesEdited(
  database: Database,
  kind: ReferenceKind,
  { from, to }: { readonly from: number; readonly to: number },
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  return await idsOf(database, kind, sql`version >= ${from} AND version < ${to}`, { after, limit })
}

/** Those of whom there are such changes. */
async function idsOf(
  database: Database,
  kind: ReferenceKind,
  where: Sql,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const { table } = referenceEditTables[kind]
  const { id } = referenceTables[kind]
  const rows = await database.rows<{ id: string }>(sql`
    SELECT DISTINCT ${id} AS id FROM ${table}
    WHERE ${where} AND ${id} > ${after} ORDER BY id LIMIT ${limit}`)
  return rows.map((row) => row.id)
}

async function editRows(database: Database, query: Sql): Promise<ReferenceEdit[]> {
  const rows = await database.rows<{
    id: string
    version: string
    import_id: string
    before: string
  }>(query)
  return rows.map(({ id, version, import_id: importId, before }) => ({
    id,
    version: Number(version),
    importId: Number(importId),
    before: before === '' ? undefined : (JSON.parse(before) as Reference),
  }))
}
