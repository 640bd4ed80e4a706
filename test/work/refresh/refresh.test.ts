import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, patience } from '../../patience.ts'
import { failure, Refusal } from '../../../src/domain/failure.ts'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { memberSince, segmentsOf } from '../../../src/store/clickhouse/memberships.ts'
import { createJob, jobById, changeJob, type Job } from '../../../src/store/operational/jobs.ts'
import {
  changeSegment,
  createSegment,
  deleteSegment,
} from '../../../src/store/operational/segments.ts'
import { sql } from '../../../src/store/sql/sql.ts'
import { refreshKind } from '../../../src/work/refresh/job.ts'
import { startRefresher, type Refresher } from '../../../src/work/refresh/refresher.ts'
import { runRefresh } from '../../../src/work/refresh/run.ts'
import { readStandings } from '../../../src/work/refresh/standing.ts'
import { openWorld, who, type World } from '../intake/world.ts'

let world: World
let refresher: Refresher

beforeAll(async () => {
  world = await openWorld()
  const people = ['ana', 'bia', 'caio', 'davi', 'eva']
  await world.bring({
    kind: 'customers',
    mode: 'upsert',
    customers: people.map((name, i) => ({
      ...who(name),
      fields: { city: i % 2 === 0 ? 'Recife' : 'Natal' },
    })),
  })
  refresher = begin()
  await settled()
})

afterAll(async () => {
  await refresher.stop()
  await world.close()
})

function begin(failures: unknown[] = []): Refresher {
  return startRefresher({
    operational: world.operational,
    database: world.database,
    clock: Date.now,
    failed: (_job, error) => failures.push(error),
    waits: (error) => failures.push(error),
    gatherMs: 20,
  })
}

async function settled(): Promise<void> {
  await refresher.idle(patience())
}

const inCity = (value: string): Condition => ({
  type: 'field',
  field: 'city',
  test: { op: 'is', value },
})

async function makeSegment(name: string, condition: Condition): Promise<number> {
  const { id } = await createSegment(world.operational.db, { name, condition }, Date.now())
  return id
}

async function idOf(name: string): Promise<string> {
  const record = await world.customer('user_id', name)
  if (record === undefined) throw new Error(`no ${name}`)
  return record.id
}

/** Names of the members by each of the three that tell it: both tables and the ledger replayed. */
async function members(segment: number): Promise<string[]> {
  const names = new Map<string, string>()
  for (const name of ['ana', 'bia', 'caio', 'davi', 'eva']) {
    const record = await world.customer('user_id', name)
    if (record !== undefined) names.set(record.id, name)
  }
  const shown = (rows: { customer_id: string }[]): string[] =>
    rows.map(({ customer_id }) => names.get(customer_id) ?? customer_id).toSorted()
  const { database } = world
  const bySegment = shown(
    await database.rows(sql`SELECT customer_id FROM memberships FINAL WHERE segment = ${segment}`),
  )
  const byCustomer = shown(
    await database.rows(
      sql`SELECT customer_id FROM memberships_by_customer FINAL WHERE segment = ${segment}`,
    ),
  )
  const replayed = shown(
    await database.rows(
      sql`SELECT customer_id FROM changes WHERE segment = ${segment}
        GROUP BY customer_id HAVING argMax(entered, noticed)`,
    ),
  )
  expect(byCustomer).toEqual(bySegment)
  expect(replayed).toEqual(bySegment)
  return bySegment
}

type Entry = { customer_id: string; entered: boolean; cause: string; ref: string; run: string }

async function ledger(segment: number): Promise<Entry[]> {
  return await world.database.rows<Entry>(
    sql`SELECT customer_id, entered, cause, ref, run FROM changes WHERE segment = ${segment}
      ORDER BY noticed, customer_id`,
  )
}

