import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../patience.ts'
import { phoneField } from '../../../src/domain/customer/builtin.ts'
import { failure, Refusal } from '../../../src/domain/failure.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { customerIdsAfter, readRecords } from '../../../src/store/clickhouse/records.ts'
import { cancelJob, jobById, type Job } from '../../../src/store/operational/jobs.ts'
import { writeShop } from '../../../src/store/operational/meta.ts'
import { sql } from '../../../src/store/sql/sql.ts'
import { announce, fieldJobs, noteTask } from '../../../src/work/fields/work.ts'
import { shop } from './shop.ts'
import { openWorld, type World } from './world.ts'

/** So few at a time that the job takes several entries. */
const small = { customersPerSet: 3 }

let world: World
beforeAll(async () => {
  world = await openWorld()
  await world.field({ name: 'mobile', type: 'phone' })
  await world.field({ name: 'line', type: 'phone', unique: true })
})
afterAll(async () => await world.close())

async function live(country: string): Promise<void> {
  await writeShop(world.operational.db, { ...shop, country })
}

type Written = { readonly phone?: string; readonly fields?: Readonly<Record<string, string>> }

async function write(all: Readonly<Record<string, Written>>): Promise<void> {
  const customers = Object.entries(all).map(([user, { phone, fields = {} }]) => ({
    identifiers: { user_id: user, ...(phone === undefined ? {} : { phone }) },
    fields,
  }))
  const position = await world.append({ kind: 'customers', mode: 'upsert', customers })
  expect((await world.wait(position)).rejections).toEqual([])
}

async function begin(): Promise<number> {
  const { operational } = world
  const { id } = await noteTask(operational.db, { task: 'phones', field: phoneField }, 1)
  await announce(operational, id)
  return id
}

async function over(id: number): Promise<Job | undefined> {
  await eventually(async () => expect(await fieldJobs(world.operational.db)).toEqual([]))
  return await jobById(world.operational.db, id)
}

