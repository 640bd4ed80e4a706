import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import type { Context, Facts } from '../../../src/domain/segment/facts.ts'
import { changed, type Change } from '../../../src/domain/segment/flip/change.ts'
import { searchFlip, type NearestFlip } from '../../../src/domain/segment/flip/search.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { normal } from '../../../src/domain/segment/normal.ts'
import { changesAt } from '../../../src/domain/segment/nextChange.ts'
import { dayMs } from '../../../src/domain/time/civil.ts'
import { base, said } from './saying.ts'
import { arbitraryCondition } from './arbitrary.ts'
import { vocabulary } from './vocabulary.ts'
import { arbitraryFacts, context, event, facts, field, ranked } from './world.ts'

const { now } = base

function nearest(condition: Condition, who: Facts, world: Context = base): NearestFlip {
  const search = searchFlip(condition, who, world, changesAt(condition, who, world))
  for (;;) {
    const step = search.next()
    if (step.done === true) return step.value
  }
}

function after(
  changes: readonly Change[],
  who: Facts,
  condition: Condition,
  world = base,
): boolean {
  const then = changes.reduce(changed, { facts: who, now: world.now })
  return matches(condition, then.facts, { ...world, now: then.now })
}

/** Whatever may happen to a customer of the small world. */
function everyChange(who: Facts): readonly Change[] {
  const set = (
    name: string,
    type: 'text' | 'integer' | 'date' | 'list',
    values: readonly unknown[],
  ) =>
    [undefined, ...values].map((value): Change => ({
      kind: 'field',
      field: name,
      value: value === undefined ? undefined : { type, value: value as string },
    }))
  const more = ['Bought', 'Viewed'].flatMap((name, i) =>
    [0, 3, 10, 40].flatMap((days, j) =>
      [undefined, 10, 50, 200].map((total, k): Change => {
        const properties = total === undefined ? {} : { total }
        const id = 10_000n + BigInt(100 * i + 10 * j + k)
        return {
          kind: 'more',
          event: event(name, now - days * dayMs, properties, { id }),
          because: [],
        }
      }),
    ),
  )
  return [
    ...set('city', 'text', ['Recife', 'Olinda']),
    ...set('age', 'integer', [170_000, 180_000, 300_000]),
    ...set('tags', 'list', [['a'], ['b'], ['a', 'b'], ['c']]),
    ...more,
    ...who.events.map((each): Change => ({ kind: 'fewer', event: each })),
    { kind: 'list', list: 1, on: !who.lists.has(1) },
    { kind: 'consent', said: { purpose: 'news', channel: 'email', state: 'granted', at: now } },
    { kind: 'consent', said: { purpose: 'news', channel: 'email', state: 'denied', at: now } },
    ...[1, 9, 31, 100].map((days): Change => ({ kind: 'time', to: now + days * dayMs })),
  ]
}

/** The size of the least set of those changes that turns the whole; 4 where three do not. */
function leastOfAll(condition: Condition, who: Facts): number {
  const all = everyChange(who)
  const before = matches(condition, who, base)
  const turns = (changes: readonly Change[]) => after(changes, who, condition) !== before
  if (all.some((a) => turns([a]))) return 1
  if (all.some((a, i) => all.slice(i).some((b) => turns([a, b])))) return 2
  const three = all.some((a, i) =>
    all.slice(i).some((b, j) => all.slice(i + j).some((c) => turns([a, b, c]))),
  )
  return three ? 3 : 4
}

const leaves = [
  'city = "Recife"',
  'city exists',
  'city is any of ("Recife", "Olinda")',
  'age >= 18',
  'age < 18',
  'tags includes any of ("a", "b")',
  'tags includes all of ("a", "b")',
  'tags includes none of ("a")',
  'did "Bought"',
  'did "Bought" at least 2 times',
  'did "Bought" at least 3 times in last 30 days',
  'did "Bought" exactly 0 times in last 7 days',
  'did "Bought" where total > 100',
  'did "Bought" between 20 and 7 days ago',
  'did "Viewed" in last 7 days',
  'did "Viewed" at most 1 times',
  'sum of total of "Bought" >= 60',
  'sum of total of "Bought" in last 30 days < 45',
  'average of total of "Bought" >= 100',
  'maximum of total of "Bought" < 50',
  'minimum of total of "Bought" >= 20',
  'distinct total of "Bought" >= 2',
  'days since last "Bought" > 5',
  'days since first "Bought" < 30',
  'last total of "Bought" = 50',
  'active days of "Bought" >= 2',
  'change in count of "Bought" in last 30 days >= 1',
  '"Viewed" then "Bought" within 5 days',
  '"Viewed" then never "Bought" within 5 days',
  'in list "fair"',
  'consented to "news"',
]

