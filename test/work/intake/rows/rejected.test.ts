import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openShop, type Shop } from './shop.ts'

vi.setConfig({ testTimeout: 60_000 })

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(async () => await shop.close())

test('each thing that is wrong with a row counts in its own group, and the file says all of them', async () => {
  const lines = [
    'codigo,email,points,city',
    'a1,ana,many,Rio',
    'a2,bia@x.com,more,Rio',
    'a3,caio,3,Rio',
    ',dora,some,Rio',
  ]
  const taken = await shop.take(await shop.runOf(lines, { key: 'codigo' }))
  expect(taken).toMatchObject({ rows: 4, new: 0, rejected: 4 })
  expect(taken.errors.map(({ column, count, rows }) => [column, count, rows])).toEqual([
    ['email', 3, [2, 4, 5]],
    ['points', 3, [2, 3, 5]],
    ['codigo', 1, [5]],
  ])
  const [, first = ''] = readFileSync(taken.rejectedFile ?? '', 'utf8').split('\r\n')
  expect(first).toMatch(
    /^2,"email, points","ana, many","email: .*; points: ""many"" is not a number/,
  )
})

test('a cell that is the key and a field besides is complained of once', async () => {
  const taken = await shop.take(await shop.runOf(['email,city', 'ana,Rio'], { key: 'email' }))
  expect(taken.errors).toMatchObject([{ column: 'email', count: 1 }])
  expect(readFileSync(taken.rejectedFile ?? '', 'utf8')).toContain('2,email,ana,')
})

test('a row of totals is rejected as such, whatever names the records', async () => {
  const lines = ['codigo,name,points', 'b1,Ana,3', ',Total geral,3', 'Totais,,"1.234"', ',,3']
  const taken = await shop.take(await shop.runOf(lines, { key: 'codigo' }))
  expect(taken).toMatchObject({ rows: 4, new: 1, rejected: 3 })
  const reasons = taken.errors.map(({ reason }) => reason)
  expect(reasons).toEqual([
    'The row holds totals, as "Total geral" says, and is not a customer',
    'The row holds totals, as "Totais" says, and is not a customer',
    'The row names no customer',
  ])
  expect(taken.errors.map(({ column }) => column)).toEqual(['name', 'codigo', 'codigo'])
  const again = readFileSync(taken.rejectedFile ?? '', 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(await shop.take(await shop.runOf(again, { key: 'codigo' }))).toMatchObject({ new: 0 })
  const products = ['sku,nome,preço', 's1,Café,3', 'Total,,3']
  const brought = await shop.take(await shop.runOf(products, { key: 'sku' }, 'products'))
  expect(brought).toMatchObject({ new: 1, rejected: 1 })
  expect(brought.errors).toMatchObject([{ reason: expect.stringContaining('not a product') }])
})

test.each(['0', 'null', '-', 'N/A'])('nobody has %j for an id of her own', async (id) => {
  const lines = ['codigo,city', `${id},Rio`, '00,Rio', '10,Rio']
  const taken = await shop.try(await shop.runOf(lines, { key: 'codigo' }))
  expect(taken).toMatchObject({ rows: 3, new: 2, rejected: 1 })
  expect(taken.errors).toMatchObject([
    { column: 'codigo', reason: expect.stringContaining('nobody is known') },
  ])
  expect(taken.errors[0]?.fix).toContain('id-0')
})
