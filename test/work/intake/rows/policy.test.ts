import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainField } from '../../../../src/domain/customer/field.ts'
import { openShop, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  const tier = { ...plainField, id: 101, name: 'tier', label: 'Tier', type: 'text' } as const
  shop = await openShop([{ ...tier, required: true }])
})
afterAll(async () => await shop.close())

test('nobody is made without a value that is required, and who has it keeps it', async () => {
  const lines = ['codigo,city,tier', 'a1,Lima,gold', 'a2,Lima,', 'a1,Quito,', 'a2,Lima,blue']
  const run = await shop.runOf(lines, { key: 'codigo' })
  const tried = await shop.try(run)
  const taken = await shop.take(run)
  expect({ ...taken, dryRun: true }).toEqual(tried)
  expect(taken).toMatchObject({ new: 2, changed: 1, rejected: 1 })
  expect(taken.errors).toMatchObject([{ reason: expect.stringContaining('Tier'), rows: [3] }])
  expect(await shop.fields('a1')).toEqual({ city: 'Quito', tier: 'gold' })
  expect(await shop.fields('a2')).toEqual({ city: 'Lima', tier: 'blue' })
})

test('a policy keeps what others said, and nothing of what the file says itself of who is new by it', async () => {
  const [header, key] = ['codigo,city,gender,tier', { key: 'codigo' }]
  await shop.take(await shop.runOf([header, 'b1,Lima,f,gold'], key))
  const lines = ['b1,Quito,m,gold', 'b2,Quito,m,gold', 'b2,Bogotá,f,gold']
  const policy = { city: 'never', gender: 'blank' } as const
  const run = await shop.runOf([header, ...lines], { ...key, policy })
  const tried = await shop.try(run)
  const taken = await shop.take(run)
  expect({ ...taken, dryRun: true }).toEqual(tried)
  expect(taken).toMatchObject({ new: 1, changed: 1, unchanged: 1 })
  expect(await shop.fields('b1')).toMatchObject({ city: 'Lima', gender: 'f' })
  expect(await shop.fields('b2')).toMatchObject({ city: 'Bogotá', gender: 'f' })
})
