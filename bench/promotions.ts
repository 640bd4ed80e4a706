/** What a cart earns, asked by HTTP of a shop with many promotions, beside what a shop would write by hand. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { call } from '../src/api/client.ts'
import { routes } from '../src/api/routes.ts'
import { loadConfig } from '../src/config.ts'
import { builtInFields } from '../src/domain/customer/builtin.ts'
import { readPromotion } from '../src/http/promotion.ts'
import { vocabularyIn } from '../src/http/questions.ts'
import { startProgram, type Program } from '../src/main.ts'
import { openOperational } from '../src/store/operational/open.ts'
import {
  changePromotion,
  createPromotion,
  listPromotions,
} from '../src/store/operational/promotions.ts'
import { as, sql } from '../src/store/sql/sql.ts'
import { median, millis, quantile, type Line } from './measure.ts'
import { builtIn, type Place } from './place.ts'
import { dayMs, now } from './world.ts'

/** The carts of one round are asked for one after the other, each of another customer. */
const carts = 300
const warmUp = 40

/** With 10, 100 and 1,000 promotions that run: how many carts a second, and how long one waits. */
export async function cartsAmongPromotions(place: Place): Promise<Line[]> {
  const people = await someCustomers(place)
  const lines: Line[] = []
  for (const promotions of [10, 100, 1_000]) {
    await makePromotions(place, promotions)
    const program = await openShop(place)
    try {
      lines.push(...(await among(place, program.server, { people, promotions })))
      if (promotions === 100) lines.push(...(await checkouts(place, program.server, people)))
    } finally {
      await program.stop()
    }
  }
  return lines
}

const directoryOf = ({ folder }: Place): string => join(folder, 'promotions')

