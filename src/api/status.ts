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
    now: instant.describe('By the clock of the server'),
    directory: z.string(),
    disk: z
      .strictObject({ freeBytes: z.number(), totalBytes: z.number() })
      .nullable()
      .describe('Of the data directory; null where the system does not say'),
    store: z.enum(['sqlite', 'postgres']).describe('What keeps what people make, and what arrives'),
    engine: z.strictObject({
      up: z.boolean(),
      own: z.boolean().describe('It is a process of the program’s own, in the data directory'),
    }),
    backup: z
      .strictObject({
        possible: z.boolean().describe('Both stores are in the data directory'),
        last: instant.nullable().describe('When the last one of this installation was done'),
      })
      .describe('Backups by the program itself'),
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
