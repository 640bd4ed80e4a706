import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EventWrite } from '../../../src/domain/arrival.ts'
import { eventId } from '../../../src/domain/event/messageId.ts'
import { readEvents, timeline } from '../../../src/store/clickhouse/events.ts'
import { messageHash } from '../../../src/store/clickhouse/messages.ts'
import { sql } from '../../../src/store/sql/sql.ts'
import { countRows, openWorld, type Came, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => await world.close())

async function bring(...events: EventWrite[]): Promise<Came> {
  return await world.bring({ kind: 'events', source: 'test', events })
}

function event(userId: string, messageId: string, more: Partial<EventWrite> = {}): EventWrite {
  return { event: 'Clicked', identifiers: { user_id: userId }, messageId, ...more }
}

test("the message's hash is the event's id", () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (source, messageId) => {
      expect(messageHash(source, messageId)).toBe(eventId(source, messageId))
    }),
  )
})

test('who is known by events alone is a customer like any other', async () => {
  const { outcome } = await bring(event('u1', 'm1'), {
    event: 'Seen',
    identifiers: { anonymous_id: 'a1' },
    messageId: 'm2',
  })
  expect(outcome).toMatchObject({ events: 2, made: 2 })
  expect((await world.customer('user_id', 'u1'))?.known).toBe(true)
  expect((await world.customer('anonymous_id', 'a1'))?.known).toBe(false)
  expect(world.news.at(-1)?.touched?.events).toEqual(new Set(['Clicked', 'Seen']))
})

test('the same batch twice, split, shuffled or overlapping with another counts once', async () => {
  const batch = Array.from({ length: 40 }, (_, i) =>
    event(`once-${i % 7}`, `once-${i}`, { event: 'Once', properties: { total: i } }),
  )
  await bring(...batch)
  const counted = async () =>
    Number(
      (
        await world.database.rows<{ n: string }>(
          sql`SELECT count() AS n FROM events WHERE name = 'Once'`,
        )
      )[0]?.n,
    )
  expect(await counted()).toBe(40)
  expect((await bring(...batch)).outcome).toMatchObject({ events: 0, duplicates: 40 })
  const positions = await Promise.all([
    world.append({ kind: 'events', source: 'test', events: batch.slice(0, 15) }),
    world.append({ kind: 'events', source: 'test', events: batch.slice(10).toReversed() }),
    world.append({ kind: 'events', source: 'TEST ', events: batch.toReversed() }),
  ])
  for (const position of positions) await world.wait(position)
  expect(await counted()).toBe(40)
  const more = [...batch.slice(30), event('once-1', 'once-40', { event: 'Once' })]
  expect((await bring(...more, ...more)).outcome).toMatchObject({ events: 1, duplicates: 21 })
  expect(await counted()).toBe(41)
})

test('equal events without message id and time are as many as were sent, with a time they are one', async () => {
  const view: EventWrite = { event: 'Viewed', identifiers: { user_id: 'viewer' } }
  const timed = { ...view, time: '2024-01-01T00:00:00Z' }
  expect((await bring(view, view, view)).outcome).toMatchObject({ events: 3, duplicates: 0 })
  expect((await bring(view, timed, timed)).outcome).toMatchObject({ events: 2, duplicates: 1 })
  const { id = '' } = (await world.customer('user_id', 'viewer')) ?? {}
  const seen = await readEvents(world.database, [id], ['Viewed'])
  expect(new Set(seen.get(id)?.map((each) => each.id)).size).toBe(5)
})

test('two entries taken in together count a message once', async () => {
  await world.stopLoader()
  const same = event('together', 'together-1')
  const positions = [
    await world.append({ kind: 'events', source: 'test', events: [same] }),
    await world.append({ kind: 'events', source: 'test', events: [same] }),
  ]
  world.startLoader()
  const came = await Promise.all(positions.map(async (each) => await world.wait(each)))
  expect(came.map(({ outcome }) => outcome?.events)).toEqual([1, 0])
})

test('the first acceptance fixes whose a message is and when it was', async () => {
  await bring(event('first', 'fixed', { time: '2024-01-01T00:00:00Z' }))
  await bring(event('second', 'fixed', { time: '2025-01-01T00:00:00Z' }))
  const first = await world.customer('user_id', 'first')
  const events = (await readEvents(world.database, [first?.id ?? ''], 'all')).get(first?.id ?? '')
  expect(events?.map(({ ts }) => ts)).toEqual([Date.UTC(2024, 0, 1)])
  // A message that is not taken makes nobody either.
  expect(await world.customer('user_id', 'second')).toBeUndefined()
})

