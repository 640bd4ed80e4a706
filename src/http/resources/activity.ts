import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { fold } from '../../domain/fold.ts'
import { showSum } from '../../domain/number.ts'
import type { Shop } from '../../domain/shop.ts'
import { showDay } from '../../domain/time/civil.ts'
import { pastDays, stretchesOf, type Span } from '../../domain/time/pastDays.ts'
import { localDay } from '../../domain/time/zone.ts'
import { boughtIn, type Bought } from '../../store/clickhouse/activity.ts'
import { shopOf } from '../../work/context.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** What the shop's customers did of late, in numbers. */
export function serveActivity(app: FastifyInstance, works: Works): void {
  const { database } = works
  serve(app, routes.activity.read, async ({ query }, { signal }) => {
    const shop = await shopOf(works.operational.db)
    const now = works.clock()
    // What happens in this very millisecond is counted.
    const { period, before } = pastDays(query.days, now + 1, shop)
    const [steps, earlier] = [period, before].map((span) => stretchesOf(span, query.by, shop))
    const [wholes, parts] = await Promise.all([
      boughtIn(database, [before, period], { signal }),
      boughtIn(database, [...(earlier ?? []), ...(steps ?? [])], { signal }),
    ])
    const said = (spans: readonly Span[], bought: readonly Bought[]) =>
      spans.map((span, i) => shown(span, bought[i] ?? nothingBought, shop))
    const [totalBefore, total] = wholes
    const edge = earlier?.length ?? 0
    return {
      asOf: iso(now),
      total: shown(period, total ?? nothingBought, shop),
      before: shown(before, totalBefore ?? nothingBought, shop),
      items: said(steps ?? [], parts.slice(edge)),
      itemsBefore: said(earlier ?? [], parts.slice(0, edge)),
    }
  })
}

const nothingBought: Bought = { orders: 0, buyers: 0, newCustomers: 0, sales: new Map() }

function shown({ from, to }: Span, { sales, ...counts }: Bought, shop: Shop) {
  const ours = new Map<string, bigint>([[shop.currency, 0n]])
  for (const [currency, amount] of sales) {
    const isShops = currency === '' || currency === fold(shop.currency)
    const name = isShops ? shop.currency : currency.toUpperCase()
    ours.set(name, (ours.get(name) ?? 0n) + amount)
  }
  return {
    from: iso(from),
    to: iso(to),
    firstDay: showDay(localDay(shop.zone, from)),
    lastDay: showDay(localDay(shop.zone, to - 1)),
    ...counts,
    sales: [...ours].map(([currency, amount]) => ({ currency, amount: showSum(amount) })),
  }
}
