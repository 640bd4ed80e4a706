import type { Condition, Did, Rank, RankedBy } from '../../src/domain/segment/condition.ts'
import type { Facts } from '../../src/domain/segment/facts.ts'
import { isRankable } from '../../src/domain/segment/calculated/ranked.ts'
import { isRanked } from '../../src/domain/segment/rank.ts'
import { makeDid, taken, tree, type Instant, type Source } from './makeCondition.ts'
import { eventNames } from './pools.ts'
import type { Random } from './random.ts'
import { contextOf, type Case, type World } from './world.ts'

/** The segment that a rank defines, in the worlds in which ranks are asked about. */
export const rankedSegment = 4

/** The world with a segment that rests on a rank. */
export function withRankedSegment(
  r: Random,
  world: World,
  people: readonly Facts[],
  instant: Instant,
): World {
  const rank = taken(() => makeRank(sourceOf(r, world, people, instant)))
  return { ...world, segments: { ...world.segments, [rankedSegment]: rank } }
}

/** A case about who is first. */
export function makeCaseOfRanks(
  r: Random,
  world: World,
  people: readonly Facts[],
  instant: Instant,
): Case {
  const source = sourceOf(r, world, people, instant)
  return { condition: taken(() => makeRanks(source)), now: instant.now }
}

function sourceOf(
  r: Random,
  world: World,
  people: readonly Facts[],
  { now, favourite }: Instant,
): Source {
  const { [rankedSegment]: _, ...segments } = world.segments
  return { r, context: contextOf({ ...world, segments }, now), people, favourite }
}

/** A rank alone, or beside another question. */
function makeRanks(source: Source): Condition {
  const { r } = source
  const one = () => makeRank(source)
  return r.some<Condition>([
    one,
    one,
    one,
    () => ({ type: 'not', of: one() }),
    () => ({ type: 'all', of: [one(), tree(source, 0)] }),
    () => ({ type: 'any', of: [one(), one()] }),
    () => ({ type: 'segment', segment: rankedSegment }),
  ])
}

function makeRank(source: Source): Rank {
  const { r, people } = source
  const percent = r.chance(0.5)
  const n = percent ? r.pick([1, 10, 10, 25, 33, 50, 99, 100]) : 1 + r.below(people.length >> 1)
  return {
    type: 'rank',
    side: r.pick(['top', 'bottom'] as const),
    n,
    ...(percent ? { percent: true } : {}),
    by: makeRankedBy(source),
    ...(r.chance(0.35) ? { among: tree(source, 1) } : {}),
  }
}

const rankedFields = ['children', 'score', 'spent', 'joined', 'seen', 'born'] as const

function makeRankedBy(source: Source): RankedBy {
  const { r, context } = source
  if (r.chance(0.2)) {
    const worked = [...(context.calculated ?? [])].flatMap(([name, calculation]) =>
      isRankable(calculation) ? [name] : [],
    )
    return { type: 'field', field: r.pick([...rankedFields, ...worked]) }
  }
  for (;;) {
    const { test: _, ...did } = makeDid(source)
    if (isRanked(did.measure)) return r.chance(0.7) ? ofMore(r, did) : did
  }
}

/** Of more events, where it may be: else few people are put in order. */
function ofMore(r: Random, did: Omit<Did, 'test'>): Omit<Did, 'test'> {
  const { where: _, window, ...asked } = did
  const isKept = window !== undefined && ('in' in (did.measure ?? {}) || r.chance(0.4))
  const event = did.measure?.of !== 'netTotal' && r.chance(0.5) ? eventNames.toSorted() : did.event
  return { ...asked, ...(isKept && { window }), event }
}
