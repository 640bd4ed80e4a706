import { z } from 'zod'
import { cursor, id, instant, json, paging } from './parts.ts'
import type { Route } from './route.ts'

/** What was sent, as somebody sees it who looks whether it arrives. */
export const sentMessage = z
  .strictObject({
    position: z.int().describe('Which arrival it is part of'),
    row: z.int().describe('Which part of that, from 0'),
    at: instant.describe('When it came'),
    source: z.string(),
    type: z
      .string()
      .describe('identify, track, page …; message where it says none; events of POST /api/events'),
    event: z.string().nullable(),
    userId: z.string().nullable(),
    anonymousId: z.string().nullable(),
    messageId: z.string().nullable(),
    state: z.enum(['waiting', 'taken', 'rejected']),
    reason: z.string().nullable(),
    where: z.string().nullable(),
    fix: z.string().nullable(),
    message: json.describe('As it came; text where it is too deep, null of who was deleted'),
  })
  .meta({ id: 'SentMessage' })

const ofSource = z.string().max(60).optional().describe('The code of a source')

export const messageRoutes = {
  latest: {
    method: 'GET',
    path: '/api/events/latest',
    tag: 'tracking',
    summary:
      'What the tracking API and POST /api/events were sent last, and what became of it; the latest first',
    scope: 'events:read',
    query: z.strictObject({ source: ofSource, limit: paging.limit }),
    response: z.strictObject({ items: z.array(sentMessage) }),
  },
  rejected: {
    method: 'GET',
    path: '/api/events/rejected',
    tag: 'tracking',
    summary: 'What could not be accepted, with the reason; the latest first',
    scope: 'events:read',
    query: z.strictObject({ source: ofSource, type: z.string().max(60).optional(), ...paging }),
    response: z.strictObject({ items: z.array(sentMessage), next: z.string().nullable() }),
  },
  replay: {
    method: 'POST',
    path: '/api/events/replay',
    tag: 'tracking',
    summary: 'Bring what could not be accepted again, mended or as it was, as of when it came',
    scope: 'events:write',
    body: z.strictObject({
      source: ofSource,
      type: z.string().max(60).optional(),
      cursor: cursor.optional(),
      messages: z
        .array(z.strictObject({ position: id, row: z.int().min(0), message: json.optional() }))
        .min(1)
        .max(1_000)
        .optional()
        .describe('These only, where a message is given by that; else all of the source and type'),
    }),
    response: z.strictObject({
      position: z.int().nullable().describe('Of the arrival; null where there was nothing'),
      replayed: z.int(),
      next: z.string().nullable().describe('There are more: the cursor of the next call'),
    }),
    status: 202,
  },
} as const satisfies Record<string, Route>
