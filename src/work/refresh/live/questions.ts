import type { ReadIndex } from '../../../domain/segment/reads.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { otherwiseKnown } from '../../../store/clickhouse/live.ts'
import type { Asked } from './askFew.ts'
import type { Arrivals } from './touched.ts'

/** Segments that are asked together, and what of them may be other by what was touched. */
export type Scope = {
  readonly segments: readonly number[]
  readonly index: ReadIndex
  /** Those that somebody of whom nothing is known may be in. */
  readonly bare: ReadonlySet<number>
}

/** Of some arrivals: who may be other in what. */
export type Affected = {
  /** By what was touched. */
  readonly touched: readonly number[]
  /** Of whoever came, who was in nothing before. */
  readonly anew: readonly number[]
}

/** By a merge or an undoing everything may be another. */
export function affectedBy({ touches, isMixed }: Arrivals, scope: Scope): Affected {
  const touched = scope.index.affected(touches)
  if (isMixed) return { touched, anew: scope.segments }
  const either = new Set(touched)
  return { touched, anew: scope.segments.filter((id) => either.has(id) || scope.bare.has(id)) }
}

/** So many answers are looked for in one batch: customers, each by the segments it is asked about. */
const mostAnswers = 1_000_000

export function isTooMuch({ customers, anew }: Arrivals, affected: Affected): boolean {
  const others = (customers?.size ?? 0) - anew.size
  return others * affected.touched.length + anew.size * affected.anew.length > mostAnswers
}

/** Who is asked about what. */
export async function questionsOf(
  database: Database,
  { customers = new Set(), anew, identified }: Arrivals,
  affected: Affected,
  scope: Scope,
): Promise<readonly Asked[]> {
  const known = await otherwiseKnown(
    database,
    [...identified].filter((id) => !anew.has(id)),
  )
  const within = new Set(scope.segments)
  const others = [...customers].filter((id) => !anew.has(id))
  return [
    { customers: [...anew], segments: affected.anew },
    { customers: others, segments: affected.touched },
    ...[...known].map(([customer, hers]) => ({
      customers: [customer],
      segments: hers.filter((segment) => within.has(segment)),
    })),
  ].filter((each) => each.customers.length > 0 && each.segments.length > 0)
}
