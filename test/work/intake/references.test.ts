import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../patience.ts'
import type { ProductsArrival } from '../../../src/domain/arrival.ts'
import { productFields } from '../../../src/domain/reference/builtin.ts'
import type { Reference } from '../../../src/domain/reference/reference.ts'
import { readReferenceEdits } from '../../../src/store/clickhouse/referenceEdits.ts'
import { countReferences, readReferences } from '../../../src/store/clickhouse/references.ts'
import { fieldByName } from '../../../src/store/operational/fields.ts'
import { jobById } from '../../../src/store/operational/jobs.ts'
import { ident, sql } from '../../../src/store/sql/sql.ts'
import { changeFieldOf, makeField } from '../../../src/work/fields/change.ts'
import { indexOldProducts } from '../../../src/work/fields/oldProducts.ts'
import { announceForgotten, fieldJobs, workOn } from '../../../src/work/fields/work.ts'
import { awayAt } from './awayAt.ts'
import { openWorld, stateOf, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => {
  await world.close()
})

type Products = readonly Record<string, unknown>[]

async function put(products: Products, mode?: ProductsArrival['mode']) {
  const arrival = { kind: 'products', products, ...(mode === undefined ? {} : { mode }) }
  return await world.bring(arrival as never)
}

async function product(id: string): Promise<Reference | undefined> {
  return (await readReferences(world.database, 'product', [id])).get(id)
}

/** By the names of the built-in fields. */
async function own(id: string): Promise<Record<string, unknown>> {
  const values = (await product(id))?.values ?? {}
  const named = Object.entries(productFields).map(([name, field]) => [name, values[field]] as const)
  return Object.fromEntries(named.filter(([, value]) => value !== undefined))
}

const means = () => ({ ...world, clock: Date.now })

async function made(name: string, more: object = {}): Promise<number> {
  const field = { name, of: 'product', type: 'text', filterable: true, ...more } as const
  const { id } = await makeField(means(), field)
  await settled(id)
  return id
}

async function settled(field: number): Promise<void> {
  await eventually(async () => {
    expect(await workOn(world.operational.db, field)).toBeUndefined()
  })
}

async function column(name: string): Promise<Record<string, unknown>> {
  const rows = await world.database.rows<{ id: string; value: unknown }>(
    sql`SELECT product_id AS id, ${ident(name)} AS value FROM products FINAL ORDER BY id`,
  )
  return Object.fromEntries(rows.map(({ id, value }) => [id, value]))
}

