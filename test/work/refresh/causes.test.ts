import { expect, test } from 'vitest'
import { sayCause } from '../../../src/domain/ledger/cause.ts'
import type { CauseName } from '../../../src/work/refresh/causes.ts'

/** Every cause that a refresh may write; the compiler wants each. */
const causes: Readonly<Record<CauseName | 'baseline' | 'erasure', string>> = {
  arrivals: '812',
  import: '7',
  undo: '8',
  merge: '9',
  clock: '',
  refresh: '',
  segment: '3 v2',
  shop: '',
  field: 'stage',
  baseline: '',
  erasure: '814',
}

const nameOf = (id: number) => (id === 3 ? 'VIP' : undefined)

test.each(Object.entries(causes))('%s is said in both languages', (cause, ref) => {
  const [en, pt] = (['en', 'pt-BR'] as const).map((locale) =>
    sayCause({ cause, ref }, locale, nameOf),
  )
  expect(en).toMatch(/ /)
  expect(pt).toMatch(/ /)
  expect(en).not.toBe(pt)
  expect([en, pt]).not.toContain(cause)
})

test('runs are named by their number, definitions by their version, segments by their name', () => {
  const say = (cause: string, ref: string) => sayCause({ cause, ref }, 'en', nameOf)
  expect(say('import', '7')).toBe('a file or an edit of many was taken in (import 7)')
  expect(say('definition', 'v4')).toBe('the definition was changed to version 4')
  expect(say('definition', 'deleted')).toBe('the segment was deleted')
  expect(say('segment', '3 v2')).toBe(
    'the segment “VIP”, which it speaks of, was changed to version 2',
  )
  expect(say('segment', '4 v2')).toContain('“4”')
  expect(say('something newer', '')).toBe('something newer')
})
