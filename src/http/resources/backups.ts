import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { writeErasures } from '../../work/backup/erasures.ts'
import { serve, serveStream } from '../route.ts'
import type { Works } from '../works.ts'
import { shownJob } from './jobs.ts'

/** Backups, each a job; and who was deleted, which a backup made before does not know. */
export function serveBackups(app: FastifyInstance, works: Works): void {
  const { backups, clock } = works
  serve(app, routes.backups.create, async ({ body: { directory } }) =>
    shownJob(await backups.request(directory)),
  )
  serveStream(app, routes.backups.erasures, async (_taken, { reply }) => {
    const lines = writeErasures(works, clock())
    // Made before the answer begins, so that what is refused is answered as a refusal.
    const first = await lines.next()
    const all = async function* (): AsyncGenerator<string> {
      if (first.done !== true) yield first.value
      yield* lines
    }
    const type = 'application/x-ndjson; charset=utf-8'
    return await reply.type(type).send(Readable.from(all(), { objectMode: false }))
  })
}
