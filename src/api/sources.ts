import { z } from 'zod'
import { sourceKinds } from '../domain/event/source.ts'
import { done, id, idText, instant, line } from './parts.ts'
import type { Route } from './route.ts'

/** A write key as it is listed: without its secret, which is kept hashed only. */
const writeKey = z
  .strictObject({
    id: z.string().describe('The part of the key by which it is known'),
    created: instant,
    used: instant.nullable(),
  })
  .meta({ id: 'WriteKey' })

const kind = z
  .enum(sourceKinds)
  .describe('What it is; the channel of its events where they name none')
const keepIp = z.boolean().describe('Whether the addresses of visitors are kept with their events')

/** Whence events come by the tracking API. */
export const source = z
  .strictObject({
    id,
    code: z.string().describe('By which events name it'),
    name: line,
    kind,
    keepIp,
    created: instant,
    archived: instant.nullable().describe('Since when nothing is taken from it'),
    keys: z.array(writeKey),
  })
  .meta({ id: 'Source' })

const withKey = source.extend({ writeKey: z.string().describe('Shown this once') })
const byId = z.strictObject({ id: idText })
const keyId = z.string().min(1).max(100)

export const sourceRoutes = {
  list: {
    method: 'GET',
    path: '/api/sources',
    tag: 'tracking',
    summary: 'List the sources',
    scope: 'integrations:read',
    response: z.strictObject({ items: z.array(source) }),
  },
  create: {
    method: 'POST',
    path: '/api/sources',
    tag: 'tracking',
    summary: 'Make a source; its first write key is shown this once',
    scope: 'integrations:manage',
    body: z.strictObject({
      name: line,
      code: line.max(60).optional().describe('Left out: made of the name'),
      kind: kind.default('site'),
      keepIp: keepIp.default(false),
    }),
    response: withKey,
    status: 201,
  },
  change: {
    method: 'PATCH',
    path: '/api/sources/:id',
    tag: 'tracking',
    summary: 'Change a source, or bring an archived one back',
    scope: 'integrations:manage',
    params: byId,
    body: z.strictObject({ name: line, kind, keepIp, archived: z.boolean() }).partial(),
    response: source,
  },
  archive: {
    method: 'DELETE',
    path: '/api/sources/:id',
    tag: 'tracking',
    summary: 'Archive a source: its keys open nothing any more, its events stay',
    scope: 'integrations:manage',
    params: byId,
    response: done,
  },
  rotate: {
    method: 'POST',
    path: '/api/sources/:id/keys',
    tag: 'tracking',
    summary: 'Make a further write key; it is shown this once, and those before stay good',
    scope: 'integrations:manage',
    params: byId,
    response: withKey,
    status: 201,
  },
  revoke: {
    method: 'DELETE',
    path: '/api/sources/:id/keys/:key',
    tag: 'tracking',
    summary: 'Revoke a write key; it is refused from the next request on',
    scope: 'integrations:manage',
    params: byId.extend({ key: keyId }),
    response: done,
  },
} as const satisfies Record<string, Route>
