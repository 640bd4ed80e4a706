import type { Field } from '../customer/field.ts'
import { uniqueKind } from '../customer/unique.ts'
import type { ColumnSeen } from './column.ts'
import type { MapTo } from './columnUse.ts'
import type { ImportKind, MappingGuess } from './guessMapping.ts'

/** The column that names the record. */
export type Key = {
  readonly column: string
  readonly at: number
  /** Of customers and events, the kind of the identifiers in it; else what of the record it is. */
  readonly kind: string
}

type File = {
  readonly kind: ImportKind
  readonly columns: readonly ColumnSeen[]
  readonly guess: readonly MappingGuess[]
  readonly fields: readonly Field[]
}

/** What a column is for, as somebody said or as it seems. */
type Target = MapTo | MappingGuess['to']

/**
 * The column that somebody said, with the kind that he said or that its content is; else the surest of
 * those that seem to name the record.
 */
export function keyOf(
  file: File,
  spoken: ReadonlyMap<string, MapTo>,
  said: { readonly column: ColumnSeen | undefined; readonly kind: string | undefined },
): Key | undefined {
  const { column } = said
  if (column === undefined) return guessKey(file, spoken)
  const { name, at } = column
  return { column: name, at, kind: said.kind ?? kindOf(file, column, spoken) ?? 'user_id' }
}

function kindOf(
  file: File,
  column: ColumnSeen,
  spoken: ReadonlyMap<string, MapTo>,
): string | undefined {
  const records = recordKeys[file.kind]
  if (records !== undefined) {
    const to = targetOf(file, column, spoken)
    return records.find((name) => recordOf(to, name) !== undefined) ?? records.at(-1)
  }
  return kindOfTarget(file, targetOf(file, column, spoken)) ?? kindOfType(column.type)
}

/** What names records that no identifier names, the surest first. */
const recordKeys: Partial<Record<ImportKind, readonly string[]>> = {
  products: ['product_id'],
  places: ['place', 'key'],
}

function guessKey(file: File, spoken: ReadonlyMap<string, MapTo>): Key | undefined {
  const records = recordKeys[file.kind]
  const found = file.columns.flatMap((column): Key[] => {
    const to = targetOf(file, column, spoken)
    const kind =
      records === undefined
        ? kindOfTarget(file, to)
        : records.find((name) => recordOf(to, name) !== undefined)
    return kind === undefined ? [] : [{ column: column.name, at: column.at, kind }]
  })
  return found.toSorted((a, b) => rankOf(a) - rankOf(b))[0]
}

function targetOf(
  { guess }: File,
  { name, at }: ColumnSeen,
  spoken: ReadonlyMap<string, MapTo>,
): Target | undefined {
  return spoken.get(name) ?? guess.find((each) => each.at === at)?.to
}

function recordOf(to: Target | undefined, name: string): string | undefined {
  return to?.is === 'record' && to.name === name ? name : undefined
}

function kindOfTarget({ fields }: File, to: Target | undefined): string | undefined {
  if (to?.is === 'identifier') return to.kind
  if (to?.is !== 'field') return undefined
  const { name } = to
  const field = fields.find((each) => each.name === name && !each.archived)
  if (field?.unique === true) return uniqueKind(field.id)
  return kindOfType(name === 'email' || name === 'phone' ? name : field?.type)
}

const kindsOfTypes: ReadonlyMap<string | undefined, string> = new Map([
  ['email', 'email'],
  ['phone', 'phone'],
  ['cpf', 'document'],
  ['cnpj', 'document'],
  ['cpf_cnpj', 'document'],
])

/** Of which kind of identifier texts of that type are. */
function kindOfType(type: string | undefined): string | undefined {
  return kindsOfTypes.get(type)
}

const strength = ['user_id', 'document', 'email', 'phone', 'place']

function rankOf({ kind }: Key): number {
  const rank = strength.indexOf(kind)
  return rank === -1 ? strength.length : rank
}
