import { z } from 'zod'
import { conditionText } from './condition.ts'
import { exporting, exportMediaTypes } from './exports.ts'
import { arrived, customerId, instant, json, jsonBy, who } from './parts.ts'
import type { Route } from './route.ts'

/**
 * An event as it is brought. It is typed at arrival by `domain/event/arrive.ts`; one that cannot be
 * kept is set aside with its reason and the rest of the batch is taken.
 */
export const eventInput = z
  .strictObject({
    event: z.string().min(1).max(200),
    ...who,
    time: instant.optional().describe('Left out: the instant of arrival'),
    messageId: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('The same one counts once; left out, a hash of the event as sent'),
    channel: z.string().max(60).optional(),
    source: z.string().max(60).optional(),
    properties: jsonBy(z.string()).default({}),
  })
  .meta({ id: 'EventWrite' })

/** An event as it is exported, with the identifiers of whose it is. */
const exportedEvent = z
  .strictObject({
    id: z.string(),
    event: z.string(),
    time: instant,
    customer: customerId,
    identifiers: z.record(z.string(), z.array(z.string())),
    channel: z.string(),
    source: z.string(),
    import: z.int().optional(),
    properties: z.record(z.string(), json),
  })
  .meta({ id: 'ExportedEvent' })

export const eventRoutes = {
  export: {
    method: 'GET',
    path: '/api/events/export',
    tag: 'events',
    summary: 'All events, or those of some names, times and customers, as one file',
    scope: 'customers:export',
    query: z.strictObject({
      condition: conditionText.optional().describe('Of the customers, in text'),
      names: z
        .string()
        .min(1)
        .max(20_000)
        .optional()
        .describe('Names of events, separated by commas'),
      since: instant.optional(),
      until: instant.optional().describe('Before this instant'),
      ...exporting,
    }),
    response: exportedEvent,
    stream: Object.values(exportMediaTypes),
  },
  add: {
    method: 'POST',
    path: '/api/events',
    tag: 'events',
    summary: 'Bring events, up to 2,500 at a time; what is answered is safe',
    scope: 'events:write',
    body: z.strictObject({
      source: z.string().max(60).optional().describe('Of the events that do not name their own'),
      events: z.array(eventInput).min(1).max(2_500),
    }),
    response: arrived,
    status: 202,
  },
} as const satisfies Record<string, Route>
