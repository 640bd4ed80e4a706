import { as, join, sql, type Sql } from '../../sql/sql.ts'

/**
 * SQL of a value that may be missing. A Nullable column is NULL then; a map answers 0 or '' for a key
 * that it lacks, and `has` says whether the key is there.
 */
export type Cell =
  | { readonly missing: 'null'; readonly x: Sql }
  | { readonly missing: 'zero'; readonly x: Sql; readonly has: Sql }

/** What a test can read at one place, by type. A type that is left out never occurs there. */
export type Reading = {
  /** Ten-thousandths. */
  readonly number?: Cell
  readonly text?: { readonly raw: Cell; readonly folded: Cell }
  readonly boolean?: Cell
  /** Days since 1970-01-01. */
  readonly day?: Cell
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly instant?: Cell
  /** Identity keys; the empty array where it is missing. */
  readonly list?: Sql
  /** Centimetres from the middle of the earth; NULL together. */
  readonly point?: { readonly x: Sql; readonly y: Sql; readonly z: Sql }
  /** Where that says whether there is anything more briefly than all types together. */
  readonly exists?: Sql
}

export const always: Sql = sql`1`
export const never: Sql = sql`0`

/** True only where the value is there and `test` holds of it; never NULL. */
export function holdsOf(cell: Cell, test: Sql, ofZero: boolean): Sql {
  if (cell.missing === 'null') return sql`ifNull(${test}, 0)`
  return ofZero ? sql`(${cell.has} AND ${test})` : test
}

export function isThere(cell: Cell): Sql {
  return cell.missing === 'null' ? sql`isNotNull(${cell.x})` : cell.has
}

/** The value, NULL where it is missing. */
export function orNull(cell: Cell): Sql {
  return cell.missing === 'null' ? cell.x : sql`if(${cell.has}, ${cell.x}, NULL)`
}

/** The value, 0 or '' where it is missing. */
export function orZero(cell: Cell, zero: 0 | ''): Sql {
  if (cell.missing === 'zero') return cell.x
  return zero === 0 ? sql`ifNull(${cell.x}, 0)` : sql`ifNull(${cell.x}, '')`
}

export function existsIn(reading: Reading): Sql {
  if (reading.exists !== undefined) return reading.exists
  const cells = [reading.number, reading.text?.raw, reading.boolean, reading.day, reading.instant]
  return anyOf([
    ...cells.flatMap((cell) => (cell === undefined ? [] : [isThere(cell)])),
    ...(reading.list === undefined ? [] : [sql`notEmpty(${reading.list})`]),
  ])
}

export function allOf(tests: readonly Sql[]): Sql {
  const telling = tests.filter((test) => test !== always)
  if (telling.includes(never)) return never
  if (telling.length < 2) return telling[0] ?? always
  return sql`(${join(telling, ' AND ')})`
}

export function anyOf(tests: readonly Sql[]): Sql {
  const telling = tests.filter((test) => test !== never)
  if (telling.includes(always)) return always
  if (telling.length < 2) return telling[0] ?? never
  return sql`(${join(telling, ' OR ')})`
}

export function not(test: Sql): Sql {
  if (test === always) return never
  if (test === never) return always
  return sql`NOT ${test}`
}

/** `x` is one of these. */
export function among(x: Sql, values: readonly string[] | readonly number[]): Sql {
  const [first] = values
  if (first === undefined) return never
  if (values.length === 1) return sql`${x} = ${first}`
  // The cases of the union are told apart by their first element.
  return typeof first === 'string'
    ? sql`${x} IN ${as('Array(String)', values)}`
    : sql`${x} IN ${as('Array(Int64)', values)}`
}
