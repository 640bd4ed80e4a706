import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Condition, Measure } from '../../../../src/domain/segment/condition.ts'
import type { Context } from '../../../../src/domain/segment/facts.ts'
import { checkCondition } from '../../../../src/domain/segment/check.ts'
import { matches } from '../../../../src/domain/segment/matches.ts'
import { memberIds } from '../../../../src/store/clickhouse/compile/members.ts'
import { plan } from '../../../../src/store/clickhouse/compile/plan.ts'
import { sql, write } from '../../../../src/store/sql/sql.ts'
import { inMemory } from '../../../agree/ask.ts'
import { drawn, ways } from '../../../agree/check.ts'
import { peopleOf } from '../../../agree/makeCondition.ts'
import { prepare, writeWorld } from '../../../agree/tables.ts'
import { contextOf, fields, type Customer, type World } from '../../../agree/world.ts'
import { openTestDatabase, type TestDatabase } from '../../engine/testEngine.ts'

const { world: drawnWorld, cases } = drawn(22)
const now = cases[0]?.now ?? 0
/** Of whom each measure below is a small whole number. */
const known: Customer = {
  id: '77',
  fields: {},
  lists: [],
  pins: {},
  events: [
    {
      id: '77077',
      event: 'Order Completed',
      time: now - 3 * 86_400_000,
      channel: '',
      source: '',
      properties: { total: 3, products: [{ price: 5 }] },
    },
  ],
}
const there = drawnWorld.customers.filter((each) => each.deleted !== true)
const world: World = { ...drawnWorld, customers: [...there, known] }
const people = peopleOf(world)
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
  { of: 'netTotal' },
  { of: 'change', in: { of: 'count' } },
]

test.each(measures)('%j that is any of ten thousand values is written once', async (measure) => {
  const anyOf = (values: number[]): Condition => ({
    type: 'did',
    event: 'Order Completed',
    measure,
    ...('in' in measure ? { window: { type: 'last', n: 100, unit: 'years' } } : {}),
    test: { op: 'anyOf', values },
  })
  // Some of them in between, which no whole number is.
  const many = anyOf(Array.from({ length: 10_000 }, (_, i) => (i + 1) / (i % 2 === 0 ? 1 : 10)))
  for (const way of waysToAsk) {
    expect(textOf[way](many)).toHaveLength(textOf[way](anyOf([1, 2])).length)
  }
  const { engine, memory } = await answers(many)
  expect(engine).toEqual([memory, memory])
  expect(memory).toContain(known.id)
})

const boughtFor = (n: number): Condition => ({
  type: 'did',
  event: 'Order Completed',
  where: { type: 'property', property: 'total', test: { op: 'atLeast', value: n / 10 } },
  measure: { of: 'average', property: 'value' },
  test: { op: 'between', from: n, to: 10 * n },
})

