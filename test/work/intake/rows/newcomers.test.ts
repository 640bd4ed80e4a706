import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainField, type Field } from '../../../../src/domain/customer/field.ts'
import { findCustomer, identifiersOf } from '../../../../src/store/clickhouse/identities.ts'
import { sql } from '../../../../src/store/sql/sql.ts'
import { erase } from '../../../../src/work/intake/erase.ts'
import { csvLine } from '../../../../src/work/intake/files/csv.ts'
import { emptyTally } from '../../../../src/work/intake/rows/tally.ts'
import { openShop, stateOf, type Shop } from './shop.ts'

/** One of each form in which values are kept, some of them filterable, searchable, identifying or given by default. */
const own: readonly Field[] = [
  { name: 'points', type: 'integer', filterable: true },
  { name: 'spent', type: 'money', filterable: true },
  { name: 'seen', type: 'datetime', filterable: true },
  { name: 'home', type: 'location', filterable: true },
  { name: 'tags', type: 'list', filterable: true, searchable: true },
  { name: 'note', type: 'long_text', searchable: true, identifying: true },
  { name: 'vip', type: 'boolean', filterable: true, default: false },
  { name: 'tier', type: 'text', filterable: true, searchable: true, default: 'Öther "tier"' },
].map((field, i) => ({ ...plainField, ...field, id: 120 - i, label: field.name }) as Field)

let fast: Shop
let slow: Shop
beforeAll(async () => {
  fast = await openShop(own)
  slow = await openShop(own)
})
afterAll(async () => {
  await fast.close()
  await slow.close()
})

const columns = [
  'codigo',
  'tier',
  'email',
  'note',
  'city',
  'points',
  'spent',
  'seen',
  'home',
  'tags',
  'vip',
]

const hostile = fc.oneof(
  fc.constantFrom(
    '',
    'Recife',
    'São Paulo',
    '"quoted"',
    'back\\slash',
    '\\"',
    "it's",
    '{"a":1}',
    '😀',
    'Ærø\u2028',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll(/[\r\n\0]/g, '')),
)

/** Few keys and addresses, so that many rows speak of somebody whom another row of the set has made. */
const row = fc
  .record({
    codigo: fc.integer({ min: 0, max: 60 }).map((n) => (n === 0 ? '' : `k${n}`)),
    tier: hostile,
    email: fc.integer({ min: 0, max: 40 }).map((n) => (n < 10 ? '' : `Person${n}@x.com`)),
    note: hostile,
    city: hostile,
    points: fc.oneof(fc.constant(''), fc.integer().map(String)),
    spent: fc.oneof(
      fc.constant(''),
      fc.integer({ min: 0, max: 99_999 }).map((n) => (n / 100).toFixed(2)),
    ),
    seen: fc.constantFrom('', '2026-01-05 10:00:00', '2025-12-31 23:59:59'),
    home: fc.constantFrom('', '-8.05,-34.9', '0,0'),
    tags: fc.constantFrom('', 'a', 'Ä; b', 'x;y;z'),
    vip: fc.constantFrom('', 'true', 'false'),
  })
  .map((cells) =>
    csvLine(
      columns.map((name) => cells[name as keyof typeof cells]),
      ',',
    ),
  )

test('who is new by one row is stored as she would be by drafts', async () => {
  let drafted = 0
  let made = 0
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 5, maxLength: 50 }), async (rows) => {
      const lines = [columns.join(','), ...rows]
      const options = {
        key: 'codigo',
        header: 1,
        delimiter: ',',
        map: {
          codigo: 'identifier:user_id',
          ...Object.fromEntries(columns.slice(1).map((name) => [name, name])),
        },
        lists: [1],
        consents: [{ purpose: 'news', channel: 'email', state: 'granted' }],
      } as const
      const sizes = { rows: 1_000, characters: 1_000_000 }
      const run = await fast.runOf(lines, options)
      const tried = await fast.take({ ...run, position: 2 ** 31 - 1, dry: true }, { sizes })
      const quick = await fast.take(run, { sizes })
      // A trial, and a set that may have been written before, go by drafts throughout.
      expect({ ...quick, dryRun: true }).toEqual(tried)
      const mark = { set: 0, tally: emptyTally(), sizes }
      await slow.take(await slow.runOf(lines, options), { mark })
      expect(await stateOf(fast.database)).toEqual(await stateOf(slow.database))
      made += quick.new
      drafted += quick.changed
    }),
    // Each run goes on where the one before ended.
    { numRuns: 12, endOnFailure: true },
  )
  expect(made).toBeGreaterThan(30)
  expect(drafted).toBeGreaterThan(30)
  const [read] = await fast.database.rows<{ n: string }>(
    sql`SELECT uniqExact(customer_id) AS n FROM edits WHERE made`,
  )
  expect(Number(read?.n)).toBe(made)
})

