import type { Catalog } from '../../domain/customer/catalog.ts'
import { failure, type Failure } from '../../domain/failure.ts'
import { fold } from '../../domain/fold.ts'
import { ident, join, nothing, sql, type Sql } from '../sql/sql.ts'
import { columnTable } from './columns.ts'
import type { Database, ReadOptions } from './database.ts'
import { beyond, canEnd, fieldKey, noEnd, type PageEnd, type PageKey } from './pageKey.ts'

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
  /** So many are passed over first, each of which is read: for the first some thousand. */
  readonly offset?: number
}

export type CustomerPage = { readonly ids: readonly string[]; readonly next: PageEnd | undefined }

/** What rows are sorted by. */
type SortKey = PageKey & { readonly table: 'customers' | 'contacts' }

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
  const { limit, after, offset = 0 } = listing
  if (after !== undefined && !canEnd(key, after, 'UInt64')) return noEnd('customers')
  const descending = listing.descending === true
  const ids = { id: sql`customer_id`, idType: 'UInt64', descending } as const
  const tests = [...filters(listing), ...(after === undefined ? [] : [beyond(key, after, ids)])]
  const direction = descending ? sql`DESC` : sql`ASC`
  const rows = await database.rows<{ customer_id: string; key: string | null }>(
    sql`SELECT customer_id, toString(${key.column}) AS key FROM ${ident(key.table)} FINAL
      WHERE ${tests.length === 0 ? sql`1` : join(tests, ' AND ')}
      ORDER BY isNull(${key.column}), ${key.column} ${direction}, customer_id
      LIMIT ${limit + 1} OFFSET ${offset}`,
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

const ownKeys: Readonly<Record<string, SortKey>> = {
  id: { table: 'customers', column: sql`customer_id`, type: 'UInt64' },
  created: { table: 'customers', column: sql`created`, type: 'Int64' },
  updated: { table: 'customers', column: sql`updated`, type: 'Int64' },
}

function sortKey(sort: string, catalog: Catalog): SortKey | Failure {
  if (Object.hasOwn(ownKeys, sort)) return ownKeys[sort] ?? noSort(sort)
  const field = catalog.byName.get(sort)
  if (field === undefined) return noSort(sort)
  const key = fieldKey(field)
  return 'code' in key ? key : { table: columnTable(field), ...key }
}

function noSort(sort: string): Failure {
  return failure('invalid', `Customers are not sorted by ${JSON.stringify(sort.slice(0, 100))}`, {
    where: 'sort',
    fix: 'Sort by id, created, updated or a filterable field.',
  })
}
