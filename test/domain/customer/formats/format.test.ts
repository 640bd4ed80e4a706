import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FieldType, Value } from '../../../../src/domain/customer/field.ts'
import { fieldTypes } from '../../../../src/domain/customer/field.ts'
import { formatValue } from '../../../../src/domain/customer/formats/format.ts'
import type { Locale } from '../../../../src/domain/customer/formats/locale.ts'
import { plainText, type PeopleStyle } from '../../../../src/domain/customer/formats/plain.ts'
import { parseValue, sameValue } from '../../../../src/domain/customer/value.ts'
import { isFailure, orRefuse } from '../../../../src/domain/failure.ts'
import { scaledLimit } from '../../../../src/domain/number.ts'
import { parseNumberStyled, type NumberStyle } from '../../../../src/domain/numberStyle.ts'
import { firstDay, lastDay } from '../../../../src/domain/time/civil.ts'
import { zoneOf } from '../../../../src/domain/time/zone.ts'

const zone = orRefuse(zoneOf('America/Sao_Paulo'))
const shop = { zone, country: 'BR', currency: 'BRL' }
const choices = ['Torra escura', 'Torra clara']
const fieldOf = (type: FieldType, currency?: string) => ({
  name: `a_${type}`,
  type,
  choices,
  ...(currency === undefined ? {} : { currency }),
})

const numbers = (style: NumberStyle) => (text: string) => parseNumberStyled(text, style)
const styles: Readonly<Record<Locale, PeopleStyle>> = {
  'pt-BR': { readNumber: numbers({ decimal: ',', thousands: '.' }), dates: 'dmy', zone },
  en: { readNumber: numbers({ decimal: '.', thousands: ',' }), dates: 'mdy', zone },
}

const noon = Date.UTC(2026, 10, 21, 15, 4, 0)

describe('a value as people read it', () => {
  test.each<[FieldType, Value, string, string]>([
    ['text', 'São Paulo', 'São Paulo', 'São Paulo'],
    ['long_text', 'a\nb', 'a\nb', 'a\nb'],
    ['integer', 12_345_670_000, '1.234.567', '1,234,567'],
    ['decimal', -12_345_600, '-1.234,56', '-1,234.56'],
    ['money', 12_345_600, 'R$ 1.234,56', 'R$1,234.56'],
    ['money', -50_000, '-R$ 5,00', '-R$5.00'],
    ['money', 1_250, 'R$ 0,1250', 'R$0.1250'],
    ['percent', 125_000, '12,5 %', '12.5%'],
    ['boolean', true, 'sim', 'yes'],
    ['boolean', false, 'não', 'no'],
    ['date', 7_425, '01/05/1990', '1990-05-01'],
    ['datetime', noon, '21/11/2026 12:04', '2026-11-21 12:04'],
    ['datetime', noon + 5_000, '21/11/2026 12:04:05', '2026-11-21 12:04:05'],
    ['email', 'ana@example.org', 'ana@example.org', 'ana@example.org'],
    ['phone', '+5511987654321', '(11) 98765-4321', '(11) 98765-4321'],
    ['phone', '+351912345678', '+351 912 345 678', '+351 912 345 678'],
    ['url', 'https://example.com', 'https://example.com', 'https://example.com'],
    ['choice', 'Torra clara', 'Torra clara', 'Torra clara'],
    ['choices', choices, 'Torra escura; Torra clara', 'Torra escura; Torra clara'],
    ['list', ['a', 'b'], 'a; b', 'a; b'],
    ['location', { lat: -23.55, lon: 1e-7 }, '-23.55, 0.0000001', '-23.55, 0.0000001'],
    ['country', 'FR', 'França', 'France'],
    ['state', 'SP', 'SP', 'SP'],
    ['city', 'Recife', 'Recife', 'Recife'],
    ['postal_code', '01310100', '01310-100', '01310-100'],
    ['language', 'pt-BR', 'português (Brasil)', 'Portuguese (Brazil)'],
    ['cpf', '12345678909', '123.456.789-09', '123.456.789-09'],
    ['cnpj', '12ABC34501DE35', '12.ABC.345/01DE-35', '12.ABC.345/01DE-35'],
    ['cpf_cnpj', '11222333000181', '11.222.333/0001-81', '11.222.333/0001-81'],
    ['cep', '01310100', '01310-100', '01310-100'],
  ])('of a %s: %j is %s in Portuguese and %s in English', (type, value, pt, en) => {
    const said = (locale: Locale) => formatValue(fieldOf(type), value, locale, shop)
    expect(said('pt-BR').replaceAll('\u00a0', ' ')).toBe(pt)
    expect(said('en').replaceAll('\u00a0', ' ')).toBe(en)
  })

  test.each([
    ['USD', 'US$ 1.234,56', 'US$1,234.56'],
    ['EUR', '€ 1.234,56', '€1,234.56'],
    ['GBP', '£ 1.234,56', '£1,234.56'],
    ['CHF', 'CHF 1.234,56', 'CHF 1,234.56'],
  ])('of money in %s: %s, %s', (currency, pt, en) => {
    const said = (locale: Locale) =>
      formatValue(fieldOf('money', currency), 12_345_600, locale, shop).replaceAll('\u00a0', ' ')
    expect([said('pt-BR'), said('en')]).toEqual([pt, en])
  })
})

