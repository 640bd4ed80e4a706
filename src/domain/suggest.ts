import { fold } from './fold.ts'

/** Names longer than this are compared by their beginnings, so that a hostile one costs little. */
const compared = 60

/**
 * The candidate that somebody who wrote `name` probably meant: at most a third of its letters wrong,
 * left out, added or swapped, case and accents aside; undefined where none is near.
 */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = fold(name).slice(0, compared)
  let best: string | undefined
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const candidate of candidates) {
    const distance = distanceOf(wanted, fold(candidate).slice(0, compared))
    if (distance < least) {
      least = distance
      best = candidate
    }
  }
  return best
}

/** `Did you mean "x"?`, or the other advice where nothing is near. */
export function didYouMean(name: string, candidates: Iterable<string>, otherwise: string): string {
  const meant = suggest(name, candidates)
  return meant === undefined ? otherwise : `Did you mean ${JSON.stringify(meant)}?`
}

/** How many letters apart two texts are: insertions, deletions, substitutions and swaps of neighbours (optimal string alignment distance). */
export function distanceOf(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const changed = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, changed, swapped(i, j)))
    }
  }
  return at(a.length, b.length)

  function swapped(i: number, j: number): number {
    return a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity
  }
}
