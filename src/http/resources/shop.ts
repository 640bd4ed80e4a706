import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { isCountry } from '../../domain/customer/formats/places.ts'
import { failure, orRefuse, Refusal, type Failure } from '../../domain/failure.ts'
import type { Weekday } from '../../domain/shop.ts'
import { zoneOf } from '../../domain/time/zone.ts'
import { readShop, writeShop, type ShopSettings } from '../../store/operational/meta.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** The shop's zone, week, currency and country. */
export function serveShop(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.shop.read, async () => shown(await readShop(db)))
  serve(app, routes.shop.change, async ({ body }) => {
    const before = await readShop(db)
    const zone = body.timezone ?? before.zone
    orRefuse(zoneOf(zone))
    const weekStart = (body.weekStart ?? before.weekStart) as Weekday
    const country = body.country ?? before.country
    if (!isCountry(country)) throw new Refusal(noCountry(country))
    const currency = body.currency ?? before.currency
    const { mergeDuplicatesAbove: above = before.mergeAbove ?? null } = body
    const after = { zone, weekStart, currency, country }
    await writeShop(db, above === null ? after : { ...after, mergeAbove: above })
    const meansOther = Object.keys(body).some((name) => name !== 'mergeDuplicatesAbove')
    if (meansOther) await works.refresher.request({ cause: 'shop' })
    return shown(await readShop(db))
  })
}

function noCountry(code: string): Failure {
  return failure('invalid', `There is no country ${code}`, {
    where: 'country',
    fix: 'Give its code of ISO 3166, such as BR.',
  })
}

function shown({ zone, weekStart, currency, country, mergeAbove }: ShopSettings) {
  const mergeDuplicatesAbove = mergeAbove ?? null
  return { timezone: zone, weekStart, currency, country, mergeDuplicatesAbove }
}
