import type { Field } from '../customer/field.ts'

/** What VTEX calls the fields that every shop has, and what they are here. */
const known: Readonly<Record<string, string>> = {
  homePhone: 'phone',
  birthDate: 'birth_date',
  localeDefault: 'language',
  fullName: 'name',
}

/**
 * The name of our field for what VTEX calls so: the field of that name; else what it is called here; else
 * with small letters and `_` (`isNewsletterOptIn` is `is_newsletter_opt_in`). There need be no such field.
 */
export function ownName(name: string, fields: ReadonlyMap<string, Field>): string {
  if (fields.has(name)) return name
  const other = Object.hasOwn(known, name) ? known[name] : undefined
  return other ?? name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
}

/** What is kept of a document beside its fields: who it is, since when it is there, when it was changed last. */
export const recordedNames = { id: 'id', createdIn: 'created', updatedIn: 'updated' } as const

/** The identifiers that documents say by names of their own. */
export const identifierNames: ReadonlyMap<string, string> = new Map([
  ['email', 'email'],
  ['userId', 'user_id'],
  ['document', 'document'],
])
