import { expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { shellOfFile, type Shell } from '../cli/typing.ts'

const shell = shellOfFile()
const ask: Shell['running']['ask'] = async (route, given) => await shell.running.ask(route, given)

let key = ''

/** Sends messages, and waits until they and what follows from them are taken in. */
async function send(...batch: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  key ||= (await ask(routes.sources.create, { body: { name: 'Loja' } })).writeKey
  const body = JSON.stringify({ writeKey: key, batch })
  const headers = { 'content-type': 'application/json' }
  const sent = await shell.running.fetch('/v1/batch', { method: 'POST', key: '', headers, body })
  expect(sent.status).toBe(200)
  for (let last = -1; ;) {
    const { inbox } = await ask(routes.status.read, {})
    if (inbox.position === last) break
    last = inbox.position
    await shell.running.applied(last)
  }
  await shell.running.settled()
}

const time = '2026-01-01T10:00:00Z'

test('who turns out to be known is in the segments of what she did before, by a merge', async () => {
  const seen = { type: 'track', event: 'Seen', timestamp: time }
  await send({ ...seen, anonymousId: 'a' }, { ...seen, userId: 'ana' })
  const text = 'did "Seen" at least 2 times'
  const segment = await ask(routes.segments.create, { body: { name: 'Twice', text } })
  await shell.running.settled()
  const members = async () => (await ask(routes.segments.count, { body: { text } })).count
  expect(await members()).toBe(0)
  await send({ type: 'alias', userId: 'ana', previousId: 'a', timestamp: time })
  expect(await members()).toBe(1)
  const { id } = await ask(routes.customers.find, { params: { kind: 'user_id', value: 'ana' } })
  const { items } = await ask(routes.customers.segments, { params: { id } })
  expect(items).toMatchObject([{ id: segment.id }])
  const params = { id: String(segment.id) }
  const history = await ask(routes.segments.history, { params, query: {} })
  expect(history.items).toMatchObject([{ customer: id, cause: 'merge' }])

  const { items: held } = await ask(routes.customers.identifiers, { params: { id } })
  const anonymous = held.find(({ kind }) => kind === 'anonymous_id')
  expect(anonymous).toMatchObject({
    value: 'a',
    with: [{ kind: 'user_id', value: 'ana', source: 'loja', counts: true }],
  })
  expect(anonymous?.import).toBeGreaterThan(0)
  const shown = await shell.type('customers', 'identifiers', 'user_id:ana')
  expect(shown.out).toContain('user_id:ana at 2026-01-01T10:00:00.000Z by loja')
})

test('two user ids with one e-mail are shown with the reason, until somebody says what they are', async () => {
  const identify = { type: 'identify', timestamp: time, traits: { email: 'casa@example.org' } }
  await send({ ...identify, userId: 'mae' }, { ...identify, userId: 'filha' })
  const { items } = await ask(routes.duplicates.contested, { query: {} })
  const users = [items[0]?.left, items[0]?.right].map((each) => each?.identifiers['user_id'])
  expect(new Set(users.flat())).toEqual(new Set(['mae', 'filha']))
  expect(items).toMatchObject([
    { identifier: { kind: 'email', value: 'casa@example.org' }, source: 'loja' },
  ])
  const listed = await shell.type('duplicates', 'contested')
  expect(listed.out).toContain('both were seen with the e-mail casa@example.org')
  await shell.type('duplicates', 'decide', 'user_id:mae', 'user_id:filha', 'not-the-same')
  expect((await ask(routes.duplicates.contested, { query: {} })).items).toEqual([])
  const query = { state: 'not_the_same' } as const
  expect((await ask(routes.duplicates.contested, { query })).items).toHaveLength(1)
})

test('the shop says what is nobody’s, and how many come together', async () => {
  const blocked = await shell.json('identity', 'block', 'balcao@loja.example')
  expect(blocked).toMatchObject({ blocked: ['balcao@loja.example'], limits: { email: 10 } })
  expect(await shell.json('identity', 'limit', 'email', '2')).toMatchObject({
    blocked: ['balcao@loja.example'],
    limits: { email: 2, anonymous_id: 500 },
  })
  const identify = { type: 'identify', timestamp: time, userId: 'b' }
  await send({ ...identify, traits: { email: 'Balcao@loja.example' } })
  const { identifiers } = await ask(routes.customers.find, {
    params: { kind: 'user_id', value: 'b' },
  })
  expect(identifiers).toEqual({ user_id: ['b'] })
  await shell.type('identity', 'unblock', 'balcao@loja.example')
  expect((await ask(routes.shop.read, {})).identity.blocked).toEqual([])
})
