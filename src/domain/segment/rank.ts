import { conditionsBehind } from './behind.ts'
import type { Condition, Measure, Rank } from './condition.ts'
import type { Context, Facts } from './facts.ts'
import { leavesOf } from './leaves.ts'

/**
 * A rank puts those in order of whom there is a value: a field that is filled, a measure that gives a
 * number and rests on at least one event; with `among` those of them of whom that holds. The greatest
 * comes first, or the least, by exact value. Of percent it takes so many that they are at least that share
 * of those in order (⌈n·m/100⌉), and whoever is equal to the last of these too. Of a number it takes that
 * many, or all that there are: of equals the earlier created comes first, then the lesser id.
 *
 * Whether somebody is in it depends on everyone, so that how far it reaches is found out first, of all
 * facts (`test/agree/rankEdges.ts`) or by the store (`store/clickhouse/compile/rankEdge.ts`), which agree.
 */
export type RankEdge = {
  /** How many were put in order. */
  readonly among: number
  /** How many of them are in it. */
  readonly taken: number
  /** What the last who is in it has. */
  readonly value: Ratio
  /** Where not all who are equal to the last are in it, that one. */
  readonly last?: Ranked
  /** Of the one customer who was asked for, where she is put in order: the how-manieth she is, from 1. */
  readonly place?: number
}

/** How far ranks reach, by {@link rankKey}; null where nobody was put in order. */
export type Ranks = ReadonlyMap<string, RankEdge | null>

/** A number that is never divided: of measures and numbers in ten-thousandths; days, or milliseconds. */
export type Ratio = { readonly sum: bigint; readonly over: bigint }

/** By which equals are put in order. */
export type Ranked = Pick<Facts, 'id' | 'created'>

/** By what a rank is found among those that were found out; equal for equal ranks. */
export function rankKey(rank: Rank): string {
  return JSON.stringify(rank)
}

/** How far a rank reaches. That it was not found out before is our mistake and throws. */
export function edgeOf(rank: Rank, { ranks }: Pick<Context, 'ranks'>): RankEdge | null {
  const edge = ranks?.get(rankKey(rank))
  if (edge === undefined) throw new Error('how far a rank reaches was not found out before')
  return edge
}

/** Whether somebody with that value is in a rank, of those that were put in order. */
export function isWithin(value: Ratio, who: Ranked, side: Rank['side'], edge: RankEdge): boolean {
  const order = byValue(side)(value, edge.value)
  if (order !== 0 || edge.last === undefined) return order <= 0
  return byCreation(who, edge.last) <= 0
}

/** The order of values: below 0 where the first comes first. By multiplication, so that nothing is rounded. */
export function byValue(side: Rank['side']): (a: Ratio, b: Ratio) => number {
  return (a, b) => {
    const [x, y] = [a.sum * b.over, b.sum * a.over]
    if (x === y) return 0
    return x > y === (side === 'top') ? -1 : 1
  }
}

/** The order of equals. */
export function byCreation(a: Ranked, b: Ranked): number {
  return a.created - b.created || (a.id === b.id ? 0 : a.id < b.id ? -1 : 1)
}

/** How many of so many a rank takes before it looks whether others are equal to the last. */
export function takenOf({ n, percent }: Pick<Rank, 'n' | 'percent'>, among: number): number {
  return percent === true ? Math.ceil((n * among) / 100) : Math.min(n, among)
}

/** Whether a measure gives numbers, which have an order that people expect; what was first or last may be any text. */
export function isRanked(measure: Measure | undefined): boolean {
  return measure?.of !== 'first' && measure?.of !== 'last' && measure?.of !== 'mostFrequent'
}

/**
 * Whether what a condition says of somebody may depend on others: it has a rank, or what it names has, at
 * whatever depth. Such a one is asked of everyone anew where something that it reads is another.
 */
export function restsOnRank(condition: Condition, named: Named): boolean {
  return ranksIn([condition], named).length > 0
}

/** The ranks that conditions ask about, by way of what they name too, each once. */
export function ranksIn(conditions: readonly Condition[], named: Named): readonly Rank[] {
  const ranks = new Map<string, Rank>()
  for (const condition of conditions.flatMap((each) => conditionsBehind(each, named))) {
    for (const leaf of leavesOf(condition)) {
      if (leaf.type === 'rank') ranks.set(rankKey(leaf), leaf)
    }
  }
  return [...ranks.values()]
}

/** What conditions may name. */
type Named = Pick<Context, 'segments' | 'calculated'>
