import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Condition } from '../../../../src/domain/segment/condition.ts'
import type { Context } from '../../../../src/domain/segment/facts.ts'
import {
  countSql,
  memberIds,
  membersPage,
} from '../../../../src/store/clickhouse/compile/members.ts'
import { plan } from '../../../../src/store/clickhouse/compile/plan.ts'
import { write, type Sql } from '../../../../src/store/sql/sql.ts'
import { prepare } from '../../../agree/tables.ts'
import { fields } from '../../../agree/world.ts'
import { openTestDatabase, type TestDatabase } from '../../engine/testEngine.ts'

const context: Context = {
  now: Date.parse('2026-11-21T12:00:00Z'),
  shop: {
    zone: {
      name: 'Test/Zone',
      transitions: [
        { at: -8_640_000_000_000_000, offset: -3 * 3_600_000 },
        { at: Date.parse('2026-10-18T03:00:00Z'), offset: -2 * 3_600_000 },
      ],
    },
    weekStart: 7,
    currency: 'BRL',
  },
  fields,
  segments: new Map<number, Condition>([
    [1, { type: 'field', field: 'city', test: { op: 'is', value: 'São Paulo' } }],
  ]),
}

const bought: Condition = {
  type: 'did',
  event: 'Order Completed',
  window: { type: 'last', n: 90, unit: 'days' },
  where: { type: 'property', property: 'total', test: { op: 'greater', value: 100 } },
  test: { op: 'atLeast', value: 2 },
}
const seldom: Condition = {
  type: 'did',
  event: 'Order Completed',
  test: { op: 'atMost', value: 3 },
}
const coffee: Condition = {
  type: 'did',
  event: ['Order Completed', 'Order Refunded'],
  where: {
    type: 'item',
    of: {
      type: 'all',
      of: [
        { type: 'property', property: 'category', test: { op: 'is', value: 'Coffee' } },
        { type: 'property', property: 'price', test: { op: 'atLeast', value: 50 } },
      ],
    },
  },
  measure: { of: 'sum', property: 'items.quantity' },
  test: { op: 'between', from: 2, to: 10 },
}
const weeks: Condition = {
  type: 'did',
  event: 'Page Viewed',
  measure: { of: 'activeWeeks' },
  test: { op: 'atLeast', value: 4 },
}
const favourite: Condition = {
  type: 'did',
  event: 'Product Viewed',
  measure: { of: 'mostFrequent', property: 'category' },
  test: { op: 'is', value: 'Dark' },
}
const abandoned: Condition = {
  type: 'sequence',
  steps: [
    { event: 'Product Viewed' },
    { event: 'Product Added', within: { n: 7, unit: 'days' } },
    {
      event: 'Order Completed',
      never: true,
      within: { n: 30, unit: 'minutes' },
      same: 'product_id',
    },
  ],
  window: { type: 'last', n: 90, unit: 'days' },
}
const neverBought: Condition = {
  type: 'sequence',
  steps: [
    { event: 'Product Viewed' },
    { event: 'Products Searched', within: { n: 2, unit: 'months' } },
    { event: 'Order Completed', never: true, same: 'product_id', as: 1 },
  ],
}
const named: Condition = {
  type: 'field',
  field: 'nickname',
  test: { op: 'startsWith', value: 'Zé' },
}

const all = (...of: Condition[]): Condition => ({ type: 'all', of })
const not = (of: Condition): Condition => ({ type: 'not', of })
const segment: Condition = { type: 'segment', segment: 1 }

const statements: Readonly<Record<string, Sql>> = {
  'bought-often': memberIds(bought, context),
  'bought-seldom-of-a-few': memberIds(seldom, context, { ids: ['1', '2'] }),
  'items-of-one-order': countSql(coffee, context),
  'active-weeks': memberIds(weeks, context),
  'most-frequent-value': memberIds(favourite, context),
  'abandoned-cart': memberIds(abandoned, context),
  'viewed-then-searched': memberIds(neverBought, context),
  'page-of-a-segment-and-a-list': membersPage(
    all(segment, not({ type: 'list', list: 3 }), named),
    context,
    {
      after: '12',
      limit: 100,
    },
  ),
  'five-together': plan(
    [bought, all(seldom, not(bought)), all(segment, coffee), favourite, weeks].map(
      (condition, i) => ({ segment: 10 + i, condition }),
    ),
    context,
    { customers: 1_000, events: 10_000 },
  ).members({ from: 0n, to: 1n << 62n }),
}

let opened: TestDatabase

beforeAll(async () => {
  opened = await openTestDatabase()
  await prepare(opened.database)
})

afterAll(() => opened.close())

test.each(Object.entries(statements))(
  '%s is written as committed, and runs',
  async (name, statement) => {
    const { text, params } = write(statement)
    const shown = Object.entries(params).map(([key, value]) => `-- ${key} = ${String(value)}\n`)
    await expect(`${shown.join('')}${text.trim()}\n`).toMatchFileSnapshot(
      `../../../golden/${name}.sql`,
    )
    expect(await opened.database.rows(statement)).toBeInstanceOf(Array)
  },
)

test('a plan has more ranges of ids the more there is to ask, and they cover all ids', () => {
  const { ranges } = plan([], context, { customers: 1_000_000, events: 50_000_000 })
  expect(ranges).toHaveLength(5)
  expect(ranges[0]?.from).toBe(0n)
  expect(ranges.at(-1)?.to).toBe(1n << 63n)
  expect(ranges.slice(1).map(({ from }) => from)).toEqual(ranges.slice(0, -1).map(({ to }) => to))
})
