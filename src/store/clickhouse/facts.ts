import type { Catalog } from '../../domain/customer/catalog.ts'
import { valueType } from '../../domain/customer/field.ts'
import type { ConsentSaid, Facts, FieldValue, Pin } from '../../domain/segment/facts.ts'
import { sql } from '../sql/sql.ts'
import { customerIds } from './ids.ts'
import type { Database, ReadOptions } from './database.ts'
import { readEvents } from './events.ts'
import { readRecords, type CustomerRecord } from './records.ts'

/** What is wanted of each customer. */
export type FactsWanted = {
  /** Names of the events that may be asked about; `all` for every one. */
  readonly events: readonly string[] | 'all'
  readonly catalog: Catalog
}

/**
 * All that conditions may ask of a few customers, read once, by id; who is not there has no entry.
 * `matches` answers from it.
 */
export async function loadFacts(
  database: Database,
  ids: readonly string[],
  wanted: FactsWanted,
  options?: ReadOptions,
): Promise<Map<string, Facts>> {
  if (ids.length === 0) return new Map()
  const some = customerIds(ids)
  const [records, events, lists, pins, consents] = await Promise.all([
    readRecords(database, ids, options),
    readEvents(database, ids, wanted.events, options),
    database.rows<{ customer_id: string; lists: number[] }>(
      sql`SELECT customer_id, groupArray(list) AS lists FROM list_members FINAL
        WHERE customer_id IN ${some} GROUP BY customer_id`,
      options,
    ),
    database.rows<{ customer_id: string; pins: [number, Pin][] }>(
      sql`SELECT customer_id, groupArray((segment, toString(pinned))) AS pins FROM pins FINAL
        WHERE customer_id IN ${some} GROUP BY customer_id`,
      options,
    ),
    consentsOf(database, ids, options),
  ])
  const listsOf = new Map(lists.map((row) => [row.customer_id, row.lists]))
  const pinsOf = new Map(pins.map((row) => [row.customer_id, row.pins]))
  const found = new Map<string, Facts>()
  for (const [id, record] of records) {
    found.set(id, {
      id: BigInt(id),
      created: record.created,
      fields: fieldsOf(record, wanted.catalog),
      events: events.get(id) ?? [],
      lists: new Set(listsOf.get(id)),
      consents: consents.get(id) ?? [],
      pins: new Map(pinsOf.get(id)),
    })
  }
  return found
}

/** What each allowed, in the order in which it was taken in; see `readConsents`. */
async function consentsOf(
  database: Database,
  ids: readonly string[],
  options?: ReadOptions,
): Promise<ReadonlyMap<string, readonly ConsentSaid[]>> {
  type Row = Omit<ConsentSaid, 'at'> & { readonly customer_id: string; readonly at: string }
  const rows = await database.rows<Row>(
    sql`SELECT customer_id, purpose, channel, toString(state) AS state, at FROM consents
      WHERE customer_id IN ${customerIds(ids)} ORDER BY at, version, _part_offset`,
    options,
  )
  const found = new Map<string, ConsentSaid[]>()
  for (const { customer_id: id, at, ...said } of rows) {
    const hers = found.get(id) ?? []
    hers.push({ ...said, at: Number(at) })
    found.set(id, hers)
  }
  return found
}

/** The values of a record by the name of their field; what was taken away is missing. */
function fieldsOf(record: CustomerRecord, catalog: Catalog): Map<string, FieldValue> {
  const fields = new Map<string, FieldValue>()
  for (const [id, [value]] of record.values) {
    const field = catalog.byId.get(id)
    if (field === undefined || field.archived || value === null) continue
    fields.set(field.name, { type: valueType(field.type), value })
  }
  return fields
}
