import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import { openDatabase } from '../../src/store/clickhouse/open.ts'
import { sql } from '../../src/store/sql/sql.ts'
import { begin, ended, finish } from './orders.ts'
import { startRunning, type Running } from './running.ts'

/**
 * A shop to which everything happens that brings people into segments and out of them. Whenever it has
 * come to rest, the ledger replayed in the order of `noticed` is who is in what.
 */
let running: Running
let database: Database
const generator = xoroshiro128plus(20261122)
const segments: number[] = []
const runs: number[] = []
const merged: string[] = []
let list: number

beforeAll(async () => {
  running = await startRunning()
  database = openDatabase({ url: running.config.clickhouseUrl ?? '' })
  list = (await running.ask(routes.lists.create, { body: { name: 'Club' } })).id
  for (let i = 0; i < 12; i += 1) await customer()
  for (const text of texts) await segment(text)
})
afterAll(async () => {
  await database.close()
  await running.close()
})

const cities = ['Natal', 'Recife', 'Olinda', 'Curitiba']
const texts = [
  'city is any of ("Natal", "Recife")',
  'did "Order Completed"',
  'did "Order Completed" at least 2 times or city = "Olinda"',
  'in list "Club"',
  'not in segment "S1" and city exists',
  'sample 50 percent "x"',
]

function below(n: number): number {
  return uniformInt(generator, 0, n - 1)
}

function oneOf<T>(all: readonly T[]): T {
  const one = all[below(all.length)]
  if (one === undefined) throw new Error('none to draw')
  return one
}

