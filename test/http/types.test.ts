import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { startRunning, type Running } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await startRunning()
  for (const type of ['cpf', 'cep', 'country', 'money'] as const) {
    await running.ask(routes.fields.create, { body: { name: `the_${type}`, type } })
  }
  await running.ask(routes.fields.create, {
    body: { name: 'roasts', type: 'choices', choices: ['Light', 'Dark'] },
  })
  const body = {
    identifiers: { user_id: 'ana', phone: '(11) 8765-4321' },
    fields: {
      phone: '11 98765-4321',
      the_cpf: '123.456.789-09',
      the_cep: '1310-100',
      the_country: 'França',
      the_money: 'R$ 1.234,56',
      roasts: 'dark, light',
      country: 'France',
    },
  }
  await running.ask(routes.customers.create, { body })
  await running.settled()
})
afterAll(async () => await running.close())

test('each value is kept in the form of its type, and plain texts as they are', async () => {
  const params = { kind: 'user_id', value: 'ana' }
  expect((await running.ask(routes.customers.find, { params })).fields).toEqual({
    phone: '+5511987654321',
    the_cpf: '12345678909',
    the_cep: '01310100',
    the_country: 'FR',
    the_money: 1234.56,
    roasts: ['Light', 'Dark'],
    country: 'France',
  })
})

test('a customer is found by her phone however it is written', async () => {
  const known = await running.ask(routes.customers.find, {
    params: { kind: 'user_id', value: 'ana' },
  })
  for (const value of ['+5511987654321', '11 8765 4321', '0xx11 98765-4321', '5511987654321']) {
    const params = { kind: 'phone', value }
    expect((await running.ask(routes.customers.find, { params })).id).toBe(known.id)
  }
})

test.each([
  'phone = "(11) 98765-4321"',
  'phone = "11 8765-4321"',
  'the_cpf = "123.456.789-09"',
  'the_cep is any of ("80010-000", "1310-100")',
  'the_country = "france"',
  'the_country exactly = "França"',
  'country = "France"',
  'phone contains "8765"',
  'roasts includes any of ("dark")',
])('conditions find what is stored: %s', async (condition) => {
  const { items } = await running.ask(routes.customers.list, { query: { condition } })
  expect(items).toHaveLength(1)
})

test('a segment is saved with what it compares with as it is stored', async () => {
  const body = { name: 'Ana by phone', text: 'phone = "(11) 8765-4321"' }
  const made = await running.ask(routes.segments.create, { body })
  expect(made.text).toBe('phone = "+5511987654321"')
})

test('what can never be a value is refused with its place and mend', async () => {
  const query = { condition: 'city = "x" and the_cpf = "123.456.789-00"' }
  const why = await running.refused(routes.customers.list, { query })
  expect(why).toMatchObject({ code: 'invalid' })
  expect(`${why.where} ${why.message} ${why.fix}`).toMatch(
    /text: .*the_cpf.*123\.456\.789-00.*contains/s,
  )
})
