import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problem } from '../../src/api/problem.ts'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Asking, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

const count = '/api/segments/count'
const json = { 'content-type': 'application/json' }

async function refused(path: string, init: Asking) {
  const response = await running.fetch(path, init)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const said = problem.parse(await response.json())
  expect(said.status).toBe(response.status)
  return said
}

describe('whatever is wrong is answered as a problem', () => {
  test.each(['text/plain', 'application/octet-stream', 'application/xml', 'multipart/form-data'])(
    'a body of %s where JSON is wanted',
    async (type) => {
      const headers = { 'content-type': type }
      const said = await refused(count, { method: 'POST', body: 'x', headers })
      expect(said).toMatchObject({ status: 415, where: 'Content-Type' })
      expect(said.title).toBe('A body of this kind is not taken here')
      expect(said.detail).not.toContain('_readableState')
    },
  )

  test.each(['{', '', '{"__proto__":{},"text":"everyone"}', '{"constructor":{"prototype":1}}'])(
    'the body %j',
    async (body) => {
      const said = await refused(count, { method: 'POST', body, headers: json })
      expect(said).toMatchObject({ status: 400, where: 'body' })
      expect(said.fix).toBeDefined()
    },
  )

  test('a method that the address does not answer to', async () => {
    const response = await running.fetch('/api/shop', { method: 'PUT', body: '{}', headers: json })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, PATCH'])
  })

  test.each(['/api/%ZZ', '/api/customers/%E0%A4%A'])('the address %s', async (path) => {
    expect(
      await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`),
    ).toMatch(/^HTTP\/1.1 400 [^]*application\/problem\+json[^]*"where":"path"/)
  })

  test('what is no request at all', async () => {
    expect(await raw('BREW / COFFEE\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400 [^]*application\/problem\+json[^]*"code":"invalid"/,
    )
    const long = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`
    expect(await raw(long)).toMatch(/^HTTP\/1.1 431 [^]*application\/problem\+json/)
  })
})

describe('JSON that could not be kept as it came is refused at the door', () => {
  const nested = (levels: number): string => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)
  const event = (properties: string): string =>
    `{"events":[{"event":"A","identifiers":{"user_id":"a"},"properties":${properties}}]}`

  test.each([
    ['/api/events', event(nested(21)), 'body.events[0].properties'],
    ['/api/events', event(nested(1_800)), 'body.events[0].properties'],
    ['/api/events', event(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), undefined],
    ['/api/customers', `{"identifiers":{"user_id":"a"},"fields":${nested(21)}}`, 'body.fields'],
    ['/api/products', `{"products":[{"id":"a","name":"A","fields":${nested(21)}}]}`, undefined],
  ])('too many levels: %s', async (path, body, where) => {
    const said = await refused(path, { method: 'POST', body, headers: json })
    expect(said).toMatchObject({ status: 400, ...(where === undefined ? {} : { where }) })
    expect(said.detail).toContain('deeper than 20')
  })

  test('a number beyond all numbers', async () => {
    const body = event('{"a":[1e999]}')
    const said = await refused('/api/events', { method: 'POST', body, headers: json })
    expect(said).toMatchObject({ status: 400, where: 'body.events[0].properties' })
  })

  test('as many levels as are allowed are taken', async () => {
    const init = { method: 'POST', body: event(nested(20)), headers: json }
    const response = await running.fetch('/api/events', init)
    expect(response.status).toBe(202)
    const { position } = (await response.json()) as { position: number }
    const came = await running.applied(position)
    expect(came).toMatchObject({ applied: true, rejected: [] })
  })
})

test('a mistake in a text is shown in the text', async () => {
  const wrong = async (text: string) =>
    await running.refused(routes.conditions.read, { body: { text } })
  expect(await wrong('city = "Recife"\n  and (did "X" or citty = "a")')).toMatchObject({
    where: 'text: line 2, column 19',
    fix: 'Did you mean "city"?',
  })
  expect((await wrong('city = "a" and birth_date > 5')).where).toBe('text: line 1, column 16')
})

/** What comes back for those bytes. */
async function raw(bytes: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const { hostname, port } = new URL(running.url)
    let answer = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}
