import { z } from 'zod'
import { wrongJson } from '../domain/json.ts'
import { promotionLimits } from '../domain/promotion/promotion.ts'
import { cursor, id, idText, inLocale, instant, json, line, page, who } from './parts.ts'
import { definition, money, shownStates } from './promotionParts.ts'
import { promotionPastRoutes } from './promotionPast.ts'
import type { Route } from './route.ts'

const promotion = z
  .strictObject({
    id: z.int(),
    name: z.string(),
    description: z.string(),
    state: z
      .enum(shownStates)
      .describe('scheduled: started, and its time is to come; ended: it is over'),
    waitsFor: z
      .array(
        z.strictObject({
          field: z.string(),
          flag: z.enum(['searchable', 'filterable']),
          done: z.int().nullable().describe('Of how many customers it is so already'),
          total: z.int().nullable(),
          job: z.int().nullable().describe('That makes it so; null where none does'),
          says: z.string(),
        }),
      )
      .describe('What one that is starting still waits for'),
    version: z.int(),
    promotion: definition,
    customers: z
      .string()
      .nullable()
      .describe('The condition on the customers as text; null for all'),
    reading: z.string().describe('All of it as a sentence'),
    uses: z.int().describe('How often it is reserved and used'),
    spent: money,
    created: instant,
    updated: instant,
  })
  .meta({ id: 'SavedPromotion' })

/** A line of a cart; whatever else it says is what tests of items read. */
const cartItem = z
  .object({
    id: line.optional().describe('Of this line; its place, from 1, when left out'),
    product: z.string().min(1).max(200),
    quantity: z.int().min(1).max(promotionLimits.quantity).default(1),
    price: money.min(0).optional().describe('Of one piece; the product’s when left out'),
    subscription: z.boolean().default(false),
  })
  .catchall(json)
  .superRefine((values, context) => {
    const wrong = wrongJson(values)
    if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong })
  })
  .meta({
    id: 'CartItem',
    description: 'Besides, any properties that tests of items read: "category", "roast" …',
  })

const cart = z
  .strictObject({
    items: z.array(cartItem).max(promotionLimits.items),
    shipping: money.min(0).optional().describe('What sending it costs, where that is known'),
    channel: z.string().trim().toLowerCase().min(1).max(60).default('site'),
    coupons: z.array(line).max(promotionLimits.coupons).default([]),
  })
  .meta({ id: 'Cart' })

/** What of promotions is asked about. */
const asked = {
  cart,
  customer: who.customer,
  identifiers: who.identifiers,
  choice: z
    .enum(['best', 'priority'])
    .default('best')
    .describe('Of promotions that exclude each other: the best for her, or the first by priority'),
}

const orderId = line.describe('The shop’s id of the order')

const evaluation = {
  asOf: instant,
  customer: z.string().nullable().describe('Her id; null for nobody known'),
  currency: z.string(),
  subtotal: money,
  shipping: money,
  discount: money.describe('Off the items and the shipping together'),
  total: money,
  items: z.array(
    z.strictObject({
      id: z.string(),
      product: z.string(),
      quantity: z.int(),
      price: money,
      before: money.describe('Price times quantity'),
      after: money,
      discounts: z.array(z.strictObject({ promotion: z.int(), amount: money })),
    }),
  ),
  gifts: z.array(z.strictObject({ promotion: z.int(), product: z.string(), quantity: z.int() })),
  applied: z.array(
    z.strictObject({
      promotion: z.int().describe('Its id; 0 for the draft that was asked about'),
      name: z.string(),
      amount: money.describe('Off items and shipping together'),
      shipping: money.describe('Of it, off the shipping'),
      coupon: z.string().optional(),
      why: z.string(),
    }),
  ),
  refused: z.array(
    z.strictObject({
      promotion: z.int(),
      name: z.string(),
      because: z.string().describe('customer, missing, cart, hours, usedUp, outdone …'),
      why: z.string(),
      missing: z
        .strictObject({
          measure: z.enum(['quantity', 'amount', 'products']),
          more: z.number(),
        })
        .nullable()
        .describe('How much more of those items, and it applies'),
    }),
  ),
  unknownCoupons: z.array(z.string()).describe('Codes of the cart that are of no promotion'),
}

