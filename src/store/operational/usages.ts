import type { Selectable } from 'kysely'
import type { Limits } from '../../domain/promotion/promotion.ts'
import { couponsNamed, couponUses } from './coupons.ts'
import { writeMark } from './marks.ts'
import {
  doesNotRun,
  isCancelled,
  isUsed,
  isUsedUp,
  needsCustomer,
  noPromotion,
  nothingOf,
} from './noRoom.ts'
import { promotionById, type StoredPromotion } from './promotions.ts'
import { optional } from './rows.ts'
import { inTransaction, type Db, type Tables } from './tables.ts'

/** What an order has of a promotion. */
export type Usage = {
  readonly order: string
  readonly promotion: number
  /** Her id; empty of nobody known. */
  readonly customer: string
  /** What was taken off, in minor units. */
  readonly amount: number
  /** The code by which it was given. */
  readonly coupon?: string
  /** Reserved and used ones count for limits, a cancelled one no longer does. */
  readonly state: UsageState
  /** When it came to be so, in milliseconds. */
  readonly at: number
  /** Of one that is reserved: when it is let go of. */
  readonly expires?: number
}

export type UsageState = 'reserved' | 'used' | 'cancelled'

/** What an order wants of promotions, which all have room for it or none is given. */
export type Wanted = {
  readonly order: string
  readonly customer: string
  /** Whoever was merged into her: what these have used is hers. */
  readonly merged?: readonly string[]
  readonly usages: readonly Pick<Usage, 'promotion' | 'amount' | 'coupon'>[]
  /** Milliseconds at which what is reserved is let go of. */
  readonly expires: number
  /** A promotion's limits with the budget in minor units. */
  readonly limitsOf: (promotion: StoredPromotion) => Limits
}

/**
 * Holds what an order wants of promotions until it is used, cancelled or let go of. Asked again for the
 * same order it takes the place of what was reserved; where that is used already, the same is answered
 * as it stands and another is refused. Throws a Refusal `conflict` that names the promotion where one
 * does not run or has no room: then nothing is changed.
 */
export async function reserveUsages(
  db: Db,
  wanted: Wanted,
  now: number,
): Promise<readonly Usage[]> {
  return await alone(db, now, async (open) => {
    const before = await ofOrder(open, wanted.order)
    if (before.some(({ state }) => state === 'cancelled')) throw isCancelled(wanted.order)
    if (before.some(({ state }) => state === 'used')) {
      if (!isSame(before, wanted)) throw isUsed(wanted.order)
      return before
    }
    await letGo(open, before)
    await letGo(open, await expired(open, now))
    for (const usage of wanted.usages) await take(open, usage, wanted, now)
    return await ofOrder(open, wanted.order)
  })
}

/**
 * What an order has reserved is used for good; used already, it stays so. It still counts while nobody
 * has let go of it, however late it is. Throws a Refusal: `not_found` where nothing is reserved for it,
 * `conflict` where it was cancelled.
 */
export async function useUsages(db: Db, order: string, now: number): Promise<readonly Usage[]> {
  return await alone(db, now, async (open) => {
    const before = await ofOrder(open, order)
    if (before.length === 0) throw nothingOf(order)
    if (before.some(({ state }) => state === 'cancelled')) throw isCancelled(order)
    await open
      .updateTable('promotion_usages')
      .set({ state: 'used' satisfies UsageState, at: now, expires: null })
      .where('order_id', '=', order)
      .where('state', '=', 'reserved' satisfies UsageState)
      .execute()
    return await ofOrder(open, order)
  })
}

/** Gives back what an order has reserved or used; once cancelled it stays so. Throws a Refusal `not_found`. */
export async function cancelUsages(db: Db, order: string, now: number): Promise<readonly Usage[]> {
  return await alone(db, now, async (open) => {
    const before = await ofOrder(open, order)
    if (before.length === 0) throw nothingOf(order)
    for (const usage of before) if (usage.state !== 'cancelled') await giveBack(open, usage)
    await open
      .updateTable('promotion_usages')
      .set({ state: 'cancelled' satisfies UsageState, at: now, expires: null })
      .where('order_id', '=', order)
      .where('state', '<>', 'cancelled' satisfies UsageState)
      .execute()
    return await ofOrder(open, order)
  })
}

