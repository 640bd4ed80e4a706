import { valueType, type Field } from '../../../domain/customer/field.ts'
import { identifierKinds, isIdentifierKind } from '../../../domain/customer/identity.ts'
import { eventColumns } from '../../../domain/export/ownColumns.ts'
import { failure, isFailure, type Failure } from '../../../domain/failure.ts'
import type { ColumnSeen } from '../../../domain/import/column.ts'
import { fieldsOf } from '../../../domain/import/columnUse.ts'
import { placeKinds } from '../../../domain/reference/place.ts'
import {
  columnFinder,
  mappingOf,
  type ColumnUse,
  type Mapping,
} from '../../../domain/import/mapping.ts'
import type { Understanding } from '../files/understand.ts'
import type { RowKind, RowOptions } from './options.ts'

/** Something that has to be said before a file can be taken in. */
export type OpenQuestion = {
  readonly about: 'dates' | 'decimal' | 'key' | 'by' | 'field' | 'time' | 'event' | 'whole'
  /** Empty where it is about the file. */
  readonly column: string
  /** In a sentence. */
  readonly says: string
  readonly fix: string
}

/** What is to be done with each column of a file, and what is still to be said. */
export type Planned = {
  readonly mapping: Mapping
  readonly questions: readonly OpenQuestion[]
}

/** What becomes of a file's columns by these options. A failure where the options speak of what is not there. */
export function planRows(
  kind: RowKind,
  understood: Pick<Understanding, 'columns' | 'guess' | 'questions'>,
  options: RowOptions,
  fields: readonly Field[],
): Planned | Failure {
  const { columns, guess } = understood
  const mapping = mappingOf({ kind, columns, guess, fields }, options)
  if (isFailure(mapping)) return mapping
  const columnNamed = columnFinder(columns)
  const styled = Object.keys(options.columns ?? {}).map((name) => columnNamed(name, 'columns'))
  const unknown = styled.find(isFailure)
  if (unknown !== undefined) return unknown
  const wrong = wrongOptions(kind, { mapping, options, fields })
  if (wrong !== undefined) return wrong
  return { mapping, questions: questionsOf(kind, understood, { mapping, options, fields }) }
}

function wrongOptions(kind: RowKind, { mapping, options, fields }: World): Failure | undefined {
  const useless = isOfReferences(kind) ? ofCustomers.find((name) => name in options) : undefined
  if (useless !== undefined) {
    return failure('invalid', `A file of ${kind} has no use for that`, {
      where: useless,
      fix: 'Leave it out.',
    })
  }
  const filled = new Set(mapping.columns.flatMap(({ to }) => fieldsOf(to)))
  const named: readonly (readonly [string, readonly string[]])[] = [
    ['policy', Object.keys(options.policy ?? {})],
    ['whole', options.whole?.fields ?? []],
  ]
  for (const [where, names] of named) {
    const unknown = names.find((name) => !filled.has(name))
    if (unknown === undefined) continue
    return failure('invalid', `No column of the file becomes ${JSON.stringify(unknown)}`, {
      where,
      fix: 'Name a field that the file fills.',
    })
  }
  const kept = fields.find(
    ({ name, required }) => required && options.whole?.fields.includes(name) === true,
  )
  if (kept !== undefined) return keptBack(kept.name)
  return wrongUse(kind, mapping) ?? unknownPlace(mapping, fields)
}

/** Of a city with its state both fields have to be there: what they could be made as no column says. */
function unknownPlace({ columns }: Mapping, fields: readonly Field[]): Failure | undefined {
  const there = new Set(fields.flatMap(({ name, archived }) => (archived ? [] : name)))
  for (const { column, to } of columns) {
    const unknown =
      to.is === 'cityState' ? fieldsOf(to).find((name) => !there.has(name)) : undefined
    if (unknown === undefined) continue
    return failure('not_found', `There is no field ${JSON.stringify(unknown.slice(0, 100))}`, {
      where: `map.${column}`,
      fix: 'Make it first, or say what else the column is.',
    })
  }
  return undefined
}

function wrongUse(kind: RowKind, { columns }: Mapping): Failure | undefined {
  for (const { column, to, reason } of columns) {
    const where = `map.${column}`
    if (!fits(kind, to.is)) {
      const fix = 'Say what else the column is, or ignore.'
      return failure('invalid', `A file of ${kind} has no use for that`, { where, fix })
    }
    if (to.is === 'identifier' && !isIdentifierKind(to.kind)) {
      const fix = `Use ${identifierKinds.join(', ')} or a code of your own in a-z, 0-9 and _.`
      return failure('invalid', `${JSON.stringify(to.kind)} is no kind of identifier`, {
        where,
        fix,
      })
    }
    const names = recordNames[kind]
    if (to.is === 'record' && reason === 'said' && !names.includes(to.name)) {
      const fix = `Use one of ${names.map((name) => `record:${name}`).join(', ')}.`
      return failure('invalid', `${JSON.stringify(to.name)} is no part of a record of ${kind}`, {
        where,
        fix,
      })
    }
  }
  return undefined
}

/** What records have beside fields. */
const recordNames: Readonly<Record<RowKind, readonly string[]>> = {
  customers: [],
  events: [...new Set(['time', 'event', 'message_id', 'properties', ...Object.keys(eventColumns)])],
  products: ['product_id', 'variants', 'fields'],
  places: ['key', 'place', 'state', 'fields'],
}

function isOfReferences(kind: RowKind): boolean {
  return kind === 'products' || kind === 'places'
}

/** Options of files that speak of customers. */
const ofCustomers = [
  'identifier',
  'policy',
  'lists',
  'makeLists',
  'consents',
  'whole',
  'at',
  'event',
] as const satisfies readonly (keyof RowOptions)[]

