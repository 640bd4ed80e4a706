import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../patience.ts'
import { failure, Refusal } from '../../../src/domain/failure.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { customerPage } from '../../../src/store/clickhouse/customers.ts'
import { changeField, fieldById } from '../../../src/store/operational/fields.ts'
import { cancelJob, jobById, listJobs, type Job } from '../../../src/store/operational/jobs.ts'
import { ident, sql } from '../../../src/store/sql/sql.ts'
import { changeFieldOf } from '../../../src/work/fields/change.ts'
import {
  announce,
  announceForgotten,
  fieldJobs,
  fieldsBeingIndexed,
  noteTask,
} from '../../../src/work/fields/work.ts'
import type { Field } from '../../../src/domain/customer/field.ts'
import { valueContext } from '../../../src/work/context.ts'
import { changeType, tryType } from '../../../src/work/fields/changeType.ts'
import { openWorld, who, type World } from './world.ts'

/** So few at a time that a job takes several entries, between which others come. */
const small = { customersPerSet: 4 }
const people = Array.from({ length: 18 }, (_, i) => `p${i}`)

let world: World
beforeAll(async () => {
  world = await openWorld()
  await world.field({ name: 'code', type: 'text' })
  await write(people.map((user) => [user, { code: `Código ${user}`, city: 'Recife' }]))
  await world.stopLoader()
  world.startLoader(undefined, small)
})
afterAll(async () => await world.close())

async function append(all: readonly (readonly [string, object])[]): Promise<number> {
  const customers = all.map(([user, fields]) => ({ ...who(user), fields: { ...fields } }))
  return await world.append({ kind: 'customers', mode: 'upsert', customers })
}

async function write(all: readonly (readonly [string, object])[]): Promise<void> {
  const came = await world.wait(await append(all))
  expect(came.rejections).toEqual([])
}

async function code(name = 'code'): Promise<Field> {
  const field = (await world.catalog()).byName.get(name)
  if (field === undefined) throw new Error(`no ${name}`)
  return field
}

const means = () => ({ ...world, clock: Date.now })

/** The latest job, over. */
async function over(): Promise<Job> {
  await eventually(async () => expect(await fieldJobs(world.operational.db)).toEqual([]))
  const [job] = (await listJobs(world.operational.db)).filter(
    ({ kind }) => kind !== 'field release',
  )
  if (job === undefined) throw new Error('no job')
  return job
}

async function found(search: string): Promise<number> {
  const listing = { sort: 'id', search, limit: 100 }
  const page = await customerPage(world.database, listing, await world.catalog())
  if ('code' in page) throw new Error(page.message)
  return page.ids.length
}

/** What stands in the column of the field, for everybody who has something there. */
async function column(id: number): Promise<string[]> {
  const rows = await world.database.rows<{ folded: string }>(
    sql`SELECT ${ident(`f${id}_fold`)} AS folded FROM customers FINAL WHERE folded != '' ORDER BY folded`,
  )
  return rows.map(({ folded }) => folded)
}

async function claims(id: number): Promise<string[]> {
  const rows = await world.database.rows<{ value: string }>(
    sql`SELECT value FROM identities FINAL WHERE kind = ${`field:${id}`} ORDER BY value`,
  )
  return rows.map(({ value }) => value)
}

/** A database that is away at the n-th insert into that table, once: what a kill there leaves. */
function awayAt(table: string, nth: number): Database {
  let times = 0
  return {
    ...world.database,
    insert: async (into, ...more) => {
      times += into === table ? 1 : 0
      if (into === table && times === nth) {
        throw new Refusal(failure('unavailable', 'killed here, for a test'))
      }
      return await world.database.insert(into, ...more)
    },
  }
}

const folded = (users: readonly string[]) => users.map((user) => `codigo ${user}`).toSorted()

