import { expect, test } from 'vitest'
import { groupsOf } from '../../../../src/domain/customer/duplicates/groups.ts'

function groups(...pairs: string[]): string[] {
  const all = pairs.map((pair) => ({ left: pair.charAt(0), right: pair.charAt(1) }))
  return groupsOf(all).map((group) => group.toSorted().join(''))
}

test('three of whom each is a pair with each are one', () => {
  expect(groups('ab', 'bc', 'ac', 'xy')).toEqual(['abc', 'xy'])
})

test('of a chain it is the surer two', () => {
  expect(groups('bc', 'ab', 'cd')).toEqual(['bc'])
  expect(groups('ab', 'bc', 'cd')).toEqual(['ab', 'cd'])
})

test('two groups become one only where everybody of both is a pair', () => {
  expect(groups('ab', 'cd', 'ac', 'ad', 'bc')).toEqual(['ab', 'cd'])
  expect(groups('ab', 'cd', 'ac', 'ad', 'bc', 'bd')).toEqual(['abcd'])
})
