import { expect, test } from 'vitest'
import type { Calculation } from '../../../src/domain/segment/calculated/calculation.ts'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import { indexReads, readsOf, type Touches } from '../../../src/domain/segment/reads.ts'

const bought: Condition = { type: 'did', event: ['Order Completed', 'Order Refunded'] }
const inRecife: Condition = { type: 'field', field: 'city', test: { op: 'is', value: 'Recife' } }

const conditions = new Map<number, Condition>([
  [1, bought],
  [2, inRecife],
  [
    3,
    {
      type: 'all',
      of: [
        { type: 'segment', segment: 1 },
        { type: 'list', list: 7 },
      ],
    },
  ],
  [4, { type: 'not', of: { type: 'segment', segment: 3 } }],
  [5, { type: 'consent', state: 'granted', purpose: 'marketing' }],
  [6, { type: 'did', event: 'Opened', window: { type: 'since', field: 'birth_date' } }],
  [
    7,
    {
      type: 'sequence',
      steps: [{ event: 'Product Added' }, { event: ['Order Completed', 'Left'], never: true }],
    },
  ],
  [8, { type: 'sample', percent: 10, seed: 'a' }],
  [
    9,
    { type: 'did', event: 'Order Completed', measure: { of: 'netTotal' }, test: { op: 'exists' } },
  ],
])

const nothing: Touches = { events: [], fields: [], lists: [], purposes: [], pins: [] }
const index = indexReads(conditions.keys(), conditions)

test('a segment rests on what the segments that it speaks of rest on, and on their pins', () => {
  expect(readsOf(4, conditions)).toEqual({
    events: new Set(['Order Completed', 'Order Refunded']),
    fields: new Set(),
    lists: new Set([7]),
    purposes: new Set(),
    pins: new Set([4, 3, 1]),
    sampled: false,
  })
  expect(readsOf(8, conditions).sampled).toBe(true)
})

test.each<[string, Partial<Touches>, readonly number[]]>([
  ['an event', { events: ['Order Completed'] }, [1, 3, 4, 7, 9]],
  ['the other of two events', { events: ['Order Refunded'] }, [1, 3, 4, 9]],
  ['an event that a step must not see', { events: ['Left'] }, [7]],
  ['a field', { fields: ['city'] }, [2]],
  ['a field with which a window begins', { fields: ['birth_date'] }, [6]],
  ['a list', { lists: [7] }, [3, 4]],
  ['a purpose', { purposes: ['marketing'] }, [5]],
  ['pins of a segment inside others', { pins: [1] }, [1, 3, 4]],
  ['several at once, each segment once', { events: ['Left'], lists: [7], pins: [3] }, [3, 4, 7]],
  ['what nobody asks about', { events: ['Seen'], fields: ['email'], lists: [1] }, []],
])('%s leads to the segments that rest on it', (_, touches, segments) => {
  expect(index.affected({ ...nothing, ...touches })).toEqual(segments)
})

test('what a calculated field is made of is read with it, and so is what that is made of', () => {
  const calculated = new Map<string, Calculation>([
    ['vip', { type: 'condition', condition: { type: 'segment', segment: 1 } }],
    ['orders', { type: 'measure', of: { type: 'did', event: 'Order Completed' } }],
    [
      'stage',
      {
        type: 'segmentation',
        cases: [
          {
            value: 'loyal',
            condition: {
              type: 'all',
              of: [
                { type: 'field', field: 'orders', test: { op: 'atLeast', value: 3 } },
                { type: 'field', field: 'vip', test: { op: 'is', value: true } },
              ],
            },
          },
        ],
        rest: 'other',
      },
    ],
  ])
  const all = new Map<number, Condition>([
    [1, { type: 'list', list: 7 }],
    [2, { type: 'field', field: 'stage', test: { op: 'is', value: 'loyal' } }],
  ])
  const reads = readsOf(2, all, calculated)
  expect([...reads.events]).toEqual(['Order Completed'])
  expect([...reads.fields].toSorted()).toEqual(['orders', 'stage', 'vip'])
  expect([...reads.lists]).toEqual([7])
  expect([...reads.pins].toSorted((a, b) => a - b)).toEqual([1, 2])
})
