import { z } from 'zod'
import { stretches } from '../domain/time/stretches.ts'
import { job } from './jobs.ts'
import { id, idText, inLocale, instant } from './parts.ts'
import { definition, money } from './promotionParts.ts'
import type { Route } from './route.ts'

const came = z.strictObject({
  uses: z.int(),
  customers: z.int().describe('Different ones, of those who are known'),
  discount: money,
  revenue: money.describe('The totals of the orders that used it, as these say them'),
})

/** What promotions would have come to, and what they came to. */
export const promotionPastRoutes = {
  preview: {
    method: 'POST',
    path: '/api/promotions/preview',
    tag: 'promotions',
    summary:
      'Ask what a promotion would have come to on the shop’s own orders: a job, whose result says how many it would have touched and for how much',
    scope: 'promotions:write',
    query: inLocale,
    body: z.strictObject({
      promotion: id.optional().describe('One that is saved'),
      draft: definition.optional().describe('Or one that is not'),
      since: instant.optional().describe('Orders from then on; of the last 365 days when left out'),
      until: instant.optional().describe('Orders before then; before now when left out'),
    }),
    response: job,
    status: 202,
  },
  results: {
    method: 'GET',
    path: '/api/promotions/:id/results',
    tag: 'promotions',
    summary: 'What came of a promotion: uses, customers, discount and the revenue of their orders',
    scope: 'promotions:read',
    params: z.strictObject({ id: idText }),
    query: z.strictObject({
      from: z
        .string()
        .max(40)
        .optional()
        .describe('An instant or a day; when it was made if left out'),
      to: z.string().max(40).optional().describe('An instant or a day; now when left out'),
      by: z.enum(stretches).default('day').describe('How long each stretch is'),
    }),
    response: z
      .strictObject({
        from: instant,
        to: instant,
        currency: z.string(),
        total: came,
        items: z
          .array(came.extend({ from: instant, to: instant }))
          .describe('Stretches in which it was used'),
        reserved: z.int().describe('Orders that hold it now and have not used it yet'),
        unknown: z
          .int()
          .describe(
            'Orders that used it and are not among those that arrived: their revenue is missing',
          ),
        others: z.int().describe('Orders in another currency, whose revenue is left out'),
      })
      .meta({ id: 'PromotionResults' }),
  },
} as const satisfies Record<string, Route>
