import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isFailure } from '../../src/domain/failure.ts'
import {
  parseDecimal,
  scaledLimit,
  scaleNumber,
  showNumber,
  threshold,
  unscale,
} from '../../src/domain/number.ts'

/** The definition: exact, on digits, with big integers. */
function exactly(text: string): number | undefined {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.replace(/^[+-]/, '').split('.')
  // value = digits · 10^power; in ten-thousandths the power is 4 more.
  const power = Number(exponent) - fraction.length + 4
  const digits = BigInt(whole + fraction)
  const scaled =
    power >= 0
      ? digits * 10n ** BigInt(power)
      : (digits + 5n * 10n ** BigInt(-power - 1)) / 10n ** BigInt(-power)
  if (scaled >= BigInt(scaledLimit)) return undefined
  return text.startsWith('-') && scaled !== 0n ? -Number(scaled) : Number(scaled)
}

const digitText = fc.stringMatching(/^\d{1,20}$/)
const decimalText = fc
  .record({
    sign: fc.constantFrom('', '-', '+'),
    whole: digitText,
    fraction: fc.option(digitText, { nil: undefined }),
    exponent: fc.option(fc.integer({ min: -40, max: 40 }), { nil: undefined }),
  })
  .map(
    ({ sign, whole, fraction, exponent }) =>
      sign +
      whole +
      (fraction === undefined ? '' : `.${fraction}`) +
      (exponent === undefined ? '' : `e${exponent}`),
  )
const scaled = fc.integer({ min: -scaledLimit + 1, max: scaledLimit - 1 })

describe('decimal text', () => {
  test.each([
    ['12', 120_000],
    ['-0.5', -5_000],
    ['+3.', 30_000],
    ['.25', 2_500],
    ['1.00005', 10_001],
    ['-1.00005', -10_001],
    ['1.00004999999999', 10_000],
    ['0.00004', 0],
    ['-0.00004', 0],
    ['-0', 0],
    ['1e3', 10_000_000],
    ['1.5E-4', 2],
    ['25e-6', 0],
    ['5e-5', 1],
    ['899999999999.9999', 8_999_999_999_999_999],
    ['00000000000000000000001', 10_000],
  ])('%s is %d ten-thousandths', (text, wanted) => {
    expect(parseDecimal(text)).toBe(wanted)
  })

  test.each(['900000000000', '899999999999.99995', '9e11', '1e300', '1e999999999', '-9e11'])(
    '%s is too large to be a number',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined()
    },
  )

  test.each([
    '',
    '.',
    '-',
    '+',
    'e5',
    '.e1',
    '1e',
    '1 ',
    ' 1',
    '1,5',
    '0x10',
    'NaN',
    'Infinity',
    '١',
  ])('%j is no number', (text) => {
    expect(parseDecimal(text)).toBeUndefined()
  })

  test('is rounded half away from zero once, on the digits', () => {
    fc.assert(
      fc.property(decimalText, (text) => {
        expect(parseDecimal(text)).toBe(exactly(text))
      }),
      { numRuns: 1_000 },
    )
  })

  test('is shown with as few places as say it, and read back', () => {
    expect([showNumber(-5_000), showNumber(120_000), showNumber(1), showNumber(-10)]).toEqual([
      '-0.5',
      '12',
      '0.0001',
      '-0.001',
    ])
    fc.assert(
      fc.property(scaled, (n) => {
        expect(parseDecimal(showNumber(n))).toBe(n + 0)
        expect(showNumber(n)).not.toMatch(/\.\d*0$|e/)
      }),
    )
  })
})

describe('JSON numbers', () => {
  test('are read by their shortest text', () => {
    expect(scaleNumber(1.00005)).toBe(10_001)
    expect(scaleNumber(0.1 + 0.2)).toBe(3_000)
    expect(Object.is(scaleNumber(-0), 0)).toBe(true)
    expect(Object.is(scaleNumber(-1e-9), 0)).toBe(true)
    expect([9e11, -9e11, NaN, Infinity].map(scaleNumber)).toEqual(Array(4).fill(undefined))
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: -9e11, max: 9e11, noNaN: true }),
      fc.double({ min: -100, max: 100, noNaN: true }),
      scaled.map((n) => n / 10_000),
    )
    fc.assert(
      fc.property(numbers, (n) => {
        expect(scaleNumber(n)).toBe(exactly(String(n)))
      }),
      { numRuns: 1_000 },
    )
  })

  test('show a scaled number exactly below 2^39', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 39) * 10_000, max: 2 ** 39 * 10_000 }), (n) => {
        expect(scaleNumber(unscale(n))).toBe(n + 0)
      }),
    )
  })
})

describe('a threshold', () => {
  test('with more than four places is refused, with the number to write', () => {
    expect(threshold(1.5)).toBe(15_000)
    expect(threshold(0.0001)).toBe(1)
    expect(threshold(1.00001)).toMatchObject({ fix: expect.stringContaining('write 1.') })
    expect([0.00001, 1e12, NaN, Infinity].map((n) => isFailure(threshold(n)))).toEqual(
      Array(4).fill(true),
    )
  })

  test('with at most four is taken', () => {
    fc.assert(
      fc.property(scaled, (n) => {
        const given = unscale(n)
        expect(threshold(given)).toBe(scaleNumber(given))
      }),
    )
  })
})
