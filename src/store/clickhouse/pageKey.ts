import { valueType, type Field } from '../../domain/customer/field.ts'
import { failure, type Failure } from '../../domain/failure.ts'
import { as, ident, sql, type Sql } from '../sql/sql.ts'
import { fieldColumns } from './columns.ts'

/** What the rows of a page are sorted by. */
export type PageKey = { readonly column: Sql; readonly type: KeyType }

export type KeyType = 'String' | 'Int64' | 'Int32' | 'Bool' | 'UInt64'

/** The sort key of a page's last row (absent where it has none) and its id. */
export type PageEnd = readonly [key: string | null, id: string]

/** How rows are told apart that have the same key. */
type Ids = { readonly id: Sql; readonly idType: 'UInt64' | 'String'; readonly descending: boolean }

/** What comes after that end in the order: by the key, those without one last, then by id. */
export function beyond({ column, type }: PageKey, [key, id]: PageEnd, ids: Ids): Sql {
  const later = sql`${ids.id} > ${as(ids.idType, id)}`
  if (key === null) return sql`(isNull(${column}) AND ${later})`
  const value = type === 'Bool' ? as('Bool', key === 'true') : as(type, key)
  const past = ids.descending ? sql`${column} < ${value}` : sql`${column} > ${value}`
  return sql`(isNull(${column}) OR ${past} OR (${column} = ${value} AND ${later}))`
}

/** Whether the engine can read it as a value of the column. */
export function canEnd({ type }: PageKey, [key, id]: PageEnd, idType: Ids['idType']): boolean {
  return reads[idType](id) && (key === null || reads[type](key))
}

/** The key of a field that may be sorted by; refused where it is not filterable or has no order. */
export function fieldKey(field: Field): PageKey | Failure {
  const { name, type } = field
  if (!field.filterable) {
    return failure('invalid', `The field ${name} is not filterable, so nothing is sorted by it`, {
      where: 'sort',
      fix: `Make ${name} filterable first.`,
    })
  }
  // The last column of a text is its fold, by which text is sorted.
  const column = valueType(type) === 'location' ? undefined : fieldColumns(field).at(-1)
  const key = column === undefined ? undefined : keyTypes[column.type]
  if (column === undefined || key === undefined) {
    return failure('invalid', `A ${type} has no order: ${name}`, { where: 'sort' })
  }
  return { column: ident(column.name), type: key }
}

/** A cursor of another question. */
export function noEnd(what: string): Failure {
  return failure('invalid', `No page of ${what} that are sorted so ended there`, {
    where: 'cursor',
    fix: 'Give `next` of the page before, with the same question.',
  })
}

const keyTypes: Readonly<Record<string, KeyType>> = {
  'Nullable(String)': 'String',
  'Nullable(Int64)': 'Int64',
  'Nullable(Int32)': 'Int32',
  'Nullable(Bool)': 'Bool',
}

const reads: Readonly<Record<KeyType, (key: string) => boolean>> = {
  String: () => true,
  Int64: (key) => isWithin(key, -(2n ** 63n), 2n ** 63n),
  Int32: (key) => isWithin(key, -(2n ** 31n), 2n ** 31n),
  UInt64: (key) => isWithin(key, 0n, 2n ** 64n),
  Bool: (key) => key === 'true' || key === 'false',
}

/** A whole number as the engine writes it, from the least on and below the other. */
function isWithin(text: string, least: bigint, above: bigint): boolean {
  if (!/^-?\d{1,20}$/.test(text)) return false
  const number = BigInt(text)
  return number >= least && number < above
}
