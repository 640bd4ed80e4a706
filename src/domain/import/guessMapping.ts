import type { Field } from '../customer/field.ts'
import { newField } from '../customer/newField.ts'
import { isFailure } from '../failure.ts'
import { fold } from '../fold.ts'
import {
  cityWords,
  customerMeanings,
  eventMeanings,
  placeMeanings,
  postalWords,
  productMeanings,
  stateWords,
  type Meaning,
} from './aliases.ts'
import type { ColumnSeen, SeenType } from './column.ts'
import { byContent } from './contentMeaning.ts'
import { splitCities } from './guessCityState.ts'
import { ownColumn, ownForm, type OwnForm } from './ownColumn.ts'

/** What a file holds records of. */
export type ImportKind = 'customers' | 'events' | 'orders' | 'products' | 'places'

/** What a column seems to be for. Nothing is the target of two columns. */
export type Target =
  /** A field there is; the name of a person may come in two columns, joined by a blank. */
  | { readonly is: 'field'; readonly name: string; readonly part?: 'first' | 'last' }
  /** Two fields, of cells that have a city and its state in one. */
  | { readonly is: 'cityState'; readonly city: string; readonly state: string }
  /** Names the customer. */
  | { readonly is: 'identifier'; readonly kind: string }
  /** What a record has beside fields: of an event its name and time, of a product its id, of a place its key. */
  | { readonly is: 'record'; readonly name: string }
  /** Of an event. */
  | { readonly is: 'property'; readonly name: string }
  /** A field that could be made. */
  | {
      readonly is: 'new'
      readonly name: string
      readonly label: string
      readonly type: SeenType
      readonly choices?: readonly string[]
    }
  | { readonly is: 'nothing' }

export type MappingGuess = {
  readonly column: string
  readonly at: number
  readonly to: Target
  /** 0 to 1. */
  readonly confidence: number
  readonly reason: 'by name' | 'by content' | 'none'
}

const meanings: Readonly<Record<ImportKind, readonly Meaning[]>> = {
  customers: customerMeanings,
  events: eventMeanings,
  orders: [],
  products: productMeanings,
  places: placeMeanings,
}

/**
 * What the columns of a file seem to be for, in their order: by name first, as fields are called and
 * then as people call them, by content where names say nothing; what is left could be new fields, or
 * properties of events. To be shown and corrected, never to be taken for granted.
 * @param fields that may be filled: of the kind's records, not archived
 */
export function guessMapping(
  columns: readonly ColumnSeen[],
  fields: readonly Field[],
  kind: ImportKind,
): readonly MappingGuess[] {
  const there = fields.filter(({ archived }) => !archived)
  const named = (words: readonly string[]) => columns.some(({ name }) => words.includes(bare(name)))
  const ofCities = kind === 'places' && named(cityWords) && !named(postalWords)
  const world: World = { fields: there, kind, ours: ownForm(columns), ofCities }
  const found = new Map<number, MappingGuess>()
  const taken = new Set<string>()
  for (const step of steps) {
    for (const column of columns) {
      if (found.has(column.at)) continue
      const guess = step(column, world)
      if (guess === undefined || taken.has(keyOf(guess.to))) continue
      if (guess.to.is !== 'nothing') taken.add(keyOf(guess.to))
      found.set(column.at, { column: column.name, at: column.at, ...guess })
    }
  }
  joinNames(found, world)
  if (kind === 'customers' && world.ours === undefined) splitCities(columns, found, world.fields)
  const names = new Set(fields.map(({ name }) => name))
  return columns.map((column) => found.get(column.at) ?? leftOver(column, world, names))
}

type World = {
  readonly fields: readonly Field[]
  readonly kind: ImportKind
  /** Of a file that we exported, its form. */
  readonly ours: OwnForm | undefined
  /** Its places are cities. */
  readonly ofCities: boolean
}
type Guess = Omit<MappingGuess, 'column' | 'at'>
type Step = (column: ColumnSeen, world: World) => Guess | undefined

/** The surest first: each goes over all columns before the next begins. */
const steps: readonly Step[] = [
  asExported,
  stateOfCity,
  byFieldName,
  (column, world) => byWords(bare(column.name), world, 0.95),
  (column, world) => byWords(bare(withoutFiller(column.name, filler)), world, 0.9),
  (column, world) => byWords(bare(withoutFiller(lastPart(column.name), moreFiller)), world, 0.75),
  byLateWords,
  byLooks,
]

function asExported({ name }: ColumnSeen, { fields, kind, ours }: World): Guess | undefined {
  const has = (wanted: string) => fields.some((each) => each.name === wanted)
  if (ours === undefined || (kind !== 'events' && has(name))) return undefined
  const to = ownColumn(name, kind, ours)
  if (to === undefined) return undefined
  if (to.is === 'field' && !has(to.name)) {
    // What no field of products or places holds stays as it is. A field that is there no more could be made again.
    return kind === 'products' || kind === 'places'
      ? { to: { is: 'nothing' }, confidence: 1, reason: 'by name' }
      : undefined
  }
  return { to, confidence: 1, reason: 'by name' }
}

/** Before any field that is called so: without its state a city would be taken for another of its name. */
function stateOfCity({ name }: ColumnSeen, { ofCities }: World): Guess | undefined {
  if (!ofCities || !stateWords.includes(bare(name))) return undefined
  return { to: { is: 'record', name: 'state' }, confidence: 0.9, reason: 'by name' }
}

