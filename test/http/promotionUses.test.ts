import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import type { Given } from '../../src/api/route.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
let [ana, bia] = ['', '']
beforeAll(async () => {
  running = await startRunning()
  ana = await running.customer('ana', { city: 'Recife' })
  bia = await running.customer('bia', { city: 'Recife' })
})
afterAll(async () => await running.close())

type Evaluating = Given<typeof routes.promotions.evaluate>['body']
const evaluate = async (body: Evaluating) => await running.ask(routes.promotions.evaluate, { body })
const items = [{ product: 'cup', price: 25 }]

async function started(name: string, promotion: Record<string, unknown>) {
  const body = { name, promotion: promotion as never }
  const { id } = await running.ask(routes.promotions.create, { body })
  return await running.ask(routes.promotions.start, { params: { id }, body: {} })
}
const archive = async (id: number) =>
  await running.ask(routes.promotions.archive, { params: { id } })

test('what a cart earns is held for its order, used once and given back once', async () => {
  const tenth = await started('A tenth', { benefit: { type: 'percent', percent: 10 } })
  const { id } = await started('Budget', {
    benefit: { type: 'amount', amount: 10, per: 'cart' },
    limits: { budget: 15, usesPerCustomer: 1 },
  })
  const cart = { items }
  const reserve = async (order: string, customer = ana) =>
    await running.ask(routes.promotions.reserve, { body: { order, cart, customer } })
  const held = await reserve('A-1')
  expect(held).toMatchObject({
    total: 12.5,
    usages: [
      { order: 'A-1', promotion: tenth.id, customer: ana, amount: 2.5, state: 'reserved' },
      { order: 'A-1', promotion: id, customer: ana, amount: 10, state: 'reserved' },
    ],
  })
  expect((await reserve('A-1')).usages).toHaveLength(2)
  const reasons = async (body: Partial<Evaluating>) =>
    (await evaluate({ cart, promotions: [id], ...body })).refused.map((each) => each.because)
  expect(await reasons({ customer: ana })).toEqual(['usedUp'])
  expect(await reasons({ customer: ana, order: 'A-1' })).toEqual([])
  // There are 5 left, which is less than it takes off.
  expect(await reasons({ customer: bia })).toEqual(['usedUp'])
  expect((await reserve('B-1', bia)).usages).toMatchObject([{ promotion: tenth.id }])
  const order = { body: { order: 'A-1' } }
  for (const _ of ['said', 'said again']) {
    const used = await running.ask(routes.promotions.use, order)
    expect(used.items.map(({ state }) => state)).toEqual(['used', 'used'])
  }
  const params = { id }
  expect(await running.ask(routes.promotions.read, { params })).toMatchObject({
    uses: 1,
    spent: 10,
  })
  for (const _ of ['said', 'said again']) await running.ask(routes.promotions.cancel, order)
  expect(await running.ask(routes.promotions.read, { params })).toMatchObject({ uses: 0, spent: 0 })
  expect(await running.refused(routes.promotions.use, order)).toMatchObject({ code: 'conflict' })
  const strange = { body: { order: 'never' } }
  expect(await running.refused(routes.promotions.use, strange)).toMatchObject({ code: 'not_found' })
  expect((await reserve('B-2', bia)).usages).toHaveLength(2)
  const usages = await running.ask(routes.promotions.usages, { params })
  expect(usages.items.map((each) => [each.order, each.state])).toEqual([
    ['B-2', 'reserved'],
    ['A-1', 'cancelled'],
  ])
  await archive(id)
  await archive(tenth.id)
})

test('of 60 carts at once 15 get what there are 15 of, and the others go on without', async () => {
  const { id } = await started('Fifteen', {
    benefit: { type: 'percent', percent: 50 },
    limits: { uses: 15 },
  })
  const cart = { items }
  const totals = await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const body = { order: `fifteen ${i}`, cart }
      return (await running.ask(routes.promotions.reserve, { body })).total
    }),
  )
  expect(totals.filter((total) => total === 12.5)).toHaveLength(15)
  expect(totals.filter((total) => total === 25)).toHaveLength(45)
  const read = await running.ask(routes.promotions.read, { params: { id } })
  expect(read).toMatchObject({ uses: 15, spent: 187.5 })
  await archive(id)
})

test('one that asks for a coupon is given by its codes, whatever their case, as often as each may be', async () => {
  const { id } = await started('With a code', {
    coupon: true,
    benefit: { type: 'amount', amount: 5, per: 'cart' },
  })
  const params = { id }
  const add = async (body: Given<typeof routes.promotions.addCoupons>['body']) =>
    (await running.ask(routes.promotions.addCoupons, { params, body })).codes
  expect(await add({ codes: ['natal10 ', 'NATAL10'] })).toEqual(['NATAL10'])
  await add({ codes: ['old'], uses: null, expires: '2020-01-01T00:00:00Z' })
  const made = await add({ generate: 300, prefix: 'x-' })
  expect(new Set(made).size).toBe(300)
  expect(made.every((code) => /^X-[A-Z0-9]{10}$/.test(code))).toBe(true)
  const twice = { params, body: { codes: ['new', 'Old'] } }
  expect(await running.refused(routes.promotions.addCoupons, twice)).toMatchObject({
    code: 'conflict',
    message: 'There is a coupon "OLD" already',
  })
  const both = { params, body: { codes: ['new'], generate: 1 } }
  expect((await running.refused(routes.promotions.addCoupons, both)).code).toBe('invalid')
  const plain = await started('Without', { benefit: { type: 'freeShipping' } })
  const without = { params: { id: plain.id }, body: { generate: 1 } }
  expect((await running.refused(routes.promotions.addCoupons, without)).code).toBe('conflict')
  await archive(plain.id)

  const cart = (...coupons: string[]) => ({ items, coupons })
  const came = async (...coupons: string[]) => {
    const { applied, refused } = await evaluate({ cart: cart(...coupons), promotions: [id] })
    return applied[0]?.coupon ?? refused[0]?.because
  }
  expect(await came()).toBe('coupon')
  expect(await came('strange')).toBe('coupon')
  const { unknownCoupons } = await evaluate({ cart: cart('strange', 'old', ' Strange ') })
  expect(unknownCoupons).toEqual(['STRANGE'])
  expect(await came('old')).toBe('couponExpired')
  expect(await came('old', ' Natal10')).toBe('NATAL10')
  const orders = await Promise.all(
    ['C-1', 'C-2', 'C-3'].map(async (order) => {
      const body = { order, cart: cart('natal10') }
      return (await running.ask(routes.promotions.reserve, { body })).usages
    }),
  )
  expect(orders.flat()).toMatchObject([{ promotion: id, coupon: 'NATAL10', amount: 5 }])
  expect(await came('natal10')).toBe('usedUp')
  const [held] = orders.flat()
  await running.ask(routes.promotions.cancel, { body: { order: held?.order ?? '' } })
  expect(await came('natal10')).toBe('NATAL10')
  const first = await running.ask(routes.promotions.coupons, { params, query: { limit: 2 } })
  expect(first.items).toMatchObject([
    { code: 'NATAL10', uses: 1, used: 0, expires: null },
    { code: 'OLD', uses: null, expires: '2020-01-01T00:00:00.000Z' },
  ])
  const next = { limit: 1_000, cursor: first.next ?? '' }
  const rest = await running.ask(routes.promotions.coupons, { params, query: next })
  expect(rest.items.map(({ code }) => code)).toEqual(made.toSorted())
  expect(rest.next).toBeNull()
  await archive(id)
})
