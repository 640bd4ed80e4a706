import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { guard, guardDigits, unguard } from '../../../src/domain/import/formulaGuard.ts'
import { joinValues, splitValues } from '../../../src/domain/import/joined.ts'

/** Texts that begin as formulas, guards and numbers do, more often than chance would have it. */
export const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .tuple(
      fc.array(fc.constantFrom("'", '=', '@', '+', '-', '\t', '\r', '\n', '＝', '0', '5', '.')),
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[\d.,+() -]{0,20}$/)),
    )
    .map(([head, tail]) => head.join('') + tail),
)

describe('the guard', () => {
  test('comes off again and leaves the text as it was', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(unguard(guard(text))).toBe(text)
        expect(unguard(guardDigits(text))).toBe(text)
      }),
      { numRuns: 5_000 },
    )
  })

  test('leaves no formula: what it lets begin so is digits and what stands between them', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(guard(text)).not.toMatch(/^[=@\t\r\n＝＠＋－]|^[+-](?![\d.,+() %-]+$)/)
      }),
      { numRuns: 5_000 },
    )
  })

  test.each([
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['+cmd|x', "'+cmd|x"],
    ['-2+3', "'-2+3"],
    ['\tx', "'\tx"],
    ["'=1+1", "''=1+1"],
    ['＝1+1', "'＝1+1"],
    ['-', "'-"],
  ])('%j is written as %s', (text, written) => {
    expect(guard(text)).toBe(written)
  })

  test.each([
    '',
    "'hello",
    "'",
    '-12.5',
    '-1.234,56',
    '+5%',
    '+5581999990000',
    '+55 (81) 99999-0000',
    '-23.55, -46.63',
    '01310',
    'a=b',
  ])('%j is left as it is', (text) => {
    expect(guard(text)).toBe(text)
  })

  test.each(['01310', '5581999990000', '+5581999990000', '1E5', '1234567890123456789'])(
    'where somebody saves the file again, %s stays the text that it is',
    (text) => {
      expect(guardDigits(text)).toBe(`'${text}`)
      expect(unguard(guardDigits(text))).toBe(text)
    },
  )

  test.each(['1310', '12,5', '012.345.678-09', '01310-100'])(
    '%s is no text that a spreadsheet would change',
    (text) => {
      expect(guardDigits(text)).toBe(text)
    },
  )
})

describe('several texts in a cell', () => {
  test('come back as they were', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(hostile, fc.constantFrom('a;b', '[1]', '[', ' a')), { minLength: 1 }),
        (values) => {
          expect(splitValues(joinValues(values))).toEqual(values)
        },
      ),
    )
  })

  test('are separated by a bar where that is enough', () => {
    expect(joinValues(['a', 'b'])).toBe('a|b')
    expect(joinValues(['a|b', 'c'])).toBe('["a|b","c"]')
    expect(splitValues('a; b | c ;')).toEqual(['a', 'b', 'c'])
    expect(splitValues('[not json')).toEqual(['[not json'])
  })
})
