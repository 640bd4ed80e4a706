import { fold } from '../fold.ts'
import type { Field, Value } from './field.ts'
import type { Identifier } from './identity.ts'

/**
 * By what no two customers have the same value of a unique field: kept among the identifiers, under a
 * kind that nobody can send, since those of people have no colon. What differs in case and accents only
 * is the same value.
 */
export function uniqueIdentifier(field: Pick<Field, 'id'>, value: Value): Identifier {
  const text = typeof value === 'string' ? fold(value) : JSON.stringify(value)
  return { kind: uniqueKind(field.id), value: text }
}

/** Of which field a kind of {@link uniqueIdentifier} is; undefined for the kinds that people send. */
export function fieldOfKind(kind: string): number | undefined {
  return kind.startsWith('field:') ? Number(kind.slice('field:'.length)) : undefined
}

/** The kind of {@link uniqueIdentifier}. */
export function uniqueKind(field: number): string {
  return `field:${field}`
}
