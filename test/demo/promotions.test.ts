import { beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { catalogue } from '../../src/demo/catalogue.ts'
import { readyPromotions } from '../../src/demo/promotions.ts'
import { shellOfFile } from '../cli/typing.ts'
import { liveAt } from '../liveAt.ts'

const shell = shellOfFile()
beforeAll(async () => {
  liveAt('2026-11-21T15:00:00Z')
  await shell.json('demo', '--customers', '600', '--until', '2026-11-21')
})

const priceOf = (id: string): number => catalogue.find((each) => each.id === id)?.price ?? 0

/** Somebody of whom that is so, and not what keeps another promotion from being seen alone. */
async function somebody(condition: string): Promise<string> {
  const query = { condition, limit: 1, sort: 'created', order: 'asc' as const }
  const { items } = await shell.running.ask(routes.customers.list, { query })
  const [her] = items
  if (her === undefined) throw new Error(`nobody: ${condition}`)
  return her.id
}

type Cart = Parameters<typeof evaluated>[1]
async function evaluated(
  customer: string | undefined,
  items: { product: string; quantity?: number; subscription?: boolean }[],
) {
  const file = shell.file('cart.json', JSON.stringify({ items }))
  const who = customer === undefined ? [] : ['--customer', customer]
  const found = await shell.json('promotions', 'evaluate', file, ...who)
  const applied = found['applied'] as { name: string; amount: number }[]
  return {
    applied: applied.map(({ name, amount }) => [name, amount]),
    gifts: found['gifts'],
    total: found['total'],
  }
}

test('six promotions run, and a second start makes none again', async () => {
  await shell.json('demo')
  const { items } = await shell.running.ask(routes.promotions.list, {})
  expect(items.map(({ name, state }) => [name, state])).toEqual(
    readyPromotions.map(({ name }) => [name, 'running']),
  )
  const { out } = await shell.type('promotions')
  for (const { name } of readyPromotions) expect(out).toContain(name)
})

const ordinary =
  'reseller = false and did "Order Completed" and not birth_date anniversary this month'
const isPlain = `${ordinary} and not in segment "Novelty seekers"`

test.each<[string, string | undefined, Cart, unknown[][]]>([
  [
    'Revendedores: price list',
    'reseller = true and did "Order Completed"',
    [{ product: 'CAF-105', quantity: 6 }, { product: 'EQP-001' }],
    [['Revendedores: price list', 6 * 40]],
  ],
  [
    'Birthday month',
    'reseller = false and did "Order Completed" and birth_date anniversary this month',
    [{ product: 'EQP-003' }],
    [['Birthday month', 14.7]],
  ],
  [
    'Beans in bulk',
    isPlain,
    [{ product: 'CAF-001', quantity: 3 }, { product: 'CAF-010' }],
    [['Beans in bulk', 10.3]],
  ],
  [
    'By subscription',
    isPlain,
    [{ product: 'CAF-012', subscription: true }, { product: 'CAF-001' }],
    [['By subscription', 14.16]],
  ],
  ['First purchase', undefined, [{ product: 'CAF-009' }], [['First purchase', 20]]],
  [
    'Tasting for novelty seekers',
    `${ordinary} and in segment "Novelty seekers"`,
    [{ product: 'CAF-009' }, { product: 'CAF-002' }],
    [['Tasting for novelty seekers', 0]],
  ],
])('%s is had at a cart by who is meant', async (name, condition, items, applied) => {
  const customer = condition === undefined ? undefined : await somebody(condition)
  const found = await evaluated(customer, items)
  expect(found.applied).toEqual(applied)
  const gifts = name.startsWith('Tasting') ? ['CUR-003'] : []
  expect((found.gifts as { product: string }[]).map(({ product }) => product)).toEqual(gifts)
  const before = items.reduce(
    (sum, { product, quantity = 1 }) => sum + priceOf(product) * quantity,
    0,
  )
  const off = applied.reduce((sum, [, amount]) => sum + Number(amount), 0)
  expect(found.total).toBe(Math.round((before - off) * 100) / 100)
})

test('a cart of somebody who is meant by none of them costs what it costs', async () => {
  const found = await evaluated(await somebody(isPlain), [{ product: 'EQP-004' }])
  expect(found).toEqual({ applied: [], gifts: [], total: 289 })
})
