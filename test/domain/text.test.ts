import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFailure } from '../../src/domain/failure.ts'
import { cleanText } from '../../src/domain/text.ts'

test('half a surrogate pair becomes U+FFFD, a whole one stays', () => {
  expect(cleanText('a\ud83db\ude00\ud83d\ude00')).toBe('a\ufffdb\ufffd😀')
})

test('a text with NUL is refused, with what to do', () => {
  const refused = cleanText('a\0b')
  expect(isFailure(refused)).toBe(true)
  expect(refused).toMatchObject({ code: 'invalid', fix: expect.stringContaining('U+0000') })
})

test('everything else stays as it came, and what is kept is well-formed', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 1, max: 0xffff }).map((u) => String.fromCharCode(u)) }),
      (given) => {
        expect(cleanText(given)).toBe(Buffer.from(given, 'utf8').toString('utf8'))
      },
    ),
  )
})
