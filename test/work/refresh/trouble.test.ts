import { sql as raw } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually, patience } from '../../patience.ts'
import { failure, Refusal } from '../../../src/domain/failure.ts'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { cancelJob, createJob, jobById, listJobs } from '../../../src/store/operational/jobs.ts'
import { writeMark } from '../../../src/store/operational/marks.ts'
import {
  changeSegment,
  createSegment,
  deleteSegment,
  listSegments,
} from '../../../src/store/operational/segments.ts'
import { sql, write } from '../../../src/store/sql/sql.ts'
import { refreshKind } from '../../../src/work/refresh/job.ts'
import { startRefresher, type Refresher } from '../../../src/work/refresh/refresher.ts'
import { runRefresh } from '../../../src/work/refresh/run.ts'
import { readStandings } from '../../../src/work/refresh/standing.ts'
import { openWorld, who, type World } from '../intake/world.ts'

let world: World
let refresher: Refresher
/** What was waited for, as the log would have it. */
let waited: unknown[]
/** Refuses statements with this in them. */
let refused: string | undefined
/** Statements wait for this. */
let gate: Promise<void>

const people = ['ana', 'bia', 'caio']

beforeAll(async () => {
  world = await openWorld()
  await world.bring({ kind: 'customers', mode: 'upsert', customers: people.map(inRecife) })
})

afterAll(async () => await world.close())

beforeEach(() => {
  refused = undefined
  gate = Promise.resolve()
  refresher = begin()
})

afterEach(async () => {
  refused = undefined
  await refresher.stop()
  for (const { id } of (await listSegments(world.operational.db)).toReversed()) {
    await changeSegment(world.operational.db, id, { condition: inCity('x') }, Date.now())
  }
  for (const { id } of await listSegments(world.operational.db)) {
    await deleteSegment(world.operational.db, id, Date.now())
  }
  refresher = begin()
  await refresher.request({ segments: [] })
  await settled()
  await refresher.stop()
})

function inRecife(name: string) {
  return { ...who(name), fields: { city: 'Recife' } }
}

function begin(): Refresher {
  waited = []
  return startRefresher({
    operational: world.operational,
    database: troubled(world.database),
    clock: Date.now,
    failed: () => {},
    waits: (error) => waited.push(error),
    gatherMs: 20,
    againMs: 20,
  })
}

function troubled(database: Database): Database {
  return {
    ...database,
    run: async (statement, options) => {
      await gate
      const refuses = refused !== undefined && write(statement).text.includes(refused)
      if (refuses) throw new Error('broken')
      await database.run(statement, options)
    },
    insert: async (table, ...rest) => {
      await gate
      if (refused === `INSERT INTO ${table}`) throw new Error('broken')
      await database.insert(table, ...rest)
    },
  }
}

async function settled(): Promise<void> {
  await refresher.idle(patience())
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  await eventually(async () => expect(await holds()).toBe(true))
}

const inCity = (value: string): Condition => ({
  type: 'field',
  field: 'city',
  test: { op: 'is', value },
})

async function makeSegment(name: string, condition = inCity('Recife')): Promise<number> {
  const { id } = await createSegment(world.operational.db, { name, condition }, Date.now())
  return id
}

async function filled(name: string): Promise<number> {
  const segment = await makeSegment(name)
  await refresher.request({ segments: [segment] })
  await settled()
  expect(await count(segment)).toBe(people.length)
  return segment
}

async function count(segment: number): Promise<number> {
  const [row] = await world.database.rows<{ n: string }>(
    sql`SELECT count() AS n FROM memberships FINAL WHERE segment = ${segment}`,
  )
  return Number(row?.n)
}

async function ledger(segment: number): Promise<string[]> {
  const rows = await world.database.rows<{ told: string }>(
    sql`SELECT concat(cause, ' ', ref) AS told FROM changes WHERE segment = ${segment}
      ORDER BY noticed, customer_id`,
  )
  return rows.map(({ told }) => told.trim())
}

