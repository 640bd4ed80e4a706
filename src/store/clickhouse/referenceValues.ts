import type { Field } from '../../domain/customer/field.ts'
import type { ReferenceKind } from '../../domain/reference/reference.ts'
import { as, ident, sql, type Sql } from '../sql/sql.ts'
import { fieldColumns } from './columns.ts'
import type { Database } from './database.ts'
import { countReferences, referenceTables } from './references.ts'

/**
 * Who has those values of a filterable field; texts as `uniqueIdentifier` writes values. Reads one column
 * for whoever has ever had one, and by key what they have now, never FINAL.
 */
export async function readHolders(
  database: Database,
  kind: ReferenceKind,
  field: Field,
  texts: readonly string[],
): Promise<{ readonly id: string; readonly text: string }[]> {
  const { table, id } = referenceTables[kind]
  const value = valueColumn(field)
  const wanted = as('Array(String)', [...new Set(texts)])
  return await database.rows<{ id: string; text: string }>(sql`
    SELECT id, text FROM (
      SELECT ${id} AS id, ${value} AS text, deleted FROM ${table}
      WHERE ${id} IN (SELECT ${id} FROM ${table} WHERE ${value} IN ${wanted})
      ORDER BY ${id}, version DESC LIMIT 1 BY ${id})
    WHERE deleted = 0 AND text IN ${wanted}`)
}

/** So many records are looked at together: memory does not grow with their number. */
const recordsPerSlice = 1_000_000

/** Of values of a filterable field that several have: how many more than one each, and the first ones. */
export async function readShared(
  database: Database,
  kind: ReferenceKind,
  field: Field,
  most: number,
): Promise<{ readonly count: number; readonly values: ReadonlyMap<string, number> }> {
  const { table } = referenceTables[kind]
  const value = valueColumn(field)
  const slices = Math.ceil((await countReferences(database, kind)) / recordsPerSlice)
  const values = new Map<string, number>()
  let count = 0
  for (let slice = 0; slice < slices; slice += 1) {
    const rows = await database.rows<{ text: string; more: string; all: string }>(sql`
      SELECT text, more, sum(more) OVER () AS all FROM (
        SELECT ${value} AS text, count() - 1 AS more FROM ${table} FINAL
        WHERE isNotNull(text) AND cityHash64(text) % ${slices} = ${slice} GROUP BY text)
      WHERE more > 0 ORDER BY text LIMIT ${most}`)
    count += Number(rows[0]?.all ?? 0)
    for (const { text, more } of rows) if (values.size < most) values.set(text, Number(more))
  }
  return { count, values }
}

/** The last column of a text is its fold. */
function valueColumn(field: Field): Sql {
  const column = fieldColumns(field).at(-1)
  if (column === undefined) throw new Error(`the field ${field.id} has no column`)
  return sql`toString(${ident(column.name)})`
}