function keptBack(name: string): Failure {
  return failure('invalid', `${name} is required: it is taken from nobody`, {
    where: 'whole',
    fix: 'Leave it out, or make the field one that is not required.',
  })
}

function fits(kind: RowKind, is: ColumnUse['to']['is']): boolean {
  switch (is) {
    case 'nothing':
      return true
    case 'field':
      return kind !== 'events'
    case 'identifier':
      return kind === 'customers' || kind === 'events'
    case 'lists':
    case 'consent':
    case 'cityState':
      return kind === 'customers'
    case 'property':
      return kind === 'events'
    case 'record':
      return kind !== 'customers'
  }
}

type World = {
  readonly mapping: Mapping
  readonly options: RowOptions
  readonly fields: readonly Field[]
}

function questionsOf(
  kind: RowKind,
  understood: Pick<Understanding, 'columns' | 'questions'>,
  world: World,
): OpenQuestion[] {
  const { mapping, options } = world
  const { whole } = options
  const clears = whole !== undefined && whole.fields.length + whole.lists.length > 0
  return [
    ...(mapping.key === undefined ? [noKey(kind)] : []),
    ...(kind === 'events' ? ofEvents(world) : []),
    ...(kind === 'places' && options.by === undefined && !sayKind(understood, world)
      ? [noKind]
      : []),
    ...ofStyles(understood, world),
    ...mapping.columns.flatMap(({ column, make }) =>
      make === undefined ? [] : [noField(column, make.name, make.type)],
    ),
    ...(clears && !whole.confirmed ? [unconfirmed] : []),
  ]
}

/** Whether the keys of places say their kind themselves, as those of exports do. */
function sayKind({ columns }: Pick<Understanding, 'columns'>, { mapping }: World): boolean {
  const { key } = mapping
  const seen = columns.find(({ at }) => at === key?.at)
  return key?.kind === 'place' && seen?.examples.every((text) => kindInKey.test(text)) === true
}

const kindInKey = new RegExp(`^(?:${placeKinds.join('|')}):`)

function ofEvents({ mapping, options }: World): OpenQuestion[] {
  const has = (name: string) =>
    mapping.columns.some(({ to }) => to.is === 'record' && to.name === name)
  const named = has('event') || options.event !== undefined
  return [...(has('time') ? [] : [noTime]), ...(named ? [] : [noEvent])]
}

function ofStyles(
  { columns, questions }: Pick<Understanding, 'columns' | 'questions'>,
  { mapping, fields }: World,
): OpenQuestion[] {
  return questions.flatMap(({ column, about, example }): OpenQuestion[] => {
    const use = mapping.columns.find((each) => each.column === column)
    const seen = columns.find((each) => each.name === column)
    if (use === undefined || seen === undefined || !matters(use, about, { seen, fields })) return []
    return [about === 'dates' ? openDates(column, example) : openNumbers(column, example)]
  })
}

/** A column that becomes text, or nothing, is read in one way only. */
function matters(
  { to, make }: ColumnUse,
  about: 'dates' | 'decimal',
  { seen, fields }: { readonly seen: ColumnSeen; readonly fields: readonly Field[] },
): boolean {
  const dates = new Set(['date', 'datetime'])
  const wanted = about === 'dates' ? dates : new Set(['integer', 'decimal', 'money'])
  if (to.is === 'record') return about === 'dates' ? to.name === 'time' : to.name === 'price'
  if (to.is === 'property') return wanted.has(valueType(seen.type))
  if (to.is !== 'field') return false
  const type = make?.type ?? fields.find(({ name }) => name === to.name)?.type
  return type !== undefined && wanted.has(valueType(type))
}

function noKey(kind: RowKind): OpenQuestion {
  const what = isOfReferences(kind) ? kind.slice(0, -1) : 'customer'
  return {
    about: 'key',
    column: '',
    says: `Which column names the ${what}?`,
    fix: 'Say it: --key COLUMN.',
  }
}

const noKind: OpenQuestion = {
  about: 'by',
  column: '',
  says: 'By what are the places named?',
  fix: `Say it: --by with one of ${placeKinds.join(', ')}.`,
}

const noTime: OpenQuestion = {
  about: 'time',
  column: '',
  says: 'Which column says when it happened?',
  fix: 'Say it: --map "COLUMN=record:time".',
}

const noEvent: OpenQuestion = {
  about: 'event',
  column: '',
  says: 'What happened: which column says it?',
  fix: 'Say it: --map "COLUMN=record:event", or one name for all rows: --event "Store Visited".',
}

const unconfirmed: OpenQuestion = {
  about: 'whole',
  column: '',
  says: 'Who is not in the file would lose what it is the whole truth of: is that meant?',
  fix: 'Look at a dry run, then confirm: whole.confirmed, or --yes.',
}

function openDates(column: string, example: string): OpenQuestion {
  return {
    about: 'dates',
    column,
    says: `Dates such as ${example} may begin with the day or with the month`,
    fix: `Say which: --dates dmy or --dates mdy; of this column alone, --dates ${JSON.stringify(`${column}=dmy`)}.`,
  }
}

function openNumbers(column: string, example: string): OpenQuestion {
  return {
    about: 'decimal',
    column,
    says: `Numbers such as ${example} may have a decimal or a thousands separator`,
    fix: 'Say which sign is the decimal one: --decimal . or --decimal ,',
  }
}

function noField(column: string, name: string, type: string): OpenQuestion {
  return {
    about: 'field',
    column,
    says: `There is no field ${name}; the column ${JSON.stringify(column)} seems to hold ${type}`,
    fix: `Make it: \`clientela fields create ${name} --type ${type}\`, or say --map "${column}=ignore".`,
  }
}
