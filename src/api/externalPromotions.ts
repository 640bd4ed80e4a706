import { z } from 'zod'
import { line } from './parts.ts'
import type { Route } from './route.ts'

/**
 * VTEX's external promotions protocol, version 1.1, as its checkout speaks it. What it says besides, now
 * and in later versions, is passed over: a checkout that adds a key must not lose its discounts.
 */
const text = z.string().max(500)
const code = text.nullish()

const item = z.object({
  id: text.min(1).describe('The SKU'),
  sellerId: code,
  quantity: z.int().min(1).max(100_000),
  price: z.number().min(0).max(1_000_000_000).describe('Of one piece'),
  catalogInfo: z
    .object({ brandId: code, categoryId: code, productId: code, ean: code, refId: code })
    .nullish(),
})

const calculated = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        quantity: z.int(),
        originalPrice: z.number(),
        discountedPrice: z.number(),
        promotions: z.array(
          z.strictObject({
            id: z.string(),
            discount: z.number().describe('Off each piece'),
            type: z.literal('Nominal'),
          }),
        ),
      }),
    ),
    allPromotions: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        description: z.string(),
        couponCode: z.string().nullable(),
        qualificationProgress: z
          .strictObject({
            remainingCartWideAmount: z.number(),
            remainingItemQuantity: z.strictObject({ totalUnitsRemaining: z.int() }),
            teaserStyleHints: z.array(z.literal('UpPrice')),
          })
          .partial()
          .optional(),
      }),
    ),
  })
  .meta({ id: 'CalculatedPromotions' })

export const externalPromotionRoutes = {
  calculate: {
    method: 'POST',
    path: '/calculatePromotion',
    tag: 'promotions',
    summary: 'What a cart earns, as a VTEX checkout asks and is answered',
    scope: 'carts:read',
    body: z.object({
      correlationId: code,
      origin: code,
      shopperProfileId: code.describe('A user_id or shopper_profile_id here; nobody known is fine'),
      salesChannelId: code,
      couponCodes: z.array(z.string().nullable()).nullish(),
      items: z.array(item).max(1_000),
    }),
    response: calculated,
  },
  notify: {
    method: 'POST',
    path: '/notifyUsage',
    tag: 'promotions',
    summary:
      'An order that VTEX placed or cancelled with promotions of ours; often said it counts once',
    scope: 'carts:write',
    body: z.object({
      correlationId: code,
      orderId: line,
      type: z.enum(['NewOrder', 'OrderCancellation']),
      promotionUsages: z
        .array(
          z.object({
            promotionId: text,
            discount: z.number().min(0).max(1_000_000_000),
            couponCode: code,
          }),
        )
        .max(1_000),
    }),
    response: z.strictObject({
      noted: z.array(z.int()).describe('The promotions of which it was noted'),
      unknown: z.array(z.string()).describe('Ids that are of no promotion here'),
      beyond: z
        .array(
          z.strictObject({
            promotion: z.int(),
            limit: z.enum(['uses', 'usesPerCustomer', 'budget', 'coupon']),
          }),
        )
        .describe('Limits that are exceeded with this order: it counts, and none is refused'),
    }),
  },
} as const satisfies Record<string, Route>
