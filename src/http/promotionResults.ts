import { orRefuse } from '../domain/failure.ts'
import { roundedMinor, unitsOf } from '../domain/promotion/minor.ts'
import { boundsOf, type Stretch } from '../domain/time/stretches.ts'
import { orderTotals, type OrderTotal } from '../store/clickhouse/orderTotals.ts'
import { countReserved, countUsers, usesOf } from '../store/operational/promotionResults.ts'
import { shopOf } from '../work/context.ts'
import { iso } from './instants.ts'
import type { Works } from './works.ts'

type Asked = {
  readonly promotion: number
  /** Milliseconds. */
  readonly from: number
  readonly to: number
  readonly by: Stretch
}

type Came = { uses: number; discount: number; revenue: number }

/** What came of a promotion, by stretches of the shop's time: of its usages, and of the orders that they are of. */
export async function promotionResults(works: Works, asked: Asked, signal: AbortSignal) {
  const { db } = works.operational
  const shop = await shopOf(db)
  const { currency } = shop
  const bounds = orRefuse(boundsOf(asked, shop))
  const { stretches, ...left } = await counted(works, { ...asked, bounds, currency }, signal)
  const items = []
  for (const [i, came] of stretches.entries()) {
    if (came.uses === 0) continue
    const from = Math.max(bounds[i] ?? 0, asked.from)
    const to = Math.min(bounds[i + 1] ?? asked.to, asked.to)
    const customers = await countUsers(db, { ...asked, from, to })
    items.push({ from: iso(from), to: iso(to), ...shown(came, customers, currency) })
  }
  const total = stretches.reduce(sum, nothing)
  return {
    from: iso(asked.from),
    to: iso(asked.to),
    currency,
    total: shown(total, await countUsers(db, asked), currency),
    items,
    reserved: await countReserved(db, asked.promotion, works.clock()),
    ...left,
  }
}

const nothing: Came = { uses: 0, discount: 0, revenue: 0 }

/** Goes through the uses in the order of their instants, a page at a time. */
async function counted(
  { database, operational }: Works,
  asked: Asked & { readonly bounds: readonly number[]; readonly currency: string },
  signal: AbortSignal,
) {
  const { bounds, currency } = asked
  const stretches = bounds.map(() => ({ ...nothing }))
  let [at, unknown, others] = [0, 0, 0]
  for await (const uses of usesOf(operational.db, asked)) {
    const orders = uses.map(({ order }) => order)
    const totals = await orderTotals(database, orders, currency, { signal })
    for (const use of uses) {
      while ((bounds[at + 1] ?? Infinity) <= use.at) at += 1
      const came = stretches[at]
      if (came === undefined) throw new Error('a use is in none of the stretches')
      came.uses += 1
      came.discount += use.amount
      const { total, isOurs } = totals.get(use.order) ?? unseen
      if (total === undefined) unknown += 1
      else if (isOurs) came.revenue += roundedMinor(total, currency)
      else others += 1
    }
  }
  return { stretches, unknown, others }
}

const unseen: OrderTotal = { total: undefined, isOurs: true }

function sum(all: Came, { uses, discount, revenue }: Came): Came {
  return {
    uses: all.uses + uses,
    discount: all.discount + discount,
    revenue: all.revenue + revenue,
  }
}

function shown({ uses, discount, revenue }: Came, customers: number, currency: string) {
  return {
    uses,
    customers,
    discount: unitsOf(discount, currency),
    revenue: unitsOf(revenue, currency),
  }
}
