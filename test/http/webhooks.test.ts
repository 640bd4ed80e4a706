import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startReceiver, type Received, type Receiver } from './receiver.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
let receiver: Receiver
let segment: number
beforeAll(async () => {
  receiver = await startReceiver()
  running = await startRunning(['--webhook-networks', '127.0.0.1'])
  const made = await running.ask(routes.segments.create, {
    body: { name: 'Recife', text: 'city = "Recife"' },
  })
  segment = made.id
  await running.settled()
})
afterAll(async () => {
  await running.close()
  await receiver.close()
})

afterEach(async () => {
  const { items } = await running.ask(routes.webhooks.list, {})
  for (const { id } of items) await running.ask(routes.webhooks.remove, { params: { id } })
})

async function webhook(given: object = {}) {
  receiver.received.length = 0
  receiver.reply = () => ({ status: 204 })
  return await running.ask(routes.webhooks.create, { body: { url: receiver.url, ...given } })
}

type Message = {
  readonly type: string
  readonly data: {
    readonly segment: { readonly id: number; readonly name: string }
    readonly customer: { readonly id: string; readonly identifiers: Record<string, string[]> }
    readonly cause: string
  }
}

/** What came, read by the library that receivers use: it throws where a signature is not good. */
function verified(secret: string, { body, headers }: Received): Message {
  return new Webhook(secret).verify(body, headers as Record<string, string>) as Message
}

async function came(count: number): Promise<readonly Received[]> {
  await expect.poll(() => receiver.received.length).toBeGreaterThanOrEqual(count)
  return receiver.received
}

async function move(user: string, city: string): Promise<void> {
  const body = { identifiers: { user_id: user }, fields: { city } }
  await running.ask(routes.customers.create, { body })
}

test('who enters and leaves a segment is told, signed, in her order, by the identifiers asked for', async () => {
  const { id, secret } = await webhook({ identifiers: ['user_id', 'email'] })
  const customer = await running.customer('ana', { city: 'Recife' })
  await move('ana', 'Olinda')
  // Else both may be taken in together, by which nothing is other.
  await running.settled()
  await move('ana', 'Recife')
  const messages = (await came(3)).map((each) => verified(secret, each))
  expect(messages.map(({ type }) => type)).toEqual([
    'segment.entered',
    'segment.left',
    'segment.entered',
  ])
  expect(messages[0]?.data).toMatchObject({
    segment: { id: segment, name: 'Recife' },
    customer: { id: customer, identifiers: { user_id: ['ana'] } },
    cause: 'arrivals',
  })
  const noted = async () => {
    const { items } = await running.ask(routes.webhooks.deliveries, { params: { id } })
    return items.map(({ state, attempts }) => [state, attempts])
  }
  const once = ['delivered', 1]
  await expect.poll(noted).toEqual([once, once, once])

  // The same once more, by the same ids.
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  const from = new Date(Date.now() - 3_600_000).toISOString()
  await running.ask(routes.webhooks.replay, { params: { id }, body: { from } })
  const again = (await came(6)).slice(3)
  expect(again.map(({ headers }) => headers['webhook-id'])).toEqual(ids)
})

test('of many at once each is sent once, however their answers come together', async () => {
  const { id } = await webhook()
  const many = 60
  await Promise.all(Array.from({ length: many }, async (_, i) => await move(`many ${i}`, 'Recife')))
  await came(many)
  const told = async () => {
    const query = { limit: 100 }
    const { items } = await running.ask(routes.webhooks.deliveries, { params: { id }, query })
    return items.filter(({ state }) => state === 'delivered').length
  }
  await expect.poll(told).toBe(many)
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(ids).toHaveLength(many)
  expect(new Set(ids).size).toBe(many)
})

