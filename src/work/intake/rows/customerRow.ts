import { fieldNamed } from '../../../domain/customer/catalog.ts'
import type { ConsentWrite } from '../../../domain/arrival.ts'
import type { Field } from '../../../domain/customer/field.ts'
import { splitCity } from '../../../domain/customer/formats/places.ts'
import { normalIdentifier, type Identifier } from '../../../domain/customer/identity.ts'
import { fieldOfKind, uniqueIdentifier } from '../../../domain/customer/unique.ts'
import { parseValue, showValue } from '../../../domain/customer/value.ts'
import { isFailure } from '../../../domain/failure.ts'
import { fold } from '../../../domain/fold.ts'
import type { ColumnSeen } from '../../../domain/import/column.ts'
import { splitValues } from '../../../domain/import/joined.ts'
import type { Key } from '../../../domain/import/key.ts'
import type { ColumnUse } from '../../../domain/import/mapping.ts'
import { ownForm } from '../../../domain/import/ownColumn.ts'
import { parseInstant } from '../../../domain/time/instant.ts'
import { inStyle, isMissing, valueReader } from '../files/cells.ts'
import type { Rejection } from '../files/rejected.ts'
import { remembered } from '../files/remembered.ts'
import { byStrength, twoPeople } from '../resolve.ts'
import type { ConsentSaid, RowsRun } from './options.ts'
import { joined, namesNobody, rejection, type RowTyper, type RowValue } from './typed.ts'

/** What the cells of a row say so far. */
type Said = {
  readonly identifiers: Identifier[]
  readonly values: RowValue[]
  readonly names: Map<Field, { first?: string; last?: string }>
  readonly lists: Set<number>
  readonly consents: Omit<ConsentWrite, 'customer' | 'identifiers'>[]
  readonly problems: Rejection[]
}

type CellUse = { readonly at: number; readonly take: (cell: string, said: Said) => void }

/** Reads a row of customers: all of its cells, or a rejection that says of each what is wrong with it. */
export function customerTyper(run: RowsRun, columns: readonly ColumnUse[], key: Key): RowTyper {
  const { position, received, importId, options } = run
  const keyField = fieldOfKind(key.kind)
  const keyed = identifierUse(run, key, key.kind, 'asked')
  const uses = columns.flatMap((column) => usesOf(run, column))
  const lists = options.lists ?? []
  const consents = (options.consents ?? []).map(consentOf)
  const since = sinceOf(run)
  return (row) => {
    const said: Said = {
      identifiers: [],
      values: [],
      names: new Map(),
      lists: new Set(lists),
      consents: [...consents],
      problems: [],
    }
    const keyText = (row.cells[key.at] ?? '').trim()
    if (keyField === undefined) keyed.take(keyText, said)
    for (const use of uses) use.take(row.cells[use.at] ?? '', said)
    for (const [field, parts] of said.names) takeName(run, field, parts, said)
    const { identifiers, values, problems } = said
    const name = keyText === '' ? nameWithout(options, identifiers) : keyText
    if (name === undefined) problems.unshift(namesNobody(key.column))
    if (keyField !== undefined) claimKey(values, keyField, identifiers)
    problems.push(...wrongTogether(identifiers, key.column, keyText))
    const [first, ...others] = problems
    if (first !== undefined) return { row, why: joined([first, ...others]), identifiers }
    return {
      row,
      key: name ?? keyText,
      lists: [...said.lists],
      consents: said.consents,
      prepared: {
        identifiers: byStrength(identifiers, key.kind),
        part: {
          type: 'customer',
          mode: 'upsert',
          source: 'import',
          place: { position, received, importId, row: row.number },
          write: { fields: uniqueOf(values) },
        },
      },
      customer: { values, since },
    }
  }
}

/** What is wrong with all that name her, each of which may be right. */
function wrongTogether(
  identifiers: readonly Identifier[],
  column: string,
  keyText: string,
): readonly Rejection[] {
  const two = twoPeople(identifiers)
  return [
    ...(identifiers.length > mostIdentifiers ? [tooMany(column)] : []),
    ...(two === undefined ? [] : [rejection(column, keyText, two)]),
  ]
}

/** A key that nobody asked for is not missed where something else names her. */
function nameWithout(
  { key }: RowsRun['options'],
  identifiers: readonly Identifier[],
): string | undefined {
  return key === undefined ? identifiers[0]?.value : undefined
}

