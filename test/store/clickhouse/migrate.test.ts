import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate, schemaVersion } from '../../../src/store/clickhouse/migrate.ts'
import { tables } from '../../../src/store/clickhouse/schema.ts'
import { sql } from '../../../src/store/sql/sql.ts'
import { openTestDatabase, type TestDatabase } from '../engine/testEngine.ts'

let opened: TestDatabase

beforeAll(async () => {
  opened = await openTestDatabase()
})

afterAll(async () => {
  await opened.close()
})

test('every table of the schema stands, and the version is recorded', async () => {
  const { database } = opened
  const found = await database.rows<{ name: string }>(
    sql`SELECT name FROM system.tables WHERE database = ${opened.name}`,
  )
  const names = found.map((row) => row.name)
  expect(names.sort()).toEqual([...Object.keys(tables), 'schema_version'].sort())
  expect(await database.rows(sql`SELECT max(version) AS version FROM schema_version`)).toEqual([
    { version: schemaVersion },
  ])
})

test('the tables that are made at once for a new database are those that the history of migrations leaves', async () => {
  const old = await openTestDatabase('empty')
  const { customers } = tables
  if (customers === undefined) throw new Error('no table of customers')
  try {
    // With a table there, by whichever program it was made, the database is not new.
    await old.database.run({ parts: [customers.ddl] })
    await migrate(old.database)
    expect(await shapes(old)).toEqual(await shapes(opened))
    for (const each of [old, opened]) {
      const versions = sql`SELECT version FROM schema_version ORDER BY version`
      expect(await each.database.rows(versions)).toEqual(
        Array.from({ length: schemaVersion }, (_, i) => ({ version: i + 1 })),
      )
    }
  } finally {
    await old.close()
  }
})

/** How each table of a database is made, in words that do not name the database. */
async function shapes({ database, name }: TestDatabase): Promise<readonly string[]> {
  const made = await database.rows<{ text: string }>(
    sql`SELECT replaceAll(create_table_query, ${name}, '') AS text FROM system.tables
      WHERE database = ${name} ORDER BY name`,
  )
  expect(made.length).toBe(Object.keys(tables).length + 1)
  return made.map(({ text }) => text)
}

test('what a kill left of the tables of a new database is made whole', async () => {
  const killed = await openTestDatabase('empty')
  let left = 9
  const dies = {
    ...killed.database,
    run: async (...asked: Parameters<typeof killed.database.run>) => {
      if (left-- <= 0) throw new Error('killed')
      await killed.database.run(...asked)
    },
  }
  try {
    await expect(migrate(dies)).rejects.toThrow('killed')
    await migrate(killed.database)
    expect(await shapes(killed)).toEqual(await shapes(opened))
  } finally {
    await killed.close()
  }
})

test('events stored before amounts had a currency of their own are read with it', async () => {
  const old = await openTestDatabase()
  const { database } = old
  try {
    await database.run(sql`ALTER TABLE events DROP COLUMN currency`)
    const event = { name: 'A', customer_id: '1', fold: { currency: 'jpy' } }
    await database.insert('events', [event])
    await database.run(sql`DELETE FROM schema_version WHERE version > 1`)
    await migrate(database)
    await database.insert('events', [{ ...event, fold: { currency: 'brl' } }, { name: 'B' }])
    expect(await database.rows(sql`SELECT currency FROM events ORDER BY currency`)).toEqual(
      ['', 'brl', 'jpy'].map((currency) => ({ currency })),
    )
  } finally {
    await old.close()
  }
})

