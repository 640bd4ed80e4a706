import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { patience } from '../../../patience.ts'
import type { Condition } from '../../../../src/domain/segment/condition.ts'
import type { Database } from '../../../../src/store/clickhouse/database.ts'
import { nextDueAfter } from '../../../../src/store/clickhouse/due.ts'
import { removeMark } from '../../../../src/store/operational/marks.ts'
import { readShop, writeShop } from '../../../../src/store/operational/meta.ts'
import { createSegment } from '../../../../src/store/operational/segments.ts'
import { as, sql } from '../../../../src/store/sql/sql.ts'
import { Keeper } from '../../../../src/work/refresh/clock/keeper.ts'
import { clockMark } from '../../../../src/work/refresh/clock/progress.ts'
import { startRefresher, type Refresher } from '../../../../src/work/refresh/refresher.ts'
import { openWorld, who, type World } from '../../intake/world.ts'
import { testClock } from '../../testClock.ts'
import { dyingAfter } from '../dying.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** The clock of these tests; nothing they ask is about the real one. */
const start = Date.UTC(2026, 9, 14, 9, 26)
const clock = testClock(start)
const complaints: unknown[] = []
let world: World
let refresher: Refresher | undefined

beforeAll(async () => {
  world = await openWorld(clock.now)
})
afterEach(async () => {
  await refresher?.stop()
  refresher = undefined
  if (complaints.length > 0) throw new Error(complaints.splice(0).map(String).join('\n'))
})
afterAll(async () => await world.close())

function begin(): void {
  const { operational, database } = world
  refresher = startRefresher({
    operational,
    database,
    clock: clock.now,
    time: clock,
    failed: (_job, error) => complaints.push(error),
    waits: (error) => complaints.push(error),
    gatherMs: 20,
  })
}

/** Goes to that instant, and waits until all is done that is then to be done. */
async function goTo(instant: number): Promise<void> {
  clock.set(instant)
  await refresher?.idle(patience())
}

let made = 0

async function segmentOf(condition: Condition): Promise<number> {
  made += 1
  const segment = { name: `S${made}`, condition }
  const { id } = await createSegment(world.operational.db, segment, clock.now())
  await refresher?.request({ segments: [id] })
  await goTo(clock.now())
  return id
}

const did = (event: string, n: number, unit: 'hours' | 'days'): Condition => ({
  type: 'did',
  event,
  window: { type: 'last', n, unit },
})

async function brings(name: string, event: string, time: number): Promise<void> {
  const messageId = `${name} ${event} ${time}`
  await world.bring({ kind: 'events', events: [{ ...who(name), event, time, messageId }] })
  await goTo(clock.now())
}

/** The entries of a segment: who came or went, when, and why. */
async function ledger(segment: number): Promise<[boolean, number, string][]> {
  const rows = await world.database.rows<{ entered: boolean; at: string; cause: string }>(
    sql`SELECT entered, at, cause FROM changes WHERE segment = ${segment} ORDER BY noticed, changes.at`,
  )
  return rows.map(({ entered, at, cause }) => [entered, Number(at), cause])
}

async function count(segment: number): Promise<number> {
  const [row] = await world.database.rows<{ n: string }>(
    sql`SELECT count() AS n FROM memberships FINAL WHERE segment = ${segment}`,
  )
  return Number(row?.n)
}

test('somebody leaves a window at the very millisecond, with nothing arriving', async () => {
  begin()
  const at = clock.now() - hour
  await brings('ana', 'Seen', at)
  const segment = await segmentOf(did('Seen', 30, 'days'))
  expect(await count(segment)).toBe(1)
  await goTo(at + 30 * day - 1)
  expect(await count(segment)).toBe(1)
  await goTo(at + 30 * day)
  expect(await count(segment)).toBe(0)
  expect((await ledger(segment)).slice(1)).toEqual([[false, at + 30 * day, 'clock']])
})

test('an event of tomorrow counts from its own instant on', async () => {
  begin()
  const segment = await segmentOf(did('Booked', 2, 'hours'))
  const at = clock.now() + 5 * hour
  await brings('bia', 'Booked', at)
  expect(await count(segment)).toBe(0)
  await goTo(Math.max(clock.now(), at))
  await goTo(at + 2 * hour - 1)
  expect(await count(segment)).toBe(1)
  await goTo(at + 2 * hour)
  expect(await ledger(segment)).toEqual([
    [true, at, 'clock'],
    [false, at + 2 * hour, 'clock'],
  ])
})

test('what came due in a month in which nothing ran is written when it runs again, at its own instants', async () => {
  begin()
  const now = clock.now()
  for (const [i, name] of ['c1', 'c2', 'c3', 'c4'].entries()) {
    await brings(name, 'Opened', now - i * day - hour)
  }
  const segment = await segmentOf(did('Opened', 7, 'days'))
  await refresher?.stop()
  clock.set(now + 31 * day)
  begin()
  await goTo(clock.now())
  const entries = (await ledger(segment)).filter(([, , cause]) => cause === 'clock')
  expect(entries).toEqual([3, 2, 1, 0].map((i) => [false, now - i * day - hour + 7 * day, 'clock']))
  expect(await count(segment)).toBe(0)
})

