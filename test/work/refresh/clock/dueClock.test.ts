import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { writeDue, type Due } from '../../../../src/store/clickhouse/due.ts'
import type { Database } from '../../../../src/store/clickhouse/database.ts'
import { removeMark, writeMark } from '../../../../src/store/operational/marks.ts'
import { openOperational, type Operational } from '../../../../src/store/operational/open.ts'
import { sql } from '../../../../src/store/sql/sql.ts'
import {
  DueClock,
  type DueBatch,
  type StepWanted,
} from '../../../../src/work/refresh/clock/dueClock.ts'
import {
  clockMark,
  isBefore,
  noteRefreshed,
  readProgress,
  type Progress,
} from '../../../../src/work/refresh/clock/progress.ts'
import { openTestDatabase, type TestDatabase } from '../../../store/engine/testEngine.ts'
import { shop } from '../../intake/shop.ts'

const day = 86_400_000
const start = Date.UTC(2026, 2, 1)
const directory = mkdtempSync(join(tmpdir(), 'clientela-clock-'))
let engine: TestDatabase
let operational: Operational

beforeAll(async () => {
  engine = await openTestDatabase()
  operational = await openOperational({
    where: { file: join(directory, 'o.db') },
    shop,
    builtInFields: [],
  })
})
afterAll(async () => {
  await operational.close()
  await engine.close()
  rmSync(directory, { recursive: true, force: true })
})
beforeEach(async () => {
  await engine.database.run(sql`TRUNCATE TABLE due`)
  await removeMark(operational.db, clockMark)
})

const due = (at: number, segment: number, customer: string): Due => ({ at, segment, customer })
const all = { isLive: () => true, exists: () => true }

/** A clock that notes what it is asked, and that may be made to fail. */
function clockOf(database: Database = engine.database) {
  const asked: DueBatch[] = []
  let failing = false
  const { db } = operational
  const clock = new DueClock({
    db,
    database,
    ask: async (batch) => {
      if (failing) throw new Error('a store is away')
      for (const [name, mark] of Object.entries(batch.marks)) await writeMark(db, name, mark, 0)
      asked.push(batch)
    },
  })
  const run = async (upTo: number, wanted: Partial<StepWanted> = {}): Promise<Due[]> => {
    const before = asked.length
    while (await clock.step({ ...all, ...wanted, upTo })) {}
    return asked.slice(before).flatMap(({ walks }) => walks)
  }
  return { clock, asked, run, fail: (how: boolean) => (failing = how) }
}

async function refreshed(asOf: number, segments: readonly number[] = [1]): Promise<void> {
  await noteRefreshed(operational.db, { segments, asOf, gone: [] }, 0)
}

test('before anything was refreshed nothing is due', async () => {
  await writeDue(engine.database, [due(start + 1, 1, '1')], 0)
  const { clock, run } = clockOf()
  expect(await run(start + day)).toEqual([])
  expect(await clock.doneUpTo()).toBeUndefined()
})

test('who is due is asked at her instant and not before, once, and the next instant is known', async () => {
  await refreshed(start)
  await writeDue(engine.database, [due(start + 500, 1, '1'), due(start + 900, 2, '1')], 0)
  const { clock, run } = clockOf()
  expect(await run(start + 499)).toEqual([])
  expect(await clock.next(start + 499)).toBe(start + 500)
  expect(await run(start + 500)).toEqual([due(start + 500, 1, '1')])
  expect(await run(start + 500)).toEqual([])
  expect(await clock.next(start + 500)).toBe(start + 900)
  // Another process goes on where this one was.
  expect(await clockOf().run(start + 1_000)).toEqual([due(start + 900, 2, '1')])
})

