import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import { normalIdentifier } from '../../../src/domain/customer/identity.ts'

describe('an identifier', () => {
  test.each([
    ['user_id', ' 17850.0 ', '17850'],
    ['user_id', '17850', '17850'],
    ['user_id', '17850.05', '17850.05'],
    ['user_id', '017850.0', '017850'],
    ['user_id', 17850, '17850'],
    ['email', ' Ana.Souza+x@Example.COM.br ', 'ana.souza+x@example.com.br'],
    ['email', 'joão@café.com.br', 'joão@café.com.br'],
    ['phone', '+55 (11) 99999-8888', '+5511999998888'],
    ['phone', '0055 11 99999 8888', '+5511999998888'],
    ['phone', '11 99999-8888', '+5511999998888'],
    ['phone', 'tel:+5511999998888', '+5511999998888'],
    ['phone', '5511999998888.0', '+5511999998888'],
    ['document', '123.456.789-09', '12345678909'],
    ['document', '12.abc.345/01de-35', '12ABC34501DE35'],
    // Of a CPF or a CNPJ, a spreadsheet took the zeros in front away.
    ['document', '191', '191'],
    ['document', '9825979160', '09825979160'],
    ['document', '9825979160.0', '09825979160'],
    ['document', '191.000-191', '00191000191'],
    ['document', '191000000116', '00191000000116'],
    ['document', '191000000117', '191000000117'],
    ['anonymous_id', '507f191e-810c-19729de860ea', '507f191e-810c-19729de860ea'],
    ['loyalty_card', ' A-1 ', 'A-1'],
  ])('%s %j is kept as %j', (kind, given, wanted) => {
    expect(normalIdentifier(kind, given, 'BR')).toBe(wanted)
  })

  test.each([
    ['user_id', 'null'],
    ['user_id', 'NULL'],
    ['user_id', ' undefined '],
    ['user_id', '0'],
    ['user_id', '0.0'],
    ['user_id', '[object Object]'],
    ['user_id', '00000000-0000-0000-0000-000000000000'],
    ['email', 'test@test.com'],
    ['email', 'Teste@Teste.com'],
    ['phone', '000000000'],
    ['document', '111.111.111-11'],
    // Words, which all who have none have together.
    ['document', 'não tem'],
    ['document', 'ISENTO'],
    ['loyalty_card', 'N/A'],
  ])('%s %j names nobody', (kind, given) => {
    expect(isFailure(normalIdentifier(kind, given, 'BR'))).toBe(true)
  })

  test.each([
    ['user_id', ''],
    ['user_id', '  '],
    ['user_id', 'a\0b'],
    ['user_id', 'x'.repeat(201)],
    ['user_id', null],
    ['user_id', {}],
    ['user_id', true],
    ['email', 'ana'],
    ['email', 'ana@localhost'],
    ['email', 'a b@example.com'],
    ['email', 'a@b@example.com'],
    ['email', 'a..b@example.com'],
    ['email', '.a@example.com'],
    ['email', 'a@-example.com'],
    ['email', 'a@example.com,b@example.com'],
    ['email', 'Ana <ana@example.com>'],
    ['phone', '12'],
    ['phone', 'call me'],
    ['phone', '1234567890123456'],
    ['User ID', 'x'],
    ['__proto__', 'x'],
  ])('%s %j is refused', (kind, given) => {
    expect(isFailure(normalIdentifier(kind, given, 'BR'))).toBe(true)
  })

  test('is kept in one form: normalising it again changes nothing', () => {
    const kinds = fc.constantFrom('user_id', 'email', 'phone', 'document', 'card')
    const local = fc.stringMatching(/^[A-Za-z0-9+_-]{1,20}$/)
    const given = fc.oneof(
      fc.string(),
      local.map((each) => `${each}@Example.org`),
      fc.stringMatching(/^\+?[0-9 ().-]{7,20}$/),
    )
    fc.assert(
      fc.property(kinds, given, (kind, text) => {
        const normal = normalIdentifier(kind, text, 'BR')
        fc.pre(!isFailure(normal))
        expect(normalIdentifier(kind, normal, 'BR')).toBe(normal)
      }),
      { numRuns: 500 },
    )
  })
})
