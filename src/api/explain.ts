import { z } from 'zod'
import { question, reading } from './condition.ts'
import { customerId, inLocale, instant } from './parts.ts'
import type { Route } from './route.ts'

const nextChangeAt = instant
  .nullable()
  .describe('When something that is looked at is another with no new data; null for never')

/** A part of a condition, and what it came to for one customer. */
export type ExplainedPart = {
  type:
    | 'all'
    | 'any'
    | 'not'
    | 'segment'
    | 'field'
    | 'did'
    | 'sequence'
    | 'list'
    | 'consent'
    | 'sample'
  reading: string
  meets: boolean
  nextChangeAt: string | null
  observed: string | null
  of?: ExplainedPart[] | undefined
  pin?: 'in' | 'out' | null | undefined
  count?: number | undefined
  latest?: { id: string; name: string; time: string }[] | undefined
  otherMoney?: number | undefined
  said?: { purpose: string; channel: string; state: 'granted' | 'denied'; at: string }[] | undefined
}

const part: z.ZodType<ExplainedPart> = z
  .strictObject({
    type: z.enum([
      'all',
      'any',
      'not',
      'segment',
      'field',
      'did',
      'sequence',
      'list',
      'consent',
      'sample',
    ]),
    reading,
    meets: z.boolean(),
    nextChangeAt,
    observed: z
      .string()
      .nullable()
      .describe(
        'What was seen, as the language writes it: a value of a field, what a measure gives',
      ),
    of: z.lazy(() => z.array(part)).optional(),
    pin: z.enum(['in', 'out']).nullable().optional().describe('Of a segment: how she is pinned'),
    count: z.int().optional().describe('Of a behaviour: how many events count'),
    latest: z
      .array(z.strictObject({ id: z.string(), name: z.string(), time: instant }))
      .optional()
      .describe('The latest of them'),
    otherMoney: z
      .int()
      .optional()
      .describe("Of how many the amounts are in other money than the shop's, and left out"),
    said: z
      .array(
        z.strictObject({
          purpose: z.string(),
          channel: z.string(),
          state: z.enum(['granted', 'denied']),
          at: instant,
        }),
      )
      .optional()
      .describe('Of a consent: what she said, in the order in which it was taken in'),
  })
  .meta({ id: 'ExplainedPart' })

export const explainRoutes = {
  customer: {
    method: 'POST',
    path: '/api/customers/:id/explain',
    tag: 'customers',
    summary:
      'Why does a customer meet a condition, or is she in a segment, or not, and until when?',
    scope: 'read',
    params: z.strictObject({ id: customerId }),
    query: inLocale,
    body: z.strictObject(question),
    response: z.strictObject({
      member: z.boolean(),
      asOf: instant,
      nextChangeAt,
      until: instant
        .nullable()
        .describe('When the answer becomes the contrary with no new data; null for never'),
      reading,
      tree: part,
    }),
  },
} as const satisfies Record<string, Route>