function consentOf({
  purpose,
  channel,
  state,
  evidence,
  at,
}: ConsentSaid): Said['consents'][number] {
  return {
    purpose,
    channel,
    state,
    ...(evidence === undefined ? {} : { evidence }),
    ...(at === undefined ? {} : { at }),
  }
}

/** Values of unique fields as arrivals bring them: they are looked up as identifiers are. */
function uniqueOf(values: readonly RowValue[]): Record<string, unknown> {
  const unique = values.filter(({ field }) => field.unique)
  return Object.fromEntries(
    unique.flatMap(({ field, value }) =>
      value === undefined ? [] : [[field.name, showValue(field, value)]],
    ),
  )
}

/** Where a unique field names the customers, its value does. */
function claimKey(values: readonly RowValue[], keyField: number, identifiers: Identifier[]): void {
  const named = values.find(({ field }) => field.id === keyField)
  if (named?.value === undefined) return
  identifiers.unshift(uniqueIdentifier(named.field, named.value))
}

/**
 * Since when the values of a file hold, milliseconds. That it is an instant was told when the options were
 * taken. What is said of the future is so from now on: it would hold off every later word.
 */
export function sinceOf({ options, settings, received }: RowsRun): number {
  const at = options.at === undefined ? received : parseInstant(options.at, settings.zone)
  if (isFailure(at)) throw new Error(`an instant that was not checked: ${at.message}`)
  return Math.min(at, received)
}

function usesOf(run: RowsRun, use: ColumnUse): CellUse[] {
  const { column, at, to } = use
  const seen = run.understood.columns.find((each) => each.at === at)
  if (seen === undefined) throw new Error(`no column stands at ${at}`)
  switch (to.is) {
    case 'field':
      return fieldUses(run, seen, to)
    case 'cityState':
      return [
        ...fieldUses(run, seen, { name: to.city }).map((each) => ofPart(each, 'city')),
        ...fieldUses(run, seen, { name: to.state }).map((each) => ofPart(each, 'state')),
      ]
    case 'identifier':
      return [unlessMissing(identifierUse(run, { column, at }, to.kind, 'asked'))]
    case 'lists':
      return [listsUse(run, seen)]
    case 'consent':
      return [consentUse(run, seen, to)]
    case 'property':
    case 'record':
    case 'nothing':
      return []
  }
}

function fieldUses(
  run: RowsRun,
  seen: ColumnSeen,
  { name, part }: { readonly name: string; readonly part?: 'first' | 'last' },
): CellUse[] {
  const { settings, options } = run
  const field = fieldNamed(settings.catalog, name)
  if (field === undefined) throw new Error(`the field ${name} is gone`)
  const { at } = seen
  if (part !== undefined) {
    const take = (cell: string, said: Said): void => {
      const names = said.names.get(field) ?? {}
      names[part] = cell.trim()
      said.names.set(field, names)
    }
    return [{ at, take }]
  }
  const whole = isWhole(options, field)
  const kind = identifierOf(field)
  // In a file of ours the other identifiers of the kind stand behind the field's value.
  const alone = kind === undefined || !isOurs(run)
  const read = valueReader(seen, field, settings.zone)
  const parse = (cell: string) =>
    inStyle(
      parseValue(field, read(alone ? cell : (splitValues(cell)[0] ?? '')), settings),
      seen,
      field,
    )
  // Few different texts are read once each.
  const value = seen.distinctCut || seen.distinct > fewTexts ? parse : remembered(parse)
  const fill: CellUse = {
    at,
    take: (cell, said) => {
      const found = cell === '' ? undefined : value(cell)
      if (isFailure(found)) said.problems.push(rejection(seen.name, cell, found))
      else if (found !== undefined || whole) said.values.push({ field, value: found })
    },
  }
  if (kind === undefined) return [fill]
  return [fill, identifierUse(run, { column: seen.name, at }, kind, 'found')]
}

/** The same of a cell that has a city and its state in one. */
function ofPart({ at, take }: CellUse, part: 'city' | 'state'): CellUse {
  return { at, take: (cell, said) => take(splitCity(cell)[part] ?? '', said) }
}

const fewTexts = 2_000

