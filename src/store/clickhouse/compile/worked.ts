import type { Ranking } from '../../../domain/segment/calculated/ranked.ts'
import { resolve } from '../../../domain/segment/calculated/resolve.ts'
import type { Calculation } from '../../../domain/segment/calculated/calculation.ts'
import type { Writable } from '../../../domain/segment/calculated/written.ts'
import type { Test } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { sql, type Sql } from '../../sql/sql.ts'
import { affinityOf, sharesOf } from './affinity.ts'
import { comesTo, formulaOf, type Worked } from './formula.ts'
import { atEdge, type AtEdge, type Quantity } from './rank.ts'
import type { Who } from './who.ts'

/** A test of a calculated field that cannot be written out as a condition. */
export function workedOf(
  calculation: Exclude<Calculation, Writable>,
  test: Test,
  context: Context,
): Worked {
  return calculation.type === 'affinity'
    ? affinityOf(calculation.affinity, test, context)
    : formulaOf(calculation.formula, test, context)
}

/** What people are put in order by that has to be worked out. */
type WorkedRanking = Extract<Ranking, { readonly type: 'formula' | 'affinity' }>

/** What it is of each: rows of `customer_id`, and in such a row. */
export function workedValues(
  by: WorkedRanking,
  context: Context,
): { readonly rows: (who: Who) => Sql; readonly quantity: Quantity } {
  return {
    rows: (who) => {
      const found =
        by.type === 'formula'
          ? comesTo(resolve(by.formula, context), context, who)
          : sharesOf(by.affinity, context, who)
      return sql`SELECT customer_id, value AS worked FROM (${found})`
    },
    quantity: { there: sql`isNotNull(worked)`, sum: sql`assumeNotNull(worked)`, over: undefined },
  }
}

/** Who stands so to the edge of a rank. */
export function workedAtEdge(by: WorkedRanking, edge: AtEdge, context: Context): Worked {
  const { rows, quantity } = workedValues(by, context)
  const asked = by.type === 'formula' ? resolve(by.formula, context) : by.affinity
  return {
    key: `${by.type} at ${JSON.stringify([asked, edge.op, String(edge.sum), String(edge.over)])}`,
    who: (who) => sql`SELECT customer_id FROM (${rows(who)}) WHERE ${atEdge(quantity, edge)}`,
  }
}
