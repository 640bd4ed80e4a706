import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'
import { shownJob } from './jobs.ts'

/** Backups, each a job. */
export function serveBackups(app: FastifyInstance, { backups }: Works): void {
  serve(app, routes.backups.create, async ({ body: { directory } }) =>
    shownJob(await backups.request(directory)),
  )
}
