import { z } from 'zod'
import { identifierKind } from './parts.ts'
import type { Route } from './route.ts'

/** What dates, weeks and amounts mean for everyone here. */
export const shop = z
  .strictObject({
    timezone: z.string().min(1).max(100).describe('An IANA name: America/Sao_Paulo'),
    weekStart: z.int().min(1).max(7).describe('1 is Monday, 7 is Sunday'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .describe('ISO 4217: BRL'),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .describe('ISO 3166: BR; of phone numbers and addresses that say none'),
    mergeDuplicatesAbove: z
      .number()
      .min(0.5)
      .max(1)
      .nullable()
      .describe('Duplicates at least so sure are merged after each search; null: none are'),
    identity: z
      .strictObject({
        blocked: z
          .array(z.string().trim().min(1).max(200))
          .max(1_000)
          .describe('Values that are nobody’s, of whatever kind, beside those that never are'),
        limits: z
          .record(identifierKind, z.int().min(1).max(10_000))
          .describe('By kind, how many messages bring together under one customer'),
      })
      .describe('Of identifiers; a change counts for what arrives from then on'),
  })
  .meta({ id: 'Shop' })

export const shopRoutes = {
  read: {
    method: 'GET',
    path: '/api/shop',
    tag: 'shop',
    summary: 'Read the time zone, the first day of the week, the currency and the like',
    scope: 'running:read',
    response: shop,
  },
  change: {
    method: 'PATCH',
    path: '/api/shop',
    tag: 'shop',
    summary:
      'Change them; every segment is then refreshed, and of another country phones not known are read again',
    scope: 'shop:write',
    body: shop.partial(),
    response: shop,
  },
} as const satisfies Record<string, Route>
