import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import { isFailure } from '../../../src/domain/failure.ts'
import type {
  Condition,
  ItemWhere,
  Measure,
  Test,
  Where,
  Window,
} from '../../../src/domain/segment/condition.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { normal } from '../../../src/domain/segment/normal.ts'
import { parseCondition } from '../../../src/domain/segment/parse.ts'
import type {
  conditionSchema,
  itemWhereSchema,
  measureSchema,
  testSchema,
  whereSchema,
  windowSchema,
} from '../../../src/domain/segment/schema.ts'
import { arbitraryCondition } from './arbitrary.ts'
import { vocabulary } from './vocabulary.ts'
import { arbitraryFacts, context, field, ranked, shopIn } from './world.ts'

test('the schema reads exactly the static type', () => {
  expectTypeOf<Same<z.output<typeof conditionSchema>, Condition>>().toEqualTypeOf<true>()
  expectTypeOf<Same<z.output<typeof whereSchema>, Where>>().toEqualTypeOf<true>()
  expectTypeOf<Same<z.output<typeof itemWhereSchema>, ItemWhere>>().toEqualTypeOf<true>()
  expectTypeOf<Same<z.output<typeof testSchema>, Test>>().toEqualTypeOf<true>()
  expectTypeOf<Same<z.output<typeof windowSchema>, Window>>().toEqualTypeOf<true>()
  expectTypeOf<Same<z.output<typeof measureSchema>, Measure>>().toEqualTypeOf<true>()
  expect(isFailure(parseCondition({ type: 'all', of: [] }))).toBe(false)
})

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

test('every drawn condition is read, and comes out normal', () => {
  fc.assert(
    fc.property(arbitraryCondition(vocabulary), (drawn) => {
      expect(parseCondition(JSON.parse(JSON.stringify(drawn)))).toEqual(normal(drawn))
    }),
    { numRuns: 500 },
  )
})

test('the normal form of the normal form is itself', () => {
  fc.assert(
    fc.property(arbitraryCondition(vocabulary), (drawn) => {
      expect(normal(normal(drawn))).toEqual(normal(drawn))
    }),
    { numRuns: 500 },
  )
})

const asked = context({
  shop: shopIn('America/Sao_Paulo'),
  fields: new Map(vocabulary.fields.map(({ name, type }) => [name, field(name, type)])),
  segments: new Map<number, Condition>([
    [1, { type: 'field', field: 'vip', test: { op: 'is', value: true } }],
    [2, { type: 'not', of: { type: 'segment', segment: 1 } }],
  ]),
})

test('the normal form means the same', () => {
  fc.assert(
    fc.property(
      arbitraryCondition(vocabulary),
      arbitraryFacts(vocabulary, asked.now),
      (drawn, who) => {
        const among = ranked(asked, [who], [drawn, normal(drawn)])
        expect(matches(normal(drawn), who, among)).toBe(matches(drawn, who, among))
      },
    ),
    { numRuns: 2000 },
  )
})

test('no condition and its contrary hold of one customer, and one of them does', () => {
  fc.assert(
    fc.property(
      arbitraryCondition(vocabulary),
      arbitraryFacts(vocabulary, asked.now),
      (drawn, who) => {
        const among = ranked(asked, [who], [drawn])
        expect(matches({ type: 'not', of: drawn }, who, among)).toBe(!matches(drawn, who, among))
      },
    ),
    { numRuns: 500 },
  )
})

test('drawn conditions are true and false both often', () => {
  const pairs = fc.sample(
    fc.tuple(arbitraryCondition(vocabulary), arbitraryFacts(vocabulary, asked.now)),
    { numRuns: 1000, seed: 7 },
  )
  const met = pairs.filter(([drawn, who]) =>
    matches(drawn, who, ranked(asked, [who], [drawn])),
  ).length
  expect(met).toBeGreaterThan(100)
  expect(met).toBeLessThan(900)
})

