import { describe, expect, test } from 'vitest'
import { fieldTypes } from '../../../src/domain/customer/field.ts'
import { isFailure } from '../../../src/domain/failure.ts'
import { normal } from '../../../src/domain/segment/normal.ts'
import { readOperands } from '../../../src/domain/segment/operands.ts'
import { namesOf } from '../../../src/domain/segment/text/names.ts'
import { parseText } from '../../../src/domain/segment/text/parse.ts'
import { printText } from '../../../src/domain/segment/text/print.ts'
import { utc } from '../../../src/domain/time/zone.ts'
import { said } from './saying.ts'
import { field } from './world.ts'

const reading = {
  fields: new Map(fieldTypes.map((type) => [`a_${type}`, field(`a_${type}`, type)])),
  context: { zone: utc, country: 'BR', currency: 'BRL' },
}
const names = namesOf(new Map(), new Map())
const read = (text: string) => readOperands(said(text), reading)
const printed = (text: string) => {
  const condition = read(text)
  if (isFailure(condition)) throw new Error(JSON.stringify(condition))
  return printText(condition, names)
}

describe('what a field is compared with', () => {
  test.each([
    ['a_phone = "(11) 98765-4321"', 'a_phone = "+5511987654321"'],
    [
      'a_phone is any of ("11 8765-4321", "+351 912 345 678")',
      'a_phone is any of ("+5511987654321", "+351912345678")',
    ],
    ['a_cpf = "123.456.789-09"', 'a_cpf = "12345678909"'],
    ['a_cnpj exactly = "12.abc.345/01de-35"', 'a_cnpj exactly = "12ABC34501DE35"'],
    ['a_cep = "1310-100"', 'a_cep = "01310100"'],
    ['a_email = "Ana@Example.org"', 'a_email = "ana@example.org"'],
    ['a_country = "França"', 'a_country = "FR"'],
    ['a_country != "Brazil"', 'not a_country = "BR"'],
    ['a_state = "São Paulo"', 'a_state = "SP"'],
    ['a_language = "Portuguese (Brazil)"', 'a_language = "pt-BR"'],
    ['a_url = "WWW.example.com/"', 'a_url = "https://www.example.com"'],
    // Parts, bounds and plain texts stay as they are said.
    ['a_phone contains "98765-4321"', 'a_phone contains "98765-4321"'],
    ['a_cpf starts with "123."', 'a_cpf starts with "123."'],
    ['a_country < "França"', 'a_country < "França"'],
    ['a_text = "(11) 98765-4321"', 'a_text = "(11) 98765-4321"'],
    ['a_email exists', 'a_email exists'],
  ])('%s asks for %s', (given, asked) => {
    expect(printed(given)).toBe(normalText(asked))
    // As it is saved and printed it is read again as the same.
    expect(printed(printed(given))).toBe(printed(given))
  })

  function normalText(text: string): string {
    const condition = parseText(text, names)
    if (isFailure(condition)) throw new Error(JSON.stringify(condition))
    return printText(normal(condition), names)
  }

  test.each([
    ['a_cpf = "123.456.789-00"', 'test.value'],
    ['a_text = "x" and (a_cep = "x" or a_text = "y")', 'of[1].of[0].test.value'],
    ['not a_email is any of ("ana@example.org", "ana")', 'of.test.values[1]'],
    ['a_phone = "call me"', 'test.value'],
    ['a_language = "Klingonês"', 'test.value'],
    ['a_email = " "', 'test.value'],
  ])('is refused where it can never be a value: %s', (text, where) => {
    expect(read(text)).toMatchObject({ code: 'invalid', where })
  })
})
