import { fold } from '../../fold.ts'
import { mostPairs, type Pair } from './mend.ts'
import type { Pairing } from './spellings.ts'
import { vocabularies, type Vocabulary } from './vocabulary.ts'

/** So many different words are remembered of each vocabulary; none has as many that people write. */
const mostWords = 4_000

/** So much of a field must be of a vocabulary. */
const enough = 0.8

/** Finds values that say the same by different words: `SP` and `São Paulo`. */
export class Styles {
  readonly #heard = vocabularies.map((vocabulary) => ({
    vocabulary,
    known: 0,
    words: new Map<string, number>(),
  }))

  add(text: string, n: number): void {
    if (text.length > 60) return
    for (const heard of this.#heard) {
      if (heard.vocabulary.read(text) === undefined) continue
      heard.known += n
      if (heard.words.size < mostWords) heard.words.set(text, n)
    }
  }

  /** @param filled how many customers have a value at all */
  finish(filled: number): Pairing {
    const spoken = this.#heard.find(({ known }) => known > 0 && known >= enough * filled)
    return spoken === undefined
      ? { count: 0, values: 0, pairs: [] }
      : pairingOf(spoken.vocabulary, spoken.words)
  }
}

function pairingOf({ read, codes }: Vocabulary, words: ReadonlyMap<string, number>): Pairing {
  const byMeaning = new Map<string, string[]>()
  for (const word of words.keys()) {
    const meaning = read(word) ?? ''
    byMeaning.set(meaning, [...(byMeaning.get(meaning) ?? []), word])
  }
  const groups = [...byMeaning]
  const styleOf = (word: string, meaning: string): string =>
    fold(word) === fold(meaning) ? 'code' : fold(word)
  // Names for all is a style too; what is mixed is said in two ways, or by code here and by name there.
  const isMixed =
    groups.some(([meaning, all]) => new Set(all.map((word) => styleOf(word, meaning))).size > 1) ||
    (codes &&
      new Set(
        groups.flatMap(([meaning, all]) => all.map((word) => styleOf(word, meaning) === 'code')),
      ).size > 1)
  if (!isMixed) return { count: 0, values: 0, pairs: [] }
  const nOf = (word: string): number => words.get(word) ?? 0
  const pairs = groups.flatMap(([meaning, all]): Pair[] => {
    const target = codes ? meaning : (all.toSorted((a, b) => nOf(b) - nOf(a))[0] ?? '')
    return all.filter((word) => fold(word) !== fold(target)).map((word) => [word, target])
  })
  const most = pairs.toSorted(([a], [b]) => nOf(String(b)) - nOf(String(a))).slice(0, mostPairs)
  return {
    count: pairs.reduce((sum, [word]) => sum + nOf(String(word)), 0),
    values: pairs.length,
    pairs: most,
  }
}
