import type { Db } from './tables.ts'
import { alone, giveBack, ofOrder, type Usage, type UsageState } from './usages.ts'

/** What somebody else's checkout says an order has of promotions. */
export type OrderUsages = {
  readonly order: string
  /** Each promotion once. */
  readonly usages: readonly Pick<Usage, 'promotion' | 'customer' | 'amount' | 'coupon'>[]
}

/**
 * Notes what an order has used that was placed elsewhere. It counts for every limit, and no limit refuses
 * it: the customer has it already. Said again nothing changes; where something is reserved for the order
 * that is used besides; an order that was cancelled stays so. Gives what the order has then.
 */
export async function noteOrderUsages(
  db: Db,
  said: OrderUsages,
  now: number,
): Promise<readonly Usage[]> {
  return await alone(db, now, async (open) => {
    const before = await ofOrder(open, said.order)
    if (before.some(({ state }) => state === 'cancelled' || state === 'used')) return before
    await open
      .updateTable('promotion_usages')
      .set({ state: 'used' satisfies UsageState, at: now, expires: null })
      .where('order_id', '=', said.order)
      .execute()
    const there = new Set(before.map(({ promotion }) => promotion))
    for (const usage of said.usages.filter(({ promotion }) => !there.has(promotion))) {
      await open
        .updateTable('promotion_totals')
        .set((each) => ({ uses: each('uses', '+', 1), spent: each('spent', '+', usage.amount) }))
        .where('promotion', '=', usage.promotion)
        .execute()
      await insert(open, said.order, { ...usage, state: 'used', at: now })
    }
    return await ofOrder(open, said.order)
  })
}

/**
 * Gives back what an order had that was cancelled elsewhere. Of one that was never heard of it is kept that
 * it was cancelled, so that it does not count when it is heard of later.
 */
export async function cancelOrderUsages(
  db: Db,
  said: OrderUsages,
  now: number,
): Promise<readonly Usage[]> {
  return await alone(db, now, async (open) => {
    const before = await ofOrder(open, said.order)
    for (const usage of before) if (usage.state !== 'cancelled') await giveBack(open, usage)
    await open
      .updateTable('promotion_usages')
      .set({ state: 'cancelled' satisfies UsageState, at: now, expires: null })
      .where('order_id', '=', said.order)
      .where('state', '<>', 'cancelled' satisfies UsageState)
      .execute()
    // So that it stays cancelled where it is only heard of later.
    const unheard = before.length > 0 ? [] : said.usages
    for (const usage of unheard) {
      await insert(open, said.order, { ...usage, state: 'cancelled', at: now })
    }
    return await ofOrder(open, said.order)
  })
}

async function insert(
  open: Db,
  order: string,
  { promotion, customer, amount, coupon, state, at }: NewUsage,
): Promise<void> {
  await open
    .insertInto('promotion_usages')
    .values({
      order_id: order,
      promotion,
      customer,
      amount,
      state,
      at,
      expires: null,
      coupon: coupon ?? null,
    })
    .execute()
}

type NewUsage = OrderUsages['usages'][number] & Pick<Usage, 'state' | 'at'>
