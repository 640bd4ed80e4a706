import { earliest, latest, type Interval } from '../../../domain/segment/interval.ts'
import { join, sql, type Sql } from '../../sql/sql.ts'
import { always, anyOf } from './reading.ts'

/** A number that is there lies in one of the intervals. Ends that are open ask nothing. */
export function isIn(x: Sql, intervals: readonly Interval[]): Sql {
  return anyOf(intervals.map((interval) => between(x, interval)))
}

function between(x: Sql, { from, to }: Interval): Sql {
  const ends = [
    ...(from === earliest ? [] : [sql`${x} >= ${from}`]),
    ...(to === latest ? [] : [sql`${x} < ${to}`]),
  ]
  if (ends.length < 2) return ends[0] ?? always
  return sql`(${join(ends, ' AND ')})`
}
