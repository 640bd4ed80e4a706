import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { customersFor, membersFor } from '../exports/customers.ts'
import { eventsFor } from '../exports/events.ts'
import { placesFor } from '../exports/places.ts'
import { productsFor } from '../exports/products.ts'
import { sendExport } from '../exports/send.ts'
import { questionOf } from '../questions.ts'
import { serveStream } from '../route.ts'
import type { Works } from '../works.ts'

/** What the shop has as files: customers, members of a segment, events, products, places. */
export function serveExports(app: FastifyInstance, works: Works): void {
  serveStream(app, routes.customers.export, async ({ query }, call) =>
    sendExport(works, call, await customersFor(works, query, call.signal), query),
  )
  serveStream(app, routes.segments.export, async ({ body }, call) => {
    const question = await questionOf(works, body)
    return await sendExport(works, call, await membersFor(works, question, call.signal), body)
  })
  serveStream(app, routes.events.export, async ({ query }, call) =>
    sendExport(works, call, await eventsFor(works, query, call.signal), query),
  )
  serveStream(app, routes.places.export, async ({ query }, call) =>
    sendExport(works, call, await placesFor(works, query, call.signal), query),
  )
  serveStream(app, routes.products.export, async ({ query }, call) =>
    sendExport(works, call, await productsFor(works, query.search ?? '', call.signal), query),
  )
}
