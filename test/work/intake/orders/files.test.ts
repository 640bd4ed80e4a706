import { readFileSync } from 'node:fs'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '../../../../src/domain/failure.ts'
import { sql } from '../../../../src/store/sql/sql.ts'
import { understand } from '../../../../src/work/intake/files/understand.ts'
import { workbook, zip } from '../files/workbook.ts'
import { header, openShop, stateOf, type Shop } from './shop.ts'

// Some import a file eight times, and the machine may be busy.
let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(async () => {
  await shop.close()
})

const file = (...lines: readonly string[]) => [header, ...lines, ''].join('\n')

async function eventsOf(where = sql`1`): Promise<Record<string, unknown>[]> {
  return await shop.database.rows(sql`SELECT * FROM events WHERE ${where} ORDER BY ts`)
}

describe('a file is refused as a whole', () => {
  it.each([
    ['it is empty', '', 'The file is empty'],
    [
      'it lacks a column',
      'order,customer,when,item,quantity,price\n',
      /no column "time"; it has "order", "customer"/,
    ],
    [
      'a column is there twice',
      'order,order,customer,time,item,quantity,price\n',
      /2 columns named "order"/,
    ],
    [
      'its dates can be read in two ways',
      file('1,7,03/04/2011,a,1,1.5', '2,7,05/06/2011,a,1,1.5'),
      /such as 03\/04\/2011 may begin with the day/,
    ],
    [
      'its numbers can be read in two ways',
      file('1,7,2011-03-04,a,1,1.234'),
      /such as 1.234 may have a decimal or a thousands separator/,
    ],
    [
      'it is a damaged gzip',
      Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
      /damaged gzip/,
    ],
    [
      'a quotation mark is never closed in it',
      `${header}\n"${'x'.repeat(9_000_000)}`,
      /goes on for more than 8 million/,
    ],
  ])('where %s', async (_, content, message) => {
    const before = await stateOf(shop.database)
    const refused = await shop.take(content).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Refusal)
    expect((refused as Refusal).failure.message).toMatch(message)
    expect(await stateOf(shop.database)).toEqual(before)
  })

  it('unless the whole of it tells what its beginning leaves open', async () => {
    const early = Array.from({ length: 9_000 }, (_, i) => `${i},7,03/04/2011,a,1,1.234`)
    const result = await shop.take(file(...early, 'x,7,25/04/2011,a,1,0.5'))
    expect(result).toMatchObject({ rows: 9_001, rejected: 0 })
    expect(result.dialect).toMatchObject({ dates: 'dmy', decimal: '.' })
  })

  it('where a template says how its file of text was written, and this one is of another form', async () => {
    const line = { order: 'f1', customer: '7', time: '2026-01-02', item: 'a', quantity: 1 }
    const found = { decimal: ',' } as const
    const json = JSON.stringify([{ ...line, price: '1.234' }])
    await expect(shop.take(json, { found })).rejects.toThrow(/Numbers such as 1\.234/)
    const text = file('f1,7,2026-01-02,a,1,1.234')
    expect((await shop.take(text, { found })).dialect).toMatchObject({ decimal: ',' })
  })

  it('unless it is a workbook with titles above the lines: what it rejects comes back as a workbook', async () => {
    const lines = [
      ['w1', '7', '2026-01-02', 'a', 2, 1.5],
      ['w2', '7', 'not a time', 'b', 1, 2.25],
    ]
    const rows = [['Pedidos'], [], header.split(','), ...lines]
    const result = await shop.take(await workbook({ sheets: [{ name: 'Pedidos', rows }] }))
    expect(result).toMatchObject({ rows: 2, rejected: 1, orders: 1 })
    const path = result.rejectedFile ?? ''
    const mended = await understand(path, { kind: 'orders', fields: [] })
    expect(mended).toMatchObject({ format: 'xlsx', rows: 1, questions: [] })
    expect(mended.sample[0]?.slice(5)).toEqual(['w2', '7', 'not a time', 'b', '1', '2.25'])
    expect(await shop.take(readFileSync(path))).toMatchObject({ rows: 1, rejected: 1 })
  })

  it.each([
    ['', async (text: string) => text],
    [' in a zip', async (text: string) => await zip({ 'pedidos.json': text })],
  ])('unless it is JSON%s: what it rejects comes back nested as it was', async (_, packed) => {
    const line = (order: string, time: string, price: number) => ({
      order,
      customer: '7',
      time,
      item: 'a',
      quantity: 2,
      price,
      store: { city: 'Recife', desks: [1, 2] },
    })
    // Of an order with a wrong line all lines come back: after those that are wrong themselves.
    const lines = [
      line('j1', '2026-01-02', 1.5),
      line('j2', '2026-01-03', 2.25),
      line('j2', 'not a time', 2.5),
      line('j3', '2026-01-04', 3),
    ]
    const result = await shop.take(await packed(JSON.stringify(lines)))
    const back = readFileSync(result.rejectedFile ?? '', 'utf8')
      .trim()
      .split('\n')
    const objects = back.map((each) => JSON.parse(each) as Record<string, unknown>)
    const own = objects.map((each) =>
      Object.fromEntries(Object.entries(each).filter(([key]) => !key.startsWith('rejected_'))),
    )
    expect(own).toEqual(objects.map((each) => lines[Number(each['rejected_row']) - 2]))
    expect(own.length).toBe(result.rejected)
    expect(own.length).toBeGreaterThan(0)
  })

  it('unless its header is all there is: then it brings nothing', async () => {
    expect(await shop.take(`${header}\n`)).toMatchObject({ rows: 0, rejected: 0, orders: 0 })
  })

  it('and is read in the zone it says, whatever accents come late', async () => {
    const early = Array.from({ length: 20_000 }, (_, i) => `${i},7,2011-07-01 00:00:00,a,1,1`)
    const bytes = iconv.encode(file(...early, 'x,7,2011-07-01 00:00:00,Açaí,1,1'), 'windows-1252')
    const result = await shop.take(bytes, { timezone: 'America/Sao_Paulo' })
    expect(result.dialect.encoding).toBe('windows-1252')
    expect(await eventsOf(sql`order_id = 'x'`)).toMatchObject([
      { ts: String(Date.UTC(2011, 6, 1, 3)), 'items.product_id': ['Açaí'] },
    ])
  })
})