describe('a product', () => {
  test('is replaced by what comes under its id, and what is not said is gone', async () => {
    await put([
      { id: 'r1', name: 'Café', price: 30.5, cost: '12,5', stock: 3, page: 'https://x/1' },
    ])
    expect(await own('r1')).toEqual({
      name: 'Café',
      price: 305_000,
      stock: 30_000,
      page: 'https://x/1',
      cost: 125_000,
    })
    await put([{ id: 'r1', name: 'Bourbon', category: ['Coffee', 'Beans'], tags: ['new', 'New'] }])
    expect(await own('r1')).toEqual({
      name: 'Bourbon',
      category: 'Coffee / Beans',
      tags: ['new'],
    })
  })

  test.each([
    ['Coffee / Beans', 'Coffee / Beans'],
    ['Coffee > Beans>Dark', 'Coffee / Beans / Dark'],
    ['/Coffee/Beans/', 'Coffee / Beans'],
    ['Café 24/7', 'Café 24/7'],
    [' / ', undefined],
  ])('has the category %j as the path %j', async (category, path) => {
    await put([{ id: 'path', name: 'P', category }])
    expect((await own('path'))['category']).toBe(path)
  })

  test('keeps what its fields cannot hold as it was, and each such value is rejected for itself', async () => {
    await put([{ id: 'w1', name: 'W', price: 10 }])
    const { rejections } = await put([
      { id: 'w1', name: 'W2', price: 'ten', currency: 'reais', variants: [{ name: 'no id' }] },
      { id: '', name: 'nobody' },
    ])
    expect(rejections.map(({ part, failure: { where } }) => [part, where])).toEqual([
      [0, 'variants[0].id'],
      [0, 'fields.price'],
      [0, 'fields.currency'],
      [1, 'id'],
    ])
    expect(await own('w1')).toEqual({ name: 'W2', price: 100_000 })
  })

  test('is patched where it is there, made by an upsert, and taken away', async () => {
    const { rejections } = await put([{ id: 'm1', price: 1 }], 'patch')
    expect(rejections[0]?.failure).toMatchObject({ code: 'not_found', where: 'id' })
    await put([{ id: 'm1', name: 'M', price: 1, fields: { a: 1, b: { c: 2 } } }], 'upsert')
    await put([{ id: 'm1', price: null, fields: { a: null, brand: 'Ours' } }], 'patch')
    expect(await own('m1')).toEqual({ name: 'M', brand: 'Ours' })
    expect((await product('m1'))?.others).toEqual({ b: { c: 2 } })
    await put([{ id: 'm1' }], 'remove')
    expect(await product('m1')).toBeUndefined()
    await put([{ id: 'm1' }], 'remove')
    await put([{ id: 'm1', name: 'Again' }])
    expect(await own('m1')).toEqual({ name: 'Again' })
  })

  test('has variants, each with its own price and stock', async () => {
    const variants = [
      { id: '250', name: '250 g', price: 19.9, stock: 4, fields: { grind: 'fine' } },
      { id: '1000', price: '70' },
    ]
    await put([{ id: 'v1', name: 'V', variants }])
    expect((await product('v1'))?.variants).toEqual([
      { id: '250', name: '250 g', price: 199_000, stock: 40_000, fields: { grind: 'fine' } },
      { id: '1000', name: '', price: 700_000, stock: null, fields: {} },
    ])
    await put([{ id: 'v1', price: 5 }], 'patch')
    expect((await product('v1'))?.variants).toHaveLength(2)
  })

  test('that comes as it is is no change', async () => {
    const before = { id: 's1', name: 'Same', fields: { x: [1] } }
    await put([before])
    await put([before, before])
    expect((await readReferenceEdits(world.database, 'product', ['s1'])).get('s1')).toHaveLength(1)
  })

  test('whose loose fields are too many is refused whole, and a name of objects is a name', async () => {
    const { rejections } = await put([
      { id: 'big', name: 'B', fields: { text: 'x'.repeat(70_000) } },
      JSON.parse(
        '{"id":"proto","name":"P","fields":{"__proto__":{"a":1},"constructor":2}}',
      ) as object,
    ] as Products)
    expect(rejections.map(({ part, failure: { code } }) => [part, code])).toEqual([
      [0, 'too_large'],
    ])
    expect(JSON.stringify((await product('proto'))?.others)).toBe(
      '{"__proto__":{"a":1},"constructor":2}',
    )
  })
})

describe('a field of products', () => {
  test('takes over what came under its name, and what it cannot hold stays beside it', async () => {
    await put([
      { id: 'f1', name: 'F1', fields: { roast: 'Escuro' } },
      { id: 'f2', name: 'F2', fields: { roast: 'burnt' } },
    ])
    const id = await made('roast', {
      type: 'choice',
      choices: ['claro', 'escuro'],
      searchable: true,
    })
    expect(await product('f1')).toMatchObject({ values: { [id]: 'escuro' }, others: {} })
    expect(await product('f2')).toMatchObject({ others: { roast: 'burnt' } })
    expect(await column(`f${id}_fold`)).toMatchObject({ f1: 'escuro', f2: null })
    expect(await countReferences(world.database, 'product', { search: 'ESCURO' })).toBe(1)
    const { rejections } = await put([{ id: 'f1', fields: { roast: 'burnt' } }], 'patch')
    expect(rejections[0]?.failure).toMatchObject({ where: 'fields.roast', code: 'invalid' })
    await put([{ id: 'f2', fields: { roast: 'claro' } }], 'patch')
    expect(await product('f2')).toMatchObject({ values: { [id]: 'claro' }, others: {} })
  })

  test('that is required is asked of whoever is new, and its default given', async () => {
    const origin = await made('origin', { required: true })
    const organic = await made('organic', { type: 'boolean', default: 'no' })
    const { rejections } = await put([
      { id: 'q1', name: 'Q' },
      { id: 'q2', name: 'Q', fields: { origin: 'Brasil' } },
      { id: 'f1', name: 'was there before' },
    ])
    expect(rejections.map(({ part, failure: { where } }) => [part, where])).toEqual([
      [0, 'fields.origin'],
    ])
    expect((await product('q2'))?.values).toMatchObject({ [origin]: 'Brasil', [organic]: false })
    const taken = await put([{ id: 'q2', fields: { origin: null } }], 'patch')
    expect(taken.rejections[0]?.failure.where).toBe('fields.origin')
    const field = await fieldByName(world.operational.db, 'origin', 'product')
    if (field !== undefined) await changeFieldOf(means(), field, { required: false })
  })

  test('gets its column by a job, over kills and what arrives meanwhile', async () => {
    const id = await made('farm', { filterable: false })
    const ids = Array.from({ length: 9 }, (_, i) => `k${i}`)
    await put(ids.map((each) => ({ id: each, name: each, fields: { farm: `Fazenda ${each}` } })))
    const farm = await fieldByName(world.operational.db, 'farm', 'product')
    if (farm === undefined) throw new Error('no farm')
    await world.stopLoader()
    await changeFieldOf(means(), farm, { filterable: true })
    const [job] = await fieldJobs(world.operational.db)
    const late = { id: 'k4', name: 'late', fields: { farm: 'Outra' } }
    await world.append({ kind: 'products', products: [late] })
    world.startLoader(awayAt(world.database, 'products', 2), { customersPerSet: 4 })
    await settled(id)
    expect(await jobById(world.operational.db, job?.id ?? 0)).toMatchObject({ state: 'done' })
    const column4 = await column(`f${id}`)
    for (const each of ids) {
      expect(column4[each]).toBe(each === 'k4' ? 'Outra' : `Fazenda ${each}`)
    }
    await world.stopLoader()
    world.startLoader()
  })
})

