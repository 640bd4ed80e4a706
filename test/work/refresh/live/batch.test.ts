import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Condition } from '../../../../src/domain/segment/condition.ts'
import type { Database } from '../../../../src/store/clickhouse/database.ts'
import { readDueOf, writeDue } from '../../../../src/store/clickhouse/due.ts'
import { createJob } from '../../../../src/store/operational/jobs.ts'
import { readMark } from '../../../../src/store/operational/marks.ts'
import { createSegment } from '../../../../src/store/operational/segments.ts'
import { sql } from '../../../../src/store/sql/sql.ts'
import { readsOf } from '../../../../src/domain/segment/reads.ts'
import { contextAt } from '../../../../src/work/context.ts'
import { nextInstant } from '../../../../src/work/refresh/instant.ts'
import { refreshKind } from '../../../../src/work/refresh/job.ts'
import { doBatch, finishBatch, type Batch } from '../../../../src/work/refresh/live/batch.ts'
import { runRefresh } from '../../../../src/work/refresh/run.ts'
import { readStandings } from '../../../../src/work/refresh/standing.ts'
import { openWorld, who, type World } from '../../intake/world.ts'
import { deletedMeanwhile } from '../deletedMeanwhile.ts'
import { dyingAfter } from '../dying.ts'

let world: World
const dayMs = 86_400_000

beforeAll(async () => {
  world = await openWorld()
  await world.bring({
    kind: 'customers',
    mode: 'upsert',
    customers: ['ana', 'bia', 'caio'].map((name) => ({ ...who(name), fields: { city: 'Recife' } })),
  })
})

afterAll(() => world.close())

async function idOf(name: string): Promise<string> {
  const record = await world.customer('user_id', name)
  if (record === undefined) throw new Error(`no ${name}`)
  return record.id
}

async function filled(name: string, condition: Condition): Promise<number> {
  const { db } = world.operational
  const { id } = await createSegment(db, { name, condition }, Date.now())
  const options = { segments: [id], cause: 'refresh', ref: '' }
  const job = await createJob(db, { kind: refreshKind, options }, Date.now())
  await runRefresh(means(), job, new AbortController().signal)
  return id
}

function means(database: Database = world.database) {
  return { operational: world.operational, database, clock: Date.now }
}

async function batchOf(part: Partial<Batch>, now = Date.now()): Promise<Batch> {
  const { db } = world.operational
  const context = part.context ?? (await contextAt(db, await nextInstant(db, now)))
  return {
    context,
    reads: (segment) => readsOf(segment, context.segments, context.calculated),
    asked: [],
    walks: [],
    because: { cause: 'arrivals', ref: '7' },
    marks: { followed: 7 },
    ...part,
  }
}

type Entry = { customer_id: string; entered: boolean; at: string; noticed: string; told: string }

async function ledger(segment: number): Promise<Entry[]> {
  return await world.database.rows<Entry>(
    sql`SELECT customer_id, entered, at, noticed, concat(cause, ' ', ref) AS told FROM changes
      WHERE segment = ${segment} AND cause != 'baseline' ORDER BY noticed, customer_id`,
  )
}

async function members(segment: number): Promise<string[]> {
  const from = async (table: 'memberships' | 'memberships_by_customer'): Promise<string[]> => {
    const name = table === 'memberships' ? sql`memberships` : sql`memberships_by_customer`
    const rows = await world.database.rows<{ customer_id: string }>(
      sql`SELECT customer_id FROM ${name} FINAL WHERE segment = ${segment}`,
    )
    return rows.map((row) => row.customer_id).toSorted()
  }
  const found = await from('memberships')
  expect(await from('memberships_by_customer')).toEqual(found)
  const standing = (await readStandings(world.operational.db)).get(segment)
  expect(standing).toMatchObject({ count: found.length, known: found.length })
  return found
}

const bought: Condition = {
  type: 'did',
  event: 'Bought',
  window: { type: 'last', n: 30, unit: 'days' },
}

