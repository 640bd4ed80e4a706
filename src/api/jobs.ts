import { z } from 'zod'
import { done, id, idText, instant, json } from './parts.ts'
import type { Route } from './route.ts'

/** A piece of work that takes its time. It survives a restart and goes on. */
export const job = z
  .strictObject({
    id,
    kind: z.string(),
    state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    created: instant,
    finished: instant.nullable(),
    progress: z.strictObject({ done: z.number(), total: z.number().nullable() }),
    /** Why it failed. */
    problem: z.string().nullable(),
    result: json.describe('What it has found, in the form of its kind; null for nothing'),
  })
  .meta({ id: 'Job' })

const byId = z.strictObject({ id: idText })

export const jobRoutes = {
  list: {
    method: 'GET',
    path: '/api/jobs',
    tag: 'running',
    summary: 'The jobs of late, latest first',
    scope: 'running:read',
    response: z.strictObject({ items: z.array(job) }),
  },
  read: {
    method: 'GET',
    path: '/api/jobs/:id',
    tag: 'running',
    summary: 'How far a job is',
    scope: 'running:read',
    params: byId,
    response: job,
  },
  cancel: {
    method: 'POST',
    path: '/api/jobs/:id/cancel',
    tag: 'running',
    summary: 'Stop a job; what it has done so far stays right',
    scope: 'running:write',
    params: byId,
    response: done,
  },
} as const satisfies Record<string, Route>
