import { gzipSync } from 'node:zlib'
import { writeFileSync } from 'node:fs'
import iconv from 'iconv-lite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { arriveEvent } from '../../../../src/domain/event/arrive.ts'
import { eventId } from '../../../../src/domain/event/messageId.ts'
import { orRefuse } from '../../../../src/domain/failure.ts'
import { utc } from '../../../../src/domain/time/zone.ts'
import { eventRow } from '../../../../src/store/clickhouse/eventRow.ts'
import { identifierHash } from '../../../../src/store/clickhouse/identifierHash.ts'
import { linesPerOrder, orderMessageId } from '../../../../src/store/clickhouse/orderImport.ts'
import { versionOf } from '../../../../src/store/clickhouse/version.ts'
import { sql } from '../../../../src/store/sql/sql.ts'
import { erase } from '../../../../src/work/intake/erase.ts'
import { runOrders } from '../../../../src/work/intake/orders/run.ts'
import { header, openShop, received, stateOf, textOf, type Shop } from './shop.ts'
import { settings } from './world.ts'

// Some import a file eight times, and the machine may be busy.
let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(async () => {
  await shop.close()
})

const file = (...lines: readonly string[]) => [header, ...lines, ''].join('\n')

const lines = [
  '1,17850.0,2010-12-01 08:26:00,85123A,6,2.55',
  '1,17850.0,2010-12-01 08:27:00,71053,-2,3.39',
  '1,17850.0,2010-12-01 08:26:00,85123A,6,2.55',
  'C2,17850,2010-12-02 09:00:00,85123A,-6,2.55',
  '3,12346,2011-01-18 10:01:00,Café,1,0',
  '4,12346,2011-01-19 10:01:00,"a, ""b""",-1,1.00005',
  "5,São Luís,2011-01-20 00:00:00,\\x'y,3,0.3333",
]

async function eventsOf(where = sql`1`): Promise<Record<string, unknown>[]> {
  return await shop.database.rows(sql`SELECT * FROM events WHERE ${where} ORDER BY ts`)
}