export type Evaluation = z.infer<z.ZodObject<typeof evaluation>>

const usage = z
  .strictObject({
    order: z.string(),
    promotion: z.int(),
    customer: z.string().nullable(),
    amount: money,
    state: z.enum(['reserved', 'used', 'cancelled']),
    at: instant,
    expires: instant.nullable().describe('When what is reserved is let go of'),
    coupon: z.string().nullable().describe('The code by which it was given'),
  })
  .meta({ id: 'PromotionUsage' })

const coupon = z
  .strictObject({
    code: z.string(),
    uses: z.int().nullable().describe('As often as it may be used; null for any'),
    used: z.int().describe('Reserved and used'),
    expires: instant.nullable(),
  })
  .meta({ id: 'Coupon' })

const byId = z.strictObject({ id: idText })
const ofOrder = z.strictObject({ order: orderId })
const usages = z.strictObject({ items: z.array(usage) })

export const promotionRoutes = {
  ...promotionPastRoutes,
  list: {
    method: 'GET',
    path: '/api/promotions',
    tag: 'promotions',
    summary: 'List the promotions, how they stand and what was used of them',
    scope: 'promotions:read',
    query: inLocale,
    response: z.strictObject({ items: z.array(promotion) }),
  },
  create: {
    method: 'POST',
    path: '/api/promotions',
    tag: 'promotions',
    summary: 'Make a promotion: a draft, until it is started',
    scope: 'promotions:write',
    query: inLocale,
    body: z.strictObject({
      name: line,
      description: z.string().max(2_000).default(''),
      promotion: definition,
    }),
    response: promotion,
    status: 201,
  },
  evaluate: {
    method: 'POST',
    path: '/api/promotions/evaluate',
    tag: 'promotions',
    summary: 'What a cart earns: what applies and why, what does not and what is missing',
    scope: 'carts:read',
    query: inLocale,
    body: z.strictObject({
      ...asked,
      at: instant.optional().describe('As of this instant; now when left out'),
      promotions: z
        .array(id)
        .max(1_000)
        .optional()
        .describe('Only these, drafts and paused ones too; all that run when left out'),
      draft: definition.optional().describe('One that is not saved, besides'),
      order: orderId.optional().describe('What this order has reserved itself is left out'),
    }),
    response: z.strictObject(evaluation),
  },
  reserve: {
    method: 'POST',
    path: '/api/promotions/reserve',
    tag: 'promotions',
    summary:
      'Hold what a cart earns for an order until it is used or cancelled; asked again, it takes the place of what was held',
    scope: 'carts:write',
    query: inLocale,
    body: z.strictObject({
      ...asked,
      order: orderId,
      minutes: z.int().min(1).max(43_200).default(30).describe('After which it is let go of'),
    }),
    response: z.strictObject({ ...evaluation, usages: z.array(usage) }),
  },
  use: {
    method: 'POST',
    path: '/api/promotions/use',
    tag: 'promotions',
    summary: 'Use what an order has reserved, for good; often said it counts once',
    scope: 'carts:write',
    body: ofOrder,
    response: usages,
  },
  cancel: {
    method: 'POST',
    path: '/api/promotions/cancel',
    tag: 'promotions',
    summary: 'Give back what an order has reserved or used; often said it counts once',
    scope: 'carts:write',
    body: ofOrder,
    response: usages,
  },
  read: {
    method: 'GET',
    path: '/api/promotions/:id',
    tag: 'promotions',
    summary: 'Read a promotion',
    scope: 'promotions:read',
    params: byId,
    query: inLocale,
    response: promotion,
  },
  change: {
    method: 'PATCH',
    path: '/api/promotions/:id',
    tag: 'promotions',
    summary: 'Change a promotion: another definition is another version',
    scope: 'promotions:write',
    params: byId,
    query: inLocale,
    body: z
      .strictObject({
        name: line,
        description: z.string().max(2_000),
        promotion: definition,
        version: z.int().describe('The version that is changed; refused when another stands'),
      })
      .partial(),
    response: promotion,
  },
  versions: {
    method: 'GET',
    path: '/api/promotions/:id/versions',
    tag: 'promotions',
    summary: 'The versions of a promotion, latest first',
    scope: 'promotions:read',
    params: byId,
    query: inLocale,
    response: z.strictObject({
      items: z.array(
        z.strictObject({
          version: z.int(),
          promotion: definition,
          reading: z.string(),
          at: instant,
          by: z.string(),
        }),
      ),
    }),
  },
  usages: {
    method: 'GET',
    path: '/api/promotions/:id/usages',
    tag: 'promotions',
    summary: 'Which orders have reserved, used and given back a promotion, latest first',
    scope: 'promotions:read',
    params: byId,
    query: z.strictObject({
      limit: z.coerce.number<number | string>().pipe(z.int().min(1).max(1_000)).default(50),
    }),
    response: usages,
  },
  coupons: {
    method: 'GET',
    path: '/api/promotions/:id/coupons',
    tag: 'promotions',
    summary: 'The codes of a promotion, and how often each was used',
    scope: 'promotions:read',
    params: byId,
    query: z.strictObject({
      limit: z.coerce.number<number | string>().pipe(z.int().min(1).max(1_000)).default(100),
      cursor: cursor.optional(),
    }),
    response: page(coupon),
  },
  addCoupons: {
    method: 'POST',
    path: '/api/promotions/:id/coupons',
    tag: 'promotions',
    summary: 'Give a promotion codes, or have some made that nobody guesses; all of them or none',
    scope: 'promotions:write',
    params: byId,
    body: z.strictObject({
      codes: z.array(line.max(60)).min(1).max(10_000).optional(),
      generate: z.int().min(1).max(10_000).optional().describe('How many are to be made'),
      prefix: z
        .string()
        .regex(/^[\p{L}\p{N}_-]*$/u, 'Letters, digits, _ and - only')
        .max(40)
        .default('')
        .describe('Of those that are made'),
      uses: z
        .int()
        .min(1)
        .nullable()
        .default(1)
        .describe('Of each; null for as often as one likes'),
      expires: instant.optional().describe('From then on they count no more'),
    }),
    response: z.strictObject({ codes: z.array(z.string()) }),
    status: 201,
  },
  start: {
    method: 'POST',
    path: '/api/promotions/:id/start',
    tag: 'promotions',
    summary:
      'Let a promotion run; refused while a field it rests on is not searchable and filterable',
    scope: 'promotions:write',
    params: byId,
    query: inLocale,
    body: z.strictObject({
      mend: z
        .boolean()
        .default(false)
        .describe('Make the fields it rests on searchable and filterable first'),
    }),
    response: promotion,
  },
  schedule: {
    method: 'POST',
    path: '/api/promotions/:id/schedule',
    tag: 'promotions',
    summary: 'Say when a promotion begins and ends, and start it: until then it is scheduled',
    scope: 'promotions:write',
    params: byId,
    query: inLocale,
    body: z.strictObject({
      from: instant.nullable().optional().describe('As it was when left out; null for at once'),
      to: instant.nullable().optional().describe('As it was when left out; null for no end'),
      mend: z.boolean().default(false).describe('As of start'),
    }),
    response: promotion,
  },
  pause: {
    method: 'POST',
    path: '/api/promotions/:id/pause',
    tag: 'promotions',
    summary: 'Let a promotion rest: carts get it no more, until it is started again',
    scope: 'promotions:write',
    params: byId,
    query: inLocale,
    response: promotion,
  },
  archive: {
    method: 'POST',
    path: '/api/promotions/:id/archive',
    tag: 'promotions',
    summary: 'Put a promotion away; what was used of it stays known',
    scope: 'promotions:write',
    params: byId,
    query: inLocale,
    response: promotion,
  },
} as const satisfies Record<string, Route>
