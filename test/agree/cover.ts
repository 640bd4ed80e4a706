import { drawn, tallyWorld } from './check.ts'
import { gapsIn } from './gaps.ts'
import type { Tally } from './note.ts'

/** A world and what its cases reach. */
type Reaching = { readonly seed: number; readonly tally: Tally }

/**
 * Of the worlds of so many seeds the few that reach everything together, found one after the other by
 * what is still missing most: their seeds, ascending; undefined when all of them leave gaps.
 */
export function covering(
  seed: number,
  worlds: number,
  say: (line: string) => void,
): readonly number[] | undefined {
  const all: Reaching[] = []
  for (let nth = 0; nth < worlds; nth++) {
    const tally: Tally = new Map()
    tallyWorld(tally, seed + nth, drawn(seed + nth))
    all.push({ seed: seed + nth, tally })
    if ((nth + 1) % 50 === 0) say(`${nth + 1} worlds drawn`)
  }
  for (const { says } of gapsIn(sumOf(all))) say(`reached by none: ${says}`)
  const chosen = without(addedUntilAll(all))
  return chosen?.map((each) => each.seed).toSorted((a, b) => a - b)
}

/** One world more, that which leaves least missing, until nothing is. */
function addedUntilAll(all: readonly Reaching[]): readonly Reaching[] | undefined {
  const left = new Set(all)
  const chosen: Reaching[] = []
  while (chosen.length === 0 || lackOf(chosen) > 0) {
    let best: { readonly each: Reaching; readonly lack: number } | undefined
    for (const each of left) {
      const lack = lackOf([...chosen, each])
      if (best === undefined || lack < best.lack) best = { each, lack }
    }
    if (best === undefined) return undefined
    left.delete(best.each)
    chosen.push(best.each)
  }
  return chosen
}

/** Less those that the later ones made needless. */
function without(chosen: readonly Reaching[] | undefined): readonly Reaching[] | undefined {
  return chosen?.reduce<readonly Reaching[]>((kept, each) => {
    const others = kept.filter((other) => other !== each)
    return lackOf(others) === 0 ? others : kept
  }, chosen)
}

/** How much is missing: of each gap a little, and more the wider it is. */
function lackOf(worlds: readonly Reaching[]): number {
  return gapsIn(sumOf(worlds)).reduce((sum, { lack }) => sum + 0.1 + 0.9 * lack, 0)
}

function sumOf(worlds: readonly Reaching[]): Tally {
  const sum: Tally = new Map()
  for (const { tally } of worlds) {
    for (const [what, { draws, truths }] of tally) {
      const count = sum.get(what) ?? { draws: 0, truths: 0 }
      count.draws += draws
      count.truths += truths
      sum.set(what, count)
    }
  }
  return sum
}
