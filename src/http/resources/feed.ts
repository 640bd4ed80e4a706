import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import type { Change } from '../../store/clickhouse/ledger.ts'
import { beginAt, readHorizon, type Reached } from '../../work/deliver/horizon.ts'
import { follow, placeFrom, placeText, type Fed } from '../../work/deliver/feed.ts'
import { standingsOf } from '../../work/refresh/standing.ts'
import { iso } from '../instants.ts'
import { serveStream } from '../route.ts'
import type { Works } from '../works.ts'

/** So often something is sent, though it be a comment: proxies close what is silent. */
const beatMs = 15_000

/** The ledger as it grows, for whoever listens. */
export function serveFeed(app: FastifyInstance, works: Works): void {
  serveStream(app, routes.segments.live, async ({ query }, { request, reply, signal }) => {
    const from = await beginning(works, request)
    const segments = query.segments?.split(',').map(Number)
    const over = AbortSignal.any([signal, works.stopping])
    const fed = follow(works, from, { segments, beatMs, signal: over })
    reply.header('content-type', 'text/event-stream').header('cache-control', 'no-store')
    return await reply.send(Readable.from(written(works, from, fed)))
  })
}

async function beginning(works: Works, { headers }: FastifyRequest): Promise<Reached> {
  const last = headers['last-event-id']
  if (last === undefined || last === '') return beginAt(await readHorizon(works.operational.db), 0)
  const place = typeof last === 'string' ? placeFrom(last) : undefined
  if (place !== undefined) return place
  throw new Refusal(
    failure('invalid', 'Last-Event-ID is no id of this feed', {
      where: 'Last-Event-ID',
      fix: 'Leave it out to hear what comes from now on.',
    }),
  )
}

/** As server-sent events: the place comes first, and with the last entry of what was read together. */
async function* written(
  works: Works,
  from: Reached,
  all: AsyncIterable<Fed>,
): AsyncGenerator<string> {
  yield `retry: 1000\nid: ${placeText(from)}\n\n`
  for await (const { changes, reached } of all) {
    if (changes.length === 0) {
      yield `: \n\n`
      continue
    }
    const entries = changes.map(
      (change) => `event: change\ndata: ${JSON.stringify(shown(change))}\n\n`,
    )
    const counts = await countsOf(works, changes)
    yield `${entries.join('')}${counts}id: ${placeText(reached)}\nevent: place\ndata: {}\n\n`
  }
}

function shown({ segment, entered, customer, at, noticed, cause, ref }: Change) {
  const what = entered ? 'entered' : 'left'
  return { segment, what, customer, at: iso(at), noticed: iso(noticed), cause, ref }
}

/** How many are in those segments now. */
async function countsOf({ operational }: Works, changes: readonly Change[]): Promise<string> {
  const ids = [...new Set(changes.map(({ segment }) => segment))]
  const standings = await standingsOf(operational.db, ids)
  return [...standings]
    .map(([segment, { count, known }]) => {
      return `event: count\ndata: ${JSON.stringify({ segment, count, known })}\n\n`
    })
    .join('')
}
