import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { readConsents } from '../../store/clickhouse/consents.ts'
import { timeline, type TimelineEnd } from '../../store/clickhouse/events.ts'
import { segmentsOf } from '../../store/clickhouse/memberships.ts'
import { listSegments } from '../../store/operational/segments.ts'
import { readStandings } from '../../work/refresh/standing.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { showEvent } from '../event.ts'
import { given } from '../given.ts'
import { meets } from '../meets.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** What a customer's page shows besides herself: events, segments, consents. */
export function serveCustomerPage(app: FastifyInstance, works: Works): void {
  const { database, operational } = works
  serve(app, routes.customers.events, async ({ params, query }, { signal }) => {
    const { events, next } = await timeline(
      database,
      params.id,
      { limit: query.limit, now: works.clock(), ...given({ after: endOf(query.cursor) }) },
      { signal },
    )
    return { items: events.map(showEvent), next: next === undefined ? null : writeCursor(next) }
  })
  serve(app, routes.customers.segments, async ({ params }, { signal }) => {
    const { id: customer } = params
    const [since, segments, standings] = await Promise.all([
      segmentsOf(database, customer, { signal }),
      listSegments(operational.db),
      readStandings(operational.db),
    ])
    const items = []
    for (const { id, name, version } of segments) {
      const standing = standings.get(id)
      if (standing?.version === version) {
        const at = since.get(id)
        if (at !== undefined) items.push({ id, name, since: iso(at), asOf: iso(standing.asOf) })
        continue
      }
      // Not filled by its present definition: few, and not for long.
      const { meets: member, asOf } = await meets(works, customer, { segment: id }, signal)
      if (member === true) items.push({ id, name, since: null, asOf: iso(asOf) })
    }
    return { items }
  })
  serve(app, routes.customers.consents, async ({ params }, { signal }) => {
    const entries = await readConsents(database, params.id, { signal })
    return { items: entries.map((entry) => ({ ...entry, at: iso(entry.at) })) }
  })
}

function endOf(cursor: string | undefined): TimelineEnd | undefined {
  const [ts, id] = readCursor(cursor, 2) ?? []
  if (ts === undefined || id === undefined) return undefined
  return /^-?\d{1,16}$/.test(ts) && /^\d{1,39}$/.test(id) ? [ts, id] : endOf('')
}
