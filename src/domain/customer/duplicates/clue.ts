import type { FieldType, Value } from '../field.ts'

/**
 * One thing by which two customers are held beside each other: a part of their names, a date, an
 * address line. It is read from the first of its sources that the customer has.
 */
export type Clue = {
  /** Of the field, or `given_name` and `family_name` where they are parts of a name. */
  readonly name: string
  readonly label: string
  readonly kind: ClueKind
  readonly from: readonly Source[]
  /** One person's own, which who shares her home does not have: given name, birth date, document. */
  readonly personal: boolean
}

export type ClueKind = 'given' | 'family' | 'date' | 'email' | 'phone' | 'code' | 'text'

export type Source =
  | { readonly field: number; readonly type: FieldType; readonly part?: 'given' | 'family' }
  | { readonly identifier: string }

/** A customer as clues are read from her: values by field id, identifiers by kind. */
export type Person = {
  readonly values: ReadonlyMap<number, Value>
  readonly identifiers: ReadonlyMap<string, readonly string[]>
}

/** So many are compared at most: a pair's pattern of levels is to stay a safe integer (6^20 < 2^53). */
export const mostClues = 18
