import { expect, test } from 'vitest'
import { advance, beginAt } from '../../../src/work/deliver/horizon.ts'

const nobody = { held: [], passages: [] }

test('what comes within reach is read once, and what a refresh holds back when it is over', () => {
  const begun = beginAt({ upTo: 100, held: [] }, 7)
  expect(begun).toEqual({ ...nobody, upTo: 100, deleted: 7, seq: 0 })
  expect(advance(begun, { upTo: 100, held: [] })).toBe(begun)

  // A refresh of segment 3 has begun at 110; others went on to 120.
  const during = advance(begun, { upTo: 120, held: [3] })
  expect(during.passages).toEqual([{ from: 100, upTo: 120, without: [3] }])
  expect(during.held).toEqual([[3, 100]])
  const later = advance({ ...during, passages: [] }, { upTo: 130, held: [3, 4] })
  expect(later.passages).toEqual([{ from: 120, upTo: 130, without: [3, 4] }])
  expect(later.held).toEqual([
    [3, 100],
    [4, 120],
  ])

  // It is over: its entries, of 110, are read now, and no other's a second time.
  const over = advance({ ...later, passages: [] }, { upTo: 140, held: [4] })
  expect(over.passages).toEqual([
    { from: 100, upTo: 140, segments: [3] },
    { from: 130, upTo: 140, without: [3, 4] },
  ])
  expect(over.held).toEqual([[4, 120]])
})

test('while everything is refreshed nothing is read', () => {
  const begun = beginAt({ upTo: 100, held: null }, 0)
  expect(advance(begun, { upTo: 120, held: null })).toBe(begun)
  expect(advance(begun, { upTo: 130, held: [] }).passages).toEqual([{ from: 100, upTo: 130 }])
})
