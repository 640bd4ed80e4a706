import { as, join, sql, type Sql } from '../sql/sql.ts'
import type { Database, WriteOptions } from './database.ts'
import { endLeftovers } from './erasure.ts'

/**
 * How a full refresh turns what it found into memberships, inside the database. Every step may be
 * repeated after a kill, in part or whole, without a change to what comes of it: staged rows may be
 * there twice, entries of the ledger are written only where this run has not yet written them, and
 * memberships follow from the run's own entries.
 */
export type Run = {
  /** The job's id. */
  readonly run: number
  /** The instant as of which it asks and at which it notices; later than that of any run before. Milliseconds. */
  readonly now: number
}

/** Why members of a segment come and go by this run. */
export type Because = { readonly segment: number; readonly cause: string; readonly ref: string }

/** Ids from (included) to (not included); of those, whom a query of customer_id finds. */
export type Range = { readonly from: bigint; readonly to: bigint; readonly among?: Sql }

/** How much there is to ask, about: rows not yet merged away are counted too. */
export async function shopSize(
  database: Database,
): Promise<{ readonly customers: number; readonly events: number }> {
  const [row] = await database.rows<{ customers: string; events: string }>(
    sql`SELECT (SELECT count() FROM customers) AS customers, (SELECT count() FROM events) AS events`,
  )
  return { customers: Number(row?.customers ?? 0), events: Number(row?.events ?? 0) }
}

/** Keeps of whom a run is to ask, by a query of customer_id: how many they are. Repeating it is harmless. */
export async function gather(database: Database, { run }: Run, customers: Sql): Promise<number> {
  await database.run(
    sql`INSERT INTO refresh_customers (run, customer_id)
      SELECT DISTINCT ${uint(run)}, customer_id FROM (${customers})`,
  )
  const [row] = await database.rows<{ n: string }>(
    sql`SELECT uniqExact(customer_id) AS n FROM (${gathered(run)})`,
  )
  return Number(row?.n ?? 0)
}

/** Of whom a run is to ask, as {@link gather} has kept it. */
export function gathered(run: number): Sql {
  return sql`SELECT customer_id FROM refresh_customers WHERE run = ${uint(run)}`
}

/** Keeps what a query of (segment, customer_id) finds. */
export async function stage(
  database: Database,
  { run }: Run,
  found: Sql,
  options: WriteOptions = {},
): Promise<void> {
  await database.run(
    sql`INSERT INTO refresh_members (run, segment, customer_id)
      SELECT ${uint(run)}, segment, customer_id FROM (${found})`,
    options,
  )
}

/** By segment, how many were found and how many stand: what the shares of the diff are cut by. */
export async function stagedSizes(
  database: Database,
  { run }: Run,
  segments: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await database.rows<{ segment: number; rows: string }>(
    sql`SELECT segment, count() AS rows FROM (
        SELECT segment FROM refresh_members WHERE run = ${uint(run)} AND ${among(segments)}
        UNION ALL SELECT segment FROM memberships WHERE ${among(segments)})
      GROUP BY segment`,
  )
  return new Map(rows.map((row) => [row.segment, Number(row.rows)]))
}

/**
 * Writes the entries and exits of those segments, within those ids, to the ledger, and then the
 * memberships that follow from them.
 */
export async function diff(
  database: Database,
  run: Run,
  share: { readonly because: readonly Because[]; readonly range: Range },
  between: () => void = () => {},
): Promise<void> {
  await database.run(writeChanges(run, share.because, share.range))
  between()
  const segments = share.because.map(({ segment }) => segment)
  for (const table of [sql`memberships`, sql`memberships_by_customer`]) {
    await database.run(
      sql`INSERT INTO ${table} (segment, customer_id, since, version, deleted, known)
        SELECT segment, customer_id, at, ${uint(run.now)}, NOT entered, ${isKnown} FROM changes
        WHERE ${ownChanges(run, segments)} AND ${within(share.range)} AND ${isThere}`,
    )
  }
  await noteKnown(database, run, share)
  await endLeftovers(
    database,
    segments,
    sql`SELECT customer_id FROM changes
      WHERE entered AND ${ownChanges(run, segments)} AND ${within(share.range)}
      UNION ALL SELECT customer_id FROM memberships
      WHERE ${among(segments)} AND ${within(share.range)}`,
  )
}

