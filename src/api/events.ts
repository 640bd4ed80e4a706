import { z } from 'zod'
import { arrived, instant, jsonBy, who } from './parts.ts'
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

export const eventRoutes = {
  add: {
    method: 'POST',
    path: '/api/events',
    tag: 'events',
    summary: 'Bring events, up to 2,500 at a time; what is answered is safe',
    scope: 'write',
    body: z.strictObject({
      source: z.string().max(60).optional().describe('Of the events that do not name their own'),
      events: z.array(eventInput).min(1).max(2_500),
    }),
    response: arrived,
    status: 202,
  },
} as const satisfies Record<string, Route>