/** As many as that, in the store of a program that does not run: by the API a thousand take a minute. */
async function makePromotions(place: Place, count: number): Promise<void> {
  mkdirSync(directoryOf(place), { recursive: true })
  const operational = await openOperational({
    where: { file: join(directoryOf(place), 'operational.db') },
    shop: { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' },
    builtInFields,
    clock: Date.now,
  })
  const { db } = operational
  const vocabulary = await vocabularyIn(db)
  const there = (await listPromotions(db)).length
  for (let n = there; n < count; n += 1) {
    const definition = readPromotion(definitionOf(n), vocabulary)
    const words = { name: `P${n}`, description: '', by: 'bench' }
    const made = await createPromotion(db, { ...words, definition }, now)
    await changePromotion(db, made, { state: 'running', by: 'bench' }, now)
  }
  await operational.close()
}

async function openShop(place: Place): Promise<Program> {
  const url = new URL(place.engine.url)
  url.pathname = `/${place.databaseName}`
  const loaded = loadConfig({ CLIENTELA_CLICKHOUSE_URL: url.href, CLIENTELA_LOG_LEVEL: 'error' }, [
    '--data',
    directoryOf(place),
    '--port',
    '0',
  ])
  if ('errors' in loaded) throw new Error(loaded.errors.join('\n'))
  return await startProgram(loaded.config, { quiet: true })
}

async function someCustomers({ database }: Place): Promise<readonly string[]> {
  const rows = await database.rows<{ customer_id: string }>(
    sql`SELECT customer_id FROM customers ORDER BY sipHash64(customer_id) LIMIT ${as('UInt64', carts + warmUp)}`,
  )
  return rows.map((row) => row.customer_id)
}

/** Of every ten: three on fields, four on what she did, one on her first purchase, two on the cart alone. */
function definitionOf(n: number): Record<string, unknown> {
  const benefit = { type: 'percent', percent: 1 + (n % 20), on: onCategory(n) }
  switch (n % 10) {
    case 0:
    case 1:
    case 2:
      return { customers: `city = "city ${n % 20}"`, benefit }
    case 3:
    case 4:
      return {
        customers: `sum of total of "Order Completed" in last ${spanOf(n)} days >= ${spentOf(n)}`,
        benefit,
      }
    case 5:
    case 6:
      return {
        customers: `did "Product Viewed" at least ${viewsOf(n)} times in last ${spanOf(n)} days where category = "category ${n % 12}"`,
        benefit,
      }
    case 7:
      return { cart: { type: 'firstPurchase' }, benefit }
    default:
      return {
        cart: { type: 'items', measure: 'amount', atLeast: 50 + (n % 40) * 10 },
        benefit,
      }
  }
}

const spanOf = (n: number): number => 200 + (n % 150)
const spentOf = (n: number): number => 100 + (n % 30) * 50
const viewsOf = (n: number): number => 1 + (n % 4)

function onCategory(n: number) {
  const is = (property: string, value: string) => {
    return { type: 'property', property, test: { op: 'is', value } }
  }
  // As our own carts say it, or as a checkout of VTEX does.
  return { type: 'any', of: [is('category', `category ${n % 12}`), is('category_id', `${n % 12}`)] }
}

const items = [
  { product: 'p1', quantity: 3, price: 39.9, category: 'category 1' },
  { product: 'p2', quantity: 1, price: 120, category: 'category 7' },
  { product: 'p3', quantity: 2, price: 15.5, category: 'category 4' },
]

type Server = Program['server']

type Among = {
  readonly people: readonly string[]
  readonly promotions: number
}

async function among(place: Place, server: Server, asked: Among): Promise<Line[]> {
  const { people, promotions } = asked
  const byHand = Array.from({ length: promotions }, (_, n) => ruleOf(n))
  const [ours, theirs, nothing]: [number[], number[], number[]] = [[], [], []]
  for (const [i, customer] of people.entries()) {
    const began = performance.now()
    const { total } = await call(server, routes.promotions.evaluate, {
      body: { cart: { items }, customer },
    })
    const answered = performance.now()
    const hand = await handWritten(place, byHand, customer)
    const ended = performance.now()
    await place.database.rows(sql`SELECT 1`)
    if (i < warmUp) continue
    if (total > hand.subtotal) throw new Error('a cart costs more with promotions than without')
    ours.push(answered - began)
    theirs.push(ended - answered)
    nothing.push(performance.now() - ended)
  }
  const sideBySide = await perSecond(server, people)
  const [p50, p99] = [quantile(ours, 0.5), quantile(ours, 0.99)]
  const what = `a cart's promotions by HTTP, ${promotions.toLocaleString('en')} that run`
  const floor = `a statement that reads nothing: p50 ${millis(median(nothing))}, p99 ${millis(quantile(nothing, 0.99))}`
  const took = { ours: `p50 ${millis(p50)}, p99 ${millis(p99)}`, floor }
  return [
    {
      ...took,
      what: `${what}; ${Math.round(sideBySide)} a second, eight side by side`,
      beside: `one SQL for her data and a loop of rules by hand: p50 ${millis(median(theirs))}, p99 ${millis(quantile(theirs, 0.99))}`,
      ratio: p50 / median(theirs),
    },
    ...(promotions === 100 ? [{ ...took, what, beside: '50 ms', ratio: p99 / 50, aim: 1 }] : []),
  ]
}

/** The same as a VTEX checkout asks it, and what it says of each order that was placed. */
async function checkouts(
  place: Place,
  server: Server,
  people: readonly string[],
): Promise<readonly Line[]> {
  await place.database.run(sql`
    INSERT INTO identities (kind, value, customer_id, version)
    SELECT 'user_id', concat('u', toString(customer_id)), customer_id, 1 FROM customers`)
  const [asked, noted]: [number[], number[]] = [[], []]
  let earned = 0
  for (const [i, customer] of people.entries()) {
    const [correlationId, shopperProfileId] = [String(i), `u${customer}`]
    const began = performance.now()
    const { items: priced } = await call(server, routes.externalPromotions.calculate, {
      body: { correlationId, shopperProfileId, items: skus },
    })
    const answered = performance.now()
    const promotionUsages = [{ promotionId: '9', discount: 1 }]
    await call(server, routes.externalPromotions.notify, {
      body: { correlationId, orderId: `bench-${i}`, type: 'NewOrder', promotionUsages },
    })
    earned += priced.some(({ promotions }) => promotions.length > 0) ? 1 : 0
    if (i < warmUp) continue
    asked.push(answered - began)
    noted.push(performance.now() - answered)
  }
  if (earned === 0) throw new Error('no cart of a checkout earned anything')
  const lineOf = (what: string, took: readonly number[], floor: string): Line => {
    const [p50, p99] = [quantile(took, 0.5), quantile(took, 0.99)]
    const ours = `p50 ${millis(p50)}, p99 ${millis(p99)}`
    return { what, ours, beside: '50 ms', ratio: p99 / 50, aim: 1, floor }
  }
  return [
    lineOf('POST /calculatePromotion, 100 that run', asked, `${earned} carts earned something`),
    lineOf('POST /notifyUsage, 100 that run', noted, 'one transaction of SQLite, on disk'),
  ]
}

const skus = [
  { id: 'p1', quantity: 3, price: 39.9, catalogInfo: { categoryId: '1' } },
  { id: 'p2', quantity: 1, price: 120, catalogInfo: { categoryId: '7' } },
  { id: 'p3', quantity: 2, price: 15.5, catalogInfo: { categoryId: '4' } },
]

async function perSecond(server: Server, people: readonly string[]): Promise<number> {
  const left = [...people]
  const began = performance.now()
  const worker = async (): Promise<void> => {
    for (let customer = left.pop(); customer !== undefined; customer = left.pop()) {
      await call(server, routes.promotions.evaluate, { body: { cart: { items }, customer } })
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  return people.length / ((performance.now() - began) / 1_000)
}

/** What a rule sees, as somebody would put it together who writes the promotions himself. */
type Seen = {
  readonly city: string
  readonly now: number
  readonly orders: readonly { readonly ts: number; readonly total: number }[]
  readonly views: readonly { readonly ts: number; readonly category: string }[]
  readonly subtotal: number
}
type Rule = {
  readonly percent: number
  readonly category: string
  readonly when: (seen: Seen) => boolean
}

function ruleOf(n: number): Rule {
  const since = (now: number): number => now - spanOf(n) * dayMs
  const kinds: Readonly<Record<number, (seen: Seen) => boolean>> = {
    0: ({ city }) => city === `city ${n % 20}`,
    3: ({ orders, now }) =>
      orders.filter(({ ts }) => ts >= since(now)).reduce((sum, { total }) => sum + total, 0) >=
      spentOf(n),
    5: ({ views, now }) =>
      views.filter(({ ts, category }) => ts >= since(now) && category === `category ${n % 12}`)
        .length >= viewsOf(n),
    7: ({ orders }) => orders.length === 0,
    8: ({ subtotal }) => subtotal >= 50 + (n % 40) * 10,
  }
  const kind = [0, 0, 0, 3, 3, 5, 5, 7, 8, 8][n % 10] ?? 8
  const when = kinds[kind] ?? (() => false)
  return { percent: 1 + (n % 20), category: `category ${n % 12}`, when }
}

async function handWritten(
  { database }: Place,
  rules: readonly Rule[],
  customer: string,
): Promise<{ readonly subtotal: number; readonly total: number }> {
  const city = { parts: [`f${builtIn('city').id}`] }
  const id = as('UInt64', customer)
  const rows = await database.rows<{ kind: string; ts: string; total: number; said: string }>(
    sql`SELECT 'city' AS kind, 0 AS ts, 0 AS total, any(${city}) AS said FROM customers WHERE customer_id = ${id}
      UNION ALL SELECT name, ts, ifNull(total, 0) / 10000, text['category'] FROM events
        WHERE name IN ('Order Completed', 'Product Viewed') AND customer_id = ${id}`,
  )
  const seen: Seen = {
    city: rows.find(({ kind }) => kind === 'city')?.said ?? '',
    now: Date.now(),
    orders: rows
      .filter(({ kind }) => kind === 'Order Completed')
      .map(({ ts, total }) => ({ ts: Number(ts), total })),
    views: rows
      .filter(({ kind }) => kind === 'Product Viewed')
      .map(({ ts, said }) => ({ ts: Number(ts), category: said })),
    subtotal: items.reduce((sum, { price, quantity }) => sum + price * quantity, 0),
  }
  const prices = items.map(({ price }) => price)
  for (const { when, percent, category } of rules) {
    if (!when(seen)) continue
    for (const [i, item] of items.entries()) {
      if (item.category === category) prices[i] = (prices[i] ?? 0) * (1 - percent / 100)
    }
  }
  const total = items.reduce((sum, { quantity }, i) => sum + quantity * (prices[i] ?? 0), 0)
  return { subtotal: seen.subtotal, total }
}
