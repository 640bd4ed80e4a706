import { z } from 'zod'
import { done, idText, instant, line } from './parts.ts'
import { roles } from './scopes.ts'
import type { Route } from './route.ts'
import { email, locale } from './session.ts'

const user = z
  .strictObject({
    id: z.int(),
    name: line,
    email: z.string(),
    role: z.enum(roles),
    locale: locale.nullable(),
    state: z.enum(['invited', 'active']).describe('Invited: no password was set yet'),
    created: instant,
    seen: instant.nullable(),
  })
  .meta({ id: 'User' })

const link = {
  link: z
    .string()
    .describe('By which that user sets a password, once; shown here alone, and sent by you'),
  expires: instant,
}

const params = z.strictObject({ id: idText })

export const userRoutes = {
  list: {
    method: 'GET',
    path: '/api/users',
    tag: 'access',
    summary: 'List the users',
    scope: 'users:read',
    response: z.strictObject({ items: z.array(user) }),
  },
  invite: {
    method: 'POST',
    path: '/api/users',
    tag: 'access',
    summary: 'Invite somebody; the answer has the link by which they set their password',
    scope: 'users:write',
    body: z.strictObject({ name: line, email, role: z.enum(roles), locale: locale.optional() }),
    response: user.extend(link),
    status: 201,
  },
  change: {
    method: 'PATCH',
    path: '/api/users/:id',
    tag: 'access',
    summary: 'Change a user; another role ends the user’s sessions',
    scope: 'users:write',
    params,
    body: z.strictObject({
      name: line.optional(),
      email: email.optional(),
      role: z.enum(roles).optional(),
    }),
    response: user,
  },
  remove: {
    method: 'DELETE',
    path: '/api/users/:id',
    tag: 'access',
    summary: 'Remove a user, whose sessions end; the last owner stays',
    scope: 'users:write',
    params,
    response: done,
  },
  link: {
    method: 'POST',
    path: '/api/users/:id/link',
    tag: 'access',
    summary:
      'Make a link by which a user sets a password: to invite again, or where it is forgotten',
    scope: 'users:write',
    params,
    response: z.strictObject(link),
  },
} as const satisfies Record<string, Route>
