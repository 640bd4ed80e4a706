import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import { checkCalculation } from '../../../src/domain/segment/calculated/check.ts'
import {
  operate,
  operations,
  passedBetween,
  type Formula,
} from '../../../src/domain/segment/calculated/formula.ts'
import { parseCalculation } from '../../../src/domain/segment/calculated/parse.ts'
import { valueOf } from '../../../src/domain/segment/calculated/value.ts'
import type { FieldValue } from '../../../src/domain/segment/facts.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { changesAt, nextChangeAt } from '../../../src/domain/segment/nextChange.ts'
import { parseField, printField } from '../../../src/domain/segment/text/field.ts'
import { namesOf } from '../../../src/domain/segment/text/names.ts'
import { dayOf } from '../../../src/domain/time/civil.ts'
import { base, said } from './saying.ts'
import { event, facts, shopIn } from './world.ts'

const names = namesOf(new Map(), new Map())

function made(text: string) {
  const read = parseField(text, names)
  if (isFailure(read)) throw new Error(JSON.stringify(read))
  return read.calculation
}

const calculated = new Map(
  [
    'field spend = sum of total of "Bought" in last 90 days',
    'field orders = count of "Bought"',
    'field mean = average of total of "Bought"',
    'field ticket = spend / orders',
    'field score = (orders * 10 - 3) / 4 + ticket',
    'field yrs = years since birth_date',
    'field mths = months since birth_date',
    'field hrs = score / 0',
  ].map((text) => [/field (\w+)/.exec(text)?.[1] ?? '', made(text)] as const),
)
const world = { ...base, calculated }
const born = (year: number, month: number, day: number): ReadonlyMap<string, FieldValue> =>
  new Map([['birth_date', { type: 'date', value: dayOf(year, month, day) }]])
const thrice = facts({
  events: [10, 20, 20].map((total) => event('Bought', '2026-03-01T00:00:00Z', { total })),
  fields: born(1990, 3, 16),
})

function value(name: string, who = thrice, now = base.now) {
  const calculation = calculated.get(name)
  return calculation && valueOf(calculation, who, { ...world, now })
}

test('operations are done in their order, each rounded half away from zero to four places', () => {
  expect(value('ticket')).toBe(166_667)
  expect(value('score')).toBe(67_500 + 166_667)
  expect(value('mean')).toBe(166_667)
  expect(operate('divide', -1n, 20_000n)).toBe(-1n)
  expect(operate('multiply', 1n, 5_000n)).toBe(1n)
  expect(operate('multiply', 1n, 4_999n)).toBe(0n)
})

test('what is missing, divided by 0 or too large makes all with it missing', () => {
  expect(value('ticket', facts())).toBeUndefined()
  expect(value('score', facts())).toBeUndefined()
  expect(value('hrs')).toBeUndefined()
  expect(value('yrs', facts())).toBeUndefined()
  expect(operate('multiply', 9_000_000_000_000_000n - 1n, 20_000n)).toBeUndefined()
  expect(matches(said('not ticket exists'), facts(), world)).toBe(true)
  expect(matches(said('ticket < 5'), facts(), world)).toBe(false)
})

type Ymd = [number, number, number]
type Spans = [Ymd, Ymd, number][]

test.each([
  [[2000, 2, 29], [2021, 2, 28], 20],
  [[2000, 2, 29], [2021, 3, 1], 21],
  [[2000, 2, 29], [2024, 2, 29], 24],
  [[1990, 3, 16], [2026, 3, 15], 35],
  [[2027, 1, 1], [2026, 12, 31], -1],
] satisfies Spans)('from %j to %j %i years have passed', (from, to, years) => {
  expect(passedBetween('years', dayOf(...from), dayOf(...to))).toBe(years)
})

test.each([
  [[2026, 1, 31], [2026, 2, 28], 0],
  [[2026, 1, 31], [2026, 3, 1], 1],
  [[2026, 1, 31], [2026, 3, 31], 2],
] satisfies Spans)('from %j to %j %i months have passed', (from, to, months) => {
  expect(passedBetween('months', dayOf(...from), dayOf(...to))).toBe(months)
})

test('an age changes at the midnight of the shop, and is asked as any number', () => {
  const shop = shopIn('America/Sao_Paulo')
  const here = { ...world, shop }
  expect(matches(said('yrs >= 36'), thrice, here)).toBe(false)
  const birthday = Date.parse('2026-03-16T03:00:00Z')
  expect(nextChangeAt(said('yrs >= 36'), thrice, here)).toBe(birthday)
  expect(changesAt(said('yrs >= 40'), thrice, here)).toBe(Date.parse('2030-03-16T03:00:00Z'))
  expect(nextChangeAt(said('mths > 3'), thrice, here)).toBe(birthday)
})

test('a formula changes when a measure in it does', () => {
  const leaves = Date.parse('2026-03-01T00:00:00Z') + 90 * 86_400_000
  const asked = facts({ events: thrice.events })
  expect(nextChangeAt(said('ticket >= 16'), asked, world)).toBe(leaves)
  expect(changesAt(said('ticket >= 16'), asked, world)).toBe(leaves)
})

test('the text of any formula is read back to the same', () => {
  const leaf: fc.Arbitrary<Formula> = fc.oneof(
    fc.record({ type: fc.constant('number' as const), value: fc.constantFrom(0, 1, -2.5, 0.0001) }),
    fc.record({
      type: fc.constant('field' as const),
      field: fc.constantFrom('orders', 'days', 'o'),
    }),
    fc.record({
      type: fc.constant('passed' as const),
      unit: fc.constantFrom('years' as const, 'months' as const, 'days' as const),
      since: fc.constantFrom('birth_date', 'first'),
    }),
  )
  const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.record({
        type: fc.constant('operation' as const),
        by: fc.constantFrom(...operations),
        of: fc.tuple(tie('formula'), tie('formula')),
      }),
    ),
  }))
  fc.assert(
    fc.property(formula, (drawn) => {
      const calculation = { type: 'formula', formula: drawn } as const
      const text = printField({ name: 'x', calculation }, names)
      expect(parseField(text, names)).toEqual({ name: 'x', calculation })
      expect(parseCalculation(structuredClone(calculation))).toEqual(calculation)
    }),
    { numRuns: 300 },
  )
})

const catalogue = { fields: base.fields, segments: new Map(), lists: new Map(), calculated }

test.each([
  ['field x = city + 1', 'gives no number'],
  ['field x = years since age', 'is no date'],
  ['field x = years since spend', 'is no date'],
  ['field x = orders + nothing_there', 'There is no field "nothing_there"'],
  ['field orders = ticket * 2', '"orders" → "ticket" → "orders"'],
  ['field x = x + 1', '"x" → "x"'],
  [`field x = ${Array.from({ length: 60 }, () => 'orders').join(' + ')}`, 'too large'],
  ['field x = 1 +', 'Expected'],
  ['field x = orders / (2', "Expected ')'"],
])('%s is refused', (text, says) => {
  const read = parseField(text, names)
  const wrong = isFailure(read) ? read : checkCalculation(read.name, read.calculation, catalogue)
  expect(wrong?.message).toContain(says)
})
