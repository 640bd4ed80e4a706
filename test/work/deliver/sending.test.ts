import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import {
  addDeliveries,
  listDeliveries,
  removeDeliveriesAbout,
} from '../../../src/store/operational/deliveries.ts'
import { openOperational, type Operational } from '../../../src/store/operational/open.ts'
import { createWebhook, webhookById } from '../../../src/store/operational/webhooks.ts'
import { makeSender } from '../../../src/work/deliver/send.ts'
import { Sending } from '../../../src/work/deliver/sending.ts'
import { startReceiver, type Receiver, type Reply } from '../../http/receiver.ts'
import { eventually } from '../../patience.ts'
import { shop } from '../intake/shop.ts'

const directory = mkdtempSync(join(tmpdir(), 'clientela-sending-'))
let operational: Operational
let receiver: Receiver
beforeAll(async () => {
  const where = { file: join(directory, 'operational.db') }
  operational = await openOperational({ where, shop, builtInFields })
  receiver = await startReceiver()
})
afterAll(async () => {
  await receiver.close()
  await operational.close()
  rmSync(directory, { recursive: true })
})

const done: Reply = { status: 204 }

/** A webhook for which a message about each of those customers waits, in that order; nothing is sent yet. */
async function waiting(customers: readonly string[]) {
  const { db } = operational
  receiver.received.length = 0
  const made = { url: receiver.url, description: '', events: [], identifiers: [], by: 'test' }
  const { id } = await createWebhook(db, { ...made, reached: {} }, Date.now())
  const messages = customers.map((customer, i) => {
    return { seq: i + 1, id: `m${i + 1}`, customer, type: 'test', body: customer }
  })
  await addDeliveries(db, id, messages, Date.now())
  const stopping = new AbortController()
  const sender = makeSender({ allowed: ['127.0.0.1'], clock: Date.now })
  const means = { operational, clock: Date.now, sender, random: () => 0, waits: () => {} }
  const start = () => new Sending(means, id, { signal: stopping.signal, noted: () => {} })
  const all = async () => (await listDeliveries(db, id, { limit: 500 })).toReversed()
  const end = async (sending: Sending) => {
    stopping.abort()
    await sending.ended()
    sender.close()
  }
  return { id, start, all, end }
}

const people = (count: number) => Array.from({ length: count }, (_, i) => `c${i + 1}`)

test('once it asks to be left alone nothing more is begun, whatever is on the way', async () => {
  const { id, start, all, end } = await waiting(people(100))
  let asked = 0
  receiver.reply = () => {
    asked += 1
    return { status: 429, headers: { 'retry-after': '3600' } }
  }
  const sending = start()
  onTestFinished(async () => await end(sending))
  await eventually(async () => {
    const webhook = await webhookById(operational.db, id)
    expect(webhook?.restingUntil).toBeGreaterThan(Date.now() + 3_000_000)
  })
  // As often as somebody says that there is something to do.
  for (let times = 0; times < 5; times += 1) {
    sending.wake()
    await sending.without([], async () => {})
  }
  const tried = (await all()).filter(({ attempts }) => attempts > 0)
  expect(asked).toBeLessThanOrEqual(16)
  expect(tried.length).toBe(asked)
})

test('after a failure there is one at a time, until one is taken', async () => {
  const { start, all, end } = await waiting(people(60))
  let open = 0
  let failures = 0
  const atOnce: number[] = []
  receiver.reply = async () => {
    open += 1
    await new Promise((resolve) => setImmediate(resolve))
    if (failures >= 16) atOnce.push(open)
    const status = failures < 30 ? 500 : 204
    if (status === 500) failures += 1
    await new Promise((resolve) => setImmediate(resolve))
    open -= 1
    return { status }
  }
  const sending = start()
  onTestFinished(async () => await end(sending))
  await eventually(async () => {
    const states = (await all()).map(({ state }) => state)
    // Once one was taken those that were not are sent at once.
    expect(new Set(states)).toEqual(new Set(['delivered']))
  })
  expect(failures).toBe(30)
  expect(atOnce.slice(0, 14)).toEqual(Array.from({ length: 14 }, () => 1))
  const attempts = (await all()).reduce((sum, each) => sum + each.attempts, 0)
  expect(attempts).toBe(60 + 30)
})

test('of a customer the next is sent when the one before was taken, and none twice', async () => {
  const customers = people(300).map((_, i) => `c${i % 7}`)
  const { start, all, end } = await waiting(customers)
  const open = new Set<string>()
  const ids: string[] = []
  receiver.reply = async ({ headers, body }) => {
    expect(open.has(body)).toBe(false)
    open.add(body)
    ids.push(String(headers['webhook-id']))
    await new Promise((resolve) => setImmediate(resolve))
    open.delete(body)
    return done
  }
  const sending = start()
  onTestFinished(async () => await end(sending))
  await eventually(async () => {
    expect((await all()).every(({ state }) => state === 'delivered')).toBe(true)
  })
  expect(ids).toHaveLength(300)
  for (let customer = 0; customer < 7; customer += 1) {
    const hers = ids.map((id) => Number(id.slice(1))).filter((n) => (n - 1) % 7 === customer)
    expect(hers).toEqual(hers.toSorted((a, b) => a - b))
  }
})

test('of whom it is taken away nothing is sent any more, though it is held already', async () => {
  const { id, start, end } = await waiting(people(100))
  const [most, first] = [makeGate(), makeGate()]
  const begun: string[] = []
  receiver.reply = async ({ body }) => {
    begun.push(body)
    await (body === 'c1' ? first : most).opened
    return done
  }
  const sending = start()
  onTestFinished(async () => await end(sending))
  await eventually(() => expect(begun).toHaveLength(16))
  const gone = ['c50', 'c51']
  await sending.without([...gone, 'c1'], async () => {
    // All others go on meanwhile.
    most.open()
    await eventually(() => expect(begun).toHaveLength(98))
    await removeDeliveriesAbout(operational.db, id, [...gone, 'c1'])
    const told = [...gone, 'c1'].map((customer, i) => {
      const body = `${customer} is gone`
      return { seq: 101 + i, id: `d${i}`, customer, type: 'gone', body }
    })
    await addDeliveries(operational.db, id, told, Date.now())
  })
  sending.wake()
  await eventually(() => expect(begun).toHaveLength(100))
  expect(begun.slice(98).toSorted()).toEqual(['c50 is gone', 'c51 is gone'])
  // Hers is on its way still: that she is gone comes after it.
  first.open()
  await eventually(() => expect(begun.at(-1)).toBe('c1 is gone'))
  expect(begun.filter((body) => gone.includes(body))).toEqual([])
})

function makeGate() {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}
