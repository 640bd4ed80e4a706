import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { routes } from '../../api/routes.ts'
import { readConsents } from '../../store/clickhouse/consents.ts'
import { eventKinds, timeline, type TimelineEnd } from '../../store/clickhouse/events.ts'
import { segmentsOf } from '../../store/clickhouse/memberships.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { showEvent } from '../event.ts'
import { given } from '../given.ts'
import { meets } from '../meets.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import { standingSegmentsReader } from '../standingSegments.ts'
import type { Works } from '../works.ts'

/** What a customer's page shows besides herself: events, segments, consents. */
export function serveCustomerPage(app: FastifyInstance, works: Works): void {
  const { database, operational } = works
  serve(app, routes.customers.events, async ({ params, query }, { signal }) => {
    const { limit, cursor, name, channel } = query
    const page = { limit, now: works.clock(), ...given({ after: endOf(cursor), name, channel }) }
    const { events, next } = await timeline(database, params.id, page, { signal })
    return { items: events.map(showEvent), next: next === undefined ? null : writeCursor(next) }
  })
  serve(app, routes.customers.eventKinds, async ({ params }, { signal }) => ({
    items: await eventKinds(database, params.id, works.clock(), { signal }),
  }))
  const standing = standingSegmentsReader(operational.db)
  serve(app, routes.customers.segments, async ({ params }, { request, reply, signal }) => {
    const { id: customer } = params
    const [since, segments] = await Promise.all([
      segmentsOf(database, customer, { signal }),
      standing(),
    ])
    const items = []
    for (const { id, name, asOf } of segments) {
      if (asOf !== undefined) {
        const at = since.get(id)
        if (at !== undefined) items.push({ id, name, since: iso(at), asOf: iso(asOf) })
        continue
      }
      // Not filled by its present definition: few, and not for long.
      const met = await meets(works, customer, { segment: id }, signal)
      if (met.meets === true) items.push({ id, name, since: null, asOf: iso(met.asOf) })
    }
    const tag = tagOf(items)
    // Whoever asks may keep it, and ask whether it still holds.
    reply.header('cache-control', 'private, no-cache').header('etag', tag)
    if (isTagged(request, tag)) reply.code(304)
    return { items }
  })
  serve(app, routes.customers.consents, async ({ params }, { signal }) => {
    const entries = await readConsents(database, params.id, { signal })
    return { items: entries.map((entry) => ({ ...entry, at: iso(entry.at) })) }
  })
}

/** The same as long as she is in the same segments, by the same names: as of when is not looked at. */
function tagOf(
  items: readonly { readonly id: number; readonly name: string; readonly since: string | null }[],
) {
  const said = JSON.stringify(items.map(({ id, name, since }) => [id, name, since]))
  return `W/"${createHash('sha256').update(said).digest('base64url').slice(0, 22)}"`
}

/** Whether the caller has what is of that tag. */
function isTagged({ headers }: FastifyRequest, tag: string): boolean {
  const had = headers['if-none-match']
    ?.split(',')
    .map((each) => each.trim().replace(/^(?!W\/)/, 'W/'))
  return had?.some((each) => each === tag || each === 'W/*') ?? false
}

function endOf(cursor: string | undefined): TimelineEnd | undefined {
  const [ts, id] = readCursor(cursor, 2) ?? []
  if (ts === undefined || id === undefined) return undefined
  return /^-?\d{1,16}$/.test(ts) && /^\d{1,39}$/.test(id) ? [ts, id] : endOf('')
}
