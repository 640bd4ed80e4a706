import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problem } from '../../src/api/problem.ts'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
let key = ''
let other = ''
beforeAll(async () => {
  running = await startRunning()
  key = (await running.ask(routes.sources.create, { body: { name: 'Loja' } })).writeKey
  const app = { name: 'App', kind: 'app', keepIp: true } as const
  other = (await running.ask(routes.sources.create, { body: app })).writeKey
})
afterAll(async () => await running.close())

const json = { 'content-type': 'application/json' }

async function send(
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = json,
): Promise<Response> {
  const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
  return await running.fetch(path, { method: 'POST', key: '', headers, body: bytes as string })
}

/** Sends it and waits until all that was sent by then is taken in; which entry it was. */
async function taken(path: string, body: unknown, headers = json): Promise<number> {
  const response = await send(path, body, headers)
  expect([response.status, await response.json()]).toEqual([200, { success: true }])
  return await settled()
}

async function settled(): Promise<number> {
  const { inbox } = await running.ask(routes.status.read, {})
  await running.applied(inbox.position)
  return inbox.position
}

const basic = (name: string) => ({
  ...json,
  authorization: `Basic ${Buffer.from(name).toString('base64')}`,
})

async function find(kind: string, value: string) {
  return await running.ask(routes.customers.find, { params: { kind, value } })
}

async function eventsOf(kind: string, value: string) {
  const { id } = await find(kind, value)
  return (await running.ask(routes.customers.events, { params: { id } })).items
}

describe('whose it is', () => {
  const event = { event: 'Seen', anonymousId: 'whose', timestamp: '2026-01-01T00:00:00Z' }

  test.each([
    ['in the body', { writeKey: true }, () => json],
    ['as the name of a Basic password', {}, () => basic(`${key}:`)],
    ['without its colon', {}, () => basic(key)],
    [
      'in the body beside a Bearer of somebody else',
      { writeKey: true },
      () => ({ ...json, authorization: 'Bearer x.y.z' }),
    ],
    ['as a Bearer', {}, () => ({ ...json, authorization: `Bearer ${key}` })],
    ['in both', { writeKey: true }, () => basic(`${key}:`)],
  ])('is said %s', async (_how, more, headers) => {
    const body = { ...event, ...('writeKey' in more ? { writeKey: key } : {}) }
    expect((await send('/v1/track', body, headers())).status).toBe(200)
  })

  test('nobody’s, a revoked one’s and two sources’ keys open nothing', async () => {
    const short = await running.ask(routes.sources.create, { body: { name: 'Short' } })
    const [first] = short.keys
    const refused = async (body: object, headers = json) => {
      const response = await send('/v1/track', { ...event, ...body }, headers)
      return [response.status, problem.parse(await response.json()).detail]
    }
    const unknown = 'This write key is not known, or not any more'
    expect(await refused({})).toEqual([401, 'A write key is needed'])
    expect(await refused({ writeKey: `${key.slice(0, -1)}!` })).toEqual([401, unknown])
    expect(await refused({ writeKey: running.server.key })).toEqual([401, unknown])
    expect(await refused({}, basic('x:'))).toEqual([401, unknown])
    expect(await refused({ writeKey: other }, basic(`${key}:`))).toEqual([
      401,
      'The keys in the header and in the body are of two sources',
    ])
    expect((await send('/v1/track', { ...event, writeKey: short.writeKey })).status).toBe(200)
    const params = { id: short.id, key: first?.id ?? '' }
    await running.ask(routes.sources.revoke, { params })
    expect(await refused({ writeKey: short.writeKey })).toEqual([401, unknown])
    const next = await running.ask(routes.sources.rotate, { params: { id: short.id } })
    expect((await send('/v1/track', { ...event, writeKey: next.writeKey })).status).toBe(200)
    await running.ask(routes.sources.archive, { params: { id: short.id } })
    expect(await refused({ writeKey: next.writeKey })).toEqual([401, unknown])
    // A write key opens nothing else.
    expect((await running.fetch('/api/shop', { key })).status).toBe(401)
  })
})

