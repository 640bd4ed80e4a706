import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import { compare, type Difference } from '../../../src/domain/segment/compare.ts'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import { leavesOf } from '../../../src/domain/segment/leaves.ts'
import { normal } from '../../../src/domain/segment/normal.ts'
import { readerOf } from '../../../src/domain/segment/reading/describe.ts'
import { sayDifference } from '../../../src/domain/segment/reading/differences.ts'
import { parseText } from '../../../src/domain/segment/text/parse.ts'
import { arbitraryCondition } from './arbitrary.ts'
import { vocabulary } from './vocabulary.ts'
import { shop } from './reading/known.ts'

function read(text: string): Condition {
  const condition = parseText(text, shop.names)
  if (isFailure(condition)) throw new Error(`${text}: ${JSON.stringify(condition)}`)
  return condition
}

function said(before: string, after: string, locale: 'en' | 'pt-BR' = 'en'): string[] {
  const reader = readerOf(locale, shop)
  return compare(read(before), read(after)).map((each) => sayDifference(each, locale, reader))
}

test.each([
  ['city = "Recife"', 'city = "Recife"', []],
  ['city = "Recife"', 'city = "Recife" and vip = true', ['Now also required: Cliente VIP is yes']],
  [
    'city = "Recife" or vip = true or children > 1',
    'city = "Recife" or children > 2',
    [
      'No longer enough: Cliente VIP is yes',
      'Before: Filhos is more than 1. Now: Filhos is more than 2',
    ],
  ],
  ['city = "Recife"', 'vip = true', ['Before: City is “Recife”. Now: Cliente VIP is yes']],
  ['everyone', 'vip = true', ['Now also required: Cliente VIP is yes']],
  [
    'vip = true and city = "Recife"',
    'vip = true or city = "Recife"',
    ['All of these were required, now one of them is enough'],
  ],
  ['vip = true and children > 1', 'children > 1 and vip = true', ['The same in another order']],
  [
    'vip = true and (city = "Recife" or city = "Natal")',
    'vip = true and (city = "Recife" or children > 1)',
    [
      'Within (City is “Recife”, or City is “Natal”): no longer enough: City is “Natal”',
      'Within (City is “Recife”, or City is “Natal”): now enough too: Filhos is more than 1',
    ],
  ],
  [
    'not (vip = true or children > 1)',
    'not (vip = true or children > 1 or city = "Natal")',
    [
      'Within (None of this is true: (Cliente VIP is yes, or Filhos is more than 1)): added: City is “Natal”',
    ],
  ],
  [
    'vip = true',
    'not vip = true',
    ['Before: Cliente VIP is yes. Now: Cliente VIP is not yes (or is blank)'],
  ],
])('%s → %s', (before, after, sentences) => {
  expect(said(before, after)).toEqual(sentences)
})

test('it is said in Portuguese too', () => {
  expect(said('vip = true and children > 1', 'vip = true or city = "Natal"', 'pt-BR')).toEqual([
    'Antes eram exigidos todos estes; agora basta um',
    'Deixa de ser exigido: Filhos é maior que 1',
    'Passa a bastar também: Cidade é “Natal”',
  ])
})

const conditions = arbitraryCondition(vocabulary).map(normal)

/** The leaves of these parts, as texts, in no order. */
function asked(parts: readonly Condition[]): string[] {
  return parts
    .flatMap(leavesOf)
    .map((leaf) => JSON.stringify(leaf))
    .toSorted()
}

const was = (each: Difference): Condition[] =>
  each.what === 'removed' ? [each.part] : each.what === 'changed' ? [each.before] : []
const is = (each: Difference): Condition[] =>
  each.what === 'added' ? [each.part] : each.what === 'changed' ? [each.after] : []

test('what went, taken from what was, with what came, makes up what is', () => {
  fc.assert(
    fc.property(conditions, conditions, (before, after) => {
      const differences = compare(before, after)
      const left = asked([before])
      for (const gone of asked(differences.flatMap(was))) left.splice(left.indexOf(gone), 1)
      const sum = [...left, ...asked(differences.flatMap(is))].toSorted()
      expect(sum).toEqual(asked([after]))
    }),
    { numRuns: 400 },
  )
})

test('equal conditions have no differences, others at least one', () => {
  fc.assert(
    fc.property(conditions, conditions, (before, after) => {
      expect(compare(before, structuredClone(before))).toEqual([])
      const same = JSON.stringify(before) === JSON.stringify(after)
      expect(compare(before, after).length > 0).toBe(!same)
    }),
    { numRuns: 400 },
  )
})

test('one part added to a group is all that is said to be added', () => {
  fc.assert(
    fc.property(fc.array(conditions, { minLength: 2, maxLength: 6 }), conditions, (parts, more) => {
      const [before, after] = [
        normal({ type: 'all', of: parts }),
        normal({ type: 'all', of: [...parts, more] }),
      ]
      fc.pre(before.type === 'all' && after.type === 'all' && more.type !== 'all')
      expect(compare(before, after)).toEqual([{ what: 'added', part: more, of: 'all' }])
      expect(compare(after, before)).toEqual([{ what: 'removed', part: more, of: 'all' }])
    }),
  )
})
