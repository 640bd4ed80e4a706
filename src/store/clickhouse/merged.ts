import { as, sql, type Sql } from '../sql/sql.ts'
import { customerIds } from './ids.ts'
import type { Database, ReadOptions } from './database.ts'
import { begun, latestOf, type Brought } from './undoing.ts'

/** Two customers of whom one was merged into the other by a run, or is to be again. */
export type MergedPair = {
  readonly keep: string
  readonly drop: string
  /** Of what was written of the two. */
  readonly version: number
  /** The run merged them; else it parted them. */
  readonly merged: boolean
}

/** Somebody may have been merged into somebody who was merged in turn, but no further than this. */
const longestChain = 1_000

/** Of those ids, who was merged, and who she is now. */
export async function resolveMerged(
  database: Database,
  customers: readonly string[],
  options?: ReadOptions,
): Promise<Map<string, string>> {
  const now = new Map(customers.map((id) => [id, id]))
  for (let depth = 0; depth < longestChain; depth += 1) {
    const ids = customerIds([...new Set(now.values())])
    const rows = await database.rows<{ from_id: string; to_id: string }>(
      sql`SELECT from_id, argMax(m.to_id, m.version) AS to_id FROM merged AS m
        WHERE from_id IN ${ids} GROUP BY from_id HAVING argMax(m.deleted, m.version) = 0`,
      options,
    )
    if (rows.length === 0) break
    const next = new Map(rows.map((row) => [row.from_id, row.to_id]))
    for (const [id, at] of now) now.set(id, next.get(at) ?? at)
  }
  return new Map([...now].filter(([id, at]) => id !== at))
}

/** Whoever was merged into that customer, directly or by way of others. */
export async function mergedInto(
  database: Database,
  customer: string,
  options?: ReadOptions,
): Promise<readonly string[]> {
  const all = new Set<string>()
  let latest: readonly string[] = [customer]
  for (let depth = 0; depth < longestChain && latest.length > 0; depth += 1) {
    const ids = customerIds(latest)
    const rows = await database.rows<{ from_id: string }>(
      sql`SELECT from_id FROM merged AS m
        WHERE from_id IN (SELECT from_id FROM merged WHERE to_id IN ${ids})
        GROUP BY from_id
        HAVING argMax(m.deleted, m.version) = 0 AND argMax(m.to_id, m.version) IN ${ids}`,
      options,
    )
    latest = rows.map((row) => row.from_id).filter((id) => !all.has(id))
    for (const id of latest) all.add(id)
  }
  return [...all]
}

/** The run by which somebody was merged into another. */
export async function mergeOf(database: Database, customer: string): Promise<number | undefined> {
  const rows = await database.rows<{ run: string }>(
    sql`SELECT argMax(m.import_id, m.version) AS run FROM merged AS m
      WHERE from_id = ${as('UInt64', customer)}
      GROUP BY from_id HAVING argMax(m.deleted, m.version) = 0`,
  )
  return rows[0] === undefined ? undefined : Number(rows[0].run)
}

/** The pairs of a run of merges, or of an undo of one, the last first, before that version. */
export async function pairsOfRun(
  database: Database,
  run: number,
  page: { readonly before: number; readonly limit: number; readonly customer?: string | undefined },
): Promise<readonly MergedPair[]> {
  const { before, limit, customer } = page
  const only = customer === undefined ? sql`` : sql` AND customer_id = ${as('UInt64', customer)}`
  const rows = await database.rows<{
    drop: string
    keep: string
    version: string
    merged: boolean
  }>(sql`
    SELECT customer_id AS drop, other AS keep, version, removed AS merged FROM edits
    WHERE import_id = ${run} AND (made OR removed) AND other != 0
      AND version < ${before}${only}
    ORDER BY version DESC LIMIT ${limit}`)
  return rows.map((row) => ({ ...row, version: Number(row.version) }))
}

