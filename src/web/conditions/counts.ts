import type { BranchShown } from '../../api/analysis.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { normal } from '../../domain/segment/normal.ts'
import { partsOf, type Way } from './tree.ts'

/** How many meet each part, by the part's way as text (`0.1`); and where it is odd, why. */
export type Counts = ReadonlyMap<string, BranchShown>

/** The way as text, by which parts are found. */
export function keyOf(way: Way): string {
  return way.join('.')
}

/**
 * Lays the branches that were counted, which are of the normal form, over the condition as it is shown, in
 * which groups of one and groups in groups of their own type still stand.
 */
export function countsOf(condition: Condition, tree: BranchShown): Counts {
  const counts = new Map<string, BranchShown>()
  lay(condition, tree, [])
  return counts

  function lay(part: Condition, branch: BranchShown, way: Way): void {
    counts.set(keyOf(way), branch)
    if (part.type === 'not') {
      const [inside] = branch.of
      if (inside !== undefined) lay(part.of, inside, [...way, 0])
      return
    }
    const parts = partsOf(part)
    if (normal(part).type !== part.type || parts.length === 1) {
      const [only] = parts
      if (only !== undefined && parts.length === 1) lay(only, branch, [...way, 0])
      return
    }
    layAll(part, [...branch.of], way)
  }

  function layAll(group: Condition, left: BranchShown[], way: Way): void {
    partsOf(group).forEach((part, i) => {
      const here = [...way, i]
      const same = normal(part).type === group.type
      if (same && part.type === group.type) layAll(part, left, here)
      else {
        const branch = left.shift()
        if (branch !== undefined) lay(part, branch, here)
      }
    })
  }
}
