import { z } from 'zod'
import { done, instant, line } from './parts.ts'
import type { Route } from './route.ts'
import { bundles, scopes } from './scopes.ts'

/** A scope, or a word for many. */
const scopeWord = z.enum([...bundles, ...scopes])

/** A key as it is listed: without its secret, which is kept hashed only. */
export const key = z
  .strictObject({
    id: z.string().describe('The part of the key by which it is known'),
    name: line,
    scopes: z.array(scopeWord).describe('What it may do; read, write and admin are many at once'),
    created: instant,
    expires: instant.nullable(),
    used: instant.nullable(),
  })
  .meta({ id: 'Key' })

export const keyRoutes = {
  list: {
    method: 'GET',
    path: '/api/keys',
    tag: 'access',
    summary: 'List the keys',
    scope: 'keys:read',
    response: z.strictObject({ items: z.array(key) }),
  },
  create: {
    method: 'POST',
    path: '/api/keys',
    tag: 'access',
    summary: 'Make a key; it is shown this once',
    scope: 'keys:write',
    body: z.strictObject({
      name: line,
      scope: scopeWord.optional().describe('One; as `scopes` with one'),
      scopes: z.array(scopeWord).min(1).max(50).optional().describe('write when left out'),
      expires: instant.optional().describe('Left out: when it is revoked'),
    }),
    response: key.extend({ key: z.string() }),
    status: 201,
  },
  revoke: {
    method: 'DELETE',
    path: '/api/keys/:id',
    tag: 'access',
    summary: 'Revoke a key; it is refused from the next request on',
    scope: 'keys:write',
    params: z.strictObject({ id: z.string().min(1).max(100) }),
    response: done,
  },
} as const satisfies Record<string, Route>