/**
 * Of those who stay, whether they are known by now. From one table into both, itself last: what a kill
 * leaves is found again.
 */
async function noteKnown(
  database: Database,
  run: Run,
  { because, range }: { readonly because: readonly Because[]; readonly range: Range },
): Promise<void> {
  const segments = because.map(({ segment }) => segment)
  for (const table of [sql`memberships_by_customer`, sql`memberships`]) {
    await database.run(
      sql`INSERT INTO ${table} (segment, customer_id, since, version, deleted, known)
        SELECT segment, customer_id, since, ${uint(run.now)}, 0, ${isKnown} AS counts
        FROM memberships FINAL
        WHERE ${among(segments)} AND ${within(range)} AND known != counts AND ${isThere}`,
    )
  }
}

/** By segment, its members and how many of them are known. */
export async function sizes(
  database: Database,
  segments: readonly number[],
): Promise<ReadonlyMap<number, { readonly count: number; readonly known: number }>> {
  const rows = await database.rows<{ segment: number; count: string; known: string }>(
    sql`SELECT segment, count() AS count, countIf(m.known) AS known
      FROM memberships AS m FINAL WHERE ${among(segments)} GROUP BY segment`,
  )
  return new Map(
    rows.map(({ segment, count, known }) => [
      segment,
      { count: Number(count), known: Number(known) },
    ]),
  )
}

/** Forgets what a run had found. Repeating it is harmless. */
export async function unstage(database: Database, { run }: Run): Promise<void> {
  await database.run(sql`ALTER TABLE refresh_members DROP PARTITION ${uint(run)}`)
  await database.run(sql`ALTER TABLE refresh_customers DROP PARTITION ${uint(run)}`)
}

function writeChanges({ run, now }: Run, because: readonly Because[], range: Range): Sql {
  const segments = because.map(({ segment }) => segment)
  return sql`INSERT INTO changes (segment, customer_id, entered, at, noticed, cause, ref, run)
    SELECT segment, customer_id, found, ${now}, ${now},
      ${byPlace(
        'Array(String)',
        because.map(({ cause }) => cause),
        segments,
      )},
      ${byPlace(
        'Array(String)',
        because.map(({ ref }) => ref),
        segments,
      )},
      ${uint(run)}
    FROM (
      SELECT segment, customer_id, max(here) AS found, max(there) AS stood FROM (
        SELECT segment, customer_id, true AS here, false AS there FROM refresh_members
        WHERE run = ${uint(run)} AND ${among(segments)} AND ${within(range)}
        UNION ALL
        SELECT segment, customer_id, false AS here, true AS there FROM memberships FINAL
        WHERE ${among(segments)} AND ${within(range)})
      GROUP BY segment, customer_id HAVING found != stood)
    WHERE ${isThere} AND (segment, customer_id) NOT IN (
      SELECT segment, customer_id FROM changes
      WHERE ${ownChanges({ run, now }, segments)} AND ${within(range)})`
}

/**
 * Who was deleted while the run was under way must not come back by it; her exits are written already.
 * A statement that had begun before does not see it yet: for that there is `endLeftovers`.
 */
const isThere = sql`customer_id NOT IN (SELECT customer_id FROM tombstones)`

/** Whether she is known by more than an anonymous id. */
const isKnown = sql`customer_id IN (SELECT customer_id FROM customers FINAL WHERE known)`

/** The run's own entries: noticed at its instant, so that the ledger's order finds them. */
function ownChanges({ run, now }: Run, segments: readonly number[]): Sql {
  return join([among(segments), sql`noticed = ${now}`, sql`run = ${uint(run)}`], ' AND ')
}

/** Of a row, the value at its segment's place. */
function byPlace(
  type: 'Array(String)',
  values: readonly string[],
  segments: readonly number[],
): Sql {
  return sql`${as(type, values)}[indexOf(${as('Array(UInt32)', segments)}, segment)]`
}

function among(segments: readonly number[]): Sql {
  return sql`segment IN ${as('Array(UInt32)', segments)}`
}

function within({ from, to, among: some }: Range): Sql {
  const inRange = sql`customer_id >= ${as('UInt64', from)} AND customer_id < ${as('UInt64', to)}`
  return some === undefined ? inRange : sql`${inRange} AND customer_id IN (${some})`
}

function uint(n: number): ReturnType<typeof as> {
  return as('UInt64', n)
}