/** Of each customer: identifiers that are phones, and the values of fields of them. */
async function phones(): Promise<Record<string, unknown>> {
  const catalog = await world.catalog()
  const found: [string, unknown][] = []
  const ids = await customerIdsAfter(world.database, '', 1_000)
  for (const { identifiers, values } of (await readRecords(world.database, ids)).values()) {
    const of = (name: string) => values.get(catalog.byName.get(name)?.id ?? 0)?.[0]
    const said = { phone: of('phone'), mobile: of('mobile'), line: of('line') }
    const known = Object.entries(said).filter(([, value]) => value !== undefined)
    const user = identifiers.get('user_id')?.[0] ?? ''
    found.push([user, [identifiers.get('phone')?.toSorted(), Object.fromEntries(known)]])
  }
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whose each phone is. */
async function owners(): Promise<string[]> {
  const rows = await world.database.rows<{ value: string; n: string }>(sql`
    SELECT value, count() AS n FROM identities FINAL
    WHERE kind = 'phone' AND deleted = 0 GROUP BY value ORDER BY value`)
  return rows.map(({ value, n }) => `${value} ${n}`)
}

/** A database that is away at the n-th insert into each of those tables, once: what a kill there leaves. */
function awayAt(tables: readonly string[], nth = 1): Database {
  const times = new Map<string, number>()
  return {
    ...world.database,
    insert: async (into, ...more) => {
      const now = (times.get(into) ?? 0) + 1
      times.set(into, now)
      if (tables.includes(into) && now === nth) {
        throw new Refusal(failure('unavailable', 'killed here, for a test'))
      }
      return await world.database.insert(into, ...more)
    },
  }
}

const number = (n: number) => `8198765432${n}`

test('phones stored before the country was known are read as its own, over kills; what is not known stays', async () => {
  await live('US')
  await write({
    a: { phone: number(1), fields: { phone: '(81) 98765-4321', mobile: '11 3333-4444' } },
    b: { phone: '+351912345678', fields: { phone: '+351 912 345 678' } },
    c: { phone: '1234567', fields: { mobile: '1234567', line: number(7) } },
    d: { phone: number(2) },
    e: { phone: `081${'987654322'}` },
    f: { fields: { line: `55${number(7)}` } },
    g: { phone: number(5), fields: { city: 'Recife' } },
  })
  // She has the number in both spellings.
  await write({ g: { phone: `0${number(5)}` } })
  expect((await phones())['a']).toEqual([[number(1)], { phone: number(1), mobile: '1133334444' }])
  await world.stopLoader()
  await live('BR')
  const job = await begin()
  const before = world.complaints.length
  const killed = ['edits', 'identity_conflicts', 'customers', 'contacts', 'identities']
  world.startLoader(awayAt(killed), small)
  const ended = await over(job)
  expect(world.complaints.length - before).toBe(killed.length)
  expect(ended).toMatchObject({ kind: 'phone numbers', state: 'done' })
  const known = await phones()
  expect(known).toMatchObject({
    a: [['+5581987654321'], { phone: '+5581987654321', mobile: '+551133334444' }],
    b: [['+351912345678'], { phone: '+351912345678' }],
    c: [['1234567'], { mobile: '1234567' }],
    g: [['+5581987654325'], {}],
  })
  // Two turn out to have one phone: one of them has it, the other keeps what she had.
  const pair = [known['d'], known['e']].map((each) => (each as [string[]])[0][0])
  expect(pair.filter((each) => each === '+5581987654322')).toHaveLength(1)
  expect(pair.filter((each) => [number(2), '081987654322'].includes(each ?? ''))).toHaveLength(1)
  const lines = [known['c'], known['f']].map(
    (each) => (each as [unknown, { line: string }])[1].line,
  )
  expect(lines.filter((each) => each === '+5581987654327')).toHaveLength(1)
  expect(ended?.progress).toEqual({
    done: 7,
    total: 7,
    result: { customers: 4, conflicts: 2 },
  })
  const conflicts = await world.database.rows<{ kind: string }>(
    sql`SELECT kind FROM identity_conflicts FINAL ORDER BY kind`,
  )
  const line = (await world.catalog()).byName.get('line')
  expect(conflicts.map(({ kind }) => kind)).toEqual([`field:${line?.id}`, 'phone'].toSorted())
  expect(await owners()).toEqual(
    [
      '+351912345678 1',
      '+5581987654321 1',
      '+5581987654322 1',
      '+5581987654325 1',
      '1234567 1',
      `${pair.find((each) => each?.startsWith('+') === false)} 1`,
    ].toSorted(),
  )
  const edits = await world.database.rows<{ customer: string; n: string }>(sql`
    SELECT toString(customer_id) AS customer, count() AS n FROM edits
    WHERE notEmpty(lost) GROUP BY customer_id`)
  expect(edits.every(({ n }) => n === '1')).toBe(true)
})

test('who writes to her by any spelling afterwards is found, and nobody new is made', async () => {
  const before = Object.keys(await phones())
  await write({ a: { phone: '(81) 98765-4321', fields: { city: 'Olinda' } } })
  const position = await world.append({
    kind: 'customers',
    mode: 'upsert',
    customers: [{ identifiers: { phone: number(1) }, fields: { city: 'Natal' } }],
  })
  expect((await world.wait(position)).rejections).toEqual([])
  expect(Object.keys(await phones())).toEqual(before)
})

test('cancelled, it leaves what is known by then, and another goes through the rest', async () => {
  await live('US')
  await write(
    Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`n${n}`, { phone: `1133334${n}00` }])),
  )
  await world.stopLoader()
  await live('BR')
  const job = await begin()
  world.startLoader(awayAt(['edits'], 2), small)
  await eventually(async () => {
    const { progress } = (await jobById(world.operational.db, job)) ?? {}
    expect(progress?.done).toBeGreaterThan(0)
  })
  await world.stopLoader()
  expect(await cancelJob(world.operational.db, job)).toBe(true)
  world.startLoader(undefined, small)
  expect(await over(job)).toMatchObject({ state: 'cancelled' })
  expect(await over(await begin())).toMatchObject({ state: 'done' })
  const known = await phones()
  const now = [1, 2, 3, 4, 5, 6].map((n) => (known[`n${n}`] as [string[]])[0])
  expect(now).toEqual([1, 2, 3, 4, 5, 6].map((n) => [`+551133334${n}00`]))
})
