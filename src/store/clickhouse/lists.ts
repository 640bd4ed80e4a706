import { as, nothing, sql, type Sql } from '../sql/sql.ts'
import { customerIds } from './ids.ts'
import type { Database, ReadOptions } from './database.ts'

const idsPerRead = 20_000

/** Since when, by which run and by a row of which version, somebody is on a list. */
export type Listed = { readonly at: number; readonly importId: number; readonly begun: number }

/** Which of those customers are on the list; rows of version `before` and later are not seen. */
export async function readListed(
  database: Database,
  list: number,
  ids: readonly string[],
  before?: number,
): Promise<Map<string, Listed>> {
  const found = new Map<string, Listed>()
  const earlier = before === undefined ? nothing : sql` AND version < ${before}`
  for (let from = 0; from < ids.length; from += idsPerRead) {
    const some = customerIds(ids.slice(from, from + idsPerRead))
    const rows = await database.rows<
      Record<'customer_id' | 'at' | 'import_id' | 'begun', string>
    >(sql`
      SELECT customer_id, argMax(l.at, l.version) AS at,
        argMax(l.import_id, l.version) AS import_id,
        argMax(if(l.began = 0, l.version, l.began), l.version) AS begun
      FROM list_members AS l WHERE list = ${list} AND customer_id IN ${some}${earlier}
      GROUP BY customer_id HAVING argMax(l.deleted, l.version) = 0`)
    for (const { customer_id: id, at, import_id: run, begun } of rows) {
      found.set(id, { at: Number(at), importId: Number(run), begun: Number(begun) })
    }
  }
  return found
}

/** On which of those lists each of those customers is, by customer id; who is on none is not there. */
export async function listsOf(
  database: Database,
  lists: readonly number[],
  ids: readonly string[],
  options?: ReadOptions,
): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>()
  if (lists.length === 0) return found
  for (let from = 0; from < ids.length; from += idsPerRead) {
    const some = customerIds(ids.slice(from, from + idsPerRead))
    const rows = await database.rows<{ customer_id: string; list: number }>(
      sql`SELECT customer_id, list FROM list_members
        WHERE list IN ${as('Array(UInt32)', lists)} AND customer_id IN ${some}
        GROUP BY customer_id, list HAVING argMax(deleted, version) = 0 ORDER BY list`,
      options,
    )
    for (const { customer_id: id, list } of rows) {
      const on = found.get(id) ?? []
      on.push(list)
      found.set(id, on)
    }
  }
  return found
}

/** Since when a customer is on which of those lists, in milliseconds by list; those she is not on are not there. */
export async function listedSince(
  database: Database,
  lists: readonly number[],
  customer: string,
  options?: ReadOptions,
): Promise<Map<number, number>> {
  if (lists.length === 0) return new Map()
  const rows = await database.rows<{ list: number; at: string }>(
    sql`SELECT list, at FROM list_members FINAL
      WHERE list IN ${as('Array(UInt32)', lists)} AND customer_id IN ${customerIds([customer])}`,
    options,
  )
  return new Map(rows.map(({ list, at }) => [list, Number(at)]))
}

/** The ids of who is on a list. */
export function membersOfList(list: number): Sql {
  return sql`SELECT customer_id FROM list_members FINAL WHERE list = ${list}`
}

/** Puts those customers onto a list who are not on it; repeating it does no harm. */
export async function fillList(
  database: Database,
  list: number,
  customers: Sql,
  { version, at }: { readonly version: number; readonly at: number },
): Promise<void> {
  await database.run(
    sql`INSERT INTO list_members (list, customer_id, at, version)
      SELECT ${list}, customer_id, ${at}, ${as('UInt64', BigInt(version))} FROM (${customers})
      WHERE customer_id NOT IN (${membersOfList(list)})`,
  )
}

/** How many are on each list. */
export async function countListed(
  database: Database,
  options?: ReadOptions,
): Promise<ReadonlyMap<number, number>> {
  const rows = await database.rows<{ list: number; n: string }>(
    sql`SELECT list, toString(count()) AS n FROM list_members FINAL GROUP BY list`,
    options,
  )
  return new Map(rows.map(({ list, n }) => [list, Number(n)]))
}

/** Takes everybody off a list, as of that version. Repeating it does no harm. */
export async function emptyList(
  database: Database,
  list: number,
  { version, at, token }: { readonly version: number; readonly at: number; readonly token: string },
): Promise<void> {
  await database.run(
    sql`INSERT INTO list_members (list, customer_id, at, version, deleted, was_at, was_import,
        was_begun)
      SELECT list, customer_id, ${at} AS now, ${as('UInt64', BigInt(version))}, 1, at, import_id,
        if(began = 0, version, began)
      FROM list_members FINAL WHERE list = ${list}`,
    { token },
  )
}

/** Takes all pins of a segment away. */
export async function emptyPins(
  database: Database,
  segment: number,
  { version, token }: { readonly version: number; readonly token: string },
): Promise<void> {
  await database.run(
    sql`INSERT INTO pins (segment, customer_id, pinned, version, deleted)
      SELECT segment, customer_id, pinned, ${as('UInt64', BigInt(version))}, 1
      FROM pins FINAL WHERE segment = ${segment}`,
    { token },
  )
}
