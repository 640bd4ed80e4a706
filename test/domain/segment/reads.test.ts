import { expect, test } from 'vitest'
import type { Calculation } from '../../../src/domain/segment/calculated/calculation.ts'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import type { Facts } from '../../../src/domain/segment/facts.ts'
import { isMember } from '../../../src/domain/segment/matches.ts'
import {
  allReads,
  indexReads,
  readsOf,
  readsOfConditions,
  type Reads,
  type Touches,
} from '../../../src/domain/segment/reads.ts'
import { drawn } from '../../agree/check.ts'
import { contextOf } from '../../agree/world.ts'

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
    inside: new Set(),
    items: new Set(),
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

test.each<[string, Condition, readonly string[]]>([
  ['how often', { type: 'did', event: 'A' }, []],
  [
    'on how many days, more than before',
    {
      type: 'did',
      event: 'A',
      window: { type: 'last', n: 7, unit: 'days' },
      measure: { of: 'change', in: { of: 'count' } },
      test: { op: 'greater', value: 0 },
    },
    [],
  ],
  [
    'how much',
    {
      type: 'did',
      event: ['A', 'B'],
      measure: { of: 'sum', property: 'total' },
      test: { op: 'greater', value: 0 },
    },
    ['A', 'B'],
  ],
  [
    'how much came of orders',
    { type: 'did', event: 'Order Completed', measure: { of: 'netTotal' }, test: { op: 'exists' } },
    ['Order Completed', 'Order Refunded'],
  ],
  ['this and then that', { type: 'sequence', steps: [{ event: 'A' }, { event: 'B' }] }, []],
  [
    'this and then that of the same',
    { type: 'sequence', steps: [{ event: 'A' }, { event: 'B', same: 'product_id' }] },
    ['A', 'B'],
  ],
])('of events it is told whether more than their time is read: %s', (_, condition, inside) => {
  expect([...readsOf(1, new Map([[1, condition]])).inside].toSorted()).toEqual(inside)
})

test.each<[string, Condition, readonly string[]]>([
  [
    'a sum of the event’s own',
    {
      type: 'did',
      event: 'A',
      measure: { of: 'sum', property: 'total' },
      test: { op: 'greater', value: 0 },
    },
    [],
  ],
  [
    'a sum over items',
    {
      type: 'did',
      event: 'A',
      measure: { of: 'sum', property: 'items.quantity' },
      test: { op: 'greater', value: 0 },
    },
    ['A'],
  ],
  [
    'what some item is',
    {
      type: 'did',
      event: 'A',
      where: {
        type: 'not',
        of: { type: 'item', of: { type: 'property', property: 'p', test: { op: 'exists' } } },
      },
    },
    ['A'],
  ],
  [
    'what an event has in common with another',
    { type: 'sequence', steps: [{ event: 'A' }, { event: 'B', same: 'product_id' }] },
    ['A', 'B'],
  ],
])('and whether their items are: %s', (_, condition, items) => {
  const reads = readsOfConditions([condition], { segments: new Map() })
  expect([...reads.items].toSorted()).toEqual(items)
  expect(readsOf(1, new Map([[1, condition]]))).toEqual({ ...reads, pins: new Set([1]) })
})

/** Of what is known nothing but what is read, of events that are not looked into nothing but when they were. */
function onlyRead(who: Facts, reads: Reads): Facts {
  const bare = { channel: '', source: '', properties: new Map(), items: [] }
  return {
    ...who,
    fields: new Map([...who.fields].filter(([name]) => reads.fields.has(name))),
    events: who.events
      .filter(({ name }) => reads.events.has(name))
      .map((each) => (reads.inside.has(each.name) ? each : { ...each, ...bare }))
      .map((each) => (reads.items.has(each.name) ? each : { ...each, items: [] })),
    lists: new Set([...who.lists].filter((list) => reads.lists.has(list))),
    consents: who.consents.filter(({ purpose }) => reads.purposes.has(purpose)),
    pins: new Map([...who.pins].filter(([segment]) => reads.pins.has(segment))),
  }
}

test.each([1, 2, 3, 4, 5, 6])('what is not read changes no answer, in world %i', (seed) => {
  const { world, people, cases } = drawn(seed)
  const wrong = cases.flatMap(({ condition, now }) => {
    const plain = contextOf(world, now)
    const asked = 1_000
    const context = { ...plain, segments: new Map([...plain.segments, [asked, condition]]) }
    const reads = allReads([readsOf(asked, context.segments, context.calculated)])
    return people.filter((who) => {
      const some = onlyRead(who, reads)
      return isMember(asked, who, context) !== isMember(asked, some, context)
    })
  })
  expect(wrong.map(({ id }) => id)).toEqual([])
})
