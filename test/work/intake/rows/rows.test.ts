import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Refusal } from '../../../../src/domain/failure.ts'
import { understand } from '../../../../src/work/intake/files/understand.ts'
import { openShop, stateOf, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(async () => await shop.close())

const counts = ({ rows, new: made, changed, unchanged, rejected }: Record<string, unknown>) => ({
  rows,
  new: made,
  changed,
  unchanged,
  rejected,
})

/** 60 customers over nine sets: keys that come again far behind, mails that two have, rows that are wrong. */
function messy(prefix: string): string[] {
  const lines = ['codigo,email,city,points,card']
  for (let i = 0; i < 60; i += 1) {
    const key = `${prefix}${i % 45}`
    const mail = i % 10 === 3 ? `${prefix}shared@x.com` : `${prefix}${i}@x.com`
    const points = i === 50 ? 'many' : String(i)
    lines.push(`${key},${mail},City ${i % 4},${points},${prefix}c${i % 7 === 0 ? i % 14 : i}`)
  }
  return lines
}

test('a trial says of every row what the import then does, and leaves nothing behind', async () => {
  const run = await shop.runOf(messy('a'), { key: 'codigo' })
  const before = await stateOf(shop.database)
  const tried = await shop.try(run)
  expect(await stateOf(shop.database)).toEqual(before)
  expect(tried.dryRun).toBe(true)
  const taken = await shop.take(run)
  expect(counts(tried)).toEqual(counts(taken))
  expect([tried.conflicts, tried.errors]).toEqual([taken.conflicts, taken.errors])
  expect(taken.rows).toBe(60)
  expect(taken.rejected).toBeGreaterThan(1)
  expect(taken.conflicts).toBeGreaterThan(1)
  expect(taken.changed).toBeGreaterThan(5)
})

test('the same file again changes nothing and writes nothing', async () => {
  const lines = ['codigo,email,city,points', 'b1,b1@x.com,Rio,1', 'b2,b2@x.com,Lima,2']
  const options = {
    key: 'codigo',
    lists: [1],
    consents: [{ purpose: 'news', channel: 'email', state: 'granted' }],
  } as const
  await shop.take(await shop.runOf(lines, options))
  const before = await stateOf(shop.database)
  const again = await shop.take(await shop.runOf(lines, options))
  expect(counts(again)).toEqual({ rows: 2, new: 0, changed: 0, unchanged: 2, rejected: 0 })
  expect(await stateOf(shop.database)).toEqual(before)
})

test('what the file is the whole truth of is taken from who is not in it, shown before', async () => {
  const all = Array.from({ length: 20 }, (_, i) => `d${i},d${i}@x.com,City,${i + 1}`)
  const header = 'codigo,email,city,points'
  const listed = { key: 'codigo', lists: [7] } as const
  await shop.take(await shop.runOf([header, ...all], listed))
  const some = ['d1,,Town,9', 'd2,,Town,', 'd3,,Town,many']
  const whole = { fields: ['points'], lists: [7], confirmed: true }
  const options = { ...listed, whole }
  const before = await stateOf(shop.database)
  const run = await shop.runOf([header, ...some], options)
  const tried = await shop.try(run)
  expect(await stateOf(shop.database)).toEqual(before)
  const taken = await shop.take(run)
  expect(counts(taken)).toEqual({ rows: 3, new: 0, changed: 2, unchanged: 0, rejected: 1 })
  expect(tried.cleared).toEqual(taken.cleared)
  // Those of the first test had points too; a row that cannot be taken takes nothing away.
  expect(taken.cleared['points']).toBeGreaterThanOrEqual(17)
  expect(taken.cleared['7']).toBe(17)
  expect(tried.samples.some(({ changes }) => changes[0]?.field === 'points')).toBe(true)
  expect(await shop.fields('d1')).toMatchObject({ points: 90_000, city: 'Town' })
  expect(await shop.fields('d2')).toMatchObject({ points: null })
  expect(await shop.fields('d3')).toMatchObject({ points: 40_000, city: 'City' })
  expect(await shop.fields('d9')).toMatchObject({ points: null, city: 'City' })
})

test('customers are named by a unique field, and no two get the same value of one', async () => {
  const lines = ['codigo,card,city', 'e1,E-1,Rio', 'e2,E-2,Rio']
  await shop.take(await shop.runOf(lines, { key: 'codigo' }))
  const byCard = ['card,city', 'e-1,Lima', 'E-9,Lima']
  const taken = await shop.take(await shop.runOf(byCard, { key: 'card' }))
  expect(counts(taken)).toEqual({ rows: 2, new: 1, changed: 1, unchanged: 0, rejected: 0 })
  expect(await shop.fields('e1')).toMatchObject({ city: 'Lima' })
  const stolen = ['codigo,card,city', 'e2,E-1,Quito', 'e3,e-2,Quito']
  const refused = await shop.take(await shop.runOf(stolen, { key: 'codigo' }))
  expect(counts(refused)).toEqual({ rows: 2, new: 0, changed: 0, unchanged: 0, rejected: 2 })
  expect(await shop.fields('e2')).toMatchObject({ city: 'Rio', card: 'E-2' })
  expect(await shop.fields('e3')).toEqual({})
})

test('rows that are hostile are refused or taken as they are, and nothing else suffers', async () => {
  const lines = [
    'codigo,city,points',
    'f1,"=cmd|\' /C calc\'!A0",1',
    `f2,${'x'.repeat(1_048_577)},1`,
    `f3,${'y'.repeat(70_000)},1`,
    'f4,a\u0000b,1',
    'f5,ok,1,more,cells',
    '__proto__,ok,1',
    'f6,ok,1',
  ]
  const run = await shop.runOf(lines, { key: 'codigo' })
  const taken = await shop.take(run)
  expect(counts(taken)).toMatchObject({ rows: 7, new: 3, rejected: 4 })
  expect(await shop.fields('f1')).toMatchObject({ city: "=cmd|' /C calc'!A0" })
  const rejected = readFileSync(run.rejectedPath, 'utf8')
  expect(rejected).toContain('1,048,576 characters')
})

test('a file of 2,000 columns is taken, and one of more refused', async () => {
  const header = (n: number) => ['codigo', ...Array.from({ length: n - 1 }, (_, i) => `c${i}`)]
  const map = Object.fromEntries(
    header(2_000)
      .slice(1)
      .map((name) => [name, 'ignore']),
  )
  const cells = ['g1', ...Array.from({ length: 1_999 }, () => '1')].join(',')
  const run = await shop.runOf([header(2_000).join(','), cells], { key: 'codigo', map })
  expect(counts(await shop.take(run))).toMatchObject({ rows: 1, new: 1 })
  const many = shop.runOf([header(2_001).join(','), cells], { key: 'codigo' })
  await expect(many).rejects.toThrow(Refusal)
})

test('what Excel writes in Brazil comes out right', async () => {
  const text =
    'sep=;\r\nCódigo;Nome;Telefone;Nascimento;Cidade;points\r\nh1;José Ação;(11) 98765-4321;05/12/1990;São Paulo;1.234\r\n'
  const run = await shop.runOf(['codigo', 'x'], {})
  const path = join(shop.directory, 'excel.csv')
  writeFileSync(path, iconv.encode(text, 'windows-1252'))
  const fields = [...run.settings.catalog.byId.values()]
  const options = { key: 'Código', dates: 'dmy', decimal: ',' } as const
  const understood = await understand(path, { ...options, kind: 'customers', fields })
  const taken = await shop.take({ ...run, options, understood })
  expect(counts(taken)).toMatchObject({ rows: 1, new: 1, rejected: 0 })
  expect(await shop.fields('h1')).toMatchObject({
    name: 'José Ação',
    phone: '+5511987654321',
    city: 'São Paulo',
    points: 12_340_000,
  })
})

test('events that come again within a file, or with the next one, count once', async () => {
  const lines = ['codigo,time,loja']
  for (let i = 0; i < 30; i += 1) lines.push(`i${i % 5},2024-05-01 10:00:0${i % 10},Recife`)
  const options = { key: 'codigo', event: 'Store Visited' }
  const run = await shop.runOf(lines, options, 'events')
  const tried = await shop.try(run)
  const taken = await shop.take(run)
  expect(counts(tried)).toEqual(counts(taken))
  expect(counts(taken)).toEqual({ rows: 30, new: 10, changed: 0, unchanged: 20, rejected: 0 })
  const again = await shop.take(await shop.runOf(lines, options, 'events'))
  expect(counts(again)).toMatchObject({ new: 0, unchanged: 30 })
})