test('the same message id from another source is another message', async () => {
  await bring(event('sources', 's1'), event('sources', 's1', { source: 'other' }))
  const { id = '' } = (await world.customer('user_id', 'sources')) ?? {}
  expect((await readEvents(world.database, [id], 'all')).get(id)).toHaveLength(2)
})

test('what is set aside may come again, mended', async () => {
  const { outcome, rejections } = await bring(event('mended', 'mend-1', { time: 'yesterday' }))
  expect(outcome).toMatchObject({ events: 0, rejected: 1, made: 0 })
  expect(rejections[0]?.failure.where).toBe('time')
  expect((await bring(event('mended', 'mend-1'))).outcome).toMatchObject({ events: 1 })
  const [row] = await world.database.rows<Record<string, unknown>>(
    sql`SELECT kind, code, place, body FROM rejected WHERE body LIKE '%mend-1%'`,
  )
  expect(row).toMatchObject({ kind: 'events', code: 'invalid', place: 'time' })
})

test('wrong types, odd shapes and events of no one fail nothing else', async () => {
  const odd: unknown[] = [
    event('odd', 'odd-1', { properties: { total: 'abc', quantity: '2', price: null } }),
    event('odd', 'odd-2', { properties: { total: { a: 1 }, products: 'none' } }),
    event('odd', 'odd-3', { properties: [] as never }),
    { event: 'Nobody', messageId: 'odd-4' },
    { event: 'Guest', identifiers: { user_id: 'undefined' } },
    { event: '', identifiers: { user_id: 'odd' } },
    { event: 5, identifiers: { user_id: 'odd' } },
    { event: 'X', identifiers: { user_id: { a: 1 } } },
    { event: 'X', identifiers: 'odd' },
    { event: 'X', customer: '12x' },
    { event: 'X', customer: '99999' },
    { event: 'X', identifiers: { user_id: 'odd' }, messageId: 7 },
    event('odd', 'odd-5', { time: Date.now() + 2 * 86_400_000 }),
    event('odd', 'odd-6', { properties: { text: 'x'.repeat(40_000) } }),
    event('odd', 'odd-7', { properties: JSON.parse('{"__proto__": 1}') as object as never }),
    'event',
    null,
    event('odd', 'odd-8', { properties: { total: '1.5' } }),
  ]
  const { outcome } = await bring(...(odd as EventWrite[]))
  expect(outcome?.events).toBeGreaterThanOrEqual(3)
  expect((outcome?.events ?? 0) + (outcome?.rejected ?? 0)).toBe(odd.length)
  const { id = '' } = (await world.customer('user_id', 'odd')) ?? {}
  const totals = (await readEvents(world.database, [id], ['Clicked'])).get(id) ?? []
  expect(totals.map(({ properties }) => properties.get('total')).filter(Boolean)).toMatchObject([
    { type: 'text', value: 'abc' },
    { type: 'number', value: 15_000 },
  ])
})

/** JSON text of a list in a list in a list …: making it of objects would end in the same mistake. */
const deep = `${'['.repeat(50_000)}1${']'.repeat(50_000)}`

test('what is nested without end is refused by itself, in an entry and in a file', async () => {
  const fine = JSON.stringify(event('deep', 'deep-1'))
  const some = [
    fine,
    `{"event":"D","identifiers":{"user_id":"deep"},"properties":{"a":${deep}}}`,
    `{"event":"D","identifiers":{"user_id":"deep"},"messageId":${deep}}`,
    `{"event":"D","identifiers":{"user_id":${deep}}}`,
    `[${deep}]`,
  ].join()
  const position = await world.operational.inbox.append(
    'events',
    Buffer.from(`{"kind":"events","events":[${some}]}`),
  )
  expect((await world.wait(position)).outcome).toMatchObject({ events: 1, rejected: 4 })
  const fields = `{"kind":"customers","customers":[{"identifiers":{"user_id":"deep"},"fields":{"city":${deep}}}]}`
  const product = `{"kind":"products","products":[{"id":"deep","fields":{"a":${deep}}}]}`
  const { outcome, rejections } = await world.bulk([
    fields,
    product,
    deep,
    { kind: 'events', events: [event('deep', 'deep-2')] },
  ])
  expect(outcome).toMatchObject({ events: 1, rejected: 3 })
  expect(rejections[0]?.failure.message).toContain('nested deeper')
  const bodies = await world.database.rows<{ body: string }>(
    sql`SELECT DISTINCT body FROM rejected WHERE reason LIKE '%nested%' OR body LIKE '%unreadable%'`,
  )
  expect(bodies).toEqual([{ body: '{"unreadable":true}' }])
})

