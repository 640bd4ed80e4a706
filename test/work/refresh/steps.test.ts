import { expect, test } from 'vitest'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import type { Context } from '../../../src/domain/segment/facts.ts'
import { write } from '../../../src/store/sql/sql.ts'
import { findingSteps } from '../../../src/work/refresh/steps.ts'

const size = { customers: 1, events: 1 }

const bought = (n: number): Condition => ({
  type: 'did',
  event: 'Order Completed',
  where: { type: 'property', property: 'total', test: { op: 'atLeast', value: n } },
  measure: { of: 'average', property: 'value' },
  test: { op: 'between', from: n, to: 10 * n },
})

const anyOf = (from: number, count: number): Condition => ({
  type: 'any',
  of: Array.from({ length: count }, (_, i) => bought(from + i)),
})

function contextOf(segments: readonly Condition[]): Context {
  return {
    now: 0,
    shop: {
      zone: { name: 'UTC', transitions: [{ at: -8_640_000_000_000_000, offset: 0 }] },
      weekStart: 1,
      currency: 'BRL',
    },
    fields: new Map(),
    segments: new Map(segments.map((condition, i) => [i + 1, condition])),
  }
}

function stepsOf(segments: readonly Condition[]) {
  const context = contextOf(segments)
  return findingSteps([...context.segments.keys()], context, size)
}

test('segments are asked together by how long they are, not by how many, and each once', () => {
  const short = stepsOf(Array.from({ length: 200 }, (_, i) => bought(i)))
  expect(short.map(({ segments }) => segments.length)).toEqual([200])
  const long = stepsOf(Array.from({ length: 200 }, (_, i) => anyOf(10 * i, 10)))
  expect(long.length).toBeGreaterThan(3)
  expect(long.flatMap(({ segments }) => segments)).toEqual(
    Array.from({ length: 200 }, (_, i) => i + 1),
  )
  for (const { segments, members } of long) {
    expect(write(members(segments)).text.length).toBeLessThan(500_000)
  }
})

test('what segments share is counted once, however long it is', () => {
  const base = anyOf(0, 333)
  const others = Array.from({ length: 100 }, (_, i): Condition => ({
    type: 'all',
    of: [{ type: 'segment', segment: 1 }, bought(1_000 + i)],
  }))
  expect(stepsOf([base, ...others])).toHaveLength(1)
})
