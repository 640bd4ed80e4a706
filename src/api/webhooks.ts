import { z } from 'zod'
import { webhookEvents } from '../domain/webhook/webhook.ts'
import { done, id, identifierKind, idText, instant } from './parts.ts'
import type { Route } from './route.ts'

const url = z.string().trim().min(1).max(2_000).describe('Public, and by HTTPS')
const events = z
  .array(z.enum(webhookEvents))
  .min(1)
  .max(webhookEvents.length)
  .describe('What it is told of')
const segments = z.array(id).min(1).max(1_000)
const kinds = z
  .array(identifierKind)
  .max(20)
  .describe('Kinds of the identifiers by which a message says who it is about')
const description = z.string().trim().max(200)

/** A webhook as it is shown: without its secret, which is shown when it is made. */
export const webhook = z
  .strictObject({
    id,
    url,
    description,
    events,
    segments: segments.nullable().describe('Of those segments only; null: of all'),
    identifiers: kinds,
    state: z
      .enum(['active', 'paused', 'disabled'])
      .describe('The program itself disables one whose receiver wants no more, or never answers'),
    problem: z.string().nullable().describe('Why it was disabled'),
    waiting: z.int().describe('Messages that are still to be sent'),
    restingUntil: instant.nullable().describe('The receiver asked to be left alone until then'),
    created: instant,
    updated: instant,
  })
  .meta({ id: 'Webhook' })

const secret = z.string().describe('whsec_ and base64: by it the receiver checks the signatures')

export const delivery = z
  .strictObject({
    seq: z.int().describe('Its place among those of the webhook'),
    id: z.string().describe('As in the header webhook-id'),
    type: z.string(),
    customer: z.string(),
    state: z.enum(['waiting', 'delivered', 'failed']),
    attempts: z.int(),
    due: instant.nullable().describe('When it is sent next'),
    status: z.int().nullable().describe('Of the last answer'),
    took: z.int().nullable().describe('Milliseconds, of the last attempt'),
    problem: z.string().nullable(),
    body: z.string().describe('As it is sent'),
    created: instant,
    finished: instant.nullable(),
  })
  .meta({ id: 'Delivery' })

const params = z.strictObject({ id: idText })

export const webhookRoutes = {
  list: {
    method: 'GET',
    path: '/api/webhooks',
    tag: 'webhooks',
    summary: 'List the webhooks',
    scope: 'integrations:read',
    response: z.strictObject({ items: z.array(webhook) }),
  },
  create: {
    method: 'POST',
    path: '/api/webhooks',
    tag: 'webhooks',
    summary: 'Make a webhook; its secret is shown this once. It is told of what comes from now on',
    scope: 'integrations:manage',
    body: z.strictObject({
      url,
      description: description.default(''),
      events: events.default([...webhookEvents]),
      segments: segments.nullable().default(null),
      identifiers: kinds.default(['user_id']),
    }),
    response: webhook.extend({ secret }),
    status: 201,
  },
  read: {
    method: 'GET',
    path: '/api/webhooks/:id',
    tag: 'webhooks',
    summary: 'Read a webhook',
    scope: 'integrations:read',
    params,
    response: webhook,
  },
  change: {
    method: 'PATCH',
    path: '/api/webhooks/:id',
    tag: 'webhooks',
    summary: 'Change a webhook, pause it, or have it go on',
    scope: 'integrations:manage',
    params,
    body: z.strictObject({
      url: url.optional(),
      description: description.optional(),
      events: events.optional(),
      segments: segments.nullable().optional(),
      identifiers: kinds.optional(),
      state: z.enum(['active', 'paused']).optional(),
    }),
    response: webhook,
  },
  remove: {
    method: 'DELETE',
    path: '/api/webhooks/:id',
    tag: 'webhooks',
    summary: 'Remove a webhook with all that it was to be told',
    scope: 'integrations:manage',
    params,
    response: done,
  },
  rotate: {
    method: 'POST',
    path: '/api/webhooks/:id/rotate',
    tag: 'webhooks',
    summary: 'Give a webhook another secret; messages are signed by both for a while',
    scope: 'integrations:manage',
    params,
    body: z.strictObject({
      hours: z.int().min(0).max(168).default(24).describe('So long the former is good'),
    }),
    response: webhook.extend({ secret }),
  },
  test: {
    method: 'POST',
    path: '/api/webhooks/:id/test',
    tag: 'webhooks',
    summary: 'Send a webhook a message of no consequence, and say what came of it',
    scope: 'integrations:write',
    params,
    response: z.strictObject({
      ok: z.boolean(),
      status: z.int().nullable(),
      took: z.int().describe('Milliseconds'),
      problem: z.string().nullable(),
    }),
  },
  deliveries: {
    method: 'GET',
    path: '/api/webhooks/:id/deliveries',
    tag: 'webhooks',
    summary: 'List what a webhook was told of late and is to be told, latest first',
    scope: 'integrations:read',
    params,
    query: z.strictObject({
      state: z.enum(['waiting', 'delivered', 'failed']).optional(),
      before: idText.optional().describe('Those before that place'),
      limit: z.coerce.number<number | string>().pipe(z.int().min(1).max(500)).default(50),
    }),
    response: z.strictObject({ items: z.array(delivery), next: z.int().nullable() }),
  },
  resend: {
    method: 'POST',
    path: '/api/webhooks/:id/deliveries/:seq/resend',
    tag: 'webhooks',
    summary: 'Send one message again, by the same id',
    scope: 'integrations:write',
    params: params.extend({ seq: idText }),
    response: done,
  },
  replay: {
    method: 'POST',
    path: '/api/webhooks/:id/replay',
    tag: 'webhooks',
    summary: 'Tell a webhook once more of what was noticed in a stretch of time, by the same ids',
    scope: 'integrations:write',
    params,
    body: z.strictObject({ from: instant, to: instant.optional().describe('Now when left out') }),
    response: done,
  },
} as const satisfies Record<string, Route>
