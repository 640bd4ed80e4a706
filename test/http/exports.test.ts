import { DuckDBInstance } from '@duckdb/node-api'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { open } from '../../src/api/client.ts'
import { exportedCustomer } from '../../src/api/customers.ts'
import { routes } from '../../src/api/routes.ts'
import type { Json } from '../../src/api/parts.ts'
import type { Field } from '../../src/domain/customer/field.ts'
import { plainText, type PeopleStyle } from '../../src/domain/customer/formats/plain.ts'
import { parseValue, showValue } from '../../src/domain/customer/value.ts'
import type { ColumnSeen } from '../../src/domain/import/column.ts'
import { parseNumberStyled } from '../../src/domain/numberStyle.ts'
import { utc } from '../../src/domain/time/zone.ts'
import { orRefuse } from '../../src/domain/failure.ts'
import { unguard } from '../../src/domain/import/formulaGuard.ts'
import { splitValues } from '../../src/domain/import/joined.ts'
import { eachRow } from '../../src/work/intake/files/understand.ts'
import { detectText, sampleRows } from '../../src/work/intake/files/textDialect.ts'
import { understood } from '../work/intake/files/place.ts'
import { startRunning, type Running } from './running.ts'

const people: readonly {
  identifiers: Record<string, string | string[]>
  fields: Record<string, Json>
}[] = [
  {
    identifiers: { user_id: '00123', email: ['ana@example.com', 'ana.b@example.com'] },
    fields: {
      name: '=HYPERLINK("http://x")',
      email: 'ana@example.com',
      city: 'a "b"; c,\nd',
      birth_date: '1990-05-01',
      spent: 1234.5,
      visits: 3,
      last_seen: '2026-11-21T13:30:00.000Z',
      newsletter: false,
      likes: ['café', 'a;b|c'],
      home: { lat: -23.55, lon: -46.63 },
    },
  },
  { identifiers: { user_id: 'b|c' }, fields: { name: "'=1+1", phone: '+5581999990000' } },
  { identifiers: { user_id: '7' }, fields: { city: '00980' } },
]

let running: Running
let ids: readonly string[]
beforeAll(async () => {
  running = await startRunning()
  for (const [name, type] of [
    ['spent', 'money'],
    ['visits', 'integer'],
    ['last_seen', 'datetime'],
    ['newsletter', 'boolean'],
    ['likes', 'list'],
    ['home', 'location'],
  ] as const) {
    await running.ask(routes.fields.create, { body: { name, type } })
  }
  for (const body of people) await running.ask(routes.customers.create, { body })
  const events = [
    {
      event: 'Order Completed',
      identifiers: { user_id: '7' },
      properties: { total: 12.5, a: ['x'] },
    },
    { event: 'Page Viewed', identifiers: { user_id: '00123' }, properties: { url: '=1' } },
  ].map((event, i) => ({ ...event, time: `2026-01-0${i + 1}T00:00:00.000Z`, messageId: `m${i}` }))
  await running.ask(routes.events.add, { body: { events } })
  const products = [{ id: 'p"1', name: '@Coffee', price: 9.9, fields: { roast: 'dark' } }]
  await running.ask(routes.products.put, { body: { products } })
  await running.settled()
  const listed = await running.ask(routes.customers.list, { query: { sort: 'id', order: 'asc' } })
  ids = listed.items.map(({ id }) => id)
  const list = await running.ask(routes.lists.create, { body: { name: 'Festa|2026' } })
  const body = { add: [ids[0] ?? ''] }
  await running.ask(routes.lists.change, { params: { id: list.id }, body })
  await running.settled()
})
afterAll(async () => await running.close())

type Query = Parameters<typeof query>[0]

async function query(asked: {
  format?: 'csv' | 'xlsx' | 'jsonl' | 'parquet'
  style?: 'technical' | 'excel-br'
  condition?: string
  search?: string
  columns?: string
}) {
  const response = await open(running.server, routes.customers.export, { query: asked })
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
}

/** The rows of a CSV by their header, without the guard. */
async function csv(asked: Query): Promise<Record<string, string>[]> {
  return rowsOf((await query({ format: 'csv', ...asked })).bytes)
}

function rowsOf(bytes: Buffer): Record<string, string>[] {
  const { dialect, text } = orRefuse(detectText(bytes, {}))
  const [header, ...lines] = sampleRows(text.replace(/^\uFEFF/, ''), dialect)
  return lines.map(({ cells }) =>
    Object.fromEntries(cells.map((cell, i) => [unguard(header?.cells[i] ?? ''), unguard(cell)])),
  )
}

