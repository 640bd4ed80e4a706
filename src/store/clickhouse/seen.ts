import { valueType, type Field } from '../../domain/customer/field.ts'
import { ident, join, sql } from '../sql/sql.ts'
import { columnTable, fieldColumns } from './columns.ts'
import type { Database, ReadOptions } from './database.ts'

/** So many rows of an event say which properties and values it has: customers' ids are in no order, so that they are a sample. */
export const sampleRows = 100_000

/** More names than these nobody chooses from. */
const names = 1_000

/** The names of the events there are, the most frequent first. */
export async function eventNamesSeen(
  database: Database,
  options?: ReadOptions,
): Promise<readonly string[]> {
  const rows = await database.rows<{ name: string }>(
    sql`SELECT name FROM events GROUP BY name ORDER BY count() DESC, name LIMIT ${names}`,
    options,
  )
  return rows.map(({ name }) => name)
}

/** Which of these filterable fields of customers somebody has a value of, by id. */
export async function filledFields(
  database: Database,
  fields: readonly Field[],
  options?: ReadOptions,
): Promise<ReadonlySet<number>> {
  const kept = fields.filter((field) => field.filterable && columnTable(field) === 'customers')
  if (kept.length === 0) return new Set()
  const counts = kept.map((field) => {
    const [{ name } = { name: '' }] = fieldColumns(field)
    const isThere = valueType(field.type) === 'list' ? sql`notEmpty` : sql`isNotNull`
    return sql`max(${isThere}(${ident(name)}))`
  })
  const [row] = await database.rows<{ there: number[] }>(
    sql`SELECT [${join(counts, ', ')}] AS there FROM customers FINAL`,
    options,
  )
  return new Set(kept.flatMap(({ id }, i) => (row?.there[i] === 1 ? [id] : [])))
}

/** Those that consents were given or denied for, the most frequent first. */
export async function purposesSeen(
  database: Database,
  options?: ReadOptions,
): Promise<readonly string[]> {
  const rows = await database.rows<{ purpose: string }>(
    sql`SELECT purpose FROM consents GROUP BY purpose ORDER BY count() DESC, purpose LIMIT ${names}`,
    options,
  )
  return rows.map(({ purpose }) => purpose)
}

/** One property as a sample of the events of a name has it; of items, with the list in which they are. */
export type PropertyRow = {
  readonly property: string
  /** Empty: of the event itself. */
  readonly items: string
  readonly holds: 'text' | 'number' | 'boolean' | 'list'
}

/** The properties of the events of that name, the most frequent first. */
export async function propertiesSeen(
  database: Database,
  name: string,
  options?: ReadOptions,
): Promise<readonly PropertyRow[]> {
  const columns = ['total', 'value', 'quantity', 'price'].map(
    (column) => sql`if(isNull(${ident(column)}), [], [('number', '', ${column})])`,
  )
  const own = join(
    [
      sql`arrayMap(key -> ('text', '', toString(key)), mapKeys(text))`,
      sql`arrayMap(key -> ('number', '', toString(key)), mapKeys(num))`,
      sql`arrayMap(key -> ('boolean', '', toString(key)), mapKeys(bool))`,
      sql`arrayMap(key -> ('list', '', toString(key)), mapKeys(list))`,
      ...columns,
    ],
    ', ',
  )
  const ofItem = sql`arrayConcat(
    arrayMap(key -> ('text', toString(path), toString(key)), mapKeys(texts)),
    arrayMap(key -> ('number', toString(path), toString(key)), mapKeys(numbers)),
    arrayMap(key -> ('boolean', toString(path), toString(key)), mapKeys(booleans)),
    if(isNull(many), [], [('number', toString(path), 'quantity')]),
    if(isNull(cost), [], [('number', toString(path), 'price')]))`
  const ofItems = sql`arrayFlatten(arrayMap((path, texts, numbers, booleans, many, cost) -> ${ofItem},
    items.path, items.text, items.num, items.bool, items.quantity, items.price))`
  return await database.rows<PropertyRow>(
    sql`SELECT each.1 AS holds, each.2 AS items, each.3 AS property FROM (
        SELECT arrayJoin(arrayConcat(${own}, ${ofItems})) AS each
        FROM (SELECT * FROM events WHERE name = ${name} LIMIT ${propertyRows})
      ) GROUP BY each ORDER BY count() DESC, property, items LIMIT ${names}`,
    options,
  )
}

/** Rows with all their maps are large. */
const propertyRows = 5_000
