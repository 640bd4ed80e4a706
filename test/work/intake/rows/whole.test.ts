import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(async () => await shop.close())

test('a row that is broken takes nothing from whoever it names', async () => {
  const all = ['a1,Rio,1', 'a2,Rio,2', 'a3,Rio,3', 'a4,Rio,4', 'a5,Rio,5', 'a6,Rio,6']
  await shop.take(await shop.runOf(['codigo,city,points', ...all], { key: 'codigo' }))
  const broken = ['a1,Rio,9', 'a2,Rio', 'a3,Rio,3,more', 'a4,"Rio,4', 'a5,Rio,5']
  const whole = { fields: ['points'], lists: [], confirmed: true }
  const run = await shop.runOf(['codigo,city,points', ...broken], { key: 'codigo', whole })
  const [tried, taken] = [await shop.try(run), await shop.take(run)]
  expect({ ...tried, dryRun: false }).toEqual(taken)
  expect(taken).toMatchObject({ rows: 4, changed: 1, rejected: 3, cleared: { points: 1 } })
  expect(await shop.fields('a2')).toMatchObject({ points: 20_000 })
  expect(await shop.fields('a3')).toMatchObject({ points: 30_000 })
  expect(await shop.fields('a4')).toMatchObject({ points: 40_000 })
  // Behind the quotation mark that is never closed.
  expect(await shop.fields('a5')).toMatchObject({ points: 50_000 })
  expect(await shop.fields('a6')).toMatchObject({ points: null })
})

test('a row that seems to hold totals takes nothing from whoever has that for a name', async () => {
  const map = { codigo: 'identifier:user_id' }
  const lines = ['email,codigo,points', 'b1@x.com,Total,1', 'b2@x.com,b2,2', 'b3@x.com,b3,3']
  await shop.take(await shop.runOf(lines, { key: 'email', map }))
  const whole = { fields: ['points'], lists: [], confirmed: true }
  const run = await shop.runOf(['codigo,points', 'b2,2', 'Total,7'], { key: 'codigo', whole })
  expect(await shop.take(run)).toMatchObject({ rejected: 1 })
  expect(await shop.fields('Total')).toMatchObject({ points: 10_000 })
  expect(await shop.fields('b3')).toMatchObject({ points: null })
})

test('a blank takes away a name that the file says in halves', async () => {
  await shop.take(
    await shop.runOf(['codigo,name', 'c1,Ana Lima', 'c2,Bia Reis'], { key: 'codigo' }),
  )
  const whole = { fields: ['name'], lists: [], confirmed: true }
  const lines = ['codigo,nome,sobrenome', 'c1,,', 'c2,Bia,']
  await shop.take(await shop.runOf(lines, { key: 'codigo', whole }))
  expect(await shop.fields('c1')).toMatchObject({ name: null })
  expect(await shop.fields('c2')).toMatchObject({ name: 'Bia' })
})

test('what a file says of the future holds from now on, and later words are heard', async () => {
  const [header, key] = ['codigo,city', { key: 'codigo' }]
  await shop.take(await shop.runOf([header, 'd1,Rio'], { ...key, at: '2099-01-01T00:00:00Z' }))
  const later = await shop.take(await shop.runOf([header, 'd1,Lima'], key))
  expect(later).toMatchObject({ changed: 1 })
  expect(await shop.fields('d1')).toMatchObject({ city: 'Lima' })
})

test.each(['constructor', '__proto__'])('the list %s is counted like any other', async (name) => {
  const list = name.length
  await shop.take(await shop.runOf(['codigo', 'e1', 'e2'], { key: 'codigo', lists: [list] }))
  const whole = { fields: [], lists: [list], confirmed: true }
  const run = await shop.runOf(['codigo', 'e1'], { key: 'codigo', whole })
  const taken = await shop.take({ ...run, listNames: new Map([[list, name]]) })
  expect(Object.entries(taken.cleared)).toEqual([[name, 1]])
  expect(taken.samples).toMatchObject([{ changes: [{ field: `list ${name}` }] }])
})
