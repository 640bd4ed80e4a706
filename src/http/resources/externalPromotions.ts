import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { routes } from '../../api/routes.ts'
import type { Json } from '../../api/parts.ts'
import { isFailure } from '../../domain/failure.ts'
import { normalIdentifier } from '../../domain/customer/identity.ts'
import { couponCode } from '../../domain/promotion/coupon.ts'
import { decimalsOf, unitsOf } from '../../domain/promotion/minor.ts'
import { promotionLimits } from '../../domain/promotion/promotion.ts'
import { calculatedPromotions, readPromotionId } from '../../domain/vtex/externalPromotions.ts'
import { cancelOrderUsages, noteOrderUsages } from '../../store/operational/orderUsages.ts'
import { beyondLimits } from '../beyondLimits.ts'
import { evaluated } from '../evaluated.ts'
import type { Offers } from '../offers.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

type Asked = z.output<typeof routes.externalPromotions.calculate.body>
type Told = z.output<typeof routes.externalPromotions.notify.body>

/** A VTEX checkout's questions: what a cart earns, and what became of it. */
export function serveExternalPromotions(
  app: FastifyInstance,
  works: Works,
  offersNow: () => Promise<Offers>,
): void {
  const { db } = works.operational
  serve(app, routes.externalPromotions.calculate, async ({ body }, call) => {
    const offers = await offersNow()
    const { currency } = offers.context.shop
    const more = { query: {}, pool: offers.offItems, aliases: aliasesOf(body) }
    const asked = { ...cartOf(body, currency), ...whoseOf(body, offers), choice: 'best' as const }
    const { outcome, cart, customer, say } = await evaluated(works, offers, asked, {
      ...call,
      ...more,
    })
    const ids = body.items.map(({ id }) => id)
    return calculatedPromotions(cart, outcome, { ...say, ids, currency, customer })
  })
  serve(app, routes.externalPromotions.notify, async ({ body }) => {
    const { promotions, context } = await offersNow()
    const { currency } = context.shop
    const known = new Set(promotions.map(({ id }) => id))
    const { usages, unknown } = usagesOf(body, known, currency)
    const note = body.type === 'NewOrder' ? noteOrderUsages : cancelOrderUsages
    const now = works.clock()
    const has = await note(db, { order: body.orderId, usages }, now)
    const beyond = await beyondLimits(db, has, { promotions, currency, now })
    return { noted: usages.map(({ promotion }) => promotion), unknown, beyond: [...beyond] }
  })
}

/** The cart as ours are. A price that is finer than the currency is rounded: its shop shows it so. */
function cartOf({ items, couponCodes, salesChannelId }: Asked, currency: string) {
  const coupons = (couponCodes ?? []).flatMap((each) => each?.trim() || [])
  return {
    cart: {
      items: items.map((item, i) => ({
        ...properties({ ...item.catalogInfo, sellerId: item.sellerId, salesChannelId }),
        sku: item.id,
        id: String(i + 1),
        product: item.id,
        quantity: item.quantity,
        price: unitsOf(rounded(item.price, currency), currency),
        subscription: false,
      })),
      channel: 'site',
      coupons: coupons.slice(0, promotionLimits.coupons),
    },
  }
}

/** What VTEX says of an item, by the names by which promotions test it. */
function properties(said: Readonly<Record<string, string | null | undefined>>) {
  const names: Readonly<Record<string, string>> = {
    brandId: 'brand_id',
    categoryId: 'category_id',
    ean: 'ean',
    refId: 'ref_id',
    sellerId: 'seller_id',
    salesChannelId: 'sales_channel',
  }
  const found: Record<string, Json> = {}
  for (const [key, name] of Object.entries(names)) {
    const value = said[key]
    if (value !== undefined && value !== null) found[name] = value
  }
  return found
}

/** A shop may know its products by SKU, by product or by its own reference. */
function aliasesOf({ items }: Asked): ReadonlyMap<string, readonly string[]> {
  return new Map(
    items.map(({ id, catalogInfo }) => [
      id,
      [catalogInfo?.productId, catalogInfo?.refId].flatMap((each) => each ?? []),
    ]),
  )
}

/** Whoever has the shopper's id. One that can be nobody's is nobody's: a checkout is not to fail by it. */
function whoseOf({ shopperProfileId }: Asked, { vocabulary }: Offers) {
  if (shopperProfileId === null || shopperProfileId === undefined) return {}
  const { country } = vocabulary.values
  const kinds = ['user_id', 'shopper_profile_id']
  const sound = kinds.filter(
    (kind) => !isFailure(normalIdentifier(kind, shopperProfileId, country)),
  )
  if (sound.length === 0) return {}
  return { identifiers: Object.fromEntries(sound.map((kind) => [kind, shopperProfileId])) }
}

/** Of each promotion once; of what is not ours the ids. */
function usagesOf({ promotionUsages }: Told, known: ReadonlySet<number>, currency: string) {
  const unknown: string[] = []
  const usages = new Map<number, { customer: string; amount: number; coupon?: string }>()
  for (const { promotionId, discount, couponCode: typed } of promotionUsages) {
    const read = readPromotionId(promotionId)
    if (read === undefined || !known.has(read.promotion)) {
      unknown.push(promotionId)
      continue
    }
    const before = usages.get(read.promotion)
    const coupon = typed === null || typed === undefined ? {} : { coupon: couponCode(typed) }
    const amount = (before?.amount ?? 0) + rounded(discount, currency)
    usages.set(read.promotion, { ...before, customer: read.customer, amount, ...coupon })
  }
  const each = [...usages].map(([promotion, usage]) => ({ promotion, ...usage }))
  return { usages: each, unknown }
}

/** Minor units, half away from zero. */
function rounded(amount: number, currency: string): number {
  return Math.round(Number((amount * 10 ** decimalsOf(currency)).toPrecision(15)))
}
