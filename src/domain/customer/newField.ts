import { failure, isFailure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { fold } from '../fold.ts'
import { utc } from '../time/zone.ts'
import { fieldTypes, plainField } from './field.ts'
import type { Field, FieldOf, FieldType } from './field.ts'
import { fieldWords, oneLine, wrongField, type FieldWords } from './fieldRules.ts'
import type { ValueContext } from './value.ts'

/** A field as somebody asks for it; what is left out is no, but filterable, which is yes. */
export type NewField = FieldWords & {
  readonly of?: FieldOf | undefined
  readonly name: string
  readonly type: FieldType
  readonly choices?: readonly string[] | undefined
  readonly searchable?: boolean | undefined
  readonly filterable?: boolean | undefined
  readonly identifying?: boolean | undefined
  readonly sensitive?: boolean | undefined
  readonly required?: boolean | undefined
  readonly unique?: boolean | undefined
  readonly default?: unknown
  readonly currency?: string | undefined
}

const fieldLimits = { nameLength: 60, choices: 1_000 } as const

/**
 * The field, or why the shop cannot have it. `existing` are all of the shop's that belong to the same
 * (customers, products or places), archived ones too. The context is what its default is read by.
 */
export function newField(
  given: NewField,
  id: number,
  existing: readonly Field[],
  context: ValueContext = unknownShop,
): Field | Failure {
  const wrong = wrongName(given.name, existing)
  if (wrong !== undefined) return wrong
  if (!fieldTypes.includes(given.type)) {
    return failure('invalid', `There is no type ${JSON.stringify(given.type)}`, {
      where: 'type',
      fix: `Choose from ${fieldTypes.join(', ')}.`,
    })
  }
  const words = fieldWords(given)
  if (isFailure(words)) return words
  const choices = choicesOf(given.type, given.choices)
  if (isFailure(choices)) return choices
  const field: Field = {
    ...plainField,
    // Unless it is said otherwise, conditions may use it.
    filterable: true,
    label: labelOf(given.name),
    ...present({ ...given, ...words, choices }),
    id,
    name: given.name,
    type: given.type,
  }
  return wrongField(field, context) ?? field
}

const unknownShop: ValueContext = { zone: utc, country: 'BR', currency: 'BRL' }

/** Without the keys of which nothing is known. */
function present<T extends object>(given: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> }
}

/** Of a choice, or of several, its choices, trimmed, no two of which fold alike; of other types there are none. */
export function choicesOf(
  type: FieldType,
  given: readonly string[] | undefined,
): readonly string[] | undefined | Failure {
  if (type !== 'choice' && type !== 'choices') {
    return given === undefined
      ? undefined
      : wrongChoices(`A ${type} has no choices`, 'Leave them out.')
  }
  if (given === undefined || given.length === 0 || given.length > fieldLimits.choices) {
    return wrongChoices(
      `A choice has 1 to ${fieldLimits.choices} choices`,
      'Give the values that it may have.',
    )
  }
  const found = new Map<string, string>()
  for (const [i, each] of given.entries()) {
    const choice = oneLine(each, `choices[${i}]`)
    if (isFailure(choice)) return choice
    const same = found.get(fold(choice))
    if (same !== undefined) {
      return wrongChoices(
        `${JSON.stringify(same)} and ${JSON.stringify(choice)} differ in case or accents only`,
        'Keep one of them.',
      )
    }
    found.set(fold(choice), choice)
  }
  return [...found.values()]
}

/**
 * Names with another meaning: what follows from other data, what every record has, identifiers, and
 * words of the text form that begin a condition.
 */
const reserved: ReadonlySet<string> = new Set(
  (
    'age id customer_id created updated known deleted user_id anonymous_id ' +
    'and or not did in everyone no any all true false null where then never with ' +
    'sum average minimum maximum distinct count first last most days active net change ' +
    'top bottom sample consented denied segment list lists clientela_id'
  ).split(' '),
)

/** What stands before the dot of a field of a related record. */
const relations = /^(?:company|place|product)\./

/** Why a field cannot have that name beside those that there are, archived ones too; `derived` ones are free. */
export function wrongName(
  name: string,
  existing: readonly Field[],
  derived: ReadonlySet<string> = new Set(),
): Failure | undefined {
  const where = 'name'
  if (!/^[a-z_][a-z0-9_.]*$/.test(name) || name.length > fieldLimits.nameLength) {
    return failure(
      'invalid',
      `${JSON.stringify(name.slice(0, 80))} cannot be the name of a field`,
      {
        where,
        fix: `Use up to ${fieldLimits.nameLength} of a-z, 0-9, _ and ., beginning with a letter or _.`,
      },
    )
  }
  if ((reserved.has(name) && !derived.has(name)) || relations.test(name)) {
    return failure(
      'invalid',
      `${name} has a meaning of its own and cannot be the name of a field`,
      {
        where,
        fix: `Call it, for example, my_${name.replaceAll('.', '_')}.`,
      },
    )
  }
  if (existing.some((field) => field.name === name)) {
    return failure('conflict', `There is a field ${name} already`, {
      where,
      fix: 'Take another name, or change that field.',
    })
  }
  const former = existing.find((field) => field.formerNames.includes(name))
  if (former === undefined) return undefined
  return failure('conflict', `${name} is a former name of the field ${former.name}`, {
    where,
    fix: `Take another name, or have ${former.name} give this one up.`,
  })
}

/** What a field is called where nobody says: its name as words. */
export function labelOf(name: string): string {
  const words = name.replaceAll(/[_.]+/g, ' ').trim()
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1)
}

/** The name of a field that people call so: `Clube do Café` is `clube_do_cafe`; undefined where no letter is left. */
export function nameFor(words: string): string | undefined {
  const name = fold(words)
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, fieldLimits.nameLength)
  if (name === '') return undefined
  return /^[0-9]/.test(name) ? `_${name}`.slice(0, fieldLimits.nameLength) : name
}

function wrongChoices(message: string, fix: string): Failure {
  return failure('invalid', message, { where: 'choices', fix })
}
