import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Condition, Measure } from '../../../../src/domain/segment/condition.ts'
import { memberIds } from '../../../../src/store/clickhouse/compile/members.ts'
import { plan } from '../../../../src/store/clickhouse/compile/plan.ts'
import { sql, write } from '../../../../src/store/sql/sql.ts'
import { contextOf, inMemory } from '../../../agree/ask.ts'
import { drawn, ways } from '../../../agree/check.ts'
import { prepare, writeWorld } from '../../../agree/tables.ts'
import { openTestDatabase, type TestDatabase } from '../../engine/testEngine.ts'

const { world, people, cases } = drawn(7)
const now = cases[0]?.now ?? 0
const context = contextOf(world, now)

let opened: TestDatabase

beforeAll(async () => {
  opened = await openTestDatabase()
  await prepare(opened.database)
  await writeWorld(opened.database, world)
})

afterAll(() => opened.close())

/** Both ways to ask. */
const waysToAsk = ['one by one', 'together'] as const
const textOf = {
  'one by one': (condition: Condition) => write(memberIds(condition, context)).text,
  together: (condition: Condition) =>
    write(
      plan([{ segment: 1, condition }], context, { customers: 1, events: 1 }).members('everyone'),
    ).text,
}

/** What memory and engine say, by both ways. */
async function answers(condition: Condition) {
  const asked = [{ condition, now }]
  const engine = await Promise.all(
    waysToAsk.map(async (way) => (await ways[way].way(opened.database, world, asked))[0]),
  )
  return { engine, memory: inMemory(world, people, { condition, now }) }
}

const measures: readonly Measure[] = [
  { of: 'count' },
  { of: 'sum', property: 'total' },
  { of: 'average', property: 'total' },
  { of: 'minimum', property: 'total' },
  { of: 'maximum', property: 'items.price' },
  { of: 'distinct', property: 'total' },
  { of: 'daysSinceFirst' },
  { of: 'daysSinceLast' },
  { of: 'activeDays' },
  { of: 'activeWeeks' },
  { of: 'activeMonths' },
]

test.each(measures)('%j that is any of ten thousand values is written once', async (measure) => {
  const names = [...new Set(people.flatMap(({ events }) => events.map(({ name }) => name)))]
  const anyOf = (values: number[]): Condition => ({
    type: 'did',
    event: names,
    measure,
    test: { op: 'anyOf', values },
  })
  // Some of them in between, which no whole number is.
  const many = anyOf(Array.from({ length: 10_000 }, (_, i) => (i + 1) / (i % 2 === 0 ? 1 : 10)))
  for (const way of waysToAsk) {
    expect(textOf[way](many)).toHaveLength(textOf[way](anyOf([1, 2])).length)
  }
  const { engine, memory } = await answers(many)
  expect(engine).toEqual([memory, memory])
  expect(memory).not.toHaveLength(0)
})

const boughtWithin = (n: number): Condition => ({
  type: 'did',
  event: 'Order Completed',
  window: { type: 'last', n, unit: 'hours' },
})

test('two hundred segments of three behaviours each are found by one statement', async () => {
  const wanted = Array.from({ length: 200 }, (_, segment) => {
    const of = [1, 2, 3].map((n) => boughtWithin(segment * 3 + n))
    return { segment, condition: { type: 'any', of } as const }
  })
  const { members } = plan(wanted, context, { customers: 1, events: 1 })
  const rows = await opened.database.rows<{ segment: number; customers: string[] }>(
    sql`SELECT segment, groupArray(toString(customer_id)) AS customers FROM (${members('everyone')}) GROUP BY segment`,
  )
  const found = new Map(rows.map(({ segment, customers }) => [segment, customers.toSorted()]))
  for (const { segment, condition } of wanted) {
    expect(found.get(segment) ?? []).toEqual(inMemory(world, people, { condition, now }))
  }
  expect(rows).not.toHaveLength(0)
})

test('the day of an event is read at most three times, for its month too', () => {
  const months: Condition = {
    type: 'did',
    event: 'Order Completed',
    measure: { of: 'activeMonths' },
    test: { op: 'between', from: 2, to: 3 },
  }
  for (const way of waysToAsk) {
    expect(textOf[way](months).split('86400000').length - 1).toBeLessThanOrEqual(3)
  }
})
