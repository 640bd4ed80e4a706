import { as, join, sql, type Sql } from '../sql/sql.ts'
import { customerIds } from './ids.ts'
import type { Database } from './database.ts'
import type { Versions } from './written.ts'

/**
 * What a run brought and has it still. An import's id stands in what it brought, whoever moved or
 * brought it back since. What merges brought is known by their versions; what an undo brought is what
 * the run had taken away that it undid, as it was: events and consents come back with their versions.
 */
export type Brought = {
  readonly run: number
  /** Of merges and undos. */
  readonly versions?: Versions
  /** Of an undo: what it undid. */
  readonly undid?: number
  /** Of merges: the versions of these only, and those of undos of their undos. */
  readonly only?: { readonly of: readonly number[]; readonly back: readonly Versions[] }
}

/** A test of the columns of `events`. */
export function eventsOf(brought: Brought): Sql {
  const key = sql`(customer_id, id, version)`
  return broughtBy(brought, (undid) => {
    return sql`${key} IN (SELECT ${key} FROM events_removed WHERE run = ${undid})`
  })
}

/** A test of the columns of `consents`. */
export function consentsOf(brought: Brought): Sql {
  const key = sql`(customer_id, purpose, channel, at, version)`
  return broughtBy(brought, (undid) => {
    return sql`${key} IN (SELECT ${key} FROM consents_removed WHERE run = ${undid})`
  })
}

/**
 * A test of somebody's latest row of a list, or of a pin: `off`, `version`, `begun` (the version of the
 * row by which it began, which is an older one where it was brought back), and of lists `import_id`.
 */
export function latestOf({ run, versions, undid, only }: Brought): Sql {
  if (only === undefined) {
    if (versions === undefined) return sql`import_id = ${run}`
    if (undid !== undefined) return among(sql`version`, [], [versions])
    return among(sql`begun`, [], [versions])
  }
  const off = among(sql`version`, only.of, only.back)
  return sql`if(off, ${off}, ${among(sql`begun`, only.of, [])})`
}

function broughtBy(
  { run, versions, undid, only }: Brought,
  returnedOf: (undid: number) => Sql,
): Sql {
  if (undid !== undefined) return returnedOf(undid)
  if (only !== undefined) return among(sql`version`, only.of, [])
  return versions === undefined ? sql`import_id = ${run}` : among(sql`version`, [], [versions])
}

function among(version: Sql, some: readonly number[], ranges: readonly Versions[]): Sql {
  const within = ranges.map(({ from, to }) => sql`${version} BETWEEN ${from} AND ${to}`)
  return sql`(${join([sql`${version} IN ${as('Array(UInt64)', some)}`, ...within], ' OR ')})`
}

/** Of a row of a list (`l`) or a pin (`p`), the version of the one by which it began. */
export const begun = {
  l: sql`if(l.began = 0, l.version, l.began)`,
  p: sql`if(p.began = 0, p.version, p.began)`,
} as const

/** How much there is of each kind: what is none need not be asked for set by set. */
export type BroughtCounts = {
  /** Customers of whom something is to be done. */
  readonly customers: number
  readonly events: number
  readonly keptEvents: number
  readonly lists: number
  readonly consents: number
  readonly keptConsents: number
  readonly products: number
  readonly places: number
}

/** One look through the columns of every table: it grows with the shop, by some bytes a row. */
export async function countBrought(
  database: Database,
  brought: Brought,
  undone: readonly number[],
): Promise<BroughtCounts> {
  const { run } = brought
  const events = sql`events WHERE ${eventsOf(brought)}`
  const consents = sql`consents WHERE ${consentsOf(brought)}`
  const lists = sql`(
    SELECT customer_id, import_id, version, deleted = 1 AS off, ${begun.l} AS begun
    FROM list_members AS l)
    WHERE ${latestOf(brought)}`
  const [row] = await database.rows<Record<keyof BroughtCounts, string>>(sql`
    SELECT
      (SELECT uniqCombined64(customer_id) FROM (
        SELECT customer_id FROM edits WHERE import_id = ${run}
        UNION ALL SELECT customer_id FROM ${events}
        UNION ALL SELECT customer_id FROM events_removed WHERE run = ${run}
        UNION ALL SELECT customer_id FROM ${lists}
        UNION ALL SELECT customer_id FROM ${consents}
        UNION ALL SELECT customer_id FROM customers
          WHERE import_id IN ${as('Array(UInt64)', undone)} AND import_id != ${run})) AS customers,
      (SELECT count() FROM ${events}) AS events,
      (SELECT count() FROM events_removed WHERE run = ${run}) AS keptEvents,
      (SELECT count() FROM ${lists}) AS lists,
      (SELECT count() FROM ${consents}) AS consents,
      (SELECT count() FROM consents_removed WHERE run = ${run}) AS keptConsents,
      (SELECT count() FROM product_edits WHERE import_id = ${run}) AS products,
      (SELECT count() FROM place_edits WHERE import_id = ${run}) AS places`)
  if (row === undefined) throw new Error('counts of nothing are a row too')
  const counts = Object.entries(row).map(([name, count]) => [name, Number(count)])
  return Object.fromEntries(counts) as BroughtCounts
}

