import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { listProducts, readProduct } from '../../store/clickhouse/products.ts'
import { bring } from '../arrive.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { found } from '../found.ts'
import { showProduct } from '../product.ts'
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
    const items = rows.slice(0, limit).map(showProduct)
    const last = items.at(-1)
    return {
      items,
      next: rows.length > limit && last !== undefined ? writeCursor([last.id]) : null,
    }
  })
  serve(app, routes.products.read, async ({ params }, { signal }) =>
    showProduct(found(await readProduct(database, params.id, { signal }), 'product')),
  )
}
