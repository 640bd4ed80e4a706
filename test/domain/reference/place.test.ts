import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import { placeId, placeKinds, placeOf } from '../../../src/domain/reference/place.ts'

test('the id of a place says its kind and key so that they come to the same id again', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      'Recife - PE',
      'São José (SC)',
      'a/b/c',
      '50030-230',
      'Pernambuco',
      'Brasil',
      'A - b',
      '´',
      '´/PE',
      'Olinda/´',
    ),
  )
  fc.assert(
    fc.property(fc.constantFrom(...placeKinds), texts, (by, text) => {
      const id = placeId(by, text, 'BR')
      if (isFailure(id)) return
      const { key } = placeOf(id)
      expect(placeId(by, key, 'BR')).toBe(id)
    }),
    { numRuns: 500 },
  )
})
