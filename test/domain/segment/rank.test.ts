import { describe, expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import type {
  Calculation,
  Calculations,
} from '../../../src/domain/segment/calculated/calculation.ts'
import type { Formula } from '../../../src/domain/segment/calculated/formula.ts'
import { checkCondition } from '../../../src/domain/segment/check.ts'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import { explain } from '../../../src/domain/segment/explain.ts'
import type { Facts } from '../../../src/domain/segment/facts.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { checkDependents } from '../../../src/domain/segment/nested.ts'
import { nextChangeAt } from '../../../src/domain/segment/nextChange.ts'
import { parseCondition } from '../../../src/domain/segment/parse.ts'
import { restsOnRank } from '../../../src/domain/segment/rank.ts'
import { readsOf } from '../../../src/domain/segment/reads.ts'
import { base, said } from './saying.ts'
import { context, event, facts, field, instant, ranked } from './world.ts'

const { now } = base
const fields = new Map(
  [
    field('points', 'integer'),
    field('joined', 'date'),
    field('city', 'text'),
    field('vip', 'boolean'),
  ].map((each) => [each.name, each]),
)
const world = context({ now, fields })

/** One customer for each amount, or for each list of amounts of her orders; of ids from 1, created at 0. */
function buyers(...all: readonly (number | readonly number[])[]): Facts[] {
  return all.map((totals, i) =>
    facts({
      id: BigInt(i + 1),
      events: [totals].flat().map((total) => event('Bought', '2026-03-01T00:00:00Z', { total })),
    }),
  )
}

function scored(...points: readonly (number | undefined)[]): Facts[] {
  return points.map((value, i) =>
    facts({
      id: BigInt(i + 1),
      fields: new Map(
        value === undefined ? [] : [['points', { type: 'integer', value: value * 10_000 }]],
      ),
    }),
  )
}

/** The ids of whom it holds when these are all there are. */
function among(all: readonly Facts[], text: string): number[] {
  const condition = said(text)
  const asked = ranked(world, all, [condition])
  return all.filter((who) => matches(condition, who, asked)).map(({ id }) => Number(id))
}

describe('a share of people', () => {
  test.each([
    [1, 1, [1]],
    [10, 1, [1]],
    [10, 10, [1]],
    [10, 11, [1, 2]],
    [33, 3, [1]],
    [34, 3, [1, 2]],
    [100, 3, [1, 2, 3]],
  ])('%d percent of %d are rounded up to whole people', (n, people, ids) => {
    const all = scored(...Array.from({ length: people }, (_, i) => 100 - i))
    expect(among(all, `top ${n} percent by points`)).toEqual(ids)
  })

  test('takes in whoever is equal to the last', () => {
    expect(among(scored(5, 3, 3, 3, 1), 'top 40 percent by points')).toEqual([1, 2, 3, 4])
    expect(among(scored(5, 3, 3, 3, 1), 'bottom 21 percent by points')).toEqual([2, 3, 4, 5])
  })

  test('of nobody is nobody', () => {
    expect(among(scored(undefined, undefined), 'top 100 percent by points')).toEqual([])
    expect(among(scored(undefined), 'not bottom 1 by points')).toEqual([1])
  })
})

describe('a number of people', () => {
  test('takes of equals those who were created first, then those of lesser ids', () => {
    const all = scored(3, 3, 3, 3).map((who, i) => ({ ...who, created: [9, 7, 7, 7][i] ?? 0 }))
    expect(among(all, 'top 1 by points')).toEqual([2])
    expect(among(all, 'top 2 by points')).toEqual([2, 3])
    expect(among(all, 'bottom 3 by points')).toEqual([2, 3, 4])
  })

  test('is all there are where they are fewer', () => {
    expect(among(scored(3, undefined, 1), 'top 5 by points')).toEqual([1, 3])
  })
})

describe('people are put in order', () => {
  test('by a sum only where it rests on an event, even one without that property', () => {
    const idle = facts({ id: 9n })
    const unpaid = facts({ id: 8n, events: [event('Bought', '2026-03-01T00:00:00Z')] })
    const all = [...buyers(5, [2, 2]), unpaid, idle]
    expect(among(all, 'bottom 100 percent by sum of total of "Bought"')).toEqual([1, 2, 8])
    expect(among(all, 'bottom 1 by sum of total of "Bought"')).toEqual([8])
    expect(among(all, 'bottom 1 by average of total of "Bought"')).toEqual([2])
  })

  test('by averages that no division could tell apart', () => {
    const third = buyers([1, 1, 0], [0.3333, 0.3333, 0.3334], [1, 0, 0, 1, 0, 1, 0, 0, 0])
    expect(among(third, 'top 1 by average of total of "Bought"')).toEqual([1])
    // A third, and a third of 0.9999, and again a third.
    const thirds = buyers([1, 0, 0], [0.3333, 0.3333, 0.3333], [2, 0, 0, 0, 0, 0])
    expect(among(thirds, 'top 1 percent by average of total of "Bought"')).toEqual([1, 3])
  })

  test('by days, of which the latest are at the top', () => {
    const all = [20_000, 20_002, 20_001].map((value, i) =>
      facts({ id: BigInt(i + 1), fields: new Map([['joined', { type: 'date', value }]]) }),
    )
    expect(among(all, 'top 1 by joined')).toEqual([2])
    expect(among(all, 'bottom 2 by joined')).toEqual([1, 3])
  })

  test('only among those who are asked for, and only they are in it', () => {
    const all = scored(9, 8, 7, 6).map((who, i) => ({
      ...who,
      lists: new Set(i % 2 === 0 ? [] : [1]),
    }))
    const condition: Condition = {
      type: 'rank',
      side: 'top',
      n: 1,
      by: { type: 'field', field: 'points' },
      among: { type: 'list', list: 1 },
    }
    const asked = ranked(world, all, [condition])
    expect(all.filter((who) => matches(condition, who, asked)).map(({ id }) => id)).toEqual([2n])
  })
})

describe('what is refused', () => {
  const catalogue = { fields, lists: new Map(), segments: new Map() }
  const wrong = (text: string) => checkCondition(said(text), catalogue)[0]

  test.each([
    ['top 1 by city', /neither a number nor a date/, 'by.field'],
    ['top 1 by vip', /neither a number nor a date/, 'by.field'],
    ['top 1 by pionts', /There is no field/, 'by.field'],
    ['top 1 by count of "A" since city', /no window begins with it/, 'by.window.field'],
    ['top 1 by points among (citi = "x")', /There is no field/, 'among.field'],
  ])('%s', (text, message, where) => {
    expect(wrong(text)).toMatchObject({ message: expect.stringMatching(message), where })
  })

  test.each([
    [{ n: 0 }, 'n'],
    [{ n: 1.5 }, 'n'],
    [{ n: 101, percent: true }, 'n'],
    [{ percent: false }, 'percent'],
    [{ by: { type: 'did', event: 'A', test: { op: 'exists' } } }, 'by'],
    [{ by: { type: 'did', event: 'A', measure: { of: 'last', property: 'x' } } }, 'by.measure.of'],
    [{ by: { type: 'did', event: 'A', measure: { of: 'netTotal' } } }, 'by.event'],
  ])('%j', (part, where) => {
    const by = { type: 'field', field: 'points' }
    const read = parseCondition({ type: 'rank', side: 'top', n: 1, by, ...part })
    expect(isFailure(read) && read.where).toBe(where)
  })

  test('a rank among those of a rank, by way of segments too, and when a segment comes to have one', () => {
    const first = { name: 'First', condition: said('top 1 by points') }
    const either = {
      name: 'Either',
      condition: { type: 'any', of: [{ type: 'segment', segment: 1 }] } as const,
    }
    const inEither: Condition = {
      type: 'rank',
      side: 'top',
      n: 1,
      by: { type: 'field', field: 'points' },
      among: { type: 'segment', segment: 2 },
    }
    const segments = new Map([
      [1, first],
      [2, either],
    ])
    const [failure] = checkCondition(inEither, { ...catalogue, segments })
    expect(failure?.message).toBe(
      'A rank is asked for among those in the segment "Either", which rests on a rank itself',
    )
    const saved = new Map([...segments, [3, { name: 'Best', condition: inEither }] as const])
    expect(checkDependents(1, { segments: saved })[0]?.message).toMatch(
      /^The segment "Best" could no longer be answered: a rank is asked for among/,
    )
    const harmless = new Map([...saved, [1, { name: 'First', condition: said('points > 1') }]])
    expect(checkDependents(1, { segments: harmless })).toEqual([])
  })
})

test('what rests on a rank is told by way of segments and calculated fields, with all that it reads', () => {
  const rank = said('top 1 by sum of total of "Bought" since joined among (points > 1)')
  const segments = new Map<number, Condition>([
    [1, rank],
    [2, said('best = true')],
    [3, said('points > 1')],
  ])
  const best: Condition = { type: 'not', of: { type: 'segment', segment: 1 } }
  const calculated = new Map([['best', { type: 'condition', condition: best } as const]])
  const named = { segments, calculated }
  const rests = (segment: number) => restsOnRank({ type: 'segment', segment }, named)
  expect([1, 2, 3].map(rests)).toEqual([true, true, false])
  const reads = readsOf(2, segments, calculated)
  expect([...reads.events]).toEqual(['Bought'])
  expect([...reads.fields].toSorted()).toEqual(['best', 'joined', 'points'])
})

describe('by what is worked out', () => {
  const formula: Formula = {
    type: 'operation',
    by: 'subtract',
    of: [
      { type: 'field', field: 'spent' },
      { type: 'field', field: 'points' },
    ],
  }
  const bought = { type: 'did', event: 'Bought' } as const
  const brands = { ...bought, measure: { of: 'mostFrequent', property: 'brand' } } as const
  const spent = { ...bought, measure: { of: 'sum', property: 'total' } } as const
  const calculated: Calculations = new Map<string, Calculation>([
    ['spent', { type: 'measure', of: spent }],
    ['left_over', { type: 'formula', formula }],
    ['likes_x', { type: 'affinity', affinity: { of: brands, halvedEvery: 30, shareOf: 'x' } }],
    ['likes', { type: 'affinity', affinity: { of: brands, halvedEvery: 30 } }],
    ['favoured', { type: 'condition', condition: said('points > 1') }],
  ])
  const at = instant('2026-03-01T00:00:00Z')
  const worked = { ...world, calculated, now: at }
  const all = [
    { points: 1, total: 5, brand: 'x' },
    { points: 7, total: 9, brand: 'y' },
    { total: 1, brand: 'x' },
    { points: 1 },
  ].map(({ points, total, brand }, i) =>
    facts({
      ...scored(points)[0],
      id: BigInt(i + 1),
      events: total === undefined ? [] : [event('Bought', at, { total, brand })],
    }),
  )
  const who = (text: string) => {
    const condition = said(text)
    const asked = ranked(worked, all, [condition])
    return all.filter((each) => matches(condition, each, asked)).map(({ id }) => Number(id))
  }

  test('by a measure it is of whom an event counts, by a formula of whom it comes to something', () => {
    expect(who('top 2 by spent')).toEqual([1, 2])
    expect(who('bottom 4 by spent')).toEqual([1, 2, 3])
    // 5 − 1, 9 − 7, nothing, 0 − 1.
    expect(who('top 1 by left_over')).toEqual([1])
    expect(who('bottom 4 by left_over')).toEqual([1, 2, 4])
    expect(who('top 50 percent by likes_x')).toEqual([1, 3])
  })

  test('what gives no number is refused', () => {
    const catalogue = { fields, lists: new Map(), segments: new Map(), calculated }
    const wrong = (text: string) => checkCondition(said(text), catalogue)
    expect(wrong('top 1 by left_over')).toEqual([])
    const noNumber = expect.stringMatching(/no number/) as unknown
    expect(wrong('top 1 by likes')).toMatchObject([{ where: 'by.field', message: noNumber }])
    expect(wrong('top 1 by favoured')).toMatchObject([{ where: 'by.field', message: noNumber }])
  })

  test('it reads all that the field is made of, and may not be what the field is made of', () => {
    const best = said('top 1 by left_over')
    expect([...readsOf(1, new Map([[1, best]]), calculated).events]).toEqual(['Bought'])
    const segments = new Map([[1, { name: 'Best', condition: best }]])
    const saved = new Map<string, Calculation>([
      ...calculated,
      ['is_best', { type: 'condition', condition: { type: 'segment', segment: 1 } }],
      ['left_over', { type: 'formula', formula: { type: 'field', field: 'is_best' } }],
    ])
    expect(
      checkDependents({ field: 'left_over' }, { segments, calculated: saved })[0]?.message,
    ).toMatch(/refer to each other in a circle/)
  })

  test('she is looked at again when what it is made of is another', () => {
    const lately = { ...spent, window: { type: 'last', n: 2, unit: 'days' } } as const
    const inWindow = new Map([...calculated, ['spent', { type: 'measure', of: lately } as const]])
    const [first] = all
    const asked = { ...worked, calculated: inWindow }
    const again = first && nextChangeAt(said('top 1 by left_over'), first, asked)
    expect(again).toBe(at + 2 * 86_400_000)
  })
})

test('she is looked at again when her own value is another, or she comes to be put in order', () => {
  const bought = instant('2026-03-01T00:00:00Z')
  const who = facts({ events: [event('Bought', bought, { total: 0 })] })
  const leaves = said('top 1 by sum of total of "Bought" in last 30 days')
  const dayMs = 86_400_000
  // The sum is 0 before and after: but then there is none.
  expect(nextChangeAt(leaves, who, ranked(world, [who], [leaves]))).toBe(bought + 30 * dayMs)
  const some = said('top 1 by points among (did "Bought" in last 60 days)')
  expect(nextChangeAt(some, who, ranked(world, [who], [some]))).toBe(bought + 60 * dayMs)
  const never = said('top 1 by points')
  expect(nextChangeAt(never, who, ranked(world, [who], [never]))).toBe(null)
})

test('it is explained by her value, and how far it reaches', () => {
  const all = buyers(5, [3, 1], 1)
  const condition = said('top 2 by sum of total of "Bought"')
  const why = explain(condition, all[2] ?? facts(), ranked(world, all, [condition]))
  expect(why).toMatchObject({
    kind: 'rank',
    meets: false,
    value: { type: 'number', sum: 10_000n, over: 1n },
    edge: { among: 3, taken: 2, value: { sum: 40_000n, over: 1n } },
  })
})

test('what was not found out before is not guessed', () => {
  expect(() => matches(said('top 1 by points'), facts(), world)).toThrow('not found out before')
})
