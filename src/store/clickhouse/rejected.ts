import { as, join, sql, type Sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'

/** What could not be accepted of what was sent, as it was kept. */
export type KeptMessage = {
  readonly position: number
  readonly row: number
  /** The type of the message; `events` of our own API's. */
  readonly kind: string
  readonly source: string
  readonly reason: string
  readonly place: string
  readonly fix: string
  /** When it came, in milliseconds. */
  readonly at: number
  /** JSON; empty of who was deleted. */
  readonly body: string
}

/** Where one of them stands. */
export type KeptPlace = Pick<KeptMessage, 'position' | 'row'>

export type KeptChoice = {
  /** Those that can be brought again; of other kinds none. */
  readonly kinds: readonly string[]
  readonly source?: string
  readonly kind?: string
  /** Up to this position. */
  readonly upTo?: number
  readonly before?: KeptPlace
  readonly after?: KeptPlace
  readonly limit: number
}

/** The next of them after that place, or else the last before that place, the latest first. One row each, with its first reason. */
export async function readKept(
  database: Database,
  choice: KeptChoice,
  options?: ReadOptions,
): Promise<readonly KeptMessage[]> {
  const { kinds, source, kind, upTo, before, after, limit } = choice
  const tests = [
    sql`kind IN ${as('Array(String)', kinds)}`,
    ...(source === undefined ? [] : [sql`source = ${source}`]),
    ...(kind === undefined ? [] : [sql`kind = ${kind}`]),
    ...(upTo === undefined ? [] : [sql`position <= ${as('UInt64', upTo)}`]),
    ...(before === undefined ? [] : [sql`(position, row) < ${placeOf(before)}`]),
    ...(after === undefined ? [] : [sql`(position, row) > ${placeOf(after)}`]),
  ]
  const order =
    after === undefined ? sql`ORDER BY position DESC, row DESC` : sql`ORDER BY position, row`
  return await readRows(
    database,
    sql`WHERE ${join(tests, ' AND ')} ${order} LIMIT 1 BY position, row LIMIT ${limit}`,
    options,
  )
}

/** What could not be accepted of the arrivals at those positions. */
export async function readKeptAt(
  database: Database,
  positions: readonly number[],
  options?: ReadOptions,
): Promise<readonly KeptMessage[]> {
  if (positions.length === 0) return []
  const these = as('Array(UInt64)', positions)
  return await readRows(
    database,
    sql`WHERE position IN ${these} ORDER BY position, row LIMIT 1 BY position, row`,
    options,
  )
}

/** Those at these places. */
export async function readKeptOf(
  database: Database,
  places: readonly KeptPlace[],
  options?: ReadOptions,
): Promise<readonly KeptMessage[]> {
  if (places.length === 0) return []
  return await readRows(
    database,
    sql`WHERE ${at(places)} ORDER BY position, row LIMIT 1 BY position, row`,
    options,
  )
}

/** Forgets those at these places: they were brought again. */
export async function forgetKept(database: Database, places: readonly KeptPlace[]): Promise<void> {
  if (places.length > 0) await database.run(sql`DELETE FROM rejected WHERE ${at(places)}`)
}

type Row = Omit<KeptMessage, 'position' | 'row' | 'at'> & Record<'position' | 'row' | 'at', string>

async function readRows(
  database: Database,
  which: Sql,
  options?: ReadOptions,
): Promise<readonly KeptMessage[]> {
  const rows = await database.rows<Row>(
    sql`SELECT position, row, kind, source, reason, place, fix, at, body FROM rejected ${which}`,
    options,
  )
  return rows.map((each) => ({
    ...each,
    position: Number(each.position),
    row: Number(each.row),
    at: Number(each.at),
  }))
}

function placeOf({ position, row }: KeptPlace): Sql {
  return sql`(${as('UInt64', position)}, ${as('UInt64', row)})`
}

function at(places: readonly KeptPlace[]): Sql {
  const positions = [...new Set(places.map(({ position }) => position))]
  const texts = places.map(({ position, row }) => `${position} ${row}`)
  return sql`position IN ${as('Array(UInt64)', positions)}
    AND concat(toString(position), ' ', toString(row)) IN ${as('Array(String)', texts)}`
}
