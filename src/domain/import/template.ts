import { fold } from '../fold.ts'
import { isOfRejected, type ColumnSeen } from './column.ts'
import { fieldsOf, parseMapTo, showMapTo } from './columnUse.ts'
import { isFailure } from '../failure.ts'
import type { Mapping, MappingSaid } from './mapping.ts'

/** Of the options of an import, what names fields. */
type Naming = Pick<MappingSaid, 'map'> & {
  readonly policy?: Readonly<Record<string, unknown>> | undefined
  readonly whole?: { readonly fields: readonly string[] } | undefined
  /** Of files of orders: columns by the fields that they fill. */
  readonly fields?: Readonly<Record<string, string>> | undefined
}

/** How single columns are read, by their names. */
type Styled = { readonly columns?: Readonly<Record<string, ColumnStyle>> | undefined }

type ColumnStyle = { readonly [K in 'decimal' | 'dates']?: ColumnSeen[K] | undefined }

type Said = Pick<MappingSaid, 'map'> & Styled

/**
 * What makes two files the same to a template: the names of their columns, in any order and however
 * they are capitalised and accented. Those that a file of rejected rows adds do not count.
 */
export function headerKey(columns: readonly string[]): string {
  const names = columns.filter((name) => !isOfRejected(name)).map((name) => plain(name))
  return JSON.stringify(names.toSorted())
}

/**
 * What the options say once nothing is left to be guessed: each column with what it becomes, its style
 * where that was found out, and what names the record.
 */
export function settledOptions(
  { columns, key }: Mapping,
  seen: readonly ColumnSeen[],
  said: Styled['columns'],
): Pick<MappingSaid, 'key' | 'identifier' | 'map'> & Styled {
  const uses = columns.filter(
    ({ column, at, to }) => !isOfRejected(column) && !(at === key?.at && to.is === 'nothing'),
  )
  const styles = seen.flatMap(({ name, decimal, dates, typed }) => {
    if (isOfRejected(name)) return []
    // Of a file that says itself what its cells are, the styles of others say nothing.
    const found = typed === true ? {} : { ...given({ decimal, dates }), ...said?.[name] }
    return Object.keys(found).length === 0 ? [] : [[name, found] as const]
  })
  return {
    map: Object.fromEntries(uses.map(({ column, to }) => [column, showMapTo(to)])),
    ...(key === undefined ? {} : { key: key.column, ...kindOf(key.kind) }),
    ...(styles.length === 0 ? {} : { columns: Object.fromEntries(styles) }),
  }
}

/** The same for files of orders. */
export function overOrderTemplate<T extends OrdersSaid>(template: T, said: Partial<T>): T {
  return {
    ...template,
    ...said,
    fields: { ...template.fields, ...said.fields },
    properties: { ...template.properties, ...said.properties },
  }
}

/** Columns by the names of what they fill. */
type OrdersSaid = {
  readonly fields?: Readonly<Record<string, string>> | undefined
  readonly properties?: Readonly<Record<string, string>> | undefined
}

/** What is said now goes before what a template says of the same. */
export function overTemplate(template: Said, said: Said): Said {
  return {
    ...template,
    ...said,
    ...(template.map || said.map ? { map: { ...template.map, ...said.map } } : {}),
    ...(template.columns || said.columns
      ? { columns: { ...template.columns, ...said.columns } }
      : {}),
  }
}

/** A unique field is known by what its column becomes, and a product needs no kind. */
function kindOf(kind: string): Pick<MappingSaid, 'identifier'> {
  const isKind = /^[a-z_][a-z0-9_]*$/.test(kind) && kind !== 'product_id' && kind !== 'key'
  return isKind ? { identifier: kind } : {}
}

function given<T extends object>(all: T): Partial<T> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T
}

/** The fields that such options name. */
export function fieldsOfOptions({
  map = {},
  policy = {},
  whole,
  fields = {},
}: Naming): readonly string[] {
  const mapped = Object.values(map).flatMap((text) => {
    const to = parseMapTo(text)
    return isFailure(to) ? [] : fieldsOf(to)
  })
  const named = [...Object.keys(policy), ...(whole?.fields ?? []), ...Object.keys(fields)]
  return [...new Set([...mapped, ...named])]
}

/** The same options with another name for a field; the very same where they do not name it. */
export function renamedInOptions<T extends Naming>(options: T, from: string, to: string): T {
  if (!fieldsOfOptions(options).includes(from)) return options
  const { map, policy, whole, fields } = options
  const renamed = (name: string): string => (name === from ? to : name)
  const entries = <V>(record: Readonly<Record<string, V>>) => Object.entries(record)
  return {
    ...options,
    ...(map && {
      map: Object.fromEntries(
        entries(map).map(([column, text]) => [column, retold(text, renamed)]),
      ),
    }),
    ...(policy && {
      policy: Object.fromEntries(entries(policy).map(([name, when]) => [renamed(name), when])),
    }),
    ...(fields && {
      fields: Object.fromEntries(entries(fields).map(([name, at]) => [renamed(name), at])),
    }),
    ...(whole && { whole: { ...whole, fields: whole.fields.map((name) => renamed(name)) } }),
  }
}

function retold(text: string, renamed: (name: string) => string): string {
  const to = parseMapTo(text)
  if (isFailure(to)) return text
  if (to.is === 'field') return showMapTo({ ...to, name: renamed(to.name) })
  if (to.is !== 'cityState') return text
  return showMapTo({ ...to, city: renamed(to.city), state: renamed(to.state) })
}

function plain(name: string): string {
  return fold(name).replaceAll(/\s+/g, ' ').trim()
}
