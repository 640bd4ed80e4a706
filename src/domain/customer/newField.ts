import { failure, isFailure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { fold } from '../fold.ts'
import { cleanText } from '../text.ts'
import { fieldTypes } from './field.ts'
import type { Field, FieldType } from './field.ts'

/** A field as somebody asks for it; what is left out is no, but filterable, which is yes. */
export type NewField = {
  readonly name: string
  readonly type: FieldType
  readonly label?: string | undefined
  readonly choices?: readonly string[] | undefined
  readonly searchable?: boolean | undefined
  readonly filterable?: boolean | undefined
  readonly identifying?: boolean | undefined
  readonly sensitive?: boolean | undefined
}

const fieldLimits = { nameLength: 60, labelLength: 200, choices: 1_000 } as const

/** The field, or why the shop cannot have it. `existing` are all of the shop's, archived ones too. */
export function newField(given: NewField, id: number, existing: readonly Field[]): Field | Failure {
  const wrong = checkName(given.name, existing)
  if (wrong !== undefined) return wrong
  if (!fieldTypes.includes(given.type)) {
    return failure('invalid', `There is no type ${JSON.stringify(given.type)}`, {
      where: 'type',
      fix: `Choose from ${fieldTypes.join(', ')}.`,
    })
  }
  const label = oneLine(given.label ?? labelOf(given.name), 'label')
  if (isFailure(label)) return label
  const choices = choicesOf(given.type, given.choices)
  if (isFailure(choices)) return choices
  return {
    id,
    name: given.name,
    label,
    type: given.type,
    ...(choices === undefined ? {} : { choices }),
    searchable: given.searchable ?? false,
    filterable: given.filterable ?? true,
    identifying: given.identifying ?? false,
    sensitive: given.sensitive ?? false,
    builtIn: false,
    archived: false,
  }
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
    'top bottom sample consented denied segment list'
  ).split(' '),
)

/** What stands before the dot of a field of a related record. */
const relations = /^(?:company|place|product)\./

function checkName(name: string, existing: readonly Field[]): Failure | undefined {
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
  if (reserved.has(name) || relations.test(name)) {
    return failure(
      'invalid',
      `${name} has a meaning of its own and cannot be the name of a field`,
      {
        where,
        fix: `Call it, for example, my_${name.replaceAll('.', '_')}.`,
      },
    )
  }
  if (!existing.some((field) => field.name === name)) return undefined
  return failure('conflict', `There is a field ${name} already`, {
    where,
    fix: 'Take another name, or change that field.',
  })
}

function oneLine(text: string, where: string): string | Failure {
  const clean = cleanText(text)
  if (isFailure(clean)) return failure(clean.code, clean.message, { ...clean, where })
  const line = clean.trim().normalize('NFC')
  if (line !== '' && line.length <= fieldLimits.labelLength && !/\p{Cc}/u.test(line)) return line
  return failure('invalid', `This is one line of 1 to ${fieldLimits.labelLength} characters`, {
    where,
  })
}

function labelOf(name: string): string {
  const words = name.replaceAll(/[_.]+/g, ' ').trim()
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1)
}

function wrongChoices(message: string, fix: string): Failure {
  return failure('invalid', message, { where: 'choices', fix })
}
