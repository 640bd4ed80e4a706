import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { eventually } from '../patience.ts'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

async function overJob(id: number) {
  const at = { params: { id } }
  return await eventually(async () => {
    const job = await running.ask(routes.jobs.read, at)
    expect(job.finished).not.toBeNull()
    return job
  })
}

async function list(query: z.input<typeof routes.products.list.query>) {
  const { items, next } = await running.ask(routes.products.list, { query })
  return { ids: items.map(({ id }) => id), next, items }
}

test('products are brought, found, sorted and paged, by what they are', async () => {
  const products = ['Torra Escura', 'Torra clara', 'Moedor', 'Ágata'].map((name, i) => ({
    id: `P${i}`,
    name,
    category: i < 2 ? 'Café > Grãos' : 'Equipamento',
    ...(i === 3 ? {} : { price: 40 - 10 * i }),
    tags: i === 0 ? ['Novidade'] : [],
    fields: { organic: i === 0, altitude: 900 + i },
  }))
  const { position } = await running.ask(routes.products.put, { body: { products } })
  await running.applied(position)
  expect((await list({ search: 'TORRA', limit: 1 })).ids).toEqual(['P0'])
  expect((await list({ search: 'graos' })).ids).toEqual(['P0', 'P1'])
  expect((await list({ search: 'cafe novidade' })).ids).toEqual(['P0'])
  expect((await list({ sort: 'name' })).ids).toEqual(['P3', 'P2', 'P1', 'P0'])
  for (const order of ['asc', 'desc'] as const) {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const more = cursor === undefined ? {} : { cursor }
      const page = await list({ sort: 'price', order, limit: 1, ...more })
      seen.push(...page.ids)
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual(order === 'asc' ? ['P2', 'P1', 'P0', 'P3'] : ['P0', 'P1', 'P2', 'P3'])
  }
  expect(
    (await list({ condition: 'price >= 30 and not (tags includes any of ("novidade"))' })).ids,
  ).toEqual(['P1'])
  const [first] = (await list({ condition: 'name contains "escura"' })).items
  expect(first).toEqual({
    id: 'P0',
    name: 'Torra Escura',
    category: 'Café / Grãos',
    brand: '',
    price: 40,
    cost: null,
    stock: null,
    currency: '',
    image: '',
    page: '',
    tags: ['Novidade'],
    variants: [],
    fields: { organic: true, altitude: 900 },
    unknown: ['organic', 'altitude'],
  })
})

test('a field of products makes what came before it of a type, and can be asked and sorted by', async () => {
  const body = { of: 'product', name: 'altitude', type: 'integer' } as const
  await running.ask(routes.fields.create, { body })
  expect(
    await list({ condition: 'altitude > 901', sort: 'altitude', order: 'desc' }),
  ).toMatchObject({
    ids: ['P3', 'P2'],
    items: [{ fields: { altitude: 903 }, unknown: ['organic'] }, {}],
  })
  const why = await running.refused(routes.products.list, {
    query: { condition: 'organic = true' },
  })
  expect(why).toMatchObject({ code: 'invalid' })
  expect((await running.ask(routes.fields.list, { query: {} })).items).not.toContainEqual(
    expect.objectContaining({ of: 'product' }),
  )
})

test.each([
  [{ condition: 'did "Order Completed"' }, 'condition'],
  [{ condition: 'nothing = 1' }, 'text'],
  [{ sort: 'organic' }, 'sort'],
  [{ sort: 'tags' }, 'sort'],
  [{ sort: 'image' }, 'sort'],
  [{ cursor: 'bm9uZQ' }, 'cursor'],
])('a list of products by %j is refused with its place', async (query, where) => {
  const why = await running.refused(routes.products.list, { query })
  expect(why.where).toContain(where)
})

test('a product is changed and taken away, and a value that its field cannot hold refused', async () => {
  const params = { id: 'P1' }
  const changed = await running.ask(routes.products.change, {
    params,
    body: { price: null, stock: 7.5, fields: { altitude: '1200', new: [1] } },
  })
  expect(changed).toMatchObject({ price: null, stock: 7.5, fields: { altitude: 1200, new: [1] } })
  const body = { fields: { altitude: 'high' } }
  const why = await running.refused(routes.products.change, { params, body })
  expect(why).toMatchObject({ where: 'fields.altitude', message: '"high" is not a number' })
  await running.ask(routes.products.remove, { params })
  expect((await running.refused(routes.products.read, { params })).code).toBe('not_found')
  expect((await running.refused(routes.products.remove, { params })).code).toBe('not_found')
})