test('a blank of what the file says all of takes a default away, of who is new by drafts as well', async () => {
  const lines = ['codigo,tier,vip', 'blank1,,', 'blank2,gold,true']
  const options = {
    key: 'codigo',
    map: { codigo: 'identifier:user_id', tier: 'tier', vip: 'vip' },
    whole: { fields: ['tier'], lists: [], confirmed: true },
  } as const
  const run = await fast.runOf(lines, options)
  const tried = await fast.try(run)
  expect({ ...(await fast.take(run)), dryRun: true }).toEqual(tried)
  expect(await fast.fields('blank1')).toMatchObject({ tier: null, vip: false })
  // The same file twice changes nothing.
  expect(await fast.take(await fast.runOf(lines, options))).toMatchObject({ unchanged: 2 })
})

test('samples of who is new say what she gets', async () => {
  const lines = ['codigo,points', 'sample1,7']
  const { samples } = await fast.take(await fast.runOf(lines, { key: 'codigo' }))
  expect(samples).toMatchObject([
    {
      row: 2,
      result: 'new',
      key: 'sample1',
      changes: expect.arrayContaining([
        { field: 'points', before: null, after: 7 },
        { field: 'vip', before: null, after: false },
      ]),
    },
  ])
})

test('nobody is made anew by a row that names who was deleted, by whatever identifier', async () => {
  const key = { key: 'codigo' }
  await fast.take(await fast.runOf(['codigo,email', 'gone1,gone1@x.com'], key))
  const customer = (await findCustomer(fast.database, { kind: 'user_id', value: 'gone1' })) ?? ''
  const { settings, position, received } = await fast.runOf(['codigo', 'x'], key)
  const secret = settings.keys.tombstone
  expect(await erase(fast.database, { customer, position, received, secret })).toBeUndefined()
  const lines = ['codigo,email', 'gone1,', 'gone2,GONE1@x.com', 'gone3,gone3@x.com']
  const run = await fast.runOf(lines, key)
  const tried = await fast.try(run)
  const taken = await fast.take(run)
  expect({ ...taken, dryRun: true }).toEqual(tried)
  expect(taken).toMatchObject({ new: 1, rejected: 2 })
  expect(taken.errors[0]?.reason).toContain('was deleted')
  expect(await fast.fields('gone1')).toEqual({})
  expect(await fast.fields('gone2')).toEqual({})
})

test('who is new may have several identifiers of one kind', async () => {
  const map = { email: 'email', outro: 'identifier:email', mais: 'identifier:email' }
  const lines = [
    'codigo,email,outro,mais',
    'two1,a@two.com,b@two.com,c@two.com',
    'two2,d@two.com,,',
  ]
  const run = await fast.runOf(lines, { key: 'codigo', map })
  const tried = await fast.try(run)
  expect({ ...(await fast.take(run)), dryRun: true }).toEqual(tried)
  const id = (await findCustomer(fast.database, { kind: 'email', value: 'b@two.com' })) ?? ''
  expect((await identifiersOf(fast.database, [id])).get(id)).toEqual({
    user_id: ['two1'],
    email: ['a@two.com', 'b@two.com', 'c@two.com'],
  })
  const again = await fast.take(await fast.runOf(['email,city', 'c@two.com,Rio'], { key: 'email' }))
  expect(again).toMatchObject({ new: 0, changed: 1 })
  expect(await fast.fields('two1')).toMatchObject({ email: 'c@two.com', city: 'Rio' })
})
