import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MessagesArrival } from '../../../src/domain/arrival.ts'
import { readEvents } from '../../../src/store/clickhouse/events.ts'
import { sql } from '../../../src/store/sql/sql.ts'
import { openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => await world.close())

type Sent = Readonly<Record<string, unknown>>

async function batch(messages: readonly unknown[], more: Sent = {}) {
  const arrival: MessagesArrival = {
    kind: 'messages',
    source: 'site',
    channel: 'site',
    call: 'batch',
    body: { batch: messages, ...more },
  }
  return await world.bring(arrival)
}

async function eventsOf(kind: string, value: string) {
  const { id = '' } = (await world.customer(kind, value)) ?? {}
  const events = (await readEvents(world.database, [id], 'all')).get(id) ?? []
  return events
    .toSorted((a, b) => a.ts - b.ts)
    .map((event) => ({
      ...event,
      properties: Object.fromEntries(
        [...event.properties].map(([path, { value: it }]) => [path, it]),
      ),
    }))
}

/** What was kept of a position that could not be accepted. */
async function kept(position: number) {
  return await world.database.rows<{
    row: string
    kind: string
    reason: string
    place: string
    body: string
    source: string
  }>(
    sql`SELECT row, kind, reason, place, body, source FROM rejected WHERE position = ${position} ORDER BY row`,
  )
}

const time = '2026-01-01T00:00:00Z'

test('a page is an event with what its context says, which conditions can ask for', async () => {
  const context = {
    page: { path: '/cafes', title: 'Cafés', url: 'https://loja.example/cafes' },
    campaign: { source: 'newsletter', name: 'Natal' },
    userAgent: 'Mozilla/5.0',
  }
  await batch(
    [
      {
        type: 'page',
        anonymousId: 'p',
        name: 'Cafés',
        category: 'Loja',
        timestamp: time,
        properties: { path: '/own' },
      },
      {
        type: 'screen',
        anonymousId: 'p',
        name: 'Home',
        timestamp: '2026-01-01T00:00:01Z',
        properties: { context: 'mine' },
      },
      {
        type: 'track',
        anonymousId: 'p',
        event: 'Email Opened',
        timestamp: '2026-01-01T00:00:02Z',
        context: { campaign: null },
      },
    ],
    { context },
  )
  const [page, screen, opened] = await eventsOf('anonymous_id', 'p')
  expect(page).toMatchObject({
    name: 'Page Viewed',
    channel: 'site',
    source: 'site',
    properties: {
      name: 'Cafés',
      category: 'Loja',
      path: '/own',
      title: 'Cafés',
      'context.campaign.source': 'newsletter',
      'context.page.path': '/cafes',
      'context.userAgent': 'Mozilla/5.0',
    },
  })
  expect(screen).toMatchObject({
    name: 'Screen Viewed',
    properties: { name: 'Home', context: 'mine', 'message_context.userAgent': 'Mozilla/5.0' },
  })
  expect(opened).toMatchObject({ channel: 'email', properties: { 'context.page.path': '/cafes' } })
  expect(opened?.properties).not.toHaveProperty('context.campaign.source')
})

test('an identify fills fields, and what no field holds is an event', async () => {
  await world.field({ name: 'plan', type: 'text', filterable: true })
  const identify = {
    type: 'identify',
    userId: 'ana',
    anonymousId: 'device-of-ana',
    messageId: 'i-1',
    timestamp: time,
    traits: {
      email: 'Ana@Example.org',
      plan: 'gold',
      birthday: '1990-05-01',
      address: { city: 'Recife' },
      favouriteRoast: 'dark',
      age: 36,
    },
  }
  const { outcome } = await batch([identify])
  expect(outcome).toMatchObject({ made: 1, changed: 1, events: 1, rejected: 0 })
  expect(await world.fields('user_id', 'ana')).toMatchObject({
    email: 'ana@example.org',
    plan: 'gold',
    city: 'Recife',
  })
  expect((await world.customer('anonymous_id', 'device-of-ana'))?.id) //
    .toBe((await world.customer('email', 'ana@example.org'))?.id)
  expect(await eventsOf('user_id', 'ana')).toMatchObject([
    {
      name: 'Customer Identified',
      ts: Date.parse(time),
      properties: { favouriteRoast: 'dark', age: 360_000 },
    },
  ])

  // Sent again with another time of sending it changes nothing, whatever came between.
  await batch([
    {
      ...identify,
      messageId: 'i-2',
      timestamp: '2026-01-02T00:00:00Z',
      traits: { plan: 'silver' },
    },
  ])
  const again = await batch([{ ...identify, sentAt: '2020-01-01T00:00:00Z' }])
  expect(again.outcome).toMatchObject({ changed: 0, events: 0, duplicates: 2 })
  expect(await world.fields('user_id', 'ana')).toMatchObject({ plan: 'silver' })
})

