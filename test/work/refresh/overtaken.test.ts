import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failure, Refusal } from '../../../src/domain/failure.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { createJob, jobById, type Job } from '../../../src/store/operational/jobs.ts'
import { createSegment } from '../../../src/store/operational/segments.ts'
import { as, ident, sql, type Sql } from '../../../src/store/sql/sql.ts'
import { refreshKind } from '../../../src/work/refresh/job.ts'
import { runRefresh } from '../../../src/work/refresh/run.ts'
import { readStandings } from '../../../src/work/refresh/standing.ts'
import { openWorld, who, type World } from '../intake/world.ts'
import { deletedMeanwhile } from './deletedMeanwhile.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})

afterAll(() => world.close())

async function makeSegment(name: string): Promise<number> {
  const condition = { type: 'field', field: 'city', test: { op: 'is', value: 'belem' } } as const
  return (await createSegment(world.operational.db, { name, condition }, Date.now())).id
}

async function brings(name: string): Promise<string> {
  const { outcome } = await world.bring({
    kind: 'customers',
    mode: 'upsert',
    customers: [{ ...who(name), fields: { city: 'Belém' } }],
  })
  return outcome?.customers[0] ?? ''
}

async function jobFor(segment: number): Promise<Job> {
  const options = { segments: [segment], cause: 'refresh', ref: '' }
  return await createJob(world.operational.db, { kind: refreshKind, options }, Date.now())
}

type Row = { customer_id: string; entered: boolean; cause: string }

async function ledger(segment: number): Promise<Row[]> {
  return await world.database.rows<Row>(
    sql`SELECT customer_id, entered, cause FROM changes WHERE segment = ${segment} ORDER BY noticed`,
  )
}

/** Ids of the members by each of the three that tell it: both tables and the ledger replayed. */
async function members(segment: number): Promise<string[]> {
  const ids = async (query: Sql) =>
    (await world.database.rows<{ customer_id: string }>(query)).map((row) => row.customer_id)
  const bySegment = await ids(
    sql`SELECT customer_id FROM memberships FINAL WHERE segment = ${segment}`,
  )
  const byCustomer = await ids(
    sql`SELECT customer_id FROM memberships_by_customer FINAL WHERE segment = ${segment}`,
  )
  const replayed = new Set<string>()
  for (const { customer_id, entered } of await ledger(segment)) {
    if (entered) replayed.add(customer_id)
    else replayed.delete(customer_id)
  }
  expect(byCustomer).toEqual(bySegment)
  expect([...replayed]).toEqual(bySegment)
  return bySegment
}

/**
 * The process is killed while the statement that writes that table is under way: it has read all that it
 * reads. Its rows are there when they are let go.
 */
function cutOff(
  database: Database,
  table: string,
): { database: Database; arrive: () => Promise<void> } {
  let isCut = false
  const dying: Database = {
    ...database,
    run: async (statement, options) => {
      const held = isCut ? undefined : redirected(statement, table, 'held')
      if (held === undefined) return await database.run(statement, options)
      isCut = true
      await database.run(sql`CREATE TABLE held AS ${ident(table)}`)
      await database.run(held, options)
      throw new Refusal(failure('unavailable', 'killed'))
    },
  }
  const arrive = async (): Promise<void> => {
    await database.run(sql`INSERT INTO ${ident(table)} SELECT * FROM held`)
    await database.run(sql`DROP TABLE held SYNC`)
  }
  return { database: dying, arrive }
}

/** The same insert into another table; nothing where it is into none of that name. */
function redirected({ parts }: Sql, from: string, to: string): Sql | undefined {
  const values = parts.findIndex((part) => typeof part !== 'string')
  const head = parts
    .flatMap((part, i) => (i < values && typeof part === 'string' ? [part] : []))
    .join('')
  if (!head.startsWith(`INSERT INTO ${from} (`)) return undefined
  return { parts: [head.replace(from, to), ...parts.slice(values)] }
}

describe('a deletion beside a refresh', () => {
  test.each(['changes', 'memberships', 'memberships_by_customer'])(
    'leaves nobody behind where a refresh was killed while it wrote %s, and its rows came late',
    async (table) => {
      const name = `gone by ${table}`
      const gone = await brings(name)
      const segment = await makeSegment(`Overtaken, ${table}`)
      const job = await jobFor(segment)
      const { operational } = world
      const { database, arrive } = cutOff(world.database, table)
      const never = new AbortController().signal
      const run = async (): Promise<unknown> => {
        const again = (await jobById(operational.db, job.id)) ?? job
        return await runRefresh({ operational, database, clock: Date.now }, again, never)
      }
      await expect(run()).rejects.toThrow('killed')
      await world.bring({ kind: 'delete customer', customer: gone })
      await world.bring({ kind: 'lift tombstone', identifiers: { user_id: name } })
      await arrive()
      await run()
      expect(await members(segment)).toEqual([])
      const rows = await world.database.rows(
        sql`SELECT 1 AS one FROM memberships WHERE customer_id = ${as('UInt64', gone)}`,
      )
      expect(rows).toEqual([])
      const entries = await ledger(segment)
      expect(entries.map(({ entered, cause }) => [entered, cause])).toEqual([
        [true, 'baseline'],
        [false, 'erasure'],
      ])
      expect((await readStandings(operational.db)).get(segment)).toMatchObject({ count: 0 })
    },
  )

  test.each(['changes', 'memberships'])(
    'waits while a refresh writes %s, and is then of all that it wrote',
    async (table) => {
      const gone = await brings(`waits for ${table}`)
      const segment = await makeSegment(`Waited for, ${table}`)
      const job = await jobFor(segment)
      const { operational } = world
      const { database, deleting } = deletedMeanwhile(world.database, gone, (what) => {
        return typeof what !== 'string' && redirected(what, table, table) !== undefined
      })
      const never = new AbortController().signal
      await runRefresh({ operational, database, clock: Date.now }, job, never)
      await deleting()
      expect(await members(segment)).toEqual([])
      const entries = await ledger(segment)
      expect(entries.map(({ entered, cause }) => [entered, cause])).toEqual([
        [true, 'baseline'],
        [false, 'erasure'],
      ])
    },
  )

  test('is noticed after the entry that a refresh wrote while the deletion waited', async () => {
    const late = await brings('late')
    const segment = await makeSegment('Late')
    const job = await jobFor(segment)
    const { operational, database } = world
    const never = new AbortController().signal
    const clock = () => Date.now() + 60_000
    await runRefresh({ operational, database, clock }, job, never)
    expect(await members(segment)).toEqual([late])
    await world.bring({ kind: 'delete customer', customer: late })
    expect(await members(segment)).toEqual([])
  })
})
