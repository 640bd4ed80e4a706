import type {
  Event,
  Item,
  ListElement,
  Properties,
  PropertyValue,
} from '../../domain/event/event.ts'

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
}

const typedColumns = ['total', 'value', 'quantity', 'price'] as const
const typedItemColumns = ['quantity', 'price'] as const

/**
 * An event as a JSONEachRow row of `events`. A number named as a typed column goes there and only
 * there; all else goes by path into the map of its type; text into `text` and `fold` both.
 */
export function eventRow(event: Event, origin: EventOrigin): Record<string, unknown> {
  const maps = mapsOf(event.properties, typedColumns)
  return {
    name: event.name,
    customer_id: String(origin.customerId),
    ts: event.ts,
    id: String(event.id),
    channel: event.channel,
    source: event.source,
    import_id: origin.importId,
    version: origin.version,
    received: origin.received,
    total: maps.typed.get('total') ?? null,
    value: maps.typed.get('value') ?? null,
    quantity: maps.typed.get('quantity') ?? null,
    price: maps.typed.get('price') ?? null,
    order_id: textOf(event.properties, 'order_id'),
    product_id: textOf(event.properties, 'product_id'),
    num: maps.num,
    text: maps.text,
    fold: maps.fold,
    bool: maps.bool,
    instant: maps.instant,
    list: maps.list,
    ...(event.items.length === 0 ? {} : itemColumns(event.items)),
    body: origin.body,
  }
}

/** `n<ten-thousandths>`, `t<folded text>`, `b0` or `b1`: equal keys are what `is` calls identical. */
export function listKey(element: ListElement): string {
  switch (element.type) {
    case 'number':
      return `n${element.value}`
    case 'text':
      return `t${element.folded}`
    case 'boolean':
      return element.value ? 'b1' : 'b0'
  }
}

/** Arrays of objects side by side, one array a column: the engine's flattened `Nested`. */
function itemColumns(items: readonly Item[]): Record<string, unknown> {
  const maps = items.map((item) => mapsOf(item.properties, typedItemColumns))
  return {
    'items.path': items.map((item) => item.path),
    'items.product_id': items.map((item) => textOf(item.properties, 'product_id')),
    'items.quantity': maps.map((each) => each.typed.get('quantity') ?? null),
    'items.price': maps.map((each) => each.typed.get('price') ?? null),
    'items.num': maps.map((each) => each.num),
    'items.text': maps.map((each) => each.text),
    'items.fold': maps.map((each) => each.fold),
    'items.bool': maps.map((each) => each.bool),
  }
}

type Maps = {
  readonly typed: Map<string, number>
  readonly num: Record<string, number>
  readonly text: Record<string, string>
  readonly fold: Record<string, string>
  readonly bool: Record<string, boolean>
  readonly instant: Record<string, number>
  readonly list: Record<string, string[]>
}

function mapsOf(properties: Properties, columns: readonly string[]): Maps {
  const maps: Maps = {
    typed: new Map(),
    num: bare(),
    text: bare(),
    fold: bare(),
    bool: bare(),
    instant: bare(),
    list: bare(),
  }
  for (const [path, value] of properties) put(maps, path, value, columns)
  return maps
}

function put(maps: Maps, path: string, value: PropertyValue, columns: readonly string[]): void {
  switch (value.type) {
    case 'number':
      if (columns.includes(path)) maps.typed.set(path, value.value)
      else maps.num[path] = value.value
      return
    case 'text':
      maps.text[path] = value.value
      maps.fold[path] = value.folded
      if (value.instant !== undefined) maps.instant[path] = value.instant
      return
    case 'boolean':
      maps.bool[path] = value.value
      return
    case 'list':
      maps.list[path] = value.value.map(listKey)
  }
}

/** An object in which a path named `__proto__` is a key like any other. */
function bare<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>
}

function textOf(properties: Properties, path: string): string {
  const value = properties.get(path)
  return value?.type === 'text' ? value.value : ''
}