test('what happened before somebody was known is hers, in whatever order it comes', async () => {
  const page = { type: 'page', anonymousId: 'd1', timestamp: time }
  const known = {
    type: 'identify',
    anonymousId: 'd1',
    userId: 'bia',
    timestamp: '2026-01-01T01:00:00Z',
  }
  await batch([page, known])
  const late = { ...page, anonymousId: 'd2' }
  await batch([{ ...known, anonymousId: 'd2', userId: 'bea' }])
  await batch([late])
  expect(await eventsOf('user_id', 'bia')).toHaveLength(1)
  expect(await eventsOf('user_id', 'bea')).toHaveLength(1)
  // Another person on the same device is another person.
  await batch([
    { ...known, userId: 'caio' },
    { ...page, userId: 'caio', messageId: 'caio-1' },
  ])
  expect(await eventsOf('user_id', 'caio')).toHaveLength(1)
  expect(await eventsOf('user_id', 'bia')).toHaveLength(1)
})

test('an alias makes an id before and a user id one person’s', async () => {
  await batch([{ type: 'track', event: 'Seen', anonymousId: 'before', timestamp: time }])
  await batch([{ type: 'alias', previousId: 'before', userId: 'dora' }])
  await batch([
    { type: 'track', event: 'Seen', anonymousId: 'before', timestamp: '2026-01-01T01:00:00Z' },
  ])
  expect(await eventsOf('user_id', 'dora')).toHaveLength(2)
})

