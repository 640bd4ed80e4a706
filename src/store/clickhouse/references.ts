import type { Catalog } from '../../domain/customer/catalog.ts'
import type { Value } from '../../domain/customer/field.ts'
import { productFields } from '../../domain/reference/builtin.ts'
import { placeFields } from '../../domain/reference/builtin.ts'
import { fold } from '../../domain/fold.ts'
import { placeOf } from '../../domain/reference/place.ts'
import type { Reference, ReferenceKind } from '../../domain/reference/reference.ts'
import type { Variant } from '../../domain/reference/variant.ts'
import { as, join, nothing, sql, type Sql } from '../sql/sql.ts'
import { rowColumns } from './columns.ts'
import type { Database, ReadOptions } from './database.ts'

/** Where products and places are kept. */
export const referenceTables = {
  product: { name: 'products', table: sql`products`, id: sql`product_id`, idName: 'product_id' },
  place: { name: 'places', table: sql`places`, id: sql`place_id`, idName: 'place_id' },
} as const satisfies Record<ReferenceKind, object>

/** More ids than this are asked for in several reads. */
const idsPerRead = 20_000

/** Those of these ids that are there. Reads by key, never FINAL. */
export async function readReferences(
  database: Database,
  kind: ReferenceKind,
  ids: readonly string[],
  options?: ReadOptions,
): Promise<Map<string, Reference>> {
  const { table, id } = referenceTables[kind]
  const found = new Map<string, Reference>()
  for (let from = 0; from < ids.length; from += idsPerRead) {
    const some = as('Array(String)', ids.slice(from, from + idsPerRead))
    const rows = await database.rows<ReferenceRow>(
      sql`SELECT ${columnsOf(kind)} FROM (
        SELECT * FROM ${table} WHERE ${id} IN ${some} ORDER BY ${id}, version DESC LIMIT 1 BY ${id})
      WHERE deleted = 0`,
      options,
    )
    for (const row of rows) found.set(row.id, referenceOf(row))
  }
  return found
}

/** The ids of the next ones, so many at most; some may be deleted. */
export async function referenceIdsAfter(
  database: Database,
  kind: ReferenceKind,
  after: string,
  limit: number,
): Promise<string[]> {
  const { table, id } = referenceTables[kind]
  const rows = await database.rows<{ id: string }>(sql`
    SELECT DISTINCT ${id} AS id FROM ${table} WHERE ${id} > ${after} ORDER BY id LIMIT ${limit}`)
  return rows.map((row) => row.id)
}

/** Which of them. */
export type ReferenceChoice = {
  /** Their texts contain each word of it. */
  readonly search?: string
  readonly where?: Sql
}

/** Those of them, by id, as they are read; memory does not grow with their number. */
export async function* everyReference(
  database: Database,
  kind: ReferenceKind,
  choice: ReferenceChoice,
  options?: ReadOptions,
): AsyncGenerator<readonly Reference[]> {
  const { table } = referenceTables[kind]
  const query = sql`SELECT ${columnsOf(kind)} FROM ${table} FINAL ${chosen(choice)} ORDER BY id`
  for await (const rows of database.stream<ReferenceRow>(query, options)) {
    yield rows.map(referenceOf)
  }
}

export async function countReferences(
  database: Database,
  kind: ReferenceKind,
  choice: ReferenceChoice = {},
  options?: ReadOptions,
): Promise<number> {
  const { table } = referenceTables[kind]
  const rows = await database.rows<{ count: string }>(
    sql`SELECT count() AS count FROM ${table} FINAL ${chosen(choice)}`,
    options,
  )
  return Number(rows[0]?.count ?? 0)
}

function chosen({ search = '', where }: ReferenceChoice): Sql {
  const tests = [...containing(search), ...(where === undefined ? [] : [where])]
  return tests.length === 0 ? nothing : sql`WHERE ${join(tests, ' AND ')}`
}

/** A test for each word of a search: whatever case and accents. */
export function containing(search: string): Sql[] {
  const words = fold(search).split(/\s+/)
  return words.filter((word) => word !== '').map((word) => sql`position(search, ${word}) > 0`)
}

/** The row that says this, with the columns and the search text that its fields have. */
export function referenceRow(
  kind: ReferenceKind,
  reference: Reference,
  version: number,
  { byId }: Catalog,
): Record<string, unknown> {
  const { id, values, others, variants } = reference
  const columns: Record<string, unknown> = {}
  const lines = [id]
  for (const [fieldId, value] of Object.entries(values)) {
    const field = byId.get(Number(fieldId))
    if (field === undefined) continue
    // Of one that is put away too: it may be one that is to take the place of another.
    if (field.filterable) Object.assign(columns, rowColumns(field, value))
    if (field.searchable && !field.archived) lines.push(...textsOf(value))
  }
  return {
    [referenceTables[kind].idName]: id,
    version,
    ...ownColumns[kind](reference),
    data: JSON.stringify(others),
    typed: JSON.stringify(values),
    ...(kind === 'product' ? { variants: JSON.stringify(variants) } : {}),
    ...columns,
    search: lines.map(fold).join('\n'),
  }
}

/** The row that says that there is none any more. */
export function removedRow(
  kind: ReferenceKind,
  id: string,
  version: number,
): Record<string, unknown> {
  return { [referenceTables[kind].idName]: id, version, deleted: 1 }
}

function textsOf(value: Value): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? (value as readonly string[]) : []
}

const ownColumns = {
  product: ({ values }) => ({
    name: values[productFields.name] ?? '',
    category: values[productFields.category] ?? '',
    brand: values[productFields.brand] ?? '',
    price: values[productFields.price] ?? null,
    currency: values[productFields.currency] ?? '',
    image: values[productFields.image] ?? '',
  }),
  place: ({ id, values }) => ({ ...placeOf(id), name: values[placeFields.name] ?? '' }),
} as const satisfies Record<ReferenceKind, (reference: Reference) => object>

/** What {@link referenceOf} reads, of a row of the table. */
export function columnsOf(kind: ReferenceKind): Sql {
  return kind === 'place'
    ? sql`place_id AS id, data, typed`
    : sql`product_id AS id, data, typed, variants, name, category, brand, price, currency, image`
}

export type ReferenceRow = {
  readonly id: string
  readonly data: string
  readonly typed: string
  readonly variants?: string
  readonly price?: string | null
} & { readonly [K in (typeof oldTexts)[number]]?: string }

const oldTexts = ['name', 'category', 'brand', 'currency', 'image'] as const

export function referenceOf(row: ReferenceRow): Reference {
  const { id, data, typed, variants = '' } = row
  return {
    id,
    values: typed === '' ? oldValues(row) : (JSON.parse(typed) as Record<number, Value>),
    others: data === '' ? {} : (JSON.parse(data) as Record<string, unknown>),
    variants: variants === '' ? [] : (JSON.parse(variants) as Variant[]),
  }
}

/** Of a row from before there were fields of products. */
function oldValues(row: ReferenceRow): Record<number, Value> {
  const { price } = row
  const texts = oldTexts.flatMap((name) => {
    const text = row[name] ?? ''
    return text === '' ? [] : [[productFields[name], text] as const]
  })
  const amounts =
    price === null || price === undefined ? [] : [[productFields.price, Number(price)] as const]
  return Object.fromEntries<Value>([...texts, ...amounts])
}
