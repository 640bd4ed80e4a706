import { conditionsBehind } from '../../domain/segment/behind.ts'
import { segmentsIn } from '../../domain/segment/check.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import type { Context } from '../../domain/segment/facts.ts'
import { memberIds } from '../../store/clickhouse/compile/members.ts'
import { plan, type Plan, type Size } from '../../store/clickhouse/compile/plan.ts'
import { as, sql, type Sql } from '../../store/sql/sql.ts'

/**
 * So long are the definitions that are asked together, in characters of JSON: what they share is read
 * once, and the engine can still plan it in a few seconds. That is some two hundred ordinary segments.
 */
const charactersPerPlan = 80_000

/** What a segment adds beside its definition: its pins, and its bit. */
const charactersPerSegment = 100

/** Up to so many are asked one by one, each in the way that is quickest for one. */
const fewSegments = 2

/** A part of finding: some segments within some range of customers. */
export type Step = {
  readonly segments: readonly number[]
  /**
   * The query that finds the members of those of its segments, as rows of (segment, customer_id).
   * Throws what is wrong with the definition of one of them.
   */
  readonly members: (of: readonly number[]) => Sql
  /** When to ask whom of them again, with no new data: rows of (segment, customer_id, at). Throws the same. */
  readonly dues: (of: readonly number[]) => Sql
}

/**
 * What there is to ask, one step after the other, of everyone or among some. The same arguments give the same steps, so that a run
 * can go on where it was.
 */
export function findingSteps(
  segments: readonly number[],
  context: Context,
  { among, ...size }: Size & { readonly among?: Sql },
): Step[] {
  const groups =
    segments.length <= fewSegments ? segments.map((each) => [each]) : groupsOf(segments, context)
  const { ranges } = plan([], context, size)
  return groups.flatMap((group) => {
    const planOf = planner(context, size)
    return ranges.map((part) => {
      const range = among === undefined ? part : { ...part, among }
      return {
        segments: group,
        members: (of: readonly number[]) => {
          const [first] = of
          return of.length === 1 && first !== undefined
            ? sql`SELECT ${as('UInt32', first)} AS segment, customer_id
                FROM (${memberIds(isIn(first), context, range)})`
            : planOf(of).members(range)
        },
        dues: (of: readonly number[]) => planOf(of).dues(range),
      }
    })
  })
}

/**
 * In their order, as many together as are short enough with the segments that they speak of, each of
 * which counts once. One that is too long by itself is the first of a group: what others share with it
 * costs them nothing.
 */
function groupsOf(segments: readonly number[], context: Context): number[][] {
  const groups: number[][] = []
  let there = new Set<number>()
  let added = 0
  for (const segment of segments) {
    const brings = segmentsWithin(segment, context).filter((each) => !there.has(each))
    const length = brings.reduce((sum, each) => sum + lengthOf(each, context), 0)
    const group = groups.at(-1)
    if (group !== undefined && added + length <= charactersPerPlan) {
      group.push(segment)
      added += length
    } else {
      groups.push([segment])
      there = new Set()
      added = 0
    }
    for (const each of segmentsWithin(segment, context)) there.add(each)
  }
  return groups
}

/** Itself and what it speaks of, directly or by way of others. */
function segmentsWithin(segment: number, context: Context): readonly number[] {
  const reached = new Set([segment])
  // What is added on the way is walked too.
  for (const each of reached) {
    for (const condition of ownConditions(each, context)) {
      for (const named of segmentsIn(condition)) reached.add(named)
    }
  }
  return [...reached]
}

/** Its definition and those of the calculated fields that it names. */
function ownConditions(segment: number, { segments, calculated }: Context): readonly Condition[] {
  const condition = segments.get(segment)
  if (condition === undefined) return []
  return conditionsBehind(condition, { segments: new Map(), ...(calculated && { calculated }) })
}

function lengthOf(segment: number, context: Context): number {
  return ownConditions(segment, context).reduce(
    (sum, condition) => sum + JSON.stringify(condition).length,
    charactersPerSegment,
  )
}

/** Plans once for all the ranges in which the same segments are asked. */
function planner(context: Context, size: Size): (of: readonly number[]) => Plan {
  let last: { readonly of: string; readonly plan: Plan } | undefined
  return (of) => {
    const wanted = of.map((segment) => ({ segment, condition: isIn(segment) }))
    if (last?.of !== of.join()) last = { of: of.join(), plan: plan(wanted, context, size) }
    return last.plan
  }
}

function isIn(segment: number) {
  return { type: 'segment', segment } as const
}
