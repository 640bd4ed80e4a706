import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import type { ReferenceMode } from '../../domain/arrival.ts'
import { readReferences } from '../../store/clickhouse/references.ts'
import { bring, bringAndWait } from '../arrive.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { referenceCatalog, referenceList, showProduct } from '../reference.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** What the shop sells or shows. */
export function serveProducts(app: FastifyInstance, works: Works): void {
  const products = { kind: 'product', show: showProduct } as const
  serve(app, routes.products.put, async ({ body }) => ({
    position: await bring(works, { kind: 'products', products: body.products.map(given) }),
    applied: false,
  }))
  serve(app, routes.products.list, async ({ query: { condition: text, ...query } }, { signal }) =>
    referenceList(works, products, { ...query, text }, signal),
  )
  serve(app, routes.products.read, async ({ params }, { signal }) =>
    readOne(works, params.id, signal),
  )
  serve(app, routes.products.change, async ({ params: { id }, body }, call) => {
    await readOne(works, id, call.signal)
    const arrival = arrivalOf('patch', { id, ...given(body) })
    const { position, applied } = await bringAndWait(works, arrival, call)
    return applied ? await readOne(works, id, call.signal) : { position, applied }
  })
  serve(app, routes.products.remove, async ({ params: { id } }, call) => {
    await readOne(works, id, call.signal)
    const { position, applied } = await bringAndWait(works, arrivalOf('remove', { id }), call)
    return { position, applied }
  })
}

function arrivalOf(mode: ReferenceMode, product: { readonly id: string }) {
  return { kind: 'products' as const, mode, products: [product] }
}

async function readOne(works: Works, id: string, signal: AbortSignal) {
  const there = await readReferences(works.database, 'product', [id], { signal })
  const product = found(there.get(id), 'product')
  return showProduct(product, await referenceCatalog(works, 'product'))
}
