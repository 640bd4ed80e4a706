import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { orRefuse } from '../../domain/failure.ts'
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
    const currency = body.currency ?? before.currency
    await writeShop(db, { zone, weekStart, currency, country: body.country ?? before.country })
    await works.refresher.request({ cause: 'shop' })
    return shown(await readShop(db))
  })
}

function shown({ zone, weekStart, currency, country }: ShopSettings) {
  return { timezone: zone, weekStart, currency, country }
}
