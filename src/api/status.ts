import { z } from 'zod'
import { instant } from './parts.ts'
import { job } from './jobs.ts'
import type { Route } from './route.ts'

const watch = z
  .strictObject({
    directory: z.string(),
    everySeconds: z.number(),
    looked: instant.nullable(),
    problem: z.string().nullable(),
    waiting: z.int().describe('Files at the last look'),
    current: z
      .strictObject({ template: z.string(), import: z.int().nullable() })
      .nullable()
      .describe('What is being taken in'),
    done: z.int().describe('Files since the start, as `failed`'),
    failed: z.int(),
  })
  .meta({ id: 'Watch' })

export const status = z
  .strictObject({
    version: z.string(),
    started: instant,
    directory: z.string(),
    engine: z.strictObject({ up: z.boolean() }),
    inbox: z.strictObject({
      position: z.int().describe('Of the last arrival'),
      applied: z.int().describe('Everything up to here can be read'),
      waiting: z.int(),
    }),
    customers: z.int(),
    events: z.int(),
    segments: z.int(),
    refresh: z.strictObject({
      /** The stored memberships are those of this instant. */
      asOf: instant.nullable(),
      running: z.boolean(),
      waiting: z.boolean(),
    }),
    watch: watch.nullable().describe('The watched folder; null where there is none'),
    jobs: z.array(job),
  })
  .meta({ id: 'Status' })

export const statusRoutes = {
  read: {
    method: 'GET',
    path: '/api/status',
    tag: 'running',
    summary: 'How the installation fares',
    scope: 'running:read',
    response: status,
  },
} as const satisfies Record<string, Route>

const state = z.strictObject({ ok: z.boolean() })

/** Those that need no key, and so say nothing but yes or no. */
export const healthRoutes = {
  alive: {
    method: 'GET',
    path: '/healthz',
    tag: 'running',
    summary: 'Is the process there?',
    response: state,
  },
  ready: {
    method: 'GET',
    path: '/readyz',
    tag: 'running',
    summary: 'Can it answer? 503 when not',
    response: state,
  },
} as const satisfies Record<string, Route>
