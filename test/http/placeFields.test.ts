import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
const large = 'place.population >= 500000'

beforeAll(async () => {
  running = await startRunning()
  const label = 'População'
  await running.ask(routes.fields.create, {
    body: { of: 'place', name: 'population', type: 'integer', label },
  })
  await vi.waitFor(async () => {
    await running.ask(routes.conditions.read, { body: { text: large } })
  }, 40_000)
  await places({ by: 'city', key: 'Recife/PE', population: 1_600_000 })
  await places({ by: 'state', key: 'Pernambuco', population: 9_500_000 })
  await people({ ana: 'Recife - PE', bia: 'Olinda', cida: 'RECIFE (PE)' })
})
afterAll(async () => await running.close())

async function places({
  by,
  key,
  population,
}: {
  by: 'city' | 'state' | 'postal_code'
  key: string
  population: number
}) {
  const body = { places: [{ by, key, fields: { population } }] }
  const { position } = await running.ask(routes.places.put, { body })
  await running.applied(position)
}

async function people(cities: Readonly<Record<string, string>>) {
  for (const [user_id, city] of Object.entries(cities)) {
    const body = { identifiers: { user_id }, fields: { city } }
    await running.ask(routes.customers.create, { body })
  }
}

async function counted(text: string): Promise<number> {
  return (await running.ask(routes.segments.count, { body: { text } })).count
}

test('people are found by what is known of where they are, however they write it', async () => {
  expect(await counted(large)).toBe(2)
  expect(await counted(`not ${large}`)).toBe(1)
  expect(await counted('place.population > 5000000')).toBe(0)
  const query = { locale: 'pt-BR' } as const
  const read = await running.ask(routes.conditions.read, { body: { text: large }, query })
  expect(read.reading).toBe('População do lugar do cliente é no mínimo 500.000')
})

test('a promotion on a field of places without its flags is told the calls that mend that field', async () => {
  const tier = { name: 'tier', type: 'integer', searchable: false, filterable: true } as const
  await running.ask(routes.fields.create, { body: { of: 'place', ...tier } })
  await running.settled()
  const promotion = { customers: 'place.tier = 1', benefit: { type: 'freeShipping' } }
  const { id } = await running.ask(routes.promotions.create, {
    body: { name: 'Near', promotion: promotion as never },
  })
  const start = { params: { id }, body: {} }
  const refused = await running.refused(routes.promotions.start, start)
  expect(refused.message).toContain('"place.tier" is not searchable:')
  expect(refused.fix).toContain('PATCH /api/fields/tier?of=place {"searchable":true}')
  expect(refused.fix).toContain('clientela fields change tier --of place --searchable on')
  const init = { method: 'PATCH', body: '{"searchable":true}' }
  const headers = { 'content-type': 'application/json' }
  const { ok } = await running.fetch('/api/fields/tier?of=place', { ...init, headers })
  expect(ok).toBe(true)
  await running.settled()
  expect(await running.ask(routes.promotions.start, start)).toMatchObject({ state: 'running' })
})

test('why is said with the place that says so', async () => {
  const params = { kind: 'user_id', value: 'ana' }
  const { id } = await running.ask(routes.customers.find, { params })
  const body = { text: large }
  const { tree, member } = await running.ask(routes.explain.customer, { params: { id }, body })
  expect({ member, place: tree.place, observed: tree.observed, seen: tree.seen }).toEqual({
    member: true,
    place: { by: 'city', key: 'recife/PE' },
    observed: '1.600.000',
    seen: ['1.600.000 (segundo a tabela de referência, cidade “recife/PE”)'],
  })
})

test('a segment follows its places, and its members where they move', async () => {
  const { id } = await running.ask(routes.segments.create, { body: { name: 'Large', text: large } })
  const members = async () => {
    await running.settled()
    return (await running.ask(routes.segments.read, { params: { id } })).size?.count
  }
  expect(await members()).toBe(2)
  await people({ bia: 'Recife/PE' })
  expect(await members()).toBe(3)
  await places({ by: 'city', key: 'Recife - PE', population: 400_000 })
  expect(await members()).toBe(0)
  await places({ by: 'city', key: 'Recife - PE', population: 700_000 })
  expect(await members()).toBe(3)
  await people({ ana: 'Olinda' })
  expect(await members()).toBe(2)

  const field = { params: { name: 'population' }, query: { of: 'place' } } as const
  const view = await running.ask(routes.views.create, { body: { name: 'There', text: large } })
  const used = await running.ask(routes.fields.usage, field)
  expect(used.segments).toEqual([{ id, name: 'Large' }])
  expect(used.views).toEqual([{ id: view.id, name: 'There' }])
  await running.ask(routes.fields.change, { ...field, body: { name: 'people' } })
  const renamed = await running.ask(routes.segments.read, { params: { id } })
  expect(renamed.text).toBe('place.people >= 500000')
})

test('what says where people are is not lost under a segment, and what comes to say it counts', async () => {
  const city = { params: { name: 'city' }, query: { of: 'customer' }, body: {} } as const
  const refused = await running.refused(routes.fields.change, {
    ...city,
    body: { filterable: false },
  })
  expect(refused).toMatchObject({ code: 'conflict' })
  const body = {
    of: 'customer',
    name: 'zip',
    type: 'cep',
    label: 'CEP',
    filterable: false,
  } as const
  await running.ask(routes.fields.create, { body })
  const dora = { identifiers: { user_id: 'dora' }, fields: { zip: '50030-230' } }
  await running.ask(routes.customers.create, { body: dora })
  await places({ by: 'postal_code', key: '50030230', population: 800_000 })
  const text = 'place.people >= 800000'
  const { id } = await running.ask(routes.segments.create, { body: { name: 'Larger', text } })
  const members = async () => {
    await running.settled()
    return (await running.ask(routes.segments.read, { params: { id } })).size?.count
  }
  expect(await members()).toBe(0)
  const zip = { params: { name: 'zip' }, query: { of: 'customer' } } as const
  await running.ask(routes.fields.change, { ...zip, body: { filterable: true } })
  await vi.waitFor(async () => expect(await members()).toBe(1), 40_000)
})
