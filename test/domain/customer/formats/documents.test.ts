import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  normaliseCep,
  normaliseCnpj,
  normaliseCpf,
  normaliseCpfCnpj,
  showCep,
  showDocument,
} from '../../../../src/domain/customer/formats/documents.ts'
import { isFailure } from '../../../../src/domain/failure.ts'

/** By the rules of the Receita Federal written another way: weights in a list, characters from 0. */
function checkDigit(text: string, weights: readonly number[]): string {
  const sum = weights.reduce((all, weight, i) => all + weight * (text.charCodeAt(i) - 48), 0)
  return String(sum % 11 < 2 ? 0 : 11 - (sum % 11))
}

function withDigits(base: string, first: readonly number[], second: readonly number[]): string {
  const one = base + checkDigit(base, first)
  return one + checkDigit(one, second)
}

const cpf = (base: string) =>
  withDigits(base, [10, 9, 8, 7, 6, 5, 4, 3, 2], [11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
const cnpj = (base: string) =>
  withDigits(base, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])

const unlike = (text: string) => !/^(.)\1*$/.test(text)
const cpfs = fc
  .stringMatching(/^\d{9}$/)
  .filter(unlike)
  .map(cpf)
  .filter(unlike)
const cnpjs = fc
  .stringMatching(/^[0-9A-Z]{12}$/)
  .filter(unlike)
  .map(cnpj)
  .filter(unlike)

describe('a CPF', () => {
  test.each([
    ['123.456.789-09', '12345678909'],
    ['12345678909', '12345678909'],
    [' 123 456 789 09 ', '12345678909'],
    ['12345678909.0', '12345678909'],
    ['529.982.247-25', '52998224725'],
    // The zeros that a spreadsheet dropped.
    ['1234567890', '01234567890'],
    ['191', undefined],
    ['111.111.111-11', undefined],
    ['000.000.000-00', undefined],
    ['123.456.789-00', undefined],
    ['1234567891', undefined],
    ['1234567890912', undefined],
    ['1,2345678909E+10', undefined],
    ['x', undefined],
  ])('%s is %s', (given, kept) => {
    const found = normaliseCpf(given)
    expect(isFailure(found) ? undefined : found).toBe(kept)
  })

  test('is one whenever its check digits are right, and not when another digit makes them wrong', () => {
    fc.assert(
      fc.property(cpfs, fc.nat(10), fc.integer({ min: 1, max: 9 }), (text, at, by) => {
        expect(normaliseCpf(text)).toBe(text)
        expect(normaliseCpf(showDocument(text))).toBe(text)
        const other = String((Number(text[at]) + by) % 10)
        const changed = text.slice(0, at) + other + text.slice(at + 1)
        // A remainder of 0 and one of 1 have the same check digit: about one change in 5,000 goes unseen.
        fc.pre(cpf(changed.slice(0, 9)) !== changed)
        expect(isFailure(normaliseCpf(changed))).toBe(true)
      }),
    )
  })

  test('gets back its leading zeros', () => {
    fc.assert(
      fc.property(
        fc
          .stringMatching(/^0\d{8}$/)
          .filter(unlike)
          .map(cpf),
        (text) => {
          fc.pre(!text.startsWith('000'))
          expect(normaliseCpf(String(Number(text)))).toBe(text)
        },
      ),
    )
  })

  test('that a spreadsheet has rounded is refused with what to do', () => {
    expect(normaliseCpf('1,23457E+10')).toMatchObject({
      message: '"1,23457E+10" is a CPF that a spreadsheet has rounded',
    })
  })
})

describe('a CNPJ', () => {
  test.each([
    ['11.222.333/0001-81', '11222333000181'],
    ['00.000.000/0001-91', '00000000000191'],
    ['33.000.167/0001-01', '33000167000101'],
    // The example of the Receita Federal for CNPJs with letters.
    ['12.ABC.345/01DE-35', '12ABC34501DE35'],
    ['12abc34501de35', '12ABC34501DE35'],
    ['12ABC34501DE36', undefined],
    ['12ABC34501DEA5', undefined],
    ['00000000000000', undefined],
    ['11.222.333/0001-82', undefined],
    ['191', undefined],
  ])('%s is %s', (given, kept) => {
    const found = normaliseCnpj(given)
    expect(isFailure(found) ? undefined : found).toBe(kept)
  })

  test('is one whenever its check digits are right, and not when another character makes them wrong', () => {
    const characters = fc.stringMatching(/^[0-9A-Z]$/)
    fc.assert(
      fc.property(cnpjs, fc.nat(13), characters, (text, at, other) => {
        expect(normaliseCnpj(text)).toBe(text)
        expect(normaliseCnpj(showDocument(text))).toBe(text)
        const changed = text.slice(0, at) + other + text.slice(at + 1)
        // Characters are seen modulo 11, so that L may stand for A and nobody sees it.
        fc.pre(cnpj(changed.slice(0, 12)) !== changed)
        expect(isFailure(normaliseCnpj(changed))).toBe(true)
      }),
    )
  })
})

test.each([
  ['123.456.789-09', '12345678909'],
  ['11.222.333/0001-81', '11222333000181'],
  ['1222333000181', undefined],
  ['529982247', undefined],
])('of either kind, %s is %s', (given, kept) => {
  const found = normaliseCpfCnpj(given)
  expect(isFailure(found) ? undefined : found).toBe(kept)
})

test.each([
  ['01310-100', '01310100'],
  ['01.310-100', '01310100'],
  ['1310100', '01310100'],
  ['1310-100', '01310100'],
  ['80010000', '80010000'],
  ['00000-000', undefined],
  ['00999-999', undefined],
  ['131010', undefined],
  ['013101000', undefined],
  ['SW1A 1AA', undefined],
])('the CEP %s is %s', (given, kept) => {
  const found = normaliseCep(given)
  expect(isFailure(found) ? undefined : found).toBe(kept)
  expect(kept === undefined ? undefined : normaliseCep(showCep(kept))).toBe(kept)
})
