import type { Db } from './tables.ts'

/** A use of a promotion that was not given back. */
export type Use = {
  readonly order: string
  /** Minor units. */
  readonly amount: number
  /** When it was used, milliseconds. */
  readonly at: number
}

/** Which uses: from the first instant on, and before the second. */
export type UsesAsked = { readonly promotion: number; readonly from: number; readonly to: number }

const perPage = 1_000

/** In the order in which they were used, a thousand at a time. */
export async function* usesOf(db: Db, asked: UsesAsked): AsyncGenerator<readonly Use[]> {
  const { to } = asked
  let after = { at: asked.from, order: '' }
  for (;;) {
    const { at, order } = after
    const rows = await used(db, { ...asked, from: at, to })
      .select(['order_id', 'amount', 'at'])
      .where((each) =>
        each.or([
          each('at', '>', at),
          each.and([each('at', '=', at), each('order_id', '>', order)]),
        ]),
      )
      .orderBy('at')
      .orderBy('order_id')
      .limit(perPage)
      .execute()
    if (rows.length > 0) yield rows.map((row) => ({ ...row, order: row.order_id }))
    const last = rows.at(-1)
    if (last === undefined || rows.length < perPage) return
    after = { at: last.at, order: last.order_id }
  }
}

/** How many different customers have used it in that time, of those who are known. */
export async function countUsers(db: Db, asked: UsesAsked): Promise<number> {
  const { n } = await used(db, asked)
    .select((each) => each.fn.count<number | bigint>('customer').distinct().as('n'))
    .where('customer', '<>', '')
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** How many orders hold it at that instant and have not used it. */
export async function countReserved(db: Db, promotion: number, now: number): Promise<number> {
  const { n } = await db
    .selectFrom('promotion_usages')
    .select((each) => each.fn.countAll<number | bigint>().as('n'))
    .where('promotion', '=', promotion)
    .where('state', '=', 'reserved')
    .where('expires', '>', now)
    .executeTakeFirstOrThrow()
  return Number(n)
}

function used(db: Db, { promotion, from, to }: UsesAsked) {
  return db
    .selectFrom('promotion_usages')
    .where('promotion', '=', promotion)
    .where('state', '=', 'used')
    .where('at', '>=', from)
    .where('at', '<', to)
}