describe('of a batch what can be read is taken, and the rest is kept with its reason', () => {
  const good = (userId: string): Sent => ({
    type: 'track',
    event: 'Good',
    userId,
    messageId: userId,
  })
  const bad: [string, unknown, { kind: string; reason?: string; place?: string }][] = [
    ['a number', 7, { kind: 'message' }],
    ['a list', [], { kind: 'message' }],
    ['an unknown type', { ...good('x'), type: 'fly' }, { kind: 'message', place: 'type' }],
    ['nobody', { type: 'track', event: 'Good' }, { kind: 'track', place: 'userId' }],
    ['null as text', { ...good('x'), userId: 'null' }, { kind: 'track', place: 'userId' }],
    ['an id that is an object', { ...good('x'), userId: {} }, { kind: 'track', place: 'userId' }],
    [
      'a long message id',
      { ...good('x'), messageId: 'm'.repeat(101) },
      { kind: 'track', place: 'messageId' },
    ],
    ['more than 32 KB', { ...good('x'), properties: { a: 'ã'.repeat(16_400) } }, { kind: 'track' }],
    [
      'a far future',
      { ...good('x'), timestamp: '2038-01-19T03:14:08Z' },
      { kind: 'track', place: 'timestamp' },
    ],
    ['seconds', { ...good('x'), timestamp: 1_767_225_600 }, { kind: 'track', place: 'timestamp' }],
    [
      'a prototype',
      { ...good('x'), properties: JSON.parse('{"__proto__":{"a":1}}') },
      { kind: 'track' },
    ],
    ['NUL', { ...good('x'), properties: { a: 'a\0b' } }, { kind: 'track', place: 'properties.a' }],
    ['NUL in an id', { ...good('x'), userId: 'a\0b' }, { kind: 'track', place: 'userId' }],
    [
      'too deep',
      { ...good('x'), properties: JSON.parse(`${'{"a":'.repeat(30)}1${'}'.repeat(30)}`) },
      { kind: 'track' },
    ],
    ['a group', { type: 'group', groupId: 'g', userId: 'x' }, { kind: 'group', place: 'type' }],
    ['an alias of nobody', { type: 'alias', userId: 'x' }, { kind: 'alias', place: 'previousId' }],
    [
      'traits that are a list',
      { type: 'identify', userId: 'x', traits: [] },
      { kind: 'identify', place: 'traits' },
    ],
  ]
  test.each(bad)('%s', async (what, message, reason) => {
    const { position, outcome } = await batch([
      good(`before ${what}`),
      message,
      good(`after ${what}`),
    ])
    expect(outcome).toMatchObject({ events: 2, rejected: 1, failures: [{ part: 1 }] })
    const [row] = await kept(position)
    expect(row).toMatchObject({ ...reason, row: '1', source: 'site' })
    expect(JSON.parse(row?.body ?? '')).toEqual(message)
  })

  test('a body that is no batch is kept too', async () => {
    for (const body of [[], 7, { batch: 'x' }, null]) {
      const call = { kind: 'messages', source: 'site', channel: '', call: 'batch', body } as const
      expect((await world.bring(call)).outcome).toMatchObject({ rejected: 1 })
    }
  })

  test('half a pair of surrogates and ids that are numbers are taken', async () => {
    const { outcome } = await batch([
      { ...good('x'), userId: 17, messageId: 'pair', properties: { a: '\ud800' } },
      { ...good('y'), userId: 'undefined', anonymousId: 'somebody', messageId: 'blocked' },
      { ...good('z'), messageId: 'm'.repeat(100) },
    ])
    expect(outcome).toMatchObject({ events: 3, rejected: 0 })
    expect(await eventsOf('user_id', '17')).toMatchObject([{ properties: { a: '\ufffd' } }])
    expect(await eventsOf('anonymous_id', 'somebody')).toHaveLength(1)
  })

  test('a value that cannot be read is kept, and the others stand', async () => {
    const { position } = await batch([
      { type: 'identify', userId: 'eva', traits: { birthday: 'soon', city: 'Olinda' } },
    ])
    expect(await kept(position)).toMatchObject([{ kind: 'identify', place: 'birth_date' }])
    expect(await world.fields('user_id', 'eva')).toEqual({ city: 'Olinda' })
  })
})

test('without a message id the same message at a time it says counts once', async () => {
  const says = { type: 'track', event: 'Hashed', userId: 'hash', timestamp: time }
  const sent = (sentAt: string) => ({ ...says, sentAt, timestamp: time })
  await batch([sent('2026-01-01T00:00:01Z'), { ...says, properties: { a: 1 } }])
  await batch([sent('2026-01-01T00:00:02Z')])
  expect(await eventsOf('user_id', 'hash')).toHaveLength(2)
  // Two that say no time are more likely two than one sent twice.
  const silent = { type: 'track', event: 'Silent', userId: 'silent' }
  await batch([silent, silent])
  expect(await eventsOf('user_id', 'silent')).toHaveLength(2)
})

test('what a batch says of all is merged into each only as long as that is no flood', async () => {
  const message = { type: 'track', event: 'Flooded', anonymousId: 'flood', timestamp: time }
  const context = { note: 'x'.repeat(30_000) }
  const many = Array.from({ length: 300 }, (_, n) => ({ ...message, properties: { n } }))
  const { position } = await batch(many, { context })
  const refused = await kept(position)
  expect(refused).toHaveLength(300)
  expect(refused[0]).toMatchObject({ kind: 'track', place: 'context' })
  // As each came: the context is in none.
  expect(Math.max(...refused.map(({ body }) => body.length))).toBeLessThan(300)
  await batch(many.slice(0, 2), { context: { note: 'x'.repeat(3_000) } })
  const [first] = await eventsOf('anonymous_id', 'flood')
  expect(first?.properties['context.note']).toHaveLength(3_000)
})
