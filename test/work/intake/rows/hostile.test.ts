import { statSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(async () => await shop.close())

const many = (of: (i: number) => string): string =>
  Array.from({ length: 60_000 }, (_, i) => of(i)).join('|')

test('a cell that names sixty thousand lists is complained of in a few words', async () => {
  const lines = ['codigo,Grupos', `a1,${many((i) => `L${i}`)}`, 'a2,']
  const run = await shop.runOf(lines, { key: 'codigo', delimiter: ',', map: { Grupos: 'lists' } })
  const taken = await shop.take(run)
  expect(taken).toMatchObject({ new: 1, rejected: 1, errors: [{ column: 'Grupos', count: 1 }] })
  expect(taken.samples[0]?.reason).toContain('There is no list "L0"')
  expect(JSON.stringify(taken).length).toBeLessThan(10_000)
  expect(statSync(run.rejectedPath).size).toBeLessThan(run.understood.bytes + 10_000)
})

test('a cell of sixty thousand identifiers is refused before it holds up the others, one of a thousand is taken', async () => {
  const thousand = Array.from({ length: 999 }, (_, i) => `q${i}@x.co`).join('|')
  const lines = [
    'clientela_id,user_id,email',
    `1,b1,${many((i) => `p${i}@x.co`)}`,
    `2,b2,${thousand}`,
  ]
  const run = await shop.runOf(lines, { key: 'user_id', delimiter: ',' })
  const taken = await shop.take(run)
  expect(taken).toMatchObject({ new: 1, rejected: 1 })
  expect(taken.errors).toMatchObject([{ reason: 'The row has more than 1000 identifiers' }])
})