describe('a full refresh', () => {
  test('fills a new segment as one baseline', async () => {
    const segment = await makeSegment('Recife', inCity('recife'))
    await refresher.request({ segments: [segment] })
    await settled()
    expect(await members(segment)).toEqual(['ana', 'caio', 'eva'])
    const entries = await ledger(segment)
    expect(entries.map(({ cause, entered }) => [cause, entered])).toEqual(
      Array.from({ length: 3 }, () => ['baseline', true]),
    )
    const standing = (await readStandings(world.operational.db)).get(segment)
    expect(standing).toMatchObject({ count: 3, known: 3, version: 1 })
  })

  test('notes who comes and who goes when something arrived, once each, and why', async () => {
    const segment = await makeSegment('In Natal', inCity('Natal'))
    await refresher.request({ segments: [segment] })
    await settled()
    const before = await ledger(segment)
    const { position } = await world.bring({
      kind: 'customers',
      mode: 'patch',
      customers: [
        { ...who('ana'), fields: { city: 'NATAL' } },
        { ...who('bia'), fields: { city: null } },
      ],
    })
    await settled()
    expect(await members(segment)).toEqual(['ana', 'davi'])
    const entries = (await ledger(segment)).slice(before.length)
    const ids = [await idOf('ana'), await idOf('bia')]
    expect(new Map(entries.map((entry) => [entry.customer_id, entry.entered]))).toEqual(
      new Map([
        [ids[0], true],
        [ids[1], false],
      ]),
    )
    expect(entries.map(({ cause, ref }) => [cause, ref])).toEqual([
      ['arrivals', String(position)],
      ['arrivals', String(position)],
    ])
    // Nothing has changed since: nothing is written.
    await refresher.request({})
    await settled()
    expect((await ledger(segment)).length).toBe(before.length + 2)
  })

  test('says which version of the definition moved somebody', async () => {
    const segment = await makeSegment('Moves', inCity('Natal'))
    await refresher.request({ segments: [segment] })
    await settled()
    await changeSegment(world.operational.db, segment, { condition: inCity('Recife') }, Date.now())
    await refresher.request({ segments: [segment] })
    await settled()
    expect(await members(segment)).toEqual(['caio', 'eva'])
    const moved = (await ledger(segment)).filter(({ cause }) => cause === 'definition')
    expect(new Set(moved.map(({ ref }) => ref))).toEqual(new Set(['v2']))
  })

  test('counts pins, and asks segments within segments', async () => {
    const inner = await makeSegment('Inner', inCity('Recife'))
    const outer = await makeSegment('Outer', {
      type: 'not',
      of: { type: 'segment', segment: inner },
    })
    await world.bring({
      kind: 'pins',
      segment: inner,
      pins: [
        { ...who('davi'), pinned: 'in' },
        { ...who('eva'), pinned: 'out' },
      ],
    })
    await refresher.request({ segments: [inner, outer] })
    await settled()
    expect(await members(inner)).toEqual(['caio', 'davi'])
    expect(await members(outer)).toEqual(['ana', 'bia', 'eva'])
  })

  test('lets everyone out of a segment that was deleted', async () => {
    const segment = await makeSegment('Short-lived', inCity('Recife'))
    await refresher.request({ segments: [segment] })
    await settled()
    expect((await members(segment)).length).toBe(2)
    await deleteSegment(world.operational.db, segment, Date.now())
    await refresher.request({ segments: [] })
    await settled()
    expect(await members(segment)).toEqual([])
    expect((await readStandings(world.operational.db)).has(segment)).toBe(false)
  })

  test('many segments at once find what each finds alone', async () => {
    const cities = ['Recife', 'Natal', 'Olinda']
    const alone = await Promise.all(
      cities.map((city) => makeSegment(`Alone ${city}`, inCity(city))),
    )
    for (const segment of alone) {
      await refresher.request({ segments: [segment] })
      await settled()
    }
    const together = await Promise.all(
      cities.map((city) => makeSegment(`Together ${city}`, inCity(city))),
    )
    await refresher.request({ segments: together })
    await settled()
    for (const [i, segment] of together.entries()) {
      expect(await members(segment)).toEqual(await members(alone[i] ?? 0))
    }
  })

  test('answers since when somebody is in, and in which segments somebody is', async () => {
    const segment = await makeSegment('Since', inCity('Recife'))
    await refresher.request({ segments: [segment] })
    await settled()
    const [caio, davi] = [await idOf('caio'), await idOf('davi')]
    const { asOf } = (await readStandings(world.operational.db)).get(segment) ?? { asOf: 0 }
    expect(await memberSince(world.database, segment, caio)).toBe(asOf)
    expect(await memberSince(world.database, segment, davi)).toBeUndefined()
    expect((await segmentsOf(world.database, caio)).get(segment)).toBe(asOf)
  })
})

/** A database that is no longer there from its nth change on, as after a kill. */
function dyingAfter(database: Database, changes: number): Database {
  let left = changes
  return {
    ...database,
    run: async (statement, options) => {
      if (left === 0) throw new Refusal(failure('unavailable', 'killed'))
      left -= 1
      await database.run(statement, options)
    },
  }
}

