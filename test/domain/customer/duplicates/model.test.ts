import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, test } from 'vitest'
import type { Clue, ClueKind } from '../../../../src/domain/customer/duplicates/clue.ts'
import {
  learn,
  levelsOf,
  patternOf,
  posterior,
  type Patterns,
  type Seen,
} from '../../../../src/domain/customer/duplicates/model.ts'

function clue(name: string, kind: ClueKind, personal: boolean): Clue {
  return { name, label: name, kind, personal, from: [] }
}

const clues = [
  clue('given_name', 'given', true),
  clue('surname', 'family', false),
  clue('birth_date', 'date', true),
  clue('street', 'text', false),
  clue('phone', 'phone', false),
]

type Shares = readonly (readonly number[])[]

/** By clue how often each telling level is seen. */
const m: Shares = [
  [0.8, 0.12, 0.03, 0.02, 0.03],
  [0.75, 0.15, 0.03, 0.02, 0.05],
  [0.9, 0.06, 0.01, 0.001, 0.029],
  [0.6, 0.2, 0.05, 0.001, 0.149],
  [0.5, 0.1, 0.001, 0.001, 0.398],
]
const u: Shares = [
  [0.01, 0.01, 0.02, 0.001, 0.959],
  [0.01, 0.01, 0.01, 0.001, 0.969],
  [0.0003, 0.002, 0.01, 0.0001, 0.9876],
  [0.001, 0.001, 0.003, 0.0001, 0.9949],
  [0.0001, 0.0005, 0.0001, 0.0001, 0.9992],
]
/** A family: all but what is one's own. */
const home: Shares = [
  u[0]!,
  [0.85, 0.1, 0.02, 0.001, 0.029],
  u[2]!,
  [0.9, 0.06, 0.01, 0.001, 0.029],
  [0.5, 0.02, 0.001, 0.001, 0.478],
]

function draw(count: number, shares: Shares, seed: number): Patterns {
  const generator = xoroshiro128plus(seed)
  const patterns: Patterns = new Map()
  for (let i = 0; i < count; i++) {
    const levels = Uint8Array.from(shares, (each) => {
      let left = uniformFloat64(generator)
      if (left < 0.05) return 5
      left = uniformFloat64(generator)
      return Math.max(
        0,
        each.findIndex((share) => (left -= share) < 0),
      )
    })
    const pattern = patternOf(levels)
    patterns.set(pattern, (patterns.get(pattern) ?? 0) + 1)
  }
  return patterns
}

function together(...all: readonly Patterns[]): Patterns {
  const sum: Patterns = new Map()
  for (const [pattern, count] of all.flatMap((each) => [...each])) {
    sum.set(pattern, (sum.get(pattern) ?? 0) + count)
  }
  return sum
}

function seen(met: Patterns, more: Partial<Seen> = {}): Seen {
  return {
    clues,
    met,
    times: 1,
    drawn: draw(100_000, u, 3),
    pairs: 5e8,
    customers: 31_623,
    wholly: clues.map(() => false),
    ...more,
  }
}

describe('the model', () => {
  test('recovers how often each level is seen, and of how many pairs, without being told', () => {
    const model = learn(seen(together(draw(8_000, m, 1), draw(100_000, u, 2))))
    const [match] = model.classes
    expect(match!.share * 5e8).toBeGreaterThan(7_400)
    expect(match!.share * 5e8).toBeLessThan(8_400)
    for (const [at, shares] of m.entries()) {
      for (const [each, share] of shares.entries()) {
        expect(match!.levels[at]![each]!).toBeCloseTo(share, 1)
      }
      expect(model.u[at]![0]!).toBeLessThan(u[at]![0]! * 1.3 + 1e-5)
    }
  })

  test('learns the same from a share of the blocks', () => {
    const met = together(draw(2_000, m, 1), draw(25_000, u, 2))
    const model = learn(seen(met, { times: 4 }))
    expect(model.classes[0]!.share * 5e8).toBeGreaterThan(7_400)
    expect(model.classes[0]!.share * 5e8).toBeLessThan(8_600)
  })

  test('keeps a family apart that shares surname, street and phone', () => {
    const met = together(draw(3_000, m, 1), draw(6_000, home, 4), draw(100_000, u, 2))
    const model = learn(seen(met))
    const family = Uint8Array.of(4, 0, 4, 0, 0)
    const twin = Uint8Array.of(0, 0, 0, 0, 0)
    const moved = Uint8Array.of(0, 0, 0, 4, 4)
    expect(posterior(model, family)).toBeLessThan(0.1)
    expect(posterior(model, twin)).toBeGreaterThan(0.99)
    expect(posterior(model, moved)).toBeGreaterThan(0.5)
  })

  test('takes agreeing on what is rare for more than agreeing on what is frequent', () => {
    const model = learn(seen(together(draw(8_000, m, 1), draw(100_000, u, 2))))
    const levels = Uint8Array.of(0, 0, 5, 5, 5)
    const usual = posterior(model, levels)
    const rare = posterior(model, levels, Float64Array.of(1, 20, 1, 1, 1))
    const frequent = posterior(model, levels, Float64Array.of(1, 0.1, 1, 1, 1))
    expect(frequent).toBeLessThan(usual)
    expect(usual).toBeLessThan(rare)
  })

  test('finds nobody where there is nobody to be found', () => {
    const model = learn(seen(draw(100_000, u, 2)))
    expect(model.classes[0]!.share * 5e8).toBeLessThan(10)
    expect(posterior(model, Uint8Array.of(0, 0, 4, 4, 4))).toBeLessThan(0.5)
  })

  test('stands without any pair at all', () => {
    const model = learn(seen(new Map(), { drawn: new Map(), pairs: 0, customers: 1 }))
    expect(Number.isFinite(posterior(model, Uint8Array.of(0, 0, 0, 0, 0)))).toBe(true)
    expect(posterior(model, Uint8Array.of(5, 5, 5, 5, 5))).toBeLessThan(0.5)
  })
})

test('a pattern is its levels, for as many clues as there may be', () => {
  const levels = Uint8Array.from({ length: 18 }, (_, at) => at % 6)
  expect(Number.isSafeInteger(patternOf(new Uint8Array(18).fill(5)))).toBe(true)
  expect([...levelsOf(patternOf(levels), 18)]).toEqual([...levels])
})
