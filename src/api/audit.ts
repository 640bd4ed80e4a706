import { z } from 'zod'
import { customerId, instant, page, paging } from './parts.ts'
import type { Route } from './route.ts'

const auditEntry = z
  .strictObject({
    seq: z.int().describe('Its place: 1 is the first'),
    at: instant,
    who: z.string().describe('`local`, the id of a key, `user:3`, or `nobody`'),
    action: z.string().describe('The method and the path of the route'),
    subject: z.string().describe('On what; customers and e-mails by keyed hashes alone'),
    status: z.int().describe('How it was answered, as HTTP says it'),
    hash: z.string().describe('Of this entry and of the hash before it: SHA-256, in hex'),
  })
  .meta({ id: 'AuditEntry' })

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'A head is 64 hexadecimal digits')

export const auditRoutes = {
  list: {
    method: 'GET',
    path: '/api/audit',
    tag: 'access',
    summary: 'What was done, by whom; the newest first',
    scope: 'audit:read',
    query: z.strictObject({
      ...paging,
      who: z.string().max(100).optional(),
      action: z.string().max(200).optional().describe('As `DELETE /api/keys/:id`'),
      customer: customerId.optional().describe('What was done to that customer'),
      since: instant.optional(),
      until: instant.optional(),
    }),
    response: page(auditEntry),
  },
  verify: {
    method: 'GET',
    path: '/api/audit/verify',
    tag: 'access',
    summary: 'Whether the log is as it was written: nothing changed, taken out or put elsewhere',
    scope: 'audit:read',
    query: z.strictObject({
      head: hash.optional().describe('One that was noted earlier: it must be in the log'),
    }),
    response: z.strictObject({
      ok: z.boolean(),
      entries: z.int(),
      head: z.string().describe('To be noted elsewhere; empty while there is no entry'),
      problem: z.strictObject({ seq: z.int(), message: z.string() }).nullable(),
    }),
  },
} as const satisfies Record<string, Route>