/** What is reserved and used of a promotion. */
export type Used = {
  readonly uses: number
  /** Of the customer who is asked about, by all her ids. */
  readonly byCustomer: number
  /** Minor units. */
  readonly spent: number
}

/** Of all of them, by id, as limits see it at that instant; what that order has itself is left out. */
export async function usedOf(
  db: Db,
  { customers = [], order }: { readonly customers?: readonly string[]; readonly order?: string },
  now: number,
): Promise<ReadonlyMap<number, Used>> {
  const totals = await db.selectFrom('promotion_totals').selectAll().execute()
  const late = await expired(db, now)
  const own = order === undefined ? [] : await ofOrder(db, order)
  const isLate = new Set(late.map(keyOf))
  const apart = [...late, ...own.filter((each) => !isLate.has(keyOf(each)))].filter(
    ({ state }) => state !== 'cancelled',
  )
  const hers = await countedOf(db, customers)
  return new Map(
    totals.map(({ promotion, uses, spent }) => {
      const left = apart.filter((each) => each.promotion === promotion)
      const herLeft = left.filter((each) => customers.includes(each.customer))
      const her = hers.find((each) => each.promotion === promotion)?.uses ?? 0
      const used: Used = {
        uses: uses - left.length,
        byCustomer: her - herLeft.length,
        spent: spent - left.reduce((sum, { amount }) => sum + amount, 0),
      }
      return [promotion, used]
    }),
  )
}

