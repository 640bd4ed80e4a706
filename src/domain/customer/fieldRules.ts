import { failure, isFailure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { cleanText } from '../text.ts'
import { valueType } from './field.ts'
import type { Field, ValueType } from './field.ts'
import { parseValue, type ValueContext } from './value.ts'

/** What people say of a field in words; UTF-16 units. */
const lengths = { label: 200, description: 2_000, group: 200, wins: 200 } as const

/** Forms of values of which two can be told to be the same. */
const comparable: ReadonlySet<ValueType> = new Set(['text', 'integer', 'decimal', 'date'])

/**
 * Why the field cannot be as it says of itself: a unique one whose values cannot be compared, a default
 * that is no value of it, a currency of what is no money. Its name, type and choices are right already.
 */
export function wrongField(field: Field, context: ValueContext): Failure | undefined {
  return wrongUnique(field) ?? wrongDefault(field, context) ?? wrongCurrency(field)
}

function wrongUnique(field: Field): Failure | undefined {
  const { of, unique, type, filterable, archived, default: given } = field
  if (!unique) return undefined
  // Who has a value is looked up in its column, which a field has that is filterable and not put away.
  if (of !== 'customer' && (!filterable || archived)) {
    return failure('invalid', `A unique field of ${of}s is filterable, and not archived`, {
      where: 'unique',
      fix: 'Make it filterable first; or let it not be unique first.',
    })
  }
  if (type === 'long_text' || !comparable.has(valueType(type))) {
    return failure('invalid', `A ${type} cannot be unique`, {
      where: 'unique',
      fix: 'Only texts of one line, numbers and dates can.',
    })
  }
  if (given === undefined) return undefined
  return failure('invalid', 'A default would be the same for everyone, and the field is unique', {
    where: 'default',
    fix: 'Leave out one of the two.',
  })
}

function wrongDefault(field: Field, context: ValueContext): Failure | undefined {
  if (field.default === undefined) return undefined
  const value = parseValue(field, field.default, context)
  if (isFailure(value)) return failure(value.code, value.message, { ...value, where: 'default' })
  if (value !== undefined) return undefined
  return failure('invalid', 'An empty default is none', { where: 'default', fix: 'Leave it out.' })
}

function wrongCurrency({ currency, type }: Field): Failure | undefined {
  if (currency === undefined) return undefined
  const where = 'currency'
  if (type !== 'money') {
    return failure('invalid', `A ${type} has no currency`, { where, fix: 'Leave it out.' })
  }
  if (Intl.supportedValuesOf('currency').includes(currency)) return undefined
  return failure('invalid', `${JSON.stringify(currency.slice(0, 20))} is no currency`, {
    where,
    fix: 'Write its code of ISO 4217, such as BRL.',
  })
}

/** The text on one line, trimmed; a failure where it is empty, too long or has control characters. */
export function oneLine(
  text: string,
  where: string,
  most: number = lengths.label,
): string | Failure {
  const clean = cleanText(text)
  if (isFailure(clean)) return failure(clean.code, clean.message, { ...clean, where })
  const line = clean.trim().normalize('NFC')
  if (line !== '' && line.length <= most && !/\p{Cc}/u.test(line)) return line
  return failure('invalid', `This is one line of 1 to ${most} characters`, { where })
}

/** What people say of a field, each as it is kept; what is not given stays out. */
export type FieldWords = {
  readonly label?: string | undefined
  readonly description?: string | undefined
  readonly group?: string | undefined
  readonly wins?: string | null | undefined
}

/** The words, trimmed; the first that cannot be kept is the failure. Description and group may be empty. */
export function fieldWords(given: FieldWords): Partial<FieldWords> | Failure {
  const words: Record<string, string | null> = {}
  for (const [key, most] of Object.entries(lengths)) {
    const text = given[key as keyof FieldWords]
    if (text === undefined) continue
    const kept = wordsKept(key, text, most)
    if (isFailure(kept)) return kept
    words[key] = kept
  }
  return words
}

function wordsKept(key: string, text: string | null, most: number): string | null | Failure {
  if (text === null) return null
  if (key === 'description') return paragraphs(text, most)
  return key === 'group' && text.trim() === '' ? '' : oneLine(text, key, most)
}

function paragraphs(text: string, most: number): string | Failure {
  const clean = cleanText(text)
  if (isFailure(clean)) {
    return failure(clean.code, clean.message, { ...clean, where: 'description' })
  }
  const trimmed = clean.trim().normalize('NFC')
  if (trimmed.length <= most) return trimmed
  return failure('too_large', `A description has up to ${most} characters`, {
    where: 'description',
  })
}
