import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import type { Given } from '../../src/api/route.ts'
import { builtInFields } from '../../src/domain/customer/builtin.ts'
import { openOperational } from '../../src/store/operational/open.ts'
import { changingDefinitions } from '../../src/store/operational/definitions.ts'
import { fieldByName } from '../../src/store/operational/fields.ts'
import { announceForgotten, noteTask } from '../../src/work/fields/work.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
let [ana, bia] = ['', '']
beforeAll(async () => {
  running = await startRunning()
  await running.ask(routes.fields.create, {
    body: { name: 'reseller', type: 'boolean', searchable: false, filterable: false },
  })
  await running.ask(routes.products.put, {
    body: {
      products: [
        {
          id: 'beans',
          name: 'Beans',
          category: 'Coffee / Beans',
          price: 39.9,
          fields: { roast: 'dark' },
        },
        { id: 'cup', name: 'Cup', category: 'Ware', price: 25, fields: {} },
        { id: 'mill', name: 'Mill', fields: {} },
      ],
    },
  })
  ana = await running.customer('ana', { reseller: true })
  bia = await running.customer('bia', { reseller: false })
  await running.settled()
})
afterAll(async () => await running.close())

type Evaluating = Given<typeof routes.promotions.evaluate>['body']
const evaluate = async (body: Evaluating) => await running.ask(routes.promotions.evaluate, { body })
const create = async (name: string, promotion: Record<string, unknown>) =>
  await running.ask(routes.promotions.create, { body: { name, promotion: promotion as never } })
const start = async (id: number, mend = false) =>
  await running.ask(routes.promotions.start, { params: { id }, body: { mend } })
/** On a busy machine indexing takes longer than an answer waits: then it starts when that is done. */
async function mended(id: number) {
  const started = await start(id, true)
  expect(['running', 'starting']).toContain(started.state)
  await running.settled()
  return await running.ask(routes.promotions.read, { params: { id } })
}
const archive = async (id: number) =>
  await running.ask(routes.promotions.archive, { params: { id } })
const twoBeans = { items: [{ product: 'beans', quantity: 2 }] }

test('a promotion on a field without its flags is a draft that does not start, until the field is mended', async () => {
  const made = await create('Resellers', {
    customers: 'reseller = true',
    benefit: { type: 'percent', percent: 15 },
  })
  expect(made).toMatchObject({
    name: 'Resellers',
    state: 'draft',
    version: 1,
    customers: 'reseller = true',
    promotion: { stacking: { type: 'cumulative', priority: 0 } },
    uses: 0,
    spent: 0,
  })
  const params = { id: made.id }
  const refused = await running.refused(routes.promotions.start, { params, body: {} })
  expect(refused).toMatchObject({ code: 'invalid', where: 'customers' })
  expect(refused.message).toContain('"reseller" is not searchable and not filterable')
  expect(refused.fix).toContain('PATCH /api/fields/reseller {"searchable":true,"filterable":true}')
  expect((await evaluate({ cart: twoBeans, customer: ana })).applied).toEqual([])
  const half = { params: { name: 'reseller' }, body: { filterable: true } }
  await running.ask(routes.fields.change, half)
  await running.settled()
  const still = await running.refused(routes.promotions.start, { params, body: {} })
  expect(still.message).toContain('"reseller" is not searchable:')
  expect(await mended(made.id)).toMatchObject({ state: 'running' })
  const usage = await running.ask(routes.fields.usage, { params: { name: 'reseller' } })
  expect(usage.promotions).toEqual([{ id: made.id, name: 'Resellers' }])
  const typed = { params: { name: 'reseller' }, body: { type: 'integer' } } as const
  expect(await running.refused(routes.fields.changeType, typed)).toMatchObject({
    code: 'conflict',
    message: 'The field is used by the promotion "Resellers".',
  })
  const lost = { params: { name: 'reseller' }, body: { searchable: false } }
  const kept = await running.refused(routes.fields.change, lost)
  expect(kept).toMatchObject({ code: 'conflict' })
  expect(kept.message).toContain('the promotion "Resellers"')
})

