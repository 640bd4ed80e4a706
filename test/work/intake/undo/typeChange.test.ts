import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../../patience.ts'
import type { FieldOf, FieldType } from '../../../../src/domain/customer/field.ts'
import { readReferences } from '../../../../src/store/clickhouse/references.ts'
import { fieldByName } from '../../../../src/store/operational/fields.ts'
import { ident, sql } from '../../../../src/store/sql/sql.ts'
import { valueContext } from '../../../../src/work/context.ts'
import { makeField } from '../../../../src/work/fields/change.ts'
import { changeType } from '../../../../src/work/fields/changeType.ts'
import { fieldJobs } from '../../../../src/work/fields/work.ts'
import { makeSettingsReader } from '../../../../src/work/intake/settings.ts'
import { previewUndo } from '../../../../src/work/intake/undo/preview.ts'
import { who } from '../world.ts'
import { openUndoWorld, type UndoWorld } from './world.ts'

/** So few at a time that a job takes several entries. */
const small = { customersPerSet: 2 }

let world: UndoWorld
beforeAll(async () => {
  world = await openUndoWorld()
  await world.stopLoader()
  world.startLoader(undefined, small)
})
afterAll(async () => await world.close())

const means = () => ({ ...world, clock: Date.now })

async function over(): Promise<void> {
  await eventually(async () => expect(await fieldJobs(world.operational.db)).toEqual([]))
}

async function made(of: FieldOf, name: string): Promise<void> {
  await makeField(means(), { of, name, type: 'text', filterable: true })
  await over()
}

async function fieldOf(of: FieldOf, name: string) {
  const field = await fieldByName(world.operational.db, name, of)
  if (field === undefined) throw new Error(`no ${name}`)
  return field
}

async function beginChange(of: FieldOf, name: string, type: FieldType): Promise<void> {
  const context = await valueContext(world.operational.db)
  await changeType(means(), await fieldOf(of, name), { type }, context)
}

async function change(of: FieldOf, name: string, type: FieldType): Promise<void> {
  await beginChange(of, name, type)
  await over()
}

const products = (all: Readonly<Record<string, object>>, mode = 'upsert') => ({
  kind: 'products' as const,
  mode: mode as 'upsert',
  products: Object.entries(all).map(([id, fields]) => ({ id, fields: { ...fields } as never })),
})

/** By product, what it has under the field's name, and in its column where there is one. */
async function shown(name: string, ids: readonly string[]): Promise<Record<string, unknown>> {
  const { id } = await fieldOf('product', name)
  const there = await readReferences(world.database, 'product', ids)
  const rows = await world.database.rows<{ id: string; value: unknown }>(sql`
    SELECT product_id AS id, ${ident(`f${id}`)} AS value FROM products FINAL`)
  const column = new Map(rows.map((row) => [row.id, row.value]))
  return Object.fromEntries(
    ids.map((each) => {
      const value = there.get(each)?.values[id]
      const inColumn = column.get(each) ?? null
      expect(`${inColumn as string}`).toBe(`${(value ?? null) as string}`)
      return [each, there.has(each) ? (value ?? null) : 'gone']
    }),
  )
}

