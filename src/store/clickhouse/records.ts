import type { Catalog } from '../../domain/customer/catalog.ts'
import type { Field } from '../../domain/customer/field.ts'
import type { Identifier } from '../../domain/customer/identity.ts'
import { fold } from '../../domain/fold.ts'
import { as, sql, type Sql } from '../sql/sql.ts'
import { rowColumns } from './columns.ts'
import { customerIds } from './ids.ts'
import type { Database, ReadOptions } from './database.ts'
import type { Stored } from './stored.ts'

/** A customer as stored, her rows of `customers` and `contacts` together. */
export type CustomerRecord = {
  /** Decimal text. */
  readonly id: string
  readonly created: number
  readonly updated: number
  readonly known: boolean
  /** The run of imports that made her; 0 for none. */
  readonly importId: number
  /** By field id, identifying ones too. */
  readonly values: ReadonlyMap<number, Stored>
  /** By kind. */
  readonly identifiers: ReadonlyMap<string, readonly string[]>
}

/** More ids than this are asked for in several reads. */
const idsPerRead = 20_000

/** Of so few the rows are read as they are: to put them in groups takes the engine longer than to find them. */
const idsByRows = 8

/** Which of those ids are customers who are there. */
export async function whoIsThere(
  database: Database,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await database.rows<{ customer_id: string }>(
    sql`SELECT customer_id FROM customers AS c WHERE customer_id IN ${customerIds(ids)}
      GROUP BY customer_id HAVING argMax(c.deleted, c.version) = 0`,
  )
  return new Set(rows.map(({ customer_id: id }) => id))
}

/** How records are read. */
export type RecordsWanted = ReadOptions & {
  /** All values may be left out. */
  readonly withoutValues?: boolean
  /** The values of identifying fields, and the identifiers, may be left out. */
  readonly withoutContacts?: boolean
}

/** The customers of those ids that are there. Reads by key, never FINAL: a few cost a few granules. */
export async function readRecords(
  database: Database,
  ids: readonly string[],
  { withoutContacts = false, withoutValues = false, ...options }: RecordsWanted = {},
): Promise<Map<string, CustomerRecord>> {
  const found = new Map<string, CustomerRecord>()
  for (let from = 0; from < ids.length; from += idsPerRead) {
    const some = customerIds(ids.slice(from, from + idsPerRead))
    const [customers, contacts] = await Promise.all([
      ids.length <= idsByRows
        ? latestRows(database, some, options)
        : database.rows<CustomerRow>(
            latestCustomers(sql`customer_id IN ${some}`, withoutValues),
            options,
          ),
      withoutContacts
        ? []
        : database.rows<ContactRow>(latestContacts(sql`customer_id IN ${some}`), options),
    ])
    const contactOf = new Map(contacts.map((row) => [row.customer_id, row]))
    for (const row of customers) {
      found.set(row.customer_id, recordOf(row, contactOf.get(row.customer_id)))
    }
  }
  return found
}

/** The identifiers of a customer, one by one. */
export function identifiersIn({ identifiers }: CustomerRecord): Identifier[] {
  return [...identifiers].flatMap(([kind, values]) => values.map((value) => ({ kind, value })))
}

/** The next customers by id, so many at most. */
export async function customerIdsAfter(
  database: Database,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await database.rows<{ customer_id: string }>(sql`
    SELECT DISTINCT customer_id FROM customers
    WHERE customer_id > ${as('UInt64', after === '' ? '0' : after)}
    ORDER BY customer_id LIMIT ${limit}`)
  return rows.map((row) => row.customer_id)
}

/** The same as {@link latestCustomers}, the latest of a customer's rows chosen here. */
async function latestRows(
  database: Database,
  ids: ReturnType<typeof customerIds>,
  options: ReadOptions,
): Promise<readonly CustomerRow[]> {
  type Row = CustomerRow & { readonly version: string; readonly deleted: number }
  const rows = await database.rows<Row>(
    sql`SELECT customer_id, version, deleted, created, updated, known, import_id, data
      FROM customers WHERE customer_id IN ${ids}`,
    options,
  )
  const latest = new Map<string, Row>()
  for (const row of rows) {
    const before = latest.get(row.customer_id)
    if (before === undefined || BigInt(row.version) > BigInt(before.version)) {
      latest.set(row.customer_id, row)
    }
  }
  return [...latest.values()].filter(({ deleted }) => deleted === 0)
}

