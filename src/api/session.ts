import { z } from 'zod'
import { done, instant, line } from './parts.ts'
import { roles, scopes } from './scopes.ts'
import type { Route } from './route.ts'

/** One browser in which somebody is signed in. */
const openSession = z
  .strictObject({
    id: z.string().describe('By which it is ended; it opens nothing'),
    created: instant,
    seen: instant.describe('When it was last used, to the minute'),
    ends: instant.describe('At the latest'),
    current: z.boolean().describe('The one by which this was asked'),
  })
  .meta({ id: 'OpenSession' })

/** As it is sent to; the store knows it in small letters. */
export const email = z.email().max(254)

/** In which language somebody is spoken to. */
export const locale = z.enum(['pt-BR', 'en'])

/** Of a new one length is checked with the other rules, which say more than a form could. */
const password = z.string().max(1_000)

/** What follows the # of a link. */
const token = z.string().max(200)

export const session = z
  .strictObject({
    user: z.strictObject({
      id: z.int(),
      name: line,
      email: z.string(),
      role: z.enum(roles),
      locale: locale.nullable(),
    }),
    csrf: z.string().describe('To be sent as x-csrf-token with whatever changes something'),
    scopes: z.array(z.enum(scopes)).describe('All that this user may do'),
  })
  .meta({ id: 'Session' })

export const sessionRoutes = {
  setUpNeeded: {
    method: 'GET',
    path: '/api/setup',
    tag: 'access',
    summary: 'Whether the first administrator is missing',
    response: z.strictObject({ needed: z.boolean() }),
  },
  setUp: {
    method: 'POST',
    path: '/api/setup',
    tag: 'access',
    summary: 'Make the first administrator by the link that a start has printed, and sign in',
    body: z.strictObject({ token, name: line, email, password, locale: locale.optional() }),
    response: session,
  },
  read: {
    method: 'GET',
    path: '/api/session',
    tag: 'access',
    summary: 'Who is signed in, and what they may do',
    signedIn: true,
    response: session,
  },
  signIn: {
    method: 'POST',
    path: '/api/session',
    tag: 'access',
    summary: 'Sign in; the answer sets a cookie',
    body: z.strictObject({ email: z.string().max(254), password }),
    response: session,
  },
  change: {
    method: 'PATCH',
    path: '/api/session',
    tag: 'access',
    summary: 'Change one’s own name, language or password; a new password ends all other sessions',
    signedIn: true,
    body: z.strictObject({
      name: line.optional(),
      locale: locale.nullable().optional(),
      password: z.strictObject({ current: password, new: password }).optional(),
    }),
    response: session,
  },
  signOut: {
    method: 'DELETE',
    path: '/api/session',
    tag: 'access',
    summary: 'Sign out',
    signedIn: true,
    response: done,
  },
  list: {
    method: 'GET',
    path: '/api/sessions',
    tag: 'access',
    summary: 'One’s own sessions, the latest used first',
    signedIn: true,
    response: z.strictObject({ items: z.array(openSession) }),
  },
  end: {
    method: 'DELETE',
    path: '/api/sessions/:id',
    tag: 'access',
    summary: 'Sign out one of one’s own sessions',
    signedIn: true,
    params: z.strictObject({ id: z.string().regex(/^[0-9a-f]{16}$/, 'No session is called so') }),
    response: done,
  },
  setPassword: {
    method: 'POST',
    path: '/api/password',
    tag: 'access',
    summary: 'Set a password by a link, and sign in; all sessions of that user end',
    body: z.strictObject({ token, password }),
    response: session,
  },
} as const satisfies Record<string, Route>
