import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { checkCondition } from '../../domain/segment/check.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { printText } from '../../domain/segment/text/print.ts'
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
import { customerList } from '../customerList.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { iso } from '../instants.ts'
import {
  defining,
  readCondition,
  vocabularyOf,
  type GivenCondition,
  type Vocabulary,
} from '../questions.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Saved ways of looking at the customers. */
export function serveViews(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.views.list, async () => {
    const [vocabulary, views] = await Promise.all([vocabularyOf(works), listViews(db)])
    return { items: views.map((view) => shown(view, vocabulary)) }
  })
  serve(app, routes.views.create, async ({ body }, { request }) => {
    const { name: by } = callerOf(request)
    const made = await defining(works, (open, vocabulary) =>
      createView(open, { ...lookOf(body, vocabulary), by }, works.clock()),
    )
    return shown(made, await vocabularyOf(works))
  })
  serve(app, routes.views.change, async ({ params, body }) => {
    const after = await defining(works, (open, vocabulary) =>
      changeView(open, params.id, lookOf(body, vocabulary), works.clock()),
    )
    return shown(found(after, 'view'), await vocabularyOf(works))
  })
  serve(app, routes.views.remove, async ({ params }) => {
    found((await deleteView(db, params.id)) ? true : undefined, 'view')
    return { ok: true as const }
  })
  serve(app, routes.views.customers, async ({ params, query }, { signal }) => {
    const { condition, search, sort, descending } = found(await viewById(db, params.id), 'view')
    return await customerList(
      works,
      {
        sort,
        order: descending ? 'desc' : 'asc',
        ...given({
          condition: condition ?? undefined,
          search: search === '' ? undefined : search,
        }),
        ...query,
      },
      signal,
    )
  })
}

type Given = GivenCondition & {
  readonly name: string
  readonly search: string
  readonly sort: string
  readonly order: 'asc' | 'desc'
  readonly columns: readonly string[]
}

/** Refused where it names what there is not, as long as somebody is there to mend it. */
function lookOf(body: Given, vocabulary: Vocabulary): Omit<NewView, 'by'> {
  const { name, search, sort, order, columns } = body
  const { fields } = vocabulary.catalogue
  const unknown = columns.find((column) => fields.get(column)?.archived !== false)
  if (unknown !== undefined) throw noField(unknown, 'columns')
  if (!own.has(sort) && fields.get(sort)?.filterable !== true) throw noField(sort, 'sort')
  return {
    name,
    condition: conditionOf(body, vocabulary),
    search,
    sort,
    descending: order === 'desc',
    columns: [...columns],
  }
}

const own: ReadonlySet<string> = new Set(['id', 'created', 'updated'])

function conditionOf(
  { condition, text }: GivenCondition,
  vocabulary: Vocabulary,
): Condition | null {
  return condition === undefined && text === undefined
    ? null
    : readCondition({ condition, text }, vocabulary)
}

function noField(name: string, where: 'columns' | 'sort'): Refusal {
  return new Refusal(
    failure('invalid', `There is no field ${JSON.stringify(name.slice(0, 100))} for that`, {
      where,
      fix:
        where === 'sort'
          ? 'Sort by created, updated or a filterable field.'
          : 'Name fields that are there and not archived.',
    }),
  )
}

function shown(view: View, { names, catalogue }: Vocabulary) {
  const { id, name, condition, search, sort, descending, columns } = view
  const isSound = condition !== null && checkCondition(condition, catalogue).length === 0
  return {
    id,
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