async function buys(name: string, time: number, event = 'Bought'): Promise<void> {
  const messageId = `${name} ${event} ${time}`
  await world.bring({ kind: 'events', events: [{ ...who(name), event, time, messageId }] })
}

test('new data lead to one entry, and to a row that says when to ask again', async () => {
  const segment = await filled('Bought', bought)
  const ana = await idOf('ana')
  const ts = Date.now() - dayMs
  await buys('ana', ts)
  await doBatch(means(), await batchOf({ asked: [{ customers: [ana], segments: [segment] }] }))
  expect(await members(segment)).toEqual([ana])
  const [entry, ...rest] = await ledger(segment)
  expect(rest).toEqual([])
  expect(entry).toMatchObject({ customer_id: ana, entered: true, told: 'arrivals 7' })
  expect(entry?.at).toBe(entry?.noticed)
  const due = await world.database.rows(
    sql`SELECT at FROM due WHERE segment = ${segment} AND customer_id = ${BigInt(ana)}`,
  )
  expect(due).toEqual([{ at: String(ts + 30 * dayMs) }])
  expect(await readMark(world.operational.db, 'followed')).toBe(7)
  // The same again: nothing is other.
  await doBatch(means(), await batchOf({ asked: [{ customers: [ana], segments: [segment] }] }))
  expect(await ledger(segment)).toHaveLength(1)
})

test('a kill at any of its writes loses nothing and doubles nothing', async () => {
  const caio = await idOf('caio')
  let deaths = 0
  for (let writes = 0; ; writes += 1) {
    const segment = await filled(`Killed after ${writes}`, { ...bought, event: `Bought ${writes}` })
    await buys('caio', Date.now(), `Bought ${writes}`)
    const marks = { followed: 100 + writes }
    const asked = [{ customers: [caio], segments: [segment] }]
    const dying = dyingAfter(world.database, writes)
    const batch = await batchOf({ asked, marks })
    const end = await doBatch(means(dying.database), batch).then(
      () => 'done',
      (error: Error) => error.message,
    )
    expect(end).toBe(dying.died ? 'killed' : 'done')
    if (dying.died) deaths += 1
    await finishBatch(means())
    const reached = (await readMark(world.operational.db, 'followed')) === marks.followed
    expect(reached).toBe((await ledger(segment)).length > 0)
    if (!reached) await doBatch(means(), await batchOf({ asked, marks }))
    expect(await members(segment)).toEqual([caio])
    expect(await ledger(segment)).toHaveLength(1)
    expect(await readMark(world.operational.db, 'refresh/batch')).toBeUndefined()
    expect(await readMark(world.operational.db, 'followed')).toBe(marks.followed)
    if (!dying.died) break
  }
  // When to ask again, the ledger, the two tables.
  expect(deaths).toBeGreaterThanOrEqual(4)
})

test.each([
  ['comes', 'changes'],
  ['comes', 'memberships'],
  ['goes', 'changes'],
  ['goes', 'memberships'],
  ['comes to be known', 'memberships'],
])('whoever is deleted while she %s, when %s are written, leaves once', async (how, table) => {
  const name = `deleted, ${how} ${table}`
  const segment = await filled(name, { ...bought, event: name })
  await world.bring({ kind: 'customers', mode: 'upsert', customers: [who(name)] })
  const gone = await idOf(name)
  const asked = [{ customers: [gone], segments: [segment] }]
  const time = Date.now() - dayMs
  await buys(name, time, name)
  if (how !== 'comes') await doBatch(means(), await batchOf({ asked }))
  if (how === 'goes') {
    await world.database.run(
      sql`DELETE FROM events WHERE name = ${name} AND customer_id = ${BigInt(gone)}`,
    )
  }
  if (how === 'comes to be known') {
    const rows = [{ segment, customer_id: gone, since: time, version: Date.now(), known: false }]
    for (const each of ['memberships', 'memberships_by_customer']) {
      await world.database.insert(each, rows)
    }
  }
  const { database, deleting } = deletedMeanwhile(world.database, gone, (what) => what === table)
  await doBatch(means(database), await batchOf({ asked }))
  await deleting()
  const told = (await ledger(segment)).map((entry) => [entry.entered, entry.told.split(' ')[0]])
  const came = [true, 'arrivals']
  expect(told).toEqual([came, [false, how === 'goes' ? 'arrivals' : 'erasure']])
  for (const each of [sql`memberships`, sql`memberships_by_customer`]) {
    const rows = await world.database.rows(
      sql`SELECT 1 FROM ${each} FINAL WHERE customer_id = ${BigInt(gone)}`,
    )
    expect(rows).toEqual([])
  }
})

