import type { Event, Item, ListElement, PropertyValue } from '../../domain/event/event.ts'
import { as, join, nothing, sql, type Sql } from '../sql/sql.ts'
import { customerIds } from './ids.ts'
import type { Database, ReadOptions } from './database.ts'

/** An event with what is stored beside it. */
export type StoredEvent = {
  /** Decimal text. */
  readonly customerId: string
  readonly event: Event
  /** Inbox position of its import; 0 for none. */
  readonly importId: number
  /** JSON of its properties as they came; empty where they came as a file's columns. */
  readonly body: string
}

/** Where a page of a timeline ended: the instant and id of its last event. */
export type TimelineEnd = readonly [ts: string, id: string]

/** A part of a timeline: how many, from where on, and of which events only. */
export type TimelinePage = {
  readonly limit: number
  readonly after?: TimelineEnd
  readonly now: number
  readonly name?: string
  readonly channel?: string
}

/** A customer's events up to now, latest first; of equal instants the greater id first. */
export async function timeline(
  database: Database,
  customer: string,
  page: TimelinePage,
  options?: ReadOptions,
): Promise<{ readonly events: readonly StoredEvent[]; readonly next: TimelineEnd | undefined }> {
  const { limit, after, now, name, channel } = page
  const named = name === undefined ? nothing : sql` AND name = ${name}`
  const on = channel === undefined ? nothing : sql` AND channel = ${channel}`
  const beyond =
    after === undefined
      ? nothing
      : sql` AND (ts, id) < (${as('Int64', after[0])}, ${as('UInt128', after[1])})`
  const rows = await database.rows<EventRow>(
    sql`SELECT ${columns}, import_id, body FROM events
      WHERE customer_id = ${as('UInt64', customer)} AND ts <= ${now}${named}${on}${beyond}
      ORDER BY ts DESC, id DESC LIMIT ${limit + 1}`,
    options,
  )
  const events = rows.slice(0, limit).map(storedEvent)
  const last = events.at(-1)?.event
  return {
    events,
    next:
      rows.length > limit && last !== undefined ? [String(last.ts), String(last.id)] : undefined,
  }
}

/** The events of a name at those places in the table, the latest first. */
export async function eventsAt(
  database: Database,
  name: string,
  places: readonly { readonly customer: string; readonly event: string }[],
  options?: ReadOptions,
): Promise<readonly StoredEvent[]> {
  if (places.length === 0) return []
  const ids = as(
    'Array(UInt128)',
    places.map(({ event }) => BigInt(event)),
  )
  const rows = await database.rows<EventRow>(
    sql`SELECT ${columns}, import_id, body FROM events
      WHERE name = ${name} AND customer_id IN ${customerIds(places.map(({ customer }) => customer))}
        AND id IN ${ids} ORDER BY ts DESC, id DESC`,
    options,
  )
  return rows.map(storedEvent)
}

/** Of a customer's events up to now: how many there are of each name on each channel, most first. */
export async function eventKinds(
  database: Database,
  customer: string,
  now: number,
  options?: ReadOptions,
): Promise<{ readonly name: string; readonly channel: string; readonly count: number }[]> {
  const rows = await database.rows<{ name: string; channel: string; n: string | number }>(
    sql`SELECT name, channel, count() AS n FROM events
      WHERE customer_id = ${as('UInt64', customer)} AND ts <= ${now}
      GROUP BY name, channel ORDER BY n DESC, name, channel LIMIT 500`,
    options,
  )
  return rows.map(({ n, ...kind }) => ({ ...kind, count: Number(n) }))
}

/** There are more events than may be in memory. */
export class TooManyEvents extends Error {}

/** How events are read that are all in memory at once. */
export type EventsWanted = ReadOptions & {
  /** Their items may be left out, which are half of what there is to read. */
  readonly withoutItems?: boolean
  /** So many at the most; of more none. */
  readonly mostEvents?: number
}

/**
 * The events of some customers, by customer id: of those names, or all. For a few customers with
 * bounded events only: all of them are in memory at once.
 * @throws TooManyEvents
 */
