import { as, nothing, sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
import { identitiesOf, orderSource, type HashRange, type Plan } from './orderImport.ts'
import { keepEvents } from './removedEvents.ts'
import { identifierHashOf } from './identifierHash.ts'
import { versionOf } from './version.ts'

/** How a set of orders is written: what is the same for all of them. */
export type OrderWrite = {
  /** Of the plan. */
  readonly attempt: number
  /** Of the import in the inbox. */
  readonly position: number
  readonly importId: number
  readonly kind: string
  readonly names: readonly string[]
  readonly received: number
  readonly set: number
  /** Of the set's rows. */
  readonly version: number
  /** The set may have been written before, in part. */
  readonly again: boolean
}

/** Of the events that imports of orders make. */
export const orderEventNames = sql`('Order Completed', 'Order Refunded')`
const nameOf = sql`if(o.refund, 'Order Refunded', 'Order Completed')`

/** The new and changed orders of a set as rows of `events`: what `eventRow` would make of each. */
export async function insertOrderEvents(database: Database, write: OrderWrite): Promise<void> {
  const { attempt, position, set, version, names } = write
  const written = sql` AND o.id NOT IN (
    SELECT id FROM events WHERE name IN ${orderEventNames} AND version = ${version} AND id IN (
      SELECT id FROM import_orders WHERE run = ${attempt} AND set = ${set}))`
  const statement = sql`
    INSERT INTO events (name, customer_id, ts, id, channel, source, import_id, version, received,
      total, order_id, text, fold, instant, num, bool, list, ${itemColumns}, named)
    WITH ${namedBy(names)} AS named
    SELECT ${nameOf}, i.customer_id, o.ts, o.id, '', ${orderSource}, ${write.importId}, ${version},
      ${write.received}, o.total, o.order, map('order_id', o.order), map('order_id', o.order_fold),
      if(o.order_instant IS NULL, map(), map('order_id', assumeNotNull(o.order_instant))),
      ${noMap.num}, ${noMap.bool}, ${noMap.list},
      arrayMap(each -> 'items', o.texts), arrayMap(each -> each[1], o.texts), o.quantities, o.prices,
      arrayMap(each -> ${noMap.num}, o.texts), arrayMap(each -> named(each), o.texts),
      arrayMap(each -> named(each), o.folds), arrayMap(each -> ${noMap.bool}, o.texts), [${identifierHashOf(write.kind, sql`o.customer`)}]
    FROM ${toWrite(write)}${write.again ? written : nothing}`
  // Tried again, other rows may come than the first time: the token would drop them.
  await database.run(statement, write.again ? {} : { token: `orders-${position}-${set}` })
}

/** An item's texts as a map, without the missing ones. */
function namedBy(names: readonly string[]): Sql {
  const [only = ''] = names
  // Nearly all imports: three times as fast as the general form.
  if (names.length === 1) return sql`(texts -> if(texts[1] = '', map(), map(${only}, texts[1])))`
  return sql`(texts -> mapFromArrays(
    arrayFilter((name, text) -> text != '', ${as('Array(String)', names)}, texts),
    arrayFilter(text -> text != '', texts)))`
}

/**
 * Empty maps, as full columns: a default or a constant is repeated row by row, which for maps with
 * LowCardinality keys costs forty times as much.
 */
const noMap = {
  num: sql`materialize(CAST(map(), 'Map(String, Int64)'))`,
  bool: sql`materialize(CAST(map(), 'Map(String, Bool)'))`,
  list: sql`materialize(CAST(map(), 'Map(String, Array(String))'))`,
} as const

const itemColumns = sql`items.path, items.product_id, items.quantity, items.price, items.num, items.text,
      items.fold, items.bool`

/**
 * Keeps what the set's changed orders were before, for whoever undoes the import: to be called before
 * anything else is written of them, since their messages say what they were.
 */
export async function keepReplacedEvents(database: Database, write: OrderWrite): Promise<void> {
  await keepEvents(database, {
    where: replacedBy(write),
    run: write.importId,
    before: versionOf(write.position),
    again: write.again,
    among: sql`id IN (${changedIn(write)})`,
  })
}

/** Takes away what the set's changed orders were before. */
export async function deleteReplacedEvents(database: Database, write: OrderWrite): Promise<void> {
  await database.run(sql`DELETE FROM events WHERE ${replacedBy(write)}`)
}

function replacedBy(write: OrderWrite): Sql {
  return sql`name IN ${orderEventNames} AND version != ${write.version} AND id IN (${changedIn(write)})`
}

function changedIn({ attempt, set }: OrderWrite): Sql {
  return sql`SELECT id FROM import_orders WHERE run = ${attempt} AND set = ${set} AND state = 'changed'`
}

/** Remembers the set's orders as stored: of each it says that no more is to be done. Repeated, it writes the same rows. */
export async function insertOrderMessages(database: Database, write: OrderWrite): Promise<void> {
  await database.run(sql`
    INSERT INTO message_ids (${messageColumns})
    SELECT ${orderSource}, o.id, ${nameOf}, i.customer_id, o.ts, o.digest, ${write.version}
    FROM ${toWrite(write)}`)
}

/**
 * Remembers of the set's changed orders that it is not known what is stored of them, until
 * {@link insertOrderMessages} says it: whichever file comes next with one of them, it is `changed`.
 */
export async function insertUnsureMessages(database: Database, write: OrderWrite): Promise<void> {
  await database.run(sql`
    INSERT INTO message_ids (${messageColumns})
    SELECT ${orderSource}, o.id, ${nameOf}, i.customer_id, o.ts, 0, ${unsureVersion(write.position)}
    FROM ${toWrite(write)} AND o.state = 'changed'`)
}

export const messageColumns = sql`source, hash, name, customer_id, ts, digest, version`

/** Below all sets of orders of its import, of which the first comes after one of customers: what they say wins. */
export function unsureVersion(position: number): number {
  return versionOf(position, 0)
}

function toWrite({ attempt, set, kind }: OrderWrite): Sql {
  const customers = sql`SELECT customer FROM import_orders WHERE run = ${attempt} AND set = ${set}`
  return sql`import_orders AS o
    INNER JOIN (${identitiesOf(kind, customers)}) AS i ON i.value = o.customer
    WHERE o.run = ${attempt} AND o.set = ${set} AND o.state IN ('new', 'changed')`
}

/** By set, how many orders are to be written, and how many of those replace one. */
export async function countSets(
  database: Database,
  attempt: number,
): Promise<ReadonlyMap<number, { readonly all: number; readonly changed: number }>> {
  const rows = await database.rows<{ set: number; all: string; changed: string }>(sql`
    SELECT set, toString(count()) AS all, toString(countIf(state = 'changed')) AS changed
    FROM import_orders WHERE run = ${attempt} AND state IN ('new', 'changed') GROUP BY set`)
  return new Map(
    rows.map(({ set, all, changed }) => [set, { all: Number(all), changed: Number(changed) }]),
  )
}

/** How many of the plan's customers in that range are not there. */
export async function countUnknown(
  database: Database,
  { attempt, kind }: Pick<Plan, 'attempt' | 'kind'>,
  { from, to }: HashRange,
): Promise<number> {
  const planned = sql`import_customers WHERE run = ${attempt}
    AND hash BETWEEN ${as('UInt64', from)} AND ${as('UInt64', to)}`
  const rows = await database.rows<{ n: string }>(sql`
    SELECT toString(count()) AS n FROM ${planned} AND customer NOT IN (
      SELECT value FROM (${identitiesOf(kind, sql`SELECT customer FROM ${planned}`)}))`)
  return Number(rows[0]?.n ?? 0)
}
