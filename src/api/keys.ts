import { z } from 'zod'
import { done, instant, line } from './parts.ts'
import { scopes } from './route.ts'
import type { Route } from './route.ts'

/** A key as it is listed: without its secret, which is kept hashed only. */
export const key = z
  .strictObject({
    id: z.string().describe('The part of the key by which it is known'),
    name: line,
    scope: z.enum(scopes),
    created: instant,
    used: instant.nullable(),
  })
  .meta({ id: 'Key' })

export const keyRoutes = {
  list: {
    method: 'GET',
    path: '/api/keys',
    tag: 'running',
    summary: 'List the keys',
    scope: 'admin',
    response: z.strictObject({ items: z.array(key) }),
  },
  create: {
    method: 'POST',
    path: '/api/keys',
    tag: 'running',
    summary: 'Make a key; it is shown this once',
    scope: 'admin',
    body: z.strictObject({ name: line, scope: z.enum(scopes).default('write') }),
    response: key.extend({ key: z.string() }),
    status: 201,
  },
  revoke: {
    method: 'DELETE',
    path: '/api/keys/:id',
    tag: 'running',
    summary: 'Revoke a key; it is refused from the next request on',
    scope: 'admin',
    params: z.strictObject({ id: z.string().min(1).max(100) }),
    response: done,
  },
} as const satisfies Record<string, Route>
