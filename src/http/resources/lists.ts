import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { leavesOf } from '../../domain/segment/leaves.ts'
import { countListed, membersOfList } from '../../store/clickhouse/lists.ts'
import {
  changeList,
  createList,
  deleteList,
  listById,
  listLists,
  type List,
} from '../../store/operational/lists.ts'
import { calculationsOf } from '../../store/operational/calculated.ts'
import { listPromotions, promotionsOf } from '../../store/operational/promotions.ts'
import { listViews } from '../../store/operational/views.ts'
import { as, sql } from '../../store/sql/sql.ts'
import { bring, bringAndWait } from '../arrive.ts'
import { readIdCursor, writeCursor } from '../cursor.ts'
import { readCustomers } from '../customer.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { iso } from '../instants.ts'
import { readCondition, vocabularyOf } from '../questions.ts'
import { serve } from '../route.ts'
import { named } from '../usedBy.ts'
import type { Works } from '../works.ts'

/** Sets of customers kept by hand. */
export function serveLists(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.lists.list, async (_, { signal }) => {
    const [lists, counts] = [await listLists(db), await countListed(works.database, { signal })]
    return { items: lists.map((list) => shown(list, counts)) }
  })
  serve(app, routes.lists.create, async ({ body }) =>
    shown(await createList(db, body, works.clock()), new Map()),
  )
  serve(app, routes.lists.edit, async ({ params, body }, { signal }) => {
    const list = found(await changeList(db, params.id, given(body)), 'list')
    return shown(list, await countListed(works.database, { signal }))
  })
  serve(app, routes.lists.fill, async ({ params, body }, call) => {
    found(await listById(db, params.id), 'list')
    const meets = readCondition(body, await vocabularyOf(works))
    const arrival = { kind: 'list', list: params.id, meets } as const
    const { position, applied } = await bringAndWait(works, arrival, call)
    return { position, applied }
  })
  serve(app, routes.lists.remove, async ({ params }) => {
    const deleted = await deleteList(db, params.id, works.clock())
    found(deleted ? true : undefined, 'list')
    await bring(works, { kind: 'list', list: params.id, empty: true })
    return { ok: true as const }
  })
  serve(app, routes.lists.usage, async ({ params }) => {
    const { id } = found(await listById(db, params.id), 'list')
    const vocabulary = await vocabularyOf(works)
    const speaksOf = (condition: Condition) =>
      leavesOf(condition).some((leaf) => leaf.type === 'list' && leaf.list === id)
    const views = (await listViews(db, 'customer')).filter(
      ({ condition }) => condition !== null && speaksOf(condition),
    )
    return {
      segments: named(vocabulary.segments.filter(({ condition }) => speaksOf(condition))),
      fields: calculationsOf(vocabulary.calculations, speaksOf).map(({ name }) => name),
      promotions: named(promotionsOf(await listPromotions(db), speaksOf)),
      views: named(views),
    }
  })
  serve(app, routes.lists.members, async ({ params, query }, { signal }) => {
    found(await listById(db, params.id), 'list')
    const { limit } = query
    const after = as('UInt64', readIdCursor(query.cursor) ?? '0')
    const rows = await works.database.rows<{ customer_id: string }>(
      sql`${membersOfList(params.id)} AND customer_id > ${after}
        ORDER BY customer_id LIMIT ${limit + 1}`,
      { signal },
    )
    const ids = rows.slice(0, limit).map((row) => row.customer_id)
    const last = ids.at(-1)
    return {
      items: await readCustomers(works, ids, signal),
      next: rows.length > limit && last !== undefined ? writeCursor([last]) : null,
    }
  })
  serve(app, routes.lists.change, async ({ params, body }, call) => {
    found(await listById(db, params.id), 'list')
    const [add, remove] = [body.add.map(whoOf), body.remove.map(whoOf)]
    const arrival = { kind: 'list', list: params.id, add, remove } as const
    const { position, applied } = await bringAndWait(works, arrival, call)
    return { position, applied }
  })
}

function whoOf<T extends object>(who: string | T) {
  return typeof who === 'string' ? who : given(who)
}

function shown({ id, name, folder, created }: List, counts: ReadonlyMap<number, number>) {
  return { id, name, folder, created: iso(created), members: counts.get(id) ?? 0 }
}
