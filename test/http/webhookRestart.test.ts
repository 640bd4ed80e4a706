import { afterAll, beforeAll, expect, test } from 'vitest'
import { call } from '../../src/api/client.ts'
import { routes } from '../../src/api/routes.ts'
import { startProgram } from '../../src/main.ts'
import { startReceiver } from './receiver.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning(['--webhook-networks', '127.0.0.1'])
})
afterAll(async () => await running.close())

test('what a receiver that was away was to be told comes after a restart, and what it knows does not', async () => {
  const here = await startReceiver()
  const port = Number(new URL(here.url).port)
  await running.ask(routes.segments.create, { body: { name: 'Recife', text: 'city = "Recife"' } })
  await running.ask(routes.webhooks.create, { body: { url: here.url } })
  await running.customer('ana', { city: 'Recife' })
  await expect.poll(() => here.received.length).toBe(1)
  const delivered = async () => {
    const { items } = await running.ask(routes.webhooks.deliveries, { params: { id: 1 } })
    return items.filter(({ state }) => state === 'delivered').length
  }
  await expect.poll(delivered).toBe(1)
  await here.close()

  await running.customer('bia', { city: 'Recife' })
  await running.customer('caio', { city: 'Recife' })
  await running.settled()
  await running.program.stop()

  const back = await startReceiver(port)
  const again = await startProgram(running.config)
  try {
    await expect.poll(() => back.received.length).toBe(2)
    const body = { identifiers: { user_id: 'davi' }, fields: { city: 'Recife' } }
    await call(again.server, routes.customers.create, { body })
    await expect.poll(() => back.received.length).toBe(3)
    const users = back.received.map((each) => /"(ana|bia|caio|davi)"/.exec(each.body)?.[1])
    expect(new Set(users)).toEqual(new Set(['bia', 'caio', 'davi']))
  } finally {
    await again.stop()
    await back.close()
  }
})