/** Somebody else is in Natal from now on, and will be back in Recife. */
async function move(city: 'Natal' | 'Recife'): Promise<void> {
  const customers = [{ ...who('ana'), fields: { city } }]
  await world.bring({ kind: 'customers', mode: 'patch', customers })
}

async function execute(statement: string): Promise<void> {
  await raw.raw(statement).execute(world.operational.db)
}

async function stateOf(job: number): Promise<string | undefined> {
  return (await jobById(world.operational.db, job))?.state
}

async function waitingJob(): Promise<number> {
  const options = { segments: null, cause: 'arrivals', ref: '' }
  return (await createJob(world.operational.db, { kind: refreshKind, options }, Date.now())).id
}

describe('trouble in the operational store', () => {
  test.each(['jobs', 'marks'])('with %s is waited for', async (table) => {
    await refresher.stop()
    await world.stopLoader()
    const segment = await makeSegment(`Without ${table}`)
    const job = await waitingJob()
    await execute(`ALTER TABLE ${table} RENAME TO away`)
    refresher = begin()
    await until(() => waited.length > 1)
    await execute(`ALTER TABLE away RENAME TO ${table}`)
    world.startLoader()
    await until(async () => (await stateOf(job)) !== 'waiting')
    await refresher.request({})
    await settled()
    expect(await count(segment)).toBe(people.length)
  })

  test.each(['running', 'done'])('when a job is %s neither undoes nor repeats', async (state) => {
    const segment = await filled(`Not ${state}`)
    const before = await ledger(segment)
    await execute(
      `CREATE TRIGGER trouble BEFORE UPDATE OF state ON jobs WHEN NEW.state = '${state}'
        BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
    )
    const { id } = await refresher.request({})
    await until(() => waited.length > 1)
    expect(await stateOf(id)).not.toBe('done')
    await execute('DROP TRIGGER trouble')
    await settled()
    expect(await stateOf(id)).toBe('done')
    expect(await count(segment)).toBe(people.length)
    expect(await ledger(segment)).toEqual(before)
  })

  test('does not keep the refresher from stopping', async () => {
    await execute('ALTER TABLE jobs RENAME TO away')
    await refresher.request({}).catch(() => {})
    await refresher.stop()
    refresher = begin()
    await until(() => waited.length > 0)
    const stopped = await refresher.stop().catch(String)
    await execute('ALTER TABLE away RENAME TO jobs')
    expect(stopped).toBeUndefined()
  })
})

test('a run that goes on is of the segments as they were when it began', async () => {
  const changed = await makeSegment('Changed')
  const deleted = await filled('Deleted')
  await refresher.stop()
  const { operational, database } = world
  const { db } = operational
  const id = await waitingJob()
  const run = async (of: Database): Promise<void> => {
    const job = await jobById(db, id)
    if (job === undefined) throw new Error('no job')
    const never = new AbortController().signal
    await runRefresh({ operational, database: of, clock: Date.now }, job, never)
  }
  const dying: Database = {
    ...database,
    run: async (statement) => {
      if (write(statement).text.includes('INSERT INTO changes')) {
        throw new Refusal(failure('unavailable', 'killed'))
      }
      await database.run(statement)
    },
  }
  await expect(run(dying)).rejects.toThrow('killed')
  const made = await makeSegment('Made since')
  await changeSegment(db, changed, { condition: inCity('Natal') }, Date.now())
  await deleteSegment(db, deleted, Date.now())
  await run(database)
  const standings = await readStandings(db)
  expect(standings.has(made)).toBe(false)
  expect(standings.get(changed)).toMatchObject({ version: 1, count: people.length })
  expect(new Set(await ledger(changed))).toEqual(new Set(['baseline']))
  await execute(`UPDATE jobs SET state = 'done' WHERE id = ${id}`)
  refresher = begin()
  await refresher.request({})
  await settled()
  expect([await count(made), await count(changed), await count(deleted)]).toEqual([3, 0, 0])
  expect(await ledger(changed)).toEqual([
    ...people.map(() => 'baseline'),
    ...people.map(() => 'definition v2'),
  ])
})

describe('a refresh that did not come to its end', () => {
  test('is told by idle, and asked for again by itself', async () => {
    const segment = await filled('Failed')
    refused = 'INSERT INTO changes'
    await move('Natal')
    await expect(settled()).rejects.toThrow('Not all segments are up to date: broken')
    expect(await count(segment)).toBe(3)
    refused = undefined
    await until(async () => (await count(segment)) === 2)
    expect((await ledger(segment)).at(-1)).toMatch(/^arrivals \d+$/)
    await settled()
    await move('Recife')
  })

  test('is asked for again by the next process', async () => {
    const segment = await filled('Failed before')
    refused = 'INSERT INTO changes'
    await move('Natal')
    await expect(settled()).rejects.toThrow('broken')
    await refresher.stop()
    refused = undefined
    refresher = begin()
    await until(async () => (await count(segment)) === 2)
    await move('Recife')
    await settled()
  })

  test('because a person cancelled it waits until somebody asks', async () => {
    const segment = await filled('Cancelled')
    await refresher.stop()
    await move('Natal')
    const { applied } = await world.operational.inbox.state()
    await writeMark(world.operational.db, 'refresh', applied, Date.now())
    const job = await waitingJob()
    await cancelJob(world.operational.db, job)
    refresher = begin()
    await until(async () => (await stateOf(job)) === 'cancelled')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect((await listJobs(world.operational.db))[0]?.id).toBe(job)
    expect(await count(segment)).toBe(3)
    await settled()
    expect(await count(segment)).toBe(2)
    await move('Recife')
    await settled()
  })

  test('because a person cancelled it is told to whoever waits for it', async () => {
    await filled('Cancelled meanwhile')
    let open: () => void = () => {}
    gate = new Promise((resolve) => (open = resolve))
    const { id } = await refresher.request({})
    await until(() => refresher.running())
    const waiting = settled().catch(String)
    await cancelJob(world.operational.db, id)
    await new Promise((resolve) => setTimeout(resolve, 50))
    open()
    expect(await waiting).toContain('It was cancelled')
  })
})

describe('segments that cannot be asked', () => {
  test('leave all others as right as ever, and are named', async () => {
    const { db } = world.operational
    const stood = await filled('Circle')
    const itself: Condition = { type: 'segment', segment: stood }
    await changeSegment(db, stood, { condition: itself }, Date.now())
    const unknown = await makeSegment('Unknown', { ...inCity('x'), field: 'gone' } as Condition)
    const good = [await makeSegment('Good'), await makeSegment('As good')]
    const { id } = await refresher.request({})
    await expect(settled()).rejects.toThrow('2 segments could not be refreshed')
    const job = await jobById(db, id)
    expect(job?.state).toBe('failed')
    expect(job?.problem).toContain(`"Circle" (${stood}): the segment ${stood} refers to itself`)
    expect(job?.problem).toContain(`"Unknown" (${unknown}): `)
    expect(job?.problem).not.toContain('ood"')
    for (const segment of [...good, stood]) expect(await count(segment)).toBe(3)
    const standings = await readStandings(db)
    expect([stood, unknown].map((segment) => standings.get(segment)?.version)).toEqual([
      1,
      undefined,
    ])
    for (const segment of [stood, unknown]) {
      await changeSegment(db, segment, { condition: inCity('Recife') }, Date.now())
      await refresher.request({ segments: [segment] })
    }
    await settled()
    expect(await count(unknown)).toBe(3)
  })

  test('may be found out by the database only, one by one or together', async () => {
    // Nothing was brought since the field was made: its column is not there yet.
    await world.field({ name: 'unbrought', label: 'Unbrought', type: 'text', filterable: true })
    const bad = await makeSegment('Bad', { ...inCity('x'), field: 'unbrought' } as Condition)
    const good = await makeSegment('Good')
    for (const segments of [[bad, good], undefined]) {
      await refresher.request(segments === undefined ? {} : { segments })
      await expect(settled()).rejects.toThrow(`1 segment could not be refreshed`)
      expect(await count(good)).toBe(3)
      await makeSegment(`Beside ${String(segments)}`)
    }
  })
})
