import { catalogOf } from '../../src/domain/customer/catalog.ts'
import { valueType } from '../../src/domain/customer/field.ts'
import { addColumns, columnTable, rowColumns } from '../../src/store/clickhouse/columns.ts'
import type { ReferenceKind } from '../../src/domain/reference/reference.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import type { Facts } from '../../src/domain/segment/facts.ts'
import { readEvents } from '../../src/store/clickhouse/events.ts'
import { eventRow } from '../../src/store/clickhouse/eventRow.ts'
import { referenceRow, removedRow } from '../../src/store/clickhouse/references.ts'
import { readRelated } from '../../src/store/clickhouse/related.ts'
import { ident, sql } from '../../src/store/sql/sql.ts'
import type { Customer, Kept, World } from './world.ts'
import { addressFields, eventOf, fields, placeFields, productFields, shopOf } from './world.ts'

const written = [
  'customers',
  'contacts',
  'events',
  'list_members',
  'pins',
  'consents',
  'products',
  'places',
] as const

/** Gives the tables the columns of the worlds' fields. */
export async function prepare(database: Database): Promise<void> {
  const all = [...fields.values(), ...addressFields, ...productFields, ...placeFields]
  for (const field of all) await database.run(addColumns(field))
}

/** The same people with their events as they come back from the table. */
export async function readPeople(
  database: Database,
  people: readonly Facts[],
): Promise<readonly Facts[]> {
  const ids = people.map(({ id }) => String(id))
  const events = await readEvents(database, ids, 'all')
  const related = await readRelated(database, events, productFields)
  return people.map((facts) => ({ ...facts, events: related.get(String(facts.id)) ?? [] }))
}

/** In place of what is there. */
export async function writeWorld(
  database: Database,
  world: World,
  customers: readonly Customer[] = world.customers,
): Promise<void> {
  await Promise.all(written.map((table) => database.run(sql`TRUNCATE TABLE ${ident(table)}`)))
  const shop = shopOf(world)
  const events = customers.flatMap((customer) =>
    customer.events.map((write) =>
      eventRow(eventOf(write, shop), {
        customerId: customer.id,
        importId: 0,
        version: 1,
        received: write.time,
        body: '{}',
      }),
    ),
  )
  // Two of a version, as of one set: then the order in which they were written decides.
  const consents = customers.flatMap(({ id, consents: said = [] }) =>
    said.map((each, i) => ({ customer_id: id, ...each, ...proof, version: 1 + (i >> 1) })),
  )
  const inVersions = async (): Promise<void> => {
    for (const version of [1, 2]) {
      await Promise.all([
        writeVersion(database, customers, version),
        put(database, 'products', keptRows('product', world.products, version)),
        put(database, 'places', keptRows('place', world.places, version)),
      ])
    }
  }
  const once = [put(database, 'events', events), put(database, 'consents', consents)]
  await Promise.all([...once, inVersions()])
}

const proof = { source: '', evidence: '', import_id: 0 } as const

/**
 * Every row is written twice, in inserts of their own so that nothing merges: the first says something
 * else, so that whoever does not ask for the latest version finds it.
 */
async function writeVersion(
  database: Database,
  customers: readonly Customer[],
  version: number,
): Promise<void> {
  const current = version === 2
  const of = (table: 'customers' | 'contacts') =>
    customers.map((each) => fieldRow(each, table, version))
  const onLists = customers.flatMap(({ id, lists }) =>
    [1, 2, 3].flatMap((list) => {
      const deleted = lists.includes(list) === current ? 0 : 1
      return [{ list, customer_id: id, at: 0, version, deleted }]
    }),
  )
  const pins = customers.flatMap((customer) =>
    Object.entries(customer.pins).map(([segment, pinned]) => {
      const said = current ? pinned : pinned === 'in' ? 'out' : 'in'
      return { segment, customer_id: customer.id, pinned: said, version, deleted: 0 }
    }),
  )
  await Promise.all([
    put(database, 'customers', of('customers')),
    put(database, 'contacts', of('contacts')),
    put(database, 'list_members', onLists),
    put(database, 'pins', pins),
  ])
}

/** In the first version each says what another one says at last. */
function keptRows(
  kind: ReferenceKind,
  records: Readonly<Record<string, Kept>> = {},
  version: number,
): readonly object[] {
  const all = Object.entries(records)
  const { byName } = catalogs[kind]
  return all.map(([id, values], i) => {
    const said = version === 2 ? values : (all[(i + 1) % all.length]?.[1] ?? {})
    if (said === null) return removedRow(kind, id, version)
    const byId = Object.fromEntries(
      [...byName.values()].flatMap((field) => {
        const value = said[field.name]
        return value === undefined ? [] : [[field.id, value] as const]
      }),
    )
    const reference = { id, values: byId, others: {}, variants: [] }
    return referenceRow(kind, reference, version, catalogs[kind])
  })
}

const catalogs = { product: catalogOf(productFields), place: catalogOf(placeFields) } as const

function fieldRow(
  customer: Customer,
  table: 'customers' | 'contacts',
  version: number,
): Record<string, unknown> {
  const current = version === 2
  const columns = [...fields.values(), ...addressFields]
    .filter((field) => columnTable(field) === table)
    .map((field) => {
      const value = customer.fields[field.name]
      // Of half of those who have a value another one, of the other half none.
      const isOther = value === undefined || BigInt(customer.id) % 2n === 0n
      const stale = isOther ? staleValues[valueType(field.type)] : undefined
      return rowColumns(field, current ? value : stale)
    })
  const common = { customer_id: customer.id, version, data: '{}' }
  // In another order before.
  const created = current ? (customer.created ?? 0) : -(customer.created ?? 0)
  const own = table === 'customers' ? { created, updated: 0, known: true } : { search: '' }
  const deleted = current && customer.deleted === true ? 1 : 0
  return Object.assign({ ...common, ...own, deleted }, ...columns) as Record<string, unknown>
}

/** What the outdated row says of a field. */
const staleValues = {
  text: 'Recife',
  choice: 'Gold',
  integer: 20_000,
  decimal: 20_000,
  money: 20_000,
  boolean: true,
  date: 17_000,
  datetime: 1_500_000_000_000,
  list: ['jazz'],
  location: { lat: 1, lon: 1 },
} as const

async function put(database: Database, table: string, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await database.insert(table, rows)
}