/** The latest row of each customer that `where`, a test of customer_id, lets through. */
function latestCustomers(where: Sql, withoutValues = false): Sql {
  const data = withoutValues ? sql`'{}'` : sql`argMax(c.data, c.version)`
  return sql`
    SELECT customer_id, argMax(c.created, c.version) AS created,
      argMax(c.updated, c.version) AS updated, argMax(c.known, c.version) AS known,
      argMax(c.import_id, c.version) AS import_id,
      ${data} AS data
    FROM customers AS c WHERE ${where}
    GROUP BY customer_id HAVING argMax(c.deleted, c.version) = 0`
}

function latestContacts(where: Sql): Sql {
  return sql`
    SELECT customer_id, argMax(c.data, c.version) AS data,
      argMax(c.identifiers, c.version) AS identifiers
    FROM contacts AS c WHERE ${where}
    GROUP BY customer_id HAVING argMax(c.deleted, c.version) = 0`
}

/** The row of `customers` that says this, with the columns of the filterable fields. */
export function customerRow(
  record: CustomerRecord,
  version: number,
  catalog: Catalog,
): Record<string, unknown> {
  const { id, created, updated, known, importId } = record
  return {
    customer_id: id,
    version,
    created,
    updated,
    known,
    import_id: importId,
    ...valueColumns(record, catalog, (field) => field?.identifying !== true),
  }
}

/** The row of `contacts` that says this. */
export function contactRow(
  record: CustomerRecord,
  version: number,
  catalog: Catalog,
): Record<string, unknown> {
  return {
    customer_id: record.id,
    version,
    ...valueColumns(record, catalog, (field) => field?.identifying === true),
    identifiers: Object.fromEntries(record.identifiers),
    search: searchText(record, catalog),
  }
}

type CustomerRow = {
  readonly customer_id: string
  readonly created: string
  readonly updated: string
  readonly known: boolean
  readonly import_id: string
  readonly data: string
}

type ContactRow = {
  readonly customer_id: string
  readonly data: string
  readonly identifiers: Readonly<Record<string, readonly string[]>>
}

function recordOf(row: CustomerRow, contact: ContactRow | undefined): CustomerRecord {
  const values = new Map<number, Stored>()
  readData(row.data, values)
  if (contact !== undefined) readData(contact.data, values)
  return {
    id: row.customer_id,
    created: Number(row.created),
    updated: Number(row.updated),
    known: row.known,
    importId: Number(row.import_id),
    values,
    identifiers: new Map(Object.entries(contact?.identifiers ?? {})),
  }
}

function readData(json: string, into: Map<number, Stored>): void {
  if (json === '') return
  for (const [id, stored] of Object.entries(JSON.parse(json) as Record<string, Stored>)) {
    into.set(Number(id), stored)
  }
}

function valueColumns(
  record: CustomerRecord,
  catalog: Catalog,
  belongs: (field: Field | undefined) => boolean,
): Record<string, unknown> {
  const data: Record<string, Stored> = {}
  const columns: Record<string, unknown> = {}
  for (const [id, stored] of record.values) {
    const field = catalog.byId.get(id)
    if (!belongs(field)) continue
    data[id] = stored
    const [value] = stored
    if (field?.filterable === true && value !== null) {
      Object.assign(columns, rowColumns(field, value))
    }
  }
  return { data: JSON.stringify(data), ...columns }
}

/** Folded texts of the searchable fields, by their ids, and of all identifiers, one a line. */
function searchText(record: CustomerRecord, catalog: Catalog): string {
  const lines: string[] = []
  for (const [id, [value]] of [...record.values].toSorted(([a], [b]) => a - b)) {
    const field = catalog.byId.get(id)
    if (field?.searchable !== true || field.archived || value === null) continue
    if (typeof value === 'string') lines.push(fold(value))
    else if (Array.isArray(value)) lines.push(...(value as readonly string[]).map(fold))
  }
  for (const values of record.identifiers.values()) lines.push(...values.map(fold))
  return lines.join('\n')
}