export async function readEvents(
  database: Database,
  ids: readonly string[],
  names: readonly string[] | 'all',
  { withoutItems = false, mostEvents, ...options }: EventsWanted = {},
): Promise<Map<string, Event[]>> {
  const found = new Map<string, Event[]>(ids.map((id) => [id, []]))
  if (ids.length === 0 || names.length === 0) return found
  const tests = [
    sql`customer_id IN ${customerIds(ids)}`,
    ...(names === 'all' ? [] : [sql`name IN ${as('Array(String)', names)}`]),
  ]
  const rows = await database.rows<EventRow>(
    sql`SELECT ${withoutItems ? ownColumns : columns} FROM events
      WHERE ${join(tests, ' AND ')} ${upTo(mostEvents)}`,
    options,
  )
  refuseMore(rows, mostEvents)
  for (const row of rows) found.get(row.customer_id)?.push(eventOf(row))
  return found
}

function upTo(most: number | undefined): Sql {
  return most === undefined ? nothing : sql`LIMIT ${most + 1}`
}

function refuseMore(rows: readonly unknown[], most = Infinity): void {
  if (rows.length > most) throw new TooManyEvents(`more than ${most} events`)
}

/** Of those customers, the ids of the events of those names that are of a later version than that. */
export async function eventsSince(
  database: Database,
  ids: readonly string[],
  names: readonly string[],
  version: number,
): Promise<ReadonlySet<bigint>> {
  if (ids.length === 0 || names.length === 0) return new Set()
  const rows = await database.rows<{ event_id: string }>(
    sql`SELECT toString(id) AS event_id FROM events
      WHERE customer_id IN ${customerIds(ids)} AND name IN ${as('Array(String)', names)}
        AND version > ${as('UInt64', version)}`,
  )
  return new Set(rows.map((row) => BigInt(row.event_id)))
}

/**
 * The same events of those names, of which nothing but their time is wanted: they have no properties, no
 * items, channel or source. Of so many columns the few are read in a fraction of the time.
 * @throws TooManyEvents
 */
export async function readTimes(
  database: Database,
  ids: readonly string[],
  names: readonly string[],
  { mostEvents, ...options }: EventsWanted = {},
): Promise<Map<string, Event[]>> {
  const found = new Map<string, Event[]>()
  if (ids.length === 0 || names.length === 0) return found
  type Row = Pick<EventRow, 'customer_id' | 'name' | 'ts' | 'event_id'>
  const rows = await database.rows<Row>(
    sql`SELECT customer_id, name, ts, toString(id) AS event_id FROM events
      WHERE name IN ${as('Array(String)', names)} AND customer_id IN ${customerIds(ids)}
      ${upTo(mostEvents)}`,
    options,
  )
  refuseMore(rows, mostEvents)
  for (const { customer_id: customer, name, ts, event_id: id } of rows) {
    const hers = found.get(customer) ?? []
    found.set(customer, hers)
    hers.push({ name, ts: Number(ts), id: BigInt(id), ...onlyTime })
  }
  return found
}

const onlyTime = { channel: '', source: '', properties: new Map(), items: [] } as const

/** Which events are exported; all of them where nothing is said. */
export type EventChoice = {
  readonly names?: readonly string[]
  /** Milliseconds. */
  readonly since?: number
  /** Before this; milliseconds. */
  readonly until?: number
  /** SQL that selects the `customer_id` of whose they are. */
  readonly among?: Sql
}

/**
 * Those events by name, customer and time, as they are read: of one moment, in memory that does not grow
 * with their number.
 */
export async function* everyEvent(
  database: Database,
  choice: EventChoice,
  options?: ReadOptions,
): AsyncGenerator<readonly StoredEvent[]> {
  const query = sql`SELECT ${columns}, import_id, body FROM events WHERE ${chosen(choice)}
    ORDER BY name, customer_id, ts, id`
  const settings = { max_block_size: 8_192, ...options?.settings }
  for await (const rows of database.stream<EventRow>(query, { ...options, settings })) {
    yield rows.map(storedEvent)
  }
}

export async function countEvents(
  database: Database,
  choice: EventChoice,
  options?: ReadOptions,
): Promise<number> {
  const rows = await database.rows<{ count: string }>(
    sql`SELECT count() AS count FROM events WHERE ${chosen(choice)}`,
    options,
  )
  return Number(rows[0]?.count ?? 0)
}

function chosen({ names, since, until, among }: EventChoice): Sql {
  const tests = [
    ...(names === undefined ? [] : [sql`name IN ${as('Array(String)', names)}`]),
    ...(since === undefined ? [] : [sql`ts >= ${since}`]),
    ...(until === undefined ? [] : [sql`ts < ${until}`]),
    ...(among === undefined ? [] : [sql`customer_id IN (${among})`]),
  ]
  return tests.length === 0 ? sql`1` : join(tests, ' AND ')
}

