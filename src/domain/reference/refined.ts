import type { Field, Value } from '../customer/field.ts'
import { failure, type Failure } from '../failure.ts'
import { productFields } from './builtin.ts'

/** What built-in fields of products ask beside their type. Other fields are as their type says. */
export const refined = { before, after } as const

/** A category may come as the list of its levels. */
function before({ id }: Field, raw: unknown): unknown {
  return id === productFields.category && Array.isArray(raw) ? raw.map(String).join(' / ') : raw
}

function after({ id, name }: Field, value: Value): Value | undefined | Failure {
  if (typeof value !== 'string') return value
  const most = lengths[id]
  if (most !== undefined && value.length > most) {
    return failure('too_large', `The ${name} has more than ${most} characters`)
  }
  if (id === productFields.category) return categoryPath(value)
  if (id === productFields.currency) {
    return /^[a-z]{3}$/i.test(value)
      ? value.toUpperCase()
      : failure('invalid', `${JSON.stringify(value.slice(0, 20))} is no currency`, {
          fix: 'Write its code of ISO 4217, such as BRL.',
        })
  }
  return value
}

/** UTF-16 units. */
const lengths: Readonly<Record<number, number>> = {
  [productFields.name]: 500,
  [productFields.category]: 500,
  [productFields.brand]: 200,
  [productFields.image]: 2_000,
  [productFields.page]: 2_000,
}

/**
 * The levels of a category in one form, `Coffee / Beans`: those that come with `>`, with a slash between
 * blanks, or all between slashes (`/Coffee/Beans/`). A slash within a word is part of the word.
 */
function categoryPath(text: string): string | undefined {
  const between = /^\/(?:.*\/)?$/s.test(text) ? '/' : /\s*>\s*|\s+\/\s+/
  const levels = text.split(between).map((level) => level.trim())
  const path = levels.filter((level) => level !== '').join(' / ')
  return path === '' ? undefined : path
}
