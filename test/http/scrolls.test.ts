import { expect, test } from 'vitest'
import { Refusal } from '../../src/domain/failure.ts'
import { Scrolls } from '../../src/http/vtex/scrolls.ts'

const minute = 60_000

test('a scroll is kept for twenty minutes after each use, and its token stays', () => {
  const scrolls = new Scrolls<string>()
  const token = scrolls.keep('first', 0)
  expect(scrolls.at(token, 20 * minute - 1)).toBe('first')
  expect(scrolls.keep('second', 20 * minute - 1, token)).toBe(token)
  expect(scrolls.at(token, 39 * minute)).toBe('second')
  expect(() => scrolls.at(token, 40 * minute)).toThrow(Refusal)
  expect(() => scrolls.at('another', 0)).toThrow('left for 20 minutes')
})

test('more than fifty are not open at once, and those left behind make room', () => {
  const scrolls = new Scrolls<number>()
  const tokens = Array.from({ length: 50 }, (_, i) => scrolls.keep(i, 0))
  expect(() => scrolls.keep(50, minute)).toThrow('Maximum simultaneous scrolls rate exceeded (50)')
  // Going on with one that is open takes no more room.
  expect(scrolls.keep(1, minute, tokens[1])).toBe(tokens[1])
  expect(scrolls.keep(50, 20 * minute)).not.toBe('')
  expect(scrolls.at(tokens[1] ?? '', 20 * minute)).toBe(1)
})
