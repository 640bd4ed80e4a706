import { valueType, type Field } from '../../domain/customer/field.ts'
import type { Parted } from '../../domain/segment/groups/compareGroups.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import type { Context } from '../../domain/segment/facts.ts'
import { as, ident, join, sql, type Sql } from '../sql/sql.ts'
import { memberIds } from './compile/members.ts'
import type { Database, ReadOptions } from './database.ts'

/** Two groups of customers by their conditions, which are checked. */
export type Groups = {
  readonly first: Condition
  readonly second: Condition
  readonly context: Context
}

/** A value of a field, or of a list one element, or a band of numbers by where it lies; with who has it. */
export type FoundValue = {
  readonly field: number
  /** As people wrote it, `true`, or a number of the band. */
  readonly value: string
  readonly have: Parted
}

/** Of a field only its most frequent values are compared. */
const mostValues = 40

/** How many are in the first only, in the second only, and in both. */
export async function partedCounts(
  database: Database,
  groups: Groups,
  options: ReadOptions = {},
): Promise<Parted> {
  const [row] = await database.rows<Row>(
    sql`SELECT ${counts} FROM (${customersIn(groups, [])})`,
    options,
  )
  return partedOf(row)
}

/** Who has which values of those fields, which are not identifying; a field's rarer values are left out. */
export async function valuesHeld(
  database: Database,
  groups: Groups,
  fields: readonly Banded[],
  options: ReadOptions = {},
): Promise<readonly FoundValue[]> {
  if (fields.length === 0) return []
  const columns = fields.flatMap(({ field }) => columnsOf(field))
  const pairs = join(fields.map(pairsOf), ', ')
  const rows = await database.rows<Row & { field: number; value: string }>(
    sql`SELECT pair.1 AS field, any(pair.3) AS value, ${counts}
      FROM (
        SELECT which, arrayJoin(arrayConcat(${pairs})) AS pair FROM (${customersIn(groups, columns)})
      )
      WHERE pair.2 != '' GROUP BY field, pair.2
      ORDER BY count() DESC, pair.2 LIMIT ${as('UInt32', mostValues)} BY field`,
    options,
  )
  return rows.map(({ field, value, ...row }) => ({ field, value, have: partedOf(row) }))
}

/** Who did which event at least once up to then, by its name. */
export async function eventsDone(
  database: Database,
  groups: Groups,
  options: ReadOptions = {},
): Promise<readonly { readonly event: string; readonly have: Parted }[]> {
  const now = as('Int64', groups.context.now)
  const rows = await database.rows<Row & { name: string }>(
    sql`SELECT name, ${counts}
      FROM (SELECT DISTINCT name, customer_id FROM events WHERE ts <= ${now}) AS done
      INNER JOIN (${customersIn(groups, [])}) AS them USING (customer_id)
      GROUP BY name ORDER BY count() DESC, name LIMIT ${as('UInt32', mostEvents)}`,
    options,
  )
  return rows.map(({ name, ...row }) => ({ event: name, have: partedOf(row) }))
}

const mostEvents = 200

/** A field with the bounds of its bands, in ten-thousandths and ascending; none for one that is no number. */
export type Banded = { readonly field: Field; readonly bounds: readonly number[] }

/** The quarters into which the values of a field of numbers fall: of both groups, in ten-thousandths. */
export async function bandsOf(
  database: Database,
  field: Field,
  options: ReadOptions = {},
): Promise<readonly number[]> {
  const column = ident(`f${field.id}`)
  const [row] = await database.rows<{ marks: readonly (string | number)[] }>(
    sql`SELECT quantilesExactLow(0.25, 0.5, 0.75)(${column}) AS marks
      FROM customers FINAL WHERE isNotNull(${column})`,
    options,
  )
  const marks = (row?.marks ?? []).map(Number).filter(Number.isSafeInteger)
  return [...new Set(marks)].toSorted((a, b) => a - b)
}

type Row = { readonly first: string; readonly second: string; readonly both: string }

const counts = sql`countIf(which = 1) AS first, countIf(which = 2) AS second, countIf(which = 3) AS both`

function partedOf(row: Row | undefined): Parted {
  return {
    first: Number(row?.first ?? 0),
    second: Number(row?.second ?? 0),
    both: Number(row?.both ?? 0),
  }
}

/** Everyone in either, with those columns, and in which: 1, 2, or 3 for both. */
function customersIn({ first, second, context }: Groups, columns: readonly Sql[]): Sql {
  const isIn = (condition: Condition) => sql`(customer_id IN (${memberIds(condition, context)}))`
  const which = sql`toUInt8(${isIn(first)}) + 2 * toUInt8(${isIn(second)}) AS which`
  const selected = join([sql`customer_id`, which, ...columns], ', ')
  return sql`SELECT * FROM (SELECT ${selected} FROM customers FINAL) WHERE which > 0`
}

function columnsOf(field: Field): readonly Sql[] {
  const own = ident(`f${field.id}`)
  const type = valueType(field.type)
  const folded = type === 'text' || type === 'choice' || type === 'list'
  return folded ? [own, ident(`f${field.id}_fold`)] : [own]
}

/** An array of (field, what tells values apart, what they are shown by). */
function pairsOf({ field, bounds }: Banded): Sql {
  const id = as('UInt32', field.id)
  const own = ident(`f${field.id}`)
  const fold = ident(`f${field.id}_fold`)
  switch (valueType(field.type)) {
    case 'text':
    case 'choice':
      return sql`[(${id}, ifNull(${fold}, ''), ifNull(${own}, ''))]`
    case 'list':
      return sql`arrayDistinct(arrayMap((a, b) -> (${id}, a, b), ${fold}, ${own}))`
    case 'boolean':
      return sql`[(${id}, multiIf(isNull(${own}), '', ${own}, 'true', 'false'), if(ifNull(${own}, false), 'true', 'false'))]`
    case 'integer':
    case 'decimal':
    case 'money': {
      const band = sql`toString(arrayCount(bound -> ifNull(${own}, 0) >= bound, ${as('Array(Int64)', bounds)}))`
      return sql`[(${id}, if(isNull(${own}), '', ${band}), ${band})]`
    }
    case 'date':
    case 'datetime':
    case 'location':
      throw new Error(`the values of ${field.name} are not compared`)
  }
}