test('rows that are written later are seen where they fall, told or not', async () => {
  await refreshed(start)
  await writeDue(engine.database, [due(start + 50_000, 1, '1')], 0)
  const { clock, run } = clockOf()
  expect(await clock.next(start)).toBe(start + 50_000)
  const soon = [due(start + 7, 1, '2'), due(start + 400 * day, 1, '3')]
  await writeDue(engine.database, soon, 0)
  clock.told(soon)
  expect(await clock.next(start)).toBe(start + 7)
  expect(await run(start + 10)).toEqual([soon[0]])
  // Nobody tells of this one, which is further off than what is held in memory.
  await writeDue(engine.database, [due(start + 3 * day, 1, '4')], 0)
  expect(await run(start + 3 * day)).toEqual([
    due(start + 50_000, 1, '1'),
    due(start + 3 * day, 1, '4'),
  ])
})

test('what came due in a month in which nothing ran is asked in the order of its instants', async () => {
  await refreshed(start)
  const rows = Array.from({ length: 7_000 }, (_, i) => {
    return due(start + 1 + ((i * 7_919) % 30) * day, 1 + (i % 3), String(1 + (i % 1_999)))
  })
  await writeDue(engine.database, rows, 0)
  const { asked, run } = clockOf()
  await run(start + 31 * day)
  expect(asked.length).toBeGreaterThan(3)
  let before = 0
  for (const { walks, upTo } of asked) {
    const instants = walks.map(({ at }) => at)
    expect(instants).toEqual(instants.toSorted((a, b) => a - b))
    // Whoever is asked in this batch is asked up to `upTo`: the next begins there or later.
    expect(Math.min(...instants)).toBeGreaterThanOrEqual(before)
    expect(Math.max(...instants)).toBeLessThanOrEqual(upTo)
    before = upTo
  }
  // Each row is in the batch that comes to it, or an earlier one of the same customer and segment is.
  const missed = rows.filter((row) => {
    const batch = asked.find(({ marks }) => !isBefore((marks[clockMark] as Progress).done, row))
    return !batch?.walks.some(
      ({ at, segment, customer }) =>
        segment === row.segment && customer === row.customer && at <= row.at,
    )
  })
  expect(missed).toEqual([])
})

test('half a shop that is due at one instant is asked in several batches, everyone once', async () => {
  await refreshed(start)
  const rows = Array.from({ length: 5_000 }, (_, i) => due(start + day, 1, String(i + 1)))
  await writeDue(engine.database, rows, 0)
  const walked = await clockOf().run(start + 2 * day)
  expect(new Set(walked.map(({ customer }) => customer)).size).toBe(5_000)
  expect(walked.length).toBe(5_000)
})

test('a batch that failed is asked again', async () => {
  await refreshed(start)
  await writeDue(engine.database, [due(start + 5, 1, '1')], 0)
  const { clock, run, fail } = clockOf()
  fail(true)
  await expect(clock.step({ ...all, upTo: start + 10 })).rejects.toThrow('a store is away')
  fail(false)
  expect(await run(start + 10)).toEqual([due(start + 5, 1, '1')])
})

test('a clock that was set back asks nobody twice, and one set forward leaves nobody out', async () => {
  await refreshed(start)
  const rows = [due(start + 5, 1, '1'), due(start + 2 * day, 1, '1'), due(start + 9 * day, 1, '2')]
  await writeDue(engine.database, rows, 0)
  const { run } = clockOf()
  expect(await run(start + 10)).toEqual([rows[0]])
  expect(await run(start)).toEqual([])
  expect(await run(start + 10)).toEqual([])
  expect(await run(start + 30 * day)).toEqual(rows.slice(1))
})

