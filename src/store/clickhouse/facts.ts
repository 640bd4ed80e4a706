import type { Catalog } from '../../domain/customer/catalog.ts'
import { valueType, type Field } from '../../domain/customer/field.ts'
import type { ConsentSaid, Facts, FieldValue, Pin } from '../../domain/segment/facts.ts'
import type { Event } from '../../domain/event/event.ts'
import { placesOfHer, withPlaceFields, type PlacesWanted } from '../../domain/segment/place.ts'
import type { Reads } from '../../domain/segment/reads.ts'
import { as, sql, type Sql } from '../sql/sql.ts'
import { customerIds } from './ids.ts'
import type { Database, ReadOptions } from './database.ts'
import { readEvents, readTimes } from './events.ts'
import { readPlaces, readRelated } from './related.ts'
import { readRecords, type CustomerRecord } from './records.ts'

/** What is wanted of each customer. */
export type FactsWanted = {
  readonly catalog: Catalog
  /** The fields of products that may be asked about. */
  readonly products: readonly Field[]
  /** What may be asked of the places where they are; undefined where nothing is. */
  readonly places: PlacesWanted | undefined
  /** So many events of all of them may be in memory. Left out: any number. */
  readonly mostEvents?: number
} & (
  | {
      /** Names of the events that may be asked about; `all` for every one. */
      readonly events: readonly string[] | 'all'
    }
  /** Only what those rest on who ask: all else may be missing in what is found. */
  | { readonly reads: Reads }
)

/** A customer, and whether she is known by more than an anonymous id. */
export type Person = { readonly facts: Facts; readonly known: boolean }

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
  const people = await loadPeople(database, ids, wanted, options)
  return new Map([...people].map(([id, { facts }]) => [id, facts]))
}

/**
 * The same, with who of them is known.
 * @throws TooManyEvents
 */
export async function loadPeople(
  database: Database,
  ids: readonly string[],
  wanted: FactsWanted,
  options?: ReadOptions,
): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map()
  const reads = 'reads' in wanted ? wanted.reads : undefined
  const withoutValues = reads?.fields.size === 0
  const withoutContacts = reads !== undefined && !asksContacts(reads, wanted.catalog)
  const [records, events, lists, pins, consents] = await Promise.all([
    readRecords(database, ids, { ...options, withoutContacts, withoutValues }),
    eventsOf(database, ids, wanted, options).then(
      async (read) => await readRelated(database, read, wanted.products, options),
    ),
    listsOf(database, ids, reads, options),
    pinsOf(database, ids, reads, options),
    consentsOf(database, ids, reads, options),
  ])
  const found = new Map<string, Person>()
  for (const [id, record] of records) {
    const facts = {
      id: BigInt(id),
      created: record.created,
      fields: fieldsOf(record, wanted.catalog),
      events: events.get(id) ?? [],
      lists: new Set(lists.get(id)),
      consents: consents.get(id) ?? [],
      pins: new Map(pins.get(id)),
    }
    found.set(id, { facts, known: record.known })
  }
  return wanted.places === undefined
    ? found
    : await withTheirPlaces(database, found, wanted.places, options)
}

async function withTheirPlaces(
  database: Database,
  people: ReadonlyMap<string, Person>,
  { fields, whereabouts }: PlacesWanted,
  options?: ReadOptions,
): Promise<Map<string, Person>> {
  const ids = [...people.values()].flatMap(({ facts }) => placesOfHer(facts.fields, whereabouts))
  const places = await readPlaces(database, [...new Set(ids)], fields, options)
  return new Map(
    [...people].map(([id, { facts, known }]) => [
      id,
      { facts: withPlaceFields(facts, places, whereabouts), known },
    ]),
  )
}

/** Values of identifying fields are kept apart, with the identifiers. */
function asksContacts({ fields }: Reads, { byName }: Catalog): boolean {
  return [...fields].some((name) => byName.get(name)?.identifying === true)
}

async function eventsOf(
  database: Database,
  ids: readonly string[],
  wanted: FactsWanted,
  options?: ReadOptions,
): Promise<ReadonlyMap<string, readonly Event[]>> {
  const { mostEvents } = wanted
  const how = { ...options, ...(mostEvents === undefined ? {} : { mostEvents }) }
  if ('events' in wanted) return await readEvents(database, ids, wanted.events, how)
  const { events, inside, items } = wanted.reads
  const times = [...events].filter((name) => !inside.has(name))
  const [whole, bare] = await Promise.all([
    readEvents(database, ids, [...inside], { ...how, withoutItems: items.size === 0 }),
    readTimes(database, ids, times, how),
  ])
  return new Map(ids.map((id) => [id, [...(whole.get(id) ?? []), ...(bare.get(id) ?? [])]]))
}

/** Of those only that are read. */
function among(column: Sql, some: ReadonlySet<number> | undefined): Sql {
  return some === undefined ? sql`true` : sql`${column} IN ${as('Array(UInt32)', [...some])}`
}

async function listsOf(
  database: Database,
  ids: readonly string[],
  reads: Reads | undefined,
  options?: ReadOptions,
): Promise<ReadonlyMap<string, readonly number[]>> {
  if (reads?.lists.size === 0) return new Map()
  const rows = await database.rows<{ customer_id: string; lists: number[] }>(
    sql`SELECT customer_id, groupArray(list) AS lists FROM list_members FINAL
      WHERE ${among(sql`list`, reads?.lists)}
        AND customer_id IN ${customerIds(ids)}
      GROUP BY customer_id`,
    options,
  )
  return new Map(rows.map((row) => [row.customer_id, row.lists]))
}

async function pinsOf(
  database: Database,
  ids: readonly string[],
  reads: Reads | undefined,
  options?: ReadOptions,
): Promise<ReadonlyMap<string, readonly [number, Pin][]>> {
  if (reads?.pins.size === 0) return new Map()
  const rows = await database.rows<{ customer_id: string; pins: [number, Pin][] }>(
    sql`SELECT customer_id, groupArray((segment, toString(pinned))) AS pins FROM pins FINAL
      WHERE ${among(sql`segment`, reads?.pins)}
        AND customer_id IN ${customerIds(ids)}
      GROUP BY customer_id`,
    options,
  )
  return new Map(rows.map((row) => [row.customer_id, row.pins]))
}

/** What each allowed, in the order in which it was taken in; see `readConsents`. */
async function consentsOf(
  database: Database,
  ids: readonly string[],
  reads: Reads | undefined,
  options?: ReadOptions,
): Promise<ReadonlyMap<string, readonly ConsentSaid[]>> {
  if (reads?.purposes.size === 0) return new Map()
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
