import fc from 'fast-check'
import { expect, test } from 'vitest'
import { everyone, noOne, type Condition } from '../../../src/domain/segment/condition.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { normal } from '../../../src/domain/segment/normal.ts'
import { findingsIn, type Finding } from '../../../src/domain/segment/reason/findings.ts'
import { arbitraryCondition } from './arbitrary.ts'
import { vocabulary, type Vocabulary } from './vocabulary.ts'
import { base, said } from './saying.ts'
import { arbitraryFacts, context, field, ranked } from './world.ts'

const brief = ({ path, verdict, because }: Finding) =>
  [path.join('.'), verdict, because === undefined ? 'itself' : 'another'].join(' ')

const finds = (text: string) => findingsIn(normal(said(text)), base).map(brief)

test.each([
  ['age >= 30 and age < 18', [' never itself', 'of.1 never another']],
  ['age > 18 and age <= 18', [' never itself', 'of.1 never another']],
  ['score > 17 and score < 18', []],
  ['city = "Recife" and city = "Olinda"', [' never itself', 'of.1 never another']],
  ['city = "Recife" and not city exists', [' never itself', 'of.1 never another']],
  ['city = "Recife" and city = "recife"', ['of.1 always another']],
  ['did "Bought" at least 2 times and not did "Bought"', [' never itself', 'of.1 never another']],
  ['did "Bought" at least 2 times and did "Bought"', ['of.1 always another']],
  ['did "Bought" in last 30 days and did "Bought" in last 3 months', ['of.1 always another']],
  ['did "Bought" in last 31 days and did "Bought" in last 1 months', []],
  ['did "Bought" in last 30 days or did "Bought" in last 90 days', ['of.0 never another']],
  [
    'did "Bought" at most 3 times or did "Bought" at least 2 times',
    [' always itself', 'of.1 always another'],
  ],
  ['vip = true or not vip = true', [' always itself', 'of.1 always another']],
  ['vip = true or vip = false', []],
  ['did "Bought" at least 0 times', [' always itself']],
  ['did "Bought" less than 0 times', [' never itself']],
  ['age > 1 and age < 9 and not age > 0', [' never itself', 'of.2 never another']],
  ['city = "Recife" and (vip = true or not city = "Recife")', ['of.1.of.1 never another']],
  [
    'tags includes all of ("a", "b") and tags includes none of ("b")',
    [' never itself', 'of.1 never another'],
  ],
  [
    'birth_date before 1990-01-01 and birth_date after 1995-01-01',
    [' never itself', 'of.1 never another'],
  ],
  [
    'birth_date in last 3 days and birth_date more than 1 weeks ago',
    [' never itself', 'of.1 never another'],
  ],
  ['consented to "news" and denied "news" by email', [' never itself', 'of.1 never another']],
  ['"Viewed" then "Bought" and not did "Bought"', [' never itself', 'of.1 never another']],
  ['sample 20 percent "a" and sample 10 percent "a"', ['of.0 always another']],
  [
    'sum of total of "Bought" > 100 and sum of total of "Bought" < 100',
    [' never itself', 'of.1 never another'],
  ],
  ['average of total of "Bought" > 100 and average of total of "Bought" < 100.0001', []],
  ['in segment "buyers" and not in segment "buyers"', [' never itself', 'of.1 never another']],
  ['city = "Recife" and age > 3', []],
  ['everyone', []],
])('of %s it is found what never holds or always does', (text, found) => {
  expect(finds(text)).toEqual(found)
})

/** A small vocabulary of near things, so that parts often have to do with each other. */
const near: Vocabulary = {
  ...vocabulary,
  fields: vocabulary.fields.filter(({ name }) =>
    ['city', 'orders', 'vip', 'birth_date', 'last_seen', 'tags', 'home'].includes(name),
  ),
  events: ['Order Completed', 'viewed'],
  properties: ['total'],
  itemPaths: ['items'],
  itemProperties: ['quantity'],
  related: [{ path: 'product.price', type: 'money' }],
  texts: ['Café', 'cafe', 'tea', 'te'],
  parts: ['c', 'te', 'e'],
  numbers: [0, 1, 2.5, -1],
  dates: ['2026-02-28', '2026-03-01', '-0d', '-1d', '-30d'],
  spans: [
    { n: 36, unit: 'hours' },
    { n: 1, unit: 'days' },
    { n: 30, unit: 'days' },
    { n: 1, unit: 'months' },
    { n: 2, unit: 'months' },
    { n: 1, unit: 'years' },
  ],
}

test('what is found is so of whomever: a part put as it is found leaves the whole as it was', () => {
  const fields = new Map(near.fields.map(({ name, type }) => [name, field(name, type)]))
  const segments = new Map(near.segments.map((id) => [id, said('did "did"')]))
  const world = context({ fields, segments, now: base.now })
  let found = 0
  const pair = fc.tuple(arbitraryCondition(near, 0), arbitraryCondition(near, 0))
  const both = fc
    .tuple(fc.constantFrom('all', 'any'), pair, fc.boolean())
    .map(([type, [a, b], not]): Condition => ({ type, of: [a, not ? { type: 'not', of: b } : b] }))
  const drawn = fc.oneof(
    { weight: 3, arbitrary: both },
    { weight: 1, arbitrary: arbitraryCondition(near, 2) },
  )
  const people = fc.array(arbitraryFacts(near, base.now), { minLength: 20, maxLength: 20 })
  fc.assert(
    fc.property(drawn, people, (condition, everybody) => {
      const whole = normal(condition)
      for (const finding of findingsIn(whole, world)) {
        found += 1
        const put = replaced(whole, finding.path, finding.verdict === 'never' ? noOne : everyone)
        const asked = ranked(world, everybody, [whole])
        for (const who of everybody) {
          expect(matches(put, who, asked)).toBe(matches(whole, who, asked))
        }
      }
    }),
    { numRuns: 4_000 },
  )
  expect(found).toBeGreaterThan(100)
})

function replaced(condition: Condition, path: Finding['path'], put: Condition): Condition {
  const [, ...rest] = path
  if (path.length === 0) return put
  if (condition.type === 'not') return { type: 'not', of: replaced(condition.of, rest, put) }
  if (condition.type !== 'all' && condition.type !== 'any') throw new Error(path.join('.'))
  const [place, ...inside] = rest
  const of = condition.of.map((each, i) => (i === place ? replaced(each, inside, put) : each))
  return { type: condition.type, of }
}
