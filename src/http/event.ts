import type { Json } from '../api/parts.ts'
import type { Event, Properties, PropertyValue } from '../domain/event/event.ts'
import { unscale } from '../domain/number.ts'
import type { StoredEvent } from '../store/clickhouse/events.ts'
import { iso } from './instants.ts'

/** An event as the API shows it: properties as they came, or as an import's columns made them. */
export function showEvent({ event, importId, body }: StoredEvent) {
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
