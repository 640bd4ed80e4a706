import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, type Shop } from './shop.ts'

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

test('what is said of a row that is rejected again stands in place of what was said before', async () => {
  const lines = ['codigo,points,name', 'c1,many,"Ana, ""a"""', 'c2,"a ""lot"", really",Bia']
  const first = await shop.take(await shop.runOf(lines, { key: 'codigo' }))
  const said = readFileSync(first.rejectedFile ?? '', 'utf8')
    .trimEnd()
    .split('\r\n')
  const mended = said.map((line) => line.replace('c1,many', 'c1,more'))
  const again = await shop.take(await shop.runOf(mended, { key: 'codigo' }))
  const now = readFileSync(again.rejectedFile ?? '', 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(now).toEqual(said.map((line) => line.replaceAll('many', 'more')))
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

test('a mend of a number is written as its file writes numbers, and what it quotes as it stands', async () => {
  const lines = ['sku;nome;preço', 'n1;Café;1.250,50', 'n2;Chá;1.5.2', 'n3;Mate;7,25']
  const taken = await shop.take(await shop.runOf(lines, { key: 'sku' }, 'products'))
  expect(taken).toMatchObject({ new: 2, rejected: 1 })
  expect(taken.errors).toMatchObject([
    { reason: '"1.5.2" is not an amount', fix: 'Write it as 1234,56, below 900.000.000.000.' },
  ])
  const plain = ['sku,nome,preço', 'p1,Café,1250.50', 'p2,Chá,dez', 'p3,Mate,7.25']
  const other = await shop.take(await shop.runOf(plain, { key: 'sku' }, 'products'))
  expect(other.errors).toMatchObject([{ fix: 'Write it as 1234.56, below 900,000,000,000.' }])
})

test('a product whose loose fields cannot all be kept is rejected whole', async () => {
  const lines = ['sku,nome,fields', 'l1,Café,"{""stock"":""many"",""x"":1}"', 'l2,Chá,"{""x"":1}"']
  const options = { key: 'sku', map: { fields: 'record:fields' } }
  const taken = await shop.take(await shop.runOf(lines, options, 'products'))
  expect(taken).toMatchObject({ new: 1, rejected: 1 })
  expect(taken.errors).toMatchObject([
    { column: 'fields', reason: expect.stringContaining('many') },
  ])
})
