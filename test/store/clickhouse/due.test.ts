import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  countDue,
  deleteDueOf,
  dropPassedDue,
  nextDueAfter,
  passDue,
  readDue,
  readDueOf,
  writeDue,
  writeFoundDue,
  type Due,
} from '../../../src/store/clickhouse/due.ts'
import { sql } from '../../../src/store/sql/sql.ts'
import { openTestDatabase, type TestDatabase } from '../engine/testEngine.ts'

const day = 86_400_000
const start = Date.UTC(2026, 0, 1)
let opened: TestDatabase

beforeAll(async () => {
  opened = await openTestDatabase()
})
afterAll(async () => await opened.close())
beforeEach(async () => await opened.database.run(sql`TRUNCATE TABLE due`))

const due = (at: number, segment: number, customer: string): Due => ({ at, segment, customer })

/** All of them up to an instant, in pages of that many. */
async function walk(upTo: number, limit: number, segments?: readonly number[]): Promise<Due[]> {
  const found: Due[] = []
  for (;;) {
    const after = found.at(-1)
    const page = await readDue(opened.database, {
      from: start,
      upTo,
      limit,
      ...(after === undefined ? {} : { after }),
      ...(segments === undefined ? {} : { segments }),
    })
    found.push(...page)
    if (page.length < limit) return found
  }
}

test('what is due is read in the order of its instants, page by page, each once', async () => {
  const rows = [
    due(start + 2, 7, '9223372036854775807'),
    due(start + 2, 7, '3'),
    due(start + 1, 9, '5'),
    due(start + 2, 6, '8'),
    due(start + 40 * day, 6, '1'),
  ]
  await writeDue(opened.database, rows, 100)
  await writeDue(opened.database, [...rows].reverse(), 200)
  const inOrder = [
    due(start + 1, 9, '5'),
    due(start + 2, 6, '8'),
    due(start + 2, 7, '3'),
    due(start + 2, 7, '9223372036854775807'),
    due(start + 40 * day, 6, '1'),
  ]
  for (const limit of [1, 2, 3, 10]) {
    expect(await walk(start + 40 * day, limit)).toEqual(inOrder)
  }
  expect(await walk(start + 40 * day - 1, 2)).toEqual(inOrder.slice(0, 4))
  expect(await walk(start + 40 * day, 2, [6])).toEqual([inOrder[1], inOrder[4]])
})

test('the nearest one is found, and none where there is none', async () => {
  const { database } = opened
  expect(await nextDueAfter(database, 0)).toBeUndefined()
  await writeDue(database, [due(start + 5, 1, '1'), due(start + 400 * day, 1, '1')], 1)
  expect(await nextDueAfter(database, start)).toBe(start + 5)
  expect(await nextDueAfter(database, start + 5)).toBe(start + 400 * day)
  expect(await nextDueAfter(database, start + 400 * day)).toBeUndefined()
  expect(await countDue(database, { after: start, upTo: start + 399 * day })).toBe(1)
})

test('one write may be about a hundred years, and partitions that have passed are dropped whole', async () => {
  const { database } = opened
  const months = Array.from({ length: 1_200 }, (_, i) => due(start + i * 30 * day, 1, `${i + 1}`))
  await writeDue(database, months, 1)
  expect((await walk(Number.MAX_SAFE_INTEGER, 1_000)).length).toBe(1_200)
  const until = start + 100 * 30 * day
  await dropPassedDue(database, until)
  await dropPassedDue(database, until)
  const left = await walk(Number.MAX_SAFE_INTEGER, 2_000)
  // The partition in which that instant lies stays.
  expect(left[0]?.at).toBeGreaterThan(until - 30 * day)
  expect(left[0]?.at).toBeLessThanOrEqual(until)
  expect(left.at(-1)).toEqual(months.at(-1))
})

test('what a query finds is kept, but not of who was deleted', async () => {
  const { database } = opened
  const tomb = { hash: 'h', customer_id: '2', at: '1', version: '1', deleted: 0 }
  await database.insert('tombstones', [tomb])
  const found = sql`SELECT toUInt32(4) AS segment, toUInt64(number) AS customer_id,
    toInt64(${start} + number * ${60 * day}) AS at FROM numbers(150)`
  await writeFoundDue(database, found, 1)
  const kept = await walk(Number.MAX_SAFE_INTEGER, 1_000)
  expect(kept.length).toBe(149)
  expect(kept.slice(0, 3).map(({ customer }) => customer)).toEqual(['0', '1', '3'])
})

test('what has been asked as of later is passed over, of those customers and segments only', async () => {
  const { database } = opened
  const rows = [1, 2, 3, 40 * day].flatMap((ms) => [
    due(start + ms, 1, '5'),
    due(start + ms, 2, '5'),
    due(start + ms, 1, '6'),
  ])
  await writeDue(database, rows, 1)
  const hers = { customers: ['5'], segments: [1], from: start }
  const read = await readDueOf(database, { ...hers, upTo: start + 3 })
  expect(read.map(({ at }) => at - start).toSorted((a, b) => a - b)).toEqual([1, 2, 3])
  for (let times = 0; times < 2; times += 1) await passDue(database, { ...hers, upTo: start + 2 })
  const left = rows.filter(({ at, segment, customer }) => {
    return at > start + 2 || segment === 2 || customer === '6'
  })
  const compared = (some: readonly Due[]) =>
    some.map(({ at, segment, customer }) => `${at - start} ${segment} ${customer}`).toSorted()
  expect(compared(await walk(start + 41 * day, 3))).toEqual(compared(left))
  expect(await readDueOf(database, { ...hers, upTo: start + 2 })).toEqual([])
})

test('those of a segment that is gone are forgotten', async () => {
  await writeDue(opened.database, [due(start, 1, '1'), due(start, 2, '1'), due(start, 3, '1')], 1)
  await deleteDueOf(opened.database, [])
  await deleteDueOf(opened.database, [1, 3])
  expect(await walk(start, 5)).toEqual([due(start, 2, '1')])
})