function shuffled<T>(all: readonly T[]): T[] {
  return all
    .map((one) => ({ one, place: below(1_000_000) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one)
}

async function anybody(): Promise<string> {
  const { items } = await running.ask(routes.customers.list, { query: { limit: 1000 } })
  return oneOf(items).id
}

async function customer(): Promise<void> {
  const body = { identifiers: { user_id: `u${below(25)}` }, fields: { city: oneOf(cities) } }
  await running.ask(routes.customers.create, { body })
}

async function segment(text: string): Promise<void> {
  const name = `S${segments.length + 1}`
  const { id } = await running.ask(routes.segments.create, { body: { name, text } })
  segments.push(id)
}

async function run(id: number): Promise<void> {
  await ended(running, id)
  runs.push(id)
}

/** Each thing that may happen. What the shop refuses did not happen. */
const happenings: Readonly<Record<string, () => Promise<unknown>>> = {
  customer,
  event: async () => {
    const at = new Date(Date.now() - below(90) * 86_400_000).toISOString()
    const event = {
      event: 'Order Completed',
      identifiers: { user_id: `u${below(25)}` },
      time: at,
      messageId: `m${below(1_000_000)}`,
      properties: { order_id: `o${below(1_000)}`, total: below(100) },
    }
    await running.ask(routes.events.add, { body: { events: [event] } })
  },
  orders: async () => {
    const line = () =>
      `A${below(1_000)},u${below(25)},2026-10-0${1 + below(9)} 10:00:00,x,1,5,Brasil`
    const file = ['order,who,when,item,n,price,country', line(), line(), line(), ''].join('\n')
    const { id } = await begin(running, file)
    await finish(running, id)
    runs.push(id)
  },
  edit: async () => {
    const body = { customers: [await anybody(), await anybody()], set: { city: oneOf(cities) } }
    await run((await running.ask(routes.customers.edit, { body })).id)
  },
  undo: async () => {
    const { undo } = await running.ask(routes.imports.undo, { params: { id: oneOf(runs) } })
    await run(undo)
  },
  merge: async () => {
    const [keep, drop] = [await anybody(), await anybody()]
    const { import: id } = await running.ask(routes.customers.merge, { body: { keep, drop } })
    merged.push(drop)
    await run(id)
  },
  unmerge: async () => {
    const { undo } = await running.ask(routes.customers.unmerge, { params: { id: oneOf(merged) } })
    await run(undo)
  },
  deletion: async () => {
    await running.ask(routes.customers.remove, { params: { id: await anybody() } })
  },
  definition: async () => {
    const id = oneOf(segments)
    const text = oneOf([...texts, `city = "${oneOf(cities)}"`, 'no one', 'everyone'])
    await running.ask(routes.segments.change, { params: { id }, body: { text } })
  },
  rollback: async () => {
    await running.ask(routes.segments.rollback, {
      params: { id: oneOf(segments) },
      body: { to: 1 },
    })
  },
  pin: async () => {
    const params = { id: oneOf(segments), customer: await anybody() }
    const pinned = oneOf(['in', 'out', null] as const)
    await running.ask(routes.segments.pin, { params, body: { pinned } })
  },
  list: async () => {
    const some = [await anybody()]
    const body = below(3) === 0 ? { remove: some } : { add: some }
    await running.ask(routes.lists.change, { params: { id: list }, body })
  },
  segment: async () => await segment(`city = "${oneOf(cities)}"`),
  segmentGone: async () => {
    const id = oneOf(segments)
    await running.ask(routes.segments.remove, { params: { id } })
    segments.splice(segments.indexOf(id), 1)
  },
}

type Entry = {
  segment: number
  customer: string
  entered: boolean
  at: string
  noticed: string
  cause: string
}

async function ledger(): Promise<Entry[]> {
  return await database.rows<Entry>(
    sql`SELECT segment, toString(customer_id) AS customer, entered, at, noticed, cause FROM changes
      ORDER BY noticed, at, segment, customer_id`,
  )
}

/** Who is in what by the ledger, and what is wrong with its order. */
function replayed(entries: readonly Entry[]): { inside: string[]; wrong: string[] } {
  const last = new Map<string, Entry>()
  const wrong: string[] = []
  for (const entry of entries) {
    const key = `${entry.segment} ${entry.customer}`
    const before = last.get(key)
    const doubled = (before?.entered ?? false) === entry.entered
    const backwards = before !== undefined && Number(before.at) > Number(entry.at)
    const late = Number(entry.at) > Number(entry.noticed)
    if (doubled || backwards || late) wrong.push(JSON.stringify([before, entry]))
    last.set(key, entry)
  }
  const inside = [...last].filter(([, { entered }]) => entered).map(([key]) => key)
  return { inside: inside.toSorted(inOrder), wrong }
}

async function stored(): Promise<string[]> {
  const rows = await database.rows<{ segment: number; customer: string }>(
    sql`SELECT segment, toString(customer_id) AS customer FROM memberships FINAL`,
  )
  return rows.map(({ segment: id, customer: who }) => `${id} ${who}`).toSorted(inOrder)
}

/** By the definitions, asked anew. */
async function meant(): Promise<string[]> {
  const all: string[] = []
  for (const id of segments) {
    const condition = { type: 'segment', segment: id } as const
    const { items } = await running.ask(routes.segments.query, {
      body: { condition, limit: 1000 },
    })
    all.push(...items.map((each) => `${id} ${each.id}`))
  }
  return all.toSorted(inOrder)
}

async function believed(at: string): Promise<string[]> {
  const all: string[] = []
  for (const id of segments) {
    const body = { segment: id, at, believed: true, limit: 1000 }
    const { items } = await running.ask(routes.segments.query, { body })
    all.push(...items.map((each) => `${id} ${each.id}`))
  }
  return all.toSorted(inOrder)
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

test('the ledger replayed by when it was noticed is who is in what, whatever happens', async () => {
  const done = new Set<string>()
  const rests: { at: string; inside: string[] }[] = []
  const coming = Array.from({ length: 4 }, () => shuffled(Object.keys(happenings))).flat()
  while (coming.length > 0) {
    for (const name of coming.splice(0, 10)) {
      const ok = await happenings[name]?.().then(
        () => true,
        () => false,
      )
      if (ok === true) done.add(name)
    }
    await running.settled()
    const { inside, wrong } = replayed(await ledger())
    expect(wrong).toEqual([])
    const after = await stored()
    expect(inside).toEqual(after)
    expect(after).toEqual(await meant())
    const at = new Date().toISOString()
    expect(await believed(at)).toEqual(after)
    rests.push({ at, inside })
  }
  expect([...done].toSorted(inOrder)).toEqual(Object.keys(happenings).toSorted(inOrder))
  const entries = await ledger()
  // What was believed at each rest is still told, of those who are not gone since.
  const there = new Set(
    (await running.ask(routes.customers.list, { query: { limit: 1000 } })).items.map(
      ({ id }) => id,
    ),
  )
  for (const { at, inside } of rests) {
    const kept = inside.filter((key) => {
      const [id = '', who = ''] = key.split(' ')
      return segments.includes(Number(id)) && there.has(who)
    })
    expect(await believed(at)).toEqual(kept)
  }
  expect(new Set(entries.map(({ cause }) => cause)).size).toBeGreaterThanOrEqual(6)
})