function byFieldName(column: ColumnSeen, { fields, kind }: World): Guess | undefined {
  if (kind === 'events') return undefined
  const name = bare(column.name)
  // Of `€` nothing is left: any name of signs alone would be the same.
  const isNamed = (other: string) => name !== '' && bare(other) === name
  const field =
    fields.find((each) => each.name === column.name) ??
    fields.find((each) => each.label === column.name) ??
    fields.find((each) => isNamed(each.name) || isNamed(each.label)) ??
    fields.find((each) => each.formerNames.some(isNamed))
  return field && { to: { is: 'field', name: field.name }, confidence: 1, reason: 'by name' }
}

function byWords(name: string, world: World, confidence: number): Guess | undefined {
  if (name === '') return undefined
  const meaning = meanings[world.kind].find(({ words }) => words.includes(name))
  const to = meaning && targetOf(meaning, world)
  return to && { to, confidence, reason: 'by name' }
}

function byLateWords({ name }: ColumnSeen, world: World): Guess | undefined {
  const meaning = meanings[world.kind].find(({ late }) => late?.includes(bare(name)))
  const to = meaning && targetOf(meaning, world)
  return to && { to, confidence: 0.7, reason: 'by name' }
}

function byLooks(column: ColumnSeen, world: World): Guess | undefined {
  const told = byContent(column)
  if (told === undefined) return undefined
  const meaning = meanings[world.kind].find(({ fields, identifier }) =>
    [...fields, identifier].includes(told.meaning),
  )
  const to = meaning && targetOf(meaning, world)
  return to && { to, confidence: told.confidence, reason: 'by content' }
}

function targetOf(meaning: Meaning, { fields, kind }: World): Target | undefined {
  const { record, identifier, part } = meaning
  if (record !== undefined) return { is: 'record', name: record }
  const named = meaning.fields.flatMap((name) => fields.find((each) => each.name === name) ?? [])
  const typed = fields.filter(({ type }) => meaning.types?.includes(type))
  const field = kind === 'events' ? undefined : (named[0] ?? typed[0])
  if (field !== undefined) return { is: 'field', name: field.name }
  if (identifier !== undefined) return { is: 'identifier', kind: identifier }
  return part && { is: 'field', name: 'name', part }
}

function keyOf(to: Target): string {
  return JSON.stringify(to)
}

/** First and last name make the name only together, and where no column has the whole of it. */
function joinNames(found: Map<number, MappingGuess>, { fields }: World): void {
  const guesses = [...found]
  const has = (part: 'first' | 'last' | undefined) =>
    guesses.some(([, { to }]) => to.is === 'field' && to.name === 'name' && to.part === part)
  const whole = has(undefined)
  const known = fields.some(({ name }) => name === 'name')
  for (const [at, guess] of guesses) {
    const { to } = guess
    if (to.is !== 'field' || to.part === undefined) continue
    // "Nome" beside "Sobrenome" is the first name.
    if (whole && to.part === 'last' && !has('first')) {
      const first = guesses.find(([, other]) => isWholeName(other.to))
      if (first !== undefined) found.set(first[0], { ...first[1], to: { ...to, part: 'first' } })
    } else if (whole || !known || !has('last') || !has('first')) found.delete(at)
  }
}

function isWholeName(to: Target): boolean {
  return to.is === 'field' && to.name === 'name' && to.part === undefined
}

/** A column that nothing is known of. */
function leftOver(column: ColumnSeen, world: World, names: Set<string>): MappingGuess {
  const { kind, fields, ours } = world
  const { at } = column
  const none = { column: column.name, at, confidence: 0, reason: 'none' } as const
  // A field that we exported and that is not here.
  const name = ours === 'api' ? column.name.replace(/^fields\./, '') : column.name
  if (kind === 'orders' || column.filled === 0) return { ...none, to: { is: 'nothing' } }
  const code = codeOf(name, column.type)
  if (kind === 'events') return { ...none, to: { is: 'property', name: freeName(code, names, []) } }
  const { type, choices } = column
  return {
    ...none,
    to: {
      is: 'new',
      name: freeName(code, names, fields),
      label: name.slice(0, 200),
      type,
      ...(choices === undefined ? {} : { choices }),
    },
  }
}

/** A name that a field may have and none has, which is taken by it. */
function freeName(code: string, names: Set<string>, fields: readonly Field[]): string {
  const may = (name: string, among: readonly Field[]) =>
    !isFailure(newField({ name, type: 'text' }, 0, among))
  const base = may(code, []) ? code : `my_${code}`
  let name = base
  for (let n = 2; names.has(name) || !may(name, fields); n++) name = `${base.slice(0, 50)}_${n}`
  names.add(name)
  return name
}

/** `Nota da avaliação` is `nota_da_avaliacao`, `Total (R$)` is `total`; `R$` alone is `valor`, `US$` is `value`. */
function codeOf(name: string, type: SeenType): string {
  const code = fold(name.replaceAll(/(?:\b(?:R|US))?\$/gi, ' '))
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^_+/, '')
    .slice(0, 50)
    .replace(/_+$/, '')
  if (code === '') {
    if (/R\$/i.test(name)) return 'valor'
    return type === 'money' || /\p{Sc}/u.test(name) ? 'value' : 'column'
  }
  return /^\d/.test(code) ? `n_${code}` : code
}

/** A name without case, accents, blanks and signs: letters and digits alone. */
export function bare(name: string): string {
  return fold(name).replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** Words that say nothing in the name of a column of customers. */
const filler = new Set(
  'do da de dos das o a of the your seu sua qual e cliente customer usuario user'.split(' '),
)
const moreFiller = new Set(
  [...filler].concat('default address billing shipping primary principal residencial 1'.split(' ')),
)

function withoutFiller(name: string, words: ReadonlySet<string>): string {
  const parts = fold(name).split(/[^\p{L}\p{N}]+/u)
  return parts.filter((part) => !words.has(part)).join(' ')
}

/** Of a header in two rows, `Endereço / Cidade`, the lower. */
function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(' / ') + 1)
}
