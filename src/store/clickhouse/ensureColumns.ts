import type { Field } from '../../domain/customer/field.ts'
import { as, sql } from '../sql/sql.ts'
import { addColumns, columnTables, fieldColumns, tableOf } from './columns.ts'
import type { Database } from './database.ts'

/**
 * Gives every filterable field the columns that it lacks. Called before anything is written with a
 * set of fields: the engine would drop what it has no column for without a word.
 */
export async function ensureColumns(database: Database, fields: Iterable<Field>): Promise<void> {
  const rows = await database.rows<{ table: string; name: string }>(sql`
    SELECT table, name FROM system.columns
    WHERE database = currentDatabase() AND table IN ${as('Array(String)', columnTables)}`)
  const there = new Set(rows.map((row) => `${row.table}.${row.name}`))
  const lacking = [...fields].filter((field) => {
    if (!field.filterable || field.archived) return false
    const table = tableOf(field)
    return fieldColumns(field).some((column) => !there.has(`${table}.${column.name}`))
  })
  // A statement for each table: an empty data directory lacks the columns of all fields.
  for (const table of columnTables) {
    const [first, ...more] = lacking.filter((field) => tableOf(field) === table)
    if (first !== undefined) await database.run(addColumns(first, ...more))
  }
}
