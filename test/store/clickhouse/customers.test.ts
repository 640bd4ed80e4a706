import { afterAll, beforeAll, expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import {
  countCustomers,
  customerPage,
  type Listing,
} from '../../../src/store/clickhouse/customers.ts'
import { loadFacts, loadPeople } from '../../../src/store/clickhouse/facts.ts'
import { allReads, type Reads } from '../../../src/domain/segment/reads.ts'
import { identifierKey, readIdentities } from '../../../src/store/clickhouse/identities.ts'
import type { PageEnd } from '../../../src/store/clickhouse/pageKey.ts'
import { readConsents } from '../../../src/store/clickhouse/consents.ts'
import { membersOfList } from '../../../src/store/clickhouse/lists.ts'
import { changeField } from '../../../src/store/operational/fields.ts'
import { ident, sql } from '../../../src/store/sql/sql.ts'
import { jobById } from '../../../src/store/operational/jobs.ts'
import { announce, noteTask } from '../../../src/work/fields/work.ts'
import { openWorld, who, type World } from '../../work/intake/world.ts'

let world: World
const cities = ['Recife', 'Ânis', 'ábaco', 'Zabelê', null]

beforeAll(async () => {
  world = await openWorld()
  await world.field({ name: 'points', type: 'integer', filterable: true })
  await world.field({ name: 'vip', type: 'boolean', filterable: true })
  await world.field({ name: 'notes', type: 'text' })
  await world.field({ name: 'home', type: 'location', filterable: true })
  await world.bring({
    kind: 'customers',
    mode: 'upsert',
    customers: Array.from({ length: 25 }, (_, i) => ({
      ...who(`u${i}`),
      fields: {
        name: `Nome ${String.fromCodePoint(65 + i)}`,
        city: cities[i % cities.length],
        points: i % 7,
        vip: i % 3 === 0 ? true : null,
        notes: `Note ${i}`,
      },
    })),
  })
})
afterAll(async () => await world.close())

/** The user_ids of everyone, page by page. */
async function walk(listing: Omit<Listing, 'limit'>, limit = 4): Promise<string[]> {
  const ids: string[] = []
  let after: PageEnd | undefined
  do {
    const asked: Listing = { ...listing, limit, ...(after === undefined ? {} : { after }) }
    const page = await customerPage(world.database, asked, await world.catalog())
    if (isFailure(page)) throw new Error(page.message)
    ids.push(...page.ids)
    after = page.next
  } while (after !== undefined)
  const rows = await world.database.rows<{ customer_id: string; value: string }>(
    sql`SELECT customer_id, value FROM identities FINAL WHERE kind = 'user_id'`,
  )
  const names = new Map(rows.map((row) => [row.customer_id, row.value]))
  return ids.map((id) => names.get(id) ?? id)
}

const number = (userId: string): number => Number(userId.slice(1))

test.each(['id', 'created', 'updated', 'name', 'city', 'points', 'vip'])(
  'pages by %s show everyone once, both ways',
  async (sort) => {
    for (const descending of [false, true]) {
      const found = await walk({ sort, descending })
      expect(found.map(number).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 25 }, (_, i) => i),
      )
      expect(await walk({ sort, descending }, 100)).toEqual(found)
    }
  },
)

test.each<readonly [string, ...PageEnd]>([
  ['created', 'abc', '1'],
  ['created', '9223372036854775808', '1'],
  ['id', '-1', '1'],
  ['points', '1.5', '1'],
  ['vip', '1', '1'],
  ['name', 'Nome A', 'x'],
  ['name', null, '18446744073709551616'],
])('no page by %s ends at %s, %s', async (sort, key, id) => {
  const listing: Listing = { sort, limit: 1, after: [key, id] }
  const page = await customerPage(world.database, listing, await world.catalog())
  expect(page).toMatchObject({ code: 'invalid', where: 'cursor' })
})

test('text is sorted by its fold, and who has no value comes last', async () => {
  const order = (descending: boolean) => async () => {
    const found = await walk({ sort: 'city', descending })
    return [...new Set(found.map((each) => cities[number(each) % cities.length]))]
  }
  expect(await order(false)()).toEqual(['ábaco', 'Ânis', 'Recife', 'Zabelê', null])
  expect(await order(true)()).toEqual(['Zabelê', 'Recife', 'Ânis', 'ábaco', null])
})

