import { request, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { problem } from '../../src/api/problem.ts'
import { startRunning, type Asking, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

describe('without a key', () => {
  test.each(['/healthz', '/readyz'])('%s says yes or no', async (path) => {
    const response = await running.fetch(path, { key: '' })
    expect([response.status, await response.json()]).toEqual([200, { ok: true }])
  })

  test.each([
    ['/healthz', 200],
    ['/api/shop', 401],
  ])('the head alone of %s is answered by %s and no body', async (path, status) => {
    const response = await running.fetch(path, { method: 'HEAD', key: '' })
    expect([response.status, await response.text()]).toEqual([status, ''])
  })

  test.each([
    '/metrics',
    '/openapi.json',
    '/docs',
    '/docs.css',
    '/api',
    '/api/nothing',
    '/Nothing',
  ])('%s says neither what it is nor that it is not there', async (path) => {
    expect((await running.fetch(path, { key: '' })).status).toBe(401)
  })

  test.each(['', 'ck_', 'x', 'ck_000000000000_' + 'A'.repeat(43), "' OR 1=1 --"])(
    'a key that nobody has (%j) is none',
    async (key) => {
      const headers = { authorization: `Bearer ${key}` }
      const response = await running.fetch('/api/shop', { key: '', headers })
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toContain('Bearer')
    },
  )
})

describe('with a key', () => {
  test('a revoked key is refused from the next request on', async () => {
    const { id, key } = await running.ask(routes.keys.create, { body: { name: 'short' } })
    expect((await running.fetch('/api/shop', { key })).status).toBe(200)
    await running.ask(routes.keys.revoke, { params: { id } })
    expect((await running.fetch('/api/shop', { key })).status).toBe(401)
    expect((await running.refused(routes.keys.revoke, { params: { id } })).code).toBe('not_found')
  })

  test('a key is shown once and kept nowhere in what is listed', async () => {
    const { key } = await running.ask(routes.keys.create, { body: { name: 'secret' } })
    const listed = JSON.stringify(await running.ask(routes.keys.list, {}))
    expect(listed).not.toContain(key)
    expect(listed).not.toContain(key.slice(-20))
  })

  test('pages take it as a password, the API does not', async () => {
    const headers = { authorization: password() }
    expect((await running.fetch('/docs', { key: '', headers })).status).toBe(200)
    expect((await running.fetch('/metrics', { key: '', headers })).status).toBe(200)
    expect((await running.fetch('/api/shop', { key: '', headers })).status).toBe(401)
  })

  test.each(['/%61pi/shop', '/a%70i/segments', '/api', '/%61pi/nothing'])(
    'a password does not open %s, however it is written',
    async (path) => {
      const headers = { authorization: password() }
      const response = await running.fetch(path, { key: '', headers })
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
      expect((await running.fetch('/%61pi/shop')).status).toBe(200)
    },
  )

  test('what another site asks for by the password that a browser keeps is refused', async () => {
    const from = async (site: string, authorization: string) =>
      await running.fetch('/docs', {
        key: '',
        headers: { authorization, 'sec-fetch-site': site },
      })
    const refused = await from('cross-site', password())
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([403, null])
    expect((await from('none', password())).status).toBe(200)
    expect((await from('same-origin', password())).status).toBe(200)
    expect((await from('cross-site', `Bearer ${running.server.key}`)).status).toBe(200)
  })

  test('browsers are told to ask for a password by pages only, and never by who is known', async () => {
    // Each in a line of its own: Chromium does not look behind a comma for the scheme that it knows.
    expect(await challenges('/docs')).toEqual([
      'Bearer',
      'Basic realm="Clientela: the key as password"',
    ])
    const api = await running.fetch('/api/shop', { key: '' })
    expect(api.headers.get('www-authenticate')).toBe('Bearer')
    const { key } = await running.ask(routes.keys.create, { body: { name: 'r', scope: 'read' } })
    const forbidden = await running.fetch('/api/keys', { key })
    expect([forbidden.status, forbidden.headers.get('www-authenticate')]).toEqual([403, null])
  })

  test('the first start makes one, which opens everything', async () => {
    const key = running.program.firstKey ?? ''
    expect((await running.fetch('/api/keys', { key })).status).toBe(200)
  })
})

function password(): string {
  return `Basic ${Buffer.from(`anybody:${running.server.key}`).toString('base64')}`
}

test('a picture is kept for a while, that there is none is not', async () => {
  const { productById } = await import('../../src/demo/catalogue.ts')
  const [id = ''] = productById.keys()
  const there = await running.fetch(`/demo/images/${id}.svg`, { key: '' })
  expect([there.status, there.headers.get('cache-control')]).toEqual([200, 'public, max-age=3600'])
  const none = await running.fetch('/demo/images/nothing.svg', { key: '' })
  expect([none.status, none.headers.get('cache-control')]).toEqual([404, 'no-store'])
  expect(none.headers.get('content-type')).toBe('application/problem+json')
})

test('a page of somebody else whose name leads here is refused', async () => {
  const { hostname, port } = new URL(running.url)
  const status = await new Promise<number>((resolve, reject) => {
    const headers = { host: 'shop.example', authorization: `Bearer ${running.server.key}` }
    request({ hostname, port, path: '/api/shop', headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
  expect(status).toBe(400)
})

test('answers forbid being framed, guessed at, run or kept', async () => {
  const { headers } = await running.fetch('/docs')
  const csp = headers.get('content-security-policy') ?? ''
  expect(csp).toContain("default-src 'none'")
  expect(csp).not.toContain('unsafe')
  expect(csp).not.toContain('script-src')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
})

describe('what is wrong is answered as a problem with its place', () => {
  const json = { 'content-type': 'application/json' }
  const cases: [string, string, Asking, number, string | undefined][] = [
    [
      'a body that is no JSON',
      '/api/lists',
      { method: 'POST', body: '{', headers: json },
      400,
      'body',
    ],
    [
      'a key that nobody reads',
      '/api/lists',
      { method: 'POST', body: '{"name":"a","x":1}', headers: json },
      400,
      'body',
    ],
    [
      'a missing part',
      '/api/lists',
      { method: 'POST', body: '{}', headers: json },
      400,
      'body.name',
    ],
    [
      'a deep part',
      '/api/events',
      { method: 'POST', body: '{"events":[{"event":"A"},{"event":7}]}', headers: json },
      400,
      'body.events[1].event',
    ],
    ['a query that is no number', '/api/customers?limit=many', {}, 400, 'query.limit'],
    ['a path that is no id', '/api/segments/abc', {}, 400, 'params.id'],
    [
      'a prototype',
      '/api/lists',
      { method: 'POST', body: '{"name":"a","__proto__":{"x":1}}', headers: json },
      400,
      'body',
    ],
    [
      'another media type',
      '/api/lists',
      { method: 'POST', body: '<a/>', headers: { 'content-type': 'text/xml' } },
      415,
      'Content-Type',
    ],
    [
      'too much',
      '/api/lists',
      { method: 'POST', body: JSON.stringify({ name: 'a'.repeat(11_000_000) }), headers: json },
      413,
      'body',
    ],
    ['an id beyond all ids', '/api/customers/9999999999999999999', {}, 404, 'id'],
    ['no such thing', '/api/segments/4000000000', {}, 404, 'id'],
    ['no such address', '/api/nothing', {}, 404, undefined],
  ]
  test.each(cases)('%s', async (...[, path, init, status, where]) => {
    const response = await running.fetch(path, init)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    const told = problem.parse(await response.json())
    expect(told.status).toBe(status)
    expect(told.where).toBe(where)
    expect(told.request).toBe(response.headers.get('x-request-id'))
  })
})

test('figures name routes of the table, never addresses', async () => {
  await running.fetch('/api/customers/by/email/somebody@example.org')
  const text = await (await running.fetch('/metrics')).text()
  expect(text).toContain('clientela_inbox_position')
  expect(text).toContain('/api/customers/by/:kind/:value')
  expect(text).not.toContain('somebody')
})

/** The `WWW-Authenticate` headers, line by line: `fetch` joins them. */
async function challenges(path: string): Promise<readonly string[]> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${running.url}${path}`, resolve).on('error', reject).end()
  })
  response.resume()
  return response.headersDistinct['www-authenticate'] ?? []
}
