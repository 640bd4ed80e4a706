import type { Condition, Rank } from '../../src/domain/segment/condition.ts'
import type { Context, Facts } from '../../src/domain/segment/facts.ts'
import { matches, valueRanked } from '../../src/domain/segment/matches.ts'
import {
  byCreation,
  byValue,
  rankKey,
  ranksIn,
  takenOf,
  type RankEdge,
  type Ranks,
  type Ratio,
} from '../../src/domain/segment/rank.ts'

/**
 * How far the ranks reach that those conditions ask about, of everyone there is, as of the context's
 * instant: what it means. Where not everyone can be held in memory it is asked of the store, which agrees.
 */
export function rankEdges(
  conditions: readonly Condition[],
  all: readonly Facts[],
  context: Context,
): Ranks {
  return new Map(
    ranksIn(conditions, context).map((rank) => [rankKey(rank), rankEdge(rank, all, context)]),
  )
}

/** Those who are put in order, in that order. */
export function inOrder(rank: Rank, all: readonly Facts[], context: Context): readonly InOrder[] {
  const { by, among, side } = rank
  return all
    .flatMap((facts): InOrder[] => {
      if (among !== undefined && !matches(among, facts, context)) return []
      const value = valueRanked(by, facts, context)
      return value === undefined ? [] : [{ facts, value }]
    })
    .toSorted((a, b) => byValue(side)(a.value, b.value) || byCreation(a.facts, b.facts))
}

type InOrder = { readonly facts: Facts; readonly value: Ratio }

function rankEdge(rank: Rank, all: readonly Facts[], context: Context): RankEdge | null {
  const ordered = inOrder(rank, all, context)
  const among = ordered.length
  const wanted = takenOf(rank, among)
  const edge = ordered[wanted - 1]
  if (edge === undefined) return null
  const equal = ({ value }: InOrder) => byValue(rank.side)(value, edge.value) === 0
  const taken = ordered.findLastIndex(equal) + 1
  if (rank.percent === true || taken === wanted) return { among, taken, value: edge.value }
  const { id, created } = edge.facts
  return { among, taken: wanted, value: edge.value, last: { id, created } }
}