/** Of which kind of identifier the values of a field are as well. */
function identifierOf({ name, type, builtIn }: Field): string | undefined {
  if (builtIn && name === 'email') return 'email'
  return type === 'cpf' || type === 'cnpj' || type === 'cpf_cnpj' ? 'document' : undefined
}

function isOurs({ understood }: RowsRun): boolean {
  return ownForm(understood.columns) !== undefined
}

/**
 * Of a file of ours, a cell may have several.
 * @param how `found` in a field that is filled too: one that names nobody is no identifier, and says
 *   nothing against the row
 */
function identifierUse(
  run: RowsRun,
  { column, at }: { readonly column: string; readonly at: number },
  kind: string,
  how: 'asked' | 'found',
): CellUse {
  const { settings } = run
  const add = (text: string, said: Said): void => {
    if (text.trim() === '') return
    const value = normalIdentifier(kind, text, settings.country, settings.identity)
    if (isFailure(value)) {
      if (how === 'asked') said.problems.push(rejection(column, text, value))
      return
    }
    // One more than there may be says that there are too many; looking through all of them would take hours.
    if (said.identifiers.length > mostIdentifiers) return
    const there = said.identifiers.some((each) => each.kind === kind && each.value === value)
    if (!there) said.identifiers.push({ kind, value })
  }
  if (!isOurs(run)) return { at, take: add }
  return {
    at,
    take: (cell, said) => {
      for (const each of splitValues(cell.trim())) add(each, said)
    },
  }
}

/** She is named by the key: where a sign stands for another identifier, she has none. */
function unlessMissing({ at, take }: CellUse): CellUse {
  return {
    at,
    take: (cell, said) => {
      if (!isMissing(cell.trim())) take(cell, said)
    },
  }
}

function listsUse({ lists, options }: RowsRun, { name, at }: ColumnSeen): CellUse {
  return {
    at,
    take: (cell, said) => {
      const unknown: string[] = []
      for (const each of splitValues(cell.trim())) {
        const list = lists.get(fold(each))
        if (list === undefined) unknown.push(each)
        else said.lists.add(list)
      }
      for (const each of unknown.slice(0, mostTold)) {
        said.problems.push({
          column: name,
          value: cell,
          reason: `There is no list ${JSON.stringify(each.slice(0, 100))}`,
          fix: options.makeLists === true ? unmade : missing,
        })
      }
    },
  }
}

/** Of a cell with more lists that are not there, the first are told: a text may hold a hundred thousand. */
const mostTold = 10

const missing =
  'Correct its name, make the list first, or have the import make it (--yes, makeLists).'
const unmade =
  'Correct its name: an import makes 1,000 lists at most, of names of 200 characters without tabs and the like.'

function consentUse(
  { settings }: RowsRun,
  { name, at }: ColumnSeen,
  { purpose, channel }: { readonly purpose: string; readonly channel: string },
): CellUse {
  const yesNo = { name, type: 'boolean', builtIn: false } as const
  const read = remembered((cell: string) => parseValue(yesNo, cell, settings))
  return {
    at,
    take: (cell, said) => {
      const allowed = read(cell)
      if (isFailure(allowed)) said.problems.push(rejection(name, cell, allowed))
      else if (allowed !== undefined) {
        const state = allowed === true ? 'granted' : 'denied'
        said.consents.push({
          purpose,
          channel,
          state,
          evidence: `${name}: ${cell.trim().slice(0, 200)}`,
        })
      }
    },
  }
}

function takeName(
  { settings, options }: RowsRun,
  field: Field,
  { first = '', last = '' }: { readonly first?: string; readonly last?: string },
  said: Said,
): void {
  const text = `${first} ${last}`.trim()
  const value = parseValue(field, text, settings)
  if (isFailure(value)) said.problems.push(rejection(field.name, text, value))
  else if (value !== undefined || isWhole(options, field)) said.values.push({ field, value })
}

/** Whether the file says all of that field, so that a blank takes it away. */
function isWhole({ whole }: RowsRun['options'], { name }: Field): boolean {
  return whole?.fields.includes(name) === true
}

/** In a row: what one customer has gathered over the years comes back from an export. */
const mostIdentifiers = 1_000

function tooMany(column: string): Rejection {
  return {
    column,
    value: '',
    reason: `The row has more than ${mostIdentifiers} identifiers`,
    fix: 'Leave those out by which nobody looks for her, such as old anonymous ones.',
  }
}