test.each<[string, Condition, Condition]>([
  ['a group of one is that one', { type: 'all', of: [{ type: 'any', of: [list(1)] }] }, list(1)],
  [
    'a group inside one of its own type is merged into it',
    { type: 'any', of: [{ type: 'any', of: [list(1), list(2)] }, list(3)] },
    { type: 'any', of: [list(1), list(2), list(3)] },
  ],
  [
    'everyone among all adds nothing',
    { type: 'all', of: [{ type: 'all', of: [] }, list(1)] },
    list(1),
  ],
  [
    'a double negation stays',
    { type: 'not', of: { type: 'not', of: list(1) } },
    { type: 'not', of: { type: 'not', of: list(1) } },
  ],
  ['one event is not a list', { type: 'did', event: ['A', 'A'] }, { type: 'did', event: 'A' }],
  [
    'events are sorted, each once',
    { type: 'did', event: ['B', 'A', 'B'] },
    { type: 'did', event: ['A', 'B'] },
  ],
  [
    'at least once goes without saying',
    { type: 'did', event: 'A', measure: { of: 'count' }, test: { op: 'atLeast', value: 1 } },
    { type: 'did', event: 'A' },
  ],
  [
    'items go without saying',
    { type: 'did', event: 'A', where: { type: 'item', in: 'items', of: exists('a') } },
    { type: 'did', event: 'A', where: { type: 'item', of: exists('a') } },
  ],
  [
    '-0 is 0',
    { type: 'field', field: 'a', test: { op: 'is', value: -0 } },
    { type: 'field', field: 'a', test: { op: 'is', value: 0 } },
  ],
])('%s', (_, given, expected) => {
  expect(normal(given)).toEqual(expected)
})

function list(id: number): Condition {
  return { type: 'list', list: id }
}

function exists(property: string): ItemWhere {
  return { type: 'property', property, test: { op: 'exists' } }
}

