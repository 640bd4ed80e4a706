import { as, sql, type Sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'
import { spilling } from './ledger.ts'

/** What a change of conditions brings about for one of them: how many, and some of them by id. */
export type Effect = {
  readonly enters: number
  readonly leaves: number
  readonly stays: number
  readonly entering: readonly string[]
  readonly leaving: readonly string[]
}

export const noEffect: Effect = { enters: 0, leaves: 0, stays: 0, entering: [], leaving: [] }

/**
 * By number, what is different between who is in what before and after: two queries of (segment,
 * customer_id), each row once, asked in one statement, so that both are of the same data.
 */
export async function effectOf(
  database: Database,
  {
    before,
    after,
    samples,
  }: { readonly before: Sql; readonly after: Sql; readonly samples: number },
  options?: ReadOptions,
): Promise<ReadonlyMap<number, Effect>> {
  const some = as('UInt64', Math.max(1, samples))
  const rows = await database.rows<
    { segment: number } & Record<'enters' | 'leaves' | 'stays', string> &
      Record<'entering' | 'leaving', readonly string[]>
  >(
    sql`SELECT segment, countIf(stands AND NOT stood) AS enters,
        countIf(stood AND NOT stands) AS leaves, countIf(stood AND stands) AS stays,
        groupArraySortedIf(${some})(customer_id, stands AND NOT stood) AS entering,
        groupArraySortedIf(${some})(customer_id, stood AND NOT stands) AS leaving
      FROM (
        SELECT segment, customer_id, max(was_in) AS stood, max(is_in) AS stands FROM (
          SELECT segment, customer_id, true AS was_in, false AS is_in FROM (${before})
          UNION ALL SELECT segment, customer_id, false AS was_in, true AS is_in FROM (${after}))
        GROUP BY segment, customer_id)
      GROUP BY segment`,
    spilling(options),
  )
  return new Map(
    rows.map(({ segment, enters, leaves, stays, entering, leaving }) => [
      segment,
      {
        enters: Number(enters),
        leaves: Number(leaves),
        stays: Number(stays),
        entering: entering.slice(0, samples),
        leaving: leaving.slice(0, samples),
      },
    ]),
  )
}

/** Of two parts of the customers together. */
export function bothEffects(one: Effect, other: Effect, samples: number): Effect {
  const some = (a: readonly string[], b: readonly string[]) => [...a, ...b].slice(0, samples)
  return {
    enters: one.enters + other.enters,
    leaves: one.leaves + other.leaves,
    stays: one.stays + other.stays,
    entering: some(one.entering, other.entering),
    leaving: some(one.leaving, other.leaving),
  }
}