test('a clock that is set back says nothing twice, and goes on from where it was', async () => {
  begin()
  const now = clock.now()
  await brings('dora', 'Called', now - hour)
  const segment = await segmentOf(did('Called', 3, 'hours'))
  await goTo(now + 2 * hour)
  expect(await count(segment)).toBe(0)
  await goTo(now + hour)
  await goTo(now + 2 * hour)
  await goTo(now + 9 * hour)
  expect((await ledger(segment)).filter(([, , cause]) => cause === 'clock')).toEqual([
    [false, now + 2 * hour, 'clock'],
  ])
})

test('where the shop’s clocks go another way, days begin and end by the new ones', async () => {
  begin()
  const { db } = world.operational
  await brings('eva', 'Visited', clock.now() - minute)
  const segment = await segmentOf({
    type: 'did',
    event: 'Visited',
    window: { type: 'calendar', which: 'this', unit: 'day' },
  })
  const before = await nextDueOf(segment)
  const shop = await readShop(db)
  await writeShop(db, { ...shop, zone: 'Asia/Kathmandu' })
  await refresher?.request({ cause: 'shop' })
  await goTo(clock.now())
  const after = await nextDueOf(segment)
  expect(before % hour).toBe(0)
  expect(after % hour).toBe(15 * minute)
  await goTo(after)
  expect(await count(segment)).toBe(0)
  await writeShop(db, shop)
})

/** What was found out last of it. */
async function nextDueOf(segment: number): Promise<number> {
  const [row] = await world.database.rows<{ at: string }>(
    sql`SELECT argMax(due.at, noticed) AS at FROM due WHERE segment = ${segment} AND due.at > ${clock.now()}`,
  )
  return Number(row?.at)
}

test('where segments were filled before anybody kept who is due, all are found anew', async () => {
  begin()
  const at = clock.now() - hour
  await brings('ines', 'Wrote', at)
  const segment = await segmentOf(did('Wrote', 5, 'days'))
  await refresher?.stop()
  await removeMark(world.operational.db, clockMark)
  await world.database.run(sql`TRUNCATE TABLE due`)
  begin()
  await goTo(clock.now())
  await goTo(at + 5 * day)
  expect((await ledger(segment)).slice(1)).toEqual([[false, at + 5 * day, 'clock']])
})

test('of several events of a window nobody is asked more often than the answer becomes another', async () => {
  begin()
  const segments = [did('Paid', 1, 'days'), did('Paid', 2, 'days'), did('Paid', 30, 'days')]
  const ids: number[] = []
  for (const each of segments) ids.push(await segmentOf(each))
  for (let i = 0; i < 5; i++) await brings('filipa', 'Paid', clock.now() - i * hour)
  const asked = await countDue(ids)
  expect(asked).toBeGreaterThanOrEqual(segments.length)
  let wakes = 0
  for (;;) {
    const next = await nextDueAfter(world.database, clock.now())
    if (next === undefined) break
    await goTo(next)
    wakes += 1
  }
  // When the last of the five leaves, of each window: what leaves before it is looked at by nobody.
  expect(wakes).toBe(segments.length)
  expect(await countDue(ids)).toBe(asked)
  expect(asked).toBeLessThanOrEqual(5 * segments.length)
})

test('a kill at any of its writes leaves nobody out and writes nobody twice', async () => {
  begin()
  let deaths = 0
  for (let writes = 0; ; writes += 1) {
    const now = clock.now()
    const event = `Killed after ${writes}`
    for (const name of ['gil', 'hugo']) await brings(name, event, now - hour)
    const segment = await segmentOf(did(event, 2, 'hours'))
    await refresher?.stop()
    clock.set(now + 3 * hour)
    const dying = dyingAfter(world.database, writes)
    const { operational } = world
    const keeper = (database: Database): Keeper =>
      new Keeper({ operational, database, clock: clock.now, time: clock })
    await keeper(dying.database)
      .step()
      .catch(() => {})
    if (dying.died) deaths += 1
    begin()
    await goTo(clock.now())
    expect((await ledger(segment)).filter(([, , cause]) => cause === 'clock')).toEqual([
      [false, now + hour, 'clock'],
      [false, now + hour, 'clock'],
    ])
    expect(await count(segment)).toBe(0)
    if (!dying.died) break
  }
  expect(deaths).toBeGreaterThanOrEqual(3)
})

async function countDue(segments: readonly number[]): Promise<number> {
  const [row] = await world.database.rows<{ n: string }>(
    sql`SELECT count() AS n FROM due FINAL WHERE segment IN ${as('Array(UInt32)', segments)}`,
  )
  return Number(row?.n)
}
