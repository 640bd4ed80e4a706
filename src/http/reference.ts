import type { Json } from '../api/parts.ts'
import { catalogOf, type Catalog } from '../domain/customer/catalog.ts'
import { showValue } from '../domain/customer/value.ts'
import { failure, orRefuse, Refusal } from '../domain/failure.ts'
import { unscale } from '../domain/number.ts'
import { productFields } from '../domain/reference/builtin.ts'
import { placeOf } from '../domain/reference/place.ts'
import type { Reference, ReferenceKind } from '../domain/reference/reference.ts'
import { showVariant } from '../domain/reference/variant.ts'
import { leavesOf } from '../domain/segment/leaves.ts'
import { namesOf } from '../domain/segment/text/names.ts'
import { recordTest } from '../store/clickhouse/compile/record.ts'
import type { PageEnd } from '../store/clickhouse/pageKey.ts'
import { referencePage } from '../store/clickhouse/referencePage.ts'
import { listFields } from '../store/operational/fields.ts'
import { join, type Sql } from '../store/sql/sql.ts'
import { contextAt, valueContext } from '../work/context.ts'
import { fieldsBeingIndexed } from '../work/fields/work.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { given } from './given.ts'
import { readCondition } from './questions.ts'
import type { Works } from './works.ts'

export async function referenceCatalog(works: Works, kind: ReferenceKind): Promise<Catalog> {
  return catalogOf(await listFields(works.operational.db, kind))
}

/** What a list of products or places is asked by. */
export type ReferenceQuestion = {
  readonly search?: string | undefined
  readonly condition?: string | undefined
  readonly sort: string
  readonly order: 'asc' | 'desc'
  readonly limit: number
  readonly cursor?: string | undefined
}

/** A page of them, and how its items are shown. */
export async function referenceList<Shown>(
  works: Works,
  { kind, show, where }: ReferenceView<Shown>,
  asked: ReferenceQuestion,
  signal: AbortSignal,
): Promise<{ items: Shown[]; next: string | null }> {
  const catalog = await referenceCatalog(works, kind)
  const { sort, order, limit, search, condition } = asked
  const tests = [
    ...(where === undefined ? [] : [where]),
    ...(condition === undefined ? [] : [await testOf(works, kind, { catalog, text: condition })]),
  ]
  const listing = {
    sort,
    descending: order === 'desc',
    limit,
    ...given({
      search,
      after: endOf(asked),
      where: tests.length === 0 ? undefined : join(tests, ' AND '),
    }),
  }
  const page = await referencePage(works.database, kind, { listing, catalog }, { signal })
  const { items, next } = orRefuse(page)
  const end = next && [sort, order, next[0] ?? '', String(next[0] === null), next[1]]
  return {
    items: items.map((reference) => show(reference, catalog)),
    next: end === undefined ? null : writeCursor(end),
  }
}

type ReferenceView<Shown> = {
  readonly kind: ReferenceKind
  readonly show: (reference: Reference, catalog: Catalog) => Shown
  /** Beside what is asked. */
  readonly where?: Sql | undefined
}

function endOf({ cursor, sort, order }: ReferenceQuestion): PageEnd | undefined {
  const parts = readCursor(cursor, 5)
  if (parts === undefined) return undefined
  const [sorted = '', ordered = '', key = '', missing, id = ''] = parts
  if (sorted === sort && ordered === order) return [missing === 'true' ? null : key, id]
  throw new Refusal(
    failure('invalid', `This cursor is of a list by ${sorted.slice(0, 100)}, ${ordered}`, {
      where: 'cursor',
      fix: 'Ask on in the order of the first page, or from the first page in this order.',
    }),
  )
}

/** A condition in text on their fields alone. */
async function testOf(
  works: Works,
  kind: ReferenceKind,
  { catalog, text }: { readonly catalog: Catalog; readonly text: string },
): Promise<Sql> {
  const { db } = works.operational
  const none = new Map<number, never>()
  const fields = new Map([...catalog.byId.values()].map((field) => [field.name, field]))
  const condition = readCondition(
    { text },
    {
      catalogue: { fields, segments: none, lists: none },
      names: namesOf(none, none),
      segments: [],
      beingIndexed: await fieldsBeingIndexed(db, kind),
      values: await valueContext(db),
    },
  )
  if (leavesOf(condition).some(({ type }) => type !== 'field')) {
    throw new Refusal(
      failure('invalid', `A ${kind} does nothing: only its fields can be asked for`, {
        where: 'condition',
        fix: 'Leave out what is about events, segments and lists.',
      }),
    )
  }
  return recordTest(condition, { ...(await contextAt(db, works.clock())), fields })
}

/** A product as the API shows it. */
export function showProduct(product: Reference, catalog: Catalog) {
  const { id, values, variants } = product
  const text = (field: number): string => {
    const value = values[field]
    return typeof value === 'string' ? value : ''
  }
  const amount = (field: number): number | null => {
    const value = values[field]
    return typeof value === 'number' ? unscale(value) : null
  }
  const { tags, ...own } = productFields
  return {
    id,
    name: text(own.name),
    category: text(own.category),
    brand: text(own.brand),
    price: amount(own.price),
    cost: amount(own.cost),
    stock: amount(own.stock),
    currency: text(own.currency),
    image: text(own.image),
    page: text(own.page),
    tags: [...((values[tags] as readonly string[] | undefined) ?? [])],
    variants: variants.map((variant) => {
      const { fields, ...rest } = showVariant(variant)
      return { ...rest, fields: fields as Record<string, Json> }
    }),
    ...showFields(product, catalog, (field) => !builtIn.has(field)),
  }
}

const builtIn: ReadonlySet<number> = new Set(Object.values(productFields))

/** A place as the API shows it. */
export function showPlace(place: Reference, catalog: Catalog) {
  return { id: place.id, ...placeOf(place.id), ...showFields(place, catalog, () => true) }
}

/** Values by name; what no field can hold as it came. */
function showFields(
  { values, others }: Reference,
  { byId }: Catalog,
  shows: (field: number) => boolean,
): { fields: Record<string, Json>; unknown: string[] } {
  const known = Object.entries(values).flatMap(([id, value]) => {
    const field = byId.get(Number(id))
    if (field === undefined || field.archived || !shows(field.id)) return []
    return [[field.name, showValue(field, value) as Json] as const]
  })
  return {
    fields: Object.fromEntries([...(Object.entries(others) as [string, Json][]), ...known]),
    unknown: Object.keys(others),
  }
}
