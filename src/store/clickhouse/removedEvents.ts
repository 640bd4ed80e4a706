import { as, ident, join, nothing, sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'

/**
 * Events that runs take away, replace or move go to `events_removed` first, as they are, so that whoever
 * undoes the run can bring them back. Every statement may be repeated: what is there already is left.
 */

/** All columns of `events` but those that follow from others. `events_removed` has the same. */
const columns = [
  'name',
  'customer_id',
  'ts',
  'id',
  'channel',
  'source',
  'import_id',
  'version',
  'received',
  'total',
  'value',
  'quantity',
  'price',
  'order_id',
  'product_id',
  'num',
  'text',
  'fold',
  'bool',
  'instant',
  'list',
  'items.path',
  'items.product_id',
  'items.quantity',
  'items.price',
  'items.num',
  'items.text',
  'items.fold',
  'items.bool',
  'body',
  'first_customer_id',
  'named',
] as const

const allColumns = selected({})

/** The columns in their order, with these in place of what is stored. */
function selected(instead: Partial<Record<(typeof columns)[number], Sql>>): Sql {
  return join(
    columns.map((name) => instead[name] ?? ident(name)),
    ', ',
  )
}

/**
 * Keeps events that are about to be taken away by a run, with the digests that their messages had
 * before that version.
 */
export async function keepEvents(
  database: Database,
  what: {
    /** A test of the columns of `events`. */
    readonly where: Sql
    readonly run: number
    readonly before: number
    /** Some may have been kept by an attempt before. */
    readonly again: boolean
    /** A test of the columns of `events_removed`, beside the run: where kept ones are looked for. */
    readonly among?: Sql
  },
): Promise<void> {
  const { where, run, before, again, among = sql`true` } = what
  const kept = sql` AND id NOT IN (SELECT id FROM events_removed WHERE run = ${run} AND ${among})`
  await database.run(sql`
    INSERT INTO events_removed (${allColumns}, run, digest)
    SELECT ${allColumns}, ${run}, m.digest FROM events
    LEFT JOIN (
      SELECT hash, argMax(d.digest, d.version) AS digest FROM message_ids AS d
      WHERE d.source IN (SELECT DISTINCT source FROM events WHERE ${where})
        AND d.hash IN (SELECT id FROM events WHERE ${where}) AND d.version < ${before}
      GROUP BY hash) AS m ON m.hash = events.id
    WHERE ${where}${again ? kept : nothing}`)
}

/** Takes events away that {@link keepEvents} has kept: their messages may arrive again. */
export async function takeEvents(
  database: Database,
  what: { readonly where: Sql; readonly whom: Sql; readonly run: number; readonly version: number },
): Promise<void> {
  const { where, whom, run, version } = what
  await database.run(sql`
    INSERT INTO message_ids (source, hash, name, customer_id, ts, digest, version, deleted)
    SELECT source, id, name, customer_id, ts, digest, ${version}, 1 FROM events_removed
    WHERE run = ${run} AND ${whom}`)
  await database.run(sql`DELETE FROM events WHERE ${where}`)
}

/**
 * Brings back what a run had taken away, where its customer is there and its message was not taken
 * again since. What it had from a run that is undone by now comes as it was before that one.
 */
export async function returnEvents(
  database: Database,
  what: {
    /** The run that took them away. */
    readonly of: number
    readonly whom: Sql
    /** Of the rows that come. */
    readonly version: number
    readonly undone: readonly number[]
  },
): Promise<void> {
  const { of, whom, version, undone } = what
  const runs = as('Array(UInt64)', undone)
  let level = sql`run = ${of} AND ${whom}`
  for (let depth = 0; depth < mostReplaced; depth += 1) {
    await returnKept(database, sql`${level} AND import_id NOT IN ${runs}`, whom, version)
    const replaced = sql`${level} AND import_id IN ${runs}`
    const [more] = await database.rows(sql`SELECT 1 FROM events_removed WHERE ${replaced} LIMIT 1`)
    if (more === undefined) return
    level = sql`(run, id) IN (SELECT import_id, id FROM events_removed WHERE ${replaced}) AND ${whom}`
  }
}

/** An order that so many runs replaced one after the other, all undone since, is looked for no further. */
const mostReplaced = 12

async function returnKept(
  database: Database,
  kept: Sql,
  whom: Sql,
  version: number,
): Promise<void> {
  const here = sql`SELECT id FROM events WHERE version = ${version} AND ${whom}`
  await database.run(sql`
    INSERT INTO events (${allColumns})
    SELECT ${selected({ version: sql`${version}` })} FROM events_removed
    WHERE ${kept} AND id NOT IN (${here})
      AND customer_id IN (SELECT customer_id FROM customers FINAL WHERE ${whom})
      AND id NOT IN (
        SELECT hash FROM message_ids AS m
        WHERE m.source IN (SELECT DISTINCT source FROM events_removed WHERE ${kept})
          AND m.hash IN (SELECT id FROM events_removed WHERE ${kept})
        GROUP BY hash HAVING argMax(m.deleted, m.version) = 0 AND max(m.version) != ${version})`)
  await database.run(sql`
    INSERT INTO message_ids (source, hash, name, customer_id, ts, digest, version, deleted)
    SELECT source, id, name, customer_id, ts, digest, ${version}, 0 FROM events_removed
    WHERE ${kept} AND id IN (${here})`)
}

/** What became of a set's events, counted in what is stored. */
export async function countReturned(
  database: Database,
  what: { readonly of: number; readonly run: number; readonly whom: Sql; readonly version: number },
): Promise<{ readonly gone: number; readonly back: number; readonly stayed: number }> {
  const { of, run, whom, version } = what
  const [row] = await database.rows<{ gone: string; back: string; kept: string }>(sql`
    SELECT (SELECT count() FROM events_removed WHERE run = ${run} AND ${whom}) AS gone,
      (SELECT count() FROM events WHERE version = ${version} AND ${whom}) AS back,
      (SELECT count() FROM events_removed WHERE run = ${of} AND ${whom}) AS kept`)
  const [gone, back, kept] = [Number(row?.gone), Number(row?.back), Number(row?.kept)]
  return { gone, back, stayed: Math.max(0, kept - back) }
}
