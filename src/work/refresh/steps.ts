import type { Context } from '../../domain/segment/facts.ts'
import { memberIds } from '../../store/clickhouse/compile/members.ts'
import { plan, type Size } from '../../store/clickhouse/compile/plan.ts'
import { as, sql, type Sql } from '../../store/sql/sql.ts'

/** So many segments are asked together: what they share is read once, and the query can still be planned. */
const segmentsPerPlan = 200

/** Up to so many are asked one by one, each in the way that is quickest for one. */
const fewSegments = 2

/**
 * The queries that find the members of those segments, as rows of (segment, customer_id), one after
 * the other. The same arguments give the same steps, so that a run can go on where it was.
 */
export function findingSteps(segments: readonly number[], context: Context, size: Size): Sql[] {
  const wanted = segments.map((segment) => ({
    segment,
    condition: { type: 'segment', segment } as const,
  }))
  if (wanted.length <= fewSegments) {
    const { ranges } = plan(wanted, context, size)
    return wanted.flatMap(({ segment, condition }) =>
      ranges.map((range) => ofSegment(segment, memberIds(condition, context, range))),
    )
  }
  const groups = Array.from({ length: Math.ceil(wanted.length / segmentsPerPlan) }, (_, i) =>
    wanted.slice(i * segmentsPerPlan, (i + 1) * segmentsPerPlan),
  )
  return groups.flatMap((group) => {
    const { ranges, members } = plan(group, context, size)
    return ranges.map(members)
  })
}

function ofSegment(segment: number, members: Sql): Sql {
  return sql`SELECT ${as('UInt32', segment)} AS segment, customer_id FROM (${members})`
}