/** What was reserved, used and cancelled of a promotion, latest first, so many at most. */
export async function usagesOf(
  db: Db,
  promotion: number,
  limit: number,
): Promise<readonly Usage[]> {
  const rows = await db
    .selectFrom('promotion_usages')
    .selectAll()
    .where('promotion', '=', promotion)
    .orderBy('at', 'desc')
    .orderBy('order_id')
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

/**
 * A transaction that no other such runs beside, in this process or another: what is counted in it still
 * holds when it is written.
 */
export async function alone<T>(db: Db, now: number, work: (open: Db) => Promise<T>): Promise<T> {
  return await inTurn(db, async () =>
    inTransaction(db, async (open) => {
      // Written before anything is read: so another process waits here, and then sees what this one has done.
      await writeMark(open, 'promotion usages', {}, now)
      return await work(open)
    }),
  )
}

const last = new WeakMap<Db, Promise<unknown>>()

/** Of this process one at a time: those who wait hold no connection that others could use. */
async function inTurn<T>(db: Db, work: () => Promise<T>): Promise<T> {
  const mine = (last.get(db) ?? Promise.resolve()).then(work)
  // Whoever comes next waits for its end, whatever that is.
  last.set(
    db,
    mine.catch(() => {}),
  )
  return await mine
}

async function take(
  open: Db,
  { promotion: id, amount, coupon }: Wanted['usages'][number],
  wanted: Wanted,
  now: number,
): Promise<void> {
  const { order, customer, expires } = wanted
  const promotion = await promotionById(open, id)
  if (promotion === undefined) throw noPromotion(id)
  if (promotion.state !== 'running') throw doesNotRun(promotion)
  const limits = wanted.limitsOf(promotion)
  const { uses, spent } = await open
    .selectFrom('promotion_totals')
    .select(['uses', 'spent'])
    .where('promotion', '=', id)
    .executeTakeFirstOrThrow()
  if (uses + 1 > (limits.uses ?? Infinity)) throw isUsedUp(promotion, 'uses')
  if (spent + amount > (limits.budget ?? Infinity)) throw isUsedUp(promotion, 'budget')
  await demandHerRoom(open, promotion, limits, wanted)
  if (coupon !== undefined) await demandCoupon(open, promotion, coupon, now)
  await open
    .updateTable('promotion_totals')
    .set({ uses: uses + 1, spent: spent + amount })
    .where('promotion', '=', id)
    .execute()
  const state: UsageState = 'reserved'
  await open
    .insertInto('promotion_usages')
    .values({
      order_id: order,
      promotion: id,
      customer,
      amount,
      state,
      at: now,
      expires,
      coupon: coupon ?? null,
    })
    .execute()
}

async function demandCoupon(
  open: Db,
  promotion: StoredPromotion,
  code: string,
  now: number,
): Promise<void> {
  const [coupon] = await couponsNamed(open, [code])
  const isHis = coupon?.promotion === promotion.id && now < (coupon.expires ?? Infinity)
  const uses = (await couponUses(open, [code], { now })).get(code) ?? 0
  if (!isHis || uses >= (coupon.uses ?? Infinity)) throw isUsedUp(promotion, 'coupon')
}

async function demandHerRoom(
  open: Db,
  promotion: StoredPromotion,
  { usesPerCustomer }: Limits,
  { customer, merged = [] }: Wanted,
): Promise<void> {
  if (usesPerCustomer === undefined) return
  if (customer === '') throw needsCustomer(promotion)
  const hers = await countedOf(open, [customer, ...merged])
  const { uses } = hers.find((each) => each.promotion === promotion.id) ?? { uses: 0 }
  if (uses + 1 > usesPerCustomer) throw isUsedUp(promotion, 'usesPerCustomer')
}

/** As if they had never been. */
async function letGo(open: Db, usages: readonly Usage[]): Promise<void> {
  for (const usage of usages) {
    await giveBack(open, usage)
    await open
      .deleteFrom('promotion_usages')
      .where('order_id', '=', usage.order)
      .where('promotion', '=', usage.promotion)
      .execute()
  }
}

/** Counts it no more; its row stays as it is. */
export async function giveBack(open: Db, { promotion, amount }: Usage): Promise<void> {
  await open
    .updateTable('promotion_totals')
    .set((each) => ({ uses: each('uses', '-', 1), spent: each('spent', '-', amount) }))
    .where('promotion', '=', promotion)
    .execute()
}

/** How often she has each, reserved or used. */
async function countedOf(
  db: Db,
  customers: readonly string[],
): Promise<readonly { readonly promotion: number; readonly uses: number }[]> {
  if (customers.length === 0) return []
  const rows = await db
    .selectFrom('promotion_usages')
    .select((each) => ['promotion', each.fn.countAll<number | bigint>().as('uses')])
    .where('customer', 'in', customers)
    .where('state', '<>', 'cancelled' satisfies UsageState)
    .groupBy('promotion')
    .execute()
  return rows.map(({ promotion, uses }) => ({ promotion, uses: Number(uses) }))
}

/** Only what is reserved has an end. */
async function expired(db: Db, now: number): Promise<readonly Usage[]> {
  const rows = await db
    .selectFrom('promotion_usages')
    .selectAll()
    .where('expires', '<=', now)
    .execute()
  return rows.map(fromRow)
}

/** What an order has, by promotion. */
export async function ofOrder(db: Db, order: string): Promise<readonly Usage[]> {
  const rows = await db
    .selectFrom('promotion_usages')
    .selectAll()
    .where('order_id', '=', order)
    .orderBy('promotion')
    .execute()
  return rows.map(fromRow)
}

function fromRow(row: Selectable<Tables['promotion_usages']>): Usage {
  const { order_id: order, promotion, customer, amount, state, at, expires, coupon } = row
  const more = { ...optional('coupon', coupon), ...optional('expires', expires) }
  return { order, promotion, customer, amount, state: state as UsageState, at, ...more }
}

function keyOf({ order, promotion }: Usage): string {
  return JSON.stringify([order, promotion])
}

function isSame(before: readonly Usage[], { customer, usages }: Wanted): boolean {
  return (
    before.length === usages.length &&
    usages.every(({ promotion, amount, coupon }) =>
      before.some(
        (each) =>
          each.promotion === promotion &&
          each.amount === amount &&
          each.coupon === coupon &&
          each.customer === customer,
      ),
    )
  )
}
