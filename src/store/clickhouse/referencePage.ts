import type { Catalog } from '../../domain/customer/catalog.ts'
import { failure, isFailure, type Failure } from '../../domain/failure.ts'
import type { Reference, ReferenceKind } from '../../domain/reference/reference.ts'
import { join, sql, type Sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'
import { beyond, canEnd, fieldKey, noEnd, type PageEnd, type PageKey } from './pageKey.ts'
import {
  columnsOf,
  containing,
  referenceOf,
  referenceTables,
  type ReferenceRow,
} from './references.ts'

/** Which products or places are listed, and in what order. */
export type ReferenceListing = {
  /** `id`, or the name of a filterable field with an order. */
  readonly sort: string
  readonly descending: boolean
  /** Only those whose id or searchable fields contain each of its words, whatever case and accents. */
  readonly search?: string
  /** Only those that pass: a test of the columns of the table. */
  readonly where?: Sql
  readonly limit: number
  /** As the page before answered it. */
  readonly after?: PageEnd
}

export type ReferencePage = {
  readonly items: readonly Reference[]
  readonly next: PageEnd | undefined
}

/**
 * A page in a stable order: by the key, those without one last, then by id. Answers a failure for a sort
 * that there is not, and for an end that no page sorted so can have had.
 */
export async function referencePage(
  database: Database,
  kind: ReferenceKind,
  { listing, catalog }: { readonly listing: ReferenceListing; readonly catalog: Catalog },
  options?: ReadOptions,
): Promise<ReferencePage | Failure> {
  const { table, id, name } = referenceTables[kind]
  const key = sortKey(kind, listing.sort, catalog)
  if (isFailure(key)) return key
  const { limit, after, descending, search = '', where } = listing
  if (after !== undefined && !canEnd(key, after, 'String')) return noEnd(name)
  const tests = [
    sql`1`,
    ...containing(search),
    ...(where === undefined ? [] : [where]),
    ...(after === undefined ? [] : [beyond(key, after, { id, idType: 'String', descending })]),
  ]
  const rows = await database.rows<ReferenceRow & { readonly sorted: string | null }>(
    sql`SELECT ${columnsOf(kind)}, toString(${key.column}) AS sorted FROM ${table} FINAL
      WHERE ${join(tests, ' AND ')}
      ORDER BY isNull(${key.column}), ${key.column} ${descending ? sql`DESC` : sql`ASC`}, ${id}
      LIMIT ${limit + 1}`,
    options,
  )
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(referenceOf),
    next: rows.length > limit && last !== undefined ? [last.sorted, last.id] : undefined,
  }
}

function sortKey(kind: ReferenceKind, sort: string, catalog: Catalog): PageKey | Failure {
  const { id, name } = referenceTables[kind]
  if (sort === 'id') return { column: id, type: 'String' }
  const field = catalog.byName.get(sort)
  if (field !== undefined) return fieldKey(field)
  return failure('invalid', `No ${name} are sorted by ${JSON.stringify(sort.slice(0, 100))}`, {
    where: 'sort',
    fix: 'Sort by id or a filterable field.',
  })
}
