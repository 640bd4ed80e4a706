import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Json } from '../../src/api/parts.ts'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

/** What customers did, in numbers: of a shop in São Paulo, where it is three hours earlier than in UTC. */
let running: Running
let today: string

const dayMs = 86_400_000

beforeAll(async () => {
  running = await startRunning()
  await running.ask(routes.shop.change, {
    body: { timezone: 'America/Sao_Paulo', currency: 'BRL' },
  })
  const { asOf } = await running.ask(routes.activity.read, {})
  today = dayAt(Date.parse(asOf))
  const events = [
    // Yesterday at 23:30 by the shop's clocks, which is today's in UTC.
    order('ana', at(1, '23:30'), { total: '10.10', order_id: '1' }),
    order('ana', at(2, '12:00'), { total: 0.2, order_id: '2', currency: 'brl' }),
    order('bia', at(1, '00:00'), { total: 5, currency: 'USD', coupon: 'VERAO' }),
    order('caio', at(9, '10:00'), { total: 899_999_999_999 }),
    order('caio', at(8, '10:00'), { total: 899_999_999_999.9999 }),
    order('caio', at(1, '10:00'), { coupon: 'verao', products: [{ sku: 'k', price: 2 }] }),
    { event: 'Tasted', identifiers: { user_id: 'ana' }, time: at(1, '09:00'), source: 'loja' },
  ]
  await running.ask(routes.events.add, { body: { source: 'site', events } })
  await running.settled()
})
afterAll(async () => await running.close())

function order(user: string, time: string, properties: Record<string, Json>) {
  const messageId = `${user} ${time}`
  return { event: 'Order Completed', identifiers: { user_id: user }, time, messageId, properties }
}

/** The day so many before today, at that time by the shop's clocks. */
function at(daysAgo: number, clock: string): string {
  return `${dayAt(Date.parse(`${today}T12:00:00-03:00`) - daysAgo * dayMs)}T${clock}:00-03:00`
}

function dayAt(ms: number): string {
  return new Date(ms - 3 * 3_600_000).toISOString().slice(0, 10)
}

const countOf = async (text: string): Promise<number> =>
  (await running.ask(routes.segments.count, { body: { text } })).count

test('orders, buyers, new customers and sales of each day are those of the shop’s calendar, exact by currency', async () => {
  const { items, itemsBefore, total, before } = await running.ask(routes.activity.read, {
    query: { days: 7 },
  })
  expect([items.length, itemsBefore.length]).toEqual([7, 7])
  expect(items.at(-1)).toMatchObject({ firstDay: today, orders: 0 })
  expect(items.at(-2)).toMatchObject({
    orders: 3,
    buyers: 3,
    newCustomers: 1,
    sales: [
      { currency: 'BRL', amount: '10.1' },
      { currency: 'USD', amount: '5' },
    ],
  })
  expect(items.at(-3)).toMatchObject({ orders: 1, newCustomers: 1 })
  expect(total).toMatchObject({ orders: 4, buyers: 3, newCustomers: 2, lastDay: today })
  expect(total.sales[0]).toEqual({ currency: 'BRL', amount: '10.3' })
  // Beyond what a number of JSON can hold.
  const sales = [{ currency: 'BRL', amount: '1799999999998.9999' }]
  expect(before).toMatchObject({ orders: 2, buyers: 1, newCustomers: 1, sales })
})

test('the people behind each number are who meets a condition on its days', async () => {
  const { items, total } = await running.ask(routes.activity.read, { query: { by: 'week' } })
  for (const { firstDay, lastDay, buyers, newCustomers } of [...items, total]) {
    const bought = `did "Order Completed" from ${firstDay} to ${lastDay}`
    expect(await countOf(bought)).toBe(buyers)
    expect(await countOf(`${bought} and not did "Order Completed" before ${firstDay}`)).toBe(
      newCustomers,
    )
  }
  expect(items.reduce((sum, { orders }) => sum + orders, 0)).toBe(total.orders)
})

test('the events there are, with how many, from where, and what they say', async () => {
  const { items } = await running.ask(routes.eventNames.list, {})
  expect(items.map(({ name, count, lastWeek }) => [name, count, lastWeek])).toEqual([
    ['Order Completed', 6, 4],
    ['Tasted', 1, 1],
  ])
  expect(items[0]?.days.slice(-4)).toEqual([0, 1, 3, 0])
  expect(items[1]).toMatchObject({
    sources: ['loja'],
    last: new Date(at(1, '09:00')).toISOString(),
  })
  const params = { name: 'Order Completed' }
  const one = await running.ask(routes.eventNames.read, { params, query: { days: 2 } })
  expect(one.days.map(({ count, customers }) => [count, customers])).toEqual([
    [3, 3],
    [0, 0],
  ])
  expect([one.sampled, one.sources]).toEqual([6, [{ value: 'site', count: 6 }]])
  const property = (name: string) => one.properties.find((each) => each.property === name)
  expect(property('coupon')).toMatchObject({ holds: 'text', events: 2, distinct: 1 })
  expect(property('coupon')?.values).toMatchObject([{ count: 2 }])
  expect(property('total')).toMatchObject({ holds: 'number', events: 5, least: 0.2, distinct: 5 })
  expect(property('price')).toMatchObject({ in: 'items', events: 1, least: 2, most: 2 })
  const { items: samples } = await running.ask(routes.eventNames.samples, {
    params,
    query: { limit: 2 },
  })
  expect(samples.map(({ time }) => time)).toEqual(
    [at(1, '23:30'), at(1, '10:00')].map((each) => new Date(each).toISOString()),
  )
  const params404 = { params: { name: 'Never' } }
  expect((await running.refused(routes.eventNames.read, params404)).code).toBe('not_found')
})

test('what came as events is among what was sent last', async () => {
  const { items } = await running.ask(routes.messages.latest, {})
  expect(items).toHaveLength(7)
  expect(items[0]).toMatchObject({ type: 'events', event: 'Tasted', userId: 'ana', source: 'loja' })
  expect(items[6]).toMatchObject({ row: 0, source: 'site', state: 'taken' })
})
