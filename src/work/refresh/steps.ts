import type { Context } from '../../domain/segment/facts.ts'
import { memberIds } from '../../store/clickhouse/compile/members.ts'
import { plan, type Plan, type Size } from '../../store/clickhouse/compile/plan.ts'
import { as, sql, type Sql } from '../../store/sql/sql.ts'

/** So many segments are asked together: what they share is read once, and the query can still be planned. */
const segmentsPerPlan = 200

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
}

/**
 * What there is to ask, one step after the other. The same arguments give the same steps, so that a run
 * can go on where it was.
 */
export function findingSteps(segments: readonly number[], context: Context, size: Size): Step[] {
  const together = segments.length <= fewSegments ? 1 : segmentsPerPlan
  const groups = Array.from({ length: Math.ceil(segments.length / together) }, (_, i) =>
    segments.slice(i * together, (i + 1) * together),
  )
  const { ranges } = plan([], context, size)
  return groups.flatMap((group) => {
    const planOf = planner(context, size)
    return ranges.map((range) => ({
      segments: group,
      members: (of: readonly number[]) => {
        const [first] = of
        return of.length === 1 && first !== undefined
          ? sql`SELECT ${as('UInt32', first)} AS segment, customer_id
              FROM (${memberIds(isIn(first), context, range)})`
          : planOf(of).members(range)
      },
    }))
  })
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
