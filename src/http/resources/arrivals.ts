import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { Refusal } from '../../domain/failure.ts'
import { bring, bringAndWait } from '../arrive.ts'
import { given } from '../given.ts'
import { serve } from '../route.ts'
import { spoolUpload } from '../../work/spoolUpload.ts'
import type { Works } from '../works.ts'

/** What is brought: events, consents, products, files of all of them; and whether it was taken in. */
export function serveArrivals(app: FastifyInstance, works: Works): void {
  serve(app, routes.events.add, async ({ body }) => {
    const { source, events } = body
    const arrival = { kind: 'events' as const, events: events.map(given) }
    const position = await bring(works, source === undefined ? arrival : { ...arrival, source })
    return { position, applied: false }
  })
  serve(app, routes.consents.add, async ({ body }, call) => {
    const arrival = { kind: 'consents' as const, consents: [given(body)] }
    const { position, applied } = await bringAndWait(works, arrival, call)
    return { position, applied }
  })
  serve(app, routes.arrivals.bulk, async (_taken, { request }) => {
    const { file } = await spoolUpload(works.directory, 'bulk', request.body)
    return { position: await bringFile(works, file), applied: false }
  })
  serve(app, routes.arrivals.read, async ({ params, query }, { signal }) => {
    const { inbox } = works.operational
    const came = await inbox.waitApplied(params.position, query.wait * 1_000, signal)
    const rejections = came?.rejections ?? []
    return {
      position: params.position,
      applied: came !== undefined,
      rejected: rejections.map(({ part, failure }) => ({
        part: part ?? null,
        code: failure.code,
        message: failure.message,
        where: failure.where ?? null,
        fix: failure.fix ?? null,
      })),
    }
  })
}

/**
 * A refusal says that nothing was kept, so nothing is. After any other error the inbox may have it: then
 * the file stays for it, and a start removes what nothing points to.
 */
async function bringFile(works: Works, file: string): Promise<number> {
  try {
    return await bring(works, { kind: 'bulk', file })
  } catch (error) {
    if (error instanceof Refusal) await rm(join(works.directory, file), { force: true })
    throw error
  }
}
