import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Clue } from '../../domain/customer/duplicates/clue.ts'
import { comparerOf, describe, type Described } from '../../domain/customer/duplicates/compare.ts'
import { patternOf, type Patterns } from '../../domain/customer/duplicates/model.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { readBlocks, shortKey, type Block, type Share } from '../../store/clickhouse/duplicates.ts'

/** Where customers meet whose keys are the same. */
export type Meeting = {
  readonly database: Database
  readonly run: number
  readonly clues: readonly Clue[]
  /** Customers of a block, at most. */
  readonly most: number
  /** Keys that more share: nobody meets there. */
  readonly overfull: ReadonlyMap<string, number>
}

/** Two who met, and how far they agree. What is in it is good until the next pair. */
export type Met = {
  readonly ids: readonly [string, string]
  /** Of the first. */
  readonly texts: readonly string[]
  readonly levels: Uint8Array
  readonly pattern: number
}

/** Compares all who meet in a share of the blocks, each pair once over all shares; says how many. */
export async function comparePairs(
  { database, run, clues, most, overfull }: Meeting,
  share: Share,
  onPair: (met: Met) => void,
): Promise<number> {
  const compare = comparerOf(clues)
  const levels = new Uint8Array(clues.length)
  const nobodyMetBy = new Set([...overfull.keys()].map(shortKey))
  let pairs = 0
  for await (const block of readBlocks(database, run, { share, most })) {
    // Of a block in which all have met before nobody is looked at.
    const described: Described[] = []
    const whoIs = (nth: number): Described => (described[nth] ??= describe(block.texts[nth] ?? []))
    for (const [i, j] of pairsHere(block, nobodyMetBy)) {
      const [a, b] = [whoIs(i), whoIs(j)]
      compare(a, b, levels)
      pairs++
      onPair({ ids: idsOf(block, i, j), texts: a.texts, levels, pattern: patternOf(levels) })
    }
  }
  return pairs
}

/** Those of the block, by their places, who have not met in one before it. */
function* pairsHere(
  { before }: Block,
  nobodyMetBy: ReadonlySet<number>,
): Generator<[number, number]> {
  const keys = before.map((each) => each.map((key) => (nobodyMetBy.has(key) ? 0 : key)))
  for (const [i, one] of keys.entries()) {
    for (let j = i + 1; j < keys.length; j++) {
      if (!haveMet(one, keys[j] ?? [])) yield [i, j]
    }
  }
}

function idsOf({ ids }: Block, i: number, j: number): readonly [string, string] {
  return [ids[i] ?? '', ids[j] ?? '']
}

/** Where several keys are shared the pair is compared where the first of them is, and only there. */
function haveMet(one: readonly number[], other: readonly number[]): boolean {
  for (let at = 0; at < one.length; at++) {
    const key = one[at] ?? 0
    if (key !== 0 && key === other[at]) return true
  }
  return false
}

const mostDrawn = 150_000

/** How far drawn customers agree who have nothing to do with each other; all pairs of a small sample. */
export function countDrawn(
  clues: readonly Clue[],
  sample: readonly (readonly string[])[],
): Patterns {
  const compare = comparerOf(clues)
  const levels = new Uint8Array(clues.length)
  const described = sample.map(describe)
  const patterns: Patterns = new Map()
  for (const [a, b] of drawPairs(described)) {
    compare(a, b, levels)
    const pattern = patternOf(levels)
    patterns.set(pattern, (patterns.get(pattern) ?? 0) + 1)
  }
  return patterns
}

function* drawPairs<T>(of: readonly T[]): Generator<readonly [T, T]> {
  const all = (of.length * (of.length - 1)) / 2
  if (all <= mostDrawn) {
    for (const [i, a] of of.entries()) for (const b of of.slice(i + 1)) yield [a, b]
    return
  }
  // Always the same ones: a run that is repeated finds what it found.
  const generator = xoroshiro128plus(11)
  for (let drawn = 0; drawn < mostDrawn;) {
    const a = of[uniformInt(generator, 0, of.length - 1)]
    const b = of[uniformInt(generator, 0, of.length - 1)]
    if (a === undefined || b === undefined || a === b) continue
    drawn++
    yield [a, b]
  }
}