describe('indexing a field', () => {
  test('goes on between arrivals, whose values are newer, over kills, to everybody', async () => {
    await world.stopLoader()
    const before = await code()
    const change = { filterable: true, searchable: true }
    const { id } = await changeFieldOf(means(), before, change)
    const waiting = await fieldsBeingIndexed(world.operational.db)
    expect([...waiting.keys()]).toEqual(['code'])
    await expect(changeFieldOf(means(), await code(), { filterable: false })).rejects.toThrow(
      /worked on by job/,
    )
    for (const table of ['customers', 'contacts'] as const) {
      world.startLoader(awayAt(table, 2), small)
      await write([['p3', { code: `changed by ${table}` }]])
      await world.stopLoader()
    }
    // What goes on with it may be announced twice, by a process that was killed before it had noted so.
    for (const { id: job } of await fieldJobs(world.operational.db)) {
      await announce(world.operational, job)
    }
    world.startLoader(undefined, small)
    await write([
      ['p5', { code: null }],
      ['q1', { code: 'Código q1' }],
    ])
    expect(await over()).toMatchObject({ kind: 'field index', state: 'done' })
    const rest = people.filter((user) => user !== 'p3' && user !== 'p5')
    expect(await column(id)).toEqual([...folded([...rest, 'q1']), 'changed by contacts'].toSorted())
    expect(await found('codigo')).toBe(rest.length + 1)
    expect((await fieldsBeingIndexed(world.operational.db)).size).toBe(0)
  })

  test('when cancelled puts the flags back, and what it has written, then is over', async () => {
    await world.stopLoader()
    await changeFieldOf(means(), await code(), { searchable: false })
    const [job] = await fieldJobs(world.operational.db)
    world.startLoader(awayAt('contacts', 3), small)
    await eventually(async () => {
      const { progress } = (await jobById(world.operational.db, job?.id ?? 0)) ?? {}
      expect(progress?.done).toBeGreaterThan(0)
    })
    await world.stopLoader()
    expect(await cancelJob(world.operational.db, job?.id ?? 0)).toBe(true)
    await append([['p6', { city: 'Natal' }]])
    world.startLoader(undefined, small)
    await over()
    expect(await jobById(world.operational.db, job?.id ?? 0)).toMatchObject({ state: 'cancelled' })
    expect(await code()).toMatchObject({ searchable: true })
    expect(await found('codigo p')).toBe(people.length - 2)
  })

  test('that was noted and never announced is begun at the next start', async () => {
    const { id } = await code()
    const { db } = world.operational
    await noteTask(db, { task: 'index', field: id, fill: true, back: null }, 1)
    await announceForgotten(world.operational)
    await announceForgotten(world.operational)
    expect(await over()).toMatchObject({ state: 'done', progress: { done: 19 } })
  })
})

describe('making a field unique', () => {
  test('is refused while two have the same value, and tells which', async () => {
    await write([
      ['p7', { code: 'codigo P8' }],
      ['p9', { code: 'CÓDIGO p8' }],
    ])
    const field = await changeFieldOf(means(), await code(), { unique: true })
    const job = await over()
    expect(job).toMatchObject({ state: 'failed' })
    expect(job.problem).toMatch(/2 customers have a value that another has.*\(3 customers\)/i)
    expect(await fieldById(world.operational.db, field.id)).toMatchObject({ unique: false })
    expect(await claims(field.id)).toEqual([])
  })

  test('sees what arrives meanwhile, over kills; from then on no two get the same', async () => {
    await write(['p3', 'p5', 'p7', 'p9'].map((user) => [user, { code: `Código ${user}` }] as const))
    await world.stopLoader()
    const { id } = await changeFieldOf(means(), await code(), { unique: true })
    // Begun, then changed behind its back and before it: values go from one to another.
    world.startLoader(awayAt('identities', 2), small)
    await write([
      ['p1', { code: 'one' }],
      ['p2', { code: 'Código p1' }],
    ])
    await world.stopLoader()
    world.startLoader(undefined, small)
    await write([['q2', { code: 'Código p2' }]])
    expect(await over()).toMatchObject({ kind: 'field unique', state: 'done' })
    expect(await claims(id)).toEqual(await column(id))
    const came = await world.wait(await append([['q3', { code: 'CÓDIGO P2' }]]))
    expect(came.rejections[0]?.failure.code).toBe('conflict')
    await write([['q2', { code: 'two' }]])
    await write([['q3', { code: 'codigo p2' }]])
    expect(await claims(id)).toEqual(await column(id))
  })

  test('a value that went to somebody else between two sets is hers alone', async () => {
    const { id } = await code()
    await changeFieldOf(means(), await code(), { unique: false })
    await over()
    const rows = await world.database.rows<{ user: string }>(
      sql`SELECT value AS user FROM identities FINAL WHERE kind = 'user_id' ORDER BY customer_id`,
    )
    const [first = '', last = ''] = [rows[0]?.user, rows.at(-1)?.user]
    await write([[first, { code: 'handed on' }]])
    await world.stopLoader()
    await changeFieldOf(means(), await code(), { unique: true })
    // Taken in after the first set, in which she who had it claimed it, and before the last.
    const position = await append([
      [first, { code: 'kept' }],
      [last, { code: 'handed on' }],
    ])
    world.startLoader(undefined, small)
    expect((await world.wait(position)).rejections).toEqual([])
    expect(await over()).toMatchObject({ kind: 'field unique', state: 'done' })
    expect(await claims(id)).toEqual(await column(id))
  })

  test('a value that two came to have while it was at work is seen', async () => {
    const { id } = await code()
    await changeFieldOf(means(), await code(), { unique: false })
    await over()
    expect(await claims(id)).toEqual([])
    await world.stopLoader()
    await changeFieldOf(means(), await code(), { unique: true })
    world.startLoader(awayAt('identities', 4), small)
    await write([
      ['p10', { code: 'same' }],
      ['p11', { code: 'same' }],
    ])
    expect(await over()).toMatchObject({
      kind: 'field unique',
      state: 'failed',
      problem: expect.stringContaining('"same" (2 customers)'),
    })
    await changeField(world.operational.db, id, { unique: false })
  })
})

