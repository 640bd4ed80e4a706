import { as, nothing, sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
import type { Move } from './removedEvents.ts'
import { begun, consentsOf, latestOf, type Brought } from './undoing.ts'

/** Lists and consents of a set of customers, as they were before a run. All of it may be repeated. */
export type SetBack = {
  readonly brought: Brought
  /** A test of `customer_id`. */
  readonly whom: Sql
  /** The run that undoes it. */
  readonly run: number
  readonly version: number
  readonly at: number
  readonly again: boolean
}

/**
 * Whoever the run put on a list comes off it, whoever it took off is on it again as of before: where
 * nobody has changed that since.
 */
export async function setListsBack(database: Database, set: SetBack): Promise<void> {
  const { brought, whom, run, version, at } = set
  await database.run(sql`
    INSERT INTO list_members (list, customer_id, at, import_id, version, deleted, was_at, was_import,
      was_begun, began)
    SELECT list, customer_id, if(off, if(was_at = 0, ${at}, was_at), ${at}) AS at,
      if(off, was_import, ${run}) AS by, ${version}, NOT off, if(off, 0, since),
      if(off, 0, import_id), if(off, 0, begun), if(off, was_begun, 0)
    FROM (${latest(brought, whom)})
    WHERE NOT off OR customer_id IN (SELECT customer_id FROM customers FINAL WHERE ${whom})`)
}

/** How many came off by it, and on again. */
export async function countListsSet(
  database: Database,
  version: number,
  whom: Sql,
): Promise<{ readonly gone: number; readonly back: number }> {
  const [row] = await database.rows<{ gone: string; back: string }>(sql`
    SELECT uniqExactIf((list, customer_id), deleted = 1) AS gone,
      uniqExactIf((list, customer_id), deleted = 0) AS back
    FROM list_members WHERE version = ${version} AND ${whom}`)
  return { gone: Number(row?.gone ?? 0), back: Number(row?.back ?? 0) }
}

/** How many would. */
export async function countListsBack(
  database: Database,
  brought: Brought,
  whom: Sql,
): Promise<{ readonly gone: number; readonly back: number }> {
  const [row] = await database.rows<{ gone: string; back: string }>(
    sql`SELECT countIf(NOT off) AS gone, countIf(off) AS back FROM (${latest(brought, whom)})`,
  )
  return { gone: Number(row?.gone ?? 0), back: Number(row?.back ?? 0) }
}

function latest(brought: Brought, whom: Sql): Sql {
  return sql`
    SELECT * FROM (
      SELECT list, customer_id, argMax(l.at, l.version) AS since,
        argMax(l.import_id, l.version) AS import_id, max(l.version) AS version,
        argMax(l.deleted, l.version) = 1 AS off, argMax(l.was_at, l.version) AS was_at,
        argMax(l.was_import, l.version) AS was_import,
        argMax(l.was_begun, l.version) AS was_begun, argMax(${begun.l}, l.version) AS begun
      FROM list_members AS l WHERE ${whom} GROUP BY list, customer_id)
    WHERE ${latestOf(brought)}`
}

/** Consents that the run brought go; those that it had taken from `source` come back as they were. */
export async function setConsentsBack(
  database: Database,
  { brought, whom, run, again }: SetBack,
  source: Sql,
): Promise<void> {
  const where = sql`${consentsOf(brought)} AND ${whom}`
  const [any] = await database.rows(sql`SELECT 1 FROM consents WHERE ${where} LIMIT 1`)
  if (any !== undefined) {
    await keepConsents(database, { where, whom, run, again })
    await database.run(sql`DELETE FROM consents WHERE ${where}`)
  }
  const key = sql`(customer_id, purpose, channel, at, version)`
  await database.run(sql`
    INSERT INTO consents (${columns}, version)
    SELECT ${columns}, version FROM consents_removed
    WHERE run = ${brought.run} AND ${source}
      AND customer_id IN (SELECT customer_id FROM customers FINAL WHERE ${source})
      AND ${key} NOT IN (SELECT ${key} FROM consents WHERE ${source})`)
}

/** What became of a set's consents, counted in what is stored. */
export async function countConsentsBack(
  database: Database,
  { brought, run, whom }: Pick<SetBack, 'brought' | 'run' | 'whom'>,
  source: Sql,
): Promise<{ readonly gone: number; readonly back: number }> {
  const key = sql`(customer_id, purpose, channel, at, version)`
  const [row] = await database.rows<{ gone: string; back: string }>(sql`
    SELECT (SELECT count() FROM consents_removed WHERE run = ${run} AND ${whom}) AS gone,
      (SELECT count() FROM consents_removed WHERE run = ${brought.run} AND ${source}
        AND ${key} IN (SELECT ${key} FROM consents WHERE ${source})) AS back`)
  return { gone: Number(row?.gone ?? 0), back: Number(row?.back ?? 0) }
}

/** Keeps consents that a run is about to take away. */
export async function keepConsents(
  database: Database,
  what: {
    readonly where: Sql
    readonly whom: Sql
    readonly run: number
    readonly again: boolean
  },
): Promise<void> {
  const { where, whom, run, again } = what
  const key = sql`(customer_id, purpose, channel, at, version)`
  const kept = sql` AND ${key} NOT IN (
    SELECT ${key} FROM consents_removed WHERE run = ${run} AND ${whom})`
  await database.run(sql`
    INSERT INTO consents_removed (${columns}, version, run)
    SELECT ${columns}, version, ${run} FROM consents WHERE ${where}${again ? kept : nothing}`)
}

/** Gives consents that {@link keepConsents} has kept for that run to others. */
export async function moveConsents(
  database: Database,
  { run, from, to, versions }: Move,
): Promise<void> {
  const [drops, keeps, theirs] = [from, to, versions].map((some) =>
    as('Array(UInt64)', some.map(BigInt)),
  )
  if (drops === undefined || keeps === undefined || theirs === undefined) throw new Error('three')
  const customer = sql`transform(customer_id, ${drops}, ${keeps}, toUInt64(0))`
  const rest = sql`purpose, channel, state, at, source, evidence, import_id`
  const version = sql`transform(customer_id, ${drops}, ${theirs}, toUInt64(0))`
  await database.run(sql`
    INSERT INTO consents (${columns}, version)
    SELECT ${customer}, ${rest}, ${version} FROM consents_removed
    WHERE run = ${run} AND customer_id IN ${drops}
      AND (${customer}, purpose, channel, at, ${version}) NOT IN (
        SELECT customer_id, purpose, channel, at, version FROM consents
        WHERE customer_id IN ${keeps} AND version IN ${theirs})`)
}

const columns = sql`customer_id, purpose, channel, state, at, source, evidence, import_id`
