import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDecimal, scaledLimit, scaleNumber, unscale } from '../../../../src/domain/number.ts'
import { decimalText } from '../../../../src/work/intake/files/decimalText.ts'

describe('a double as decimal text', () => {
  it('says every number that we keep, to its last place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 - scaledLimit, max: scaledLimit - 1 }), (scaled) => {
        const double = unscale(scaled)
        expect(parseDecimal(decimalText(double))).toBe(scaleNumber(double))
      }),
      { numRuns: 2_000 },
    )
  })

  it('has no noise of binary fractions, and no exponent', () => {
    expect([0.1 + 0.2, 1.1 * 3, 4.35 * 100, 1e21, 1.5e-7].map(decimalText)).toEqual([
      '0.3',
      '3.3',
      '435',
      '1000000000000000000000',
      '0.00000015',
    ])
  })

  it('has no three decimals, which could be thousands', () => {
    expect(decimalText(1.234)).toBe('1.2340')
  })
})
