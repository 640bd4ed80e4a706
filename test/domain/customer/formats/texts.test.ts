import { describe, expect, test } from 'vitest'
import {
  normaliseLanguage,
  showLanguage,
} from '../../../../src/domain/customer/formats/language.ts'
import {
  normaliseCountry,
  normalisePostalCode,
  normaliseState,
  endsInState,
  showCountry,
  splitCity,
} from '../../../../src/domain/customer/formats/places.ts'
import { normaliseUrl } from '../../../../src/domain/customer/formats/url.ts'
import { isFailure } from '../../../../src/domain/failure.ts'

describe('a country', () => {
  test.each([
    ['France', 'FR'],
    ['FRANÇA', 'FR'],
    ['fr', 'FR'],
    ['FRA', 'FR'],
    ['Brasil', 'BR'],
    ['brazil', 'BR'],
    ['BRA', 'BR'],
    ['EUA', 'US'],
    ['Estados Unidos', 'US'],
    ['United Kingdom', 'GB'],
    ['UK', 'GB'],
    ['EIRE', 'IE'],
    ['Holanda', 'NL'],
    ['Côte d’Ivoire', 'CI'],
    ['Channel Islands', 'Channel Islands'],
    ['European Community', 'European Community'],
    ['Unspecified', 'Unspecified'],
  ])('%s is kept as %s', (given, kept) => {
    expect(normaliseCountry(given)).toBe(kept)
    expect(normaliseCountry(kept)).toBe(kept)
  })

  test('is shown by its name, which is read back as the same', () => {
    expect(showCountry('FR', 'pt-BR')).toBe('França')
    expect(showCountry('FR', 'en')).toBe('France')
    expect(showCountry('Channel Islands', 'en')).toBe('Channel Islands')
    for (const locale of ['pt-BR', 'en'] as const) {
      for (const code of ['BR', 'CI', 'HK', 'TR', 'MM', 'KR', 'CD', 'CG', 'AG']) {
        expect(normaliseCountry(showCountry(code, locale))).toBe(code)
      }
    }
  })
})

test.each([
  ['BR', 'São Paulo', 'SP'],
  ['BR', 'sao paulo', 'SP'],
  ['BR', 'sp', 'SP'],
  ['BR', 'SP - São Paulo', 'SP'],
  ['BR', 'São Paulo (SP)', 'SP'],
  ['BR', 'Mato Grosso do Sul', 'MS'],
  ['BR', 'Rio Grande do Norte', 'RN'],
  ['BR', 'SP/RJ', 'SP/RJ'],
  ['BR', 'Califórnia', 'Califórnia'],
  ['BR', '/', '/'],
  ['US', 'Para', 'Para'],
])('in %s the state %s is kept as %s', (country, given, kept) => {
  expect(normaliseState(given, country)).toBe(kept)
  expect(normaliseState(kept, country)).toBe(kept)
})

test.each([
  ['Recife/PE', 'Recife', 'PE'],
  ['Recife - PE', 'Recife', 'PE'],
  ['Recife – pe', 'Recife', 'pe'],
  ['Recife-PE', 'Recife', 'PE'],
  ['São Paulo (SP)', 'São Paulo', 'SP'],
  ['  Santa Bárbara d’Oeste ,SP ', 'Santa Bárbara d’Oeste', 'SP'],
  ['Ji-Paraná/RO', 'Ji-Paraná', 'RO'],
  ['Ji-Paraná - RO', 'Ji-Paraná', 'RO'],
  ['Não-Me-Toque-RS', 'Não-Me-Toque', 'RS'],
  ['Recife - Pernambuco', 'Recife', 'Pernambuco'],
  ['Itu (São Paulo)', 'Itu', 'São Paulo'],
  ['Ji-Paraná', 'Ji-Paraná', undefined],
  ['Recife', 'Recife', undefined],
  ['Lisboa - Portugal', 'Lisboa - Portugal', undefined],
  ['Recife/XX', 'Recife/XX', undefined],
  ['Rua A, Recife - PE', 'Rua A, Recife - PE', undefined],
  ['Boa Viagem - Recife - PE', 'Boa Viagem - Recife - PE', undefined],
  ['CRM 12345/SP', 'CRM 12345/SP', undefined],
  ['SP', undefined, 'SP'],
  ['/PE', '/PE', undefined],
])('the city and the state of %s are %s and %s', (text, city, state) => {
  expect(splitCity(text)).toEqual({
    ...(city === undefined ? {} : { city }),
    ...(state === undefined ? {} : { state }),
  })
})

