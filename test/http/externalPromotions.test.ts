import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
let ana = ''
beforeAll(async () => {
  running = await startRunning()
  await running.ask(routes.fields.create, {
    body: { name: 'reseller', type: 'boolean', searchable: true, filterable: true },
  })
  await running.ask(routes.products.put, {
    body: { products: [{ id: 'P-55', name: 'Beans', category: 'beans', price: 40, fields: {} }] },
  })
  await running.ask(routes.customers.create, {
    body: { identifiers: { user_id: 'da1220f6' }, fields: { reseller: true } },
  })
  await running.settled()
  const params = { kind: 'user_id', value: 'da1220f6' }
  ana = (await running.ask(routes.customers.find, { params })).id
})
afterAll(async () => await running.close())

async function started(name: string, promotion: Record<string, unknown>): Promise<number> {
  const body = { name, promotion: promotion as never }
  const { id } = await running.ask(routes.promotions.create, { body })
  return (await running.ask(routes.promotions.start, { params: { id }, body: {} })).id
}

/** As a checkout says it, with what the protocol has besides. */
const asked = {
  correlationId: '7f3e2b10',
  origin: 'Marketplace',
  shopperProfileId: 'da1220f6',
  salesChannelId: '3',
  couponCodes: null,
  utms: { source: null },
  customFields: { app: { giftMessage: 'x' } },
  items: [
    {
      id: '792',
      sellerId: '1',
      quantity: 3,
      price: 20,
      catalogInfo: { brandId: '23', categoryId: '43', productId: 'P-55', collectionIds: ['98'] },
      nativePromotionLayer: { priceBeforeLayer: 25, priceAfterLayer: 20 },
    },
    {
      id: '800',
      sellerId: '1',
      quantity: 1,
      price: 5.999,
      catalogInfo: { brandId: '9', categoryId: '4', productId: 'P-1' },
    },
  ],
}

const post = async (path: string, body: unknown, headers: Record<string, string> = {}) =>
  await running.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  })
const calculate = async (more: object = {}) => {
  const response = await post('/calculatePromotion', { ...asked, ...more })
  expect(response.status).toBe(200)
  return (await response.json()) as {
    items: { promotions: { id: string; discount: number }[] }[]
    allPromotions: { id: string }[]
  }
}
const notify = async (type: string, orderId: string, promotionUsages: object[]) => {
  const response = await post('/notifyUsage', {
    orderId,
    type,
    promotionUsages,
    correlationId: 'x',
  })
  expect(response.status).toBe(200)
  return await response.json()
}
const usesOf = async (id: number) => {
  const { uses, spent } = await running.ask(routes.promotions.read, { params: { id } })
  return { uses, spent }
}

test('a checkout is told what comes off each piece, of promotions that it is told of too', async () => {
  const beans = await started('Beans', {
    customers: 'reseller = true',
    benefit: {
      type: 'amount',
      amount: 1,
      per: 'cart',
      on: { type: 'property', property: 'category', test: { op: 'is', value: 'beans' } },
    },
    limits: { usesPerCustomer: 2 },
  })
  const near = await started('Near', {
    cart: { type: 'items', measure: 'amount', atLeast: 100 },
    benefit: { type: 'percent', percent: 10 },
  })
  await started('Others', {
    customers: 'reseller = false',
    benefit: { type: 'percent', percent: 50 },
  })
  await started('Mug', { benefit: { type: 'gift', product: 'mug', quantity: 1 } })
  const told = await calculate()
  const id = `${beans}.${ana}`
  expect(told).toMatchObject({
    items: [
      {
        id: '792',
        quantity: 3,
        originalPrice: 20,
        discountedPrice: 59 / 3,
        promotions: [{ id, discount: 1 / 3, type: 'Nominal' }],
      },
      { id: '800', quantity: 1, originalPrice: 6, discountedPrice: 6, promotions: [] },
    ],
    allPromotions: [
      { id, name: 'Beans', couponCode: null },
      {
        id: String(near),
        name: 'Near',
        qualificationProgress: { remainingCartWideAmount: 34, teaserStyleHints: ['UpPrice'] },
      },
    ],
  })
  expect(told.allPromotions).toHaveLength(2)
  // Nobody, somebody unknown, and what can be nobody's id: never a refusal.
  for (const shopperProfileId of [null, 'stranger', 'null', '']) {
    const { items } = await calculate({ shopperProfileId })
    expect(items.flatMap(({ promotions }) => promotions)).toEqual([])
  }
})

