import type { Condition } from '../condition.ts'
import { negated, plainOf, Reasoner, type Plain } from './implies.ts'
import type { Fields } from './leaves.ts'

/** Something about a part of a condition that holds whoever is asked, found by reasoning alone. */
export type Finding = {
  /** Of the part: `of[1].of`; empty for the whole. */
  readonly path: readonly (string | number)[]
  readonly part: Condition
  /** The whole stays as it is when the part is put as that: `never` for no one, `always` for everyone. */
  readonly verdict: 'never' | 'always'
  /** Of which other part that follows, where it does not follow from the part alone. */
  readonly because: Condition | undefined
  /** In what kind of group they stand beside each other. */
  readonly beside: 'all' | 'any' | undefined
}

/** A condition with more parts than these is not reasoned about. */
const mostParts = 150

/**
 * The parts of a condition in normal form that can never hold, or always do, by themselves or wherever it
 * matters: in an `all` only among those who meet the other parts, in an `any` only among those who meet
 * none of them. Saved segments are not looked into, since whoever is pinned is in them whatever they say.
 */
export function findingsIn(condition: Condition, known: Fields): readonly Finding[] {
  if (partsIn(condition) > mostParts) return []
  const reasoner = new Reasoner(known)
  const found: Finding[] = []
  walk(condition, [], [])
  return found

  function walk(part: Condition, path: Finding['path'], given: readonly Given[]): void {
    const plain = plainOf(part)
    const own = reasoner.isNever(plain) ? 'never' : reasoner.isAlways(plain) ? 'always' : undefined
    if (own !== undefined && !isStated(part)) {
      found.push({ path, part, verdict: own, because: undefined, beside: undefined })
      if (path.length > 0) return
    } else if (own === undefined) {
      const finding = byOthers(part, plain, path, given)
      if (finding !== undefined) {
        found.push(finding)
        return
      }
    }
    inside(part, path, given)
  }

  function inside(part: Condition, path: Finding['path'], given: readonly Given[]): void {
    if (part.type === 'not') walk(part.of, [...path, 'of'], given)
    if (part.type !== 'all' && part.type !== 'any') return
    const { type, of } = part
    const parts = of.map((each) => plainOf(each))
    of.forEach((each, i) => {
      const others = of.flatMap((other, j): readonly Given[] => {
        const plain = parts[j]
        if (j === i || plain === undefined) return []
        const holds = type === 'all' ? plain : negated(plain)
        return [{ part: other, holds, beside: type, isBefore: j < i, depth: path.length + 2 }]
      })
      walk(each, [...path, 'of', i], [...given, ...others])
    })
  }

  function byOthers(
    part: Condition,
    plain: Plain,
    path: Finding['path'],
    given: readonly Given[],
  ): Finding | undefined {
    for (const { part: because, holds, beside, isBefore, depth } of given) {
      // What never holds, or always does, says nothing of others; it is found by itself.
      if (reasoner.isNever(holds) || reasoner.isAlways(holds)) continue
      const never = reasoner.implies(holds, negated(plain))
      const verdict = never ? 'never' : reasoner.implies(holds, plain) ? 'always' : undefined
      if (verdict === undefined) continue
      // Of two beside each other that say the same of each other the later is named.
      const isLater = depth !== path.length || isBefore
      if (!isLater && isMutual(plain, verdict, { holds, beside })) continue
      return { path, part, verdict, because, beside }
    }
    return undefined
  }

  /** Whether the same could be said of the other part by this one. */
  function isMutual(
    plain: Plain,
    verdict: Finding['verdict'],
    { holds, beside }: Pick<Given, 'holds' | 'beside'>,
  ): boolean {
    if (beside === 'all') return verdict === 'never' || reasoner.implies(plain, holds)
    return verdict === 'always' || reasoner.implies(negated(plain), holds)
  }
}

/** What may be taken as so where a part matters, and of which part that is. */
type Given = {
  readonly part: Condition
  readonly holds: Plain
  readonly beside: 'all' | 'any'
  readonly isBefore: boolean
  /** How long the path of the parts beside it is. */
  readonly depth: number
}

/** Everyone, and no one: that they are, is said. */
function isStated(part: Condition): boolean {
  return (part.type === 'all' || part.type === 'any') && part.of.length === 0
}

function partsIn(condition: Condition): number {
  if (condition.type === 'not') return 1 + partsIn(condition.of)
  if (condition.type !== 'all' && condition.type !== 'any') return 1
  return condition.of.reduce((count, each) => count + partsIn(each), 1)
}
