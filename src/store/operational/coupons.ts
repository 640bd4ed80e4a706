import { failure, Refusal } from '../../domain/failure.ts'
import { optional } from './rows.ts'
import { inTransaction, type Db } from './tables.ts'

/** A code by which a promotion that asks for one is given. */
export type Coupon = {
  /** As `couponCode` writes it; no two have the same. */
  readonly code: string
  readonly promotion: number
  /** How often, in all; left out, as often as one likes. */
  readonly uses?: number
  /** Milliseconds: from then on it counts no more. */
  readonly expires?: number
}

/** Beside its promotion, what holds of many codes that are made together. */
export type NewCoupons = Omit<Coupon, 'code'> & { readonly codes: readonly string[] }

/** All of them or none. Throws a Refusal `conflict` that names a code that there is already. */
export async function addCoupons(db: Db, coupons: NewCoupons, now: number): Promise<void> {
  const { promotion, uses = null, expires = null, codes } = coupons
  await inTransaction(db, async (open) => {
    for (let from = 0; from < codes.length; from += perStatement) {
      const some = codes.slice(from, from + perStatement)
      const inserted = await open
        .insertInto('promotion_coupons')
        .values(some.map((code) => ({ code, promotion, uses, expires, created: now })))
        .onConflict((on) => on.column('code').doNothing())
        .returning('code')
        .execute()
      const made = new Set(inserted.map(({ code }) => code))
      const there = some.find((code) => !made.has(code))
      if (there !== undefined) throw taken(there)
    }
  })
}

/** Of a promotion by code, so many after that one. */
export async function couponsOf(
  db: Db,
  promotion: number,
  { after = '', limit }: { readonly after?: string; readonly limit: number },
): Promise<readonly Coupon[]> {
  const rows = await db
    .selectFrom('promotion_coupons')
    .select(['code', 'promotion', 'uses', 'expires'])
    .where('promotion', '=', promotion)
    .where('code', '>', after)
    .orderBy('code')
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

/** Those of these codes that there are. */
export async function couponsNamed(db: Db, codes: readonly string[]): Promise<readonly Coupon[]> {
  if (codes.length === 0) return []
  const rows = await db
    .selectFrom('promotion_coupons')
    .select(['code', 'promotion', 'uses', 'expires'])
    .where('code', 'in', codes)
    .orderBy('code')
    .execute()
  return rows.map(fromRow)
}

/** How often each of these codes is reserved and used; what an order has itself may be left out. */
export async function couponUses(
  db: Db,
  codes: readonly string[],
  { now, order }: { readonly now: number; readonly order?: string },
): Promise<ReadonlyMap<string, number>> {
  if (codes.length === 0) return new Map()
  const rows = await db
    .selectFrom('promotion_usages')
    .select((each) => ['coupon', each.fn.countAll<number | bigint>().as('uses')])
    .where('coupon', 'in', codes)
    .where('state', '<>', 'cancelled')
    .where((each) => each.or([each('expires', 'is', null), each('expires', '>', now)]))
    .$if(order !== undefined, (query) => query.where('order_id', '<>', order ?? ''))
    .groupBy('coupon')
    .execute()
  return new Map(rows.map(({ coupon, uses }) => [coupon ?? '', Number(uses)]))
}

/** Both databases allow some thousand values in one statement. */
const perStatement = 150

type Row = {
  readonly code: string
  readonly promotion: number
  readonly uses: number | null
  readonly expires: number | null
}

function fromRow({ code, promotion, uses, expires }: Row): Coupon {
  return { code, promotion, ...optional('uses', uses), ...optional('expires', expires) }
}

function taken(code: string): Refusal {
  return new Refusal(
    failure('conflict', `There is a coupon ${JSON.stringify(code)} already`, {
      where: 'codes',
      fix: 'Leave it out, or choose another code.',
    }),
  )
}