describe('a refresh that was killed', () => {
  test('comes to the same end from wherever it was', async () => {
    await refresher.stop()
    const { operational, database } = world
    const never = new AbortController().signal
    let died = 0
    for (let changes = 0; ; changes += 1) {
      const segment = await makeSegment(`Killed after ${changes}`, inCity('Recife'))
      const job = await waiting([segment])
      const clock = Date.now
      const dying = { operational, database: dyingAfter(database, changes), clock }
      const end = await runRefresh(dying, job, never).then(
        () => 'done',
        (error: Error) => error.message,
      )
      if (end === 'killed') {
        died += 1
        await runRefresh(
          { operational, database, clock },
          (await jobById(operational.db, job.id)) ?? job,
          never,
        )
      }
      expect(await members(segment)).toEqual(['caio', 'eva'])
      expect((await ledger(segment)).map(({ cause }) => cause)).toEqual(['baseline', 'baseline'])
      expect(await world.count('refresh_members')).toBe(0)
      await changeJob(operational.db, job.id, { state: 'done' })
      if (end === 'done') break
    }
    // Staging emptied, filled, the ledger, the two tables, staging emptied.
    expect(died).toBeGreaterThanOrEqual(6)
    refresher = begin()
  })

  test('goes on at the next start', async () => {
    await refresher.stop()
    const segment = await makeSegment('Left behind', inCity('Natal'))
    const job = await waiting([segment])
    await changeJob(world.operational.db, job.id, { state: 'running' })
    refresher = begin()
    await settled()
    expect(await members(segment)).toEqual(['ana', 'davi'])
    expect((await jobById(world.operational.db, job.id))?.state).toBe('done')
    expect((await jobById(world.operational.db, job.id))?.progress).toMatchObject({
      done: 1,
      total: 1,
    })
  })

  test('does not bring back who was deleted meanwhile', async () => {
    await refresher.stop()
    await world.bring({
      kind: 'customers',
      mode: 'upsert',
      customers: [{ ...who('gone'), fields: { city: 'Belém' } }],
    })
    const gone = await idOf('gone')
    const segment = await makeSegment('Belém', inCity('belem'))
    const job = await waiting([segment])
    const { operational, database } = world
    const clock = Date.now
    const never = new AbortController().signal
    // Dies when everybody is found and nothing is written yet.
    const dying = { operational, database: dyingAfter(database, 2), clock }
    await expect(runRefresh(dying, job, never)).rejects.toThrow('killed')
    await world.bring({ kind: 'delete customer', customer: gone })
    await runRefresh(
      { operational, database, clock },
      (await jobById(operational.db, job.id)) ?? job,
      never,
    )
    expect(await members(segment)).toEqual([])
    await changeJob(operational.db, job.id, { state: 'done' })
    refresher = begin()
  })
})

test('a job that is cancelled before it begins leaves everything as it stands', async () => {
  await refresher.stop()
  const segment = await makeSegment('Cancelled', inCity('Natal'))
  const job = await waiting([segment])
  await world.operational.db
    .updateTable('jobs')
    .set({ cancel: true })
    .where('id', '=', job.id)
    .execute()
  refresher = begin()
  await eventually(async () =>
    expect((await jobById(world.operational.db, job.id))?.state).toBe('cancelled'),
  )
  // What had arrived before may have led to a run of its own.
  expect((await ledger(segment)).filter(({ run }) => run === String(job.id))).toEqual([])
  await settled()
  expect(await members(segment)).toEqual(['ana', 'davi'])
})

test('requests that wait are one job', async () => {
  await refresher.stop()
  const ids = [
    await makeSegment('Join a', inCity('x')),
    await makeSegment('Join b', inCity('y')),
    await makeSegment('Join c', inCity('z')),
  ] as const
  let open: () => void = () => {}
  const gate = new Promise<void>((resolve) => (open = resolve))
  const { operational, database } = world
  const held: Database = {
    ...database,
    run: async (...args) => {
      await gate
      await database.run(...args)
    },
  }
  const failures: unknown[] = []
  const failed = (_job: Job, error: unknown): void => void failures.push(error)
  const waits = (error: unknown): void => void failures.push(error)
  const clock = Date.now
  refresher = startRefresher({ operational, database: held, clock, failed, waits, gatherMs: 20 })
  const first = await refresher.request({ segments: [ids[0]] })
  while (!refresher.running()) await new Promise((resolve) => setTimeout(resolve, 5))
  const second = await refresher.request({ segments: [ids[1]] })
  const third = await refresher.request({ segments: [ids[2]] })
  expect(second.id).not.toBe(first.id)
  expect(third.id).toBe(second.id)
  open()
  await settled()
  const standings = await readStandings(operational.db)
  expect(ids.map((id) => standings.has(id))).toEqual([true, true, true])
  expect(failures).toEqual([])
})

async function waiting(segments: number[]): Promise<Job> {
  const options = { segments, cause: 'refresh', ref: '' }
  return await createJob(world.operational.db, { kind: refreshKind, options }, Date.now())
}
