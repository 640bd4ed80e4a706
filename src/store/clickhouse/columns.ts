import { valueType } from '../../domain/customer/field.ts'
import type { Field, FieldOf, Value, ValueType } from '../../domain/customer/field.ts'
import { pointOf } from '../../domain/customer/point.ts'
import { fold } from '../../domain/fold.ts'
import { ident, join, sql, type Sql } from '../sql/sql.ts'

/** The ClickHouse types a field's column may have. */
type ColumnType =
  | 'Nullable(String)'
  | 'Nullable(Int64)'
  | 'Nullable(Int32)'
  | 'Nullable(Bool)'
  | 'Nullable(Float64)'
  | 'Array(String)'

export type Column = { readonly name: string; readonly type: ColumnType }

const typeText = {
  'Nullable(String)': sql`Nullable(String)`,
  'Nullable(Int64)': sql`Nullable(Int64)`,
  'Nullable(Int32)': sql`Nullable(Int32)`,
  'Nullable(Bool)': sql`Nullable(Bool)`,
  'Nullable(Float64)': sql`Nullable(Float64)`,
  'Array(String)': sql`Array(String)`,
} as const satisfies Record<ColumnType, Sql>

/** By value type, the suffix and the type of each column a filterable field has. */
const shapes: Readonly<Record<ValueType, readonly (readonly [string, ColumnType])[]>> = {
  text: [
    ['', 'Nullable(String)'],
    ['_fold', 'Nullable(String)'],
  ],
  choice: [
    ['', 'Nullable(String)'],
    ['_fold', 'Nullable(String)'],
  ],
  integer: [['', 'Nullable(Int64)']],
  decimal: [['', 'Nullable(Int64)']],
  money: [['', 'Nullable(Int64)']],
  boolean: [['', 'Nullable(Bool)']],
  date: [['', 'Nullable(Int32)']],
  datetime: [['', 'Nullable(Int64)']],
  list: [
    ['', 'Array(String)'],
    ['_fold', 'Array(String)'],
  ],
  location: [
    ['_lat', 'Nullable(Float64)'],
    ['_lon', 'Nullable(Float64)'],
    ['_x', 'Nullable(Int32)'],
    ['_y', 'Nullable(Int32)'],
    ['_z', 'Nullable(Int32)'],
  ],
}

/** What names and types a field's columns: only the id and the type, which never change. */
export type ColumnField = Pick<Field, 'id' | 'type' | 'identifying'> & { readonly of?: FieldOf }

/** The tables that have columns of fields. */
export const columnTables = ['customers', 'contacts', 'products', 'places'] as const

/** Where a customer's values of a field live: identifying ones apart, in `contacts`. */
export function columnTable(field: Pick<Field, 'identifying'>): 'customers' | 'contacts' {
  return field.identifying ? 'contacts' : 'customers'
}

/** Where the columns of a field are, of whatever it is one. */
export function tableOf(field: ColumnField): (typeof columnTables)[number] {
  if (field.of === 'product') return 'products'
  return field.of === 'place' ? 'places' : columnTable(field)
}

/**
 * The columns of a filterable field: `f<id>`, and for text `f<id>_fold` beside it, of which a list's
 * holds identity keys (`t<folded>`); a location has `f<id>_lat`, `f<id>_lon` and its point,
 * `f<id>_x`, `_y` and `_z`, by which distances are compared. Missing is NULL, of a list the empty array.
 */
export function fieldColumns(field: ColumnField): readonly Column[] {
  return shapes[valueType(field.type)].map(([suffix, type]) => ({
    name: `f${field.id}${suffix}`,
    type,
  }))
}

/**
 * What goes into those columns for a value as the domain keeps it; nothing for a missing one, whose
 * columns then take their defaults. A value of another type than the field's is our own mistake.
 */
export function rowColumns(field: ColumnField, value: Value | undefined): Record<string, unknown> {
  if (value === undefined) return {}
  const name = `f${field.id}`
  if (typeof value === 'string') return { [name]: value, [`${name}_fold`]: fold(value) }
  if (typeof value !== 'object') return { [name]: value }
  if ('lat' in value) {
    const { x, y, z } = pointOf(value)
    const point = { [`${name}_x`]: x, [`${name}_y`]: y, [`${name}_z`]: z }
    return { [`${name}_lat`]: value.lat, [`${name}_lon`]: value.lon, ...point }
  }
  return { [name]: value, [`${name}_fold`]: value.map((each) => `t${fold(each)}`) }
}

/** Gives fields of one table their columns, when they are made filterable. Repeating it does no harm. */
export function addColumns(...fields: readonly [ColumnField, ...ColumnField[]]): Sql {
  const adds = fields
    .flatMap(fieldColumns)
    .map((column) => sql`ADD COLUMN IF NOT EXISTS ${ident(column.name)} ${typeText[column.type]}`)
  return sql`ALTER TABLE ${ident(tableOf(fields[0]))} ${join(adds, ', ')}`
}

/** Takes a field's columns away, when it is no longer filterable. Its values stay in `data`. */
export function dropColumns(field: ColumnField): Sql {
  const table = ident(tableOf(field))
  const drops = fieldColumns(field).map(
    (column) => sql`DROP COLUMN IF EXISTS ${ident(column.name)}`,
  )
  return sql`ALTER TABLE ${table} ${join(drops, ', ')}`
}
