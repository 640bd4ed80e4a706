import { as, type Typed } from '../sql/sql.ts'

/** Customer ids, decimal text as JSON carries them, as a value of SQL: text in an array would be quoted. */
export function customerIds(ids: readonly string[]): Typed {
  return as('Array(UInt64)', ids.map(BigInt))
}