test('changes of values written before are kept as edits, once, however often a kill repeats it', async () => {
  const old = await openTestDatabase()
  const { database } = old
  const said = { customer_id: '7', source: 'a "b"', import_id: '3', noticed: '20', version: '9' }
  const before = async () => {
    await database.run(sql`CREATE TABLE IF NOT EXISTS values (customer_id UInt64, field UInt32,
      old String, new String, source LowCardinality(String), import_id UInt64, at Int64,
      noticed Int64, version UInt64) ENGINE = MergeTree ORDER BY (customer_id, field, version)`)
    await database.run(sql`TRUNCATE TABLE values`)
    const rows = [
      { ...said, field: 1, old: '', new: '"Ana"', at: 10 },
      { ...said, field: 6, old: '"Rio"', new: '', at: 11 },
    ]
    await database.insert('values', rows)
    await database.run(sql`DELETE FROM schema_version WHERE version > 2`)
  }
  try {
    await before()
    await migrate(database)
    const edits = await database.rows<{ olds: string[]; news: string[] }>(sql`SELECT * FROM edits`)
    expect(edits).toMatchObject([
      {
        customer_id: '7',
        version: '9',
        import_id: '3',
        noticed: '20',
        made: false,
        fields: [1, 6],
      },
    ])
    expect(edits.flatMap(({ olds, news }) => [...olds, ...news])).toEqual([
      '',
      '["Rio",11,"a \\"b\\""]',
      '["Ana",10,"a \\"b\\""]',
      '',
    ])
    await before()
    await migrate(database)
    expect(await database.rows(sql`SELECT * FROM edits`)).toEqual(edits)
  } finally {
    await old.close()
  }
})

test('an event goes in and out with maps, items and a 128-bit id, and is deleted at once', async () => {
  const event = {
    name: 'Order Completed',
    customer_id: '9223372036854775807',
    ts: '-1',
    id: String(2n ** 128n - 1n),
    total: '125000',
    num: { 'a.b': '1' },
    text: { "it's": '\n' },
    bool: { gift: true },
    list: { tags: ['tx', 'n1'] },
    'items.path': ['items', 'items'],
    'items.product_id': ['p1', 'p2'],
    'items.price': ['10000', null],
    'items.quantity': [null, null],
    'items.num': [{}, { weight: '2500000' }],
    'items.fold': [{ size: 'm' }, {}],
    'items.bool': [{}, { gift: false }],
    'items.text': [{ size: 'M' }, {}],
  }
  await opened.database.insert('events', [event])
  const read = sql`SELECT * FROM events WHERE customer_id = ${event.customer_id}`
  const [row] = await opened.database.rows(read)
  expect(row).toMatchObject(event)
  expect(row).toMatchObject({ price: null, order_id: '', fold: {} })
  await opened.database.run(sql`DELETE FROM events WHERE customer_id = ${event.customer_id}`)
  expect(await opened.database.rows(read)).toEqual([])
})

test('migrating again changes nothing', async () => {
  await migrate(opened.database)
  expect(await opened.database.rows(sql`SELECT version FROM schema_version`)).toHaveLength(
    schemaVersion,
  )
})

test('tables of a newer program are refused', async () => {
  const newer = await openTestDatabase()
  try {
    await newer.database.insert('schema_version', [{ version: schemaVersion + 1, at: 0 }])
    await expect(migrate(newer.database)).rejects.toMatchObject({ failure: { code: 'conflict' } })
  } finally {
    await newer.close()
  }
})

test('where duplicates were compared before, the tables of comparing are those of now', async () => {
  const old = await openTestDatabase()
  const { database } = old
  try {
    await database.run(sql`ALTER TABLE duplicate_blocks DROP COLUMN before`)
    await database.run(sql`ALTER TABLE duplicate_blocks ADD COLUMN keys Array(UInt64)`)
    await database.run(sql`DELETE FROM schema_version WHERE version > 9`)
    for (const _ of ['first', 'again, after a kill']) {
      await migrate(database)
      const columns = await database.rows<{ name: string }>(sql`
        SELECT name FROM system.columns
        WHERE database = ${old.name} AND table = 'duplicate_blocks' ORDER BY position`)
      expect(columns.map(({ name }) => name)).toEqual([
        'run',
        'key',
        'customer_id',
        'before',
        'texts',
      ])
      await database.run(sql`DELETE FROM schema_version WHERE version > 9`)
    }
  } finally {
    await old.close()
  }
})