test('any text comes back as it was, in names, paths and values', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((each) => !each.includes('\0'))
  const cases = fc.sample(fc.record({ name: text, path: text, value: text }), {
    numRuns: 60,
    seed: 7,
  })
  const events = cases.map(({ name, path, value }, i) => ({
    event: `N${name.replaceAll(/\p{Cc}/gu, '')}`.trim(),
    identifiers: { user_id: 'hostile' },
    messageId: `hostile-${i}`,
    properties: { [`p${path.replaceAll(/[.\\]/g, '')}`]: value, number: i },
  }))
  await bring(...events)
  const { id = '' } = (await world.customer('user_id', 'hostile')) ?? {}
  const found = (await readEvents(world.database, [id], 'all')).get(id) ?? []
  expect(found).toHaveLength(events.length)
  for (const each of found) {
    const number = each.properties.get('number')
    const sent = events[number?.type === 'number' ? number.value / 10_000 : -1]
    expect(each.name).toBe(sent?.event)
    for (const [path, value] of Object.entries(sent?.properties ?? {})) {
      if (path === 'number') continue
      expect(each.properties.get(path)).toMatchObject({ value })
    }
  }
})

test('an order comes back with its items, and by pages latest first', async () => {
  const day = 86_400_000
  const events = Array.from({ length: 5 }, (_, i) =>
    event('buyer', `order-${i}`, {
      event: 'Order Completed',
      channel: 'Site',
      time: Date.UTC(2026, 0, 1) + Math.floor(i / 2) * day,
      properties: {
        order_id: `o${i}`,
        total: 10.5,
        gift: true,
        tags: ['A', 1, true],
        delivered: '2026-01-05',
        products: [{ product_id: 'p1', quantity: 2, price: 5.25, roast: 'Escuro' }],
      },
    }),
  )
  await bring(...events)
  const { id = '' } = (await world.customer('user_id', 'buyer')) ?? {}
  const [found] = (await readEvents(world.database, [id], ['Order Completed'])).get(id) ?? []
  expect(found?.channel).toBe('site')
  expect(found?.properties.get('gift')).toEqual({ type: 'boolean', value: true })
  expect(found?.properties.get('tags')).toEqual({
    type: 'list',
    value: [
      { type: 'text', value: 'a', folded: 'a' },
      { type: 'number', value: 10_000 },
      { type: 'boolean', value: true },
    ],
  })
  expect(found?.properties.get('delivered')).toMatchObject({ instant: Date.UTC(2026, 0, 5, 3) })
  expect(found?.items).toEqual([
    {
      path: 'items',
      properties: new Map<string, unknown>([
        ['quantity', { type: 'number', value: 20_000 }],
        ['price', { type: 'number', value: 52_500 }],
        ['product_id', { type: 'text', value: 'p1', folded: 'p1' }],
        ['roast', { type: 'text', value: 'Escuro', folded: 'escuro' }],
      ]),
    },
  ])
  const all: string[] = []
  let after: readonly [string, string] | undefined
  do {
    const page = await timeline(world.database, id, {
      limit: 2,
      now: Date.now(),
      ...(after ? { after } : {}),
    })
    all.push(...page.events.map((each) => `${each.event.ts} ${each.event.id}`))
    after = page.next
  } while (after)
  expect(all).toHaveLength(5)
  expect(new Set(all).size).toBe(5)
})

test('a file of arrivals is taken in by sets, and its bad lines are kept', async () => {
  const lines: unknown[] = [
    { kind: 'customers', mode: 'upsert', customers: [{ identifiers: { user_id: 'bulk-1' } }] },
    { kind: 'events', source: 'demo', events: [event('bulk-1', 'b1'), event('bulk-2', 'b2')] },
    '{"kind":"events",',
    '',
    { kind: 'delete customer', customer: '1' },
    { kind: 'list', list: 1, empty: true, add: ['1'] },
    { kind: 'list', list: 1, add: [{ identifiers: { user_id: 'bulk-2' } }] },
    {
      kind: 'consents',
      consents: [
        {
          identifiers: { user_id: 'bulk-1' },
          purpose: 'marketing',
          channel: 'email',
          state: 'granted',
        },
      ],
    },
    { kind: 'products', products: [{ id: 'p', name: 'Café', price: '12.5' }] },
    { kind: 'events', events: [event('bulk-1', 'b1')] },
  ]
  const { outcome } = await world.bulk(lines)
  expect(outcome).toMatchObject({ made: 2, events: 3, rejected: 3 })
  expect(await countRows(world.database, 'list_members')).toBe(1)
  expect(await countRows(world.database, 'consents')).toBe(1)
  expect(await countRows(world.database, 'products')).toBe(1)
})

test('the loader complained of nothing', () => {
  expect(world.complaints).toEqual([])
})
