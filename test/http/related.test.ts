import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
const organic = 'did "Order Completed" where any item (product.organic = yes)'

beforeAll(async () => {
  running = await startRunning()
  const label = 'Orgânico'
  await running.ask(routes.fields.create, {
    body: { of: 'product', name: 'organic', type: 'boolean', label },
  })
  await indexed('organic')
  await products({ id: 'beans', fields: { organic: true } }, { id: 'mug' })
  const { position } = await running.ask(routes.events.add, {
    body: {
      events: [bought('ana', 'beans', {}), bought('bia', 'mug', {}), bought('cida', 'mug', says)],
    },
  })
  await applied(position)
})
afterAll(async () => await running.close())

const says = { organic: true }

function bought(name: string, product: string, more: object) {
  return {
    identifiers: { user_id: name },
    event: 'Order Completed',
    time: '2026-11-01T12:00:00Z',
    messageId: name,
    properties: { items: [{ product_id: product, quantity: 1, ...more }] },
  }
}

async function products(...some: { id: string; fields?: Record<string, boolean> }[]) {
  const named = some.map((each) => ({ ...each, name: each.id }))
  const { position } = await running.ask(routes.products.put, { body: { products: named } })
  await applied(position)
}

async function applied(position: number) {
  const at = { params: { position }, query: { wait: 20 } }
  expect((await running.ask(routes.arrivals.read, at)).applied).toBe(true)
}

/** Its values are in place. */
async function indexed(name: string) {
  await vi.waitFor(async () => {
    await running.ask(routes.conditions.read, {
      body: { text: `did "A" where (product.${name} exists)` },
    })
  }, 40_000)
}

async function counted(text: string): Promise<number> {
  return (await running.ask(routes.segments.count, { body: { text } })).count
}

test('people are found by what the products are that they bought, and are told apart by what orders say', async () => {
  expect(await counted(organic)).toBe(2)
  expect(await counted(`not ${organic}`)).toBe(1)
  expect(await counted('did "Order Completed" where any item (product.organic exists)')).toBe(2)
  const read = await running.ask(routes.conditions.read, {
    body: { text: organic },
    query: { locale: 'pt-BR' },
  })
  expect(read.reading).toBe(
    'Comprou pelo menos uma vez (contando só quando há um item em que (Orgânico do produto é sim))',
  )
})

test('why is said with what the product was seen to be, and who says so', async () => {
  const why = async (user_id: string) => {
    const params = { kind: 'user_id', value: user_id }
    const { id } = await running.ask(routes.customers.find, { params })
    const { tree, member } = await running.ask(routes.explain.customer, {
      params: { id },
      body: { text: organic },
    })
    return { member, products: tree.products }
  }
  const seen = { property: 'product.organic', event: expect.any(String) as string }
  expect(await why('ana')).toEqual({
    member: true,
    products: [{ ...seen, product: 'beans', value: 'sim', by: 'product' }],
  })
  expect(await why('cida')).toEqual({
    member: true,
    products: [{ ...seen, product: 'mug', value: 'sim', by: 'event' }],
  })
})

test('a segment follows its products, and its field is renamed with it and not lost under it', async () => {
  const { id } = await running.ask(routes.segments.create, {
    body: { name: 'Organic', text: organic },
  })
  const members = async () => {
    await running.settled()
    return (await running.ask(routes.segments.read, { params: { id } })).size?.count
  }
  expect(await members()).toBe(2)
  await products({ id: 'mug', fields: { organic: true } })
  expect(await members()).toBe(3)
  await products({ id: 'beans', fields: { organic: false } })
  expect(await members()).toBe(2)

  const field = { params: { name: 'organic' }, query: { of: 'product' } } as const
  expect((await running.ask(routes.fields.usage, field)).segments).toEqual([
    { id, name: 'Organic' },
  ])
  const unusable = { ...field, body: { filterable: false } }
  const refused = await running.refused(routes.fields.change, unusable)
  expect(refused).toMatchObject({ code: 'conflict' })
  await running.ask(routes.fields.change, { ...field, body: { name: 'eco' } })
  const renamed = await running.ask(routes.segments.read, { params: { id } })
  expect(renamed.text).toBe('did "Order Completed" where any item (product.eco = true)')
  expect(await members()).toBe(2)
  const why = await running.refused(routes.segments.count, { body: { text: organic } })
  expect(why).toMatchObject({ code: 'invalid', message: 'There is no field "product.organic"' })
})