test('numbers are sorted by size', async () => {
  const found = (await walk({ sort: 'points' })).map((each) => number(each) % 7)
  expect(found).toEqual(found.toSorted((a, b) => a - b))
})

test('what has no order, and what is not there or not filterable, is no sort', async () => {
  const catalog = await world.catalog()
  for (const sort of ['home', 'nothing', 'notes', '__proto__', 'data']) {
    const page = await customerPage(world.database, { sort, limit: 1 }, catalog)
    expect(page).toMatchObject({ code: 'invalid', where: 'sort' })
  }
})

test('search finds parts of identifiers and searchable fields, whatever case and accents', async () => {
  expect(
    (await walk({ sort: 'id', search: 'ANIS' })).map(number).toSorted((a, b) => a - b),
  ).toEqual([1, 6, 11, 16, 21])
  // Every word is to be found, in whatever order.
  expect(await walk({ sort: 'id', search: 'U15  récife' })).toEqual(['u15'])
  expect(await walk({ sort: 'id', search: 'u24' })).toEqual(['u24'])
  // notes is not searchable.
  expect(await walk({ sort: 'id', search: 'note 3' })).toEqual([])
  expect(await walk({ sort: 'id', search: `%' OR 1=1 --` })).toEqual([])
  expect(await countCustomers(world.database, { search: 'anis' })).toEqual({ count: 5, known: 5 })
})

test('a page may be of some ids only', async () => {
  await world.bring({ kind: 'list', list: 8, add: [who('u3'), who('u4'), who('u9')] })
  await world.bring({ kind: 'list', list: 8, remove: [who('u4')] })
  const among = membersOfList(8)
  expect((await walk({ sort: 'points', among, descending: true })).toSorted()).toEqual(['u3', 'u9'])
  expect(await countCustomers(world.database, { among })).toEqual({ count: 2, known: 2 })
})

test('facts are all that is known of a customer', async () => {
  await world.bring({
    kind: 'events',
    events: [
      { event: 'A', ...who('u5'), messageId: '1', time: '2024-01-01T00:00:00Z' },
      { event: 'B', ...who('u5'), messageId: '2' },
    ],
  })
  await world.bring({ kind: 'list', list: 2, add: [who('u5')] })
  const consent = { ...who('u5'), purpose: 'news', channel: 'email', at: 1_000 } as const
  await world.bring({
    kind: 'consents',
    consents: [
      { ...consent, state: 'granted' },
      { ...consent, state: 'denied' },
    ],
  })
  await world.bring({ kind: 'consents', consents: [{ ...consent, state: 'granted', at: 5 }] })
  await world.bring({ kind: 'pins', segment: 4, pins: [{ ...who('u5'), pinned: 'out' }] })
  await world.bring({ kind: 'pins', segment: 5, pins: [{ ...who('u5'), pinned: 'in' }] })
  await world.bring({ kind: 'pins', segment: 5, pins: [{ ...who('u5'), pinned: null }] })
  const { id = '' } = (await world.customer('user_id', 'u5')) ?? {}
  const catalog = await world.catalog()
  const facts = await loadFacts(world.database, [id, '1'], {
    events: ['A'],
    catalog,
    products: [],
    places: undefined,
  })
  expect([...facts.keys()]).toEqual([id])
  expect(facts.get(id)).toEqual({
    id: BigInt(id),
    created: expect.any(Number),
    fields: new Map<string, unknown>([
      ['name', { type: 'text', value: 'Nome F' }],
      ['city', { type: 'text', value: 'Recife' }],
      ['points', { type: 'integer', value: 50_000 }],
      ['notes', { type: 'text', value: 'Note 5' }],
    ]),
    events: [expect.objectContaining({ name: 'A', ts: Date.UTC(2024, 0, 1) })],
    lists: new Set([2]),
    consents: [
      { purpose: 'news', channel: 'email', state: 'granted', at: 5 },
      { purpose: 'news', channel: 'email', state: 'granted', at: 1_000 },
      { purpose: 'news', channel: 'email', state: 'denied', at: 1_000 },
    ],
    pins: new Map([[4, 'out']]),
  })
  const some = async (more: Partial<Reads>) => {
    const reads = { ...allReads([]), ...more }
    return (
      await loadPeople(world.database, [id, '1'], {
        reads,
        catalog,
        products: [],
        places: undefined,
      })
    ).get(id)
  }
  expect(await some({})).toEqual({
    known: true,
    facts: {
      ...facts.get(id),
      // Identifying ones are elsewhere.
      fields: new Map([...(facts.get(id)?.fields ?? [])].filter(([name]) => name !== 'name')),
      events: [],
      lists: new Set(),
      consents: [],
      pins: new Map(),
    },
  })
  const read = await some({
    events: new Set(['A']),
    fields: new Set(['name']),
    lists: new Set([2]),
    purposes: new Set(['news']),
    pins: new Set([4]),
  })
  const [event] = facts.get(id)?.events ?? []
  const bare = { channel: '', source: '', properties: new Map(), items: [] }
  expect(read?.facts).toEqual({ ...facts.get(id), events: [{ ...event, ...bare }] })
  const inside = await some({ events: new Set(['A']), inside: new Set(['A']) })
  expect(inside?.facts.events).toEqual([event])
})