test('an order that was placed counts once, and a cancelled one not, in whatever order that is told', async () => {
  const [{ id: beans } = { id: 0 }] = (await running.ask(routes.promotions.list, {})).items
  const used = [
    { promotionId: `${beans}.${ana}`, discount: 0.75, couponCode: null },
    { promotionId: `${beans}.${ana}`, discount: 0.25 },
    { promotionId: 'native-1', discount: 3 },
  ]
  expect(await notify('NewOrder', 'V-1', used)).toEqual({
    noted: [beans],
    unknown: ['native-1'],
    beyond: [],
  })
  await Promise.all([1, 2, 3].map(async () => await notify('NewOrder', 'V-1', used)))
  expect(await usesOf(beans)).toEqual({ uses: 1, spent: 1 })
  await notify('NewOrder', 'V-2', used)
  const { items } = await calculate()
  // She has had it twice, which is as often as she may.
  expect(items.flatMap(({ promotions }) => promotions)).toEqual([])
  await notify('OrderCancellation', 'V-2', used)
  await notify('OrderCancellation', 'V-2', used)
  await notify('NewOrder', 'V-2', used)
  expect(await usesOf(beans)).toEqual({ uses: 1, spent: 1 })
  await notify('OrderCancellation', 'V-3', used)
  await notify('NewOrder', 'V-3', used)
  expect(await usesOf(beans)).toEqual({ uses: 1, spent: 1 })
  const { usages } = await usagesOf(beans)
  expect(usages).toEqual([
    ['V-1', 'used', ana, 1],
    ['V-2', 'cancelled', ana, 1],
    ['V-3', 'cancelled', ana, 1],
  ])
})

test('an order beyond a limit counts, is told of, and nothing is given any more', async () => {
  const few = await started('Few', {
    benefit: { type: 'percent', percent: 10 },
    limits: { uses: 2, usesPerCustomer: 1, budget: 10 },
    coupon: true,
  })
  const codes = { params: { id: few }, body: { codes: ['ONCE'], uses: 1 } }
  await running.ask(routes.promotions.addCoupons, codes)
  const promotionId = `${few}.${ana}`
  const use = async (order: string, discount: number, couponCode: string | null = null) => {
    const usages = [{ promotionId, discount, couponCode }]
    return ((await notify('NewOrder', order, usages)) as { beyond: object[] }).beyond
  }
  expect(await use('B-1', 1, 'once')).toEqual([])
  const second = [
    { promotion: few, limit: 'usesPerCustomer' },
    { promotion: few, limit: 'coupon' },
  ]
  expect(await use('B-2', 1, 'once')).toEqual(second)
  expect(await use('B-2', 1, 'once')).toEqual(second)
  const third = ['uses', 'usesPerCustomer', 'budget'].map((limit) => ({ promotion: few, limit }))
  expect(await use('B-3', 9)).toEqual(third)
  expect(await usesOf(few)).toEqual({ uses: 3, spent: 11 })
  for (const shopperProfileId of ['da1220f6', 'stranger']) {
    const { allPromotions } = await calculate({ shopperProfileId, couponCodes: ['once'] })
    expect(allPromotions.filter(({ id }) => id.startsWith(`${few}`))).toEqual([])
  }
  // What is cancelled makes room again, once it is below.
  for (const order of ['B-1', 'B-2', 'B-3']) await notify('OrderCancellation', order, [])
  expect(await use('B-4', 1)).toEqual([])
})

test('shoppers are told what the shop says of a promotion, and never whom it is for', async () => {
  const read = async (id: number) =>
    (await calculate({ couponCodes: [null, ' '] })).allPromotions.find(
      (each) => each.id === String(id),
    )
  const rest = { customers: 'reseller = true', benefit: { type: 'percent', percent: 10 } }
  const plain = await started('Plain', rest)
  expect(await read(plain)).toMatchObject({
    description: '10\u00a0% de desconto em todos os itens',
  })
  const body = { description: 'Thank you for reselling' }
  await running.ask(routes.promotions.change, { params: { id: plain }, body })
  expect(await read(plain)).toMatchObject(body)
})

async function usagesOf(id: number) {
  const { items } = await running.ask(routes.promotions.usages, { params: { id } })
  const usages = items.map((each) => [each.order, each.state, each.customer, each.amount])
  return { usages: usages.toSorted((a, b) => String(a[0]).localeCompare(String(b[0]))) }
}

test('the key goes as VTEX sends keys, and none but a key opens', async () => {
  const { key } = await running.ask(routes.keys.create, { body: { name: 'vtex', scope: 'write' } })
  const [, id = '', secret = ''] = /^ck_([^_]+)_(.+)$/.exec(key) ?? []
  const open = async (headers: Record<string, string>) =>
    (
      await running.fetch('/calculatePromotion', {
        method: 'POST',
        key: '',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(asked),
      })
    ).status
  const app = 'x-vtex-api-appkey'
  const token = 'x-vtex-api-apptoken'
  const basic = `Basic ${Buffer.from(`x:${key}`).toString('base64')}`
  expect(await open({ authorization: `Bearer ${key}` })).toBe(200)
  expect(await open({ authorization: key })).toBe(200)
  expect(await open({ 'x-api-key': key })).toBe(200)
  expect(await open({ 'x-api-key': `${key}x` })).toBe(401)
  expect(await open({ [app]: id, [token]: secret })).toBe(200)
  expect(await open({ [app]: `ck_${id}`, [token]: secret })).toBe(200)
  expect(await open({ [app]: 'whatever', [token]: key })).toBe(200)
  expect(await open({ [app]: id, [token]: `${secret.slice(1)}x` })).toBe(401)
  expect(await open({ [app]: id })).toBe(401)
  expect(await open({ authorization: basic })).toBe(401)
  expect(await open({})).toBe(401)
})

test('what is no such question is refused with its place', async () => {
  const response = await post('/calculatePromotion', { ...asked, items: [{ id: '1' }] })
  expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid' }])
})