test('what is not taken is sent again by the same id, and her next waits for it; others do not', async () => {
  const { secret } = await webhook()
  let failures = 0
  receiver.reply = ({ body }) => {
    const isHers = body.includes('"bia"') && failures < 1
    if (isHers) failures += 1
    return { status: isHers ? 500 : 204 }
  }
  await running.customer('bia', { city: 'Recife' })
  await move('bia', 'Olinda')
  await running.customer('caio', { city: 'Recife' })
  const all = await came(4)
  const users = all.map((each) => {
    const { type, data } = verified(secret, each)
    return [data.customer.identifiers['user_id']?.[0], type.replace('segment.', '')]
  })
  expect(users).toEqual([
    ['bia', 'entered'],
    ['caio', 'entered'],
    ['bia', 'entered'],
    ['bia', 'left'],
  ])
  expect(all[2]?.headers['webhook-id']).toBe(all[0]?.headers['webhook-id'])
  expect(all[2]?.body).toBe(all[0]?.body)
})

test('a receiver is left alone while it asks for that, and gets no more when it wants none', async () => {
  const { id } = await webhook()
  const began = Date.now()
  receiver.reply = () => ({ status: 429, headers: { 'retry-after': '2' } })
  await running.customer('davi', { city: 'Recife' })
  await came(1)
  receiver.reply = () => ({ status: 410 })
  await came(2)
  expect(Date.now() - began).toBeGreaterThanOrEqual(2_000)
  const read = async () => await running.ask(routes.webhooks.read, { params: { id } })
  await expect.poll(async () => (await read()).state).toBe('disabled')
  expect((await read()).problem).toContain('410')

  // What comes meanwhile is told when it goes on.
  receiver.received.length = 0
  receiver.reply = () => ({ status: 204 })
  await running.customer('eva', { city: 'Recife' })
  await running.settled()
  expect(receiver.received).toEqual([])
  await running.ask(routes.webhooks.change, { params: { id }, body: { state: 'active' } })
  const users = (await came(2)).map(({ body }) => /"(davi|eva)"/.exec(body)?.[1])
  expect(new Set(users)).toEqual(new Set(['davi', 'eva']))
})

test('of who is deleted nothing more is sent but that, and it names her by her id alone', async () => {
  const { id, secret } = await webhook()
  receiver.reply = () => ({ status: 500 })
  const customer = await running.customer('fabio', { city: 'Recife' })
  await came(1)
  receiver.received.length = 0
  receiver.reply = () => ({ status: 204 })
  await running.ask(routes.customers.remove, { params: { id: customer } })
  const [told, ...more] = (await came(1)).map((each) => verified(secret, each))
  expect(told).toMatchObject({ type: 'customer.deleted', data: { customer: { id: customer } } })
  expect(more).toEqual([])
  const { items } = await running.ask(routes.webhooks.deliveries, { params: { id } })
  expect(items.filter(({ body }) => body.includes('fabio'))).toEqual([])
})

test('of a change of the secret messages are signed by both for a while', async () => {
  const before = await webhook()
  const after = await running.ask(routes.webhooks.rotate, { params: { id: before.id }, body: {} })
  const tried = await running.ask(routes.webhooks.test, { params: { id: before.id } })
  expect(tried).toMatchObject({ ok: true, status: 204 })
  const [test] = await came(1)
  if (test === undefined) throw new Error('nothing came')
  for (const secret of [before.secret, after.secret]) {
    expect(verified(secret, test).type).toBe('webhook.test')
  }
  await running.ask(routes.webhooks.rotate, { params: { id: before.id }, body: { hours: 0 } })
  await running.ask(routes.webhooks.test, { params: { id: before.id } })
  const [, last] = await came(2)
  expect(() => verified(after.secret, last ?? test)).toThrow('No matching signature')
})

test('what leads elsewhere, inside or nowhere is refused or said', async () => {
  const refused = async (url: string) =>
    await running.refused(routes.webhooks.create, { body: { url } })
  expect(await refused('http://10.0.0.1/')).toMatchObject({ where: 'url' })
  expect(await refused('http://example.com/')).toMatchObject({ code: 'invalid' })
  const { id } = await webhook({ segments: [segment] })
  receiver.reply = () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } })
  const test = async () => await running.ask(routes.webhooks.test, { params: { id } })
  expect(await test()).toMatchObject({ ok: false, status: 302 })
  const url = 'http://127.0.0.1:1/'
  await running.ask(routes.webhooks.change, { params: { id }, body: { url } })
  expect(await test()).toMatchObject({
    ok: false,
    status: null,
    problem: expect.stringContaining('ECONNREFUSED'),
  })
})