test('a hundred segments of three behaviours each are found by one statement', async () => {
  const wanted = Array.from({ length: 100 }, (_, segment) => {
    const of = [1, 2, 3].map((n) => boughtFor(segment * 3 + n))
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

/** Behaviours of three parts, of the kinds that take longest: each event and each value to itself. */
const slowest = (n: number): Condition => {
  const test = { op: 'anyOf', values: [`v${n}`, n, true] } as const
  const kinds = [
    {
      event: `Event ${n}`,
      measure: { of: 'activeMonths' },
      test: { op: 'between', from: 1, to: 2 },
    },
    { event: 'Order Completed', measure: { of: 'mostFrequent', property: `p${n}` }, test },
    { event: 'Order Completed', measure: { of: 'first', property: `items.p${n}` }, test },
    {
      event: 'Order Completed',
      measure: { of: 'average', property: 'items.price' },
      test: { op: 'between', from: n, to: 2 * n },
    },
  ] as const
  const kind = kinds[n % kinds.length]
  if (kind === undefined) throw new Error('no kind')
  return { type: 'did', ...kind }
}

test('the largest condition that may be asked is answered', async () => {
  const anyOf = (from: number, count: number): Condition => ({
    type: 'any',
    of: Array.from({ length: count }, (_, i) => slowest(from + i)),
  })
  const saved = new Map([
    [1, { name: 'First', condition: anyOf(0, 333) }],
    [2, { name: 'Second', condition: anyOf(333, 333) }],
  ])
  const largest: Condition = {
    type: 'any',
    of: [anyOf(666, 165), { type: 'segment', segment: 1 }, { type: 'segment', segment: 2 }],
  }
  const catalogue = { fields, segments: saved, lists: new Map() }
  expect(checkCondition(largest, catalogue)).toEqual([])
  // One behaviour more is too many.
  const larger: Condition = { type: 'any', of: [largest, slowest(1_000)] }
  expect(checkCondition(larger, catalogue)).toMatchObject([{ code: 'too_large' }])
  const asked = { ...context, segments: new Map([...saved].map(([id, s]) => [id, s.condition])) }
  const rows = await opened.database.rows<{ customer_id: string }>(memberIds(largest, asked))
  const memory = people
    .filter((facts) => matches(largest, facts, asked))
    .map(({ id }) => String(id))
  expect(rows.map(({ customer_id }) => customer_id).toSorted()).toEqual(memory.toSorted())
  expect(memory).toContain(known.id)
})

test('the day of an event is read three times for its month, not for every part of the reckoning', () => {
  const months: Condition = {
    type: 'did',
    event: 'Order Completed',
    measure: { of: 'activeMonths' },
    test: { op: 'between', from: 2, to: 3 },
  }
  for (const way of waysToAsk) {
    expect(textOf[way](months).split('intDiv((ts + ').length - 1).toBe(3)
  }
})

/** Segments 1 to 20, each of the one before. */
function chain(next: (before: Condition) => Condition): Context {
  const first: Condition = { type: 'field', field: 'score', test: { op: 'less', value: 50 } }
  const segments = Array.from({ length: 20 }, (_, i): [number, Condition] => [
    i + 1,
    i === 0 ? first : next({ type: 'segment', segment: i }),
  ])
  return { ...context, segments: new Map(segments) }
}

/** The whole chain by every way, as rows of segment and customer. */
async function found(asked: Context): Promise<{ apart: string[]; together: string[] }> {
  const ids = [...asked.segments.keys()]
  const wanted = ids.map((segment) => ({
    segment,
    condition: { type: 'segment', segment } as const,
  }))
  type Row = { segment: number; customer_id: string }
  const show = (rows: Row[]) => rows.map((row) => `${row.segment} ${row.customer_id}`).toSorted()
  const apart: Row[] = []
  for (const { segment, condition } of wanted) {
    const rows = await opened.database.rows<{ customer_id: string }>(memberIds(condition, asked))
    apart.push(...rows.map(({ customer_id }) => ({ segment, customer_id })))
  }
  const { members } = plan(wanted, asked, { customers: 1, events: 1 })
  const together = await opened.database.rows<Row>(members('everyone'))
  return { apart: show(apart), together: show(together) }
}

function inMemoryOf(asked: Context): string[] {
  return [...asked.segments.keys()]
    .flatMap((segment) =>
      people
        .filter((facts) => matches({ type: 'segment', segment }, facts, asked))
        .map(({ id }) => `${segment} ${id}`),
    )
    .toSorted()
}

const chains: Readonly<Record<string, (before: Condition) => Condition>> = {
  'that double at every level': (before) => ({
    type: 'any',
    of: [
      { type: 'all', of: [before, { type: 'list', list: 1 }] },
      { type: 'all', of: [before, { type: 'list', list: 2 }] },
    ],
  }),
  'as deep as they may be, at every level': (before) =>
    Array.from({ length: 19 }).reduce<Condition>((of) => ({ type: 'not', of }), before),
}

test.each(Object.entries(chains))('segments of segments, %s, are answered', async (_, next) => {
  const asked = chain(next)
  const { apart, together } = await found(asked)
  const memory = inMemoryOf(asked)
  expect(apart).toEqual(memory)
  expect(together).toEqual(memory)
  expect(memory).not.toHaveLength(0)
})

test('a segment that is named in many places is written once', () => {
  const double = (before: Condition): Condition => ({
    type: 'any',
    of: [before, { type: 'not', of: before }],
  })
  const asked = chain(double)
  const last: Condition = { type: 'segment', segment: 20 }
  const { members } = plan([{ segment: 1, condition: last }], asked, { customers: 1, events: 1 })
  for (const statement of [members('everyone'), memberIds(last, asked)]) {
    expect(write(statement).text.length).toBeLessThan(50_000)
  }
})

test('as many steps as a condition may have are answered', async () => {
  const events = ['Order Completed', 'Product Viewed', 'Email Opened']
  const sequence = (nth: number): Condition => ({
    type: 'sequence',
    steps: Array.from({ length: 10 }, (_, i) => ({
      event: events,
      ...(i === 0 ? {} : { within: { n: 100 + nth, unit: 'weeks' } }),
      ...(i % 5 === 4 ? { same: nth % 2 === 0 ? 'order_id' : 'product_id' } : {}),
      ...(i % 4 === 3 ? { never: true, same: 'absent' } : {}),
    })),
  })
  const many: Condition = { type: 'any', of: Array.from({ length: 33 }, (_, i) => sequence(i)) }
  expect(checkCondition(many, { fields, segments: new Map(), lists: new Map() })).toEqual([])
  const { engine, memory } = await answers(many)
  expect(engine).toEqual([memory, memory])
})

test('as many steps as a condition may have, that refer to two further back, are answered', async () => {
  const events = ['Order Completed', 'Product Viewed', 'Email Opened']
  const asked: Condition = {
    type: 'sequence',
    steps: Array.from({ length: 10 }, (_, i) => ({
      event: events,
      ...(i % 4 === 3 ? { never: true, same: 'absent', as: 1 } : {}),
      ...(i > 7 ? { same: 'order_id', as: 2 } : {}),
    })),
  }
  expect(checkCondition(asked, { fields, segments: new Map(), lists: new Map() })).toEqual([])
  const { engine, memory } = await answers(asked)
  expect(engine).toEqual([memory, memory])
})
