import { z } from 'zod'
import { timelineEvent } from './customers.ts'
import { customerId, instant, paging } from './parts.ts'
import type { Route } from './route.ts'

const volumes = {
  name: z.string(),
  count: z.int(),
  lastDay: z.int().describe('In the 24 hours up to now'),
  lastWeek: z.int().describe('In seven times 24 hours'),
  lastMonth: z.int().describe('In thirty times 24 hours'),
  first: instant,
  last: instant,
}

const eventName = z
  .strictObject({
    ...volumes,
    sources: z.array(z.string()).describe('At most 20, in the order of the alphabet'),
    days: z.array(z.int()).describe('On each of the past 30 days of the shop’s, today the last'),
  })
  .meta({ id: 'EventName' })

const counted = z.array(z.strictObject({ value: z.string(), count: z.int() }))

const property = z
  .strictObject({
    property: z.string(),
    in: z.string().nullable().describe('Of items: the list in which they are; null: the event'),
    holds: z.enum(['text', 'number', 'boolean', 'list']),
    events: z.int().describe('How many of the events that were looked at have it'),
    distinct: z.int().describe('How many values it has in them'),
    least: z.number().nullable().describe('Of numbers'),
    most: z.number().nullable(),
    values: counted.describe('The most frequent, at most eight'),
  })
  .meta({ id: 'EventProperty' })

const byName = z.strictObject({ name: z.string().min(1).max(200) })

/** The catalogue of what customers did: which events there are, how many, and what they say. */
export const eventNameRoutes = {
  list: {
    method: 'GET',
    path: '/api/events/names',
    tag: 'events',
    summary:
      'The names of the events there are, with how many, since when and from where; the most frequent first',
    scope: 'events:read',
    response: z.strictObject({ asOf: instant, items: z.array(eventName) }),
  },
  read: {
    method: 'GET',
    path: '/api/events/names/:name',
    tag: 'events',
    summary:
      'The events of a name: how many by days, and which properties and values a sample of them has',
    scope: 'events:read',
    params: byName,
    query: z.strictObject({
      days: z.coerce
        .number<number | string>()
        .pipe(z.int().min(1).max(366))
        .default(30)
        .describe('So many days of the shop’s, with the one that has begun'),
    }),
    response: z.strictObject({
      ...volumes,
      asOf: instant,
      sources: counted,
      channels: counted,
      days: z.array(z.strictObject({ day: z.iso.date(), count: z.int(), customers: z.int() })),
      sampled: z.int().describe('How many events were looked at for their properties'),
      properties: z.array(property).describe('Those that most events have first'),
    }),
  },
  samples: {
    method: 'GET',
    path: '/api/events/names/:name/samples',
    tag: 'events',
    summary: 'The latest events of a name, with whose they are',
    scope: 'customers:read',
    params: byName,
    query: z.strictObject({ limit: paging.limit }),
    response: z.strictObject({
      items: z.array(
        timelineEvent
          .extend({
            customer: customerId,
            customerName: z.string().nullable(),
          })
          .meta({ id: 'SampleEvent' }),
      ),
    }),
  },
} as const satisfies Record<string, Route>