describe('order lines', () => {
  it('become orders with items, refunds and customers', async () => {
    expect(await shop.take(file(...lines))).toMatchObject({
      rows: 7,
      rejected: 0,
      customers: 3,
      orders: 3,
      refunds: 2,
      newOrders: 5,
      newCustomers: 3,
    })
    const events = await eventsOf()
    expect(events.map((event) => [event['name'], event['order_id'], event['total']])).toEqual([
      // 2 × 6 × 2.55 − 2 × 3.39, at the earlier of two minutes
      ['Order Completed', '1', '238200'],
      ['Order Refunded', 'C2', '-153000'],
      ['Order Completed', '3', '0'],
      // −1.00005 has five places: the price is rounded at arrival
      ['Order Refunded', '4', '-10001'],
      ['Order Completed', '5', '9999'],
    ])
    expect(events[0]).toMatchObject({
      ts: String(Date.UTC(2010, 11, 1, 8, 26)),
      'items.product_id': ['71053', '85123A', '85123A'],
      'items.quantity': ['-20000', '60000', '60000'],
      import_id: '1001',
    })
  })

  it('are stored as the same events that would come by the API', async () => {
    const instantId = '2024-02-29'
    await shop.take(
      file(...lines, `${instantId},17850,2011-03-01 00:00:00,2024-01-01,1,2`).replaceAll(
        'item',
        'sku',
      ),
      { item: 'sku', properties: { sku: 'sku' } },
    )
    const [{ id: customerId } = { id: '' }] = await shop.database.rows<{ id: string }>(
      sql`SELECT customer_id AS id FROM identities WHERE value = '17850'`,
    )
    const orders = [
      {
        name: 'Order Completed',
        order: '1',
        ts: Date.UTC(2010, 11, 1, 8, 26),
        total: 23.82,
        items: [
          { product_id: '71053', sku: '71053', quantity: -2, price: 3.39 },
          { product_id: '85123A', sku: '85123A', quantity: 6, price: 2.55 },
          { product_id: '85123A', sku: '85123A', quantity: 6, price: 2.55 },
        ],
      },
      {
        name: 'Order Refunded',
        order: 'C2',
        ts: Date.UTC(2010, 11, 2, 9),
        total: -15.3,
        items: [{ product_id: '85123A', sku: '85123A', quantity: -6, price: 2.55 }],
      },
      {
        name: 'Order Completed',
        order: instantId,
        ts: Date.UTC(2011, 2, 1),
        total: 2,
        items: [{ product_id: '2024-01-01', sku: '2024-01-01', quantity: 1, price: 2 }],
      },
    ]
    for (const { name, order, ts, total, items } of orders) {
      const event = orRefuse(
        arriveEvent(
          {
            event: name,
            time: ts,
            messageId: orderMessageId(name === 'Order Refunded', order),
            properties: { order_id: order, total, items },
          },
          { now: received, zone: utc, source: 'orders' },
        ),
      )
      const version = versionOf(1, 1)
      const named = [identifierHash({ kind: 'user_id', value: '17850' })]
      const origin = { customerId, importId: 1_001, version, received, named, body: '' }
      const row = eventRow(event, origin)
      await shop.database.run(sql`TRUNCATE TABLE import_runs`)
      await shop.database.run(sql`DROP TABLE IF EXISTS twin`)
      await shop.database.run(sql`CREATE TABLE twin AS events`)
      await shop.database.insert('twin', [row])
      const [theirs] = await shop.database.rows(sql`SELECT * FROM twin`)
      expect(await eventsOf(sql`order_id = ${order}`)).toEqual([theirs])
    }
  })

  it('have the id of their message in the engine and in memory alike', async () => {
    await shop.take(file(...lines))
    const rows = await shop.database.rows<{ order_id: string; id: string; name: string }>(
      sql`SELECT order_id, toString(id) AS id, name FROM events`,
    )
    expect(rows).toHaveLength(5)
    for (const { order_id: order, id, name } of rows) {
      expect(id).toBe(String(eventId('orders', orderMessageId(name === 'Order Refunded', order))))
    }
  })

  it('change nothing the second time, nor shuffled, re-encoded, gzipped, or in two halves', async () => {
    await shop.take(file(...lines))
    const before = await stateOf(shop.database)
    const again = { newOrders: 0, changedOrders: 0, newCustomers: 0, rejected: 0 }
    const shuffled = [4, 2, 6, 0, 5, 3, 1].map((i) => lines[i] ?? '')
    for (const content of [
      file(...lines),
      file(...shuffled),
      iconv.encode(file(...lines), 'utf-16le', { addBOM: true }),
      iconv.encode(file(...lines), 'windows-1252'),
      iconv.encode(file(...lines).replaceAll('\n', '\r\n'), 'utf-8', { addBOM: true }),
      gzipSync(file(...lines)),
      file(...lines.slice(0, 3)),
      file(...lines.slice(3)),
    ]) {
      expect(await shop.take(content)).toMatchObject(again)
      expect(await stateOf(shop.database)).toEqual(before)
    }
  })

  it('come to the same shop in whatever order the first file has them', async () => {
    const other = await openShop()
    await shop.take(file(...lines))
    await other.take(file(...lines.toReversed()))
    expect(await stateOf(other.database)).toEqual(await stateOf(shop.database))
    await other.close()
  })

  it('replace the order to which one is added, and no other', async () => {
    await shop.take(file(...lines))
    const others = await eventsOf(sql`order_id != '1'`)
    const added = '1,17850,2010-12-01 08:28:00,NEW,1,100'
    expect(await shop.take(file(...lines, added))).toMatchObject({
      newOrders: 0,
      changedOrders: 1,
      unchangedOrders: 4,
    })
    expect(await eventsOf(sql`order_id != '1'`)).toEqual(others)
    expect(await eventsOf(sql`order_id = '1'`)).toMatchObject([{ total: '1238200' }])
    // An identical line is a line as well.
    expect(await shop.take(file(...lines, added, added))).toMatchObject({ changedOrders: 1 })
    expect(await eventsOf(sql`order_id = '1'`)).toMatchObject([{ total: '2238200' }])
  })

  it('fill fields, of which the latest order says the value', async () => {
    const country = (...rows: readonly string[]) => [`${header},country`, ...rows, ''].join('\n')
    const fields = { fields: { country: 'country' } }
    const rows = [
      '1,7,2020-01-02 00:00:00,a,1,1,Peru',
      '2,7,2020-01-03 00:00:00,a,1,1,Brasil',
      '3,7,2020-01-01 00:00:00,a,1,1,Chile',
      '4,7,2020-01-04 00:00:00,a,1,1,',
    ]
    await shop.take(country(...rows), fields)
    const [customer] = await shop.database.rows(sql`SELECT f8, data FROM customers`)
    const at = Date.UTC(2020, 0, 3)
    expect(customer).toEqual({ f8: 'Brasil', data: `{"8":["Brasil",${at},"orders"]}` })
    const before = await stateOf(shop.database)
    await shop.take(country(rows[0] ?? ''), fields)
    expect(await stateOf(shop.database)).toEqual(before)
    await shop.take(country('5,7,2021-01-01 00:00:00,a,1,1,Cuba'), fields)
    expect(await shop.database.rows(sql`SELECT f8 FROM customers FINAL`)).toEqual([{ f8: 'Cuba' }])
    const later = `["Cuba",${Date.UTC(2021, 0, 1)},"orders"]`
    expect(
      await shop.database.rows(sql`SELECT made, olds, news FROM edits ORDER BY version`),
    ).toEqual([
      { made: true, olds: [''], news: [`["Brasil",${at},"orders"]`] },
      { made: false, olds: [`["Brasil",${at},"orders"]`], news: [later] },
    ])
  })

  it('may carry more properties of their items, which are texts', async () => {
    const content =
      'order,customer,time,item,quantity,price,roast\n1,2,2020-01-01,a,1,2,Dark Rôast\n1,2,2020-01-01,b,1,2,\n'
    await shop.take(content, { properties: { roast: 'roast' } })
    expect(await eventsOf()).toMatchObject([
      {
        'items.text': [{ product_id: 'a', roast: 'Dark Rôast' }, { product_id: 'b' }],
        'items.fold': [{ product_id: 'a', roast: 'dark roast' }, { product_id: 'b' }],
      },
    ])
  })
})

