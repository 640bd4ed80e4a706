import type { Catalog } from '../../domain/customer/catalog.ts'
import { failure, type Failure } from '../../domain/failure.ts'
import { fold } from '../../domain/fold.ts'
import { as, ident, join, nothing, sql, type Sql } from '../sql/sql.ts'
import { columnTable, fieldColumns } from './columns.ts'
import type { Database, ReadOptions } from './database.ts'

/** Which customers are listed, and in what order. */
export type Listing = {
  /** `id`, `created`, `updated`, or the name of a filterable field with an order. */
  readonly sort: string
  readonly descending?: boolean
  /** Only those whose searchable fields or identifiers contain each of its words, whatever case and accents. */
  readonly search?: string
  /** Only those of these ids: SQL that selects `customer_id`. */
  readonly among?: Sql
  readonly limit: number
  /** As the page before answered it. */
  readonly after?: PageEnd
}

/** The sort key of a page's last customer (absent where she has none) and her id. */
export type PageEnd = readonly [key: string | null, id: string]

export type CustomerPage = { readonly ids: readonly string[]; readonly next: PageEnd | undefined }

type KeyType = 'String' | 'Int64' | 'Int32' | 'Bool' | 'UInt64'

/** What rows are sorted by. */
type SortKey = {
  readonly table: 'customers' | 'contacts'
  readonly column: Sql
  readonly type: KeyType
}

/**
 * A page of ids in a stable order: by the key, those without one last, then by id. Answers a failure
 * for a sort that there is not, and for an end that no page sorted so can have had.
 */
export async function customerPage(
  database: Database,
  listing: Listing,
  catalog: Catalog,
  options?: ReadOptions,
): Promise<CustomerPage | Failure> {
  const key = sortKey(listing.sort, catalog)
  if ('code' in key) return key
  const { limit, after } = listing
  if (after !== undefined && !canEnd(key, after)) return noEnd()
  const tests = [...filters(listing), ...(after === undefined ? [] : [beyond(key, after, listing)])]
  const direction = listing.descending === true ? sql`DESC` : sql`ASC`
  const rows = await database.rows<{ customer_id: string; key: string | null }>(
    sql`SELECT customer_id, toString(${key.column}) AS key FROM ${ident(key.table)} FINAL
      WHERE ${tests.length === 0 ? sql`1` : join(tests, ' AND ')}
      ORDER BY isNull(${key.column}), ${key.column} ${direction}, customer_id
      LIMIT ${limit + 1}`,
    options,
  )
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    ids: shown.map((row) => row.customer_id),
    next: rows.length > limit && last !== undefined ? [last.key, last.customer_id] : undefined,
  }
}

/** How many customers there are, and how many are known by more than an anonymous id. */
export async function countCustomers(
  database: Database,
  listing: Pick<Listing, 'among' | 'search'> = {},
  options?: ReadOptions,
): Promise<{ readonly count: number; readonly known: number }> {
  const tests = filters(listing)
  const where = tests.length === 0 ? nothing : sql`WHERE ${join(tests, ' AND ')}`
  const rows = await database.rows<{ count: string; known: string }>(
    sql`SELECT count() AS count, countIf(known) AS known FROM customers FINAL ${where}`,
    options,
  )
  return { count: Number(rows[0]?.count ?? 0), known: Number(rows[0]?.known ?? 0) }
}

/** The ids of those customers, in no order. */
export function listedIds(listing: Pick<Listing, 'among' | 'search'>): Sql {
  const tests = filters(listing)
  const where = tests.length === 0 ? nothing : sql`WHERE ${join(tests, ' AND ')}`
  return sql`SELECT customer_id FROM customers FINAL ${where}`
}

function filters({ among, search }: Pick<Listing, 'among' | 'search'>): Sql[] {
  const words = fold(search ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
  const contains = words.map((word) => sql`position(search, ${word}) > 0`)
  return [
    ...(among === undefined ? [] : [sql`customer_id IN (${among})`]),
    ...(contains.length === 0
      ? []
      : [
          sql`customer_id IN (
            SELECT customer_id FROM contacts FINAL WHERE ${join(contains, ' AND ')})`,
        ]),
  ]
}

/** What comes after that end in the order of {@link customerPage}. */
function beyond({ column, type }: SortKey, [key, id]: PageEnd, { descending }: Listing): Sql {
  const later = sql`customer_id > ${as('UInt64', id)}`
  if (key === null) return sql`(isNull(${column}) AND ${later})`
  const value = type === 'Bool' ? as('Bool', key === 'true') : as(type, key)
  const past = descending === true ? sql`${column} < ${value}` : sql`${column} > ${value}`
  return sql`(isNull(${column}) OR ${past} OR (${column} = ${value} AND ${later}))`
}

/** Whether the engine can read it as a value of the column. */
function canEnd({ type }: SortKey, [key, id]: PageEnd): boolean {
  return isWithin(id, 0n, 2n ** 64n) && (key === null || reads[type](key))
}

const reads: Readonly<Record<KeyType, (key: string) => boolean>> = {
  String: () => true,
  Int64: (key) => isWithin(key, -(2n ** 63n), 2n ** 63n),
  Int32: (key) => isWithin(key, -(2n ** 31n), 2n ** 31n),
  UInt64: (key) => isWithin(key, 0n, 2n ** 64n),
  Bool: (key) => key === 'true' || key === 'false',
}

/** A whole number as the engine writes it, from the least on and below the other. */
function isWithin(text: string, least: bigint, above: bigint): boolean {
  if (!/^-?\d{1,20}$/.test(text)) return false
  const number = BigInt(text)
  return number >= least && number < above
}

function noEnd(): Failure {
  return failure('invalid', 'No page of customers that are sorted so ended there', {
    where: 'cursor',
    fix: 'Give `next` of the page before, with the same question.',
  })
}

const ownKeys: Readonly<Record<string, SortKey>> = {
  id: { table: 'customers', column: sql`customer_id`, type: 'UInt64' },
  created: { table: 'customers', column: sql`created`, type: 'Int64' },
  updated: { table: 'customers', column: sql`updated`, type: 'Int64' },
}

const keyTypes: Readonly<Record<string, KeyType>> = {
  'Nullable(String)': 'String',
  'Nullable(Int64)': 'Int64',
  'Nullable(Int32)': 'Int32',
  'Nullable(Bool)': 'Bool',
}

function sortKey(sort: string, catalog: Catalog): SortKey | Failure {
  if (Object.hasOwn(ownKeys, sort)) return ownKeys[sort] ?? noSort(sort)
  const field = catalog.byName.get(sort)
  if (field === undefined) return noSort(sort)
  if (!field.filterable) {
    return failure('invalid', `The field ${sort} is not filterable, so nothing is sorted by it`, {
      where: 'sort',
      fix: `Make ${sort} filterable first.`,
    })
  }
  // The last column of a text is its fold, by which text is sorted.
  const column = fieldColumns(field).at(-1)
  const type = column === undefined ? undefined : keyTypes[column.type]
  if (column === undefined || type === undefined) {
    return failure('invalid', `A ${field.type} has no order: ${sort}`, { where: 'sort' })
  }
  return { table: columnTable(field), column: ident(column.name), type }
}

function noSort(sort: string): Failure {
  return failure('invalid', `Customers are not sorted by ${JSON.stringify(sort.slice(0, 100))}`, {
    where: 'sort',
    fix: 'Sort by id, created, updated or a filterable field.',
  })
}
