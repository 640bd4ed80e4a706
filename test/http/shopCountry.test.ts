import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../patience.ts'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

const jobs = async () =>
  (await running.ask(routes.jobs.list, {})).items.filter(({ kind }) => kind === 'phone numbers')

test('another country of the shop has phones that were not known read again, and segments see it', async () => {
  await running.ask(routes.shop.change, { body: { country: 'US' } })
  const fields = { phone: '(81) 98765-4321' }
  const identifiers = { user_id: 'ana', phone: '81 98765-4321' }
  await running.ask(routes.customers.create, { body: { identifiers, fields } })
  await running.settled()
  const text = 'phone = "+5581987654321"'
  const counted = async () => (await running.ask(routes.segments.count, { body: { text } })).count
  expect(await counted()).toBe(0)
  await running.ask(routes.shop.change, { body: { country: 'BR' } })
  await eventually(async () => expect((await jobs())[0]?.state).toBe('done'))
  await running.settled()
  expect((await jobs())[0]?.result).toEqual({ customers: 1, conflicts: 0 })
  expect(await counted()).toBe(1)
  const her = await running.ask(routes.customers.find, {
    params: { kind: 'user_id', value: 'ana' },
  })
  expect(her.identifiers['phone']).toEqual(['+5581987654321'])
  const before = (await jobs()).length
  await running.ask(routes.shop.change, { body: { country: 'BR', weekStart: 7 } })
  expect((await jobs()).length).toBe(before)
})
