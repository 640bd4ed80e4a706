import type { FastifyInstance } from 'fastify'
import type { BranchShown } from '../../api/analysis.ts'
import { routes } from '../../api/routes.ts'
import { orRefuse } from '../../domain/failure.ts'
import { branchesOf, type Branch } from '../../domain/segment/branches.ts'
import type { Compared } from '../../domain/segment/groups/compareGroups.ts'
import { everyone, type Condition } from '../../domain/segment/condition.ts'
import { countTogether, pairsOf, regionsOf, type Region } from '../../store/clickhouse/together.ts'
import { contextAt } from '../../work/context.ts'
import { callerOf } from '../auth.ts'
import { besideEachOther } from '../compared.ts'
import { iso, msOf } from '../instants.ts'
import type { Latest } from '../latest.ts'
import {
  questionOf,
  readCondition,
  refuseUnlessOne,
  segmentOf,
  vocabularyOf,
  type GivenQuestion,
  type Vocabulary,
} from '../questions.ts'
import { readerFor } from '../reading.ts'
import { serve } from '../route.ts'
import { warningsOf } from '../warnings.ts'
import type { Works } from '../works.ts'

/** What conditions and segments are made of, and how they lie to each other. */
export function serveAnalysis(app: FastifyInstance, works: Works, latest: Latest): void {
  const { database, operational } = works
  serve(app, routes.analysis.branches, async ({ body, query }, { request, signal }) => {
    const { key, ...given } = body
    return await latest.answer({ caller: callerOf(request).name, key }, signal, async (ends) => {
      const { condition, vocabulary, asOf } = await questionOf(works, given)
      const { root, questions } = orRefuse(branchesOf(condition))
      const at = given.at === undefined ? works.clock() : asOf
      const context = await contextAt(operational.db, at, vocabulary.segments)
      const asked = [...questions, everyone]
      const counts = await countTogether(database, asked, context, { signal: ends })
      const read = readerFor(request, query, vocabulary)
      return {
        asOf: iso(at),
        customers: counts.at(-1) ?? 0,
        tree: shown(root, counts, read),
        warnings: warningsOf(condition, vocabulary, request, query),
      }
    })
  })
}

/** How segments lie to each other. */
export function serveComparisons(app: FastifyInstance, works: Works, latest: Latest): void {
  const { database, operational } = works
  serve(app, routes.analysis.overlap, async ({ body }, { signal }) => {
    const at = body.at === undefined ? works.clock() : msOf(body.at)
    const vocabulary = await vocabularyOf(works)
    const segments = body.segments.map((named) => segmentOf(vocabulary, named))
    const context = await contextAt(operational.db, at, vocabulary.segments)
    const asked = segments.map(({ id }): Condition => ({ type: 'segment', segment: id }))
    const few = asked.length <= mostInAllWays
    const [counts, together] = await Promise.all([
      countTogether(database, [...asked, everyone], context, { signal }),
      (few ? regionsOf : pairsOf)(database, asked, context, { signal }),
    ])
    return {
      asOf: iso(at),
      customers: counts.at(-1) ?? 0,
      segments: segments.map(({ id, name }, i) => ({ id, name, count: counts[i] ?? 0 })),
      regions: few
        ? together
            .map(({ of, count }) => ({ in: [...of], count }))
            .toSorted((a, b) => b.count - a.count)
        : null,
      pairs: pairsShown(counts.slice(0, -1), together),
    }
  })
  serve(app, routes.analysis.compare, async ({ body, query }, { request, signal }) => {
    const { key, small, with: other = { condition: everyone }, ...given } = body
    return await latest.answer({ caller: callerOf(request).name, key }, signal, async (ends) => {
      const at = given.at === undefined ? works.clock() : msOf(given.at)
      const vocabulary = await vocabularyOf(works)
      const context = await contextAt(operational.db, at, vocabulary.segments)
      const [first, second] = [groupOf(given, vocabulary), groupOf(other, vocabulary)]
      const groups = { first, second, context }
      const found = await besideEachOther(database, groups, small, { signal: ends })
      const read = readerFor(request, query, vocabulary)
      const trait = (each: Compared) => ({
        ...each,
        reading: read(each.condition),
        lift: each.lift ?? null,
        z: each.z ?? 0,
        chance: each.chance ?? 1,
      })
      const { all } = found
      return {
        asOf: iso(at),
        first: { reading: read(first), count: all.first + all.both },
        second: { reading: read(second), count: all.second + all.both },
        both: all.both,
        more: found.more.map(trait),
        less: found.less.map(trait),
        tested: found.tested,
        small: found.small,
        fields: [...found.fields],
      }
    })
  })
}

/** Of more segments there are more ways to lie to each other than anyone reads. */
const mostInAllWays = 6

function groupOf(given: GivenQuestion, vocabulary: Vocabulary): Condition {
  const { segment, text, condition } = given
  refuseUnlessOne({ segment, text, condition })
  return segment === undefined
    ? readCondition(given, vocabulary)
    : { type: 'segment', segment: segmentOf(vocabulary, segment).id }
}

function pairsShown(counts: readonly number[], regions: readonly Region[]) {
  return counts.flatMap((first, i) =>
    counts.slice(i + 1).map((second, n) => {
      const j = i + 1 + n
      const both = regions.filter(({ of }) => of.includes(i) && of.includes(j))
      const count = both.reduce((sum, each) => sum + each.count, 0)
      const either = first + second - count
      return {
        in: [i, j],
        count,
        ofFirst: first === 0 ? null : count / first,
        ofSecond: second === 0 ? null : count / second,
        likeness: either === 0 ? null : count / either,
      }
    }),
  )
}

function shown(
  { condition, meets, left, without, of }: Branch,
  counts: readonly number[],
  read: (condition: Condition) => string,
): BranchShown {
  const counted = (question: number | undefined) =>
    question === undefined ? null : (counts[question] ?? 0)
  return {
    type: condition.type,
    reading: read(condition),
    count: counted(meets) ?? 0,
    left: counted(left),
    without: counted(without),
    of: of.map((each) => shown(each, counts, read)),
  }
}
