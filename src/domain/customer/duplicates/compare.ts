import type { Clue, ClueKind } from './clue.ts'
import { edits, jaroWinkler } from './likeness.ts'
import { soundOf } from './phonetics.ts'

/** How far two customers agree in a clue. */
export const level = {
  same: 0,
  /** A digit or a letter off, or said alike. */
  close: 1,
  alike: 2,
  /** What one has here, the other has in a clue of the same kind. */
  swapped: 3,
  different: 4,
  /** One of them lacks it, which says nothing. */
  missing: 5,
} as const
export type Level = (typeof level)[keyof typeof level]

/** What {@link file://./clueText.ts} makes of a customer, with which letters are in each text. */
export type Described = { readonly texts: readonly string[]; readonly letters: Int32Array }

export function describe(texts: readonly string[]): Described {
  return { texts, letters: Int32Array.from(texts, lettersOf) }
}

/** Writes how far two agree in each clue. */
export type Comparer = (a: Described, b: Described, into: Uint8Array) => void

export function comparerOf(clues: readonly Clue[]): Comparer {
  const comparers = clues.map(({ kind }) => comparersOf[kind])
  const pairs = swappable(clues)
  return (a, b, into) => {
    for (let i = 0; i < comparers.length; i++) {
      const one = a.texts[i] ?? ''
      const other = b.texts[i] ?? ''
      if (one === '' || other === '') into[i] = level.missing
      else if (one === other) into[i] = level.same
      else if (haveOtherLetters(a.letters[i] ?? 0, b.letters[i] ?? 0)) into[i] = level.different
      else into[i] = (comparers[i] ?? byText)(one, other)
    }
    for (const [i, j] of pairs) markSwap(a.texts, b.texts, into, [i, j])
  }
}

/** A bit for each letter or digit that is in it; some share one. */
function lettersOf(text: string): number {
  let letters = 0
  for (let i = 0; i < text.length; i++) letters |= 1 << (text.charCodeAt(i) & 31)
  return letters
}

/** Most pairs of texts have little in common, and need not be looked at letter by letter. */
function haveOtherLetters(a: number, b: number): boolean {
  const common = bits(a & b)
  return common * 2 < Math.min(bits(a), bits(b))
}

function bits(n: number): number {
  let x = n - ((n >>> 1) & 0x55555555)
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

type Two = readonly [number, number]

/** Clues whose values people and programs mistake for each other: the two names, lines of text. */
function swappable(clues: readonly Clue[]): readonly Two[] {
  const kinds = clues.map(({ kind }) => (kind === 'given' || kind === 'family' ? 'name' : kind))
  return kinds.flatMap((kind, i) =>
    kind === 'name' || kind === 'text'
      ? kinds.flatMap((other, j): Two[] => (j > i && other === kind ? [[i, j]] : []))
      : [],
  )
}

function markSwap(a: readonly string[], b: readonly string[], into: Uint8Array, [i, j]: Two): void {
  const [one = 0, other = 0] = [into[i], into[j]]
  if (one < level.swapped || other < level.swapped) return
  const across = isCross(a[i], b[j])
  const back = isCross(a[j], b[i])
  if (across === false || back === false || (across ?? back) === undefined) return
  // Where both lack one of the two, nothing differs: that they agree across is said of the first.
  if (one === level.different || other === level.missing) into[i] = level.swapped
  if (other === level.different) into[j] = level.swapped
}

/** Undefined where one is missing. Short ones agree by chance. */
function isCross(a: string | undefined, b: string | undefined): boolean | undefined {
  if (a === undefined || b === undefined || a === '' || b === '') return undefined
  if (a === b) return a.length > 2
  return a.length > 4 && a.charCodeAt(0) === b.charCodeAt(0) && edits(a, b, 1) === 1
}

type Compare = (a: string, b: string) => Level

const comparersOf: Readonly<Record<ClueKind, Compare>> = {
  given: byName,
  family: byName,
  date: byDate,
  email: byEmail,
  phone: byCode,
  code: byCode,
  text: byText,
}

function byName(a: string, b: string): Level {
  const longer = Math.min(a.length, b.length)
  if (longer > 2 && edits(a, b, 1) === 1) return level.close
  if (longer > 2 && soundOf(a) === soundOf(b)) return level.close
  if (longer > 6 && edits(a, b, 2) === 2) return level.close
  if (longer === 1) return a.charCodeAt(0) === b.charCodeAt(0) ? level.alike : level.different
  if (shareWord(a, b)) return level.alike
  return jaroWinkler(a, b) >= 0.86 ? level.alike : level.different
}

/** One of several words in common: Maria Aparecida and Maria. */
function shareWord(a: string, b: string): boolean {
  if (!a.includes(' ') && !b.includes(' ')) return false
  const words = a.split(' ').filter((word) => word.length > 2)
  const others = b.split(' ')
  return words.some((word) => others.includes(word))
}

function byDate(a: string, b: string): Level {
  if (edits(a, b, 1) === 1) return level.close
  const sameYear = a.startsWith(b.slice(0, 4))
  if (sameYear && a.slice(4, 6) === b.slice(6) && a.slice(6) === b.slice(4, 6)) return level.close
  const parts = [sameYear, a.slice(4, 6) === b.slice(4, 6), a.slice(6) === b.slice(6)]
  return parts.filter((same) => same).length === 2 ? level.alike : level.different
}

function byCode(a: string, b: string): Level {
  const shorter = Math.min(a.length, b.length)
  if (shorter < 2) return level.different
  const apart = edits(a, b, 2)
  if (apart === 1) return shorter > 2 ? level.close : level.alike
  return apart === 2 && shorter > 5 ? level.alike : level.different
}

/** A typing mistake anywhere; the same name before the @; or nearly. */
function byEmail(a: string, b: string): Level {
  const apart = edits(a, b, 2)
  if (apart <= 2) return level.close
  const one = a.slice(0, a.lastIndexOf('@'))
  const other = b.slice(0, b.lastIndexOf('@'))
  if (one.length > 3 && one === other) return level.close
  const undotted = one.replaceAll(/[._-]/g, '')
  if (undotted.length > 3 && undotted === other.replaceAll(/[._-]/g, '')) return level.alike
  return jaroWinkler(one, other) >= 0.93 ? level.alike : level.different
}

function byText(a: string, b: string): Level {
  const shorter = Math.min(a.length, b.length)
  if (shorter < 2) return level.different
  const apart = edits(a, b, 2)
  if (apart === 1) return shorter > 2 ? level.close : level.alike
  if (apart === 2 && shorter > 6) return level.close
  if (shorter > 3 && soundOf(a) === soundOf(b)) return level.close
  if (shorter > 4 && Math.max(a.length, b.length) < 2 * shorter && jaroWinkler(a, b) >= 0.88) {
    return level.alike
  }
  return haveWordsAlike(a, b) ? level.alike : level.different
}

/** The same words in another order; or more than half in common, not only kinds of street. */
function haveWordsAlike(a: string, b: string): boolean {
  if (!a.includes(' ') || !b.includes(' ')) return false
  const words = a.split(' ')
  const others = b.split(' ')
  const shared = words.filter((word) => others.includes(word))
  const longer = Math.max(words.length, others.length)
  if (shared.length * 2 > longer && shared.some((word) => word.length > 4)) return true
  if (shared.length === 0 || words.length !== others.length) return false
  return edits(words.toReversed().join(' '), b, 2) <= 2
}
