import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { patience } from '../../../patience.ts'
import type { Condition } from '../../../../src/domain/segment/condition.ts'
import { jobById } from '../../../../src/store/operational/jobs.ts'
import { createSegment } from '../../../../src/store/operational/segments.ts'
import { sql } from '../../../../src/store/sql/sql.ts'
import { startRefresher, type Refresher } from '../../../../src/work/refresh/refresher.ts'
import { readStandings } from '../../../../src/work/refresh/standing.ts'
import { openWorld, who, type World } from '../../intake/world.ts'
import { testClock } from '../../testClock.ts'

/** The program was stopped for a month, and things arrive while the clock catches up with it. */
const hour = 3_600_000
const day = 24 * hour
const start = Date.UTC(2026, 9, 14, 9, 26)
const clock = testClock(start)
const complaints: unknown[] = []
const people = Array.from({ length: 12 }, (_, i) => `p${i}`)
let world: World
let refresher: Refresher | undefined

beforeAll(async () => {
  world = await openWorld(clock.now)
  world.hears((news) => refresher?.hear(news))
})
afterEach(async () => {
  await refresher?.stop()
  refresher = undefined
  if (complaints.length > 0) throw new Error(complaints.splice(0).map(String).join('\n'))
})
afterAll(async () => await world.close())

/** Two rows of what is due are a batch, so that a dozen people take many. */
function begin(): void {
  refresher = startRefresher({
    operational: world.operational,
    database: world.database,
    clock: clock.now,
    time: clock,
    failed: (_job, error) => complaints.push(error),
    waits: (error) => complaints.push(error),
    stumbled: (error) => complaints.push(error),
    gatherMs: 1,
    duesAtOnce: 2,
  })
}

async function settle(): Promise<void> {
  await refresher?.idle(patience())
}

async function segmentOf(name: string, condition: Condition): Promise<number> {
  return (await createSegment(world.operational.db, { name, condition }, clock.now())).id
}

const did = (event: string, n: number): Condition => ({
  type: 'did',
  event,
  window: { type: 'last', n, unit: 'days' },
})

async function bring(event: string, of: readonly (readonly [string, number])[]): Promise<void> {
  const events = of.map(([name, time]) => {
    return { ...who(name), event, time, messageId: `${event} ${name} ${time}` }
  })
  await world.bring({ kind: 'events', events })
}

type Entry = { who: string; entered: boolean; at: number; noticed: number; cause: string }

async function ledger(segment: number): Promise<Entry[]> {
  const names = new Map<string, string>()
  for (const name of people) names.set((await world.customer('user_id', name))?.id ?? '', name)
  type Row = Record<'customer_id' | 'at' | 'noticed' | 'cause', string> & { entered: boolean }
  const rows = await world.database.rows<Row>(
    sql`SELECT customer_id, entered, at, noticed, cause FROM changes WHERE segment = ${segment}
      ORDER BY noticed, changes.at, customer_id`,
  )
  return rows.map(({ customer_id: id, entered, at, noticed, cause }) => {
    const name = names.get(id) ?? id
    return { who: name, entered, at: Number(at), noticed: Number(noticed), cause }
  })
}

async function members(segment: number): Promise<number> {
  const [row] = await world.database.rows<{ n: string }>(
    sql`SELECT count() AS n FROM memberships FINAL WHERE segment = ${segment}`,
  )
  return Number(row?.n)
}

test('what arrives is in the ledger long before the clock is through, and of whom it is about time comes first', async () => {
  begin()
  const now = clock.now()
  // In and out again in the month to come: an order of tomorrow counts when its instant comes.
  const later = now + 20 * hour
  await bring('Bought', [
    ...people.map((name, i): [string, number] => [name, now - i * hour]),
    ['p11', later],
  ])
  const segment = await segmentOf('Bought in 7 days', did('Bought', 7))
  const short = await segmentOf('Bought in 10 hours', {
    type: 'did',
    event: 'Bought',
    window: { type: 'last', n: 10, unit: 'hours' },
  })
  await refresher?.request({ segments: [segment, short] })
  await settle()
  expect(await members(segment)).toBe(12)
  await refresher?.stop()
  clock.set(now + 31 * day)
  await bring('Bought', [['p11', clock.now() - hour]])
  begin()
  await settle()

  const all = await ledger(segment)
  const hers = all.filter((entry) => entry.who === 'p11')
  expect(hers.slice(1).map(({ entered, cause }) => [entered, cause])).toEqual([
    [false, 'clock'],
    [true, 'arrivals'],
  ])
  expect(hers[1]?.at).toBe(later + 7 * day)
  const ofShort = (await ledger(short)).filter((entry) => entry.who === 'p11')
  expect(ofShort.map(({ entered, at, cause }) => [entered, at, cause])).toEqual([
    [true, later, 'clock'],
    [false, later + 10 * hour, 'clock'],
    [true, ofShort[2]?.noticed, 'arrivals'],
  ])
  const arrived = all.find(({ cause }) => cause === 'arrivals')?.noticed ?? Infinity
  const after = all.filter(({ cause, noticed }) => cause === 'clock' && noticed > arrived)
  expect(after).toHaveLength(11)
  // The others each at their own instant, once.
  const others = all.filter((entry) => entry.who !== 'p11' && entry.cause === 'clock')
  expect(others.map((entry) => entry.at).toSorted((a, b) => a - b)).toEqual(
    people
      .slice(0, 11)
      .map((_, i) => now - i * hour + 7 * day)
      .toSorted((a, b) => a - b),
  )
  expect(await members(segment)).toBe(1)
  const standings = await readStandings(world.operational.db)
  expect(standings.get(segment)).toMatchObject({ count: 1, live: true })
  expect(standings.get(segment)?.asOf).toBeGreaterThanOrEqual(clock.now())
})

test('a new segment is filled while the clock is still behind, and time says nothing twice of it', async () => {
  begin()
  const now = clock.now()
  await bring(
    'Seen',
    people.map((name, i) => [name, now - i * hour]),
  )
  const old = await segmentOf('Seen in 7 days', did('Seen', 7))
  await refresher?.request({ segments: [old] })
  await settle()
  await refresher?.stop()
  clock.set(now + 10 * day)
  await bring('Seen', [['p3', clock.now() - 9 * day + hour / 2]])
  begin()
  const fresh = await segmentOf('Seen in 9 days', did('Seen', 9))
  const job = await refresher?.request({ segments: [fresh] })
  await settle()
  expect(await jobById(world.operational.db, job?.id ?? 0)).toMatchObject({ state: 'done' })
  const filled = (await ledger(fresh)).filter(({ cause }) => cause === 'baseline')
  expect(filled.map((entry) => entry.who)).toEqual(['p3'])
  const last = (await ledger(old)).filter(({ cause }) => cause === 'clock').at(-1)
  expect(filled[0]?.noticed).toBeLessThan(last?.noticed ?? 0)
  clock.set(now + 10 * day + hour)
  await settle()
  expect((await ledger(fresh)).map(({ entered, cause }) => [entered, cause])).toEqual([
    [true, 'baseline'],
    [false, 'clock'],
  ])
})
