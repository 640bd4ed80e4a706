import { z } from 'zod'
import { placeKinds, type PlaceKind } from '../domain/reference/place.ts'
import { question, reading } from './condition.ts'
import { customerId, inLocale, instant } from './parts.ts'
import type { Route } from './route.ts'

const nextChangeAt = instant
  .nullable()
  .describe('When something that is looked at is another with no new data; null for never')

const when = z.string().describe("The same instant in words, by the shop's clocks")
const untilWords = when.nullable()

/** One elementary change by which an answer may be turned. */
export type ChangeShown =
  | {
      kind: 'field'
      field: string
      value: unknown
    }
  | { kind: 'more' | 'fewer'; event: string; time: string }
  | { kind: 'list'; list: number; on: boolean }
  | { kind: 'consent'; purpose: string; channel: string; state: 'granted' | 'denied' }
  | { kind: 'time'; to: string }

const change: z.ZodType<ChangeShown> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('field'),
    field: z.string(),
    value: z
      .unknown()
      .describe('A value that would do, as the API writes such values; null for none'),
  }),
  z.strictObject({
    kind: z.enum(['more', 'fewer']),
    event: z.string().describe('One event of that name more, or one fewer'),
    time: instant,
  }),
  z.strictObject({ kind: z.literal('list'), list: z.int(), on: z.boolean() }),
  z.strictObject({
    kind: z.literal('consent'),
    purpose: z.string(),
    channel: z.string(),
    state: z.enum(['granted', 'denied']),
  }),
  z.strictObject({ kind: z.literal('time'), to: instant }),
])

/** The fewest changes that would turn an answer. */
export type FlipShown = {
  changes: ChangeShown[] | null
  words: string[]
  proven: boolean
  reading: string
}

const nearestFlip: z.ZodType<FlipShown> = z
  .strictObject({
    changes: z
      .array(change)
      .nullable()
      .describe(
        'The fewest elementary changes that would turn the answer: a field set or cleared, an event more or fewer, a list joined or left, something said of a consent, time passing. Null where three do not',
      ),
    words: z.array(z.string()).describe('Each of them in words; equal ones together'),
    proven: z
      .boolean()
      .describe('False where there was so much to try that fewer may do, or some may at all'),
    reading: z.string().describe('All of it as a sentence'),
  })
  .meta({ id: 'NearestFlip' })

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
    | 'rank'
    | 'sample'
  reading: string
  meets: boolean
  nextChangeAt: string | null
  nextChangeWords: string | null
  observed: string | null
  seen: string[]
  of?: ExplainedPart[] | undefined
  pin?: 'in' | 'out' | null | undefined
  count?: number | undefined
  latest?: { id: string; name: string; time: string; words: string }[] | undefined
  otherMoney?: number | undefined
  products?: SeenProductShown[] | undefined
  place?: { by: PlaceKind; key: string } | undefined
  steps?: { id: string; name: string; time: string; words: string }[] | undefined
  rank?: { place: number | null; among: number; taken: number; last: string } | null | undefined
  said?: { purpose: string; channel: string; state: 'granted' | 'denied'; at: string }[] | undefined
}

const seenProduct = z
  .strictObject({
    event: z.string().describe('The id of the event, which is among the latest'),
    product: z.string().nullable().describe('Its id; null where the event names none'),
    property: z.string().describe('As the condition speaks of the field: product.roast'),
    value: z.string().describe('As the language writes it'),
    by: z
      .enum(['event', 'product'])
      .describe('Whether the event says so itself, or the product at present'),
  })
  .meta({ id: 'SeenProduct' })
export type SeenProductShown = z.infer<typeof seenProduct>

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
      'rank',
      'sample',
    ]),
    reading,
    meets: z.boolean(),
    nextChangeAt,
    nextChangeWords: when.nullable(),
    observed: z
      .string()
      .nullable()
      .describe(
        'What was seen, as the language writes it: a value of a field, what a measure gives',
      ),
    seen: z
      .array(z.string())
      .describe(
        'The same in words, with what else is to be said: by how many events and on which days, since when, which steps were taken and what is missing, when it is next another',
      ),
    of: z.lazy(() => z.array(part)).optional(),
    pin: z.enum(['in', 'out']).nullable().optional().describe('Of a segment: how she is pinned'),
    count: z.int().optional().describe('Of a behaviour: how many events count'),
    latest: z
      .array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          time: instant,
          words: z.string().describe('The day in words'),
        }),
      )
      .optional()
      .describe('The latest of them'),
    steps: z
      .array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          time: instant,
          words: z.string().describe('The instant in words'),
        }),
      )
      .optional()
      .describe(
        'Of a sequence: the events that took its steps; where it does not hold, of the first of them as many as were taken',
      ),
    place: z
      .strictObject({ by: z.enum(placeKinds), key: z.string() })
      .optional()
      .describe('Of a field of places: which place says the value'),
    products: z
      .array(seenProduct)
      .optional()
      .describe('What the products of the latest events were seen to be; none where none is asked'),
    otherMoney: z
      .int()
      .optional()
      .describe("Of how many the amounts are in other money than the shop's, and left out"),
    rank: z
      .strictObject({
        place: z
          .int()
          .nullable()
          .describe('Which place she has, from 1; null where she is not put in order'),
        among: z.int().describe('How many are put in order'),
        taken: z.int().describe('How many of them are in it'),
        last: z.string().describe('What the last of these has, as the language writes it'),
      })
      .nullable()
      .optional()
      .describe('Of a rank: how far it reaches; null where nobody is put in order'),
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
    scope: 'customers:read',
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
      untilWords,
      reading,
      tree: part,
      nearestFlip,
    }),
  },
} as const satisfies Record<string, Route>