/** How many there are, or that of one who was dropped. */
export async function countPairs(
  database: Database,
  run: number,
  customer?: string,
): Promise<number> {
  const only = customer === undefined ? sql`` : sql` AND customer_id = ${as('UInt64', customer)}`
  const [row] = await database.rows<{ n: string }>(sql`
    SELECT count() AS n FROM edits
    WHERE import_id = ${run} AND (made OR removed) AND other != 0${only}`)
  return Number(row?.n ?? 0)
}

/** Gives what the dropped ones have of lists, pins and consents to the kept ones. May be repeated. */
export async function moveTies(
  database: Database,
  pairs: readonly MergedPair[],
  { run, at }: { readonly run: number; readonly at: number },
): Promise<void> {
  const drops = as(
    'Array(UInt64)',
    pairs.map(({ drop }) => BigInt(drop)),
  )
  const keeps = as(
    'Array(UInt64)',
    pairs.map(({ keep }) => BigInt(keep)),
  )
  const versions = as(
    'Array(UInt64)',
    pairs.map(({ version }) => version),
  )
  const from = Math.min(...pairs.map(({ version }) => version))
  const to = sql`transform(customer_id, ${drops}, ${keeps}, toUInt64(0))`
  const version = sql`transform(customer_id, ${drops}, ${versions}, toUInt64(0))`
  const on = (ids: Sql, before: Sql): Sql => sql`
    SELECT list, customer_id, argMax(l.at, l.version) AS since,
      argMax(l.import_id, l.version) AS import_id, argMax(${begun.l}, l.version) AS begun
    FROM list_members AS l WHERE customer_id IN ${ids}${before}
    GROUP BY list, customer_id HAVING argMax(l.deleted, l.version) = 0`
  const earlier = sql` AND version < ${from}`
  await database.run(sql`
    INSERT INTO list_members (list, customer_id, at, import_id, version)
    SELECT list, ${to}, since, import_id, ${version} FROM (${on(sql`${drops}`, sql``)})
    WHERE (list, ${to}) NOT IN (
      SELECT list, customer_id FROM (${on(sql`${keeps}`, earlier)}))`)
  await database.run(sql`
    INSERT INTO list_members (list, customer_id, at, import_id, version, deleted, was_at, was_import,
      was_begun)
    SELECT list, customer_id, ${at}, ${run}, ${version}, 1, since, import_id, begun
    FROM (${on(sql`${drops}`, sql``)})`)
  const pinned = (ids: Sql, before: Sql): Sql => sql`
    SELECT segment, customer_id, argMax(p.pinned, p.version) AS pinned,
      argMax(${begun.p}, p.version) AS begun FROM pins AS p
    WHERE customer_id IN ${ids}${before}
    GROUP BY segment, customer_id HAVING argMax(p.deleted, p.version) = 0`
  await database.run(sql`
    INSERT INTO pins (segment, customer_id, pinned, version)
    SELECT segment, ${to}, pinned, ${version} FROM (${pinned(sql`${drops}`, sql``)})
    WHERE (segment, ${to}) NOT IN (
      SELECT segment, customer_id FROM (${pinned(sql`${keeps}`, earlier)}))`)
  await database.run(sql`
    INSERT INTO pins (segment, customer_id, pinned, version, deleted, began)
    SELECT segment, customer_id, pinned, ${version}, 1, begun FROM (${pinned(sql`${drops}`, sql``)})`)
}

/** Pins as they were before some merges, or an undo of some: where nobody has changed them since. */
export async function setPinsBack(
  database: Database,
  {
    brought,
    whom,
    version,
  }: { readonly brought: Brought; readonly whom: Sql; readonly version: number },
): Promise<void> {
  await database.run(sql`
    INSERT INTO pins (segment, customer_id, pinned, version, deleted, began)
    SELECT segment, customer_id, pinned, ${version}, NOT off, begun FROM (
      SELECT segment, customer_id, argMax(p.pinned, p.version) AS pinned,
        max(p.version) AS version, argMax(p.deleted, p.version) = 1 AS off,
        argMax(${begun.p}, p.version) AS begun
      FROM pins AS p WHERE ${whom} GROUP BY segment, customer_id)
    WHERE ${latestOf(brought)}
      AND (NOT off OR customer_id IN (SELECT customer_id FROM customers FINAL WHERE ${whom}))`)
}