describe('customers are exported', () => {
  test('as JSON lines that are the customers of the API', async () => {
    const { headers, bytes } = await query({ format: 'jsonl' })
    const lines = bytes.toString().trimEnd().split('\n')
    const exported = lines.map((line) => exportedCustomer.parse(JSON.parse(line)))
    const read = await Promise.all(
      ids.map((id) => running.ask(routes.customers.read, { params: { id } })),
    )
    expect(exported).toEqual(
      read.map(({ place, calculated, ...each }, i) => ({
        ...each,
        ...place,
        ...calculated,
        lists: i === 0 ? ['Festa|2026'] : [],
      })),
    )
    expect(headers.get('x-total')).toBe('3')
    expect(headers.get('x-as-of')).toMatch(/^\d{4}-.*Z$/)
    expect(Number(headers.get('x-position'))).toBeGreaterThan(3)
    expect(headers.get('content-disposition')).toContain('customers.jsonl')
  })

  test('as CSV whose cells bring every one of them back', async () => {
    const rows = await csv({})
    expect(rows.map((row) => row['clientela_id'])).toEqual(ids)
    const ana = rows.find((row) => row['user_id'] === '00123')
    expect(ana).toMatchObject({
      email: 'ana@example.com|ana.b@example.com',
      name: '=HYPERLINK("http://x")',
      city: 'a "b"; c,\nd',
      birth_date: '1990-05-01',
      spent: '1234.50',
      visits: '3',
      last_seen: '2026-11-21T13:30:00.000Z',
      newsletter: 'false',
      likes: '["café","a;b|c"]',
      home: '-23.55, -46.63',
      known: 'true',
    })
    const other = rows.find((row) => row['phone'] === '+5581999990000')
    expect([other?.['name'], splitValues(other?.['user_id'] ?? '')]).toEqual(["'=1+1", ['b|c']])
    expect(splitValues(rows[0]?.['lists'] ?? '')).toEqual(['Festa|2026'])
  })

  test('as Excel in Brazil writes, under the labels of the fields', async () => {
    const { bytes } = await query({ format: 'csv', style: 'excel-br' })
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    const ana = rowsOf(bytes).find((row) => row['user_id'] === '00123')
    expect(ana).toMatchObject({
      Name: '=HYPERLINK("http://x")',
      'Birth date': '01/05/1990',
      Spent: '1234,50',
      'Last seen': '21/11/2026 13:30',
      Newsletter: 'não',
    })
    expect(ana?.['ID Clientela']).toMatch(/^\d{15,19}$/)
    expect(bytes.toString()).toContain(";'00980;")
  })

  test('as a workbook and as Parquet with the same in them', async () => {
    const rows = await csv({ columns: 'clientela_id,name,spent,city' })
    const { bytes } = await query({ format: 'xlsx', columns: 'clientela_id,name,spent,city' })
    const { sheets } = await readXlsx(new Uint8Array(bytes))
    const [header, ...lines] = sheets[0]?.rows ?? []
    expect(header).toEqual(['clientela_id', 'name', 'spent', 'city'])
    const same = lines.map(([id, name, spent, city]) => ({
      clientela_id: id,
      name: unguard(String(name ?? '')),
      spent: typeof spent === 'number' ? spent.toFixed(2) : '',
      city: unguard(String(city ?? '')),
    }))
    expect(same).toEqual(rows)
    expect(await inParquet((await query({ format: 'parquet' })).bytes)).toEqual(
      rows.map((row) => ({
        id: row['clientela_id'],
        name: row['name'] || null,
        spent: row['spent'] || null,
      })),
    )
  })

  test('by condition, search and columns, in the order that is asked for', async () => {
    expect(await csv({ condition: 'visits = 3', columns: 'city, user_id' })).toEqual([
      { city: 'a "b"; c,\nd', user_id: '00123' },
    ])
    expect(await csv({ search: 'ana.b@', columns: 'Birth date' })).toEqual([
      { birth_date: '1990-05-01' },
    ])
    const { bytes } = await query({
      format: 'jsonl',
      search: 'ana',
      columns: 'user_id,spent,phone',
    })
    expect(JSON.parse(bytes.toString())).toEqual({ user_id: '00123', spent: 1234.5, phone: null })
    expect(await csv({ condition: 'no one' })).toEqual([])
  })

  test('not by a column or a condition that there is not, which is said before the file begins', async () => {
    const column = await running.refused(routes.customers.export, { query: { columns: 'citi' } })
    expect(column).toMatchObject({ code: 'invalid', where: 'columns', fix: 'Did you mean "city"?' })
    const condition = await running.refused(routes.customers.export, {
      query: { condition: 'nothing = 1' },
    })
    expect(condition.where).toContain('text')
    const wrong = { style: 'us' as 'technical' }
    expect((await running.refused(routes.customers.export, { query: wrong })).where).toBe(
      'query.style',
    )
  })
})

async function inParquet(bytes: Buffer) {
  const directory = mkdtempSync(join(tmpdir(), 'clientela-exported-'))
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  try {
    const path = join(directory, 'customers.parquet')
    writeFileSync(path, bytes)
    const read = await connection.runAndReadAll(
      `SELECT clientela_id AS id, name, spent::DECIMAL(18,2)::VARCHAR AS spent FROM '${path}'`,
    )
    return read.getRowObjects()
  } finally {
    connection.closeSync()
    rmSync(directory, { recursive: true, force: true })
  }
}

