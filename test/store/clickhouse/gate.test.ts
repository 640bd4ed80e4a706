import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withGate } from '../../../src/store/clickhouse/gate.ts'
import { sql } from '../../../src/store/sql/sql.ts'
import { openTestDatabase, type TestDatabase } from '../engine/testEngine.ts'

let stored: TestDatabase
beforeAll(async () => {
  stored = await openTestDatabase('empty')
  await stored.database.run(sql`CREATE TABLE seen (n UInt32) ENGINE = MergeTree ORDER BY n`)
})
afterAll(async () => await stored.close())

const { signal } = new AbortController()

test('what is being written is waited for, what would begin waits, and reads go on', async () => {
  const { database, whileStill } = withGate(stored.database)
  const long = database.run(sql`INSERT INTO seen SELECT 1 FROM numbers(1) WHERE sleep(1) = 0`)
  let after: Promise<unknown> = Promise.resolve()
  const found = await whileStill(
    async () => {
      after = Promise.all([
        database.insert('seen', [{ n: 2 }]),
        database.run(sql`INSERT INTO seen SELECT 3`),
        database.insertTsv('seen', ['n'], Buffer.from('4\n')),
      ])
      await sleep(300)
      return await database.rows(sql`SELECT n FROM seen ORDER BY n`)
    },
    { signal },
  )
  expect(found).toEqual([{ n: 1 }])
  await Promise.all([long, after])
  expect(await database.rows(sql`SELECT n FROM seen ORDER BY n`)).toEqual(
    [1, 2, 3, 4].map((n) => ({ n })),
  )
})

test('two such works do not overlap, and a failed one opens the gate again', async () => {
  const { database, whileStill } = withGate(stored.database)
  let within = 0
  const work = async (): Promise<void> => {
    within += 1
    expect(within).toBe(1)
    await sleep(30)
    within -= 1
    throw new Error('on purpose')
  }
  const ended = await Promise.allSettled([1, 2, 3].map(() => whileStill(work, { signal })))
  expect(ended.map((each) => String((each as PromiseRejectedResult).reason))).toEqual(
    ended.map(() => 'Error: on purpose'),
  )
  await database.insert('seen', [{ n: 5 }])
})

test('a write that does not end is not disturbed: the work is given up, and others write again', async () => {
  const { database, whileStill } = withGate(stored.database)
  const long = database.run(sql`INSERT INTO seen SELECT 6 FROM numbers(1) WHERE sleep(2) = 0`)
  const work = whileStill(() => Promise.resolve(), { signal, limitMs: 100 })
  await expect(work).rejects.toThrow('does not come to its end')
  await database.insert('seen', [{ n: 7 }])
  await long
  const rows = await database.rows(sql`SELECT n FROM seen WHERE n > 5 ORDER BY n`)
  expect(rows).toEqual([{ n: 6 }, { n: 7 }])
})

test('a writer that is no longer wanted stops waiting', async () => {
  const { database, whileStill } = withGate(stored.database)
  const stop = new AbortController()
  await whileStill(
    async () => {
      const writing = database.insert('seen', [{ n: 8 }], { signal: stop.signal })
      stop.abort()
      await expect(writing).rejects.toThrow('does not come to its end')
    },
    { signal },
  )
  expect(await database.rows(sql`SELECT n FROM seen WHERE n = 8`)).toEqual([])
})
