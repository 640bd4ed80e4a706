import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalisePhone, showPhone } from '../../../../src/domain/customer/formats/phone.ts'
import { isFailure } from '../../../../src/domain/failure.ts'

describe('a phone number', () => {
  test.each([
    // Brazilian, however it is written.
    ['(11) 98765-4321', '+5511987654321'],
    ['11987654321', '+5511987654321'],
    ['+55 11 98765-4321', '+5511987654321'],
    ['0055 11 98765 4321', '+5511987654321'],
    ['5511987654321', '+5511987654321'],
    ['55 (11) 98765.4321', '+5511987654321'],
    ['011 98765-4321', '+5511987654321'],
    ['0xx11 98765-4321', '+5511987654321'],
    ['0XX 11 3456-7890', '+551134567890'],
    ['0 15 11 98765-4321', '+5511987654321'],
    ['0211134567890', '+551134567890'],
    ['+55 011 98765-4321', '+5511987654321'],
    ['tel:+55-11-98765-4321', '+5511987654321'],
    ['11987654321.0', '+5511987654321'],
    // A landline, and mobile numbers from before the ninth digit.
    ['(21) 2555-1234', '+552125551234'],
    ['(11) 8765-4321', '+5511987654321'],
    ['+55 81 9876-5432', '+5581998765432'],
    ['55 11 8765 4321', '+5511987654321'],
    // 55 is an area code too.
    ['55 99123-4567', '+5555991234567'],
    ['55 55 3222-1234', '+555532221234'],
    ['0800 123 4567', '+558001234567'],
    ['+55 800 123 4567', '+558001234567'],
    // Other countries'.
    ['+351 912 345 678', '+351912345678'],
    ['00351 912 345 678', '+351912345678'],
    ['+1 (212) 555-0123', '+12125550123'],
    ['+44 (0)20 7946 0958', '+442079460958'],
    // What cannot be placed stays as it is.
    ['98765-4321', '987654321'],
    ['3456-7890', '34567890'],
    ['(20) 98765-4321', '20987654321'],
    ['+55 20 98765-4321', '+5520987654321'],
    ['447911123456', '447911123456'],
    ['+999 123 4567', '+9991234567'],
  ])('of a Brazilian shop: %s is kept as %s', (given, kept) => {
    expect(normalisePhone(given, 'BR')).toBe(kept)
  })

  test.each([
    ['PT', '912 345 678', '+351912345678'],
    ['PT', '+55 (11) 8765-4321', '+5511987654321'],
    ['US', '(212) 555-0123', '+12125550123'],
    ['GB', '020 7946 0958', '+442079460958'],
    ['US', '011 351 912 345 678', '+351912345678'],
    ['ZZ', '912 345 678', '912345678'],
  ])('of a shop in %s: %s is kept as %s', (country, given, kept) => {
    expect(normalisePhone(given, country)).toBe(kept)
  })

  test.each([
    '123456',
    '1234567890123456',
    'call me',
    '11111111111',
    '+00000000',
    '(11) 9 ramal 2',
  ])('%s is refused', (given) => {
    expect(isFailure(normalisePhone(given, 'BR'))).toBe(true)
  })

  const countries = fc.constantFrom('BR', 'PT', 'US', 'AR', 'MX', 'IT', 'GB', 'DE', 'ZZ')
  const digits = fc.oneof(
    fc.stringMatching(/^\+?[0-9]{7,15}$/),
    fc.stringMatching(/^(\+|00)(55|1|44|54|52|39|351|7)[0-9]{7,11}$/),
    fc.stringMatching(/^0?(xx)?[0-9]{10,13}$/),
  )

  test('is kept in one form: reading it again changes nothing, and so does the way it is shown', () => {
    fc.assert(
      fc.property(digits, countries, (given, country) => {
        const kept = normalisePhone(given, country)
        fc.pre(!isFailure(kept))
        expect(normalisePhone(kept, country)).toBe(kept)
        expect(normalisePhone(showPhone(kept, country), country)).toBe(kept)
      }),
      { numRuns: 3_000 },
    )
  })

  test.each([
    ['+5511987654321', 'BR', '(11) 98765-4321'],
    ['+552125551234', 'BR', '(21) 2555-1234'],
    ['+5511987654321', 'PT', '+55 11 98765-4321'],
    ['+351912345678', 'BR', '+351 912 345 678'],
    ['+351912345678', 'PT', '912 345 678'],
    ['987654321', 'BR', '987654321'],
    ['+9991234567', 'BR', '+9991234567'],
  ])('kept as %s is shown in %s as %s', (kept, country, shown) => {
    expect(showPhone(kept, country)).toBe(shown)
  })
})