const ownColumns = sql`customer_id, name, ts, toString(id) AS event_id, channel, source, total, value,
  quantity, price, num, text, fold, bool, instant, list`

const columns = sql`${ownColumns}, items.path, items.quantity, items.price, items.num, items.text,
  items.fold, items.bool`

type Texts<T> = Readonly<Record<string, T>>

type EventRow = {
  readonly customer_id: string
  readonly name: string
  readonly ts: string
  readonly event_id: string
  readonly channel: string
  readonly source: string
  readonly total: string | null
  readonly value: string | null
  readonly quantity: string | null
  readonly price: string | null
  readonly num: Texts<string>
  readonly text: Texts<string>
  readonly fold: Texts<string>
  readonly bool: Texts<boolean>
  readonly instant: Texts<string>
  readonly list: Texts<readonly string[]>
  readonly import_id?: string
  readonly body?: string
} & Partial<ItemColumns>

/** Not there where items are left out. */
type ItemColumns = {
  readonly 'items.path': readonly string[]
  readonly 'items.quantity': readonly (string | null)[]
  readonly 'items.price': readonly (string | null)[]
  readonly 'items.num': readonly Texts<string>[]
  readonly 'items.text': readonly Texts<string>[]
  readonly 'items.fold': readonly Texts<string>[]
  readonly 'items.bool': readonly Texts<boolean>[]
}

function storedEvent(row: EventRow): StoredEvent {
  return {
    customerId: row.customer_id,
    event: eventOf(row),
    importId: Number(row.import_id ?? 0),
    body: row.body ?? '',
  }
}

/** The inverse of `eventRow`, but that a list's texts come back folded: only their fold is kept. */
function eventOf(row: EventRow): Event {
  const properties = propertiesOf(row, [
    ['total', row.total],
    ['value', row.value],
    ['quantity', row.quantity],
    ['price', row.price],
  ])
  for (const [path, keys] of Object.entries(row.list)) {
    properties.set(path, { type: 'list', value: keys.map(elementOf) })
  }
  return {
    name: row.name,
    ts: Number(row.ts),
    id: BigInt(row.event_id),
    channel: row.channel,
    source: row.source,
    properties,
    items: hasItems(row) ? row['items.path'].map((path, i) => itemOf(row, path, i)) : [],
  }
}

function hasItems(row: EventRow): row is EventRow & ItemColumns {
  return row['items.path'] !== undefined
}

function itemOf(row: ItemColumns, path: string, i: number): Item {
  const maps = {
    num: row['items.num'][i] ?? {},
    text: row['items.text'][i] ?? {},
    fold: row['items.fold'][i] ?? {},
    bool: row['items.bool'][i] ?? {},
    instant: {},
  }
  return {
    path,
    properties: propertiesOf(maps, [
      ['quantity', row['items.quantity'][i] ?? null],
      ['price', row['items.price'][i] ?? null],
    ]),
  }
}

function propertiesOf(
  maps: Pick<EventRow, 'num' | 'text' | 'fold' | 'bool' | 'instant'>,
  typed: readonly (readonly [string, string | null])[],
): Map<string, PropertyValue> {
  const found = new Map<string, PropertyValue>()
  for (const [path, value] of [...typed, ...Object.entries(maps.num)]) {
    if (value !== null) found.set(path, { type: 'number', value: Number(value) })
  }
  for (const [path, value] of Object.entries(maps.text)) {
    const instant = ownOf(maps.instant, path)
    found.set(path, {
      type: 'text',
      value,
      folded: ownOf(maps.fold, path) ?? '',
      ...(instant === undefined ? {} : { instant: Number(instant) }),
    })
  }
  for (const [path, value] of Object.entries(maps.bool)) {
    found.set(path, { type: 'boolean', value })
  }
  return found
}

/** A map's entry of a name from outside, which may be that of a part of every object (`constructor`). */
function ownOf<T>(map: Texts<T>, name: string): T | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined
}

function elementOf(key: string): ListElement {
  const rest = key.slice(1)
  if (key.startsWith('n')) return { type: 'number', value: Number(rest) }
  if (key.startsWith('b')) return { type: 'boolean', value: rest === '1' }
  return { type: 'text', value: rest, folded: rest }
}
