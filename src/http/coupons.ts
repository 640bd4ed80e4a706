import type { Cart } from '../domain/promotion/cart.ts'
import { couponCode } from '../domain/promotion/coupon.ts'
import type { Candidate } from '../domain/promotion/evaluate.ts'
import { couponsNamed, couponUses } from '../store/operational/coupons.ts'
import type { Db } from '../store/operational/tables.ts'

type Told = NonNullable<Candidate['coupon']>

/** When it is asked: as of which instant, and now, when reservations end; of an order, what it has itself is left out. */
type Asking = { readonly at: number; readonly now: number; readonly order?: string }

/** What the codes of a cart are. */
export type CouponsTold = {
  /** By promotion, the one that is its own; of several one that still counts. */
  readonly of: ReadonlyMap<number, Told>
  /** Those of no promotion, as they are kept and compared. */
  readonly unknown: readonly string[]
}

/** Looks up the codes of a cart. */
export async function couponsIn(
  db: Db,
  { coupons: typed }: Cart,
  { at, ...asking }: Asking,
): Promise<CouponsTold> {
  const codes = [...new Set(typed.map(couponCode))]
  const coupons = await couponsNamed(db, codes)
  const limited = coupons.flatMap(({ code, uses }) => (uses === undefined ? [] : [code]))
  const used = await couponUses(db, limited, asking)
  const told = new Map<number, Told>()
  for (const { code, promotion, uses, expires } of coupons) {
    const spent = uses !== undefined && (used.get(code) ?? 0) >= uses
    const counts = !spent && at < (expires ?? Infinity)
    if (told.has(promotion) && !counts) continue
    const end = expires === undefined ? {} : { expires }
    told.set(promotion, { code, ...end, ...(spent ? { spent } : {}) })
  }
  const known = new Set(coupons.map(({ code }) => code))
  return { of: told, unknown: codes.filter((code) => !known.has(code)) }
}
