import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import type {
  Calculation,
  Calculations,
} from '../../../src/domain/segment/calculated/calculation.ts'
import { checkCalculation } from '../../../src/domain/segment/calculated/check.ts'
import { fieldShown, valuesIn } from '../../../src/domain/segment/calculated/kind.ts'
import { parseCalculation } from '../../../src/domain/segment/calculated/parse.ts'
import { valueOf } from '../../../src/domain/segment/calculated/value.ts'
import type { Catalogue } from '../../../src/domain/segment/catalogue.ts'
import { checkCondition } from '../../../src/domain/segment/check.ts'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import { explain } from '../../../src/domain/segment/explain.ts'
import { matches } from '../../../src/domain/segment/matches.ts'
import { changesAt, nextChangeAt } from '../../../src/domain/segment/nextChange.ts'
import { normal } from '../../../src/domain/segment/normal.ts'
import { describe as reading } from '../../../src/domain/segment/reading/describe.ts'
import { parseField, printField } from '../../../src/domain/segment/text/field.ts'
import { namesOf } from '../../../src/domain/segment/text/names.ts'
import { utc } from '../../../src/domain/time/zone.ts'
import { arbitraryCondition } from './arbitrary.ts'
import { vocabulary } from './vocabulary.ts'
import { base, said } from './saying.ts'
import { arbitraryFacts, context, event, facts, field, ranked } from './world.ts'

const names = namesOf(new Map([[1, 'buyers']]), new Map())

function made(...texts: readonly string[]): Calculations {
  return new Map(
    texts.map((text) => {
      const read = parseField(text, names)
      if (isFailure(read)) throw new Error(`${text}: ${JSON.stringify(read)}`)
      return [read.name, read.calculation]
    }),
  )
}

const fields = made(
  'field spend = sum of total of "Bought" in last 90 days where total > 1',
  'field orders = count of "Bought"',
  'field favourite = most frequent brand of "Bought"',
  'field vip = in segment "buyers"',
  'field stage = "loyal" when did "Bought" at least 3 times, "new" when did "Bought", else "visitor"',
)
const segments = new Map([[1, said('orders >= 2')]])
const world = { ...base, calculated: fields, segments }
const bought = (at: string, total: number) => event('Bought', at, { total, brand: 'Ibirá' })
const twice = facts({
  events: [bought('2026-03-01T00:00:00Z', 40), bought('2026-01-05T00:00:00Z', 60.5)],
})

function value(name: string, who = twice) {
  const calculation = fields.get(name)
  if (calculation === undefined) throw new Error(name)
  return valueOf(calculation, who, world)
}

test('a calculated field says what its measure, condition or first fitting case says', () => {
  expect(['spend', 'orders', 'favourite', 'vip', 'stage'].map((name) => value(name))).toEqual([
    1_005_000,
    20_000,
    'Ibirá',
    true,
    'new',
  ])
  expect(value('favourite', facts())).toBeUndefined()
  expect(value('stage', facts())).toBe('visitor')
})

test.each([
  ['spend >= 100.5', true],
  ['spend > 100.5', false],
  ['orders = 2', true],
  ['favourite = "ibira"', true],
  ['not favourite exists', false],
  ['vip = true', true],
  ['vip = false', false],
  ['vip exists', true],
  ['stage = "new"', true],
  ['stage != "NEW"', false],
  ['stage is any of ("loyal", "visitor")', false],
  ['stage starts with "n"', true],
  ['stage exists', true],
])('a condition asks for one as for any field: %s', (text, expected) => {
  expect(checkCondition(said(text), catalogueOf(fields))).toEqual([])
  expect(matches(said(text), twice, world)).toBe(expected)
})

test('whoever is pinned into a segment is in the field that reads it', () => {
  const pinned = facts({ pins: new Map([[1, 'in']]) })
  expect(matches(said('vip = true'), pinned, world)).toBe(true)
})

test('a test of one changes when the window of its measure lets an event go', () => {
  const leaves = Date.parse('2026-01-05T00:00:00Z') + 90 * 86_400_000
  expect(nextChangeAt(said('spend >= 100'), twice, world)).toBe(leaves)
  expect(changesAt(said('spend >= 100'), twice, world)).toBe(leaves)
  expect(changesAt(said('spend >= 10'), twice, world)).toBe(
    Date.parse('2026-03-01T00:00:00Z') + 90 * 86_400_000,
  )
})

test('it is explained by its name, its value, and what it is made of', () => {
  const why = explain(said('stage = "loyal"'), twice, world)
  expect(why).toMatchObject({ kind: 'calculated', meets: false, value: 'new' })
  expect(why.kind === 'calculated' && why.of).toMatchObject([{ kind: 'did', count: 2 }])
  const shown = [...fields].map(([name, calculation]) => {
    const label = name.toUpperCase()
    return [name, fieldShown({ id: 1, name, label, description: '', calculation })] as const
  })
  const known = {
    names,
    fields: new Map(shown),
    values: { zone: utc, country: 'BR', currency: 'BRL' },
  }
  expect(reading(said('spend >= 100'), 'en', known)).toBe('SPEND is at least R$100.00')
})