test('a text ends in a state behind a city by its code alone', () => {
  const texts = ['Recife/PE', 'Recife - Pernambuco', 'Centro - São Paulo', 'PE', 'Recife']
  expect(texts.filter(endsInState)).toEqual(['Recife/PE'])
})

test('a long cell is looked at for a city and a state in no time', () => {
  const before = process.cpuUsage().user
  for (const text of [' '.repeat(1e6), 'a '.repeat(5e5), `${'a - '.repeat(25)}PE`]) splitCity(text)
  // A look at each pair of places would take minutes.
  expect(process.cpuUsage().user - before).toBeLessThan(5e6)
})

test.each([
  ['BR', '01310-100', '01310100'],
  ['BR', '01310100', '01310100'],
  ['BR', '1310100', '01310100'],
  ['BR', '1310-100', '01310100'],
  ['BR', '0310100', '0310100'],
  ['PT', '1310100', '1310100'],
  ['BR', 'sw1a  1aa', 'SW1A 1AA'],
  ['BR', '90210', '90210'],
  ['PT', '1000-001', '1000-001'],
  ['PT', '01310-100', '01310-100'],
])('in %s the postal code %s is kept as %s', (country, given, kept) => {
  expect(normalisePostalCode(given, country)).toBe(kept)
  expect(normalisePostalCode(kept, country)).toBe(kept)
})

describe('a language', () => {
  test.each([
    ['Ewe', 'ee'],
    ['Ido', 'io'],
    ['twi', 'ak'],
    ['tw', 'ak'],
    ['pt-BR', 'pt-BR'],
    ['pt_br', 'pt-BR'],
    ['PT', 'pt'],
    ['pt_BR.UTF-8', 'pt-BR'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['es-419', 'es-419'],
    ['yue', 'yue'],
    ['Português', 'pt'],
    ['portuguese', 'pt'],
    ['Português (Brasil)', 'pt-BR'],
    ['Portuguese (Brazil)', 'pt-BR'],
    ['português do Brasil', 'pt-BR'],
    ['inglês dos Estados Unidos', 'en-US'],
    ['INGLÊS', 'en'],
    ['Spanish, Mexico', 'es-MX'],
    ['castelhano', 'es'],
    ['Português brasileiro', 'pt-BR'],
    ['bokmål norueguês', 'nb'],
    ['Klingonês', undefined],
    ['xx', undefined],
    ['pt-BR-x', undefined],
    ['1', undefined],
  ])('%s is kept as %s', (given, kept) => {
    const found = normaliseLanguage(given)
    expect(isFailure(found) ? undefined : found).toBe(kept)
    if (kept === undefined) return
    expect(normaliseLanguage(kept)).toBe(kept)
    for (const locale of ['pt-BR', 'en'] as const) {
      expect(normaliseLanguage(showLanguage(kept, locale))).toBe(kept)
    }
  })

  test('is shown by its name', () => {
    expect(showLanguage('pt-BR', 'pt-BR')).toBe('português (Brasil)')
    expect(showLanguage('en', 'en')).toBe('English')
    expect(showLanguage('zh-Hant-TW', 'en')).toBe('zh-Hant-TW')
  })
})

describe('an address of the web', () => {
  test.each([
    ['https://www.Example.com/Page?a=B#c', 'https://www.example.com/Page?a=B#c'],
    ['HTTP://example.com:80/', 'http://example.com'],
    ['http://example.com:0080', 'http://example.com'],
    ['https://example.com:080', 'https://example.com:80'],
    ['www.example.com', 'https://www.example.com'],
    ['example.com/a', 'https://example.com/a'],
    ['https://example.com:8443', 'https://example.com:8443'],
    ['https://café.com.br/menu', 'https://café.com.br/menu'],
    ['http://192.168.0.1/x', 'http://192.168.0.1/x'],
    ['javascript:alert(1)', undefined],
    ['JavaScript://example.com/%0aalert(1)', undefined],
    ['data:text/html,x', undefined],
    ['ftp://example.com', undefined],
    ['https://ana:secret@example.com', undefined],
    ['https://exa mple.com', undefined],
    ['https://example.com/a b', undefined],
    ['https://example.com/<script>', undefined],
    ['https://example', undefined],
    ['https://', undefined],
    ['https://example.com:99999', undefined],
    [`https://example.com/${'x'.repeat(2_100)}`, undefined],
  ])('%s is kept as %s', (given, kept) => {
    const found = normaliseUrl(given)
    expect(isFailure(found) ? undefined : found).toBe(kept)
    expect(kept === undefined ? undefined : normaliseUrl(kept)).toBe(kept)
  })
})
