import { z } from 'zod'
import { instant } from './parts.ts'
import type { Route } from './route.ts'

const day = z.iso.date()

/** What customers bought in a stretch of time; its days can be named in a condition. */
export const boughtIn = z
  .strictObject({
    from: instant,
    to: instant.describe('Before this instant'),
    firstDay: day.describe('Of the shop’s calendar, for a condition: did … from D to D'),
    lastDay: day,
    orders: z.int().describe('How many events Order Completed there are'),
    buyers: z.int().describe('How many customers have them'),
    newCustomers: z.int().describe('How many of these had none before'),
    sales: z
      .array(
        z.strictObject({
          currency: z.string().describe('ISO 4217, where the order names one as that'),
          amount: z.string().describe('Exact, a decimal: 1234.5'),
        }),
      )
      .describe('Of the totals of the orders, refunds not taken off; the shop’s currency first'),
  })
  .meta({ id: 'BoughtIn' })

export const activityRoutes = {
  read: {
    method: 'GET',
    path: '/api/activity',
    tag: 'events',
    summary:
      'Orders, sales and new customers by days or weeks of the shop’s, up to now, and in as much time before',
    scope: 'segments:read',
    query: z.strictObject({
      days: z.coerce
        .number<number | string>()
        .pipe(z.int().min(1).max(366))
        .default(30)
        .describe('How many days, with the one that has begun'),
      by: z.enum(['day', 'week']).default('day'),
    }),
    response: z.strictObject({
      asOf: instant,
      total: boughtIn,
      before: boughtIn.describe('As many days before, the last of them up to the same time of day'),
      items: z.array(boughtIn).describe('The stretches of the total, the earliest first'),
      itemsBefore: z.array(boughtIn).describe('Those of the time before'),
    }),
  },
} as const satisfies Record<string, Route>
