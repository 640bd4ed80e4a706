import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../patience.ts'
import { productFields } from '../../../../src/domain/reference/builtin.ts'
import { readReferences } from '../../../../src/store/clickhouse/references.ts'
import { ident, sql } from '../../../../src/store/sql/sql.ts'
import { previewUndo } from '../../../../src/work/intake/undo/preview.ts'
import { makeSettingsReader } from '../../../../src/work/intake/settings.ts'
import { makeField } from '../../../../src/work/fields/change.ts'
import { fieldJobs } from '../../../../src/work/fields/work.ts'
import { awayAt } from '../awayAt.ts'
import { openUndoWorld, type UndoWorld } from './world.ts'

let world: UndoWorld
beforeAll(async () => {
  world = await openUndoWorld()
})
afterAll(async () => {
  await world.close()
})

const products = (mode: string, ...all: readonly object[]) => ({
  kind: 'products',
  mode,
  products: all,
})

/** What is there, without versions. */
async function rows(table: 'products' | 'places'): Promise<string[]> {
  const all = await world.database.rows<Record<string, unknown>>(
    sql`SELECT * EXCEPT (version) FROM ${ident(table)} FINAL`,
  )
  return all.map((row) => JSON.stringify(row)).toSorted()
}

async function named(id: string): Promise<unknown> {
  const there = (await readReferences(world.database, 'product', [id])).get(id)
  return there?.values[productFields.name]
}

test('a run of products and places is taken back, and that again, to the row', async () => {
  await world.bring(
    products('replace', { id: 'a', name: 'A', price: 1 }, { id: 'b', name: 'B' }) as never,
  )
  await world.bring({ kind: 'places', places: [{ by: 'state', key: 'PE', fields: { n: 1 } }] })
  const before = [await rows('products'), await rows('places')]
  const run = await world.run([
    products('upsert', { id: 'a', price: 2, fields: { roast: 'dark' } }, { id: 'c', name: 'C' }),
    products('remove', { id: 'b' }),
    {
      kind: 'places',
      places: [
        { by: 'state', key: 'PE' },
        { by: 'country', key: 'BR' },
      ],
    },
  ])
  const after = [await rows('products'), await rows('places')]
  expect(after).not.toEqual(before)
  const settings = await makeSettingsReader(world.operational.db, world.database)()
  const means = { db: world.operational.db, database: world.database, settings }
  const { signal } = new AbortController()
  const shown = await previewUndo(means, await world.readImport(run), { now: Date.now(), signal })
  expect([await rows('products'), await rows('places')]).toEqual(after)
  const undo = await world.undo(run)
  expect([await rows('products'), await rows('places')]).toEqual(before)
  expect(undo.result).toMatchObject({
    products: { gone: 1, back: 2, stayed: 0 },
    places: { gone: 1, back: 1, stayed: 0 },
  })
  expect(shown).toEqual(undo.result)
  await world.undo(undo.id)
  expect([await rows('products'), await rows('places')]).toEqual(after)
  await world.undo(run)
})

test('what another changed since stays, part by part, and is reported', async () => {
  await world.bring(products('replace', { id: 'p', name: 'P', price: 1, brand: 'X' }) as never)
  const run = await world.run([
    products(
      'upsert',
      { id: 'p', name: 'P2', price: 2 },
      { id: 'q', name: 'Q' },
      { id: 'r', name: 'R' },
    ),
  ])
  await world.bring(products('patch', { id: 'p', price: 3 }, { id: 'q', stock: 4 }) as never)
  await world.bring(products('remove', { id: 'r' }) as never)
  const { result } = await world.undo(run)
  const there = await readReferences(world.database, 'product', ['p', 'q', 'r'])
  expect(there.get('p')?.values).toEqual({
    [productFields.name]: 'P',
    [productFields.brand]: 'X',
    [productFields.price]: 30_000,
  })
  expect(there.get('q')?.values).toEqual({
    [productFields.name]: 'Q',
    [productFields.stock]: 40_000,
  })
  expect(there.has('r')).toBe(false)
  expect(result.products).toEqual({ gone: 0, back: 1, stayed: 2 })
  expect(result.sample).toContainEqual({ what: 'product', why: 'changed', product: 'q' })
})

test('of two runs the earlier can be taken back first, and then the later', async () => {
  const first = await world.run([products('replace', { id: 't', name: 'one' })])
  const second = await world.run([products('upsert', { id: 't', name: 'two' })])
  await world.undo(first)
  expect(await named('t')).toBe('two')
  await world.undo(second)
  expect(await named('t')).toBeUndefined()
})

test('what a run brought before its field was made goes with the run', async () => {
  const run = await world.run([
    products('replace', { id: 'u', name: 'U', fields: { altitude: '900' } }),
  ])
  const means = { ...world, clock: Date.now }
  await makeField(means, { of: 'product', name: 'altitude', type: 'integer', filterable: true })
  const { result } = await world.undo(run)
  expect(result.products).toEqual({ gone: 1, back: 0, stayed: 0 })
  expect(await named('u')).toBeUndefined()
})

test('a unique value that another has by now stays away, and those of one set change hands', async () => {
  const means = { ...world, clock: Date.now }
  const job = async () =>
    await eventually(async () => expect(await fieldJobs(world.operational.db)).toEqual([]))
  const asked = { of: 'product', name: 'code', type: 'text', filterable: true } as const
  const { id: field } = await makeField(means, { ...asked, unique: true })
  await job()
  const code = (id: string, value: string | null) => ({ id, fields: { code: value } })
  const start = ['k1', 'k2', 'k3', 'k4'].map((id) => code(id, `was ${id}`))
  await world.bring(products('upsert', ...start) as never)
  const run = await world.run([
    products('upsert', code('k1', 'new'), code('k2', 'was k1'), code('k3', 'third')),
    products('remove', { id: 'k4' }),
  ])
  const codes = async () => {
    const there = await readReferences(world.database, 'product', ['k1', 'k2', 'k3', 'k4', 'k5'])
    return Object.fromEntries([...there].map(([id, { values }]) => [id, values[field]]))
  }
  const taken = [code('k5', 'WAS K3')]
  expect((await world.bring(products('upsert', ...taken) as never)).rejections).toEqual([])
  const undo = await world.undo(run)
  expect(await codes()).toEqual({
    k1: 'was k1',
    k2: 'was k2',
    k3: 'third',
    k4: 'was k4',
    k5: 'WAS K3',
  })
  expect(undo.result.products).toEqual({ gone: 0, back: 3, stayed: 1 })
  expect(undo.result.sample).toEqual([{ what: 'product', why: 'taken', product: 'k3', field }])
  const { rejections } = await world.bring(products('upsert', code('k5', 'was k4')) as never)
  expect(rejections[0]?.failure).toMatchObject({ code: 'conflict' })
})

test('more than one set of products is taken back over kills, and counted once', async () => {
  const before = await rows('products')
  const many = Array.from({ length: 1_100 }, (_, i) => ({ id: `many-${i}`, name: `N${i}` }))
  const run = await world.run([products('replace', ...many)])
  for (const [table, nth] of [
    ['products', 2],
    ['product_edits', 3],
  ] as const) {
    await world.stopLoader()
    world.startLoader(awayAt(world.database, table, nth))
    const undo = await world.undo(run)
    expect(undo.result.products).toEqual({ gone: 1_100, back: 0, stayed: 0 })
    expect(await rows('products')).toEqual(before)
    await world.undo(undo.id)
  }
})