describe('what is refused whole', () => {
  const batch = (n: number, more: object = {}) => ({
    writeKey: key,
    batch: Array.from({ length: n }, (_, i) => ({
      type: 'track',
      event: 'E',
      userId: `n${i}`,
      ...more,
    })),
  })
  const packed = gzipSync(JSON.stringify(batch(10)))

  test.each<[string, () => unknown]>([
    ['no JSON', () => '{"writeKey":'],
    ['nothing', () => ''],
    ['half a gzip', () => packed.subarray(0, packed.length - 12)],
    ['gzip in gzip', () => gzipSync(packed)],
    ['more than 500 KB', () => batch(2_000, { properties: { a: 'x'.repeat(300) } })],
    ['10 MB', () => 'x'.repeat(10_000_000)],
    [
      'more than 500 KB when unpacked',
      () => gzipSync(JSON.stringify(batch(1)).padEnd(200_000_000)),
    ],
    ['more than 2,500 messages', () => batch(2_501)],
  ])('%s', async (_what, body) => {
    const response = await send('/v1/batch', body())
    expect(response.status).toBe(400)
    expect(problem.parse(await response.json()).code).toBe('invalid')
  })

  test('as much as is allowed is taken', async () => {
    expect((await send('/v1/batch', batch(2_500))).status).toBe(200)
    const whole = JSON.stringify(batch(1))
    expect((await send('/v1/batch', whole.padEnd(512_000, ' '))).status).toBe(200)
    expect((await send('/v1/batch', whole.padEnd(512_001, ' '))).status).toBe(400)
  })
})

