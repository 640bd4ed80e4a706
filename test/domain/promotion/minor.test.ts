import { expect, test } from 'vitest'
import { decimalsOf, minorOf, unitsOf } from '../../../src/domain/promotion/minor.ts'

test.each([
  [12.3, 'BRL', 1_230],
  [0.29, 'BRL', 29],
  [1.005, 'KWD', 1_005],
  [500, 'JPY', 500],
  [0.0001, 'UYW', 1],
  [899_999_999_999.99, 'BRL', 89_999_999_999_999],
])('%d in %s is %d minor units, and back', (amount, currency, minor) => {
  expect(minorOf(amount, currency)).toBe(minor)
  expect(unitsOf(minor, currency)).toBe(amount)
})

test.each([
  [12.345, 'BRL'],
  [0.5, 'JPY'],
  [0.000_01, 'UYW'],
  [9e11, 'BRL'],
  [Number.NaN, 'BRL'],
  [Number.POSITIVE_INFINITY, 'BRL'],
])('%d is no amount in %s', (amount, currency) => expect(minorOf(amount, currency)).toBeUndefined())

test('a currency that is not known has two decimal places', () => expect(decimalsOf('XYZ')).toBe(2))
