import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../../src/store/clickhouse/database.ts'
import { write, type Sql } from '../../../../src/store/sql/sql.ts'
import { runOrders } from '../../../../src/work/intake/orders/run.ts'
import { header, openShop, received, type Shop } from './shop.ts'
import { settings } from './world.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(async () => await shop.close())

const orders = 100_000
const sets = 16

/** Adds up how many staged rows the statements read that look for customers. */
function counting(database: Database): { database: Database; read: Map<string, number> } {
  const read = new Map<string, number>()
  const count = async (what: string, query: Sql) => {
    const parts = query.parts.map((part, i) =>
      i === 0 && typeof part === 'string' ? part.replace(insertInto, '') : part,
    )
    const rows = await database.rows<{ table: string; rows: string }>({
      parts: ['EXPLAIN ESTIMATE ', ...parts],
    })
    const staged = rows.filter(({ table }) => table.startsWith('import_'))
    const sum = staged.reduce((all, each) => all + Number(each.rows), read.get(what) ?? 0)
    read.set(what, sum)
  }
  const counted: Database = {
    ...database,
    run: async (statement, more) => {
      if (insertInto.test(write(statement).text)) await count('planning customers', statement)
      await database.run(statement, more)
    },
    rows: async <T>(query: Sql, more = {}) => {
      const { text } = write(query)
      const looking = /SELECT DISTINCT customer FROM import_lines/.test(text)
      if (looking) await count('looking for the deleted', query)
      return await database.rows<T>(query, more)
    },
  }
  return { database: counted, read }
}

const insertInto = /INSERT INTO import_customers \([^)]*\)/

test('an import that is planned in many sets reads what is staged a few times, not once for each set', async () => {
  const lines = Array.from({ length: orders }, (_, i) => `${i},c${i % 30_000},2024-01-01,p,1,1`)
  const run = shop.runOf([header, ...lines, ''].join('\n'))
  await shop.database.insert('tombstones', [
    { hash: 'of somebody else', customer_id: '7', at: received, version: 1 },
  ])
  const { database, read } = counting(shop.database)
  const sizes = { lines: orders / sets, customers: 50_000 }
  const result = await runOrders(run, { database, settings, sizes })
  expect(result).toMatchObject({ orders, customers: 30_000, newCustomers: 30_000 })
  expect([...read.keys()].toSorted()).toEqual(['looking for the deleted', 'planning customers'])
  for (const [what, rows] of read) {
    expect([what, rows >= orders, rows < 6 * orders]).toEqual([what, true, true])
  }
})