test('a segment that waits for its refresh is left alone, and caught up with afterwards', async () => {
  await refreshed(start, [1, 2])
  await writeDue(engine.database, [due(start + 5, 1, '1'), due(start + 5, 2, '1')], 0)
  const { clock, run } = clockOf()
  expect(await run(start + 10, { isLive: (segment) => segment !== 2 })).toEqual([
    due(start + 5, 1, '1'),
  ])
  const later = [due(start + 20, 2, '7'), due(start + 20, 1, '7')]
  await writeDue(engine.database, later, 0)
  clock.told(later)
  expect(await run(start + 30, { isLive: (segment) => segment !== 2 })).toEqual([later[1]])
  // Its refresh was cancelled: all that it missed, as an earlier process left it.
  const other = clockOf()
  expect(await other.run(start + 30)).toEqual([due(start + 5, 2, '1'), later[0]])
  expect(await other.run(start + 30)).toEqual([])
  expect((await readProgress(operational.db))?.behind).toEqual({})
})

test('what falls due between the instant of a full refresh and its end is asked after it, of its segments only', async () => {
  await refreshed(start, [1, 2])
  await writeDue(engine.database, [due(start + 5, 1, '1')], 0)
  const { clock, run } = clockOf()
  await run(start + 100)
  // As of start + 50 it found that somebody was due at start + 60, which has passed.
  await writeDue(
    engine.database,
    [due(start + 40, 2, '3'), due(start + 60, 2, '3'), due(start + 60, 1, '3')],
    0,
  )
  await refreshed(start + 50, [2])
  clock.forget()
  expect(await run(start + 100)).toEqual([due(start + 60, 2, '3')])
  expect(await run(start + 200)).toEqual([])
})

test('of a segment that is gone nothing is remembered', async () => {
  await refreshed(start, [1, 2])
  await writeDue(engine.database, [due(start + 5, 2, '1')], 0)
  const { clock, run } = clockOf()
  expect(await run(start + 10, { isLive: (segment) => segment === 1 })).toEqual([])
  expect(Object.keys((await readProgress(operational.db))?.behind ?? {})).toEqual(['2'])
  await noteRefreshed(operational.db, { segments: [], asOf: start + 20, gone: [2] }, 0)
  clock.forget()
  expect((await readProgress(operational.db))?.behind).toEqual({})
  expect(await run(start + 30, { exists: (segment) => segment === 1 })).toEqual([])
})

test('months that have passed are dropped, and memory holds only the near future', async () => {
  await refreshed(start)
  const rows = Array.from({ length: 40_000 }, (_, i) =>
    due(start + (i % 400) * day + i, 1, String(i + 1)),
  )
  await writeDue(engine.database, rows, 0)
  let read = 0
  const counting: Database = {
    ...engine.database,
    rows: async <T>(...given: Parameters<Database['rows']>): Promise<T[]> => {
      const found = await engine.database.rows<T>(...given)
      read = Math.max(read, found.length)
      return found
    },
  }
  const { run } = clockOf(counting)
  await run(start + 350 * day)
  expect(read).toBeLessThanOrEqual(4_000)
  const [left] = await engine.database.rows<{ n: string; first: string }>(
    sql`SELECT count() AS n, min(at) AS first FROM due`,
  )
  expect(Number(left?.first)).toBeGreaterThan(start + 280 * day)
  expect((await run(start + 401 * day)).length).toBe(40_000 - 350 * 100)
})

test('a segment that was refreshed before the clock was so far is left alone up to there', async () => {
  await refreshed(start, [1, 2])
  const rows = [5, 6, 7].flatMap((ms) => [due(start + ms, 1, '1'), due(start + ms, 2, '1')])
  await writeDue(engine.database, rows, 0)
  await refreshed(start + 6, [2])
  const { run } = clockOf()
  expect(await run(start + 5)).toEqual([due(start + 5, 1, '1')])
  // Meanwhile it waits for another, of which somebody thinks better.
  expect(await run(start + 6, { isLive: (segment) => segment !== 2 })).toEqual([
    due(start + 6, 1, '1'),
  ])
  expect(await run(start + 7)).toEqual([due(start + 7, 1, '1'), due(start + 7, 2, '1')])
  expect(await readProgress(operational.db)).toMatchObject({ behind: {}, ahead: {} })
})
