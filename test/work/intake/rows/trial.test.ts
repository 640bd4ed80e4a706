import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(async () => await shop.close())

test('a trial knows what she allowed last, in the file and before it', async () => {
  const options = { key: 'codigo', map: { news: 'consent:news:email' } }
  const filler = (n: number) => Array.from({ length: 6 }, (_, i) => `f${n}${i},sim`)
  const lines = ['codigo,news', 'a,sim', ...filler(1), 'a,não', ...filler(2), 'a,sim', 'a,sim']
  const counts = async () => {
    const run = await shop.runOf(lines, options)
    const [tried, taken] = [await shop.try(run), await shop.take(run)]
    const of = ({ new: made, changed, unchanged }: typeof taken) => [made, changed, unchanged]
    expect(of(tried)).toEqual(of(taken))
    return of(taken)
  }
  // The last row repeats the one before it.
  expect(await counts()).toEqual([13, 2, 1])
  // She allowed it when the file begins: the first row says nothing new.
  expect(await counts()).toEqual([0, 2, 14])
})

test('a trial knows what earlier rows change of somebody who is there, by whatever names her', async () => {
  const filler = (n: number) => Array.from({ length: 6 }, (_, i) => `g${n}${i},Rio,c${n}${i}`)
  const key = { key: 'codigo' }
  await shop.take(await shop.runOf(['codigo,city,card', 'b,Lima,c1', 'c,Lima,c2'], key))
  const lines = [
    'codigo,city,card',
    'b,Quito,c1',
    ...filler(1),
    'b,Quito,c1',
    ...filler(2),
    'b,Lima,c1',
    ...filler(3),
    // Hers by now, and free again.
    'b,Lima,c9',
    ...filler(4),
    'c,Lima,c1',
  ]
  const run = await shop.runOf(lines, key)
  const [tried, taken] = [await shop.try(run), await shop.take(run)]
  expect({ ...tried, samples: [], dryRun: false }).toEqual({ ...taken, samples: [] })
  expect(taken).toMatchObject({ new: 24, changed: 4, unchanged: 1, rejected: 0 })
  const byCard = ['card,city', 'c9,Bogotá', ...filler(5).map((each) => each.split(',')[2] + ',Rio')]
  byCard.push('c9,Bogotá')
  const second = await shop.runOf(byCard, { key: 'card' })
  const [again, done] = [await shop.try(second), await shop.take(second)]
  expect({ ...again, samples: [], dryRun: false }).toEqual({ ...done, samples: [] })
  expect(done).toMatchObject({ changed: 1, unchanged: 1 })
})

test('a trial puts somebody who is there onto a list once, by whatever names her', async () => {
  const filler = (n: number) => Array.from({ length: 6 }, (_, i) => `h${n}${i},Rio,d${n}${i}`)
  await shop.take(await shop.runOf(['codigo,city,card', 'd,Lima,d1'], { key: 'codigo' }))
  for (const key of ['codigo', 'card']) {
    const lines = ['codigo,city,card', 'd,Lima,d1', ...filler(1), 'd,Lima,d1', ...filler(2)]
    const list = key === 'codigo' ? 31 : 32
    const run = await shop.runOf([...lines, 'd,Lima,d1'], { key, lists: [list] })
    const [tried, taken] = [await shop.try(run), await shop.take(run)]
    expect({ ...tried, samples: [], dryRun: false }).toEqual({ ...taken, samples: [] })
    expect(taken.unchanged).toBe(2)
  }
})

test('of rows side by side that say the same of her only the first changes her, tried or taken', async () => {
  await shop.take(await shop.runOf(['codigo,city', 'e,Lima'], { key: 'codigo' }))
  const lines = ['codigo,city,Grupos,news', 'e,Lima,,', 'e,Lima,Clube,sim', 'e,Lima,Clube,sim']
  const map = { Grupos: 'lists', news: 'consent:news:email' }
  const run = await shop.runOf([...lines, 'e,Lima,,não'], { key: 'codigo', map, lists: [] })
  const named = { ...run, lists: new Map([['clube', 33]]) }
  const [tried, taken] = [await shop.try(named), await shop.take(named)]
  expect({ ...tried, samples: [], dryRun: false }).toEqual({ ...taken, samples: [] })
  expect(taken).toMatchObject({ changed: 2, unchanged: 2, rejected: 0 })
})

test('a sample says what its own row changes, from what the row before it left', async () => {
  const lines = ['codigo,city,points', 'i,Lima,1', 'i,Quito,', 'i,,2', 'j,Lima,1', 'i,Quito,2']
  const run = await shop.runOf(lines, { key: 'codigo' })
  const [tried, taken] = [await shop.try(run), await shop.take(run)]
  expect(tried.samples).toEqual(taken.samples)
  const change = (field: string, before: unknown, after: unknown) => ({ field, before, after })
  expect(taken.samples.map(({ row, result, changes }) => [row, result, changes])).toEqual([
    [2, 'new', [change('city', null, 'Lima'), change('points', null, 1)]],
    [3, 'changed', [change('city', 'Lima', 'Quito')]],
    [4, 'changed', [change('points', 1, 2)]],
    [5, 'new', [change('city', null, 'Lima'), change('points', null, 1)]],
  ])
})

test('a sample is short, whatever it shows', async () => {
  const long = 'x'.repeat(500)
  const products = await shop.runOf(['sku,nome', `s1,${long}`], { key: 'sku' }, 'products')
  const { samples } = await shop.take(products)
  expect(samples[0]?.changes[0]).toEqual({ field: 'name', before: null, after: long.slice(0, 200) })
  // Nobody else has a gender: of whom the file lacks, a few are shown.
  await shop.take(await shop.runOf(['codigo,Gênero', `k,${long}`], { key: 'codigo' }))
  const whole = { fields: ['gender'], lists: [], confirmed: true }
  const run = await shop.runOf(['codigo,Gênero', 'l,f'], { key: 'codigo', whole })
  const changes = (await shop.take(run)).samples.flatMap((sample) => sample.changes)
  expect(changes).toContainEqual({ field: 'gender', before: long.slice(0, 200), after: null })
})
