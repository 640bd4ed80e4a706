import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { builtInFields } from '../../src/domain/customer/builtin.ts'
import { catalogOf } from '../../src/domain/customer/catalog.ts'
import { plainField, type Field } from '../../src/domain/customer/field.ts'

import type { Database } from '../../src/store/clickhouse/database.ts'
import { ensureColumns } from '../../src/store/clickhouse/ensureColumns.ts'
import type { OrderOptions } from '../../src/work/intake/orders/options.ts'
import { runOrders } from '../../src/work/intake/orders/run.ts'
import { openTestDatabase } from '../store/engine/testEngine.ts'
import { settings } from '../work/intake/orders/world.ts'

/** Chen 2015, UCI: 541,909 order lines of a British shop. Not part of the project. */
export const onlineRetail = '../shared/data/online-retail/online_retail.csv.gz'

/** The instant as of which everything is asked: the midnight after the shop's last order. */
export const now = Date.UTC(2011, 11, 10)

const memberSince: Field = {
  ...plainField,
  id: 101,
  name: 'member_since',
  label: 'Member since',
  type: 'date',
  filterable: true,
}

const fields = [...builtInFields, memberSince]

export const catalog = catalogOf(fields)

export type RetailShop = {
  /** Ours, with the file imported. */
  readonly database: Database
  /** DuckDB, with the file as tables of its own: see {@link tables}. */
  readonly duckdb: DuckDBConnection
  close(): Promise<void>
}

/**
 * The same shop twice: imported here as orders, and read by DuckDB straight from the file. The file has no
 * dates of customers and no refunds that name their order, so that both get some, computed from it.
 */
export async function openRetail(): Promise<RetailShop> {
  const opened = await openTestDatabase()
  const directory = mkdtempSync(join(tmpdir(), 'clientela-retail-'))
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const duckdb = await instance.connect()
  for (const statement of tables) await duckdb.run(statement)
  await ensureColumns(opened.database, fields)
  for (const [nth, table] of (['line', 'refund'] as const).entries()) {
    const path = join(directory, `${table}.csv`)
    await duckdb.run(`COPY (${written(table)}) TO '${path}' (FORMAT csv, HEADER)`)
    const position = nth + 1
    await runOrders(
      {
        position,
        importId: position,
        path,
        rejectedPath: `${path}.rejected`,
        options,
        received: now,
      },
      { database: opened.database, settings: { ...settings, catalog } },
    )
  }
  await duckdb.run(events)
  return {
    database: opened.database,
    duckdb,
    async close() {
      duckdb.closeSync()
      instance.closeSync()
      rmSync(directory, { recursive: true, force: true })
      await opened.close()
    },
  }
}

const options: OrderOptions = {
  order: 'invoice',
  customer: 'customer',
  time: 'ts',
  item: 'product',
  quantity: 'quantity',
  price: 'price',
  fields: { country: 'country', member_since: 'since' },
  properties: { description: 'description' },
  refundPrefix: 'C',
  timezone: 'UTC',
}

/**
 * - `line`: the file's lines of known customers; a customer is a member since a day that follows from
 *   her number, some before her first order and some after her last.
 * - `refund`: of every seventh order a third came back ten days later, under the order's own number.
 */
const tables = [
  `CREATE TABLE line AS
    SELECT InvoiceNo AS invoice, CAST(CAST(CustomerID AS DOUBLE) AS BIGINT) AS customer,
      CAST(InvoiceDate AS TIMESTAMP) AS ts, StockCode AS product, Description AS description,
      CAST(Quantity AS BIGINT) AS quantity, CAST(UnitPrice AS DECIMAL(18, 4)) AS price,
      Country AS country,
      DATE '2010-12-01' + CAST(CAST(CAST(CustomerID AS DOUBLE) AS BIGINT) % 390 AS INTEGER) AS since
    FROM read_csv('${onlineRetail}', all_varchar = true) WHERE CustomerID <> ''`,
  `CREATE TABLE refund AS
    SELECT invoice, any_value(customer) AS customer, min(ts) + INTERVAL 10 DAY AS ts,
      min(product) AS product, any_value(description) AS description, -1 AS quantity,
      CAST(round(sum(quantity * price) / 3, 2) AS DECIMAL(18, 4)) AS price,
      any_value(country) AS country, any_value(since) AS since
    FROM line WHERE invoice NOT LIKE 'C%' AND CAST(invoice AS BIGINT) % 7 = 0
    GROUP BY invoice HAVING max(quantity) > 0 AND min(ts) < TIMESTAMP '2011-11-30'`,
]

/** Times as the file has them; members' numbers too. */
function written(table: 'line' | 'refund'): string {
  return `SELECT invoice, concat(customer, '.0') AS customer, strftime(ts, '%Y-%m-%d %H:%M:%S') AS ts,
    product, description, quantity, price, country, since FROM ${table}`
}

/**
 * - `event`: the orders and refunds, each with its first line's instant and the sum of its lines
 * - `item`: their lines
 * - `person`: everyone, with the country last seen
 */
const events = `
  CREATE VIEW all_line AS
    SELECT *, '' AS mark FROM line UNION ALL SELECT *, 'refund' AS mark FROM refund;
  CREATE TABLE event AS
    SELECT concat(invoice, mark) AS id, invoice, any_value(customer) AS customer, min(ts) AS ts,
      sum(quantity * price) AS total,
      CASE WHEN invoice LIKE 'C%' OR max(quantity) < 0 THEN 'refund' ELSE 'order' END AS name,
      sha256(concat('orders', chr(10), 'completed', chr(10), invoice)) AS hash
    FROM all_line GROUP BY invoice, mark;
  CREATE TABLE item AS
    SELECT e.id, e.name, e.customer, e.ts, lower(l.product) AS product, lower(l.description) AS description,
      l.quantity, l.price
    FROM all_line AS l JOIN event AS e ON e.id = concat(l.invoice, l.mark);
  CREATE TABLE person AS
    SELECT customer, arg_max(country, (ts, country)) AS country, any_value(since) AS since
    FROM line GROUP BY customer;
  CREATE VIEW orders AS SELECT * FROM event WHERE name = 'order';
  CREATE VIEW refunds AS SELECT * FROM event WHERE name = 'refund';
  CREATE VIEW bought AS SELECT * FROM item WHERE name = 'order';
  CREATE MACRO moment() AS TIMESTAMP '2011-12-10 00:00:00'`
