import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { builtInFields, firstOwnFieldId } from '../../../src/domain/customer/builtin.ts'
import { fieldTypes, valueTypes } from '../../../src/domain/customer/field.ts'
import type { Field, FieldType, Value, ValueType } from '../../../src/domain/customer/field.ts'
import { newField } from '../../../src/domain/customer/newField.ts'
import { parseValue, sameValue, showValue } from '../../../src/domain/customer/value.ts'
import { isFailure, orRefuse } from '../../../src/domain/failure.ts'
import { scaledLimit } from '../../../src/domain/number.ts'
import { firstDay, lastDay } from '../../../src/domain/time/civil.ts'
import { firstInstant, lastInstant } from '../../../src/domain/time/instant.ts'
import { zoneOf } from '../../../src/domain/time/zone.ts'

const context = {
  zone: orRefuse(zoneOf('America/Sao_Paulo')),
  country: 'BR',
  currency: 'BRL',
}
const choices = ['Torra escura', 'Torra clara']

function fieldOf(type: FieldType): Field {
  const given = {
    name: `a_${type}`,
    type,
    ...(type === 'choice' || type === 'choices' ? { choices } : {}),
  }
  return orRefuse(newField(given, firstOwnFieldId, builtInFields))
}

function parse(type: FieldType, input: unknown) {
  return parseValue(fieldOf(type), input, context)
}

describe('a value', () => {
  test.each([
    ['text', '  São\u00a0Paulo ', 'São\u00a0Paulo'],
    ['text', 'Sa\u0303o', 'São'],
    ['text', 17850, '17850'],
    ['text', 'a\ud800', 'a\ufffd'],
    ['integer', 3, 30_000],
    ['integer', '3.0', 30_000],
    ['decimal', '-1.23456', -12_346],
    ['money', 0.1 + 0.2, 3_000],
    ['money', 'R$ 1.234,56', 12_345_600],
    ['money', 'R$\u00a01.234,56', 12_345_600],
    ['money', '-R$ 5', -50_000],
    ['money', '(R$ 5,00)', -50_000],
    ['money', '1,234.56 BRL', 12_345_600],
    ['money', '$ 5', 50_000],
    ['money', '1.234.567', 12_345_670_000],
    ['percent', '12,5 %', 125_000],
    ['percent', '12.5%', 125_000],
    ['percent', 12.5, 125_000],
    ['email', 'Ana@Example.org ', 'ana@example.org'],
    ['phone', '(11) 8765-4321', '+5511987654321'],
    ['phone', 11987654321, '+5511987654321'],
    ['url', 'WWW.example.com/', 'https://www.example.com'],
    ['choices', 'torra clara; TORRA ESCURA', ['Torra escura', 'Torra clara']],
    ['choices', 'torra clara, torra escura', ['Torra escura', 'Torra clara']],
    ['choices', ['Torra clara', 'torra clara'], ['Torra clara']],
    ['country', 'França', 'FR'],
    ['state', 'são paulo', 'SP'],
    ['city', ' São  Paulo ', 'São Paulo'],
    ['postal_code', '01310-100', '01310100'],
    ['language', 'pt_br', 'pt-BR'],
    ['cpf', 12345678909, '12345678909'],
    ['cnpj', '11.222.333/0001-81', '11222333000181'],
    ['cpf_cnpj', '123.456.789-09', '12345678909'],
    ['cep', 1310100, '01310100'],
    ['boolean', 'Sim', true],
    ['boolean', 'NÃO', false],
    ['boolean', 'yes', true],
    ['boolean', 'V', true],
    ['boolean', 'F', false],
    ['boolean', 0, false],
    ['boolean', true, true],
    ['date', '1990-05-01', 7_425],
    ['date', '1990-05-01T00:00:00.000Z', 7_425],
    ['datetime', '2026-11-21T10:30:00', Date.UTC(2026, 10, 21, 13, 30)],
    ['datetime', 1_000, 1_000],
    ['choice', 'TORRA ESCURA', 'Torra escura'],
    ['list', 'café; Chá|CAFÉ;;', ['café', 'Chá']],
    ['list', ['a', 1, null, ' ', 'A'], ['a', '1']],
    ['location', '-23.55, -46.63', { lat: -23.55, lon: -46.63 }],
    ['location', { lat: '1', lon: 2 }, { lat: 1, lon: 2 }],
    ['location', [-0, 180], { lat: 0, lon: 180 }],
  ] as const)('of a %s: %j', (type, given, wanted) => {
    expect(parse(type, given)).toStrictEqual(wanted)
  })

  test.each(fieldTypes)('of a %s is missing where it is null, blank or left out', (type) => {
    expect([null, undefined, '', ' \u00a0'].map((given) => parse(type, given))).toEqual(
      Array(4).fill(undefined),
    )
  })

  test('of a list is missing where nothing is in it', () => {
    expect([parse('list', []), parse('list', ' ; |'), parse('list', [null, ''])]).toEqual(
      Array(3).fill(undefined),
    )
  })

  test.each([
    ['text', {}],
    ['text', ['a']],
    ['text', 'a\0'],
    ['text', 'x'.repeat(70_000)],
    ['integer', 1.5],
    ['integer', '12a'],
    ['decimal', '1,5'],
    ['decimal', 9e11],
    ['decimal', true],
    ['money', 'US$ 5'],
    ['money', '5 EUR'],
    ['money', '1,234'],
    ['percent', 'a lot'],
    ['percent', '1,234 %'],
    ['email', 'ana'],
    ['phone', 'call me'],
    ['url', 'javascript:alert(1)'],
    ['choices', 'Torra escura; Torra média'],
    ['language', 'Klingonês'],
    ['cpf', '123.456.789-00'],
    ['cnpj', '11.222.333/0001-82'],
    ['cpf_cnpj', '111.111.111-11'],
    ['cep', '00000-000'],
    ['boolean', 'maybe'],
    ['boolean', 2],
    ['date', '2023-02-29'],
    ['date', '01/02/2003'],
    ['date', 5],
    ['datetime', '12:00'],
    ['datetime', 0.5],
    ['datetime', 1e18],
    ['choice', 'Torra média'],
    ['list', { a: 1 }],
    ['list', [['a']]],
    ['list', Array.from({ length: 1_001 }, (_, i) => i)],
    ['location', '91,0'],
    ['location', '1'],
    ['location', '1e1,2'],
    ['location', { lat: 1, lon: 2, height: 3 }],
    ['location', [1, null]],
  ] as const)('of a %s is refused, naming the field: %j', (type, given) => {
    const refused = parse(type, given)
    expect(isFailure(refused)).toBe(true)
    expect(refused).toMatchObject({ where: `a_${type}` })
  })

  test('of the e-mail and the phone field is normalised as an identifier is', () => {
    const [, email, phone] = builtInFields
    expect(parseValue(email!, ' ANA@Example.org', context)).toBe('ana@example.org')
    expect(parseValue(phone!, '+55 (11) 99999-8888', context)).toBe('+5511999998888')
    expect(isFailure(parseValue(email!, 'ana', context))).toBe(true)
  })
})