test('a customer has the values of the closest places, field by field', async () => {
  for (const [name, type] of [
    ['population', 'integer'],
    ['region', 'text'],
    ['income', 'money'],
  ] as const) {
    await running.ask(routes.fields.create, { body: { of: 'place', name, type } })
  }
  await running.ask(routes.fields.create, { body: { name: 'zip', type: 'cep' } })
  const places = [
    { by: 'country' as const, key: 'Brazil', fields: { income: 1000, region: 'BR' } },
    { by: 'state' as const, key: 'pernambuco', fields: { income: 1200, climate: 'hot' } },
    { by: 'city' as const, key: 'RECIFE/PE', fields: { population: 1_488_920, name: 'Recife' } },
    { by: 'city' as const, key: 'Recife', fields: { population: 1 } },
    { by: 'postal_code' as const, key: '50030-230', fields: { income: 9000.5 } },
    { by: 'city' as const, key: 'Olinda/PE', fields: { population: 'many' } },
  ]
  const { position } = await running.ask(routes.places.put, { body: { places } })
  const { rejected } = await running.applied(position)
  expect(rejected).toMatchObject([{ part: 5, where: 'fields.population' }])
  const write = async (user: string, fields: Record<string, string>) => {
    const body = { identifiers: { user_id: user }, fields }
    await running.ask(routes.customers.create, { body })
    const params = { kind: 'user_id', value: user }
    return (await running.ask(routes.customers.find, { params })).place
  }
  const address = { city: 'Recife', state: 'Pernambuco', country: 'Brasil', zip: '50.030-230' }
  expect(await write('u1', address)).toEqual({
    population: 1_488_920,
    region: 'BR',
    income: 9000.5,
    climate: 'hot',
  })
  expect(await write('u2', { city: 'recife' })).toEqual({ population: 1 })
  expect(await write('u3', { state: 'PE' })).toEqual({ income: 1200, climate: 'hot' })
  expect(await write('u4', {})).toEqual({})
})

test('places are listed, read however they are written, and taken away', async () => {
  const ids = async (query: z.input<typeof routes.places.list.query>) =>
    (await running.ask(routes.places.list, { query })).items.map(({ id }) => id)
  expect(await ids({ by: 'city' })).toEqual(['city:olinda/PE', 'city:recife', 'city:recife/PE'])
  expect(await ids({ condition: 'income >= 1200', sort: 'income', order: 'desc' })).toEqual([
    'postal_code:50030230',
    'state:PE',
  ])
  const params = { id: 'city:Recife - Pernambuco' }
  expect(await running.ask(routes.places.read, { params })).toEqual({
    id: 'city:recife/PE',
    by: 'city',
    key: 'recife/PE',
    fields: { population: 1_488_920, name: 'Recife' },
    unknown: [],
  })
  await running.ask(routes.places.remove, { params })
  expect((await running.refused(routes.places.read, { params })).code).toBe('not_found')
  const nowhere = { params: { id: 'street:x' } }
  expect(await running.refused(routes.places.read, nowhere)).toMatchObject({ where: 'by' })
})