describe('a row is rejected with its reason', () => {
  it('and the file of rejected rows, mended, can be imported as it is', async () => {
    const wrong = [
      ',7,2020-01-01 10:00:00,a,1,1',
      '1,,2020-01-01 10:00:00,a,1,1',
      '1,guest,2020-01-01 10:00:00,a,1,1',
      '1,7,yesterday,a,1,1',
      '1,7,2036-01-01 10:00:00,a,1,1',
      '1,7,2020-01-01 10:00:00,a,one,1',
      '1,7,2020-01-01 10:00:00,a,1,',
      '1,7,2020-01-01 10:00:00,a,1,900000000000',
      '1,7,2020-01-01 10:00:00,a,1',
      '1,7,2020-01-01 10:00:00,a,1,1,more',
      '1,7,2020-01-01 10:00:00,a\0b,1,1',
      '1,7,2020-01-01 10:00:00,=cmd(),1,=1+2',
    ]
    const good = '9,8,2020-01-01 10:00:00,"two\nlines",1,1,'
    const result = await shop.take(file(...wrong, good))
    expect(result).toMatchObject({ rows: 13, rejected: 12, customers: 1, orders: 1 })
    const text = await textOf(result.rejectedFile)
    const rejected = text.split('\r\n')
    expect(rejected[0]).toBe(
      `\uFEFFrejected_row,rejected_column,rejected_value,rejected_reason,rejected_fix,${header}`,
    )
    wrong.forEach((_, i) => expect(rejected[i + 1]).toMatch(new RegExp(`^${i + 2},`)))
    wrong.forEach((line, i) => expect(rejected[i + 1]?.endsWith(`,${line}`)).toBe(true))
    expect(rejected[2]).toContain('2,customer,,The row names no customer,'.replace('2,', '3,'))
    expect(rejected[12]).toContain("13,price,'=1+2,This is not a number")

    const mended = text.replaceAll('yesterday', '2020-01-01 10:00:00').replaceAll(',one,', ',1,')
    expect(await shop.take(mended)).toMatchObject({ rows: 12, rejected: 10, orders: 1 })
    expect(await shop.take(mended)).toMatchObject({ newOrders: 0, unchangedOrders: 1 })
  })

  it('where one order has two customers, in the file or here and in the store', async () => {
    const result = await shop.take(
      file(
        '1,7,2020-01-01 10:00:00,a,1,1',
        '2,7,2020-01-01 10:00:00,a,1,1',
        '1,8,2020-01-01 10:00:00,a,1,1',
      ),
    )
    expect(result).toMatchObject({ rows: 3, rejected: 2, orders: 1, customers: 1 })
    const text = await textOf(result.rejectedFile)
    expect(text.split('\r\n').slice(1, 3)).toEqual([
      expect.stringMatching(/^2,order,1,The order has lines of two customers,.*,1,7,/),
      expect.stringMatching(/^4,order,1,The order has lines of two customers,.*,1,8,/),
    ])
    const before = await stateOf(shop.database)
    const second = await shop.take(file('2,99,2020-01-01 10:00:00,a,1,1'))
    expect(second).toMatchObject({ rows: 1, rejected: 1, orders: 0, customers: 0 })
    expect(await textOf(second.rejectedFile)).toContain('stored already, under another customer')
    expect(await stateOf(shop.database)).toEqual(before)
  })

  it('where its customer was deleted', async () => {
    await shop.take(file(...lines))
    const [{ id: customer } = { id: '' }] = await shop.database.rows<{ id: string }>(
      sql`SELECT customer_id AS id FROM identities WHERE value = '12346'`,
    )
    const secret = settings.keys.tombstone
    await erase(shop.database, { customer, position: 500, received, secret })
    const result = await shop.take(file(...lines))
    expect(result).toMatchObject({ rows: 7, rejected: 2, customers: 2, newOrders: 0 })
    expect(await textOf(result.rejectedFile)).toContain('The customer was deleted')
    expect(await eventsOf(sql`customer_id = ${BigInt(customer)}`)).toEqual([])
  })

  it('where an order has more lines than an order can have', async () => {
    const line = '1,7,2020-01-01 10:00:00,a,1,1'
    const many = Array.from({ length: linesPerOrder + 1 }, () => line)
    expect(await shop.take(file(...many, line.replace('1', '2')))).toMatchObject({
      rejected: linesPerOrder + 1,
      orders: 1,
    })
    expect(await shop.take(file(...many.slice(1)))).toMatchObject({ rejected: 0, orders: 1 })
    expect(await eventsOf(sql`order_id = '1'`)).toMatchObject([
      { total: String(linesPerOrder * 10_000) },
    ])
  })

  it('where a cell is huge or a total is past all numbers', async () => {
    const huge = 'x'.repeat(1_100_000)
    const result = await shop.take(
      file(
        `1,7,2020-01-01 10:00:00,${huge},1,1`,
        '2,7,2020-01-01 10:00:00,a,800000000000,800000000000',
        '3,7,2020-01-01 10:00:00,a,1,1',
      ),
    )
    expect(result).toMatchObject({ rows: 3, rejected: 2, orders: 1 })
  })
})

describe('an import', () => {
  it('that is done answers the same and does nothing when it is run again', async () => {
    const run = shop.runOf(file(...lines))
    const world = { database: shop.database, settings }
    const first = await runOrders(run, world)
    const state = await stateOf(shop.database)
    writeFileSync(run.path, 'no longer that file')
    expect(await runOrders(run, world)).toEqual(first)
    expect(await stateOf(shop.database)).toEqual(state)
    expect(state['staged']).toBe('0 rows ')
  })

  it('stops when it is told to, and leaves nothing half done', async () => {
    const stop = new AbortController()
    const run = shop.runOf(file(...lines))
    const stopped = runOrders(run, {
      database: shop.database,
      settings,
      signal: stop.signal,
      onProgress: ({ step }) => {
        if (step === 'customers') stop.abort()
      },
    })
    await expect(stopped).rejects.toThrow('aborted')
    expect(await eventsOf()).toEqual([])
    expect(await runOrders(run, { database: shop.database, settings })).toMatchObject({
      newOrders: 5,
      newCustomers: 3,
    })
  })
})
