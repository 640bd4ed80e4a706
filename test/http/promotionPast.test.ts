import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { jobDone } from './jobs.ts'
import { startRunning, type Running } from './running.ts'

// The program takes its clock when it starts: here it begins at a noon, and is set so many milliseconds later.
const machine = Date.now.bind(Date)
const begun = machine()
const real = () => Date.UTC(2027, 2, 5, 12) + machine() - begun
let later = 0
let running: Running
const users = ['ana', 'bia', 'caio']
const ids = new Map<string, string>()

beforeAll(async () => {
  vi.spyOn(Date, 'now').mockImplementation(() => real() + later)
  running = await startRunning()
  for (const user of users) {
    await running.ask(routes.customers.create, {
      body: {
        identifiers: { user_id: user },
        fields: { city: user === 'caio' ? 'Natal' : 'Recife' },
      },
    })
  }
  await running.ask(routes.products.put, {
    body: { products: [{ id: 'beans', name: 'Beans', category: 'Coffee', fields: {} }] },
  })
  await bring([
    order(['ana', 'a1', '2026-01-10'], [line('beans', 2, 50)]),
    order(['ana', 'a2', '2026-02-10'], [line('beans', 1, 100), line('cup', 1, 30)]),
    order(['ana', 'a3', '2026-03-10'], [line('cup', 1, 30)]),
    order(['bia', 'b1', '2026-02-11'], [line('beans', 3, 33.33)]),
    order(['bia', 'b2', '2026-02-12'], [line('beans', 1, 10)], { currency: 'USD' }),
    order(['caio', 'c1', '2026-02-13'], [line('beans', 10, 10)]),
    order(['caio', 'c2', '2020-02-13'], [line('beans', 10, 10)]),
    order(['caio', 'c3', '2026-02-14'], [{ product_id: 'beans' }]),
  ])
  for (const user of users) {
    const params = { kind: 'user_id', value: user }
    ids.set(user, (await running.ask(routes.customers.find, { params })).id)
  }
})
afterAll(async () => {
  await running.close()
  vi.restoreAllMocks()
})

const line = (product_id: string, quantity: number, price: number) => ({
  product_id,
  quantity,
  price,
})

type Line = Readonly<Record<string, unknown>>

/** Of somebody, under an id, on a day at noon. */
function order(
  [user, id, day]: readonly [string, string, string],
  products: readonly Line[],
  more: Line = {},
) {
  const total = products.reduce(
    (sum, each) => sum + Number(each['price'] ?? 0) * Number(each['quantity'] ?? 1),
    0,
  )
  return {
    event: 'Order Completed',
    messageId: id,
    time: `${day}T12:00:00Z`,
    identifiers: { user_id: user },
    properties: { order_id: id, total: Math.round(total * 100) / 100, products, ...more },
  }
}

async function bring(events: readonly ReturnType<typeof order>[]): Promise<void> {
  await running.ask(routes.events.add, { body: { events: events as never } })
  await running.settled()
}

const year = { since: '2026-01-01T00:00:00Z', until: '2027-01-01T00:00:00Z' }
const coffee = { type: 'property', property: 'category', test: { op: 'is', value: 'coffee' } }

async function preview(
  draft: Record<string, unknown>,
  period: Record<string, string> = year,
  locale: 'en' | 'pt-BR' = 'en',
) {
  const body = { draft: draft as never, ...period }
  const begun = await running.ask(routes.promotions.preview, { body, query: { locale } })
  return (await jobDone(running, begun.id)).result as Record<string, unknown>
}
const aboutOf = ({ leavesOut }: Record<string, unknown>) =>
  (leavesOut as { about: string }[]).map(({ about }) => about)

test('a preview works out every past order as the cart that it was', async () => {
  const tenth = { benefit: { type: 'percent', percent: 10, on: coffee } }
  const all = await preview(tenth)
  expect(all).toMatchObject({
    currency: 'BRL',
    orders: { looked: 7, touched: 4, unread: 2 },
    customers: { looked: 3, touched: 3 },
    // a1 100, a2 130, b1 99.99, c1 100
    revenue: 429.99,
    discount: 40,
    byMonth: [
      { month: '2026-01', orders: 1, discount: 10 },
      { month: '2026-02', orders: 3, discount: 30 },
    ],
    usedUp: null,
  })
  expect(aboutOf(all)).toEqual(['behaviour', 'others', 'cancelled', 'unread'])
  const ours = await preview({ ...tenth, customers: 'city = "Recife"' })
  expect(ours).toMatchObject({ orders: { touched: 3 }, customers: { touched: 2 } })
  expect(aboutOf(ours)).toContain('record')
  const said = async (locale: 'en' | 'pt-BR') => (await preview(tenth, year, locale))['leavesOut']
  expect([await said('en'), await said('pt-BR')]).toMatchObject(
    [/^Other promotions are not weighed/, /^Outras promoções não são pesadas/].map((says) =>
      expect.arrayContaining([{ about: 'others', says: expect.stringMatching(says) as string }]),
    ),
  )
})

test('whether somebody was meant is asked as of the moment before the order', async () => {
  const second = await preview({
    customers: 'did "Order Completed"',
    benefit: { type: 'percent', percent: 50 },
  })
  // Of ana all but her first, of caio all, since he had bought in 2020.
  expect(second).toMatchObject({ orders: { touched: 3 }, customers: { touched: 2 } })
  const first = await preview({
    cart: { type: 'firstPurchase' },
    benefit: { type: 'percent', percent: 50 },
  })
  expect(first).toMatchObject({ orders: { touched: 2 }, discount: 100 })
})

