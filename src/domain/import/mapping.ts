import type { Field } from '../customer/field.ts'
import { failure, isFailure, type Failure } from '../failure.ts'
import { fold } from '../fold.ts'
import { isOfRejected, type ColumnSeen, type SeenType } from './column.ts'
import { fieldsOf, parseMapTo, type MapTo } from './columnUse.ts'
import type { ImportKind, MappingGuess } from './guessMapping.ts'
import { didYouMean } from '../suggest.ts'
import { keyOf, type Key } from './key.ts'

/** A column and what becomes of it. */
export type ColumnUse = {
  readonly column: string
  /** Where in a row it stands, from 0. */
  readonly at: number
  readonly to: MapTo
  /** Of a field that is not there: what it could be made as. */
  readonly make?: FieldToMake
  /** Of what it becomes, 0 to 1; 1 where somebody said it. */
  readonly confidence: number
  readonly reason: 'said' | 'by name' | 'by content' | 'none'
}

export type FieldToMake = {
  readonly name: string
  readonly label: string
  readonly type: SeenType
}

/** What a person said of a file's columns. */
export type MappingSaid = {
  /** The column that names the record. */
  readonly key?: string | undefined
  /** Of customers, the kind of identifier that stands in it. */
  readonly identifier?: string | undefined
  /** By column: what {@link parseMapTo} reads. */
  readonly map?: Readonly<Record<string, string>> | undefined
}

export type Mapping = {
  readonly columns: readonly ColumnUse[]
  /** The column that names the record; undefined where nobody said it and none seems to. */
  readonly key?: Key
}

export type MappingOf = {
  readonly kind: ImportKind
  readonly columns: readonly ColumnSeen[]
  readonly guess: readonly MappingGuess[]
  /** Of the kind's records, archived ones too. */
  readonly fields: readonly Field[]
}

/**
 * What each column becomes: what somebody said, else what it seems to be. The failure names a column
 * that is not there, or two that would become the same.
 */
export function mappingOf(file: MappingOf, said: MappingSaid): Mapping | Failure {
  const columnNamed = columnFinder(file.columns)
  const spoken = new Map<string, MapTo>()
  for (const [name, text] of Object.entries(said.map ?? {})) {
    const column = columnNamed(name, 'map')
    if (isFailure(column)) return column
    const to = parseMapTo(text)
    if (isFailure(to)) return to
    spoken.set(column.name, to)
  }
  const keyColumn = said.key === undefined ? undefined : columnNamed(said.key, 'key')
  if (isFailure(keyColumn)) return keyColumn
  const key = keyOf(file, spoken, { column: keyColumn, kind: said.identifier })
  const columns = file.columns.map((column) => useOf(column, { file, spoken, key }))
  return twice(columns) ?? { columns, ...(key === undefined ? {} : { key }) }
}

type World = {
  readonly file: MappingOf
  readonly spoken: ReadonlyMap<string, MapTo>
  readonly key: Key | undefined
}

function useOf(column: ColumnSeen, { file, spoken, key }: World): ColumnUse {
  const { name, at } = column
  const to = spoken.get(name)
  if (to !== undefined) {
    return { column: name, at, to, ...makeOf(to, column, file), confidence: 1, reason: 'said' }
  }
  const guess = file.guess.find((each) => each.at === at)
  // Columns that the file of rejected rows adds say nothing of anybody.
  if (guess === undefined || isOfRejected(name)) return nothing(column)
  const guessed = targetOf(guess, file.kind)
  // What names the record is no field besides, but where there is one for it.
  if (key?.at === at && (guessed.is !== 'field' || guess.to.is === 'new')) {
    return { column: name, at, to: { is: 'nothing' }, confidence: 1, reason: 'said' }
  }
  if (namesAgain(guessed, key)) return besideKey(column, file)
  const { confidence, reason } = guess
  return { column: name, at, to: guessed, ...makeOf(guessed, column, file), confidence, reason }
}

/** The key names the record; a second column of the same would name another. */
function namesAgain(to: MapTo, key: Key | undefined): boolean {
  if (to.is === 'identifier') return to.kind === key?.kind
  return to.is === 'record' && to.name === key?.kind
}