const scaled = fc.oneof(
  fc.integer({ min: -scaledLimit + 1, max: scaledLimit - 1 }),
  fc.integer({ min: -99_999_999, max: 99_999_999 }),
)
const line = fc
  .string({ minLength: 1 })
  .map((text) => text.replaceAll('\0', '').trim().normalize('NFC'))
  .filter((text) => text !== '')
const degrees = (most: number) =>
  fc.integer({ min: -most * 1e6, max: most * 1e6 }).map((n) => n / 1e6 + 0)

/** What people may have written, which is then read; where nothing is refused, any text. */
const written: Readonly<Record<FieldType, fc.Arbitrary<unknown>>> = {
  text: line,
  long_text: line,
  integer: fc.integer({ min: -899_999_999, max: 899_999_999 }),
  decimal: scaled.map((n) => n / 10_000),
  money: scaled.map((n) => n / 10_000),
  percent: scaled.map((n) => n / 10_000),
  boolean: fc.boolean(),
  date: fc.integer({ min: firstDay, max: lastDay }).map((day) => isoDay(day)),
  // Of years in which the clocks of Brazil go on: where they go back, one hour is there twice.
  datetime: fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }).map((s) => s * 1_000),
  email: fc.stringMatching(/^[A-Za-z0-9+_-]{1,20}@[a-z]{1,10}\.com$/),
  phone: fc.stringMatching(/^\+?[0-9]{7,15}$/),
  url: fc.stringMatching(
    /^(https?:\/\/)?[a-zA-Z0-9]{1,9}\.[a-z]{2,5}(:[0-9]{1,4})?(\/[a-zA-Z?&=#]{0,9})?$/,
  ),
  choice: fc.constantFrom(...choices),
  choices: fc.subarray(choices, { minLength: 1 }),
  list: fc.array(fc.stringMatching(/^[a-zé ]{1,9}$/), { minLength: 1 }),
  location: fc.record({ lat: degrees(90), lon: degrees(180) }),
  country: fc.oneof(line, fc.constantFrom('Brazil', 'fra', 'Coreia do Sul', 'TR', 'hk')),
  state: fc.oneof(line, fc.constantFrom('são paulo', 'SP', 'rj', 'Pará')),
  city: line,
  postal_code: fc.oneof(line, fc.stringMatching(/^\d{5}-?\d{3}$/)),
  language: fc.oneof(
    fc.constantFrom(
      'pt_br',
      'English',
      'inglês',
      'zh-hant',
      'Spanish (Mexico)',
      'io',
      'ee',
      'EWE',
      'tw',
      'ak',
    ),
    fc.stringMatching(/^[a-zA-Z]{2,3}(-[A-Z]{2})?$/),
  ),
  cpf: fc.constantFrom('123.456.789-09', '52998224725', 1234567890),
  cnpj: fc.constantFrom('11.222.333/0001-81', '12abc34501de35'),
  cpf_cnpj: fc.constantFrom('11.222.333/0001-81', '123.456.789-09'),
  cep: fc.stringMatching(/^\d{5}-?\d{3}$/),
}

function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}

describe('what a field of that type keeps', () => {
  test.each(fieldTypes)(
    'of a %s is kept the same when it is read again, plain or as shown',
    (type) => {
      const field = fieldOf(type)
      let read = 0
      fc.assert(
        fc.property(written[type], fc.constantFrom<Locale>('pt-BR', 'en'), (given, locale) => {
          const value = parseValue(field, given, shop)
          if (value === undefined || isFailure(value)) return
          read += 1
          const stored = typeof value === 'string' ? parseValue(field, value, shop) : value
          expect(stored).toBe(value)
          const shown = formatValue(field, value, locale, shop)
          const again = parseValue(field, plainText(field, shown, styles[locale]), shop)
          expect(isFailure(again) ? again.message : sameValue(again, value)).toBe(true)
        }),
        { numRuns: 300 },
      )
      expect(read).toBeGreaterThan(20)
    },
  )

  test('money is read in the style of its file, and its currency looked at', () => {
    const read = (text: string) =>
      parseValue(fieldOf('money'), plainText(fieldOf('money'), text, styles['pt-BR']), shop)
    expect(read('R$ 1.234')).toBe(12_340_000)
    expect(read('1.234')).toBe(12_340_000)
    expect(read('(R$ 1.234,50)')).toBe(-12_345_000)
    expect(read('US$ 1.234,50')).toMatchObject({
      message: '"US$ 1234.5" is in US$, and the field in BRL',
      where: 'a_money',
    })
  })
})