const leaf = fc.constantFrom(...leaves).map(said)
const small: fc.Arbitrary<Condition> = fc.oneof(
  leaf,
  leaf.map((of): Condition => ({ type: 'not', of })),
  fc
    .tuple(
      fc.constantFrom('all', 'any'),
      fc.array(
        fc.oneof(
          leaf,
          leaf.map((of): Condition => ({ type: 'not', of })),
        ),
        {
          minLength: 2,
          maxLength: 3,
        },
      ),
    )
    .map(([type, of]): Condition => ({ type, of })),
)

const somebody: fc.Arbitrary<Facts> = fc
  .record({
    city: fc.option(fc.constantFrom('Recife', 'Olinda'), { nil: undefined }),
    age: fc.option(fc.constantFrom(170_000, 180_000), { nil: undefined }),
    tags: fc.option(fc.constantFrom(['a'], ['b'], ['a', 'b']), { nil: undefined }),
    done: fc.array(
      fc.tuple(
        fc.constantFrom('Bought', 'Viewed'),
        fc.constantFrom(0, 2, 8, 25, 45),
        fc.constantFrom(10, 50, 200),
      ),
      { maxLength: 4 },
    ),
    lists: fc.subarray([1]),
  })
  .map(({ city, age, tags, done, lists }) =>
    facts({
      fields: new Map([
        ...(city === undefined ? [] : [['city', { type: 'text', value: city }] as const]),
        ...(age === undefined ? [] : [['age', { type: 'integer', value: age }] as const]),
        ...(tags === undefined ? [] : [['tags', { type: 'list', value: tags }] as const]),
      ]),
      events: done.map(([name, days, total], i) =>
        event(name, now - days * dayMs - i, { total }, { id: BigInt(i) }),
      ),
      lists: new Set(lists),
    }),
  )

test('no set of changes of a small world turns the whole that is smaller than the one found', () => {
  fc.assert(
    fc.property(small, somebody, (condition, who) => {
      const { changes, proven } = nearest(condition, who)
      const found = proven ? (changes?.length ?? 4) : 0
      expect(found).toBeLessThanOrEqual(leastOfAll(condition, who))
      if (changes === undefined) return
      expect(after(changes, who, condition)).not.toBe(matches(condition, who, base))
      // One fewer of them would not do.
      changes.forEach((_, i) => {
        const rest = changes.filter((__, j) => j !== i)
        expect(after(rest, who, condition)).toBe(matches(condition, who, base))
      })
    }),
    { numRuns: 250 },
  )
})

test('whatever is asked of whomever, what is found turns the answer, and all of it is needed', () => {
  const fields = new Map(vocabulary.fields.map(({ name, type }) => [name, field(name, type)]))
  const segments = new Map(vocabulary.segments.map((id) => [id, said('did "did"')]))
  const world = context({ fields, segments, now })
  fc.assert(
    fc.property(
      arbitraryCondition(vocabulary, 2),
      arbitraryFacts(vocabulary, now),
      (drawn, who) => {
        const condition = normal(drawn)
        const asked = ranked(world, [who], [condition])
        const before = matches(condition, who, asked)
        const { changes } = nearest(condition, who, asked)
        if (changes === undefined) return
        expect(changes.length).toBeGreaterThan(0)
        expect(changes.length).toBeLessThanOrEqual(3)
        expect(after(changes, who, condition, asked)).toBe(!before)
      },
    ),
    { numRuns: 50 },
  )
})

test('where time alone turns the answer, nothing takes more than one change', () => {
  fc.assert(
    fc.property(small, somebody, (condition, who) => {
      if (changesAt(condition, who, base) === null) return
      expect(nearest(condition, who).changes?.length).toBe(1)
    }),
    { numRuns: 150 },
  )
})

test.each(['sample 30 percent "a"', 'everyone', 'no one', 'not in segment "buyers"'])(
  'of %s it is proven that nothing she could change turns it',
  (text) => {
    const segments = new Map([[1, said('sample 100 percent "b"')]])
    const found = nearest(said(text), facts({ id: 7n }), { ...base, segments })
    expect(found).toEqual({ changes: undefined, proven: true, unsearched: [] })
  },
)

test('who is pinned stays so: only what stands beside the pin is thought of', () => {
  const segments = new Map([[1, said('city = "Recife"')]])
  const who = facts({ pins: new Map([[1, 'out']]) })
  const world = { ...base, segments }
  const pinned: Condition = { type: 'segment', segment: 1 }
  expect(nearest(pinned, who, world).changes).toBeUndefined()
  const beside: Condition = { type: 'any', of: [pinned, said('vip = true')] }
  expect(nearest(beside, who, world).changes).toMatchObject([{ kind: 'field', field: 'vip' }])
})

test('four fields that must all be otherwise are more than is looked for, and that is proven', () => {
  const text = 'city = "Recife" and vip = true and age > 3 and score > 3'
  expect(nearest(said(text), facts())).toEqual({ changes: undefined, proven: true, unsearched: [] })
})
