import type { ValueContext } from '../domain/customer/value.ts'
import type { Context } from '../domain/segment/facts.ts'
import { whereaboutsIn } from '../domain/segment/place.ts'
import { bySpoken } from '../domain/segment/related.ts'
import { orRefuse } from '../domain/failure.ts'
import type { Shop } from '../domain/shop.ts'
import { zoneOf } from '../domain/time/zone.ts'
import { listCalculations, usableCalculations } from '../store/operational/calculated.ts'
import { listFields } from '../store/operational/fields.ts'
import { readShop } from '../store/operational/meta.ts'
import { listSegments, type Segment } from '../store/operational/segments.ts'
import type { Db } from '../store/operational/tables.ts'

/** The shop as conditions see it: its zone as a table of transitions. */
export async function shopOf(db: Db): Promise<Shop> {
  const { zone, weekStart, currency } = await readShop(db)
  return { zone: orRefuse(zoneOf(zone)), weekStart, currency }
}

/** How the shop reads values that say not all of themselves. */
export async function valueContext(db: Db): Promise<ValueContext> {
  const { zone, country, currency } = await readShop(db)
  return { zone: orRefuse(zoneOf(zone)), country, currency }
}

/**
 * All that a question about conditions rests on, as the shop's people have it at this moment; the
 * segments as the caller has read them, if he has.
 */
export async function contextAt(db: Db, now: number, known?: readonly Segment[]): Promise<Context> {
  const [shop, fields] = await Promise.all([shopOf(db), listFields(db)])
  const products = await listFields(db, 'product')
  const places = await listFields(db, 'place')
  const { country } = await readShop(db)
  const segments = known ?? (await listSegments(db))
  const calculated = usableCalculations(await listCalculations(db))
  return {
    now,
    shop,
    fields: bySpoken([...fields, ...places].filter(({ archived }) => !archived)),
    whereabouts: whereaboutsIn(fields, country),
    products: bySpoken(products.filter(({ archived }) => !archived)),
    segments: new Map(segments.map(({ id, condition }) => [id, condition])),
    calculated,
  }
}
