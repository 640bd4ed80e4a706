import { as, ident, sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'

/**
 * The engine's part of an import of orders: lines become orders by grouping, are compared with what is
 * stored, and become events, all inside the engine and in sets, so that neither its memory nor ours
 * grows with the file. `work/intake/orders` decides in which order these are called.
 */

/** More lines under one order id are no order: something else stands in that column. */
export const linesPerOrder = 20_000

/** The source in `message_ids` and `events` of every order that came by import. */
export const orderSource = 'orders'

/** Names the order among all messages of {@link orderSource}. */
export function orderMessageId(refund: boolean, order: string): string {
  return `${refund ? 'refunded' : 'completed'}\n${order}`
}

/** A range of the 64-bit hash by which orders or customers are shared out; both ends belong to it. */
export type HashRange = { readonly from: bigint; readonly to: bigint }

/** The nth of so many equal ranges. */
export function hashRange(n: number, of: number): HashRange {
  const edge = (i: number) => ((1n << 64n) * BigInt(i)) / BigInt(of)
  return { from: edge(n), to: edge(n + 1) - 1n }
}

export const lineColumns = [
  'attempt',
  'row',
  'order',
  'order_fold',
  'order_instant',
  'refund',
  'customer',
  'ts',
  'quantity',
  'price',
  'texts',
  'folds',
  'fields',
] as const

export type Staging = 'import_lines' | 'import_refused' | 'import_orders' | 'import_customers'

/** Empties that table: imports run one at a time, so that all that is there is of no use any more. */
export async function dropStaging(database: Database, table: Staging): Promise<void> {
  const rows = await database.rows<{ id: string }>(sql`
    SELECT DISTINCT partition_id AS id FROM system.parts
    WHERE database = currentDatabase() AND table = ${table} AND active`)
  for (const { id } of rows) {
    await database.run(sql`ALTER TABLE ${ident(table)} DROP PARTITION ID ${id}`)
  }
}

export type Plan = {
  /** Names what is staged, in every table: two attempts at one import share nothing. */
  readonly attempt: number
  /** Of the customer column. */
  readonly kind: string
  /** Of the texts of each item: `product_id`, then the mapped properties. */
  readonly names: readonly string[]
  /** No order was ever imported: there is nothing to compare with. */
  readonly first: boolean
}

/** Whether orders were imported before. */
export async function anyOrders(database: Database): Promise<boolean> {
  const rows = await database.rows<{ one: number }>(
    sql`SELECT 1 AS one FROM message_ids WHERE source = ${orderSource} LIMIT 1`,
  )
  return rows.length > 0
}

/**
 * Groups the lines of a range into orders and decides what is to become of each:
 * - its time is its lines' earliest; it is a refund by its prefix or where all its quantities are negative
 * - its items stand in canonical order, so that shuffled lines are the same order; identical lines stay apart
 * - its total is the exact sum of quantity × price, rounded half away from zero to four places
 * - of each field the value on its latest line; of equal instants the greater text, whatever the order of lines
 * - rejected: under two customers (in the file, or here and in the store), of too many lines, of a total
 *   past all numbers, or of somebody who was deleted
 * - else `new`, `changed` or `same` by the digest of what would be stored
 */
export async function planOrders(
  database: Database,
  plan: Plan,
  set: number,
  range: HashRange,
): Promise<void> {
  const lines = sql`import_lines AS l WHERE l.attempt = ${plan.attempt}
    AND l.hash BETWEEN ${as('UInt64', range.from)} AND ${as('UInt64', range.to)}`
  await database.run(sql`
    INSERT INTO import_orders (run, set, hash, order, order_fold, order_instant, refund, customer,
      first_row, ts, total, id, digest, lines, state, reason, fields, texts, folds, quantities, prices)
    WITH
      ${idOf(sql`o.order`, false)} AS completed_id,
      ${idOf(sql`o.order`, true)} AS refunded_id,
      if(o.refund, refunded_id, completed_id) AS id,
      ${digestOf(plan.names)} AS digest,
      multiIf(
        o.customers > 1, 'customers',
        o.lines > ${linesPerOrder}, 'lines',
        o.total IS NULL, 'total',
        f.found, 'deleted',
        c.found AND c.customer_id != i.customer_id, 'stored',
        r.found AND r.customer_id != i.customer_id, 'stored',
        '') AS reason,
      multiIf(
        reason != '', 'rejected',
        NOT if(o.refund, r.found, c.found), 'new',
        if(o.refund, r.digest, c.digest) = digest, 'same',
        'changed') AS state,
      if(state IN ('new', 'changed'), o.items, []) AS items
    SELECT ${plan.attempt}, ${set}, o.hash, o.order, o.order_fold, o.order_instant, o.refund, o.customer,
      o.first_row, o.ts, o.total, id, digest, o.lines, state, reason, o.fields,
      items.1, items.4, items.2, items.3
    FROM (${grouped(lines)}) AS o
    LEFT JOIN (${storedOrders(plan.first ? nobody : lines, false)}) AS c ON c.hash = completed_id
    LEFT JOIN (${storedOrders(plan.first ? nobody : lines, true)}) AS r ON r.hash = refunded_id
    LEFT JOIN (${identitiesOf(plan.kind, sql`SELECT l.customer FROM ${lines}`)}) AS i
      ON i.value = o.customer
    LEFT JOIN (
      SELECT customer, true AS found FROM import_refused
      WHERE attempt = ${plan.attempt} GROUP BY customer) AS f ON f.customer = o.customer
    ORDER BY o.hash, o.order
    SETTINGS optimize_aggregation_in_order = 1`)
}

const nobody = sql`import_lines AS l WHERE false`

/** The lines of a range by order. */
function grouped(lines: Sql): Sql {
  return sql`
    SELECT l.hash AS hash, l.order AS order, any(l.order_fold) AS order_fold,
      any(l.order_instant) AS order_instant, any(l.refund) OR max(l.quantity) < 0 AS refund,
      min(l.customer) AS customer, uniqExact(l.customer) AS customers, min(l.row) AS first_row,
      min(l.ts) AS ts, count() AS lines,
      sum(toInt256(l.quantity) * l.price) AS exact,
      intDiv(abs(exact) + 5000, 10000) * sign(exact) AS rounded,
      if(abs(rounded) < 9000000000000000, toInt64(rounded), NULL) AS total,
      arrayMap(best -> (min(l.ts), ${valueOf(sql`best`)}),
        maxForEach(arrayMap(value -> ${ranked(sql`l.ts`, sql`value`)}, l.fields))) AS fields,
      arraySort(groupArray(${linesPerOrder})((l.texts, l.quantity, l.price, l.folds))) AS items
    FROM ${lines} GROUP BY l.hash, l.order`
}

/**
 * A text that is the greater the better its value is: one that is not empty, then the later, then the
 * greater. As a tuple it says the same, but the engine compares texts ten times as fast.
 */
export function ranked(instant: Sql, value: Sql): Sql {
  return sql`concat(if(${value} != '', '1', '0'),
    reverse(reinterpretAsFixedString(bitXor(reinterpretAsUInt64(${instant}), ${signBit}))), ${value})`
}

/** Before it all instants are in the order of their bytes, those before 1970 too. */
const signBit = sql`toUInt64(9223372036854775808)`

/** The value in what {@link ranked} made. */
export function valueOf(best: Sql): Sql {
  return sql`substring(${best}, 10)`
}

/** The instant in it. */
export function instantOf(best: Sql): Sql {
  return sql`reinterpretAsInt64(bitXor(reinterpretAsUInt64(reverse(substring(${best}, 2, 8))), ${signBit}))`
}

/** 128 bits of SHA-256 over all that of an order is stored and may differ. */
function digestOf(names: readonly string[]): Sql {
  const item = sql`concat(toString(item.2), ' ', toString(item.3),
    arrayStringConcat(arrayMap(text -> concat(' ', toString(length(text)), ':', text), item.1)))`
  return sql`reinterpretAsUInt128(substring(SHA256(concat(${names.join('\n')}, '\n', toString(o.ts), '\n',
    arrayStringConcat(arrayMap(item -> ${item}, o.items), '\n'))), 1, 16))`
}

/** `messageHash` of `messages.ts` for an order's message id, in the engine. */
function idOf(order: Sql, refund: boolean): Sql {
  const prefix = `${orderSource}\n${orderMessageId(refund, '')}`
  return sql`reinterpretAsUInt128(reverse(substring(SHA256(concat(${prefix}, ${order})), 1, 16)))`
}

function storedOrders(lines: Sql, refund: boolean): Sql {
  return sql`
    SELECT m.hash AS hash, argMax(m.customer_id, m.version) AS customer_id,
      argMax(m.digest, m.version) AS digest, true AS found
    FROM message_ids AS m WHERE m.source = ${orderSource} AND m.hash IN (
      SELECT ${idOf(sql`d.order`, refund)} FROM (SELECT DISTINCT l.order AS order FROM ${lines}) AS d)
    GROUP BY m.hash HAVING argMax(m.deleted, m.version) = 0`
}

/** Whose those values of a kind of identifier are: columns `value` and `customer_id`. */
export function identitiesOf(kind: string, values: Sql): Sql {
  return sql`
    SELECT e.value AS value, argMax(e.customer_id, e.version) AS customer_id
    FROM identities AS e WHERE e.kind = ${kind} AND e.value IN (${values})
    GROUP BY e.value HAVING argMax(e.deleted, e.version) = 0`
}

/** What the plan comes to. All counts are decimal text. */
export type PlanCounts = {
  readonly customers: string
  readonly newCustomers: string
  readonly orders: string
  readonly refunds: string
  readonly fresh: string
  readonly changed: string
  readonly same: string
  /** Lines of orders that were rejected. */
  readonly rejected: string
}

export async function countPlan(database: Database, attempt: number): Promise<PlanCounts> {
  const [customers, orders] = await Promise.all([
    database.rows<Pick<PlanCounts, 'customers' | 'newCustomers'>>(sql`
      SELECT toString(count()) AS customers, toString(countIf(NOT known)) AS newCustomers
      FROM import_customers WHERE run = ${attempt}`),
    database.rows<Omit<PlanCounts, 'customers' | 'newCustomers'>>(sql`
      SELECT toString(countIf(NOT refund AND state != 'rejected')) AS orders,
        toString(countIf(refund AND state != 'rejected')) AS refunds,
        toString(countIf(state = 'new')) AS fresh, toString(countIf(state = 'changed')) AS changed,
        toString(countIf(state = 'same')) AS same,
        toString(sumIf(o.lines, state = 'rejected')) AS rejected
      FROM import_orders AS o WHERE run = ${attempt}`),
  ])
  const counts = { ...customers[0], ...orders[0] }
  return counts as PlanCounts
}

/** The rows of the lines whose order was rejected, in the order of the file. */
export function rejectedLines(
  database: Database,
  plan: Plan,
): AsyncIterable<readonly { row: string; reason: string }[]> {
  return database.stream(sql`
    SELECT l.row AS row, o.reason AS reason FROM import_lines AS l
    INNER JOIN (
      SELECT order, reason FROM import_orders WHERE run = ${plan.attempt} AND state = 'rejected') AS o
      ON o.order = l.order
    WHERE l.attempt = ${plan.attempt} ORDER BY row`)
}

/** Lines, and orders and customers in them, as they are staged. */
export async function countLines(database: Database, attempt: number): Promise<number> {
  const rows = await database.rows<{ n: string }>(
    sql`SELECT toString(count()) AS n FROM import_lines WHERE attempt = ${attempt}`,
  )
  return Number(rows[0]?.n ?? 0)
}
