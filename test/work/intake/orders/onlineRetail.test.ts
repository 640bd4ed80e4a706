import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../../src/store/sql/sql.ts'
import { openShop, textOf, type Shop } from './shop.ts'

/** Chen 2015, UCI: 541,909 order lines of a British shop. Not part of the project. */
const path = '../shared/data/online-retail/online_retail.csv.gz'
const there = existsSync(path)

const columns = {
  order: 'InvoiceNo',
  customer: 'CustomerID',
  time: 'InvoiceDate',
  item: 'StockCode',
  quantity: 'Quantity',
  price: 'UnitPrice',
  fields: { country: 'Country' },
}

describe.skipIf(!there)(`Online Retail${there ? '' : ` (skipped: there is no ${path})`}`, () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop()
  })
  afterAll(async () => {
    await shop.close()
  })

  it('has the counts that are known of it, and one order more with a line more', async () => {
    const bytes = readFileSync(path)
    const result = await shop.take(bytes, columns)
    expect(result).toMatchObject({
      rows: 541_909,
      rejected: 135_080,
      customers: 4_372,
      orders: 18_536,
      refunds: 3_654,
      newOrders: 22_190,
      newCustomers: 4_372,
    })
    const rejected = await textOf(result.rejectedFile)
    expect(rejected.match(/,The row names no customer,/g)).toHaveLength(135_080)
    const figures = await shop.database.rows(sql`
      SELECT toString(sum(length(items.path))) AS lines, toString(sum(total)) AS total,
        toString((SELECT count() FROM (
          SELECT customer_id FROM events WHERE name = 'Order Completed'
          GROUP BY customer_id HAVING count() >= 2))) AS twice
      FROM events`)
    expect(figures).toEqual([{ lines: '406829', total: '83000658140', twice: '2845' }])

    const added = '536365,ONE MORE,,1,2010-12-01 08:26:00,1,17850.0,United Kingdom\n'
    expect(await shop.take(gunzipSync(bytes).toString() + added, columns)).toMatchObject({
      newOrders: 0,
      newCustomers: 0,
      changedOrders: 1,
      unchangedOrders: 22_189,
    })
  })
})
