import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtInFields } from '../../../../src/domain/customer/builtin.ts'
import type { Database } from '../../../../src/store/clickhouse/database.ts'
import { ensureColumns } from '../../../../src/store/clickhouse/ensureColumns.ts'
import { sql } from '../../../../src/store/sql/sql.ts'
import type {
  OrderOptions,
  OrderRun,
  OrdersResult,
} from '../../../../src/work/intake/orders/options.ts'
import { runOrders } from '../../../../src/work/intake/orders/run.ts'
import { openTestDatabase } from '../../../store/engine/testEngine.ts'
import { settings } from './world.ts'

export const options: OrderOptions = {
  order: 'order',
  customer: 'customer',
  time: 'time',
  item: 'item',
  quantity: 'quantity',
  price: 'price',
  refundPrefix: 'C',
  timezone: 'UTC',
}

export const header = 'order,customer,time,item,quantity,price'

/** The instant at which all imports of tests arrive. */
export const received = Date.UTC(2026, 0, 1)

export type Shop = {
  readonly database: Database
  readonly url: string
  readonly name: string
  readonly directory: string
  /** Imports a file of that content. Each import has the next inbox position. */
  take(content: string | Buffer, more?: Partial<OrderOptions>): Promise<OrdersResult>
  /** The run that `take` would make of it. */
  runOf(content: string | Buffer, more?: Partial<OrderOptions>): OrderRun
  close(): Promise<void>
}

/** A shop of its own, empty, in the engine of the tests. */
export async function openShop(): Promise<Shop> {
  const opened = await openTestDatabase()
  const { database, url, name } = opened
  await ensureColumns(database, builtInFields)
  const directory = mkdtempSync(join(tmpdir(), 'clientela-orders-'))
  let position = 0
  const runOf = (content: string | Buffer, more: Partial<OrderOptions> = {}): OrderRun => {
    position += 1
    const path = join(directory, `${position}.csv`)
    writeFileSync(path, content)
    const rejectedPath = join(directory, `${position}-rejected.csv`)
    const importId = 1_000 + position
    return { position, importId, path, rejectedPath, options: { ...options, ...more }, received }
  }
  return {
    database,
    url,
    name,
    directory,
    runOf,
    take: (content, more) => runOrders(runOf(content, more), { database, settings }),
    async close() {
      rmSync(directory, { recursive: true, force: true })
      await opened.close()
    },
  }
}

export async function textOf(path: string | undefined): Promise<string> {
  return path === undefined ? '' : await readFile(path, 'utf8')
}

/** All that a shop holds, by the customers' own ids: equal for equal shops, however they came about. */
export async function stateOf(database: Database): Promise<Record<string, string>> {
  const who = sql`(SELECT customer_id, argMax(value, version) AS user FROM identities FINAL GROUP BY customer_id)`
  const state: Record<string, string> = {}
  const digests = {
    events: sql`
      SELECT toString(count()) AS n, toString(groupBitXor(cityHash64(w.user, e.name, e.ts, e.id, e.channel,
        e.source, e.total, e.order_id, toString(e.text), toString(e.fold), toString(e.instant),
        toString(e.items.path), toString(e.items.product_id), toString(e.items.quantity),
        toString(e.items.price), toString(e.items.text), toString(e.items.fold)))) AS digest
      FROM events AS e INNER JOIN ${who} AS w ON w.customer_id = e.customer_id`,
    messages: sql`
      SELECT toString(count()) AS n,
        toString(groupBitXor(cityHash64(w.user, m.source, m.hash, m.name, m.ts, m.digest))) AS digest
      FROM message_ids AS m FINAL INNER JOIN ${who} AS w ON w.customer_id = m.customer_id`,
    customers: sql`
      SELECT toString(count()) AS n,
        toString(groupBitXor(cityHash64(w.user, c.known, c.f8, c.data))) AS digest
      FROM customers AS c FINAL INNER JOIN ${who} AS w ON w.customer_id = c.customer_id`,
    contacts: sql`
      SELECT toString(count()) AS n,
        toString(groupBitXor(cityHash64(w.user, toString(c.identifiers), c.search))) AS digest
      FROM contacts AS c FINAL INNER JOIN ${who} AS w ON w.customer_id = c.customer_id`,
    edits: sql`
      SELECT toString(count()) AS n,
        toString(groupBitXor(cityHash64(w.user, v.made, v.fields, v.olds, v.news, v.added))) AS digest
      FROM edits AS v INNER JOIN ${who} AS w ON w.customer_id = v.customer_id`,
    staged: sql`
      SELECT toString(sum(n)) AS n, '' AS digest FROM (
        SELECT count() AS n FROM import_lines UNION ALL SELECT count() FROM import_refused
        UNION ALL SELECT count() FROM import_orders UNION ALL SELECT count() FROM import_customers)`,
  }
  for (const [table, query] of Object.entries(digests)) {
    const [row] = await database.rows<{ n: string; digest: string }>(query)
    state[table] = `${row?.n} rows ${row?.digest}`
  }
  return state
}
