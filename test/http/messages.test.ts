import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { shellOfFile } from '../cli/typing.ts'

const shell = shellOfFile()
let key = ''
beforeAll(async () => {
  const { running } = shell
  key = (await running.ask(routes.sources.create, { body: { name: 'Loja' } })).writeKey
})
afterAll(() => (key = ''))

async function send(batch: readonly unknown[]): Promise<void> {
  const { running } = shell
  const init = { method: 'POST', key: '', body: JSON.stringify({ writeKey: key, batch }) }
  expect((await running.fetch('/v1/batch', init)).status).toBe(200)
  const { inbox } = await running.ask(routes.status.read, {})
  await running.applied(inbox.position)
}

const rejected = async (query: object = {}) =>
  await shell.running.ask(routes.messages.rejected, { query })

async function planOf(value: string) {
  const params = { kind: 'user_id', value }
  return (await shell.running.ask(routes.customers.find, { params })).fields['plan']
}

test('what was sent is shown with what became of it', async () => {
  await send([
    { type: 'track', event: 'Seen', userId: 'ana', messageId: 'm-1' },
    { type: 'track', event: '', userId: 'ana', writeKey: key },
    7,
  ])
  const { items } = await shell.running.ask(routes.messages.latest, { query: { source: 'loja' } })
  expect(items).toMatchObject([
    { row: 2, type: 'message', state: 'rejected', message: 7 },
    { row: 1, type: 'track', state: 'rejected', where: 'event', userId: 'ana' },
    { row: 0, event: 'Seen', state: 'taken', messageId: 'm-1', reason: null },
  ])
  expect(JSON.stringify(items)).not.toContain(key)
  const { items: others } = await shell.running.ask(routes.messages.latest, {
    query: { source: 'x' },
  })
  expect(others).toEqual([])
  const tail = await shell.type('events', 'tail')
  expect(tail.out).toContain('rejected: event: An event has a name')
})

test('what could not be accepted is found page by page, and gone once it is brought again, mended', async () => {
  const first = await rejected({ limit: 1 })
  expect(first.items).toMatchObject([{ row: 2 }])
  const second = await rejected({ limit: 1, cursor: first.next ?? '' })
  expect([second.items.map(({ row }) => row), second.next]).toEqual([[1], null])
  const { position = 0, row = 0, at = '' } = second.items[0] ?? {}
  const file = shell.file('mended.json', JSON.stringify({ event: 'Mended', userId: 'ana' }))
  const which = `${position}:${row}`
  const done = await shell.json('events', 'replay', which, '--file', file)
  expect(done).toEqual({ replayed: 1, reasons: [] })
  expect((await rejected()).items).toHaveLength(1)
  const params = { kind: 'user_id', value: 'ana' }
  const { id } = await shell.running.ask(routes.customers.find, { params })
  const { items } = await shell.running.ask(routes.customers.events, { params: { id } })
  expect(items.find(({ name }) => name === 'Mended')).toMatchObject({ time: at, source: 'loja' })
  // Gone is gone.
  expect(await shell.json('events', 'replay', which)).toEqual({ replayed: 0, reasons: [] })
})

test('a value that was refused is taken once the field can hold it, and counts once', async () => {
  const field = { name: 'plan', type: 'choice' as const, choices: ['gold'] }
  await shell.running.ask(routes.fields.create, { body: field })
  const identify = (plan: string, timestamp: string) => ({
    type: 'identify',
    userId: plan,
    traits: { plan, other: 1 },
    messageId: plan,
    timestamp,
  })
  await send([
    identify('silver', '2026-01-01T00:00:00Z'),
    { type: 'group', userId: 'silver', groupId: 'g' },
  ])
  expect(await planOf('silver')).toBeUndefined()
  const still = await shell.json('events', 'replay', '--type', 'identify')
  expect(still).toMatchObject({ replayed: 1, reasons: [expect.stringContaining('plan')] })
  await shell.running.ask(routes.fields.change, {
    params: { name: 'plan' },
    body: { choices: ['gold', 'silver'] },
  })
  expect(await shell.json('events', 'replay', '--type', 'identify')).toEqual({
    replayed: 1,
    reasons: [],
  })
  expect(await planOf('silver')).toBe('silver')
  expect((await rejected({ type: 'identify' })).items).toEqual([])
  const all = await shell.json('events', 'tail', '--rejected')
  expect((all['items'] as { type: string }[]).map(({ type }) => type)).toEqual(['group', 'message'])
  // What is read and what not is the same the second time, and what was taken was taken once.
  expect(await shell.json('events', 'replay')).toMatchObject({ replayed: 1 })
  const params = { kind: 'user_id', value: 'silver' }
  const { id: customer } = await shell.running.ask(routes.customers.find, { params })
  const { items } = await shell.running.ask(routes.customers.events, { params: { id: customer } })
  expect(items).toHaveLength(1)
})
