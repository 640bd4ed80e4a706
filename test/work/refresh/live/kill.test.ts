import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Condition } from '../../../../src/domain/segment/condition.ts'
import { plan } from '../../../../src/store/clickhouse/compile/plan.ts'
import type { FaultName } from '../../../../src/store/faults.ts'
import { createList } from '../../../../src/store/operational/lists.ts'
import { createSegment } from '../../../../src/store/operational/segments.ts'
import { sql } from '../../../../src/store/sql/sql.ts'
import { contextAt } from '../../../../src/work/context.ts'
import { readStandings } from '../../../../src/work/refresh/standing.ts'
import { openWorld, who, type World } from '../../intake/world.ts'

let world: World
let list = 0
const segments: number[] = []
const people = ['ana', 'bia', 'caio', 'davi']

const bought = (n: number): Condition => ({
  type: 'did',
  event: 'Bought',
  window: { type: 'last', n: 30, unit: 'days' },
  test: { op: 'atLeast', value: n },
})

beforeAll(async () => {
  world = await openWorld()
  const { db } = world.operational
  await world.stopLoader()
  list = (await createList(db, { name: 'A' }, Date.now())).id
  const conditions: Condition[] = [
    ...[1, 2, 3, 4, 5, 6].map(bought),
    { type: 'list', list },
    { type: 'not', of: { type: 'list', list } },
  ]
  for (const [i, condition] of conditions.entries()) {
    segments.push((await createSegment(db, { name: `S${i}`, condition }, Date.now())).id)
  }
  await world.append({
    kind: 'customers',
    mode: 'upsert',
    customers: people.map((name) => ({ ...who(name), fields: { city: 'Recife' } })),
  })
  // The first start fills what nobody has asked for.
  await live()
})

afterAll(() => world.close())

/** Takes in and keeps up by a process of its own; how it ended. */
async function live(fault?: string): Promise<number | string | null> {
  const script = join(import.meta.dirname, 'child.ts')
  const args = [join(world.directory, 'clientela.db'), world.url, world.name, world.directory]
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    env: { ...process.env, ...(fault === undefined ? {} : { CLIENTELA_FAULT: fault }) },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(signal ?? code))
  })
}

let messages = 0

/** Three groups of arrivals, each of which leads to a batch, or to more than one. */
async function append(): Promise<void> {
  for (const [name, add] of [
    ['ana', true],
    ['bia', false],
    ['caio', true],
  ] as const) {
    messages += 1
    const event = { ...who(name), event: 'Bought', messageId: `m${messages}` }
    await world.append({ kind: 'events', events: [event] })
    const some = [who(name), who('davi')]
    await world.append({ kind: 'list', list, empty: true, ...(add ? { add: some } : {}) })
  }
}

type Row = { segment: number; customer_id: string }
type Entry = Row & { entered: boolean; noticed: string; cause: string; ref: string }

const shown = (rows: readonly Row[]): string[] =>
  rows.map(({ segment, customer_id: customer }) => `${segment} ${customer}`).toSorted()

/** Of what is stored nothing is lost, and nothing is there twice. */
async function check(): Promise<void> {
  const { operational, database } = world
  const context = await contextAt(operational.db, Date.now())
  const wanted = segments.map((segment) => ({
    segment,
    condition: { type: 'segment', segment } as const,
  }))
  const all = plan(wanted, context, { customers: 1, events: 1 }).members('everyone')
  const expected = shown(await database.rows<Row>(all))
  const entries = await database.rows<Entry>(sql`SELECT * FROM changes ORDER BY noticed`)
  const inside = new Map<string, Entry>()
  for (const entry of entries) {
    const key = shown([entry]).join()
    expect(inside.has(key)).toBe(!entry.entered)
    if (entry.entered) inside.set(key, entry)
    else inside.delete(key)
  }
  expect(shown([...inside.values()])).toEqual(expected)
  for (const table of [sql`memberships`, sql`memberships_by_customer`]) {
    const rows = await database.rows<Row>(sql`SELECT segment, customer_id FROM ${table} FINAL`)
    expect(shown(rows)).toEqual(expected)
  }
  const causes = entries.map((each) => `${shown([each]).join()} ${each.cause} ${each.ref}`)
  expect(new Set(causes).size).toBe(causes.length)
  const standings = await readStandings(operational.db)
  for (const segment of segments) {
    const count = [...inside.values()].filter((each) => each.segment === segment).length
    expect([segment, standings.get(segment)]).toMatchObject([segment, { count, live: true }])
  }
}

const points: readonly (readonly [FaultName, number])[] = [
  ['events', 1],
  ['events', 2],
  ['identities', 1],
  ['refresh', 1],
  ['refresh', 2],
  ['refresh', 3],
  ['changes', 1],
  ['changes', 2],
  ['memberships', 1],
  ['memberships', 2],
]

test.each(points)(
  'killed at %s for the %i. time and started again, nothing is lost and nothing doubled',
  async (name, nth) => {
    await append()
    const first = await live(`${name}:${nth}`)
    expect(first).toBe('SIGKILL')
    // Once more, a little later, and then to the end.
    await live(`${name}:${nth + 1}`)
    expect(await live()).toBe(0)
    await check()
  },
)