describe.each([
  ['csv', 'technical'],
  ['csv', 'excel-br'],
  ['xlsx', 'technical'],
  ['xlsx', 'excel-br'],
  ['jsonl', 'technical'],
  ['parquet', 'technical'],
] as const)('a file of customers as %s, %s', (format, style) => {
  const people = style === 'excel-br'
  const form = { format, style }

  test('is understood when it comes back, with no column to be made', async () => {
    const { bytes } = await query(form)
    const file = await understood(bytes, { fields: await fieldsThere() })
    expect(file.guess.filter(({ to }) => to.is === 'new')).toEqual([])
    const targets = file.guess.map(({ to }) => ('name' in to ? to.name : to.is))
    expect(targets).toEqual(
      expect.arrayContaining(['clientela_id', 'identifier', 'email', 'spent']),
    )
    // Where the file is text, day and month of the birthday may be either way round, unless those of the day
    // on which the test runs tell.
    const asked = new Set(file.questions.map(({ about }) => about))
    expect([...asked]).toEqual(people && format === 'csv' && asked.size > 0 ? ['dates'] : [])
  })

  test('has every value as it was', async () => {
    const { bytes } = await query(form)
    const fields = await fieldsThere()
    const file = await understood(bytes, { fields })
    const back: Record<string, Json>[] = []
    await eachRow(
      file,
      ({ cells }) => {
        const values: Record<string, Json> = {}
        for (const { at, to, column } of file.guess) {
          const field = to.is === 'field' ? fields.find(({ name }) => name === to.name) : undefined
          if (field === undefined) continue
          const seen = file.columns.find(({ name }) => name === column)
          const cell = splitFirst(field, cells[at] ?? '')
          const value = orRefuse(parseValue(field, plainText(field, cell, styleOf(seen)), shop))
          if (value !== undefined) values[field.name] = showValue(field, value) as Json
        }
        back.push(values)
      },
      async () => {},
    )
    const there = await Promise.all(
      ids.map((id) => running.ask(routes.customers.read, { params: { id } })),
    )
    expect(back).toEqual(there.map((each) => each.fields))
  })
})

const shop = { zone: utc, country: 'BR', currency: 'BRL' }

async function fieldsThere(): Promise<readonly Field[]> {
  const { items } = await running.ask(routes.fields.list, {})
  return items as readonly unknown[] as readonly Field[]
}

/** Of a field that is a kind of identifier too, the value is the first. */
function splitFirst({ name }: Field, cell: string): string {
  return name === 'email' || name === 'phone' ? (splitValues(cell)[0] ?? '') : cell
}

/** How the cells of a column are written, as the file was understood. */
function styleOf(seen: ColumnSeen | undefined): PeopleStyle {
  const { decimal = '.', thousands = '', dates = 'ymd' } = seen ?? {}
  return {
    readNumber: (text) => parseNumberStyled(text, { decimal, thousands }),
    dates,
    zone: shop.zone,
  }
}

describe('events are exported', () => {
  async function events(asked: { names?: string; since?: string; condition?: string }) {
    const given = { query: { ...asked, format: 'csv' as const } }
    const response = await open(running.server, routes.events.export, given)
    return rowsOf(Buffer.from(await response.arrayBuffer()))
  }

  test('with whose they are and what they say', async () => {
    const rows = await events({})
    expect(rows.map(({ event }) => event)).toEqual(['Order Completed', 'Page Viewed'])
    expect(rows[0]).toMatchObject({ user_id: '7', time: '2026-01-01T00:00:00.000Z' })
    expect(ids).toContain(rows[0]?.['clientela_id'])
    expect(JSON.parse(rows[0]?.['properties'] ?? '')).toEqual({ total: 12.5, a: ['x'] })
  })

  test('by name, time and customer', async () => {
    expect(await events({ names: 'Page Viewed' })).toHaveLength(1)
    expect(await events({ since: '2026-01-02T00:00:00Z' })).toHaveLength(1)
    const [only] = await events({ condition: 'city = "00980"' })
    expect(only?.['event']).toBe('Order Completed')
  })

  test('as JSON lines in the form in which they are brought', async () => {
    const response = await open(running.server, routes.events.export, {
      query: { format: 'jsonl' },
    })
    const [line = ''] = (await response.text()).split('\n')
    const { data } = routes.events.export.response.safeParse(JSON.parse(line))
    expect(data).toMatchObject({ event: 'Order Completed', identifiers: { user_id: ['7'] } })
  })
})

test('products are exported with the fields of the shop', async () => {
  const response = await open(running.server, routes.products.export, { query: {} })
  expect(rowsOf(Buffer.from(await response.arrayBuffer()))).toEqual([
    {
      id: 'p"1',
      name: '@Coffee',
      category: '',
      brand: '',
      price: '9.90',
      currency: '',
      image: '',
      cost: '',
      stock: '',
      page: '',
      tags: '',
      variants: '',
      fields: '{"roast":"dark"}',
    },
  ])
  const none = await open(running.server, routes.products.export, { query: { search: 'tea' } })
  expect(rowsOf(Buffer.from(await none.arrayBuffer()))).toEqual([])
})
