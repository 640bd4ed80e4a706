import { z } from 'zod'
import type { Route } from './route.ts'

const name = z.string().min(1).max(200)

const seen = z
  .strictObject({ value: z.string(), count: z.int().describe('How often it was seen') })
  .meta({ id: 'SeenValue' })

/** What can be spoken of in a condition, as this shop's data have it: for whoever writes one. */
export const suggestionRoutes = {
  words: {
    method: 'GET',
    path: '/api/suggestions',
    tag: 'conditions',
    summary:
      'The names of events and the purposes of consents that were seen, the most frequent first',
    scope: 'segments:read',
    response: z.strictObject({ events: z.array(z.string()), purposes: z.array(z.string()) }),
  },
  properties: {
    method: 'GET',
    path: '/api/suggestions/properties',
    tag: 'conditions',
    summary:
      'The properties that events of a name have, by a sample of them, the most frequent first',
    scope: 'segments:read',
    query: z.strictObject({ event: name }),
    response: z.strictObject({
      items: z.array(
        z.strictObject({
          property: z.string(),
          in: z
            .string()
            .nullable()
            .describe('Of items: the list in which they are; null: the event'),
          holds: z.enum(['text', 'number', 'boolean', 'list']),
        }),
      ),
    }),
  },
  values: {
    method: 'GET',
    path: '/api/suggestions/values',
    tag: 'conditions',
    summary:
      'The values of a field, by customers, or of a property of an event, by a sample of events; at most 50',
    scope: 'segments:read',
    query: z.strictObject({
      field: name.optional(),
      event: name.optional(),
      property: name.optional(),
      in: name.optional().describe('Of items: the list in which they are'),
      search: z.string().max(200).optional().describe('Only those that contain it'),
    }),
    response: z.strictObject({ items: z.array(seen) }),
  },
} as const satisfies Record<string, Route>
