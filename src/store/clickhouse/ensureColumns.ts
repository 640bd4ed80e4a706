import type { Field } from '../../domain/customer/field.ts'
import { sql } from '../sql/sql.ts'
import { addColumns, columnTable, fieldColumns } from './columns.ts'
import type { Database } from './database.ts'

/**
 * Gives every filterable field the columns that it lacks. Called before anything is written with a
 * set of fields: the engine would drop what it has no column for without a word.
 */
export async function ensureColumns(database: Database, fields: Iterable<Field>): Promise<void> {
  const rows = await database.rows<{ table: string; name: string }>(sql`
    SELECT table, name FROM system.columns
    WHERE database = currentDatabase() AND table IN ('customers', 'contacts')`)
  const there = new Set(rows.map((row) => `${row.table}.${row.name}`))
  const lacking = [...fields].filter((field) => {
    if (!field.filterable || field.archived) return false
    const table = columnTable(field)
    return fieldColumns(field).some((column) => !there.has(`${table}.${column.name}`))
  })
  // A statement for each table: an empty data directory lacks the columns of all fields.
  for (const table of ['customers', 'contacts'] as const) {
    const [first, ...more] = lacking.filter((field) => columnTable(field) === table)
    if (first !== undefined) await database.run(addColumns(first, ...more))
  }
}
