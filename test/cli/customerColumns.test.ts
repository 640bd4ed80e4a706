import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { openShell, type Shell } from './typing.ts'

let shell: Shell
beforeAll(async () => {
  shell = await openShell()
  const { running } = shell
  const body = { identifiers: { user_id: 'ana' }, fields: { name: 'Ana', city: 'Recife' } }
  await running.ask(routes.customers.create, { body })
  const time = '2026-11-01T12:00:00Z'
  const bought = { identifiers: { user_id: 'ana' }, event: 'Order Completed', time }
  const { position } = await running.ask(routes.events.add, {
    body: { events: [{ ...bought, messageId: '1', properties: { total: 40 } }] },
  })
  await running.applied(position)
  const text = 'field spent_all = sum of total of "Order Completed"'
  await running.ask(routes.calculated.create, { body: { text } })
})
afterAll(async () => await shell.close())

test('customers are listed with the columns that are named, calculated ones too', async () => {
  const { out, code } = await shell.type('customers', '--columns', 'spent_all, city,known')
  expect(code).toBe(0)
  const [head = '', row = ''] = out.split('\n')
  expect(head.split(/ {2,}/).map((cell) => cell.trim())).toEqual([
    'ID',
    'SPENT_ALL',
    'CITY',
    'KNOWN',
  ])
  expect(
    row
      .split(/ {2,}/)
      .map((cell) => cell.trim())
      .slice(1),
  ).toEqual(['40', 'Recife', 'true'])
})

test('a column that there is not is said, with the one that is meant', async () => {
  const { err, code } = await shell.type('customers', '--columns', 'spent_al')
  expect(code).toBe(2)
  expect(err).toContain('There is no column "spent_al"')
  expect(err).toContain('spent_all')
})

test('a saved view shows them', async () => {
  await shell.type('views', 'create', 'Spenders', '--column', 'name', '--column', 'spent_all')
  const { out } = await shell.type('views', 'show', 'Spenders')
  expect(out).toMatch(/NAME +SPENT_ALL\n\d+ +Ana +40/)
})
