import type { Event, Item, Properties, PropertyValue } from '../../domain/event/event.ts'
import { numberItemProperties, numberProperties } from '../../domain/event/vocabulary.ts'
import { keyOf } from '../../domain/segment/identity.ts'

/** What is stored beside an event and is no part of what it says. */
export type EventOrigin = {
  /** Decimal text or bigint. */
  readonly customerId: bigint | string
  /** Inbox position of the import that brought it; 0 for what came one by one. */
  readonly importId: number
  /** See `version.ts`. */
  readonly version: number
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly received: number
  /** JSON as it came. */
  readonly body: string
  /** Of the identifiers that it named (`identifierHash`). */
  readonly named?: readonly string[]
}

type Row = Record<string, unknown>

/**
 * An event as a JSONEachRow row of `events`. A number named as one of the columns of numbers goes there and only
 * there; all else goes by path into the map of its type; text into `text` and `fold` both. What is
 * empty is left out: the engine puts its default there, and reads the row the faster.
 */
export function eventRow(event: Event, origin: EventOrigin): Row {
  const row: Row = {
    name: event.name,
    customer_id: String(origin.customerId),
    ts: event.ts,
    id: String(event.id),
    channel: event.channel,
    source: event.source,
    import_id: origin.importId,
    version: origin.version,
    received: origin.received,
    order_id: textOf(event.properties, 'order_id'),
    product_id: textOf(event.properties, 'product_id'),
    body: origin.body,
    named: origin.named ?? [],
  }
  for (const [path, value] of event.properties) put(row, path, value, numberProperties)
  if (event.items.length > 0) putItems(row, event.items)
  return row
}

/** Arrays of objects side by side, one array a column: the engine's flattened `Nested`. */
function putItems(row: Row, items: readonly Item[]): void {
  const rows = items.map(({ properties }) => {
    const item: Row = {}
    for (const [path, value] of properties) put(item, path, value, numberItemProperties)
    return item
  })
  row['items.path'] = items.map((item) => item.path)
  row['items.product_id'] = items.map((item) => textOf(item.properties, 'product_id'))
  for (const column of numberItemProperties) {
    row[`items.${column}`] = rows.map((item) => item[column] ?? null)
  }
  for (const map of ['num', 'text', 'fold', 'bool']) {
    row[`items.${map}`] = rows.map((item) => item[map] ?? {})
  }
}

function put(row: Row, path: string, value: PropertyValue, columns: ReadonlySet<string>): void {
  switch (value.type) {
    case 'number':
      if (columns.has(path)) row[path] = value.value
      else putInto(row, 'num', path, value.value)
      return
    case 'text':
      putInto(row, 'text', path, value.value)
      putInto(row, 'fold', path, value.folded)
      if (value.instant !== undefined) putInto(row, 'instant', path, value.instant)
      return
    case 'boolean':
      putInto(row, 'bool', path, value.value)
      return
    case 'list':
      putInto(row, 'list', path, value.value.map(keyOf))
  }
}

function putInto(row: Row, map: string, path: string, value: unknown): void {
  const entries = (row[map] ??= {}) as Record<string, unknown>
  if (path !== '__proto__') entries[path] = value
  // A plain assignment would set the object's prototype.
  else Object.defineProperty(entries, path, { value, enumerable: true })
}

function textOf(properties: Properties, path: string): string {
  const value = properties.get(path)
  return value?.type === 'text' ? value.value : ''
}
