import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { membersOfList } from '../../store/clickhouse/lists.ts'
import {
  createList,
  deleteList,
  listById,
  listLists,
  type List,
} from '../../store/operational/lists.ts'
import { as, sql } from '../../store/sql/sql.ts'
import { bring, bringAndWait } from '../arrive.ts'
import { readIdCursor, writeCursor } from '../cursor.ts'
import { readCustomers } from '../customer.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Sets of customers kept by hand. */
export function serveLists(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.lists.list, async () => ({ items: (await listLists(db)).map(shown) }))
  serve(app, routes.lists.create, async ({ body }) =>
    shown(await createList(db, body.name, works.clock())),
  )
  serve(app, routes.lists.remove, async ({ params }) => {
    const deleted = await deleteList(db, params.id, works.clock())
    found(deleted ? true : undefined, 'list')
    await bring(works, { kind: 'list', list: params.id, empty: true })
    return { ok: true as const }
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

function shown({ id, name, created }: List) {
  return { id, name, created: iso(created) }
}
