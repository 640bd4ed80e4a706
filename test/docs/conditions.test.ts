import type { Calculations } from '../../src/domain/segment/calculated/calculation.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plainField, type Field } from '../../src/domain/customer/field.ts'
import { isFailure } from '../../src/domain/failure.ts'
import { referenceFields } from '../../src/domain/reference/builtin.ts'
import { checkCondition } from '../../src/domain/segment/check.ts'
import { everyone, type Condition } from '../../src/domain/segment/condition.ts'
import { describe as describeCondition } from '../../src/domain/segment/reading/describe.ts'
import { whereaboutsIn } from '../../src/domain/segment/place.ts'
import { bySpoken } from '../../src/domain/segment/related.ts'
import { testKinds } from '../../src/domain/segment/testKinds.ts'
import { parseField, printField } from '../../src/domain/segment/text/field.ts'
import { namesOf } from '../../src/domain/segment/text/names.ts'
import { parseText } from '../../src/domain/segment/text/parse.ts'
import { printText } from '../../src/domain/segment/text/print.ts'
import type { Shop } from '../../src/domain/shop.ts'
import { conditionKinds, measureKinds, windowKinds } from '../domain/segment/kinds.ts'
import { utc } from '../../src/domain/time/zone.ts'
import { memberIds } from '../../src/store/clickhouse/compile/members.ts'
import { ensureColumns } from '../../src/store/clickhouse/ensureColumns.ts'
import { withRanks } from '../../src/store/clickhouse/ranks.ts'
import { openTestDatabase, type TestDatabase } from '../store/engine/testEngine.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/conditions.md'), 'utf8')
const names = namesOf(new Map([[1, 'VIP']]), new Map([[1, 'Tasting club']]))

const segments = new Map([[1, { name: 'VIP', condition: everyone }]])

function conditionsOf(of: typeof segments): ReadonlyMap<number, Condition> {
  return new Map([...of].map(([id, { condition }]) => [id, condition]))
}

/** The fields that the page speaks of. */
const fields = new Map(
  Object.entries({
    city: 'text',
    state: 'text',
    language: 'text',
    code: 'text',
    name: 'text',
    birth_date: 'date',
    children: 'integer',
    points: 'integer',
    newsletter: 'boolean',
    interests: 'list',
    signup: 'date',
    renewal: 'date',
    home: 'location',
  } as const).map(([name, type], i): [string, Field] => [
    name,
    { ...plainField, id: 101 + i, name, label: name, type, filterable: true },
  ]),
)

/** With those of places. */
const asked: ReadonlyMap<string, Field> = new Map([
  ...fields,
  ...bySpoken([
    ...referenceFields.filter(({ of }) => of === 'place'),
    ...Object.entries({
      population: 'integer',
      region: 'text',
      coastal: 'boolean',
      opened: 'date',
    } as const).map(([name, type], i): Field => ({
      ...plainField,
      of: 'place',
      id: 171 + i,
      name,
      label: name,
      type,
      filterable: true,
    })),
  ]),
])

/** Those of products. */
const products = bySpoken([
  ...referenceFields.filter(({ of }) => of === 'product'),
  ...Object.entries({ organic: 'boolean', harvest: 'date' } as const).map(
    ([name, type], i): Field => ({
      ...plainField,
      of: 'product',
      id: 151 + i,
      name,
      label: name,
      type,
      filterable: true,
    }),
  ),
])

/** The lines of the fenced blocks, and the first example of each row of the tables. */
const examples = [
  ...[...page.matchAll(/```\n([^]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n')),
  ...[...page.matchAll(/^\| [^|`]+\| `((?:[^`|]|\\\|)+)`/gm)].map(([, cell = '']) =>
    cell.replaceAll('\\|', '|'),
  ),
]

test('there are examples', () => expect(examples.length).toBeGreaterThan(15))

const isField = (example: string) => example.startsWith('field ')

test.each(examples.filter(isField))('%s', (example) => {
  const field = parseField(example, names)
  if (isFailure(field)) throw new Error(JSON.stringify(field))
  expect(parseField(printField(field, names), names)).toEqual(field)
})

const conditions = examples.filter((each) => !isField(each))

function read(example: string): Condition {
  const condition = parseText(example, names)
  if (isFailure(condition)) throw new Error(JSON.stringify(condition))
  return condition
}

const lists = new Map([[1, '']])

test.each(conditions)('%s', (example) => {
  const condition = read(example)
  expect(parseText(printText(condition, names), names)).toEqual(condition)
  expect(
    checkCondition(condition, { fields: asked, products, segments, lists, calculated }),
  ).toEqual([])
})

/** The measures that it defines. */
const calculated: Calculations = new Map(
  examples.filter(isField).flatMap((example) => {
    const field = parseField(example, names)
    if (isFailure(field)) throw new Error(JSON.stringify(field))
    return field.calculation.type === 'measure' ? [[field.name, field.calculation] as const] : []
  }),
)

/** Every kind of condition, test, window and measure: one that is new has to be given an example. */
const kinds = {
  type: conditionKinds,
  op: testKinds,
  window: windowKinds,
  measure: measureKinds,
}

test('every kind has an example', () => {
  // A count says nothing of itself.
  const seen = new Set(['measure count'])
  for (const example of conditions) kindsIn(read(example), 'type', seen)
  const wanted = Object.entries(kinds).flatMap(([of, names]) =>
    Object.keys(names).map((name) => `${of} ${name}`),
  )
  expect(wanted.filter((kind) => !seen.has(kind))).toEqual([])
})

function kindsIn(part: unknown, of: string, seen: Set<string>): void {
  if (typeof part !== 'object' || part === null) return
  if (of === 'window' && 'type' in part) seen.add(`window ${String(part.type)}`)
  else if (of === 'measure' && 'of' in part) seen.add(`measure ${String(part.of)}`)
  else if ('type' in part) seen.add(`type ${String(part.type)}`)
  if ('op' in part) seen.add(`op ${String(part.op)}`)
  for (const [name, inside] of Object.entries(part)) kindsIn(inside, name, seen)
}

describe('in a shop that has these fields', () => {
  let store: TestDatabase
  beforeAll(async () => {
    store = await openTestDatabase()
    await ensureColumns(store.database, [...asked.values(), ...products.values()])
  })
  afterAll(async () => await store.close())

  test.each(conditions)('it is answered and read: %s', async (example) => {
    const condition = read(example)
    const shop: Shop = { zone: utc, weekStart: 1, currency: 'BRL' }
    const now = Date.UTC(2026, 10, 22)
    const whereabouts = whereaboutsIn(fields.values(), 'BR')
    const named = { fields: asked, products, segments: conditionsOf(segments), calculated }
    const asOf = { now, shop, whereabouts, ...named }
    const context = await withRanks(store.database, asOf, [condition])
    expect(await store.database.rows(memberIds(condition, context))).toEqual([])
    const values = { zone: utc, country: 'BR', currency: 'BRL' }
    const said = (['en', 'pt-BR'] as const).map((locale) =>
      describeCondition(condition, locale, { names, fields: asked, products, values }),
    )
    expect(new Set(said).size).toBe(2)
  })
})