/** Customers whom the run changed, and those whom only a run that is undone had made. */
export async function touchedCustomers(
  database: Database,
  { run }: Brought,
  whom: Sql,
  undone: readonly number[],
): Promise<string[]> {
  const rows = await database.rows<{ customer_id: string }>(sql`
    SELECT customer_id FROM edits WHERE import_id = ${run} AND ${whom} UNION DISTINCT
    SELECT customer_id FROM customers FINAL
    WHERE import_id IN ${as('Array(UInt64)', undone)} AND ${whom}`)
  return rows.map((row) => row.customer_id)
}

/** Of those customers, what they have that others brought: by customer, names of what it is. */
export async function restingOn(
  database: Database,
  customers: readonly string[],
  brought: Brought,
): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>()
  for (let from = 0; from < customers.length; from += idsPerRead) {
    const ids = sql`${customerIds(customers.slice(from, from + idsPerRead))}`
    const her = sql`customer_id IN ${ids}`
    const rows = await database.rows<{ customer: string; what: string }>(sql`
      SELECT DISTINCT customer, what FROM (
        SELECT customer_id AS customer, 'events' AS what FROM events
        WHERE ${her} AND NOT ${eventsOf(brought)}
        UNION ALL
        SELECT customer_id, 'consents' FROM consents
        WHERE ${her} AND NOT ${consentsOf(brought)}
        UNION ALL
        SELECT customer_id, 'lists' FROM (
          SELECT customer_id, argMax(l.import_id, l.version) AS import_id, max(l.version) AS version,
            false AS off, argMax(${begun.l}, l.version) AS begun
          FROM list_members AS l WHERE ${her}
          GROUP BY list, customer_id HAVING argMax(l.deleted, l.version) = 0)
        WHERE NOT ${latestOf(brought)}
        UNION ALL
        SELECT customer_id, 'pins' FROM pins FINAL WHERE ${her}
        UNION ALL
        SELECT to_id, 'merges' FROM merged FINAL
        WHERE to_id IN ${ids} AND import_id != ${brought.run})`)
    for (const { customer, what } of rows) {
      const all = found.get(customer)
      if (all === undefined) found.set(customer, new Set([what]))
      else all.add(what)
    }
  }
  return found
}

/** Of those identifiers, by their hashes, which of them events of each customer named that others brought after a version. */
export async function namedSince(
  database: Database,
  named: ReadonlyMap<string, readonly string[]>,
  after: number,
  brought: Brought,
): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>()
  const customers = [...named.keys()]
  for (let from = 0; from < customers.length; from += idsPerRead) {
    const some = customers.slice(from, from + idsPerRead)
    const hashes = as('Array(UInt64)', some.flatMap((each) => named.get(each) ?? []).map(BigInt))
    const rows = await database.rows<{ customer_id: string; hash: string }>(sql`
      SELECT DISTINCT customer_id, arrayJoin(named) AS hash FROM events
      WHERE customer_id IN ${customerIds(some)} AND version > ${after}
        AND NOT ${eventsOf(brought)} AND hash IN ${hashes}`)
    for (const { customer_id: customer, hash } of rows) {
      const all = found.get(customer)
      if (all === undefined) found.set(customer, new Set([hash]))
      else all.add(hash)
    }
  }
  return found
}

/** How many of what the run brought in a set others have replaced since. */
export async function countReplaced(
  database: Database,
  { run, versions }: Brought,
  whom: Sql,
  undoing: readonly number[],
): Promise<number> {
  if (versions !== undefined) return 0
  const [row] = await database.rows<{ n: string }>(sql`
    SELECT uniqExact(id) AS n FROM events_removed
    WHERE import_id = ${run} AND run != ${run} AND run NOT IN ${as('Array(UInt64)', undoing)}
      AND ${whom} AND id IN (SELECT id FROM events WHERE ${whom} AND import_id != ${run})`)
  return Number(row?.n ?? 0)
}

/** A test of `customer_id`: ids of a range, both ends included. */
export function idsBetween(from: bigint, to: bigint): Sql {
  return sql`customer_id BETWEEN ${as('UInt64', from)} AND ${as('UInt64', to)}`
}

/** A test of `customer_id`: these. */
export function idsAmong(customers: readonly string[]): Sql {
  return sql`customer_id IN ${customerIds(customers)}`
}

const idsPerRead = 20_000
