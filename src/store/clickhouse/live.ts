import { as, sql, type Sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'
import { endLeftovers } from './erasure.ts'
import { customerIds } from './ids.ts'

/**
 * How a few customers' memberships are written, in an order by which a kill loses and doubles nothing:
 * the entries of the ledger first, all in one block, and then the memberships that follow from them.
 */

/** A membership as it stands. */
export type StoredMembership = {
  /** Milliseconds. */
  readonly since: number
  /** Whether the customer counted as known when it was written. */
  readonly known: boolean
}

/** By customer and segment, who of those customers is in which of those segments. A point read. */
export async function membershipsOf(
  database: Database,
  customers: readonly string[],
  segments: readonly number[],
  options: ReadOptions = {},
): Promise<Map<string, Map<number, StoredMembership>>> {
  const found = new Map<string, Map<number, StoredMembership>>()
  if (customers.length === 0 || segments.length === 0) return found
  type Row = { customer_id: string; segment: number; began: string; counted: boolean }
  const rows = await database.rows<Row>(
    sql`SELECT customer_id, segment, argMax(m.since, m.version) AS began,
        argMax(m.known, m.version) AS counted
      FROM memberships_by_customer AS m
      WHERE customer_id IN ${customerIds(customers)} AND ${among(segments)}
      GROUP BY customer_id, segment HAVING argMax(m.deleted, m.version) = 0`,
    options,
  )
  for (const { customer_id: customer, segment, began, counted } of rows) {
    const hers = found.get(customer) ?? new Map<number, StoredMembership>()
    found.set(customer, hers)
    hers.set(segment, { since: Number(began), known: counted })
  }
  return found
}

/** By customer, the segments in which those count as known who are not, or the other way round. A point read. */
export async function otherwiseKnown(
  database: Database,
  customers: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  if (customers.length === 0) return new Map()
  const ids = customerIds(customers)
  const rows = await database.rows<{ customer_id: string; segments: number[] }>(
    sql`SELECT customer_id, groupArray(segment) AS segments FROM (
        SELECT customer_id, segment, argMax(m.known, m.version) AS counted
        FROM memberships_by_customer AS m WHERE customer_id IN ${ids}
        GROUP BY customer_id, segment HAVING argMax(m.deleted, m.version) = 0)
      WHERE counted != (customer_id IN (
        SELECT customer_id FROM customers AS c WHERE customer_id IN ${ids}
        GROUP BY customer_id HAVING argMax(c.known, c.version)))
      GROUP BY customer_id`,
  )
  return new Map(rows.map(({ customer_id: customer, segments }) => [customer, segments]))
}

/** How many events of those names each of those customers has; who has none is left out. */
export async function eventsOfEach(
  database: Database,
  customers: readonly string[],
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (customers.length === 0 || names.length === 0) return new Map()
  const rows = await database.rows<{ customer_id: string; n: string }>(
    sql`SELECT customer_id, count() AS n FROM events
      WHERE name IN ${as('Array(String)', names)} AND customer_id IN ${customerIds(customers)}
      GROUP BY customer_id`,
  )
  return new Map(rows.map(({ customer_id: customer, n }) => [customer, Number(n)]))
}

/** Which of those customers were deleted. */
export async function whoIsBuried(
  database: Database,
  customers: readonly string[],
): Promise<ReadonlySet<string>> {
  if (customers.length === 0) return new Set()
  const rows = await database.rows<{ customer_id: string }>(
    sql`SELECT DISTINCT customer_id FROM tombstones WHERE customer_id IN ${customerIds(customers)}`,
  )
  return new Set(rows.map(({ customer_id: customer }) => customer))
}

/** An entry of the ledger that is no full refresh's. */
export type Entry = {
  readonly segment: number
  readonly customer: string
  readonly entered: boolean
  /** The instant at which it holds, and the one at which it was noticed: milliseconds. */
  readonly at: number
  readonly noticed: number
  readonly cause: string
  readonly ref: string
  /** Whether the customer is known by more than an anonymous id. */
  readonly known: boolean
}

/** A membership that goes on, of which something beside it is another. */
export type Amended = {
  readonly segment: number
  readonly customer: string
  readonly since: number
  readonly known: boolean
  /** The instant of the batch that found it. */
  readonly noticed: number
}

/** Writes entries: all of them are there, or none. */
export async function writeEntries(database: Database, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map(({ customer, segment, entered, at, noticed, cause, ref }) => {
    return { segment, customer_id: customer, entered, at, noticed, cause, ref, run: 0 }
  })
  await database.insert('changes', rows, { settings: oneBlock })
}

/** However many rows: one block, which is there whole or not at all. */
const oneBlock = {
  input_format_parallel_parsing: 0,
  max_insert_block_size: 100_000_000,
  min_insert_block_size_rows: 100_000_000,
  min_insert_block_size_bytes: 1_000_000_000,
}

/** Writes the memberships that follow from entries, and those that were amended. Repeating it is harmless. */
export async function writeMemberships(
  database: Database,
  entries: readonly Entry[],
  amended: readonly Amended[] = [],
): Promise<void> {
  const last = new Map<string, Entry>()
  for (const entry of entries) {
    const key = `${entry.customer} ${entry.segment}`
    const other = last.get(key)
    if (other === undefined || other.noticed < entry.noticed) last.set(key, entry)
  }
  const rows = [
    ...[...last.values()].map(({ segment, customer, entered, at, noticed, known }) => ({
      segment,
      customer_id: customer,
      since: at,
      version: noticed,
      known,
      deleted: entered ? 0 : 1,
    })),
    ...amended.map(({ segment, customer, since, known, noticed }) => ({
      segment,
      customer_id: customer,
      since,
      version: noticed,
      known,
      deleted: 0,
    })),
  ]
  if (rows.length === 0) return
  await Promise.all([
    database.insert('memberships', rows),
    database.insert('memberships_by_customer', rows),
  ])
}

/**
 * The entries that a batch has written: none, or all of them. It is the last that wrote any, so that
 * they are the ones of its instant and after; a deletion writes its own, of whoever is gone.
 */
export async function entriesSince(database: Database, noticed: number): Promise<Entry[]> {
  type Row = Omit<Entry, 'customer' | 'at' | 'noticed'> &
    Record<'customer_id' | 'at' | 'noticed', string>
  const rows = await database.rows<Row>(
    sql`SELECT segment, customer_id, entered, at, noticed, cause, ref,
        customer_id IN (SELECT customer_id FROM customers FINAL WHERE known) AS known
      FROM changes
      WHERE run = ${as('UInt64', 0)} AND noticed >= ${noticed} AND cause != 'erasure'
        AND customer_id NOT IN (SELECT customer_id FROM tombstones)
      ORDER BY noticed, segment, customer_id`,
  )
  return rows.map(({ customer_id: customer, at, noticed: seen, known, ...rest }) => ({
    ...rest,
    customer,
    at: Number(at),
    noticed: Number(seen),
    known: Boolean(known),
  }))
}

/**
 * Takes out whom a batch of that instant has written in though she was deleted: by a process that was
 * killed, whose entries were still on their way.
 */
export async function leaveOutBuried(database: Database, noticed: number): Promise<void> {
  const theirs = sql`run = ${as('UInt64', 0)} AND noticed >= ${noticed} AND entered
    AND customer_id IN (SELECT customer_id FROM tombstones)`
  const rows = await database.rows<{ segment: number }>(
    sql`SELECT DISTINCT segment FROM changes WHERE ${theirs}`,
  )
  if (rows.length === 0) return
  const segments = rows.map(({ segment }) => segment)
  await endLeftovers(database, segments, sql`SELECT customer_id FROM changes WHERE ${theirs}`)
}

/** The segments of which a batch of that instant, the last there was, has written memberships. */
export async function segmentsWrittenSince(
  database: Database,
  noticed: number,
): Promise<readonly number[]> {
  const rows = await database.rows<{ segment: number }>(
    sql`SELECT DISTINCT segment FROM memberships WHERE version >= ${as('UInt64', noticed)}`,
  )
  return rows.map(({ segment }) => segment)
}

/** Of those customers, who were deleted: the segments that they left by it. */
export async function leftByErasure(
  database: Database,
  customers: readonly string[],
): Promise<readonly number[]> {
  if (customers.length === 0) return []
  const rows = await database.rows<{ segment: number }>(
    sql`SELECT DISTINCT segment FROM changes
      WHERE cause = 'erasure' AND customer_id IN ${customerIds(customers)}`,
  )
  return rows.map(({ segment }) => segment)
}

function among(segments: readonly number[]): Sql {
  return sql`segment IN ${as('Array(UInt32)', segments)}`
}