test('one that is started while a field is being indexed starts by itself when all values are in place', async () => {
  const operational = await openOperational({
    where: { file: join(running.config.data, 'operational.db') },
    shop: { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' },
    builtInFields,
    clock: Date.now,
  })
  const field = await fieldByName(operational.db, 'reseller')
  const task = { task: 'index', field: field?.id ?? 0, fill: true, back: null } as const
  const mine = { params: { id: 1 } }
  await running.ask(routes.promotions.pause, mine)
  // Noted, but not begun: as of a program that was killed between the two.
  await changingDefinitions(operational.db, Date.now(), async (open) => {
    await noteTask(open, task, Date.now())
  })
  const waits = { field: 'reseller', flag: 'filterable', done: 0, total: null }
  expect(await start(1)).toMatchObject({
    state: 'starting',
    waitsFor: [{ ...waits, says: expect.stringContaining('“Reseller” seja filtrável') as string }],
  })
  const english = { ...mine, query: { locale: 'en' as const } }
  expect(await running.ask(routes.promotions.read, english)).toMatchObject({
    waitsFor: [
      { says: 'It waits until the field “Reseller” is filterable: that is about to begin' },
    ],
  })
  expect((await evaluate({ cart: twoBeans, customer: ana })).applied).toEqual([])
  await announceForgotten(operational)
  await running.settled()
  expect(await running.ask(routes.promotions.read, mine)).toMatchObject({
    state: 'running',
    waitsFor: [],
  })
  // Its texts alone are put in place: by them free text finds people.
  await changingDefinitions(operational.db, Date.now(), async (open) => {
    await noteTask(open, { ...task, fill: false }, Date.now())
  })
  expect(await running.ask(routes.promotions.read, english)).toMatchObject({
    state: 'starting',
    waitsFor: [{ ...waits, flag: 'searchable' }],
  })
  expect((await evaluate({ cart: twoBeans, customer: ana })).applied).toEqual([])
  await announceForgotten(operational)
  await operational.close()
  await running.settled()
  expect(await running.ask(routes.promotions.read, mine)).toMatchObject({ state: 'running' })
  expect((await evaluate({ cart: twoBeans, customer: ana })).applied).toMatchObject([
    { promotion: 1 },
  ])
})

test('a cart gets it for who is meant, at the prices that the products have now', async () => {
  const hers = await evaluate({ cart: twoBeans, customer: ana })
  expect(hers).toMatchObject({
    customer: ana,
    currency: 'BRL',
    subtotal: 79.8,
    discount: 11.97,
    total: 67.83,
    items: [{ id: '1', product: 'beans', quantity: 2, price: 39.9, before: 79.8, after: 67.83 }],
    applied: [{ promotion: 1, name: 'Resellers', amount: 11.97 }],
    refused: [],
  })
  const named = await evaluate({ cart: twoBeans, identifiers: { user_id: 'ana' } })
  expect(named.applied).toEqual(hers.applied)
  const other = await evaluate({ cart: twoBeans, customer: bia })
  expect(other).toMatchObject({ total: 79.8, refused: [{ promotion: 1, because: 'customer' }] })
  for (const nobody of [{}, { identifiers: { user_id: 'stranger' } }]) {
    expect(await evaluate({ cart: twoBeans, ...nobody })).toMatchObject({
      customer: null,
      total: 79.8,
      refused: [{ promotion: 1, because: 'unknownCustomer' }],
    })
  }
  const strange = { body: { cart: twoBeans, customer: '9' } }
  expect(await running.refused(routes.promotions.evaluate, strange)).toMatchObject({
    code: 'not_found',
  })
})

test('tests of items read what the cart says, else the product, and say what is missing', async () => {
  const draft = {
    cart: {
      type: 'items',
      which: {
        type: 'property',
        property: 'category',
        test: { op: 'startsWith', value: 'coffee' },
      },
      measure: 'amount',
      atLeast: 100,
    },
    benefit: {
      type: 'percent',
      percent: 10,
      on: { type: 'property', property: 'roast', test: { op: 'is', value: 'dark' } },
    },
  } as never
  const asked = { promotions: [], draft }
  const little = await evaluate({ cart: twoBeans, ...asked })
  expect(little).toMatchObject({
    applied: [],
    refused: [{ promotion: 0, because: 'missing', missing: { measure: 'amount', more: 20.2 } }],
  })
  const cart = {
    items: [
      { product: 'beans', quantity: 3 },
      { product: 'cup' },
      { product: 'new', price: 10.05, category: 'Coffee / Beans', roast: 'dark' },
    ],
    shipping: 12,
  }
  expect(await evaluate({ cart, ...asked })).toMatchObject({
    subtotal: 154.75,
    shipping: 12,
    discount: 12.98,
    total: 153.77,
    items: [
      { id: '1', after: 107.73, discounts: [{ promotion: 0, amount: 11.97 }] },
      { id: '2', product: 'cup', quantity: 1, after: 25, discounts: [] },
      { id: '3', after: 9.04, discounts: [{ promotion: 0, amount: 1.01 }] },
    ],
  })
})

test('what it says holds at any instant, of any promotions that are named', async () => {
  const made = await create('Autumn', {
    when: { from: '2030-03-01T00:00:00Z', to: '2030-06-01T00:00:00Z' },
    benefit: { type: 'freeShipping' },
  })
  const cart = { ...twoBeans, shipping: 20 }
  const at = async (instant: string) => await evaluate({ cart, promotions: [made.id], at: instant })
  expect((await at('2030-02-28T23:59:59Z')).refused).toMatchObject([{ because: 'notYet' }])
  expect(await at('2030-03-01T00:00:00Z')).toMatchObject({
    discount: 20,
    applied: [{ promotion: made.id, amount: 20, shipping: 20 }],
  })
  expect((await at('2030-06-01T00:00:00Z')).refused).toMatchObject([{ because: 'over' }])
  const strange = { body: { cart, promotions: [999] } }
  expect(await running.refused(routes.promotions.evaluate, strange)).toMatchObject({
    code: 'not_found',
  })
})

test('a cart without a price, or finer than money, is refused with its place', async () => {
  const refusedFor = async (cart: Evaluating['cart']) =>
    await running.refused(routes.promotions.evaluate, { body: { cart } })
  expect(await refusedFor({ items: [{ product: 'mill' }] })).toMatchObject({
    code: 'invalid',
    where: 'cart: items[0].price',
    message: 'The product "mill" has no price in BRL here',
  })
  expect(await refusedFor({ items: [{ product: 'cup', price: 1.005 }] })).toMatchObject({
    code: 'invalid',
    where: 'cart: items[0].price',
  })
  const twice = [
    { id: 'a', product: 'cup' },
    { id: 'a', product: 'cup' },
  ]
  expect(await refusedFor({ items: twice })).toMatchObject({ where: 'cart: items[1].id' })
  const much = [{ product: 'cup', price: 1_000_000, quantity: 100_000 }]
  expect(await refusedFor({ items: much })).toMatchObject({ code: 'too_large' })
})

test('it is changed by versions, paused, started again and put away', async () => {
  const { id } = await create('Cups', { benefit: { type: 'percent', percent: 5 } })
  const params = { id }
  await start(id)
  const promotion = { benefit: { type: 'percent', percent: 6 } } as never
  const changed = await running.ask(routes.promotions.change, {
    params,
    body: { promotion, version: 1, description: 'More' },
  })
  expect(changed).toMatchObject({ version: 2, state: 'running', description: 'More' })
  const late = { params, body: { promotion, version: 1 } }
  expect(await running.refused(routes.promotions.change, late)).toMatchObject({ code: 'conflict' })
  const { items } = await running.ask(routes.promotions.versions, { params })
  expect(items.map(({ version }) => version)).toEqual([2, 1])
  const cart = { items: [{ product: 'cup' }] }
  const promotions = async () => (await evaluate({ cart })).applied.map((each) => each.promotion)
  expect(await promotions()).toEqual([id])
  await running.ask(routes.promotions.pause, { params })
  expect(await promotions()).toEqual([])
  await start(id)
  expect(await promotions()).toEqual([id])
  expect(await archive(id)).toMatchObject({ state: 'archived' })
  expect(await promotions()).toEqual([])
  expect(await running.refused(routes.promotions.pause, { params })).toMatchObject({
    code: 'conflict',
  })
})

test('what one rests on is not deleted, and renamed with it', async () => {
  const segment = await running.ask(routes.segments.create, {
    body: { name: 'Trade', text: 'reseller = true' },
  })
  const { id } = await create('For trade', {
    customers: 'in segment "Trade"',
    benefit: { type: 'percent', percent: 5 },
  })
  const refused = await running.refused(routes.segments.remove, { params: { id: segment.id } })
  expect(refused).toMatchObject({ code: 'conflict' })
  expect(refused.message).toContain('the promotion "For trade"')
  await running.settled()
  await running.ask(routes.fields.change, {
    params: { name: 'reseller' },
    body: { name: 'sells_on' },
  })
  await running.settled()
  const { items } = await running.ask(routes.promotions.list, {})
  expect(items.find(({ name }) => name === 'Resellers')?.customers).toBe('sells_on = true')
  expect((await evaluate({ cart: twoBeans, customer: ana })).discount).toBe(11.97)
  expect((await evaluate({ cart: twoBeans, customer: ana, promotions: [id] })).discount).toBe(3.99)
  await archive(id)
})

test.each([
  [{ benefit: { type: 'percent', percent: 101 } }, 'benefit.percent'],
  [{ benefit: { type: 'gift' } }, 'benefit.product'],
  [{ customers: 'nothing = 1', benefit: { type: 'freeShipping' } }, 'customers'],
  [{ customers: { type: 'maybe' }, benefit: { type: 'freeShipping' } }, 'customers'],
  [{ benefit: { type: 'freeShipping' }, colour: 'red' }, undefined],
])('%j is refused with its place', async (promotion, where) => {
  const body = { name: 'Wrong', promotion: promotion as never }
  const refused = await running.refused(routes.promotions.create, { body })
  expect(refused.code).toBe('invalid')
  expect(refused.where ?? '').toContain(where ?? '')
})

test('who has bought before gets nothing for a first purchase', async () => {
  const draft = {
    cart: { type: 'firstPurchase' },
    benefit: { type: 'amount', amount: 10, per: 'cart' },
  } as never
  const discount = async (who: Partial<Evaluating>) =>
    (await evaluate({ cart: twoBeans, promotions: [], draft, ...who })).discount
  await running.ask(routes.events.add, {
    body: {
      events: [
        {
          event: 'Order Completed',
          identifiers: { user_id: 'bia' },
          time: '2026-01-10T12:00:00Z',
          properties: { order_id: 'old', total: 10 },
        },
      ],
    },
  })
  await running.settled()
  expect(await discount({ customer: ana })).toBe(10)
  expect(await discount({ customer: bia })).toBe(0)
  expect(await discount({ customer: bia, at: '2026-01-10T11:00:00Z' })).toBe(10)
  expect(await discount({})).toBe(10)
})