test('a field that becomes filterable and searchable is indexed for who was there before', async () => {
  const { byName } = await world.catalog()
  const id = byName.get('notes')?.id ?? 0
  const { db } = world.operational
  await changeField(db, id, { filterable: true, searchable: true })
  const job = await noteTask(db, { task: 'index', field: id, fill: true, back: null }, 1)
  await world.wait(await announce(world.operational, job.id))
  expect(await jobById(db, job.id)).toMatchObject({ state: 'done' })
  expect(await walk({ sort: 'id', search: 'note 24' })).toEqual(['u24'])
  const rows = await world.database.rows(
    sql`SELECT ${ident(`f${id}_fold`)} AS folded FROM customers FINAL ORDER BY folded LIMIT 2`,
  )
  expect(rows).toEqual([{ folded: 'note 0' }, { folded: 'note 1' }])
})

test('emptying a list takes everybody off it, but whom the same arrival adds', async () => {
  await world.bring({ kind: 'list', list: 7, add: [who('u1'), who('u2')] })
  await world.bring({ kind: 'list', list: 7, empty: true, add: [who('u2'), who('u6')] })
  expect((await walk({ sort: 'id', among: membersOfList(7) })).toSorted()).toEqual(['u2', 'u6'])
  await world.bring({ kind: 'list', list: 7, empty: true })
  expect(await walk({ sort: 'id', among: membersOfList(7) })).toEqual([])
})

test('consents are a ledger, latest first', async () => {
  const consent = { ...who('u1'), purpose: 'news', channel: 'email' }
  await world.bring({
    kind: 'consents',
    consents: [
      { ...consent, state: 'granted', at: '2024-01-01T00:00:00Z', evidence: 'form 3' },
      { ...consent, state: 'denied', at: '2024-02-01T00:00:00Z' },
    ],
  })
  const { id = '' } = (await world.customer('user_id', 'u1')) ?? {}
  expect(await readConsents(world.database, id)).toEqual([
    expect.objectContaining({ state: 'denied', at: Date.UTC(2024, 1, 1) }),
    expect.objectContaining({ state: 'granted', evidence: 'form 3' }),
  ])
})

test('identifiers of several kinds are found together, however many are asked for', async () => {
  const nobodys = Array.from({ length: 20_001 }, (_, i) => ({ kind: 'email', value: `n${i}@a.b` }))
  const [one, two] = ['u3', 'u4'].map((value) => ({ kind: 'user_id', value }))
  if (one === undefined || two === undefined) throw new Error('two are asked for')
  const elsewhere = { kind: 'email', value: 'u3' }
  const asked = [[one, elsewhere, two], [one, ...nobodys, two], nobodys]
  const found = await Promise.all(
    asked.map(async (some) => [...(await readIdentities(world.database, some)).keys()].toSorted()),
  )
  const both = [one, two].map(identifierKey)
  expect(found).toEqual([both, both, []])
})
