import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import type { FieldOf } from '../../domain/customer/field.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { checkCondition } from '../../domain/segment/check.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { printText } from '../../domain/segment/text/print.ts'
import { changingDefinitions } from '../../store/operational/definitions.ts'
import type { Db } from '../../store/operational/tables.ts'
import {
  changeView,
  createView,
  deleteView,
  listViews,
  viewById,
  type NewView,
  type View,
} from '../../store/operational/views.ts'
import { callerOf } from '../auth.ts'
import { calculationsNow } from '../calculatedValues.ts'
import { customerList } from '../customerList.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { iso } from '../instants.ts'
import { readCondition, vocabularyIn, type GivenCondition, type Vocabulary } from '../questions.ts'
import {
  placesBy,
  readReferenceCondition,
  referenceList,
  referenceVocabulary,
  showProduct,
} from '../reference.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Saved ways of looking at the customers, products and places. */
export function serveViews(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.views.list, async ({ query: { of } }) => {
    const vocabulary = await vocabularyFor(db, of)
    return { items: (await listViews(db, of)).map((view) => shown(view, vocabulary)) }
  })
  serve(app, routes.views.create, async ({ body: { of, ...body } }, { request }) => {
    const { name: by } = callerOf(request)
    const made = await changingDefinitions(db, works.clock(), async (open) => {
      const look = lookOf(body, of, await vocabularyFor(open, of))
      return await createView(open, { ...look, of, by }, works.clock())
    })
    return shown(made, await vocabularyFor(db, of))
  })
  serve(app, routes.views.change, async ({ params, body }) => {
    const after = await changingDefinitions(db, works.clock(), async (open) => {
      const { of } = found(await viewById(open, params.id), 'view')
      const look = lookOf(body, of, await vocabularyFor(open, of))
      return await changeView(open, params.id, look, works.clock())
    })
    const view = found(after, 'view')
    return shown(view, await vocabularyFor(db, view.of))
  })
  serve(app, routes.views.remove, async ({ params }) => {
    found((await deleteView(db, params.id)) ? true : undefined, 'view')
    return { ok: true as const }
  })
  serve(app, routes.views.customers, async ({ params, query }, { signal }) => {
    const view = await viewOf(db, params.id, 'customer')
    const calculated = await calculatedIn(works, view)
    return await customerList(works, { ...questionOf(view), ...calculated, ...query }, signal)
  })
  serve(app, routes.views.products, async ({ params, query }, { signal }) => {
    const asked = { ...questionOf(await viewOf(db, params.id, 'product')), ...query }
    return await referenceList(works, { kind: 'product', show: showProduct }, asked, signal)
  })
  serve(app, routes.views.places, async ({ params, query: { by, ...query } }, { signal }) => {
    const asked = { ...questionOf(await viewOf(db, params.id, 'place')), ...query }
    return await referenceList(works, placesBy(by), asked, signal)
  })
}

async function vocabularyFor(db: Db, of: FieldOf): Promise<Vocabulary> {
  return of === 'customer' ? await vocabularyIn(db) : await referenceVocabulary(db, of)
}

/** The view, where it is one of those. */
async function viewOf(db: Db, id: number, of: FieldOf): Promise<View> {
  const view = found(await viewById(db, id), 'view')
  if (view.of === of) return view
  throw new Refusal(
    failure('not_found', `The view ${JSON.stringify(view.name)} is one of ${view.of}s`, {
      where: 'id',
      fix: `Ask for /api/views/${id}/${view.of}s.`,
    }),
  )
}

/** Those of its columns that are worked out; one that is archived by now is left out. */
async function calculatedIn(works: Works, { columns }: View): Promise<{ calculated?: string }> {
  const there = await calculationsNow(works)
  const shown = columns.filter((column) => there.some(({ name }) => name === column))
  return shown.length === 0 ? {} : { calculated: shown.join(',') }
}

/** What the view asks, of whomever it is. */
function questionOf({ condition, search, sort, descending }: View) {
  return {
    sort,
    order: descending ? ('desc' as const) : ('asc' as const),
    ...given({
      condition: condition ?? undefined,
      search: search === '' ? undefined : search,
    }),
  }
}

type Given = GivenCondition & {
  readonly name: string
  readonly search: string
  readonly sort?: string | undefined
  readonly order?: 'asc' | 'desc' | undefined
  readonly columns: readonly string[]
}

/** Refused where it names what there is not, as long as somebody is there to mend it. */
function lookOf(body: Given, of: FieldOf, vocabulary: Vocabulary): Omit<NewView, 'by' | 'of'> {
  const usual = usualOrder[of]
  const { name, search, sort = usual.sort, order = usual.order, columns } = body
  const known = [...vocabulary.catalogue.fields].filter(([, field]) => field.of === of)
  const fields = new Map(known)
  const { calculated } = vocabulary.catalogue
  const unknown = columns.find(
    (column) => fields.get(column)?.archived !== false && calculated?.has(column) !== true,
  )
  if (unknown !== undefined) throw noField(unknown, 'columns')
  if (!usual.own.includes(sort) && fields.get(sort)?.filterable !== true) {
    throw noField(sort, 'sort', usual.own)
  }
  return {
    name,
    condition: conditionOf(body, of, vocabulary),
    search,
    sort,
    descending: order === 'desc',
    columns: [...columns],
  }
}

type Order = {
  readonly sort: string
  readonly order: 'asc' | 'desc'
  /** Besides filterable fields. */
  readonly own: readonly string[]
}

/** In which order they stand where nothing is said, and by what they may. */
const usualOrder: Readonly<Record<FieldOf, Order>> = {
  customer: { sort: 'created', order: 'desc', own: ['created', 'updated', 'id'] },
  product: { sort: 'id', order: 'asc', own: ['id'] },
  place: { sort: 'id', order: 'asc', own: ['id'] },
}

function conditionOf(
  { condition, text }: GivenCondition,
  of: FieldOf,
  vocabulary: Vocabulary,
): Condition | null {
  if (condition === undefined && text === undefined) return null
  const asked = { condition, text }
  return of === 'customer'
    ? readCondition(asked, vocabulary)
    : readReferenceCondition(of, asked, vocabulary)
}

function noField(name: string, where: 'columns' | 'sort', own: readonly string[] = []): Refusal {
  return new Refusal(
    failure('invalid', `There is no field ${JSON.stringify(name.slice(0, 100))} for that`, {
      where,
      fix:
        where === 'sort'
          ? `Sort by ${own.join(', ')} or a filterable field.`
          : 'Name fields that are there and not archived.',
    }),
  )
}

function shown(view: View, { names, catalogue }: Vocabulary) {
  const { id, of, name, condition, search, sort, descending, columns } = view
  const isSound = condition !== null && checkCondition(condition, catalogue).length === 0
  return {
    id,
    of,
    name,
    condition,
    text: isSound ? printText(condition, names) : null,
    search,
    sort,
    order: descending ? ('desc' as const) : ('asc' as const),
    columns: [...columns],
    created: iso(view.created),
    updated: iso(view.updated),
  }
}
