import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { routes } from '../../api/routes.ts'
import { checkedMinor, unitsOf } from '../../domain/promotion/minor.ts'
import type { Limits } from '../../domain/promotion/promotion.ts'
import { NoRoom } from '../../store/operational/noRoom.ts'
import { promotionById, type StoredPromotion } from '../../store/operational/promotions.ts'
import {
  cancelUsages,
  reserveUsages,
  usagesOf,
  useUsages,
  type Usage,
} from '../../store/operational/usages.ts'
import { evaluated } from '../evaluated.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import type { Offers } from '../offers.ts'
import type { promotionReader } from '../promotionWords.ts'
import { serve, type Call } from '../route.ts'
import type { Works } from '../works.ts'

type AskedLocale = Parameters<typeof promotionReader>[1]

/** What carts earn, and what of it is held, used and given back. */
export function serveCarts(
  app: FastifyInstance,
  works: Works,
  offersNow: () => Promise<Offers>,
): void {
  const { db } = works.operational
  serve(app, routes.promotions.evaluate, async ({ body, query }, call) => {
    const { shown } = await evaluated(works, await offersNow(), body, { ...call, query })
    return shown()
  })
  serve(app, routes.promotions.reserve, async ({ body, query }, call) => {
    const reserve = async () => await reserved(works, await offersNow(), { body, query }, call)
    return await again(reserve)
  })
  serve(app, routes.promotions.use, async ({ body }) => {
    const shop = (await offersNow()).context.shop
    const usages = await useUsages(db, body.order, works.clock())
    return { items: usages.map((each) => shownUsage(each, shop.currency)) }
  })
  serve(app, routes.promotions.cancel, async ({ body }) => {
    const shop = (await offersNow()).context.shop
    const usages = await cancelUsages(db, body.order, works.clock())
    return { items: usages.map((each) => shownUsage(each, shop.currency)) }
  })
  serve(app, routes.promotions.usages, async ({ params, query }) => {
    const { currency } = (await offersNow()).context.shop
    found(await promotionById(db, params.id), 'promotion')
    const usages = await usagesOf(db, params.id, query.limit)
    return { items: usages.map((each) => shownUsage(each, currency)) }
  })
}

type Reserving = {
  readonly body: z.output<typeof routes.promotions.reserve.body>
  readonly query: AskedLocale
}

/** Works the cart out and holds what it earns, or throws a {@link NoRoom} where others were quicker. */
async function reserved(works: Works, offers: Offers, asked: Reserving, call: Call) {
  const { minutes, ...body } = asked.body
  const { currency } = offers.context.shop
  const { query } = asked
  const found = await evaluated(works, offers, body, { ...call, query })
  const { outcome, customer, merged, shown } = found
  const now = works.clock()
  const wanted = {
    order: body.order,
    customer: customer ?? '',
    merged,
    usages: outcome.applied.map(({ promotion, amount, coupon }) => ({
      promotion,
      amount,
      ...(coupon === undefined ? {} : { coupon }),
    })),
    expires: now + minutes * 60_000,
    limitsOf: ({ definition: { limits = {} } }: StoredPromotion): Limits =>
      limits.budget === undefined
        ? limits
        : { ...limits, budget: checkedMinor(limits.budget, currency) },
  }
  const usages = await reserveUsages(works.operational.db, wanted, now)
  return { ...shown(), usages: usages.map((each) => shownUsage(each, currency)) }
}

/** So often others may be quicker: each time one promotion at least has come to its end. */
const mostAttempts = 10

async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let nth = 1; ; nth += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof NoRoom) || nth === mostAttempts) throw error
    }
  }
}

function shownUsage({ order, promotion, customer, amount, ...rest }: Usage, currency: string) {
  const { state, at, expires, coupon } = rest
  return {
    order,
    promotion,
    customer: customer === '' ? null : customer,
    amount: unitsOf(amount, currency),
    state,
    at: iso(at),
    expires: expires === undefined ? null : iso(expires),
    coupon: coupon ?? null,
  }
}
