import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../patience.ts'
import type { Field } from '../../../src/domain/customer/field.ts'
import { readReferences } from '../../../src/store/clickhouse/references.ts'
import { fieldById, fieldByName } from '../../../src/store/operational/fields.ts'
import { cancelJob, jobById, listJobs, type Job } from '../../../src/store/operational/jobs.ts'
import { listTypeChanges } from '../../../src/store/operational/typeChanges.ts'
import { ident, sql } from '../../../src/store/sql/sql.ts'
import { valueContext } from '../../../src/work/context.ts'
import { changeFieldOf, makeField } from '../../../src/work/fields/change.ts'
import { changeType, tryType } from '../../../src/work/fields/changeType.ts'
import { announce, fieldJobs } from '../../../src/work/fields/work.ts'
import { awayAt } from './awayAt.ts'
import { takeInByChild } from './takeIn.ts'
import { openWorld, type World } from './world.ts'

/** So few at a time that a job takes several entries, between which others come. */
const small = { customersPerSet: 4 }

let world: World
beforeAll(async () => {
  world = await openWorld()
  await world.stopLoader()
  world.startLoader(undefined, small)
})
afterAll(async () => await world.close())

const means = () => ({ ...world, clock: Date.now })

async function put(
  all: Readonly<Record<string, object>>,
  mode: 'upsert' | 'remove' = 'upsert',
): Promise<void> {
  const came = await world.wait(await append(all, mode))
  expect(came.rejections).toEqual([])
}

async function append(
  all: Readonly<Record<string, object>>,
  mode: 'upsert' | 'remove' = 'upsert',
): Promise<number> {
  const products = Object.entries(all).map(([id, fields]) => ({ id, fields: { ...fields } }))
  return await world.append({ kind: 'products', mode, products } as never)
}

