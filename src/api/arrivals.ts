import { z } from 'zod'
import { arrived } from './parts.ts'
import type { Route } from './route.ts'

const position = z.coerce.number<number | string>().pipe(z.int().min(1))

export const arrivalRoutes = {
  bulk: {
    method: 'POST',
    path: '/api/bulk',
    tag: 'events',
    summary:
      'Bring a file of JSON lines, each one arrival (customers, events, list, consents, products, places)',
    scope: 'imports:write',
    upload: true,
    response: arrived,
    status: 202,
  },
  read: {
    method: 'GET',
    path: '/api/arrivals/:position',
    tag: 'events',
    summary: 'Can what was brought be read by now? Waits for it up to some seconds',
    scope: 'running:read',
    params: z.strictObject({ position }),
    query: z.strictObject({
      wait: z.coerce.number<number | string>().pipe(z.number().min(0).max(30)).default(0),
    }),
    response: arrived.extend({
      rejected: z.array(
        z.strictObject({
          part: z.int().nullable().describe('Which one of what was brought together, from 0'),
          code: z.string(),
          message: z.string(),
          where: z.string().nullable(),
          fix: z.string().nullable(),
        }),
      ),
    }),
  },
} as const satisfies Record<string, Route>
