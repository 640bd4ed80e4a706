import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtInFields } from '../../../../src/domain/customer/builtin.ts'
import { plainField, type Field } from '../../../../src/domain/customer/field.ts'
import { placesOfHer, whereaboutsIn } from '../../../../src/domain/segment/place.ts'
import { rowColumns } from '../../../../src/store/clickhouse/columns.ts'
import { placeIds } from '../../../../src/store/clickhouse/compile/place.ts'
import { ensureColumns } from '../../../../src/store/clickhouse/ensureColumns.ts'
import { sql } from '../../../../src/store/sql/sql.ts'
import { openTestDatabase, type TestDatabase } from '../../engine/testEngine.ts'

let opened: TestDatabase

const own = (id: number, name: string, type: Field['type']): Field => ({
  ...plainField,
  id,
  name,
  label: name,
  type,
  filterable: true,
})

/** Two say a city and two a postal code: the first of them that has a value counts. */
const fields = [
  ...builtInFields.filter(({ name }) => ['city', 'state', 'country'].includes(name)),
  own(101, 'zip', 'cep'),
  own(102, 'code', 'postal_code'),
  own(103, 'town', 'city'),
]

beforeAll(async () => {
  opened = await openTestDatabase()
  await ensureColumns(opened.database, fields)
})

afterAll(() => opened.close())

const pieces = fc.constantFrom(
  'Recife',
  'SÃO  PAULO',
  'São Paulo',
  'Ji-Paraná',
  'PE',
  'pe',
  'Pernambuco',
  'SP',
  'Brasil',
  'U.S.A.',
  'EUA',
  'Channel Islands',
  'SW1A 1AA',
  '50030-230',
  '1310-100',
  '50030230',
  ...Array.from('ßŉİıﬃǄόéé´.한ω/-()\t\n\u00a0\u2028\ufeff\u3000\u1680'),
  ' / ',
  ' - ',
  ' – ',
  ' (',
  '//',
  '  ',
)
const text = fc
  .oneof(
    {
      weight: 4,
      arbitrary: fc.array(pieces, { minLength: 1, maxLength: 6 }).map((x) => x.join('')),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }) },
    { weight: 2, arbitrary: pieces },
  )
  .filter((each) => !each.includes('\0'))

const addresses = fc.record(Object.fromEntries(fields.map(({ name }) => [name, text])), {
  requiredKeys: [],
})

test('the engine finds the same places for an address as the domain does, however it is written', async () => {
  const drawn = fc.sample(addresses, { numRuns: 4_000, seed: 36 })
  await opened.database.insert(
    'customers',
    drawn.map((address, i) => ({
      customer_id: String(i + 1),
      version: 1,
      created: 0,
      updated: 0,
      known: true,
      data: '{}',
      ...Object.assign({}, ...fields.map((field) => rowColumns(field, address[field.name]))),
    })),
  )
  for (const country of ['BR', 'US']) {
    const whereabouts = whereaboutsIn(fields, country)
    const rows = await opened.database.rows<{ ids: string[] }>(
      sql`SELECT ${placeIds(whereabouts)} AS ids FROM customers ORDER BY customer_id`,
    )
    const different = drawn.flatMap((address, i) => {
      const known = new Map(
        Object.entries(address).map(
          ([name, value = '']) => [name, { type: 'text', value }] as const,
        ),
      )
      const meant = placesOfHer(known, whereabouts)
      const found = rows[i]?.ids.filter((id) => !id.endsWith(':')) ?? []
      return JSON.stringify(found) === JSON.stringify(meant) ? [] : [{ address, meant, found }]
    })
    expect(different.slice(0, 8)).toEqual([])
  }
})
