import type { FastifyInstance } from 'fastify'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import { unscale } from '../../domain/number.ts'
import { listProducts, readProduct, type ProductRecord } from '../../store/clickhouse/products.ts'
import { bring } from '../arrive.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { found } from '../found.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** What the shop sells or shows. */
export function serveProducts(app: FastifyInstance, works: Works): void {
  const { database } = works
  serve(app, routes.products.put, async ({ body }) => ({
    position: await bring(works, { kind: 'products', products: body.products }),
    applied: false,
  }))
  serve(app, routes.products.list, async ({ query }, { signal }) => {
    const { limit, search = '' } = query
    const after = readCursor(query.cursor, 1)?.[0] ?? ''
    const rows = await listProducts(database, { search, after, limit: limit + 1 }, { signal })
    const items = rows.slice(0, limit).map(shown)
    const last = items.at(-1)
    return {
      items,
      next: rows.length > limit && last !== undefined ? writeCursor([last.id]) : null,
    }
  })
  serve(app, routes.products.read, async ({ params }, { signal }) =>
    shown(found(await readProduct(database, params.id, { signal }), 'product')),
  )
}

function shown({ id, price, fields, ...rest }: ProductRecord) {
  return {
    id,
    ...rest,
    price: price === undefined ? null : unscale(price),
    fields: fields as Record<string, Json>,
  }
}