const line = fc
  .string({ minLength: 1 })
  .map((text) => text.replaceAll('\0', '').trim().normalize('NFC'))
  .filter((text) => text !== '')
const word = fc.stringMatching(/^[a-z]{1,8}$/)
const scaled = fc.integer({ min: -scaledLimit + 1, max: scaledLimit - 1 })
const values: Readonly<Record<ValueType, fc.Arbitrary<Value>>> = {
  text: line,
  integer: fc.integer({ min: -899_999_999, max: 899_999_999 }).map((n) => n * 10_000),
  decimal: scaled,
  money: scaled,
  boolean: fc.boolean(),
  date: fc.integer({ min: firstDay, max: lastDay }),
  datetime: fc.integer({ min: firstInstant, max: lastInstant }),
  choice: fc.constantFrom(...choices),
  list: fc.uniqueArray(word, { minLength: 1 }),
  location: fc.record({
    lat: fc.double({ min: -90, max: 90, noNaN: true }).map((n) => n + 0),
    lon: fc.double({ min: -180, max: 180, noNaN: true }).map((n) => n + 0),
  }),
}

describe('a value shown', () => {
  test.each(valueTypes)('of a %s is read back as the same', (type) => {
    fc.assert(
      fc.property(values[type], (value) => {
        const shown: unknown = JSON.parse(JSON.stringify(showValue(fieldOf(type), value)))
        const read = parse(type, shown)
        expect(isFailure(read)).toBe(false)
        expect(sameValue(orRefuse(read), value)).toBe(true)
      }),
    )
  })

  test('is what people write', () => {
    expect(showValue(fieldOf('date'), 7_425)).toBe('1990-05-01')
    expect(showValue(fieldOf('datetime'), 0)).toBe('1970-01-01T00:00:00.000Z')
    expect(showValue(fieldOf('money'), 15_000)).toBe(1.5)
    expect(showValue(fieldOf('money'), 8_999_999_999_999_997)).toBe('899999999999.9997')
  })
})

test('values are the same where nothing would change', () => {
  expect(sameValue('a', 'a')).toBe(true)
  expect(sameValue('a', 'A')).toBe(false)
  expect(sameValue(undefined, undefined)).toBe(true)
  expect(sameValue(['a', 'b'], ['a', 'b'])).toBe(true)
  expect(sameValue(['a', 'b'], ['b', 'a'])).toBe(false)
  expect(sameValue(['a'], 'a')).toBe(false)
  expect(sameValue(['a'], { lat: 0, lon: 0 })).toBe(false)
  expect(sameValue({ lat: 0, lon: 0 }, { lat: 0, lon: 1 })).toBe(false)
  expect(sameValue({ lat: 0, lon: 1 }, { lat: 0, lon: 1 })).toBe(true)
})