describe('changing the type of a field', () => {
  test('tells what would not convert, and writes nothing', async () => {
    await world.field({ name: 'age_text', type: 'text', filterable: true })
    await write([
      ...people.slice(0, 12).map((user, i) => [user, { age_text: String(i) }] as const),
      ['p12', { age_text: 'doze' }],
      ['p13', { age_text: '12,5 anos' }],
    ])
    const context = await valueContext(world.operational.db)
    await tryType(means(), await code('age_text'), { type: 'integer' }, context)
    const job = await over()
    expect(job).toMatchObject({ kind: 'field type trial', state: 'done' })
    expect(job.progress.result).toMatchObject({
      converted: 12,
      failed: 2,
      examples: expect.arrayContaining([
        { value: 'doze', reason: expect.stringContaining('not a number') },
      ]),
    })
    expect(await code('age_text')).toMatchObject({ type: 'text' })
  })

  test('goes on between arrivals and over kills; source and since when stay, and the old field too', async () => {
    const old = await code('age_text')
    const before = await world.customer('user_id', 'p4')
    await world.stopLoader()
    const context = await valueContext(world.operational.db)
    await changeType(means(), old, { type: 'integer' }, context)
    world.startLoader(awayAt('contacts', 2), small)
    await write([
      ['p1', { age_text: '100' }],
      ['p2', { age_text: null }],
    ])
    await world.stopLoader()
    world.startLoader(awayAt('customers', 2), small)
    await write([['p17', { age_text: '17' }]])
    await world.stopLoader()
    world.startLoader(undefined, small)
    expect(await over()).toMatchObject({ kind: 'field type', state: 'done' })
    const field = await code('age_text')
    expect(field).toMatchObject({ type: 'integer', archived: false, filterable: true })
    const rows = await world.database.rows<{ age: string }>(
      sql`SELECT ${ident(`f${field.id}`)} AS age FROM customers FINAL WHERE age IS NOT NULL ORDER BY age`,
    )
    const ages = [0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 17, 100]
    expect(rows.map(({ age }) => Number(age))).toEqual(ages.map((age) => age * 10_000))
    const after = await world.customer('user_id', 'p4')
    expect(after?.values.get(field.id)?.slice(1)).toEqual(before?.values.get(old.id)?.slice(1))
    expect(await fieldById(world.operational.db, old.id)).toMatchObject({
      name: `age_text__${old.id}`,
      archived: true,
      type: 'text',
    })
    expect(after?.values.get(old.id)?.[0]).toBe('4')
    await write([['p4', { age_text: 44 }]])
    expect(await world.fields('user_id', 'p4')).toMatchObject({ age_text: 440_000 })
    // Each change of hers is one entry of her history, however often it was tried.
    const [edits] = await world.database.rows<{ n: string; v: string }>(
      sql`SELECT count() AS n, uniqExact(customer_id, version) AS v FROM edits`,
    )
    expect(edits?.n).toBe(edits?.v)
  })

  test('when cancelled leaves the field as it was', async () => {
    await world.stopLoader()
    const field = await code('age_text')
    const context = await valueContext(world.operational.db)
    const { id } = await changeType(means(), field, { type: 'text' }, context)
    await cancelJob(world.operational.db, id)
    world.startLoader(undefined, small)
    await eventually(async () => expect(await fieldJobs(world.operational.db)).toEqual([]))
    expect(await jobById(world.operational.db, id)).toMatchObject({ state: 'cancelled' })
    expect(await code('age_text')).toEqual(field)
  })
})