describe('nonsense is refused with its place and its mend', () => {
  const tested = (asked: unknown) => ({ type: 'field', field: 'a', test: asked })
  const did = (more: object) => ({ type: 'did', event: 'A', ...more })
  const ofItem = (asked: unknown) => ({ type: 'property', property: 'a', test: asked })
  test.each<[unknown, string | undefined, RegExp]>([
    [null, undefined, /object/],
    [[], undefined, /object/],
    [{ type: 'fields' }, 'type', /Did you mean "field"/],
    [{ type: 'all' }, 'of', /array/],
    [
      { type: 'all', of: [{ type: 'list', list: 1 }, tested({ op: 'iss' })] },
      'of[1].test.op',
      /Did you mean "is"/,
    ],
    [{ type: 'list', list: 1, name: 'x' }, undefined, /nothing is skipped/],
    [{ type: 'list', list: 0 }, 'list', /at least 1/],
    [{ type: 'list', list: 1.5 }, 'list', /whole number/],
    [tested({ op: 'is', value: 1.23456 }), 'test.value', /write 1.2346/],
    [tested({ op: 'is', value: 9e11 }), 'test.value', /below 900,000,000,000/],
    [tested({ op: 'is', value: null }), 'test.value', /another type/],
    [tested({ op: 'is', value: Number.NaN }), 'test.value', /./],
    [tested({ op: 'is', value: 'a\0b' }), 'test.value', /Remove/],
    [tested({ op: 'is', value: '\ud800' }), 'test.value', /Remove/],
    [tested({ op: 'is', value: 'x'.repeat(1001) }), 'test.value', /at most 1000 characters/],
    [tested({ op: 'anyOf', values: [] }), 'test.values', /at least 1 element/],
    [tested({ op: 'contains', value: '' }), 'test.value', /at least 1 character/],
    [tested({ op: 'contains', value: '\u0301' }), 'test.value', /at least one letter/],
    [tested({ op: 'between', from: 2, to: 1 }), 'test', /lesser end first/],
    [tested({ op: 'between', from: 'b', to: 'Á' }), 'test', /lesser end first/],
    [tested({ op: 'between', from: 1, to: 'b' }), 'test', /same type/],
    [tested({ op: 'dates', from: '2026-02-01', to: '2026-01-01' }), 'test', /earlier day first/],
    [tested({ op: 'dates', from: '-1d', to: '-2d' }), 'test', /earlier day first/],
    [tested({ op: 'on', date: '2026-02-30' }), 'test.date', /calendar/],
    [tested({ op: 'on', date: '0999-12-31' }), 'test.date', /calendar/],
    [tested({ op: 'on', date: '-030d' }), 'test.date', /calendar/],
    [tested({ op: 'inLast', n: 0, unit: 'days' }), 'test.n', /at least 1/],
    [tested({ op: 'inLast', n: 10_001, unit: 'days' }), 'test.n', /at most 10000/],
    [tested({ op: 'near', km: 20_001, lat: 1, lon: 2 }), 'test.km', /at most 20000/],
    [tested({ op: 'near', km: 0.000_05, lat: 1, lon: 2 }), 'test.km', /./],
    [tested({ op: 'near', km: 1, lat: 0.123_456_78, lon: 2 }), 'test.lat', /Write 0.1234568/],
    [tested({ op: 'near', km: 1, lat: 1, lon: -180.1 }), 'test.lon', /at least -180/],
    [
      tested({ op: 'anniversary', in: { type: 'next', n: 13, unit: 'months' } }),
      'test.in.n',
      /at most 12 months/,
    ],
    [tested({ op: 'matches', pattern: '(?<=a)b' }), 'test.pattern', /RE2/],
    [tested({ op: 'matches', pattern: '\\pL{1000}' }), 'test.pattern', /fewer times/],
    [tested({ op: 'matches', pattern: '[\\P{Cn}]' }), 'test.pattern', /Name a category/],
    [tested({ op: 'matches', pattern: '\\p{Lowercase}' }), 'test.pattern', /Name a category/],
    [tested({ op: 'matches', pattern: '(a)\\1' }), 'test.pattern', /RE2/],
    [did({ event: [] }), 'event', /at least 1/],
    [did({ event: '' }), 'event', /at least 1/],
    [did({ test: { op: 'atLeast', value: 1.5 } }), 'test', /whole number/],
    [did({ test: { op: 'exists' } }), 'test', /Test it by/],
    [did({ measure: { of: 'sum', property: 'a' } }), 'test', /compared/],
    [
      did({ measure: { of: 'last', property: 'a' }, test: { op: 'exactly', value: 'A' } }),
      'test',
      /Test it by/,
    ],
    [did({ window: { type: 'ago', from: 3, to: 3, unit: 'days' } }), 'window', /further back/],
    [did({ where: { type: 'all', of: [] } }), 'where.of', /at least 1/],
    [
      did({ where: { type: 'item', of: { type: 'item', of: exists('a') } } }),
      'where.of.type',
      /one of/,
    ],
    [
      did({ where: { type: 'item', of: ofItem({ op: 'after', date: '2024-01-01' }) } }),
      'where.of.test',
      /Test it by exists, =/,
    ],
    [
      did({
        where: {
          type: 'not',
          of: {
            type: 'item',
            of: { type: 'all', of: [ofItem({ op: 'includesAny', values: ['a'] })] },
          },
        },
      }),
      'where.of.of.of[0].test',
      /Test it by exists, =/,
    ],
    [JSON.parse('{"type":"all","of":[],"__proto__":{"a":1}}'), undefined, /Remove/],
  ])('%j', (json, where, fix) => {
    const read = parseCondition(json)
    expect([isFailure(read), isFailure(read) ? read.where : 'read']).toEqual([true, where])
    expect(isFailure(read) ? read.fix : '').toMatch(fix)
  })
})

test('what is too deep or too large is refused, however deep or large', () => {
  const nested = (depth: number) => {
    let condition: unknown = { type: 'list', list: 1 }
    for (let i = 1; i < depth; i++) condition = { type: 'not', of: condition }
    return condition
  }
  const wide = (n: number) => ({ type: 'any', of: Array.from({ length: n }, () => list(1)) })
  const values = (n: number) => ({
    type: 'field',
    field: 'a',
    test: { op: 'anyOf', values: Array.from({ length: n }, (_, i) => i) },
  })
  for (const fine of [nested(20), wide(999), values(10_000)]) {
    expect(isFailure(parseCondition(fine))).toBe(false)
  }
  for (const large of [nested(21), nested(200_000), wide(1_000), wide(500_000), values(10_001)]) {
    expect(parseCondition(large)).toMatchObject({ code: 'too_large' })
  }
  expect(parseCondition({ type: 'any', of: [values(6_000), values(6_000)] })).toMatchObject({
    code: 'too_large',
  })
})

test('any JSON at all is read or refused', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(isFailure(parseCondition(JSON.parse(text)))).toBe(true)
    }),
    { numRuns: 500 },
  )
})
