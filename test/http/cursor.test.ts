import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCursor, readIdCursor, writeCursor } from '../../src/http/cursor.ts'

describe('a cursor', () => {
  test('gives back what was put in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 3 }),
        (parts) => {
          expect(readCursor(writeCursor(parts), parts.length)).toEqual(parts)
        },
      ),
    )
  })

  test('that nobody made is refused', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => readIdCursor(text)).toThrow('no cursor')
      }),
    )
    expect(() => readIdCursor(writeCursor(['1 OR 1=1']))).toThrow('no cursor')
    expect(readIdCursor(undefined)).toBeUndefined()
  })
})
