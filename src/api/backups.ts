import { z } from 'zod'
import { job } from './jobs.ts'
import type { Route } from './route.ts'

export const backupRoutes = {
  create: {
    method: 'POST',
    path: '/api/backups',
    tag: 'running',
    summary: 'Write all that is stored into a new directory of the server’s machine',
    scope: 'backups',
    body: z.strictObject({
      directory: z
        .string()
        .min(1)
        .max(1_000)
        .describe('From the root, new or empty, outside of the data directory'),
    }),
    response: job,
    status: 202,
  },
  erasures: {
    method: 'GET',
    path: '/api/erasures',
    tag: 'running',
    summary: 'Who was deleted, by keyed hashes: with it an old backup is restored without them',
    scope: 'privacy',
    response: z.string(),
    stream: ['application/x-ndjson'],
  },
} as const satisfies Record<string, Route>
