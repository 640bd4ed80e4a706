import type { Json } from '../api/parts.ts'
import { catalogOf, type Catalog } from '../domain/customer/catalog.ts'
import { showValue } from '../domain/customer/value.ts'
import { readFieldImports } from '../store/clickhouse/history.ts'
import { readRecords, type CustomerRecord } from '../store/clickhouse/records.ts'
import { listFields } from '../store/operational/fields.ts'
import { iso } from './instants.ts'
import type { Works } from './works.ts'

export type ShownCustomer = {
  id: string
  created: string
  updated: string
  known: boolean
  fields: Record<string, Json>
  identifiers: Record<string, string[]>
}

export async function catalogNow(works: Works): Promise<Catalog> {
  return catalogOf(await listFields(works.operational.db))
}

/** Customers of those ids, in that order, without those who are gone. */
export async function readCustomers(
  works: Works,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ShownCustomer[]> {
  const [catalog, records] = await Promise.all([
    catalogNow(works),
    readRecords(works.database, ids, { signal }),
  ])
  return ids.flatMap((id) => {
    const record = records.get(id)
    return record === undefined ? [] : [showCustomer(record, catalog)]
  })
}

/** A customer as the API shows her: values by name, in the form in which people write them. */
export function showCustomer(record: CustomerRecord, catalog: Catalog): ShownCustomer {
  const fields: ShownCustomer['fields'] = {}
  for (const [id, [value]] of record.values) {
    const field = catalog.byId.get(id)
    if (field === undefined || field.archived || value === null) continue
    fields[field.name] = showValue(field, value) as Json
  }
  return {
    id: record.id,
    created: iso(record.created),
    updated: iso(record.updated),
    known: record.known,
    fields,
    identifiers: Object.fromEntries(
      [...record.identifiers].map(([kind, values]) => [kind, [...values]]),
    ),
  }
}

/** Where her values come from, by field: who said each, the import that brought it, since when it holds. */
export async function provenanceOf(
  works: Works,
  id: string,
  signal: AbortSignal,
): Promise<Record<string, { source: string; import: number | null; at: string }>> {
  const [catalog, records, imports] = await Promise.all([
    catalogNow(works),
    readRecords(works.database, [id], { signal }),
    readFieldImports(works.database, id, { signal }),
  ])
  const entries = [...(records.get(id)?.values ?? [])].flatMap(([key, [value, at, source]]) => {
    const field = catalog.byId.get(key)
    if (field === undefined || field.archived || value === null) return []
    const from = imports.get(key) ?? 0
    return [[field.name, { source, import: from === 0 ? null : from, at: iso(at) }] as const]
  })
  return Object.fromEntries(entries)
}
