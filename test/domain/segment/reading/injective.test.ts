import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Field } from '../../../../src/domain/customer/field.ts'
import * as english from '../../../../src/domain/segment/reading/en/events.ts'
import * as portuguese from '../../../../src/domain/segment/reading/pt/events.ts'
import type { Condition } from '../../../../src/domain/segment/condition.ts'
import { normal } from '../../../../src/domain/segment/normal.ts'
import type { Known } from '../../../../src/domain/segment/reading/describe.ts'
import { readerOf } from '../../../../src/domain/segment/reading/describe.ts'
import { arbitraryCondition } from '../arbitrary.ts'
import { vocabulary } from '../vocabulary.ts'
import { known, own, shop } from './known.ts'
import { mutantsOf } from './mutants.ts'

const locales = ['en', 'pt-BR'] as const

/** Events that languages have words for, and names that try to be those words. */
const words = {
  ...vocabulary,
  fields: [...vocabulary.fields, { name: 'place.score', type: 'decimal' as const }],
  events: [...vocabulary.events, 'Order Completed', 'Product Viewed', 'Email Sent', 'comprou'],
  properties: [...vocabulary.properties, 'o total', 'price', 'items.price'],
}

const related = vocabulary.related.map(({ path, type }, i): Field => {
  const name = path.slice('product.'.length)
  return { ...own(201 + i, name, name, type), of: 'product' }
})

/** Of the place where she is, and labelled as a field of hers. */
const ofPlace: Field = { ...own(301, 'score', 'score', 'decimal'), of: 'place' }

const plain: Field[] = [
  ofPlace,
  ...vocabulary.fields.map(({ name, type }, i) => own(101 + i, name, name, type)),
  ...related,
]

const alike = ['alike', 'Alike', 'category', 'is “x”, and total', 'price do produto']

/** Labels that read as what the languages say themselves, and labels that are alike. */
const hostile: Field[] = [
  { ...ofPlace, label: 'Score' },
  ...related.map((field, i): Field => ({ ...field, label: alike[i] ?? 'ALIKE' })),
  ...[
    ['city', 'City is “x”, and City'],
    ['status', 'Cidade é “x”, e Cidade'],
    ['orders', 'the sum of total across orders'],
    ['score', 'Score'],
    ['spent', 'SCORE'],
    ['vip', 'Score do lugar do cliente'],
    ['birth_date', 'não está'],
    ['last_seen', '“score”'],
    ['tags', 'Placed an order'],
    ['home', 'a soma do total das compras'],
    ['count', 'score (“spent”)'],
  ].map(([name = '', label = ''], i) =>
    own(
      101 + i,
      name,
      label,
      vocabulary.fields.find((field) => field.name === name)?.type ?? 'text',
    ),
  ),
]

test.each([
  ['the names of fields as labels', known(plain)],
  ['hostile labels', known(hostile)],
  ['no field known', known([])],
])('no condition reads as one that differs by one change, with %s', (_with, shopThere) => {
  let compared = 0
  fc.assert(
    fc.property(arbitraryCondition(words, 2), (drawn) => {
      const condition = normal(drawn)
      const mutants = mutantsOf(condition)
      compared += mutants.length
      expectApart([condition, ...mutants], shopThere)
    }),
    { numRuns: 60 },
  )
  expect(compared).toBeGreaterThan(500)
})

test('no two drawn conditions read the same', () => {
  const drawn = fc.sample(arbitraryCondition(words), { numRuns: 4_000, seed: 11 }).map(normal)
  const simple = fc.sample(arbitraryCondition(words, 0), { numRuns: 4_000, seed: 12 }).map(normal)
  const distinct = new Map([...drawn, ...simple].map((each) => [JSON.stringify(each), each]))
  expect(distinct.size).toBeGreaterThan(4_000)
  expectApart([...distinct.values()], known(plain))
  expectApart([...distinct.values()], known(hostile))
})

test.each([
  ['a text', (text: string) => cityIs(text), known(plain)],
  ['the name of an event', (name: string): Condition => ({ type: 'did', event: name }), known([])],
])('%s that is a whole sentence does not read as that sentence', (_what, make, there) => {
  fc.assert(
    fc.property(arbitraryCondition(words, 1), fc.constantFrom(...locales), (drawn, locale) => {
      const read = readerOf(locale, there)
      const real: Condition = { type: 'all', of: [make('x'), normal(drawn), make('y')] }
      const sentence = read(real)
      const [before = '', after = ''] = read(make('\ue000')).split('\ue000')
      expect(sentence.startsWith(before) && sentence.endsWith(after)).toBe(true)
      const forged = sentence.slice(before.length, sentence.length - after.length)
      expect(read(make(forged))).not.toBe(sentence)
    }),
    { numRuns: 200 },
  )
})

test('a field whose label is the beginning of a sentence does not read as that sentence', () => {
  fc.assert(
    fc.property(arbitraryCondition(words, 1), fc.constantFrom(...locales), (drawn, locale) => {
      const real: Condition = { type: 'all', of: [normal(drawn), cityIs('x')] }
      const sentence = readerOf(locale, known(plain))(real)
      const label = sentence.slice(0, sentence.lastIndexOf(locale === 'en' ? ' is “' : ' é “'))
      const forged = known([own(1, 'city', label, 'text')])
      expect(readerOf(locale, forged)(cityIs('x'))).not.toBe(sentence)
    }),
    { numRuns: 200 },
  )
})

function cityIs(value: string): Condition {
  return { type: 'field', field: 'city', test: { op: 'is', value } }
}

test('a check of readings sees two that are alike', () => {
  const same: Condition = { type: 'segment', segment: 1 }
  expect(() => expectApart([same, { ...same }], shop)).toThrow(/VIP/)
})

test('neither ids nor operators nor JSON stand in a sentence', () => {
  const drawn = fc.sample(arbitraryCondition(words), { numRuns: 2_000, seed: 13 }).map(normal)
  for (const locale of locales) {
    const read = readerOf(locale, known(plain))
    for (const condition of drawn) {
      const own = read(condition).replaceAll(/“(?:[^”]|””)*”(?!”)/g, 'Q')
      expect(own).not.toMatch(/[<>=!#{}[\]|&\\"_“”]|undefined|null|NaN/)
      expect(own).not.toMatch(/ {2}|\( | \)|,,/)
    }
  }
})

test('no two events are spoken of alike', () => {
  const names = [...Object.keys(english.words), 'constructor', 'x', 'comprou', 'placed an order']
  expect(names.length).toBeGreaterThan(35)
  for (const form of ['did', 'one', 'many'] as const) {
    for (const { eventWords } of [english, portuguese]) {
      expect(new Set(names.map((name) => eventWords(name)[form])).size).toBe(names.length)
    }
  }
})

function expectApart(conditions: readonly Condition[], there: Known): void {
  for (const locale of locales) {
    const read = readerOf(locale, there)
    const found = new Map<string, Condition>()
    for (const condition of conditions) {
      const text = read(condition)
      const other = found.get(text)
      if (other !== undefined) {
        throw new Error(`${text}\n${JSON.stringify(other)}\n${JSON.stringify(condition)}`)
      }
      found.set(text, condition)
    }
  }
}