describe('an import of products, undone after the type of a field has changed', () => {
  test('brings values back in the type of today, over a second change and to the row again', async () => {
    await made('product', 'weight')
    await world.bring(
      products({
        w1: { weight: '1' },
        w2: { weight: '2' },
        w3: { weight: '3' },
        w4: { weight: '4' },
        w5: { weight: '5' },
        w8: { weight: 'oito' },
      }),
    )
    const run = await world.run([
      products({
        w1: { weight: '10' },
        w2: { weight: 'dois' },
        w3: { weight: null },
        w5: { weight: '50' },
        w6: { weight: '60' },
        w8: { weight: '80' },
      }),
      products({ w4: {} }, 'remove'),
    ])
    await change('product', 'weight', 'integer')
    const ids = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w8']
    const after = { w1: 100_000, w2: null, w3: null, w4: 'gone', w5: 500_000 }
    expect(await shown('weight', ids)).toEqual({ ...after, w6: 600_000, w8: 800_000 })
    // Somebody else's since: it stays, and is told.
    await world.bring(products({ w5: { weight: 55 } }))
    const settings = await makeSettingsReader(world.operational.db, world.database)()
    const preview = { db: world.operational.db, database: world.database, settings }
    const { signal } = new AbortController()
    const told = await previewUndo(preview, await world.readImport(run), { now: 1, signal })
    const undo = await world.undo(run)
    const before = { w1: 10_000, w2: 20_000, w3: 30_000, w4: 40_000, w5: 550_000 }
    expect(await shown('weight', ids)).toEqual({ ...before, w6: 'gone', w8: null })
    expect(undo.result.products).toMatchObject({ gone: 1, stayed: 1 })
    expect(undo.result.sample).toContainEqual({ what: 'product', why: 'changed', product: 'w5' })
    expect(told).toEqual(undo.result)
    await world.undo(undo.id)
    const again = { ...after, w5: 550_000, w6: 600_000, w8: 800_000 }
    expect(await shown('weight', ids)).toEqual(again)
    await change('product', 'weight', 'text')
    expect(await shown('weight', ['w1', 'w2'])).toEqual({ w1: '10', w2: null })
    await world.undo(run)
    expect(await shown('weight', ['w1', 'w2', 'w3', 'w4', 'w6'])).toEqual({
      w1: '1',
      w2: '2',
      w3: '3',
      w4: '4',
      w6: 'gone',
    })
  })

  test('between two sets of the change leaves nothing of the run either', async () => {
    await made('product', 'depth')
    const ids = Array.from({ length: 9 }, (_, i) => `d${i}`)
    const all = (from: number) =>
      products(Object.fromEntries(ids.map((id, i) => [id, { depth: String(from + i) }])))
    await world.bring(all(0))
    const run = await world.run([all(100)])
    await world.stopLoader()
    await beginChange('product', 'depth', 'integer')
    const { position } = await world.begin(run)
    world.startLoader(undefined, small)
    await world.wait(position)
    await over()
    const depths = Object.fromEntries(ids.map((id, i) => [id, i * 10_000]))
    expect(await shown('depth', ids)).toEqual(depths)
  })
})

describe('an import of customers, undone after the type of a field has changed', () => {
  const customers = (all: Readonly<Record<string, object>>) => ({
    kind: 'customers' as const,
    mode: 'upsert' as const,
    customers: Object.entries(all).map(([user, fields]) => ({
      ...who(user),
      fields: { ...fields } as never,
    })),
  })

  async function points(users: readonly string[], name = 'points') {
    const found: Record<string, unknown> = {}
    for (const user of users) {
      const values = await world.fields('user_id', user)
      found[user] = Object.keys(values).length === 0 ? 'nothing' : (values[name] ?? null)
    }
    return found
  }

  test('brings values back in the type of today, and takes away whom it made', async () => {
    await made('customer', 'points')
    await world.bring(
      customers({
        p1: { points: '1' },
        p2: { points: '2' },
        p3: { points: '3' },
        p4: { city: 'X' },
      }),
    )
    const run = await world.run([
      customers({
        p1: { points: '10' },
        p2: { points: 'dois' },
        p3: { points: null },
        p4: { points: '40' },
        p5: { points: '50' },
        p6: { points: '60' },
      }),
    ])
    await change('customer', 'points', 'integer')
    await world.bring(customers({ p4: { points: 44 } }))
    const users = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6']
    const undo = await world.undo(run)
    expect(await points(users)).toEqual({
      p1: 10_000,
      p2: 20_000,
      p3: 30_000,
      p4: 440_000,
      p5: 'nothing',
      p6: 'nothing',
    })
    expect(undo.result).toMatchObject({ customers: { gone: 2 }, values: { stayed: 1 } })
    await world.undo(undo.id)
    expect(await points(users)).toEqual({
      p1: 100_000,
      p2: null,
      p3: null,
      p4: 440_000,
      p5: 500_000,
      p6: 600_000,
    })
  })

  test('between two sets of the change leaves nothing of the run either', async () => {
    await made('customer', 'stars')
    const users = Array.from({ length: 9 }, (_, i) => `s${i}`)
    const all = (from: number) =>
      customers(Object.fromEntries(users.map((id, i) => [id, { stars: String(from + i) }])))
    await world.bring(all(0))
    const run = await world.run([all(100)])
    await world.stopLoader()
    await beginChange('customer', 'stars', 'integer')
    const { position } = await world.begin(run)
    world.startLoader(undefined, small)
    await world.wait(position)
    await over()
    const stars = Object.fromEntries(users.map((id, i) => [id, i * 10_000]))
    expect(await points(users, 'stars')).toEqual(stars)
  })
})