function besideKey(column: ColumnSeen, file: MappingOf): ColumnUse {
  if (file.kind !== 'customers') return nothing(column)
  const { name, at } = column
  const to: MapTo = { is: 'field', name: freeCode(name, file.fields) }
  return { column: name, at, to, ...makeOf(to, column, file), confidence: 0, reason: 'none' }
}

function nothing({ name, at }: ColumnSeen): ColumnUse {
  return { column: name, at, to: { is: 'nothing' }, confidence: 0, reason: 'none' }
}

/** Of a file of customers that we exported, lists are lists; her id here is made anew where she is. */
function targetOf({ to }: MappingGuess, kind: ImportKind): MapTo {
  if (to.is === 'new') return { is: 'field', name: to.name }
  if (to.is !== 'record' || kind !== 'customers') return to
  return { is: to.name === 'lists' ? 'lists' : 'nothing' }
}

/** Choices that a file happens to have are no reason to refuse others: it is made as text. */
function makeOf(
  to: MapTo,
  column: ColumnSeen,
  { kind, fields }: MappingOf,
): { readonly make?: FieldToMake } {
  if (to.is !== 'field' || kind === 'events') return {}
  if (fields.some(({ name, archived }) => name === to.name && !archived)) return {}
  const type = column.type === 'choice' ? 'text' : column.type
  return { make: { name: to.name, label: column.name.slice(0, 200), type } }
}

/** Finds a column by what people call it: case, accents and the upper rows of a header left out. */
export function columnFinder<C extends { readonly name: string }>(columns: readonly C[]) {
  const names = columns.flatMap((each) => [each.name, each.name.split(' / ').at(-1) ?? ''])
  return (name: string, option: string): C | Failure => {
    const alike = (same: (other: string) => boolean) => columns.filter((each) => same(each.name))
    const wanted = plain(name)
    const ways = [
      (other: string) => other === name,
      (other: string) => plain(other) === wanted,
      // Of a header in two rows, `Endereço / Cidade`, people say the lower.
      (other: string) => plain(other).endsWith(` / ${wanted}`),
    ]
    const found = ways.map(alike).find(({ length }) => length > 0) ?? []
    const [column] = found
    if (column !== undefined && found.length === 1) return column
    const there = columns.slice(0, 50).map((each) => JSON.stringify(each.name.slice(0, 100)))
    return failure(
      'invalid',
      `The file has no column ${JSON.stringify(name.slice(0, 100))}; it has ${there.join(', ')}`,
      { where: option, fix: didYouMean(name, names, 'Name one of these.') },
    )
  }
}

function plain(name: string): string {
  return fold(name).replaceAll(/\s+/g, ' ').trim()
}

function twice(columns: readonly ColumnUse[]): Failure | undefined {
  const seen = new Map<string, string>()
  for (const { column, to } of columns) {
    for (const [what, name] of filledBy(to)) {
      const before = seen.get(what)
      if (before !== undefined) return bothBecome(name, before, column)
      seen.set(what, column)
    }
  }
  return undefined
}

/** What may be filled only once, with its name. */
function filledBy(to: MapTo): readonly (readonly [string, string])[] {
  if (to.is === 'record' || to.is === 'field') return [[JSON.stringify(to), to.name]]
  return fieldsOf(to).map((name) => [JSON.stringify({ is: 'field', name }), name])
}

function bothBecome(name: string, before: string, column: string): Failure {
  return failure(
    'invalid',
    `The columns ${JSON.stringify(before)} and ${JSON.stringify(column)} would both become ${name}`,
    { where: 'map', fix: `Say what one of them is, or --map "${column}=ignore".` },
  )
}

/** A name that a field can have and none has. */
function freeCode(column: string, fields: readonly Field[]): string {
  const folded = fold(column)
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40)
  const code = `column_${folded === '' ? 'two' : folded}`
  const taken = new Set(fields.map(({ name }) => name))
  let name = code
  for (let n = 2; taken.has(name); n += 1) name = `${code}_${n}`
  return name
}
