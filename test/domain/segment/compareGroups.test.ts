import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  compareGroups,
  type Parted,
  type Trait,
} from '../../../src/domain/segment/groups/compareGroups.ts'
import { adjusted, chanceOf, zOf } from '../../../src/domain/segment/groups/statistics.ts'
import { everyone } from '../../../src/domain/segment/condition.ts'

test.each([
  [0, 1],
  [1, 0.317_310_507_862_914_2],
  [1.959_963_984_540_054, 0.05],
  [-2.575_829_303_548_901, 0.01],
  [5, 5.733_031_437_583_866e-7],
  [12, 3.552_964_224_155_359e-33],
])('the chance of %s standard errors is that of the tables', (z, chance) => {
  expect(chanceOf(z) / chance).toBeCloseTo(1, 6)
})

test('the square of z is the chi-square of the table', () => {
  // 40 of 100 against 25 of 100: 200 · (40 · 75 − 60 · 25)² / (100 · 100 · 65 · 135).
  const z = zOf({ have: 40, of: 100 }, { have: 25, of: 100 }) ?? 0
  expect(z ** 2).toBeCloseTo((200 * (40 * 75 - 60 * 25) ** 2) / (100 * 100 * 65 * 135), 10)
  expect(z).toBeGreaterThan(0)
  expect(zOf({ have: 4, of: 10 }, { have: 1, of: 10 })).toBeUndefined()
  expect(zOf({ have: 100, of: 100 }, { have: 100, of: 100 })).toBeUndefined()
})

test('the chances of the paper are corrected as there', () => {
  // Benjamini and Hochberg 1995, section 3.2: fifteen hypotheses, four of which stand at 0.05.
  const chances = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
    0.6528, 0.759, 1,
  ]
  const found = adjusted(chances.toReversed()).toReversed()
  expect(found.filter((each) => each <= 0.05)).toHaveLength(4)
  expect(found[3]).toBeCloseTo((0.0095 * 15) / 4, 10)
  expect(found.at(-1)).toBe(1)
})

const part = fc.integer({ min: 0, max: 400 })
const parted = fc.record({ first: part, second: part, both: part })
const within = (all: Parted): fc.Arbitrary<Parted> =>
  fc.record({
    first: fc.integer({ min: 0, max: all.first }),
    second: fc.integer({ min: 0, max: all.second }),
    both: fc.integer({ min: 0, max: all.both }),
  })

test('no figure that is shown, nor what is between two of them, tells of fewer than ten', () => {
  let shown = 0
  const drawn = parted.chain((all) => fc.tuple(fc.constant(all), fc.array(within(all))))
  fc.assert(
    fc.property(drawn, ([all, haves]) => {
      const traits = haves.map((have): Trait => ({ condition: everyone, have }))
      const found = compareGroups(traits, all, 10)
      for (const { count, otherCount } of [...found.more, ...found.less]) {
        shown += 1
        const lack = [all.first + all.both - count, all.second + all.both - otherCount]
        for (const n of [count, otherCount, ...lack]) expect(n === 0 || n >= 10).toBe(true)
      }
      expect(found.tested + found.small).toBeLessThanOrEqual(traits.length)
    }),
  )
  expect(shown).toBeGreaterThan(50)
})

test('what more of a part have than of the rest is found, against everyone and against another', () => {
  const trait = (first: number, second: number, both: number): Trait => ({
    condition: everyone,
    have: { first, second, both },
  })
  // A part of everyone: 100 of 1,000, of whom 60 have it, and 90 of the 900 others.
  const part = compareGroups([trait(0, 90, 60)], { first: 0, second: 900, both: 100 }, 10)
  expect(part.more).toHaveLength(1)
  expect(part.more[0]).toMatchObject({ count: 60, share: 0.6, otherCount: 150, otherShare: 0.15 })
  expect(part.more[0]?.lift).toBeCloseTo(4, 10)
  expect(part.more[0]?.z).toBeCloseTo(zOf({ have: 60, of: 100 }, { have: 90, of: 900 }) ?? 0, 10)
  // Two that overlap: those in both count in both shares, and not in the test.
  const two = compareGroups([trait(10, 60, 50)], { first: 100, second: 100, both: 100 }, 10)
  expect(two.less[0]).toMatchObject({ count: 60, otherCount: 110 })
  expect(two.less[0]?.z).toBeCloseTo(zOf({ have: 10, of: 100 }, { have: 60, of: 100 }) ?? 0, 10)
})