test('a unique field of products refuses the value of another, and needs its column', async () => {
  const query = { of: 'product' } as const
  const bare = { ...query, name: 'ean', type: 'text', unique: true } as const
  const why = await running.refused(routes.fields.create, { body: { ...bare, filterable: false } })
  expect(why).toMatchObject({ code: 'invalid', where: 'unique' })
  const several = await running.refused(routes.fields.create, { body: { ...bare, type: 'list' } })
  expect(several).toMatchObject({ code: 'invalid', where: 'unique' })
  await running.ask(routes.fields.create, { body: bare })
  const params = { name: 'ean' }
  await eventually(async () => {
    const { items } = await running.ask(routes.fields.list, { query })
    expect(items.find(({ name }) => name === 'ean')).toMatchObject({ unique: true })
  })
  const products = ['1', '2'].map((id) => ({ id: `E${id}`, name: 'E', fields: { ean: id } }))
  await running.applied((await running.ask(routes.products.put, { body: { products } })).position)
  const second = { params: { id: 'E2' }, body: { fields: { ean: '1' } } }
  expect(await running.refused(routes.products.change, second)).toMatchObject({
    code: 'conflict',
    where: 'fields.ean',
    message: 'Another product has this value of Ean, which is unique',
  })
  for (const body of [{ filterable: false }, { archived: true }]) {
    const kept = await running.refused(routes.fields.change, { params, query, body })
    expect(kept).toMatchObject({ code: 'invalid', where: 'unique' })
  }
  const away = await running.refused(routes.fields.archive, { params, query })
  expect(away).toMatchObject({ code: 'invalid', fix: expect.stringContaining('not be unique') })
  await running.ask(routes.fields.change, { params, query, body: { unique: false } })
  await running.ask(routes.products.change, second)
})

test('products and places are asked by distance, by the calendar and by anniversaries', async () => {
  const year = new Date().getUTCFullYear()
  const fields = { made_at: '-8.0476, -34.877', launched: `${year - 3}-07-15` }
  const { position } = await running.ask(routes.products.put, {
    body: {
      products: [
        { id: 'N1', name: 'Novo', fields },
        { id: 'N2', name: 'Outro' },
      ],
    },
  })
  await running.applied(position)
  for (const [name, type] of [
    ['made_at', 'location'],
    ['launched', 'date'],
  ] as const) {
    await running.ask(routes.fields.create, { body: { of: 'product', name, type } })
  }
  await eventually(async () =>
    expect((await list({ condition: 'made_at exists' })).ids).toEqual(['N1']),
  )
  const asked = async (condition: string) => (await list({ condition })).ids
  await eventually(async () => expect(await asked('launched exists')).toEqual(['N1']))
  expect(await asked('made_at within 6 km of (-8.0089, -34.8553)')).toEqual(['N1'])
  expect(await asked('made_at within 4 km of (-8.0089, -34.8553)')).toEqual([])
  expect(await asked('launched anniversary in next 12 months')).toEqual(['N1'])
  expect(await asked('launched last year or launched next month')).toEqual([])
})

test('a field of products tells how filled it is and what uses it, and its type is changed', async () => {
  const body = { of: 'product', name: 'roast_level', type: 'text' } as const
  await running.ask(routes.fields.create, { body })
  const products = ['dark', 'dark', 'light', undefined].map((level, i) => ({
    id: `L${i}`,
    name: `Torra ${i}`,
    ...(level === undefined ? {} : { fields: { roast_level: level } }),
  }))
  const { position } = await running.ask(routes.products.put, { body: { products } })
  await running.applied(position)
  const params = { name: 'roast_level' }
  const query = { of: 'product' } as const
  const usage = await running.ask(routes.fields.usage, { params, query })
  expect(usage).toMatchObject({ filled: 3, distinct: 2, sources: [], segments: [], forms: [] })
  expect(usage.total).toBeGreaterThanOrEqual(4)
  const missing = await running.refused(routes.fields.usage, { params, query: {} })
  expect(missing.code).toBe('not_found')
  const type = { type: 'choice' as const, choices: ['Dark', 'Medium'] }
  const asked = { params, query }
  const tried = { ...asked, body: { ...type, dryRun: true } }
  const trial = await running.ask(routes.fields.changeType, tried)
  expect((await overJob(trial.id)).result).toMatchObject({ converted: 2, failed: 1 })
  const { id } = await running.ask(routes.fields.changeType, { ...asked, body: type })
  expect(await overJob(id)).toMatchObject({ state: 'done', result: { converted: 2, failed: 1 } })
  const { items } = await running.ask(routes.products.list, {
    query: { condition: 'roast_level = "dark"' },
  })
  expect(items.map((item) => [item.id, item.fields['roast_level']])).toEqual([
    ['L0', 'Dark'],
    ['L1', 'Dark'],
  ])
  const same = await running.refused(routes.fields.changeType, { ...asked, body: type })
  expect(same).toMatchObject({ code: 'conflict', where: 'type' })
})
