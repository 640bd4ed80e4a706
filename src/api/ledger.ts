import { z } from 'zod'
import { stretches } from '../domain/time/stretches.ts'
import { customerId, id, idText, inLocale, instant, line, page, paging } from './parts.ts'
import type { Route } from './route.ts'

/** One end of a period: an instant, or a day of the shop's. */
const moment = z.union([instant, z.iso.date()])
const from = moment.describe('From this instant, or the beginning of this day by the shop’s clocks')
const to = moment.describe('Until before this instant, or to the end of this day')

const inOrOut = z.enum(['entered', 'left'])

const change = {
  what: inOrOut,
  customer: customerId,
  at: instant.describe('From when on it holds'),
  noticed: instant.describe('When we knew: later where time alone brought it about'),
  cause: z.string().describe('baseline, definition, arrivals, import, undo, merge, clock …'),
  ref: z.string().describe('Which one: a run’s number, an arrival’s position, a version'),
  because: z.string().describe('The cause in words'),
}

const filter = {
  from: from.optional(),
  to: to.optional(),
  cause: z.string().max(40).optional(),
  what: inOrOut.optional(),
  ...paging,
}

/** The ledger of entries and exits, of segments. */
export const ledgerRoutes = {
  live: {
    method: 'GET',
    path: '/api/segments/changes/live',
    tag: 'segments',
    summary:
      'Entries and exits as they come, as server-sent events; from the place of Last-Event-ID on, else from now on',
    scope: 'segments:read',
    query: z.strictObject({
      segments: z
        .string()
        .regex(/^\d{1,10}(?:,\d{1,10}){0,199}$/, 'Ids of segments, divided by commas')
        .optional()
        .describe('Of those only: ids, divided by commas'),
    }),
    response: z.union([
      z.strictObject({
        segment: id,
        what: inOrOut,
        customer: customerId,
        at: instant,
        noticed: instant,
        cause: z.string(),
        ref: z.string(),
      }),
      z.strictObject({ segment: id, count: z.int(), known: z.int() }),
    ]),
    stream: ['text/event-stream'],
  },
  history: {
    method: 'GET',
    path: '/api/segments/:id/history',
    tag: 'segments',
    summary: 'Who entered and who left a segment, when and why, latest first',
    scope: 'segments:read',
    params: z.strictObject({ id: idText }),
    query: inLocale.extend(filter),
    response: page(
      z.strictObject({
        ...change,
        name: z.string().nullable().describe('Of the customer; null where none is known'),
      }),
    ).extend({
      asOf: instant.nullable().describe('Up to when it is known; null before the first'),
    }),
  },
  sizes: {
    method: 'GET',
    path: '/api/segments/:id/sizes',
    tag: 'segments',
    summary: 'The size of a segment over time: by hours, days, weeks or months of the shop’s',
    scope: 'segments:read',
    params: z.strictObject({ id: idText }),
    query: z.strictObject({
      by: z.enum(stretches).default('day'),
      from: from.optional(),
      to: to.optional(),
      computed: z
        .enum(['true', 'false'])
        .default('false')
        .describe('By the data and the definition of now as of each instant, not by the ledger'),
    }),
    response: z.strictObject({
      items: z.array(
        z.strictObject({
          from: instant.describe('When the stretch began'),
          to: instant.describe('Up to when these are counted'),
          entered: z.int().nullable().describe('How often somebody entered; null where computed'),
          left: z.int().nullable(),
          size: z
            .int()
            .nullable()
            .describe('At the end of it; null where the segment was not there yet'),
        }),
      ),
      asOf: instant.nullable(),
    }),
  },
  flows: {
    method: 'POST',
    path: '/api/segments/flows',
    tag: 'segments',
    summary: 'How customers moved between segments from one instant to another',
    scope: 'segments:read',
    body: z.strictObject({
      segments: z
        .array(z.union([id, line]))
        .min(1)
        .max(30)
        .optional(),
      field: z
        .string()
        .max(100)
        .optional()
        .describe('In place of segments, a segmentation: between its values, computed'),
      computed: z
        .boolean()
        .default(false)
        .describe('By the data and the definitions of now as of both instants, not by the ledger'),
      from,
      to: to.optional().describe('Now when left out'),
      first: z
        .boolean()
        .default(false)
        .describe('Each customer counts in the first of them that she is in; else in all of them'),
    }),
    response: z.strictObject({
      from: instant,
      to: instant,
      since: instant
        .nullable()
        .describe('When the last of them was made: before, the ledger knows of nobody in it'),
      places: z.array(
        z.strictObject({
          name: z.string().describe('Of a segment, or a value of the segmentation'),
          before: z.int().describe('In it at the first instant'),
          entered: z
            .int()
            .describe(
              'How often somebody entered since; computed, how many are in it and were not',
            ),
          left: z.int(),
          after: z.int().describe('In it at the last instant'),
        }),
      ),
      flows: z.array(
        z.strictObject({
          from: z
            .string()
            .nullable()
            .describe('Where they were, by its name; null for in none of them'),
          to: z.string().nullable(),
          customers: z.int(),
        }),
      ),
      asOf: instant.nullable(),
    }),
  },
} as const satisfies Record<string, Route>

/** The same, of a customer. */
export const customerLedgerRoutes = {
  segmentHistory: {
    method: 'GET',
    path: '/api/customers/:id/segments/history',
    tag: 'customers',
    summary:
      'Which segments a customer entered and left, when and why, latest first; with those merged into her',
    scope: 'customers:read',
    params: z.strictObject({ id: customerId }),
    query: inLocale.extend(filter),
    response: page(
      z.strictObject({
        ...change,
        segment: id,
        name: z.string().nullable().describe('Of the segment; null where it was deleted'),
      }),
    ),
  },
} as const satisfies Record<string, Route>
