import type { Rank } from '../../src/domain/segment/condition.ts'
import type { Context, Facts } from '../../src/domain/segment/facts.ts'
import { matches, valueRanked } from '../../src/domain/segment/matches.ts'
import { byValue, edgeOf, type RankEdge } from '../../src/domain/segment/rank.ts'
import type { rankOccasions, rankParts } from './expected.ts'
import { note, type Tally } from './note.ts'

export function tallyRank(
  tally: Tally,
  rank: Rank,
  people: readonly Facts[],
  context: Context,
): void {
  const edge = edgeOf(rank, context)
  if (edge === null) note(tally, 'a rank of nobody' satisfies Occasion, true)
  else tallyEdge(tally, rank, edge)
  const said = saidOf(rank, context)
  for (const facts of people) {
    const truth = matches(rank, facts, context)
    for (const each of said) note(tally, each, truth)
    const value = valueRanked(rank.by, facts, context)
    const isEqual = value && edge && byValue('top')(value, edge.value) === 0
    if (isEqual === true) note(tally, 'somebody equal to the edge' satisfies Part, truth)
  }
}

function saidOf({ percent, side, among, by }: Rank, { calculated }: Context): readonly string[] {
  const said: readonly (Part | false)[] = [
    percent === true ? 'a rank of a share' : 'a rank of a number',
    side === 'top' ? 'the top' : 'the bottom',
    among !== undefined && 'a rank among some',
    by.type === 'field' && 'a rank by a field',
    by.type === 'field' && calculated?.has(by.field) === true && 'a rank by a calculated field',
  ]
  const measure = by.type === 'field' ? [] : [`rank by ${by.measure?.of ?? 'count'}`]
  return [...said.filter((each) => each !== false), ...measure]
}

type Part = (typeof rankParts)[number]
type Occasion = (typeof rankOccasions)[number]

function tallyEdge(tally: Tally, { n, percent }: Rank, edge: RankEdge): void {
  const { among, taken, last, value } = edge
  const seen: Readonly<Record<Exclude<Occasion, 'a rank of nobody'>, boolean>> = {
    'a rank of all there are': taken === among,
    'equals of whom a number takes some': last !== undefined,
    'equals of whom a share takes all': percent === true && taken > Math.ceil((n * among) / 100),
    'an edge that is no whole number': value.over > 1n,
  }
  for (const [what, isSeen] of Object.entries(seen)) if (isSeen) note(tally, what, true)
}
