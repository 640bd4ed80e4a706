import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { showNumber } from '../../src/domain/number.ts'
import { detectNumberStyle, parseNumberStyled } from '../../src/domain/numberStyle.ts'
import type { NumberStyle } from '../../src/domain/numberStyle.ts'

const plain: NumberStyle = { decimal: '.', thousands: '' }
const brazil: NumberStyle = { decimal: ',', thousands: '.' }
const english: NumberStyle = { decimal: '.', thousands: ',' }
const french: NumberStyle = { decimal: ',', thousands: ' ' }

describe('a cell', () => {
  test.each([
    ['1.234,56', brazil, 12_345_600],
    ['R$ 1.234,56', brazil, 12_345_600],
    ['R$\u00a01.234,56', brazil, 12_345_600],
    ['-R$ 10,00', brazil, -100_000],
    ['R$ -10,00', brazil, -100_000],
    ['(R$ 10,00)', brazil, -100_000],
    ['1234,5', brazil, 12_345_000],
    ['1.5', brazil, undefined],
    ['12.34.567', brazil, undefined],
    ['1,234,567.8', english, 12_345_678_000],
    ['$1,234.50', english, 12_345_000],
    ['12 EUR', english, 120_000],
    ['£12', english, 120_000],
    ['1\u202f234,5 €', french, 12_345_000],
    ['12-', plain, -120_000],
    ['\u221212', plain, -120_000],
    ['(12)', plain, -120_000],
    ['-0.00', plain, 0],
    ['1E+05', plain, 1_000_000_000],
    [' 7 ', plain, 70_000],
    ['--1', plain, undefined],
    ['(-1)', plain, undefined],
    ['PAD12', plain, undefined],
    ['12%', plain, undefined],
    ['', plain, undefined],
    ['R$', plain, undefined],
    ['1,2', plain, undefined],
  ])('%j', (text, style, wanted) => {
    expect(parseNumberStyled(text, style)).toBe(wanted)
  })

  test('in any style is the number that was written in it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -8e15, max: 8e15 }),
        fc.constantFrom(plain, brazil, english, french),
        (scaled, style) => {
          const [whole = '', fraction] = showNumber(Math.abs(scaled)).split('.')
          const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, style.thousands)
          const text = fraction === undefined ? grouped : grouped + style.decimal + fraction
          expect(parseNumberStyled(scaled < 0 ? `(${text})` : text, style)).toBe(scaled + 0)
        },
      ),
    )
  })
})

describe('the style of a column', () => {
  test.each([
    [['1.234,56', '12,00'], brazil, false],
    [['1,234.56', '12.00'], english, false],
    [['2.55', '3.39'], plain, false],
    [['2,55', '3,39'], { decimal: ',', thousands: '' }, false],
    [['1', '20', ''], plain, false],
    [['1.234.567', '1'], brazil, false],
    [['1 234,5'], french, false],
    [['1.234', '5.678'], plain, true],
    [['1,234'], { decimal: ',', thousands: '' }, true],
  ] as const)('%j', (samples, style, ambiguous) => {
    expect(detectNumberStyle(samples)).toMatchObject({ style, ambiguous })
  })

  test('says how many samples are numbers', () => {
    expect(detectNumberStyle(['1,5', 'x', ' ', '2,5'])).toMatchObject({ read: 2, of: 3 })
  })
})
