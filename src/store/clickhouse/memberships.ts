import { as, sql, type Sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'

/** Since when a customer is in a segment, in milliseconds; undefined when she is not. A point read. */
export async function memberSince(
  database: Database,
  segment: number,
  customer: string,
  options: ReadOptions = {},
): Promise<number | undefined> {
  // Without FINAL, which would read more than the one granule where the row is; and without a sort or
  // a second thread, which take longer to set up than the few versions of the row take to compare.
  const rows = await database.rows<{ since: string; deleted: number; version: string }>(
    sql`SELECT since, deleted, version FROM memberships_by_customer
      WHERE customer_id = ${as('UInt64', customer)} AND segment = ${as('UInt32', segment)}`,
    { ...options, settings: { ...options.settings, max_threads: 1 } },
  )
  const [last] = rows.toSorted((a, b) => (BigInt(a.version) < BigInt(b.version) ? 1 : -1))
  return last === undefined || last.deleted === 1 ? undefined : Number(last.since)
}

/** The segments that a customer is in, by id, and since when (milliseconds). */
export async function segmentsOf(
  database: Database,
  customer: string,
  options: ReadOptions = {},
): Promise<ReadonlyMap<number, number>> {
  type Row = { segment: number; since: string; version: string; deleted: number }
  // As they are: to put so few in groups takes the engine longer than to find them.
  const rows = await database.rows<Row>(
    sql`SELECT segment, since, version, deleted FROM memberships_by_customer
      WHERE customer_id = ${as('UInt64', customer)}`,
    options,
  )
  const latest = new Map<number, Row>()
  for (const row of rows) {
    const before = latest.get(row.segment)
    if (before === undefined || BigInt(row.version) > BigInt(before.version)) {
      latest.set(row.segment, row)
    }
  }
  const there = [...latest.values()].filter(({ deleted }) => deleted === 0)
  return new Map(there.map(({ segment, since }) => [segment, Number(since)]))
}

/** How many stored members a segment has, and how many of them are known by more than an anonymous id. */
export function storedCount(segment: number): Sql {
  return sql`SELECT count() AS count, countIf(known) AS known FROM customers FINAL
    WHERE customer_id IN (${storedMembers(segment)})`
}

/** The ids of the stored members. */
export function storedMembers(segment: number): Sql {
  return sql`SELECT customer_id FROM memberships FINAL WHERE segment = ${as('UInt32', segment)}`
}

/** A page of them by id, after that one. */
export function storedPage(
  segment: number,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Sql {
  return sql`${storedMembers(segment)} AND customer_id > ${as('UInt64', after ?? '0')}
    AND customer_id IN (SELECT customer_id FROM customers FINAL)
    ORDER BY customer_id LIMIT ${as('UInt64', limit)}`
}
