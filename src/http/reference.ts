import type { Json } from '../api/parts.ts'
import { catalogOf, type Catalog } from '../domain/customer/catalog.ts'
import { showValue } from '../domain/customer/value.ts'
import { failure, orRefuse, Refusal } from '../domain/failure.ts'
import { unscale } from '../domain/number.ts'
import { productFields } from '../domain/reference/builtin.ts'
import { placeOf, type PlaceKind } from '../domain/reference/place.ts'
import type { Reference, ReferenceKind } from '../domain/reference/reference.ts'
import { showVariant } from '../domain/reference/variant.ts'
import type { Condition } from '../domain/segment/condition.ts'
import { leavesOf } from '../domain/segment/leaves.ts'
import { namesOf } from '../domain/segment/text/names.ts'
import { recordTest } from '../store/clickhouse/compile/record.ts'
import type { PageEnd } from '../store/clickhouse/pageKey.ts'
import { referencePage } from '../store/clickhouse/referencePage.ts'
import { listFields } from '../store/operational/fields.ts'
import type { Db } from '../store/operational/tables.ts'
import { join, sql, type Sql } from '../store/sql/sql.ts'
import { contextAt, valueContext } from '../work/context.ts'
import { fieldsBeingIndexed } from '../work/fields/work.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { given } from './given.ts'
import { readCondition, type GivenCondition, type Vocabulary } from './questions.ts'
import type { Works } from './works.ts'

export async function referenceCatalog(works: Works, kind: ReferenceKind): Promise<Catalog> {
  return catalogOf(await listFields(works.operational.db, kind))
}

/** What a list of products or places is asked by. */
export type ReferenceQuestion = GivenCondition & {
  readonly search?: string | undefined
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
  const { sort, order, limit, search, condition, text } = asked
  const isAsked = condition !== undefined || text !== undefined
  const tests = [
    ...(where === undefined ? [] : [where]),
    ...(isAsked ? [await testOf(works, kind, { condition, text })] : []),
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

/** The places that are named by that; all of them where it is left out. */
export function placesBy(by: PlaceKind | undefined): ReferenceView<ReturnType<typeof showPlace>> {
  return { kind: 'place', show: showPlace, where: by === undefined ? undefined : sql`by = ${by}` }
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

/** Those that meet it, as a test of the columns of their table. */
async function testOf(works: Works, kind: ReferenceKind, asked: GivenCondition): Promise<Sql> {
  const { db } = works.operational
  const vocabulary = await referenceVocabulary(db, kind)
  const condition = readReferenceCondition(kind, asked, vocabulary)
  const { fields } = vocabulary.catalogue
  return recordTest(condition, { ...(await contextAt(db, works.clock())), fields })
}

/** What conditions on products or places may name. */
export async function referenceVocabulary(db: Db, kind: ReferenceKind): Promise<Vocabulary> {
  const none = new Map<number, never>()
  const fields = await listFields(db, kind)
  return {
    catalogue: {
      fields: new Map(fields.map((field) => [field.name, field])),
      segments: none,
      lists: none,
    },
    names: namesOf(none, none),
    segments: [],
    calculations: [],
    beingIndexed: await fieldsBeingIndexed(db, kind),
    beingFound: new Map(),
    values: await valueContext(db),
  }
}

/** A condition on their fields alone. */
export function readReferenceCondition(
  kind: ReferenceKind,
  asked: GivenCondition,
  vocabulary: Vocabulary,
): Condition {
  const condition = readCondition(asked, vocabulary)
  if (leavesOf(condition).some(({ type }) => type !== 'field')) {
    throw new Refusal(
      failure('invalid', `A ${kind} does nothing: only its fields can be asked for`, {
        where: 'condition',
        fix: 'Leave out what is about events, segments and lists.',
      }),
    )
  }
  return condition
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
