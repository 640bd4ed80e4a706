import type { Field } from '../../domain/customer/field.ts'
import { ident, sql } from '../sql/sql.ts'
import { columnTable } from './columns.ts'
import { countCustomers } from './customers.ts'
import type { Database, ReadOptions } from './database.ts'

/** How filled a field is. */
export type FieldFill = {
  readonly customers: number
  /** Who has a value. */
  readonly filled: number
  /** How many different values there are, counted up to {@link mostDistinct}. */
  readonly distinct: number
  /** Who said them, most first; a hundred at most. */
  readonly sources: readonly { readonly source: string; readonly count: number }[]
}

/** Beyond so many different values they are not counted. */
export const mostDistinct = 1_000

/** Reads everybody's value once; memory does not grow with them. */
export async function readFieldFill(
  database: Database,
  field: Pick<Field, 'id' | 'identifying'>,
  options?: ReadOptions,
): Promise<FieldFill> {
  const key = String(field.id)
  const values = sql`
    SELECT JSONExtractRaw(data, ${key}, 1) AS value, JSONExtractString(data, ${key}, 3) AS source
    FROM ${ident(columnTable(field))} FINAL WHERE value NOT IN ('', 'null')`
  const [{ count: customers }, sources, [total]] = await Promise.all([
    countCustomers(database, {}, options),
    database.rows<{ source: string; count: string }>(
      sql`SELECT source, toString(count()) AS count FROM (${values})
        GROUP BY source ORDER BY count() DESC, source LIMIT 100`,
      options,
    ),
    database.rows<{ filled: string; distinct: string }>(
      sql`SELECT toString(count()) AS filled,
          toString(length(groupUniqArray(${mostDistinct})(cityHash64(value)))) AS distinct
        FROM (${values})`,
      options,
    ),
  ])
  return {
    customers,
    filled: Number(total?.filled ?? 0),
    distinct: Number(total?.distinct ?? 0),
    sources: sources.map(({ source, count }) => ({ source, count: Number(count) })),
  }
}
