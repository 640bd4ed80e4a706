import { as, sql, type Sql } from '../../sql/sql.ts'
import { always } from './reading.ts'

/** Of whom a question is asked. */
export type Who =
  | 'everyone'
  | { readonly ids: readonly (bigint | string)[] }
  /** Ids from (included) to (not included), 2^63 is past the last; of those, whom a query of customer_id finds. */
  | { readonly from: bigint; readonly to: bigint; readonly among?: Sql }

/** On the column customer_id of whatever table is read. */
export function whoIs(who: Who): Sql {
  if (who === 'everyone') return always
  if ('ids' in who) return sql`customer_id IN ${as('Array(UInt64)', who.ids.map(BigInt))}`
  const within = sql`customer_id >= ${as('UInt64', who.from)} AND customer_id < ${as('UInt64', who.to)}`
  return who.among === undefined
    ? sql`(${within})`
    : sql`(${within} AND customer_id IN (${who.among}))`
}
