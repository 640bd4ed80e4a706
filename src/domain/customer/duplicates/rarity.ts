import type { Clue } from './clue.ts'
import { level } from './compare.ts'

/** How much rarer than usual a value is that two agree on, as a factor; 1 where nothing is known. */
export type Rarity = (at: number, text: string) => number

/** Beyond this it is chance that speaks: a sample does not know how rare the rarest are. */
const most = 30

/**
 * Learnt from a sample: agreeing on a value that one in `p` has is as likely as `p`, not as agreeing on
 * any (the value-specific weights of Winkler 1990). Only values that several of the sample have are kept.
 */
export function rarityOf(clues: readonly Clue[], sample: readonly (readonly string[])[]): Rarity {
  const each = clues.map(({ kind }, at) =>
    kind === 'given' || kind === 'family' || kind === 'text' ? countsOf(sample, at) : undefined,
  )
  return (at, text) => {
    const counts = each[at]
    if (counts === undefined) return 1
    const share = counts.often.get(text) ?? counts.seldom
    return Math.min(most, Math.max(1 / most, counts.usual / share))
  }
}

/** By clue, the factor for a pair; 1 wherever they do not agree. */
export function rarerBy(
  rarity: Rarity,
  levels: Uint8Array,
  texts: readonly string[],
): Float64Array {
  return Float64Array.from(levels, (each, at) =>
    each === level.same ? rarity(at, texts[at] ?? '') : 1,
  )
}

type Counts = {
  readonly often: ReadonlyMap<string, number>
  /** How often values are that are not in `often`. */
  readonly seldom: number
  /** How often two agree on any. */
  readonly usual: number
}

/** Values that fewer have are as good as rare. */
const few = 4

function countsOf(sample: readonly (readonly string[])[], at: number): Counts | undefined {
  const counts = new Map<string, number>()
  for (const texts of sample) {
    const text = texts[at] ?? ''
    if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  const filled = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (filled < 2) return undefined
  const rare = [...counts.values()].filter((count) => count < few)
  const rareSum = rare.reduce((sum, count) => sum + count, 0)
  let usual = 0
  for (const count of counts.values()) usual += (count / filled) ** 2
  return {
    often: new Map(
      [...counts]
        .filter(([, count]) => count >= few)
        .map(([text, count]) => [text, count / filled]),
    ),
    seldom: rare.length === 0 ? 1 / filled : rareSum / rare.length / filled,
    usual,
  }
}