describe('what a body may be called', () => {
  const track = (userId: string) =>
    JSON.stringify({ writeKey: key, userId, event: 'Named', timestamp: '2026-01-01T00:00:00Z' })

  test.each<[string, () => string | Uint8Array, Record<string, string>]>([
    ['text', () => track('text'), { 'content-type': 'text/plain' }],
    [
      'a form, packed',
      () => gzipSync(track('form')),
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    [
      'packed, and saying so',
      () => gzipSync(track('packed')),
      { ...json, 'content-encoding': 'gzip' },
    ],
    ['nothing that there is', () => track('odd'), { 'content-type': 'odd' }],
    ['with a mark of its order of bytes', () => `\uFEFF${track('marked')}`, json],
  ])('%s', async (_what, body, headers) => {
    expect((await send('/v1/t', body(), headers)).status).toBe(200)
  })

  test('all of those were taken in', async () => {
    await settled()
    for (const user of ['text', 'form', 'packed', 'odd', 'marked']) {
      expect(await eventsOf('user_id', user)).toMatchObject([
        { name: 'Named', source: 'loja', channel: 'site' },
      ])
    }
  })
})

test('a page of any site may ask before it sends', async () => {
  const response = await running.fetch('/v1/batch', {
    method: 'OPTIONS',
    key: '',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
  })
  expect(response.status).toBe(204)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  const allowed = response.headers.get('access-control-allow-headers')
  expect(allowed).toBe('Authorization, Content-Type, X-Retry-Count')
  const refused = await send('/v1/t', '{')
  expect(refused.headers.get('access-control-allow-origin')).toBe('*')
  expect(refused.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
})

test('a client in a browser is told where to send', async () => {
  const at = `/v1/projects/${key}/settings`
  const { host } = new URL(running.url)
  const told = { apiKey: key, apiHost: `${host}/v1`, protocol: 'http' }
  const plain = await running.fetch(at, { key: '' })
  expect(await plain.json()).toEqual({
    integrations: { 'Segment.io': told },
    metrics: { sampleRate: 0 },
  })
  const safe = await running.fetch(at, { key: '', headers: { origin: 'https://shop.example' } })
  expect(await safe.json()).toMatchObject({ integrations: { 'Segment.io': { protocol: 'https' } } })
  expect((await running.fetch('/v1/projects/nobody/settings', { key: '' })).status).toBe(404)
})

test('the same batch twice at once counts once', async () => {
  const batch = Array.from({ length: 40 }, (_, i) => ({
    type: 'track',
    event: 'Twice',
    userId: 'twice',
    messageId: `twice-${i}`,
  }))
  const sent = await Promise.all(
    [1, 2].map(async () => await send('/v1/batch', { writeKey: key, batch })),
  )
  expect(sent.map(({ status }) => status)).toEqual([200, 200])
  await settled()
  expect(await eventsOf('user_id', 'twice')).toHaveLength(40)
})

test('addresses of visitors are kept only where the source says so', async () => {
  const event = { event: 'From', context: { ip: '203.0.113.9', locale: 'pt-BR' } }
  await taken('/v1/track', { ...event, writeKey: key, userId: 'hidden' })
  await taken('/v1/batch', {
    writeKey: key,
    context: { ip: '203.0.113.9' },
    batch: [{ ...event, type: 'track', userId: 'hidden' }],
  })
  await taken('/v1/track', { ...event, writeKey: other, userId: 'shown' })
  await taken('/v1/track', { event: 'From', writeKey: other, userId: 'seen' })
  const hidden = await eventsOf('user_id', 'hidden')
  expect(hidden).toHaveLength(2)
  expect(JSON.stringify(hidden)).not.toContain('203.0.113')
  expect(hidden[0]?.properties).toMatchObject({ context: { locale: 'pt-BR' } })
  expect((await eventsOf('user_id', 'shown'))[0]?.properties).toMatchObject({
    context: { ip: '203.0.113.9' },
  })
  expect((await eventsOf('user_id', 'seen'))[0]).toMatchObject({
    channel: 'app',
    properties: { context: { ip: '127.0.0.1' } },
  })
})

test('somebody who hangs up while sending is no mistake of the program', async () => {
  const { hostname, port } = new URL(running.url)
  const headers = { ...json, 'content-length': '1000' }
  const sending = request({ hostname, port, path: '/v1/batch', method: 'POST', headers })
  const over = new Promise<void>((resolve) => {
    sending.on('error', () => resolve())
    sending.on('close', () => resolve())
  })
  sending.write('{"batch":[', () => sending.destroy())
  await over
  expect((await send('/v1/track', { writeKey: key, userId: 'after', event: 'E' })).status).toBe(200)
})

test('what brought her first and last is hers, in whatever order it is heard of', async () => {
  const names = 'first_touch first_touch_source first_touch_campaign first_landing_page'.split(' ')
  names.push('last_touch', 'last_touch_source', 'last_touch_campaign', 'usual_device', 'visits_30')
  const { items } = await running.ask(routes.calculated.ready, {})
  for (const { name, text, label } of items.filter((each) => names.includes(each.name))) {
    await running.ask(routes.calculated.create, { body: { text, label } })
    expect(names).toContain(name)
  }
  const agent = 'Mozilla/5.0 (Linux; Android 10; K) Chrome/126.0.0.0 Mobile Safari/537.36'
  const came = (day: number, path: string, more: object) => ({
    type: 'page',
    anonymousId: 'came',
    timestamp: new Date(Date.now() - (30 - day) * 86_400_000).toISOString(),
    context: {
      userAgent: agent,
      session: { id: `s${day}`, number: day },
      page: { url: `https://loja.example${path}`, path },
      ...more,
    },
  })
  const campaign = { source: 'crm', medium: 'email', name: 'maio' }
  await taken('/v1/batch', {
    writeKey: key,
    batch: [came(8, '/', {}), came(7, '/b', { campaign })],
  })
  // Of before all that, and heard of last.
  const referrer = 'https://www.google.com/'
  const page = { url: 'https://loja.example/c', path: '/c', referrer }
  await taken('/v1/batch', { writeKey: key, batch: [came(2, '/c', { page })] })
  const { id } = await find('anonymous_id', 'came')
  const query = { condition: 'first_touch = "search"', calculated: names.join(',') }
  const { items: found } = await running.ask(routes.customers.list, { query })
  expect(found).toMatchObject([
    {
      id,
      calculated: {
        first_touch: 'search',
        first_touch_source: 'google',
        first_touch_campaign: '(none)',
        first_landing_page: '/c',
        last_touch: 'email',
        last_touch_source: 'crm',
        last_touch_campaign: 'maio',
        usual_device: 'phone',
        visits_30: 3,
      },
    },
  ])
  const text = 'did "Page Viewed" where (os = "Android" and browser = "Chrome")'
  expect((await running.ask(routes.segments.count, { body: { text } })).count).toBe(1)
})
