import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe as suite, expect, test } from 'vitest'
import { isFailure } from '../../../../src/domain/failure.ts'
import type { Condition } from '../../../../src/domain/segment/condition.ts'
import { describe } from '../../../../src/domain/segment/reading/describe.ts'
import { parseText } from '../../../../src/domain/segment/text/parse.ts'
import { known, own, shop } from './known.ts'

/**
 * Typical conditions, each with the sentence in English and in Portuguese, as a marketer would say it.
 * Blanks that do not break (U+00A0, inside amounts) stand there as blanks.
 */
const sentences = readFileSync(join(import.meta.dirname, 'sentences.txt'), 'utf8')
  .trimEnd()
  .split('\n\n')
  .map((lines) => lines.split('\n') as [string, string, string])

function said(text: string, locale: 'en' | 'pt-BR', there = shop): string {
  return describe(read(text), locale, there).replaceAll('\u00a0', ' ')
}

function read(text: string): Condition {
  const condition = parseText(text, shop.names)
  if (isFailure(condition)) throw new Error(`${text}: ${JSON.stringify(condition)}`)
  return condition
}

test('there are sentences', () => expect(sentences.length).toBeGreaterThan(80))

test.each(sentences)('%s', (text, en, pt) => {
  expect(said(text, 'en')).toBe(en)
  expect(said(text, 'pt-BR')).toBe(pt)
})

suite('a field is called', () => {
  test('by its label, and its name too where another has that label', () => {
    const there = known([own(1, 'a', 'Cidade', 'text'), own(2, 'b', 'CIDADE', 'text')])
    expect(said('a = "x"', 'pt-BR', there)).toBe('Cidade (“a”) é “x”')
    expect(said('b = "x"', 'pt-BR', there)).toBe('CIDADE (“b”) é “x”')
  })

  test('by its label between quotes where that could be taken for what is said of it', () => {
    const there = known([own(1, 'a', 'Idade, e está', 'text')])
    expect(said('a = "x"', 'pt-BR', there)).toBe('“Idade, e está” é “x”')
  })

  test("by the shop's own label where a built-in one has another", () => {
    const city = shop.fields.get('city')
    if (city === undefined) throw new Error('no city')
    expect(said('city = "x"', 'pt-BR', known([{ ...city, label: 'Município' }]))).toBe(
      'Município é “x”',
    )
  })
})

test('a value that is not in the form in which such values are kept is shown as it is written', () => {
  expect(said('phone_2 = "(11) 98765-4321"', 'en')).toBe(
    'Celular is “(11) 98765-4321” (as written)',
  )
})

test('a text cannot turn the sentence about', () => {
  expect(said('city = "a\u202eb"', 'en')).toBe('City is “a␛202e␛b”')
})
