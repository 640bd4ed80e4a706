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
    WHERE run = ${run} AND ${whom} AND id IN (SELECT id FROM events WHERE ${where})`)
  await database.run(sql`DELETE FROM events WHERE ${where}`)
}

/**
 * Brings back what a run had taken away, as it was, where its customer is there and its message was not taken
 * again since. What it had from a run that is undone by now comes as it was before that one.
 */
export async function returnEvents(
  database: Database,
  what: {
    /** The run that took them away. */
    readonly of: number
    readonly whom: Sql
    /** Of the rows of their messages. */
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
  const key = sql`(id, version)`
  const here = sql`SELECT ${key} FROM events WHERE ${whom}`
  await database.run(sql`
    INSERT INTO events (${allColumns})
    SELECT ${allColumns} FROM events_removed
    WHERE ${kept} AND ${key} NOT IN (${here})
      AND customer_id IN (SELECT customer_id FROM customers FINAL WHERE ${whom})
      AND id NOT IN (
        SELECT hash FROM message_ids AS m
        WHERE m.source IN (SELECT DISTINCT source FROM events_removed WHERE ${kept})
          AND m.hash IN (SELECT id FROM events_removed WHERE ${kept})
        GROUP BY hash HAVING argMax(m.deleted, m.version) = 0 AND max(m.version) != ${version})`)
  await database.run(sql`
    INSERT INTO message_ids (source, hash, name, customer_id, ts, digest, version, deleted)
    SELECT source, id, name, customer_id, ts, digest, ${version}, 0 FROM events_removed
    WHERE ${kept} AND ${key} IN (${here})`)
}

/** By the run that moves them: each customer's events to another, from that version on. */
export type Move = {
  readonly run: number
  readonly from: readonly string[]
  /** To whom, at the same places, and with which versions. */
  readonly to: readonly string[]
  readonly versions: readonly number[]
}

/**
 * Gives events that {@link keepEvents} has kept for that run to others: of those kept rows that `where`
 * lets through, whose customer is one of `from`.
 */
export async function moveEvents(database: Database, move: Move, where: Sql): Promise<void> {
  const [from, to, versions] = [move.from, move.to, move.versions].map((some) =>
    as('Array(UInt64)', some.map(BigInt)),
  )
  if (from === undefined || to === undefined || versions === undefined) throw new Error('three')
  const kept = sql`run = ${move.run} AND customer_id IN ${from} AND ${where}`
  const here = sql`SELECT id FROM events WHERE customer_id IN ${to} AND version IN ${versions}`
  const version = sql`transform(customer_id, ${from}, ${versions}, toUInt64(0))`
  const customer = sql`transform(customer_id, ${from}, ${to}, toUInt64(0))`
  await database.run(sql`
    INSERT INTO events (${allColumns})
    SELECT ${selected({ customer_id: customer, version })} FROM events_removed WHERE ${kept} AND id NOT IN (${here})`)
  await database.run(sql`
    INSERT INTO message_ids (source, hash, name, customer_id, ts, digest, version, deleted)
    SELECT source, id, name, ${customer}, ts, digest, ${version}, 0 FROM events_removed
    WHERE ${kept} AND id IN (${here})`)
}

/** What became of a set's events, counted in what is stored. */
export async function countReturned(
  database: Database,
  what: { readonly of: number; readonly run: number; readonly whom: Sql; readonly source: Sql },
): Promise<{ readonly gone: number; readonly back: number; readonly stayed: number }> {
  const { of, run, whom, source } = what
  const key = sql`(customer_id, id, version)`
  const kept = sql`events_removed WHERE run = ${of} AND ${source}`
  const [row] = await database.rows<{ gone: string; back: string; kept: string }>(sql`
    SELECT (SELECT count() FROM events_removed WHERE run = ${run} AND ${whom}) AS gone,
      (SELECT count() FROM ${kept} AND ${key} IN (SELECT ${key} FROM events WHERE ${source})) AS back,
      (SELECT count() FROM ${kept}) AS kept`)
  const [gone, back, all] = [Number(row?.gone), Number(row?.back), Number(row?.kept)]
  return { gone, back, stayed: all - back }
}