test('limits for each customer are kept, those in all are said by the day', async () => {
  const half = { type: 'percent', percent: 50 }
  const once = await preview({ benefit: half, limits: { usesPerCustomer: 1 } })
  expect(once).toMatchObject({ orders: { touched: 3 }, customers: { touched: 3 } })
  const few = await preview({
    benefit: half,
    limits: { uses: 2, budget: 1000 },
    when: { from: '2031-01-01T00:00:00Z' },
    coupon: true,
  })
  expect(few).toMatchObject({
    orders: { touched: 5 },
    usedUp: { day: '2026-02-11', orders: 2, discount: 115 },
  })
  expect(aboutOf(few)).toEqual(expect.arrayContaining(['dates', 'coupons', 'limits']))
  expect(
    await preview(
      { benefit: half },
      { since: '2010-01-01T00:00:00Z', until: '2015-01-01T00:00:00Z' },
    ),
  ).toMatchObject({
    orders: { looked: 0, touched: 0 },
    discount: 0,
  })
})

test('what is asked again while it waits is one job, something else is another', async () => {
  const body = (percent: number) => ({
    body: { draft: { benefit: { type: 'percent', percent } } as never, ...year },
  })
  const ask = async (percent: number) => await running.ask(routes.promotions.preview, body(percent))
  const [one, , other] = [await ask(1), await ask(2), await ask(3)]
  expect(other.id).not.toBe(one.id)
  await jobDone(running, other.id)
  const neither = await running.refused(routes.promotions.preview, { body: {} })
  expect(neither).toMatchObject({ code: 'invalid' })
  const reversed = { body: { ...body(1).body, since: year.until, until: year.since } }
  expect(await running.refused(routes.promotions.preview, reversed)).toMatchObject({
    where: 'since',
  })
})

async function made(name: string, more: Record<string, unknown> = {}): Promise<number> {
  const promotion = { benefit: { type: 'percent', percent: 10 }, ...more } as never
  return (await running.ask(routes.promotions.create, { body: { name, promotion } })).id
}

test('a promotion is scheduled, runs and has ended by the clock', async () => {
  const id = await made('Friday', { when: { weekdays: [1, 2, 3, 4, 5, 6, 7] } })
  const params = { id }
  const at = (hours: number) => new Date(real() + hours * 3_600_000).toISOString()
  const [from, to] = [at(1), at(3)]
  const schedule = async (body: Record<string, unknown>) =>
    await running.ask(routes.promotions.schedule, { params, body: body as never })
  expect(await schedule({ from, to })).toMatchObject({
    state: 'scheduled',
    version: 2,
    promotion: { when: { from, to, weekdays: [1, 2, 3, 4, 5, 6, 7] } },
  })
  const cart = { items: [{ product: 'cup', price: 10 }] }
  const because = async () => {
    const { applied, refused } = await running.ask(routes.promotions.evaluate, { body: { cart } })
    return [...applied.map(() => 'applied'), ...refused.map((each) => each.because)]
  }
  const stands = async () => (await running.ask(routes.promotions.read, { params })).state
  expect([await stands(), await because()]).toEqual(['scheduled', ['notYet']])
  later = 2 * 3_600_000
  expect([await stands(), await because()]).toEqual(['running', ['applied']])
  later = 4 * 3_600_000
  expect([await stands(), await because()]).toEqual(['ended', ['over']])
  const over = await running.refused(routes.promotions.schedule, { params, body: { to: at(2) } })
  expect(over).toMatchObject({ code: 'invalid', where: 'to' })
  expect(await schedule({ to: null })).toMatchObject({ state: 'running', version: 3 })
  await running.ask(routes.promotions.pause, { params })
  expect(await stands()).toBe('paused')
  later = 0
  expect(await schedule({ from: null })).toMatchObject({ state: 'running' })
  await running.ask(routes.promotions.archive, { params })
})

test('results are uses, customers, discount and the revenue of their orders, by stretches', async () => {
  const id = await made('Counted')
  const params = { id }
  await running.ask(routes.promotions.start, { params, body: {} })
  const day = 24 * 3_600_000
  const use = async (orderId: string, user: string | undefined, price: number) => {
    const cart = { items: [{ product: 'cup', price }] }
    const customer = user === undefined ? {} : { customer: ids.get(user) ?? '' }
    await running.ask(routes.promotions.reserve, { body: { order: orderId, cart, ...customer } })
    await running.ask(routes.promotions.use, { body: { order: orderId } })
  }
  await use('a1', 'ana', 100)
  await use('b2', 'bia', 10)
  later = day
  await use('a2', 'ana', 130)
  await use('nowhere', undefined, 50)
  await use('gone', 'bia', 50)
  await running.ask(routes.promotions.cancel, { body: { order: 'gone' } })
  await running.ask(routes.promotions.reserve, {
    body: { order: 'held', cart: { items: [{ product: 'cup', price: 10 }] } },
  })
  const results = async (query: Record<string, string> = {}) =>
    await running.ask(routes.promotions.results, { params, query })
  const all = await results()
  expect(all).toMatchObject({
    total: { uses: 4, customers: 2, discount: 29, revenue: 230 },
    reserved: 1,
    unknown: 1,
    others: 1,
  })
  expect(
    all.items.map(({ uses, customers, discount, revenue }) => [uses, customers, discount, revenue]),
  ).toEqual([
    [2, 2, 11, 100],
    [2, 1, 18, 130],
  ])
  const months = await results({ by: 'month' })
  expect(months.total).toEqual(all.total)
  const later2 = await results({
    from: new Date(real() + 2 * day).toISOString(),
    to: new Date(real() + 3 * day).toISOString(),
  })
  expect(later2).toMatchObject({ total: { uses: 0, revenue: 0 }, items: [] })
  later = 0
})
