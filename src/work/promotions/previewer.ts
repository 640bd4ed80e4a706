import type { Locale } from '../../domain/customer/formats/locale.ts'
import { checkedMinor, unitsOf } from '../../domain/promotion/minor.ts'
import type { Period } from '../../domain/promotion/past.ts'
import { leftOutOf, leftOutSays, usedUpOn, type PastTally } from '../../domain/promotion/preview.ts'
import type { Promotion } from '../../domain/promotion/promotion.ts'
import { restsOnRank } from '../../domain/segment/rank.ts'
import type { Context } from '../../domain/segment/facts.ts'
import { showDay } from '../../domain/time/civil.ts'
import { countBuyers } from '../../store/clickhouse/buyers.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import type { OpenOptions } from '../../store/clickhouse/open.ts'
import { withRanks } from '../../store/clickhouse/ranks.ts'
import { listFields } from '../../store/operational/fields.ts'
import { startAskedJobs, type AskedJobs, type AskedOptions } from '../askedJobs.ts'
import { contextAt } from '../context.ts'
import { previewInThread } from './previewThread.ts'

export type PreviewerOptions = Omit<AskedOptions, 'kind'> & {
  readonly database: Database
  /** As the thread that works it out opens the same database. */
  readonly connection: OpenOptions
}

/** What is asked: a promotion that was read and checked, and which orders. */
export type PreviewWanted = {
  readonly promotion: Promotion
  readonly period: Period
  /** In which language what it cannot know is said; English where an earlier version asked. */
  readonly locale?: Locale
}

/** Says what promotions would have come to on the shop's own orders, when somebody asks, one at a time. */
export type Previewer = AskedJobs

/** Starts the worker: what an earlier process left unfinished is done again. */
export function startPreviewer(previewer: PreviewerOptions): Previewer {
  const { operational, database, connection, clock } = previewer
  const { db } = operational
  return startAskedJobs(
    { ...previewer, kind: 'promotion preview' },
    async (_, { signal, onProgress, asked }) => {
      const wanted = asked as PreviewWanted
      const { promotion, period } = wanted
      const conditions = promotion.customers === undefined ? [] : [promotion.customers]
      const plain = await contextAt(db, clock())
      const context = await withRanks(database, plain, conditions, { signal })
      const total = await countBuyers(database, period, { signal })
      onProgress(0, total)
      const productFields = await listFields(db, 'product')
      const tally = await previewInThread(
        { promotion, period, context, productFields, database: connection },
        { signal, onProgress: (done) => onProgress(Math.min(done, total), total) },
      )
      return resultOf(tally, wanted, context)
    },
  )
}

function resultOf(
  tally: PastTally,
  { promotion, period, locale = 'en' }: PreviewWanted,
  context: Context,
) {
  const { currency } = context.shop
  const money = (minor: number) => unitsOf(minor, currency)
  const { customers, limits } = promotion
  const budget = limits?.budget
  const usedUp = usedUpOn(tally, {
    ...(limits?.uses !== undefined && { uses: limits.uses }),
    ...(budget !== undefined && { budget: checkedMinor(budget, currency) }),
  })
  const ranks = customers !== undefined && restsOnRank(customers, context)
  return {
    since: new Date(period.since).toISOString(),
    until: new Date(period.until).toISOString(),
    currency,
    orders: tally.orders,
    customers: tally.customers,
    revenue: money(tally.revenue),
    discount: money(tally.discount),
    gifts: tally.gifts,
    byMonth: byMonth(tally, money),
    usedUp:
      usedUp === undefined
        ? null
        : { ...usedUp, day: showDay(usedUp.day), discount: money(usedUp.discount) },
    leavesOut: leftOutOf(promotion, { unread: tally.orders.unread, ranks }).map((about) => ({
      about,
      says: leftOutSays[locale][about],
    })),
  }
}

function byMonth({ byDay }: PastTally, money: (minor: number) => number) {
  const months = new Map<string, { orders: number; discount: number }>()
  for (const [day, { orders, discount }] of [...byDay].toSorted(([a], [b]) => a - b)) {
    const month = showDay(day).slice(0, 7)
    const sum = months.get(month) ?? { orders: 0, discount: 0 }
    months.set(month, { orders: sum.orders + orders, discount: sum.discount + discount })
  }
  return [...months].map(([month, { orders, discount }]) => ({
    month,
    orders,
    discount: money(discount),
  }))
}
