import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { as, ident, join, sql } from '../../../src/store/sql/sql.ts'
import { openTestDatabase, type TestDatabase } from '../engine/testEngine.ts'

/** No value and no name from outside ever becomes SQL: all come back byte for byte, and do nothing. */
let opened: TestDatabase

beforeAll(async () => {
  opened = await openTestDatabase('empty')
  await opened.database.run(sql`CREATE TABLE canary (a Int8) ENGINE = MergeTree ORDER BY a`)
})

afterAll(async () => {
  await opened.close()
})

/** What means something somewhere on the way. */
const pieces =
  String.raw`' " \ \N \x41 \b ; -- /* */ #! $$ $a$ { } {p0:String} {p1:Identifier} % ? & = + NULL __exception__ 😀 ç`
    .split(' ')
    .concat(
      "'; DROP TABLE canary; --",
      '`; DROP TABLE canary',
      ' FORMAT TSV\n1\n\nDROP TABLE canary',
    )
    .concat(
      '`',
      '\0',
      '\n',
      '\t',
      '\b',
      '\r\n\r\n',
      'INTO OUTFILE',
      '\u2028',
      '\uFEFF',
      '\u00a0',
      ' ',
    )

/** Any well-formed text, and mixtures of what is dangerous somewhere. */
const texts = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((some) => some.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

test('texts, lists of texts, numbers and booleans come back as they were', async () => {
  const values = fc.record({
    text: texts,
    list: fc.array(texts, { maxLength: 5 }),
    int: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    big: fc.bigInt(0n, 2n ** 128n - 1n),
    float: fc.double({ noNaN: true, noDefaultInfinity: true }),
    bool: fc.boolean(),
    ids: fc.array(fc.bigInt(0n, 2n ** 64n - 1n), { maxLength: 5 }),
  })
  await fc.assert(
    fc.asyncProperty(values, async ({ text, list, int, big, float, bool, ids }) => {
      const rows = await opened.database.rows(sql`SELECT ${text} AS text,
        ${as('Array(String)', list)} AS list, ${int} AS int, ${as('UInt128', big)} AS big,
        ${as('Float64', float)} AS float, ${bool} AS bool, ${as('Array(UInt64)', ids)} AS ids,
        hex(${text}) AS bytes`)
      expect(rows).toEqual([
        {
          text,
          list,
          int: int.toString(),
          big: big.toString(),
          float: float + 0,
          bool,
          ids: ids.map(String),
          bytes: Buffer.from(text).toString('hex').toUpperCase(),
        },
      ])
    }),
    { numRuns: 150 },
  )
})

test('names come back as they were, as aliases, columns and tables', async () => {
  const names = fc.uniqueArray(
    texts.filter((name) => name !== ''),
    { minLength: 1, maxLength: 4 },
  )
  await fc.assert(
    fc.asyncProperty(names, texts, async (some, text) => {
      const columns = some.map((name) => sql`${text} AS ${ident(name)}`)
      const [row] = await opened.database.rows(sql`SELECT ${join(columns, ', ')}`)
      expect(row).toEqual(Object.fromEntries(some.map((name) => [name, text])))
    }),
    { numRuns: 150 },
  )
})

test('rows and lines come back as they were', async () => {
  await opened.database.run(sql`CREATE TABLE kept (i UInt32, v String, m Map(String, String))
    ENGINE = MergeTree ORDER BY i`)
  const all = fc.sample(fc.tuple(texts, texts), { numRuns: 2_000, seed: 7 })
  const rows = all.map(([k, v], i) => ({ i, v, m: { [k]: v } }))
  await opened.database.insert('kept', rows)
  const back = await opened.database.rows<{ i: number; v: string; m: Record<string, string> }>(
    sql`SELECT * FROM kept ORDER BY i`,
  )
  expect(back).toEqual(rows)
  await opened.database.run(sql`DROP TABLE kept SYNC`)
})

test('a text of a megabyte of quotes and backslashes comes back as it was', async () => {
  const text = `'\\"\`\n\0😀`.repeat(120_000)
  const [row] = await opened.database.rows<{ v: string }>(sql`SELECT ${text} AS v`)
  expect(row?.v === text).toBe(true)
})

test('and nothing was harmed', async () => {
  expect(await opened.database.rows(sql`SHOW TABLES`)).toEqual([{ name: 'canary' }])
})
