import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problem } from '../../src/api/problem.ts'
import { everyRoute } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

const many = (n: number, text: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => text(i)).join(',')

/** What no client of ours sends. */
const bodies: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>> = {
  'lists without end': `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
  'objects without end': `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  'a prototype': '{"__proto__":{"polluted":1}}',
  'a prototype, deeper': '{"name":"a","fields":{"a":[{"__proto__":{"polluted":1}}]}}',
  'a prototype, spelt otherwise': '{"\\u005f\\u005fproto\\u005f\\u005f":{"polluted":1}}',
  'a constructor': '{"constructor":{"prototype":{"polluted":1}}}',
  'names of objects': '{"toString":1,"hasOwnProperty":null,"valueOf":[]}',
  'keys without end': `{${many(100_000, (i) => `"k${i}":${i}`)}}`,
  'one key often': `{${many(50_000, () => '"name":"a"')},"x":1}`,
  'a text without end': `{"name":"${'a'.repeat(2_000_000)}","text":"${'('.repeat(200_000)}"}`,
  'NUL and half a pair': '{"name":"a\\u0000\\ud800","text":"\\u0000"}',
  'a number beyond all': '{"name":1e999,"id":-1e400,"limit":123456789012345678901234567890}',
  'no object': 'null',
  'a list': '[]',
  'a list of nothing': `[${many(100_000, () => 'null')}]`,
  'half of it': '{"name":"a',
  'no UTF-8': new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
  'what begins as gzip': new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]),
}

/** Of what goes on inside. */
const internals =
  /\bat \S+ \(|node_modules|\.[cm]?[jt]s:\d|SQLITE|SELECT |INSERT |FROM \w+ WHERE|DB::|kysely|\/tmp\/|ECONN|fastify/i

async function sent(path: string, init: Parameters<Running['fetch']>[1]) {
  const response = await running.fetch(path, init)
  const text = await response.text()
  return { status: response.status, type: response.headers.get('content-type') ?? '', text }
}

const takers = everyRoute.filter(({ route }) => route.method !== 'GET' && route.writeKey !== true)

/** Of each kind of body one: what is large is sent to these alone. */
const kinds = new Set(
  'customers.create events.add products.put segments.count promotions.create session.signIn masterData.create'.split(
    ' ',
  ),
)

describe('whatever is sent is answered, and as what it is', () => {
  test.each(Object.entries(bodies))('%s', async (_, body) => {
    const wrong: string[] = []
    for (const { name, route } of takers) {
      if (body.length > 1_000 && !kinds.has(name)) continue
      const path = route.path.replaceAll(/:[a-z]+/g, '1')
      const headers = { 'content-type': 'application/json' }
      const { status, type, text } = await sent(path, { method: route.method, headers, body })
      const refused = status >= 400
      const isProblem = !refused || problem.safeParse(JSON.parse(text)).success
      const right = status < 500 && isProblem && (!refused || type === 'application/problem+json')
      if (!right || (refused && internals.test(text))) {
        wrong.push(`${name}: ${status} ${text.slice(0, 300)}`)
      }
    }
    expect(wrong).toEqual([])
    expect(takers.length).toBeGreaterThan(90)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test.each(['%00', "' OR 1=1 --", '__proto__', '9'.repeat(400), 'a'.repeat(900)])(
    'the address with %s',
    async (hostile) => {
      const wrong: string[] = []
      for (const { name, route } of everyRoute.filter(({ route: each }) =>
        each.path.includes(':'),
      )) {
        if (route.writeKey === true) continue
        const part = hostile.startsWith('%') ? hostile : encodeURIComponent(hostile)
        const path = `${route.path.replaceAll(/:[a-z]+/g, part)}?limit=${part}&cursor=${part}&sort=${part}`
        const body =
          route.method === 'GET'
            ? {}
            : { body: '{}', headers: { 'content-type': 'application/json' } }
        const { status, text } = await sent(path, { method: route.method, ...body })
        if (status >= 500 || (status >= 400 && internals.test(text.replace(part, '')))) {
          wrong.push(`${name}: ${status} ${text.slice(0, 300)}`)
        }
      }
      expect(wrong).toEqual([])
    },
  )
})
