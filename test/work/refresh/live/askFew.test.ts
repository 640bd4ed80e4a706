import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Condition } from '../../../../src/domain/segment/condition.ts'
import { readsOf } from '../../../../src/domain/segment/reads.ts'
import type { Database } from '../../../../src/store/clickhouse/database.ts'
import { createSegment } from '../../../../src/store/operational/segments.ts'
import { contextAt } from '../../../../src/work/context.ts'
import { askFew, type Asking, type Flip } from '../../../../src/work/refresh/live/askFew.ts'
import { openWorld, who, type World } from '../../intake/world.ts'

let world: World
let segments: readonly number[] = []
const hour = 3_600_000
const day = 24 * hour
const start = Date.now() - 40 * day

beforeAll(async () => {
  world = await openWorld()
  const bought = (n: number, window: number): Condition => ({
    type: 'did',
    event: 'Bought',
    window: { type: 'last', n: window, unit: 'hours' },
    test: { op: 'atLeast', value: n },
  })
  const conditions: Condition[] = [
    bought(1, 30),
    bought(2, 100),
    { type: 'not', of: bought(1, 48) },
    {
      type: 'sequence',
      steps: [
        { event: 'Seen' },
        { event: 'Bought', never: true, within: { n: 20, unit: 'hours' } },
      ],
    },
    { type: 'did', event: 'Bought', window: { type: 'calendar', which: 'this', unit: 'day' } },
  ]
  const made: number[] = []
  for (const [nth, condition] of conditions.entries()) {
    const segment = { name: `S${nth}`, condition }
    made.push((await createSegment(world.operational.db, segment, start)).id)
  }
  segments = made
  const events = ['ana', 'bia', 'caio'].flatMap((name, i) =>
    Array.from({ length: 9 }, (_, nth) => ({
      ...who(name),
      event: nth % 3 === 2 ? 'Seen' : 'Bought',
      time: start + i * 7 * hour + nth * (nth + i) * 9 * hour,
      messageId: `${name} ${nth}`,
    })),
  )
  await world.bring({ kind: 'events', events })
})
afterAll(async () => await world.close())

async function idOf(name: string): Promise<string> {
  return (await world.customer('user_id', name))?.id ?? ''
}

/** What comes of it, and how many rows were read at once at the most: events, for all else is less. */
async function flipsOf(database: Database, asking: Asking) {
  let mostRead = 0
  const watched: Database = {
    ...database,
    rows: async (query, options) => {
      const rows = await database.rows(query, options)
      mostRead = Math.max(mostRead, rows.length)
      return rows as never
    },
  }
  const flips: Flip[] = []
  for await (const found of askFew(watched, asking)) flips.push(...found.flips)
  const told = flips.map((flip) => JSON.stringify(Object.entries(flip).toSorted(byName))).toSorted()
  return { flips: told, mostRead }
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1)

test('those with many events are asked a few at a time, and the same is said of them', async () => {
  const { operational, database } = world
  const customers = await Promise.all(['ana', 'bia', 'caio'].map(idOf))
  const context = await contextAt(operational.db, start + 25 * day)
  const asking: Asking = {
    context,
    reads: (segment) => readsOf(segment, context.segments, context.calculated),
    asked: [{ customers, segments: segments.slice(0, 2) }],
    walks: customers.flatMap((customer) =>
      segments.map((segment) => ({ customer, segment, at: start - day })),
    ),
  }
  const together = await flipsOf(database, asking)
  expect(together.flips.length).toBeGreaterThan(30)
  expect(together.mostRead).toBe(27)
  const two = await flipsOf(database, { ...asking, mostEvents: 20 })
  expect(two).toEqual({ ...together, mostRead: 18 })
  // Somebody who alone has more is asked all the same.
  const one = await flipsOf(database, { ...asking, mostEvents: 3 })
  expect(one).toEqual({ ...together, mostRead: 9 })
})
