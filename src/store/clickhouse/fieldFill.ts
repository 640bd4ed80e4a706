import type { Field } from '../../domain/customer/field.ts'
import type { ReferenceKind } from '../../domain/reference/reference.ts'
import { ident, sql, type Sql } from '../sql/sql.ts'
import { columnTable } from './columns.ts'
import { countCustomers } from './customers.ts'
import type { Database, ReadOptions } from './database.ts'
import { countReferences, referenceTables } from './references.ts'

/** How filled a field is. */
export type FieldFill = {
  /** Customers, products or places. */
  readonly total: number
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
  const [{ count: total }, sources, counted] = await Promise.all([
    countCustomers(database, {}, options),
    database.rows<{ source: string; count: string }>(
      sql`SELECT source, toString(count()) AS count FROM (${values})
        GROUP BY source ORDER BY count() DESC, source LIMIT 100`,
      options,
    ),
    countValues(database, values, options),
  ])
  return {
    total,
    ...counted,
    sources: sources.map(({ source, count }) => ({ source, count: Number(count) })),
  }
}

/** The same of a field of products or places, of which it is not kept who said what. */
export async function readReferenceFill(
  database: Database,
  kind: ReferenceKind,
  field: number,
  options?: ReadOptions,
): Promise<FieldFill> {
  const values = sql`
    SELECT JSONExtractRaw(typed, ${String(field)}) AS value
    FROM ${referenceTables[kind].table} FINAL WHERE value NOT IN ('', 'null')`
  const [total, counted] = await Promise.all([
    countReferences(database, kind, {}, options),
    countValues(database, values, options),
  ])
  return { total, ...counted, sources: [] }
}

async function countValues(
  database: Database,
  values: Sql,
  options: ReadOptions | undefined,
): Promise<Pick<FieldFill, 'filled' | 'distinct'>> {
  const [counted] = await database.rows<{ filled: string; distinct: string }>(
    sql`SELECT toString(count()) AS filled,
        toString(length(groupUniqArray(${mostDistinct})(cityHash64(value)))) AS distinct
      FROM (${values})`,
    options,
  )
  return { filled: Number(counted?.filled ?? 0), distinct: Number(counted?.distinct ?? 0) }
}
