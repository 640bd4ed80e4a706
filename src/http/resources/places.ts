import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { orRefuse } from '../../domain/failure.ts'
import { placeId, placeOf } from '../../domain/reference/place.ts'
import { readReferences } from '../../store/clickhouse/references.ts'
import { readShop } from '../../store/operational/meta.ts'
import { bring, bringAndWait } from '../arrive.ts'
import { found } from '../found.ts'
import { placesBy, referenceCatalog, referenceList, showPlace } from '../reference.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Reference tables: what is known of everybody in a postal code, city, state or country. */
export function servePlaces(app: FastifyInstance, works: Works): void {
  serve(app, routes.places.put, async ({ body }) => ({
    position: await bring(works, { kind: 'places', places: body.places }),
    applied: false,
  }))
  serve(app, routes.places.list, async ({ query }, { signal }) => {
    const { by, condition: text, ...asked } = query
    return await referenceList(works, placesBy(by), { ...asked, text }, signal)
  })
  serve(app, routes.places.read, async ({ params }, { signal }) => {
    const id = await idOf(works, params.id)
    return await readOne(works, id, signal)
  })
  serve(app, routes.places.remove, async ({ params }, call) => {
    const id = await idOf(works, params.id)
    await readOne(works, id, call.signal)
    const places = [placeOf(id)]
    const arrival = { kind: 'places', mode: 'remove', places } as const
    const { position, applied } = await bringAndWait(works, arrival, call)
    return { position, applied }
  })
}

/** `city:Recife - PE` in the form in which it is kept. */
async function idOf(works: Works, text: string): Promise<string> {
  const { country } = await readShop(works.operational.db)
  const [by, ...key] = text.split(':')
  return orRefuse(placeId(by, key.join(':'), country))
}

async function readOne(works: Works, id: string, signal: AbortSignal) {
  const there = await readReferences(works.database, 'place', [id], { signal })
  const place = found(there.get(id), 'place')
  return showPlace(place, await referenceCatalog(works, 'place'))
}
