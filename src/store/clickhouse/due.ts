import { as, sql, type Sql } from '../sql/sql.ts'
import type { Database, ReadOptions, WriteOptions } from './database.ts'
import { customerIds } from './ids.ts'
import { dueSpanMs } from './schema/memberships.ts'

/** When a customer is to be asked again about a segment, with no new data. */
export type Due = {
  readonly segment: number
  readonly customer: string
  /** Milliseconds. */
  readonly at: number
}

/** Where reading goes on: after that row. */
export type DueEnd = Due

/** One statement may bring rows of many years, and each 30 days are a partition. */
const intoAnyPartition: WriteOptions = { settings: { max_partitions_per_insert_block: 0 } }

/**
 * Keeps when whom to ask. What is there already is there once; what is no longer needed stays, and costs
 * one look when its instant comes.
 *
 * @param noticed the instant as of which it was found: earlier than any of them
 */
export async function writeDue(
  database: Database,
  rows: readonly Due[],
  noticed: number,
): Promise<void> {
  if (rows.length === 0) return
  await database.insert(
    'due',
    rows.map(({ segment, customer, at }) => ({ at, segment, customer_id: customer, noticed })),
    intoAnyPartition,
  )
}

/** The same for whatever a query of (segment, customer_id, at) finds. */
export async function writeFoundDue(
  database: Database,
  found: Sql,
  noticed: number,
  { signal }: Pick<WriteOptions, 'signal'> = {},
): Promise<void> {
  await database.run(
    sql`INSERT INTO due (at, segment, customer_id, noticed)
      SELECT at, segment, customer_id, ${noticed} FROM (${found})
      WHERE customer_id NOT IN (SELECT customer_id FROM tombstones)`,
    { ...intoAnyPartition, ...(signal === undefined ? {} : { signal }) },
  )
}

/** What of `due` is asked for. */
export type DueWanted = {
  /** From this instant (included) … */
  readonly from: number
  /** … up to this one (included). Milliseconds. */
  readonly upTo: number
  /** Only after this row, the last of the page before. */
  readonly after?: DueEnd
  /** Left out: all. */
  readonly segments?: readonly number[]
  readonly limit: number
}

/** Of these customers and segments, from an instant (included) up to another (included). */
export type DueOf = {
  readonly customers: readonly string[]
  readonly segments: readonly number[]
  readonly from: number
  readonly upTo: number
}

/** All of those that wait. For a few customers. */
export async function readDueOf(database: Database, of: DueOf): Promise<readonly Due[]> {
  type Row = { at: string; segment: number; customer_id: string }
  const rows = await database.rows<Row>(
    sql`SELECT at, segment, customer_id FROM due WHERE ${thoseOf(of)}
      GROUP BY at, segment, customer_id HAVING max(noticed) < at`,
  )
  return rows.map(({ at, segment, customer_id: customer }) => ({
    at: Number(at),
    segment,
    customer,
  }))
}

/** Notes that those have been asked as of the last of these instants. Repeating it is harmless. */
export async function passDue(database: Database, of: DueOf): Promise<void> {
  await database.run(
    sql`INSERT INTO due (at, segment, customer_id, noticed)
      SELECT DISTINCT at, segment, customer_id, ${of.upTo} FROM due WHERE ${thoseOf(of)}`,
    intoAnyPartition,
  )
}

function thoseOf({ customers, segments, from, upTo }: DueOf): Sql {
  return sql`at >= ${from} AND at <= ${upTo} AND segment IN ${as('Array(UInt32)', segments)}
    AND customer_id IN ${customerIds(customers)}`
}

/** A page of those that {@link passDue} has not noted, in the order of their instants, each once. */
export async function readDue(
  database: Database,
  { from, upTo, after, segments, limit }: DueWanted,
  options: ReadOptions = {},
): Promise<readonly Due[]> {
  const later =
    after === undefined
      ? sql`true`
      : sql`(at, segment, customer_id) > (${after.at}, ${as('UInt32', after.segment)},
          ${as('UInt64', after.customer)})`
  const among =
    segments === undefined ? sql`true` : sql`segment IN ${as('Array(UInt32)', segments)}`
  type Row = { at: string; segment: number; customer_id: string }
  const rows = await database.rows<Row>(
    sql`SELECT at, segment, customer_id FROM due FINAL
      WHERE at >= ${Math.max(from, after?.at ?? from)} AND at <= ${upTo} AND ${later} AND ${among}
        AND noticed < at
      ORDER BY at, segment, customer_id LIMIT ${as('UInt64', limit)}`,
    // Rows are read in the order in which they lie, so that a page does not read the whole partition.
    { ...options, settings: { ...options.settings, optimize_read_in_order: 1, max_threads: 2 } },
  )
  return rows.map(({ at, segment, customer_id: customer }) => ({
    at: Number(at),
    segment,
    customer,
  }))
}

/** The first instant after that one at which anybody is to be asked; undefined where there is none. */
export async function nextDueAfter(
  database: Database,
  instant: number,
  options: ReadOptions = {},
): Promise<number | undefined> {
  const [row] = await database.rows<{ at: string }>(
    sql`SELECT at FROM due WHERE at > ${instant} ORDER BY at LIMIT 1`,
    { ...options, settings: { ...options.settings, optimize_read_in_order: 1, max_threads: 1 } },
  )
  return row === undefined ? undefined : Number(row.at)
}

/** How many rows there are up to an instant (included) from one on (not included): what a catching up has before it, about. */
export async function countDue(
  database: Database,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): Promise<number> {
  const [row] = await database.rows<{ n: string }>(
    sql`SELECT count() AS n FROM due WHERE at > ${after} AND at <= ${upTo}`,
  )
  return Number(row?.n ?? 0)
}

/** Forgets those before that instant, as far as they are whole partitions. Repeating it is harmless. */
export async function dropPassedDue(database: Database, before: number): Promise<void> {
  const rows = await database.rows<{ id: string }>(sql`
    SELECT DISTINCT partition_id AS id FROM system.parts
    WHERE database = currentDatabase() AND table = 'due' AND active
      AND toInt64(partition) < ${Math.floor(before / dueSpanMs)}`)
  for (const { id } of rows) {
    await database.run(sql`ALTER TABLE due DROP PARTITION ID ${id}`)
  }
}

/** Forgets those of segments that are gone. Repeating it is harmless. */
export async function deleteDueOf(database: Database, segments: readonly number[]): Promise<void> {
  if (segments.length === 0) return
  await database.run(sql`DELETE FROM due WHERE segment IN ${as('Array(UInt32)', segments)}`)
}
