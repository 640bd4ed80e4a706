import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainField, type Field } from '../../../../src/domain/customer/field.ts'
import { failure, Refusal } from '../../../../src/domain/failure.ts'
import type { Database } from '../../../../src/store/clickhouse/database.ts'
import { sql } from '../../../../src/store/sql/sql.ts'
import { emptyTally } from '../../../../src/work/intake/rows/tally.ts'
import { openShop, sizes, type Shop } from './shop.ts'

const sku: Field = {
  ...plainField,
  id: 103,
  of: 'product',
  name: 'code',
  label: 'Code',
  type: 'text',
  filterable: true,
  unique: true,
}

let shop: Shop
beforeAll(async () => {
  shop = await openShop([sku])
})
afterAll(async () => await shop.close())

const key = { key: 'id' }
const filler = (n: number) => Array.from({ length: 6 }, (_, i) => `f${n}${i},F,x${n}${i}`)

async function codes(): Promise<Record<string, string>> {
  const rows = await shop.database.rows<{ id: string; code: string }>(sql`
    SELECT product_id AS id, f103 AS code FROM products FINAL
    WHERE code IS NOT NULL AND name != 'F' ORDER BY id`)
  return Object.fromEntries(rows.map(({ id, code }) => [id, code]))
}

async function ended(lines: readonly string[]) {
  const run = await shop.runOf(lines, key, 'products')
  const [tried, taken] = [await shop.try(run), await shop.take(run)]
  expect({ ...tried, samples: [], dryRun: false }).toEqual({ ...taken, samples: [] })
  return { run, taken }
}

test('a row with a value that another product has is rejected whole, and a trial says so of every set', async () => {
  const { run, taken } = await ended([
    'id,name,code',
    'a,A,one',
    'b,B,two',
    'c,C,ONE',
    ...filler(1),
    // Of a product that the file itself has brought before, in another set.
    'd,D,Óne',
    // Given up, and taken by another.
    'a,A,three',
    ...filler(2),
    'e,E,one',
    ...filler(3),
    'b,B2,three',
  ])
  expect(taken).toMatchObject({ new: 21, changed: 1, unchanged: 0, rejected: 3 })
  expect(await codes()).toEqual({ a: 'three', b: 'two', e: 'one' })
  const rejected = readFileSync(run.rejectedPath, 'utf8')
  expect(rejected).toContain('Another product has this value of Code, which is unique')
  const again = await ended(['id,name,code', 'a,A,three', 'c,C,one', 'g,G,Three'])
  expect(again.taken).toMatchObject({ new: 0, changed: 0, unchanged: 1, rejected: 2 })
})

test('a set that is repeated after a kill decides as it did the first time', async () => {
  const lines = ['id,name,code', 'a,A,four', 'b,B,three', 'e,E,five', 'h,H,one']
  const run = await shop.runOf(lines, key, 'products')
  for (const table of ['product_edits', 'products']) {
    await expect(shop.take(run, { database: away(shop.database, table) })).rejects.toThrow(Refusal)
  }
  // Written whole, and not yet noted.
  await shop.take(run, { mark: { set: 0, tally: emptyTally(), sizes } })
  const taken = await shop.take(run, { mark: { set: 0, tally: emptyTally(), sizes } })
  expect(taken).toMatchObject({ rejected: 0 })
  expect(await codes()).toEqual({ a: 'four', b: 'three', e: 'five', h: 'one' })
})

/** Away at the first insert into that table: before it the others may be written. */
function away(database: Database, table: string): Database {
  return {
    ...database,
    insert: async (into, ...more) => {
      if (into === table) throw new Refusal(failure('unavailable', 'killed here, for a test'))
      await database.insert(into, ...more)
    },
  }
}
