/** An attribute of customers, or of products or places, built in or the shop's own. */
export type Field = {
  /** Names its column in the database; never used again for another field. */
  readonly id: number
  readonly of: FieldOf
  /** What conditions, files and the API call it: `[a-z_][a-z0-9_.]*`, unique among those of its kind. */
  readonly name: string
  readonly label: string
  /** What it is for, in people's words; may be empty. */
  readonly description: string
  /** Under which heading it is shown; empty for none. */
  readonly group: string
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
  /** Who is made by a form, a file or the API has a value, and it is not taken away again. */
  readonly required: boolean
  /** No two have the same value, whatever case and accents. */
  readonly unique: boolean
  /** Whoever is new and has no value gets this one; JSON as `parseValue` takes it. */
  readonly default?: unknown
  /** Of money, the currency of its values (ISO 4217); the shop's where it is left out. */
  readonly currency?: string
  /** The source whose values those of others do not replace. */
  readonly wins?: string
  /** What it was called before, latest last: what arrives under these names is still its own. */
  readonly formerNames: readonly string[]
  readonly builtIn: boolean
  readonly archived: boolean
}

/** What has fields. */
export const fieldOwners = ['customer', 'product', 'place'] as const
export type FieldOf = (typeof fieldOwners)[number]

/** What a field is where nothing else is said of it. */
export const plainField = {
  of: 'customer',
  description: '',
  group: '',
  searchable: false,
  filterable: false,
  identifying: false,
  sensitive: false,
  required: false,
  unique: false,
  formerNames: [],
  builtIn: false,
  archived: false,
} as const satisfies Partial<Field>

/** How values are kept, which storage, conditions and the order of a column go by. */
export const valueTypes = [
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
export type ValueType = (typeof valueTypes)[number]

/** What people choose for a field, with the form in which a value of it is kept. */
const keptAs = {
  text: 'text',
  long_text: 'text',
  integer: 'integer',
  decimal: 'decimal',
  money: 'money',
  percent: 'decimal',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  email: 'text',
  phone: 'text',
  url: 'text',
  choice: 'choice',
  choices: 'list',
  list: 'list',
  location: 'location',
  country: 'text',
  state: 'text',
  city: 'text',
  postal_code: 'text',
  language: 'text',
  cpf: 'text',
  cnpj: 'text',
  cpf_cnpj: 'text',
  cep: 'text',
} as const satisfies Record<string, ValueType>
export type FieldType = keyof typeof keptAs

/** Every type, in the order in which they are offered. */
export const fieldTypes = Object.keys(keptAs) as [FieldType, ...FieldType[]]

/** The form in which values of that type are kept: what conditions, columns and storage go by. */
export function valueType(type: FieldType): ValueType {
  return keptAs[type]
}

/**
 * A field's value as we keep it, by the value type of the field. Missing is the absence of the key, never null.
 * - text, choice: text without lone surrogates or NUL, never empty after its normaliser
 * - integer, decimal, money: ten-thousandths, a safe integer (`domain/number.ts`)
 * - boolean
 * - date: days since 1970-01-01; datetime: milliseconds since 1970-01-01T00:00Z
 * - list: text, at least one
 * - location: degrees
 */
export type Value = string | number | boolean | readonly string[] | Location

export type Location = { readonly lat: number; readonly lon: number }