describe('whoever she is', () => {
  const drawnFields = vocabulary.fields.map(({ name, type }) => [name, field(name, type)] as const)
  const of = (more: Calculations) =>
    context({
      fields: new Map(drawnFields),
      segments: new Map(vocabulary.segments.map((id) => [id, said('did "did"')])),
      now: base.now,
      calculated: more,
    })

  test('a customer has exactly one value of a segmentation, and it is the one that it says', () => {
    const drawn = fc.array(arbitraryCondition(vocabulary, 2), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(drawn, arbitraryFacts(vocabulary, base.now), (conditions, who) => {
        const cases = conditions.map((condition, i) => ({
          value: `v${i}`,
          condition: normal(condition),
        }))
        const calculation = { type: 'segmentation', cases, rest: 'rest' } as const
        const asked = ranked(of(new Map([['stage', calculation]])), [who], [said('stage exists')])
        const has = valuesIn(calculation).filter((each) =>
          matches(said(`stage = "${each}"`), who, asked),
        )
        expect(has).toEqual([valueOf(calculation, who, asked)])
      }),
      { numRuns: 300 },
    )
  })

  test('its text is read back to the same', () => {
    const calculation: fc.Arbitrary<Calculation> = fc.oneof(
      arbitraryCondition(vocabulary, 2).map((condition) => ({
        type: 'condition' as const,
        condition: normal(condition),
      })),
      fc.array(arbitraryCondition(vocabulary, 1), { minLength: 1, maxLength: 3 }).map((all) => ({
        type: 'segmentation' as const,
        cases: all.map((each, i) => ({ value: `"v" ${i}`, condition: normal(each) })),
        rest: 'não',
      })),
    )
    const known = namesOf(new Map(), new Map())
    fc.assert(
      fc.property(calculation, (drawn) => {
        const text = printField({ name: 'x', calculation: drawn }, known)
        expect(parseField(text, known)).toEqual({ name: 'x', calculation: drawn })
        expect(parseCalculation(structuredClone(drawn))).toEqual(drawn)
      }),
      { numRuns: 200 },
    )
  })

  test.each([...fields])('and so is that of %s', (name, calculation) => {
    const text = printField({ name, calculation }, names)
    expect(parseField(text, names)).toEqual({ name, calculation })
  })
})

function catalogueOf(calculated: Calculations): Catalogue {
  const named = new Map([...segments].map(([id, condition]) => [id, { name: 'buyers', condition }]))
  return { fields: base.fields, segments: named, lists: new Map(), calculated }
}

describe('what cannot be answered is refused with its place and mend', () => {
  const wrong = (text: string) => {
    const read = parseField(text, names)
    if (isFailure(read)) return read
    return checkCalculation(read.name, read.calculation, catalogueOf(fields))
  }

  test.each([
    ['field vip = spend > 3 and vip = true', '"vip" → "vip"'],
    ['field orders = in segment "buyers"', '"orders" → "buyers" → "orders"'],
    ['field stage = "a" when vip = true and stage = "b", else "b"', '"stage" → "stage"'],
  ])('a circle, by the names in it: %s', (text, path) => {
    expect(wrong(text)).toMatchObject({ code: 'conflict' })
    expect(wrong(text)?.message).toContain(path)
  })

  test.each([
    ['field x = "a" when everyone, "Á" when everyone, else "b"', 'the same but for case'],
    ['field x = "a" when everyone', 'Expected'],
    ['field x = "a" when everyone, else "b" and', 'Expected'],
    ['field x = count of', "Expected an event's name"],
    ['x = count of "A"', "Expected 'field'"],
    ['field x = nothing_there = 3', 'There is no field "nothing_there"'],
    ['field x = stage = "loyl"', 'never has the value'],
    ['field x = vip > 3', 'cannot be tested by >'],
    ['field x = did "A" since spend', 'is calculated, so no window begins with it'],
  ])('%s', (text, message) => {
    expect(wrong(text)?.message).toContain(message)
  })

  test('more than can be answered, counted with all that is behind', () => {
    const many = Array.from({ length: 13 }, (_, i) => {
      const before = i === 0 ? 'did "A"' : `f${i - 1} = true`
      return `field f${i} = ${before} or not ${before} or city = "x"`
    })
    const calculated = made(...many)
    const texts = [said('f12 = true')] satisfies Condition[]
    const [failure] = texts.flatMap((each) => checkCondition(each, catalogueOf(calculated)))
    expect(failure).toMatchObject({ code: 'too_large' })
  })
})
