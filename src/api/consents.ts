import { z } from 'zod'
import { arrived, instant, who } from './parts.ts'
import type { Route } from './route.ts'

const code = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/)
  .max(60)

export const consentRoutes = {
  add: {
    method: 'POST',
    path: '/api/consents',
    tag: 'consents',
    summary: 'Write down what a customer allowed or denied, for a purpose and a channel',
    scope: 'customers:write',
    body: z.strictObject({
      ...who,
      purpose: code,
      channel: code,
      state: z.enum(['granted', 'denied']),
      at: instant.optional(),
      source: z.string().max(200).default('api'),
      evidence: z.string().max(10_000).default('').describe('How it was asked and answered'),
    }),
    response: arrived,
    late: true,
  },
} as const satisfies Record<string, Route>