async function field(name: string): Promise<Field> {
  const found = await fieldByName(world.operational.db, name, 'product')
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

async function made(name: string, more: object = {}): Promise<Field> {
  const asked = { name, of: 'product', type: 'text', filterable: true, ...more } as const
  const { id } = await makeField(means(), asked)
  await over()
  return (await fieldById(world.operational.db, id)) as Field
}

/** The latest job, over. */
async function over(): Promise<Job> {
  await eventually(async () => expect(await fieldJobs(world.operational.db)).toEqual([]))
  const [job] = await listJobs(world.operational.db, 1)
  if (job === undefined) throw new Error('no job')
  return job
}

/** What stands in the column of a field, by product. */
async function column(id: number): Promise<Record<string, number>> {
  const rows = await world.database.rows<{ id: string; value: string }>(sql`
    SELECT product_id AS id, ${ident(`f${id}`)} AS value FROM products FINAL
    WHERE value IS NOT NULL ORDER BY id`)
  return Object.fromEntries(rows.map((row) => [row.id, Number(row.value)]))
}

async function values(id: string): Promise<Readonly<Record<number, unknown>> | undefined> {
  return (await readReferences(world.database, 'product', [id])).get(id)?.values
}

const child = async (fault = '') => await takeInByChild(world, fault, small)

const twelve = Array.from({ length: 12 }, (_, i) => `a${String(i).padStart(2, '0')}`)

describe('changing the type of a field of products', () => {
  test('tells what would not convert, and writes nothing', async () => {
    await made('altitude')
    await put(Object.fromEntries(twelve.map((id, i) => [id, { altitude: String(900 + i) }])))
    await put({ b1: { altitude: 'alto' }, b2: { altitude: '1.000 m' }, b3: { roast: 'dark' } })
    const before = await world.database.rows(sql`SELECT * FROM products FINAL ORDER BY product_id`)
    const context = await valueContext(world.operational.db)
    await tryType(means(), await field('altitude'), { type: 'integer' }, context)
    const job = await over()
    expect(job).toMatchObject({ kind: 'field type trial', state: 'done' })
    expect(job.progress.result).toMatchObject({
      converted: 12,
      failed: 2,
      examples: expect.arrayContaining([
        { value: 'alto', reason: expect.stringContaining('not a number') },
      ]),
    })
    expect(await field('altitude')).toMatchObject({ type: 'text' })
    const after = await world.database.rows(sql`SELECT * FROM products FINAL ORDER BY product_id`)
    expect(after).toEqual(before)
  })

  test('goes on between arrivals and over kills, and the old field stays, archived', async () => {
    const old = await field('altitude')
    await world.stopLoader()
    const context = await valueContext(world.operational.db)
    await changeType(means(), old, { type: 'integer' }, context)
    world.startLoader(awayAt(world.database, 'products', 2), small)
    await put({ a01: { altitude: '1500' }, a02: { altitude: null }, a03: { altitude: 'mil' } })
    await put({ a04: {} }, 'remove')
    await world.stopLoader()
    for (const { id } of await fieldJobs(world.operational.db)) {
      await announce(world.operational, id)
    }
    world.startLoader(awayAt(world.database, 'products', 1), small)
    await put({ c1: { altitude: '700' } })
    await world.stopLoader()
    world.startLoader(undefined, small)
    expect(await over()).toMatchObject({
      kind: 'field type',
      state: 'done',
      progress: { result: { failed: expect.any(Number) } },
    })
    const now = await field('altitude')
    expect(now).toMatchObject({ type: 'integer', archived: false, filterable: true })
    const kept = twelve.filter((id) => !['a01', 'a02', 'a03', 'a04'].includes(id))
    expect(await column(now.id)).toEqual({
      ...Object.fromEntries(kept.map((id) => [id, (900 + Number(id.slice(1))) * 10_000])),
      a01: 15_000_000,
      c1: 7_000_000,
    })
    expect(await fieldById(world.operational.db, old.id)).toMatchObject({
      name: `altitude__${old.id}`,
      archived: true,
      type: 'text',
    })
    expect(await values('a03')).toMatchObject({ [old.id]: 'mil' })
    await put({ a05: { altitude: 44 } })
    expect(await values('a05')).toMatchObject({ [now.id]: 440_000, [old.id]: '905' })
    const noted = { field: old.id, becomes: now.id, position: expect.any(Number) }
    expect(await listTypeChanges(world.operational.db)).toEqual([noted])
  })

  test('in processes that are killed, each a set later, comes to its end', async () => {
    const before = await field('altitude')
    const texts = Object.entries(await column(before.id)).map(([id, n]) => [id, String(n / 10_000)])
    await world.stopLoader()
    const context = await valueContext(world.operational.db)
    await changeType(means(), before, { type: 'text' }, context)
    await append({ k1: { altitude: 123 } })
    for (const fault of ['customers:2', 'customers:1']) {
      expect([fault, await child(fault)]).toEqual([fault, 'SIGKILL'])
    }
    expect(await child()).toBe(0)
    expect(await over()).toMatchObject({ kind: 'field type', state: 'done' })
    const { id, type } = await field('altitude')
    const rows = await world.database.rows<{ id: string; value: string }>(sql`
      SELECT product_id AS id, ${ident(`f${id}`)} AS value FROM products FINAL
      WHERE value IS NOT NULL ORDER BY id`)
    expect(type).toBe('text')
    expect(rows.map((row) => [row.id, row.value])).toEqual([...texts, ['k1', '123']])
    world.startLoader(undefined, small)
    await changeType(means(), await field('altitude'), { type: 'integer' }, context)
    await over()
  })

  test('when cancelled leaves the field and its values as they were', async () => {
    await world.stopLoader()
    const before = await field('altitude')
    const values = await column(before.id)
    const context = await valueContext(world.operational.db)
    const { id } = await changeType(means(), before, { type: 'text' }, context)
    await cancelJob(world.operational.db, id)
    world.startLoader(undefined, small)
    await eventually(async () => expect(await fieldJobs(world.operational.db)).toEqual([]))
    expect(await jobById(world.operational.db, id)).toMatchObject({ state: 'cancelled' })
    expect(await field('altitude')).toEqual(before)
    expect(await column(before.id)).toEqual(values)
  })
})

describe('a unique field of products', () => {
  const codes = async () => {
    const rows = await world.database.rows<{ id: string; value: string }>(sql`
      SELECT product_id AS id, ${ident(`f${(await field('code')).id}`)} AS value
      FROM products FINAL WHERE value IS NOT NULL ORDER BY id`)
    return Object.fromEntries(rows.map((row) => [row.id, row.value]))
  }
  const refused = async (all: Readonly<Record<string, object>>) =>
    (await world.wait(await append(all))).rejections.map((each) => each.failure)

  test('is not made while two have the same value, and tells which', async () => {
    const { id } = await made('code')
    await put({
      u1: { code: 'Ação' },
      u2: { code: 'ACAO' },
      u3: { code: 'ação' },
      u4: { code: '4' },
    })
    await changeFieldOf(means(), await field('code'), { unique: true })
    expect(await over()).toMatchObject({
      kind: 'field unique',
      state: 'failed',
      problem: expect.stringMatching(/2 products have .*"acao" \(3 products\). Correct them/),
    })
    expect(await fieldById(world.operational.db, id)).toMatchObject({ unique: false })
  })

  test('refuses the value of another, whatever case and accents, and takes the rest', async () => {
    await put({ u2: { code: '2' }, u3: { code: '3' } })
    await changeFieldOf(means(), await field('code'), { unique: true })
    expect(await over()).toMatchObject({ kind: 'field unique', state: 'done' })
    expect(await refused({ u4: { code: 'acao', altitude: 7 }, u9: { code: '3' } })).toEqual([
      expect.objectContaining({ code: 'conflict', where: 'fields.code' }),
      expect.objectContaining({
        message: 'Another product has this value of code, which is unique',
      }),
    ])
    expect(await codes()).toEqual({ u1: 'Ação', u2: '2', u3: '3', u4: '4' })
    expect(await values('u4')).toMatchObject({ [(await field('altitude')).id]: 70_000 })
    // Said again, given up, and handed on: by a change, by a replacement, by who goes.
    await put({ u1: { code: 'AÇÃO' }, u2: { code: null }, u5: { code: '2' } })
    await put({ u3: {} }, 'remove')
    await put({ u2: { code: '3' } })
    const replaced = { kind: 'products', products: [{ id: 'u4', name: 'U4' }] }
    expect((await world.bring(replaced as never)).rejections).toEqual([])
    await put({ u6: { code: '4' } })
    expect(await codes()).toEqual({ u1: 'AÇÃO', u2: '3', u5: '2', u6: '4' })
  })

  test('hands values on in an arrival that is repeated after a kill', async () => {
    await world.stopLoader()
    world.startLoader(awayAt(world.database, 'products', 1), small)
    await put({ u5: { code: '5' }, u2: { code: '2' }, u6: { code: '3' }, u1: { code: '4' } })
    await world.stopLoader()
    world.startLoader(undefined, small)
    expect(await codes()).toEqual({ u1: '4', u2: '2', u5: '5', u6: '3' })
    expect(await refused({ u7: { code: '3' } })).toHaveLength(1)
  })

  test('that is made anew looks through what came under its name first', async () => {
    await put({ v1: { ean: '789' }, v2: { ean: '789' }, v3: { box: 'x' }, v4: { box: 'y' } })
    await made('ean', { unique: true })
    const ended = await listJobs(world.operational.db, 1)
    expect(ended[0]).toMatchObject({ kind: 'field unique', state: 'failed' })
    expect(await field('ean')).toMatchObject({ unique: false })
    await made('box', { unique: true })
    expect(await field('box')).toMatchObject({ unique: true })
    expect(await refused({ v2: { box: 'Y' } })).toHaveLength(1)
    await changeFieldOf(means(), await field('box'), { unique: false })
    expect(await fieldJobs(world.operational.db)).toEqual([])
    await put({ v2: { box: 'Y' } })
  })
})