test('passing time is walked from instant to instant, each entry at its own', async () => {
  const segment = await filled('Bought lately', { ...bought, event: 'Bought late' })
  const bia = await idOf('bia')
  const now = Date.now()
  const first = now - 5 * dayMs
  await buys('bia', first, 'Bought late')
  await doBatch(means(), await batchOf({ asked: [{ customers: [bia], segments: [segment] }] }))
  // One more is taken in that counts from its own instant on, after she has been out for ten days.
  const second = first + 40 * dayMs
  const later = await batchOf(
    { walks: [{ segment, customer: bia, at: first + 30 * dayMs }] },
    second + 31 * dayMs,
  )
  await world.database.run(sql`INSERT INTO events (name, customer_id, ts, id, version)
    SELECT name, customer_id, ${second}, id + 1, version FROM events
    WHERE name = 'Bought late' AND customer_id = ${BigInt(bia)}`)
  await doBatch(means(), later)
  const entries = (await ledger(segment)).slice(1)
  expect(entries.map(({ entered, at, told }) => [entered, Number(at), told.trim()])).toEqual([
    [false, first + 30 * dayMs, 'clock'],
    [true, second, 'clock'],
    [false, second + 30 * dayMs, 'clock'],
  ])
  expect(entries.every(({ noticed }, i) => Number(noticed) === later.context.now + i)).toBe(true)
  expect(await members(segment)).toEqual([])
})

test('a kill at any write of a batch that walks too leaves no instant to be walked again', async () => {
  const bia = await idOf('bia')
  let deaths = 0
  for (let writes = 0; ; writes += 1) {
    const event = `Walked ${writes}`
    const segment = await filled(event, { ...bought, event })
    const now = Date.now()
    const [first, second] = [now - 80 * dayMs, now - 40 * dayMs]
    await buys('bia', first, event)
    // What it is today is not what it was before time passed.
    await writeDue(
      world.database,
      [first, first + 30 * dayMs, second, second + 30 * dayMs].map((at) => {
        return { segment, customer: bia, at }
      }),
      1,
    )
    await world.database.run(sql`INSERT INTO events (name, customer_id, ts, id, version)
      SELECT name, customer_id, ${second}, id + 1, version FROM events
      WHERE name = ${event} AND customer_id = ${BigInt(bia)}`)
    const of = { customers: [bia], segments: [segment], from: first, upTo: now + 1 }
    const batch = async (): Promise<Batch> => {
      const rows = await readDueOf(world.database, of)
      const asked = [{ customers: [bia], segments: [segment] }]
      return await batchOf({ asked, walks: rows, passesFrom: first }, now)
    }
    const dying = dyingAfter(world.database, writes)
    await doBatch(means(dying.database), await batch()).catch(() => {})
    if (dying.died) deaths += 1
    await finishBatch(means())
    await doBatch(means(), await batch())
    expect(await readDueOf(world.database, of)).toEqual([])
    const told = (await ledger(segment)).map(({ entered, at }) => [entered, Number(at)])
    expect(told).toEqual([
      [true, first],
      [false, first + 30 * dayMs],
      [true, second],
      [false, second + 30 * dayMs],
    ])
    expect(await members(segment)).toEqual([])
    if (!dying.died) break
  }
  expect(deaths).toBeGreaterThanOrEqual(4)
})
