/**
 * A piece of SQL. Values never join the text: they ride beside it until {@link write} gives each a
 * placeholder. Text enters only through the template literal of this program's own source.
 */
export type Sql = { readonly parts: readonly Part[] }

/** A value with the ClickHouse type in which it is sent. */
export type Typed = { readonly type: ValueType; readonly value: Plain | readonly Plain[] }
type Plain = string | number | bigint | boolean

export type ValueType =
  | 'String'
  | 'Int64'
  | 'UInt64'
  | 'UInt32'
  | 'UInt128'
  | 'Int32'
  | 'Int256'
  | 'Float64'
  | 'Bool'
  | 'Array(String)'
  | 'Array(Int64)'
  | 'Array(UInt64)'
  | 'Array(UInt32)'
  | 'Array(Int32)'
  | 'Array(UInt128)'

type Part = string | Typed | { readonly name: string }

/** Bare strings are sent as String, safe integers and bigints as Int64, booleans as Bool; all else says its type by {@link as}. */
export type Hole = Sql | Typed | string | number | bigint | boolean

export function sql(texts: TemplateStringsArray, ...holes: readonly Hole[]): Sql {
  return {
    parts: texts.flatMap((text, i): readonly Part[] => {
      const hole = holes[i]
      if (hole === undefined) return [text]
      if (typeof hole === 'object' && 'parts' in hole) return [text, ...hole.parts]
      return [text, typeof hole === 'object' ? hole : typed(hole)]
    }),
  }
}

/** A value sent as that type. */
export function as(type: ValueType, value: Typed['value']): Typed {
  return { type, value }
}

/** A column or table whose name is known only at run time; quoted. */
export function ident(name: string): Sql {
  return { parts: [{ name }] }
}

export function join(
  pieces: readonly Sql[],
  separator: ', ' | ' AND ' | ' OR ' | ' UNION ALL ' | '\n',
): Sql {
  return {
    parts: pieces.flatMap((piece, i) => (i === 0 ? piece.parts : [separator, ...piece.parts])),
  }
}

/** `sql` with nothing in it, for the branch that adds nothing. */
export const nothing: Sql = { parts: [] }

export type Written = {
  readonly text: string
  /** By placeholder name, in the text form in which ClickHouse's HTTP interface reads parameters (unescaped here: the client escapes). */
  readonly params: Readonly<Record<string, Typed['value']>>
}

/** The text with `{p0:Int64}` placeholders, and the values by placeholder. Equal values of one type share one. */
export function write(fragment: Sql): Written {
  const params: Record<string, Typed['value']> = {}
  const names = new Map<string, string>()
  const text = fragment.parts.map((part) => {
    if (typeof part === 'string') return part
    if ('name' in part) return quote(part.name)
    const key = `${part.type}:${Array.isArray(part.value) ? JSON.stringify(part.value.map(String)) : String(part.value)}`
    const name = names.get(key) ?? `p${names.size}`
    names.set(key, name)
    params[name] = part.value
    return `{${name}:${part.type}}`
  })
  return { text: text.join(''), params }
}

function quote(name: string): string {
  return '`' + name.replaceAll('\\', '\\\\').replaceAll('`', '\\`') + '`'
}

function typed(value: string | number | bigint | boolean): Typed {
  if (typeof value === 'string') return { type: 'String', value }
  if (typeof value === 'boolean') return { type: 'Bool', value }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`not an integer: ${value}; say its type by as('Float64', …)`)
  }
  return { type: 'Int64', value }
}
