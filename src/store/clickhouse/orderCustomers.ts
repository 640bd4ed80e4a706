import { as, sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
import {
  identitiesOf,
  instantOf,
  ranked,
  valueOf,
  type HashRange,
  type Plan,
} from './orderImport.ts'

/** The customers of an import of orders, while it is planned: all inside the engine, as `orderImport.ts` says. */

/**
 * The customers of a set of the plan's orders, each with the values of its latest order there. Kept by
 * the customer's hash, for {@link planCustomers}: a range of those is in every set of orders, and to
 * look for it there would be to read all orders for each.
 */
export async function gatherCustomers(
  database: Database,
  { attempt }: Pick<Plan, 'attempt'>,
  set: number,
): Promise<void> {
  await database.run(sql`
    INSERT INTO import_customers (run, hash, customer, first_row, known, fields)
    SELECT ${gatheredIn(attempt)}, cityHash64(o.customer) AS hash, o.customer, min(o.first_row), false,
      ${latestFields(sql`o.fields`)}
    FROM import_orders AS o
    WHERE o.run = ${attempt} AND o.set = ${set} AND o.state != 'rejected'
    GROUP BY o.customer ORDER BY hash, o.customer`)
}

/** How many customers were gathered; who is in some sets is counted in each. */
export async function countGathered(database: Database, attempt: number): Promise<number> {
  const rows = await database.rows<{ n: string }>(
    sql`SELECT toString(count()) AS n FROM import_customers WHERE run = ${gatheredIn(attempt)}`,
  )
  return Number(rows[0]?.n ?? 0)
}

/** The customers of a range, out of what was gathered of all sets of orders. */
export async function planCustomers(
  database: Database,
  { attempt, kind }: Pick<Plan, 'attempt' | 'kind'>,
  range: HashRange,
): Promise<void> {
  const gathered = sql`import_customers AS c WHERE c.run = ${gatheredIn(attempt)}
    AND c.hash BETWEEN ${as('UInt64', range.from)} AND ${as('UInt64', range.to)}`
  await database.run(sql`
    INSERT INTO import_customers (run, hash, customer, first_row, known, fields)
    SELECT ${attempt}, p.hash, p.customer, p.first_row, i.customer_id != 0, p.fields
    FROM (
      SELECT c.hash AS hash, c.customer AS customer, min(c.first_row) AS first_row,
        ${latestFields(sql`c.fields`)} AS fields
      FROM ${gathered} GROUP BY c.hash, c.customer) AS p
    LEFT JOIN (${identitiesOf(kind, sql`SELECT c.customer FROM ${gathered}`)}) AS i
      ON i.value = p.customer
    ORDER BY p.hash, p.customer`)
}

/** Attempts are below it: what an attempt gathered is in a partition of its own. */
const attempts = 2 ** 48

function gatheredIn(attempt: number): number {
  return attempts + attempt
}

/** Of each field the latest of its values. */
function latestFields(fields: Sql): Sql {
  return sql`arrayMap(best -> (${instantOf(sql`best`)}, ${valueOf(sql`best`)}),
    maxForEach(arrayMap(field -> ${ranked(sql`field.1`, sql`field.2`)}, ${fields})))`
}

export type PlannedCustomer = {
  readonly customer: string
  /** The first row of the file that names the customer. */
  readonly first_row: string
  /** Of each mapped field: since when, and JSON of the value; empty is missing. */
  readonly fields: readonly (readonly [at: string, value: string])[]
}

export async function plannedCustomers(
  database: Database,
  attempt: number,
  range: HashRange,
): Promise<PlannedCustomer[]> {
  return await database.rows<PlannedCustomer>(sql`
    SELECT customer, first_row, arrayMap(each -> [toString(each.1), each.2], fields) AS fields
    FROM import_customers WHERE run = ${attempt}
      AND hash BETWEEN ${as('UInt64', range.from)} AND ${as('UInt64', range.to)}
    ORDER BY hash, customer`)
}

/** The customers whom the lines of a range of orders name. */
export async function customersOfLines(
  database: Database,
  attempt: number,
  range: HashRange,
): Promise<string[]> {
  const rows = await database.rows<{ customer: string }>(sql`
    SELECT DISTINCT customer FROM import_lines WHERE attempt = ${attempt}
      AND hash BETWEEN ${as('UInt64', range.from)} AND ${as('UInt64', range.to)}`)
  return rows.map((row) => row.customer)
}
