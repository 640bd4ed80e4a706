/** An attribute of customers, built in or the shop's own. */
export type Field = {
  /** Names its column in the database; never used again for another field. */
  readonly id: number
  /** What conditions, files and the API call it: `[a-z_][a-z0-9_.]*`, unique. */
  readonly name: string
  readonly label: string
  readonly type: FieldType
  /** Of a choice, the values it may have, in the shop's order. */
  readonly choices?: readonly string[]
  /** Found by free text. */
  readonly searchable: boolean
  /** May be used in conditions and API filters: has a column of its own. */
  readonly filterable: boolean
  /** Says directly who somebody is: kept in `contacts`, apart from what analysis reads. */
  readonly identifying: boolean
  readonly sensitive: boolean
  readonly builtIn: boolean
  readonly archived: boolean
}

export const fieldTypes = [
  'text',
  'integer',
  'decimal',
  'money',
  'boolean',
  'date',
  'datetime',
  'choice',
  'list',
  'location',
] as const
export type FieldType = (typeof fieldTypes)[number]

/**
 * A field's value as we keep it, by the field's type. Missing is the absence of the key, never null.
 * - text, choice: text without lone surrogates or NUL, never empty after its normaliser
 * - integer, decimal, money: ten-thousandths, a safe integer (`domain/number.ts`)
 * - boolean
 * - date: days since 1970-01-01; datetime: milliseconds since 1970-01-01T00:00Z
 * - list: text, at least one
 * - location: degrees
 */
export type Value = string | number | boolean | readonly string[] | Location

export type Location = { readonly lat: number; readonly lon: number }
