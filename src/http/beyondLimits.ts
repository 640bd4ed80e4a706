import type { Limits } from '../domain/promotion/promotion.ts'
import { checkedMinor } from '../domain/promotion/minor.ts'
import { couponsNamed, couponUses } from '../store/operational/coupons.ts'
import type { StoredPromotion } from '../store/operational/promotions.ts'
import type { Db } from '../store/operational/tables.ts'
import { usedOf, type Usage } from '../store/operational/usages.ts'

/** A limit beyond which a promotion is. */
export type BeyondLimit = {
  readonly promotion: number
  readonly limit: keyof Limits | 'coupon'
}

/**
 * Which limits are exceeded of what an order has used that was placed elsewhere: it counts, and was not
 * refused, so that somebody should be told.
 */
export async function beyondLimits(
  db: Db,
  usages: readonly Usage[],
  shop: Shop,
): Promise<readonly BeyondLimit[]> {
  const beyond: BeyondLimit[] = []
  for (const usage of usages) {
    if (usage.state !== 'used') continue
    const counts = [...(await countsOf(db, usage, shop)), await couponCount(db, usage, shop)]
    for (const { limit, count, most = Infinity } of counts) {
      if (count > most) beyond.push({ promotion: usage.promotion, limit })
    }
  }
  return beyond
}

type Shop = {
  readonly promotions: readonly StoredPromotion[]
  readonly currency: string
  readonly now: number
}

type Count = {
  readonly limit: BeyondLimit['limit']
  readonly count: number
  readonly most: number | undefined
}

async function countsOf(
  db: Db,
  { promotion, customer }: Usage,
  { promotions, currency, now }: Shop,
): Promise<readonly Count[]> {
  const limits = promotions.find(({ id }) => id === promotion)?.definition.limits
  const used = (await usedOf(db, { customers: [customer] }, now)).get(promotion)
  if (limits === undefined || used === undefined) return []
  const budget = limits.budget && checkedMinor(limits.budget, currency)
  // Of nobody known it is not counted how often she had it.
  const byCustomer = customer === '' ? 0 : used.byCustomer
  return [
    { limit: 'uses', count: used.uses, most: limits.uses },
    { limit: 'usesPerCustomer', count: byCustomer, most: limits.usesPerCustomer },
    { limit: 'budget', count: used.spent, most: budget },
  ]
}

async function couponCount(db: Db, { coupon: code }: Usage, { now }: Shop): Promise<Count> {
  if (code === undefined) return { limit: 'coupon', count: 0, most: undefined }
  const [coupon] = await couponsNamed(db, [code])
  const count = (await couponUses(db, [code], { now })).get(code) ?? 0
  return { limit: 'coupon', count, most: coupon?.uses }
}
