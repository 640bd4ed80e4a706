import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import type { Import } from '../../../src/store/operational/imports.ts'
import { createList, listLists } from '../../../src/store/operational/lists.ts'
import { writeMark } from '../../../src/store/operational/marks.ts'
import { openOperational, type Operational } from '../../../src/store/operational/open.ts'
import { makeLists, markOf, tryLists, withListIds } from '../../../src/work/imports/lists.ts'
import { shop } from '../intake/shop.ts'

let directory: string
let operational: Operational
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'clientela-lists-'))
  const where = { file: join(directory, 'clientela.db') }
  operational = await openOperational({ where, shop, builtInFields })
})
afterAll(async () => {
  await operational.close()
  rmSync(directory, { recursive: true, force: true })
})

/** An import of a file that names those lists. */
function importOf(id: number, named: readonly string[], options: object): Import {
  return {
    id,
    kind: 'customers',
    state: 'running',
    fileName: 'x.csv',
    options: { makeLists: true, ...options },
    detection: { lists: named },
    progress: { done: 0, total: null, step: '' },
    cancel: false,
    by: '',
    created: 0,
  }
}

const means = () => ({ operational, clock: () => 1 })
const names = async () => (await listLists(operational.db)).map(({ name }) => name)

test('what a kill kept from being made is made by the repeat, which says all of it', async () => {
  const { db } = operational
  await createList(db, { name: 'Antiga' }, 1)
  await writeMark(db, markOf(1), ['Café', 'Chá'], 1)
  await createList(db, { name: 'Café' }, 1)
  const run = importOf(1, ['antiga', 'cafe', 'Chá'], {})
  const { made, byName, names: shown } = await makeLists(means(), run)
  expect(made).toEqual(['Café', 'Chá'])
  expect(await names()).toEqual(['Antiga', 'Café', 'Chá'])
  expect(shown.get(byName.get('cha') ?? 0)).toBe('Chá')
})

test('a trial makes none, and knows those that it would make', async () => {
  const run = importOf(2, ['CHÁ', 'Mate'], { lists: ['Torra', 1] })
  const before = await names()
  const lists = await tryLists(means(), run)
  expect(lists.made).toEqual(['Torra', 'Mate'])
  expect(await names()).toEqual(before)
  const { lists: ids } = withListIds({ lists: ['Torra', 1] }, lists)
  expect(ids).toEqual([lists.byName.get('torra'), 1])
  expect(Math.max(...lists.byName.values())).toBeLessThan(2 ** 32)
})

test('none is made where that was not asked for', async () => {
  const run = importOf(3, ['Outra'], { makeLists: undefined })
  expect((await makeLists(means(), run)).made).toEqual([])
  expect(await names()).not.toContain('Outra')
})
