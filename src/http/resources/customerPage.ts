import type { FastifyInstance } from 'fastify'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import type { Event, Properties, PropertyValue } from '../../domain/event/event.ts'
import { unscale } from '../../domain/number.ts'
import { readConsents } from '../../store/clickhouse/consents.ts'
import { timeline, type StoredEvent, type TimelineEnd } from '../../store/clickhouse/events.ts'
import { segmentsOf } from '../../store/clickhouse/memberships.ts'
import { listSegments } from '../../store/operational/segments.ts'
import { readStandings } from '../../work/refresh/standing.ts'
import { readCursor, writeCursor } from '../cursor.ts'
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
    return { items: events.map(shown), next: next === undefined ? null : writeCursor(next) }
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

function shown({ event, importId, body }: StoredEvent) {
  const { id, name, ts, channel, source } = event
  return {
    id: String(id),
    name,
    time: iso(ts),
    channel,
    source,
    ...(importId === 0 ? {} : { import: importId }),
    properties: body === '' ? propertiesOf(event) : (JSON.parse(body) as Record<string, Json>),
  }
}

/** Of an event that came as a file's columns. */
function propertiesOf({ properties, items }: Event): Record<string, Json> {
  const own = textOf(properties)
  return items.length === 0 ? own : { ...own, items: items.map((item) => textOf(item.properties)) }
}

function textOf(properties: Properties): Record<string, Json> {
  return Object.fromEntries([...properties].map(([path, value]) => [path, jsonOf(value)]))
}

function jsonOf(value: PropertyValue): Json {
  if (value.type === 'list') return value.value.map(jsonOf)
  return value.type === 'number' ? unscale(value.value) : value.value
}
