import { dayMs } from '../../domain/time/civil.ts'
import { as, sql, type Sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'

/** How many events there are of a name, and between when. */
export type Volume = {
  readonly name: string
  readonly count: number
  readonly lastDay: number
  readonly lastWeek: number
  readonly lastMonth: number
  /** Milliseconds. */
  readonly first: number
  readonly last: number
}

/** More names than these nobody looks through. */
const mostNames = 1_000
const mostSources = 20

/** Of all names up to now, the most frequent first, with whence they come. It reads three columns of all events. */
export async function eventVolumes(
  database: Database,
  now: number,
  options?: ReadOptions,
): Promise<readonly (Volume & { readonly sources: readonly string[] })[]> {
  const rows = await database.rows<VolumeRow & { sources: string[] }>(
    sql`SELECT ${volumeColumns(now)},
        arraySort(groupUniqArray(${mostSources})(toString(source))) AS sources
      FROM events WHERE ts <= ${now} GROUP BY name ORDER BY count() DESC, name LIMIT ${mostNames}`,
    options,
  )
  return rows.map((row) => ({
    ...volumeOf(row),
    sources: row.sources.filter((each) => each !== ''),
  }))
}

/** The same of one name; undefined where there are none. */
export async function eventVolume(
  database: Database,
  name: string,
  now: number,
  options?: ReadOptions,
): Promise<Volume | undefined> {
  const [row] = await database.rows<VolumeRow>(
    sql`SELECT ${volumeColumns(now)} FROM events WHERE name = ${name} AND ts <= ${now}
      GROUP BY name`,
    options,
  )
  return row === undefined ? undefined : volumeOf(row)
}

/** How many events there are from each of those instants to the next, the last up to now, and of how many customers. */
export type EventsThen = {
  readonly name: string
  /** The instant, milliseconds. */
  readonly begin: number
  readonly count: number
  readonly customers: number
}

/** Of one name, or of several: then without customers. */
export async function eventsBy(
  database: Database,
  {
    name,
    begins,
    now,
  }: {
    readonly name: string | readonly string[]
    readonly begins: readonly number[]
    readonly now: number
  },
  options?: ReadOptions,
): Promise<readonly EventsThen[]> {
  const one = typeof name === 'string'
  const named = one ? sql`name = ${name}` : sql`name IN ${as('Array(String)', name)}`
  const customers = one ? sql`uniqExact(customer_id)` : sql`0`
  const rows = await database.rows<{ event: string; begin: string; n: string; customers: string }>(
    sql`SELECT toString(name) AS event, toString(roundDown(ts, ${as('Array(Int64)', begins)})) AS begin,
        toString(count()) AS n, toString(${customers}) AS customers
      FROM events WHERE ${named} AND ts >= ${begins[0] ?? now} AND ts <= ${now} GROUP BY event, begin`,
    options,
  )
  return rows.map((row) => ({
    name: row.event,
    begin: Number(row.begin),
    count: Number(row.n),
    customers: Number(row.customers),
  }))
}

export type ValueSeen = { readonly value: string; readonly count: number }

/** Whence the events of a name come, or on which channels they happened, the most first. */
export async function eventOrigins(
  database: Database,
  {
    name,
    of,
    now,
  }: { readonly name: string; readonly of: 'source' | 'channel'; readonly now: number },
  options?: ReadOptions,
): Promise<readonly ValueSeen[]> {
  const column = of === 'source' ? sql`source` : sql`channel`
  const rows = await database.rows<{ value: string; n: string }>(
    sql`SELECT toString(${column}) AS value, toString(count()) AS n FROM events
      WHERE name = ${name} AND ts <= ${now} GROUP BY value ORDER BY count() DESC, value
      LIMIT ${mostSources}`,
    options,
  )
  return rows.map(({ value, n }) => ({ value, count: Number(n) }))
}

/** The place of an event in the table. */
type EventPlace = { readonly customer: string; readonly event: string }

/** The latest events of a name up to now, of which only the place is read; the latest first. */
export async function latestPlaces(
  database: Database,
  { name, now, limit }: { readonly name: string; readonly now: number; readonly limit: number },
  options?: ReadOptions,
): Promise<readonly EventPlace[]> {
  return await database.rows<EventPlace>(
    sql`SELECT toString(customer_id) AS customer, toString(id) AS event FROM events
      WHERE name = ${name} AND ts <= ${now} ORDER BY ts DESC, id DESC LIMIT ${limit}`,
    options,
  )
}

type VolumeRow = {
  readonly event: string
  readonly n: string
  readonly first: string
  readonly last: string
  readonly counts: readonly [string, string, string]
}

function volumeColumns(now: number): Sql {
  const since = (days: number): Sql => sql`toString(countIf(ts > ${now - days * dayMs}))`
  return sql`toString(name) AS event, toString(count()) AS n, toString(min(ts)) AS first,
    toString(max(ts)) AS last, [${since(1)}, ${since(7)}, ${since(30)}] AS counts`
}

function volumeOf({ event, n, first, last, counts }: VolumeRow): Volume {
  const [lastDay, lastWeek, lastMonth] = counts
  return {
    name: event,
    count: Number(n),
    lastDay: Number(lastDay),
    lastWeek: Number(lastWeek),
    lastMonth: Number(lastMonth),
    first: Number(first),
    last: Number(last),
  }
}