test('a set of products that was killed anywhere comes to the same end', async () => {
  const tables = ['product_edits', 'products', 'places', 'place_edits']
  for (const [i, table] of tables.entries()) {
    const going = { id: `gone${i}`, name: 'Going' }
    await put([going])
    const rejected = await world.count('rejected')
    await world.stopLoader()
    const before = { id: `c${i}`, name: 'before', stock: i }
    const place = { by: 'state', key: 'PE', fields: { nth: i } } as const
    const bulk = [
      { kind: 'products', products: [before] },
      { kind: 'products', mode: 'patch', products: [{ id: before.id, name: 'after' }] },
      { kind: 'products', mode: 'patch', products: [{ ...going, name: 'Still there' }] },
      { kind: 'products', mode: 'remove', products: [going] },
      { kind: 'places', places: [place] },
    ]
    world.startLoader(awayAt(world.database, table, 1))
    await world.bulk(bulk)
    await world.stopLoader()
    world.startLoader()
    expect(await product(going.id)).toBeUndefined()
    expect(await world.count('rejected')).toBe(rejected)
    expect(await own(before.id)).toEqual({ name: 'after', stock: i * 10_000 })
    const edits = await readReferenceEdits(world.database, 'product', [before.id])
    expect(edits.get(before.id)?.map((edit) => edit.before)).toEqual([undefined])
    const [there] = (await readReferences(world.database, 'place', ['state:PE'])).values()
    expect(there?.others).toEqual({ nth: i })
  }
})

test('products that an earlier version wrote are as they were, and are indexed at a start', async () => {
  const old = { product_id: 'old', version: 1, name: 'Café Antigo', price: 5_000, data: '{"a":1}' }
  await world.database.insert('products', [old])
  expect(await own('old')).toEqual({ name: 'Café Antigo', price: 5_000 })
  expect(await countReferences(world.database, 'product', { search: 'cafe antigo' })).toBe(0)
  await indexOldProducts(means())
  await announceForgotten(world.operational)
  await settled(productFields.name)
  expect(await countReferences(world.database, 'product', { search: 'cafe antigo' })).toBe(1)
  expect((await column('f24'))['old']).toBe('5000')
  expect(await product('old')).toMatchObject({ others: { a: 1 } })
  await indexOldProducts(means())
  expect(await fieldJobs(world.operational.db)).toEqual([])
})

test('places are kept under one key however they are written', async () => {
  const places = [
    { by: 'city', key: 'São Paulo / São Paulo', fields: { n: 1 } },
    { by: 'city', key: 'SAO PAULO - SP', fields: { n: 2 } },
    { by: 'postal_code', key: '50030-230', fields: { n: 3 } },
    { by: 'state', key: 'Pernambuco', fields: { n: 4 } },
    { by: 'country', key: 'Brasil', fields: { n: 5 } },
    { by: 'street', key: 'x' },
  ]
  const { rejections } = await world.bring({ kind: 'places', places: places as never })
  expect(rejections.map(({ part, failure: { where } }) => [part, where])).toEqual([[5, 'by']])
  const { places: rows } = await stateOf(world.database)
  const kept = (rows ?? []).map((row) => {
    const { place_id: id, data } = JSON.parse(row) as { place_id: string; data: string }
    return [id, (JSON.parse(data) as { n: number }).n]
  })
  expect(Object.fromEntries(kept)).toEqual({
    'city:sao paulo/SP': 2,
    'postal_code:50030230': 3,
    'state:PE': 4,
    'country:BR': 5,
  })
})

test('the loader complained of nothing but what was killed', () => {
  expect(world.complaints.filter((each) => !each.includes('killed here'))).toEqual([])
})
