import type { ConsentWrite } from '../../../domain/arrival.ts'
import type { Field, Value } from '../../../domain/customer/field.ts'
import type { Identifier } from '../../../domain/customer/identity.ts'
import type { Failure } from '../../../domain/failure.ts'
import type { ReferenceKind } from '../../../domain/reference/reference.ts'
import type { CsvRow } from '../files/csv.ts'
import type { Rejection } from '../files/rejected.ts'
import type { Prepared } from '../prepare.ts'

/** A row of a file, read: what it says, by itself. */
export type TypedRow = TypedCustomer | TypedReference | TypedOther

/** A row of customers. */
export type TypedCustomer = Typed & {
  readonly reference?: undefined
  readonly customer: {
    readonly values: readonly RowValue[]
    /** When they began to hold. */
    readonly since: number
  }
}

/** A row of products or places. */
export type TypedReference = Typed & {
  readonly customer?: undefined
  readonly reference: { readonly kind: ReferenceKind; readonly id: string }
}

/** A row of events. */
export type TypedOther = Typed & { readonly customer?: undefined; readonly reference?: undefined }

/** A value as it is kept; undefined takes it away. */
export type RowValue = { readonly field: Field; readonly value: Value | undefined }

type Typed = {
  readonly row: CsvRow
  /** What names the record in the file. */
  readonly key: string
  readonly prepared: Prepared
  /** Lists that she comes onto. */
  readonly lists: readonly number[]
  readonly consents: readonly Omit<ConsentWrite, 'customer' | 'identifiers'>[]
}

/** A row that cannot be read. */
export type RejectedRow = {
  readonly row: CsvRow
  readonly why: Rejection
  /** Who it speaks of, where that can be read. */
  readonly identifiers: readonly Identifier[]
}

export type RowTyper = (row: CsvRow) => TypedRow | RejectedRow

export function isRejected(row: TypedRow | RejectedRow): row is RejectedRow {
  return 'why' in row
}

/** Who a row speaks of, whether or not it can be taken. */
export function identifiersIn(read: TypedRow | RejectedRow): readonly Identifier[] {
  return isRejected(read) ? read.identifiers : read.prepared.identifiers
}

/** What is wrong with a cell. */
export function rejection(column: string, value: string, why: Failure): Rejection {
  return { column, value, reason: why.message, fix: why.fix ?? '' }
}

/** A row of customers, or of what they did, without a word of who it is. */
export function namesNobody(column: string): Rejection {
  return {
    column,
    value: '',
    reason: 'The row names no customer',
    fix: 'Write what names her, or leave the row out.',
  }
}

/** What is wrong with cells of a row, together, so that it is mended at once; what is said twice, once. */
export function joined(problems: readonly [Rejection, ...Rejection[]]): Rejection {
  const said = new Map(problems.map((each) => [`${each.column}: ${each.reason}`, each]))
  const each = [...said.values()]
  if (each.length === 1) return problems[0]
  return {
    column: [...new Set(each.map(({ column }) => column))].join(', '),
    value: each.map(({ value }) => value.slice(0, 60)).join(', '),
    reason: [...said.keys()].join('; '),
    fix: [...new Set(each.map(({ fix }) => fix))].join(' '),
    each,
  }
}
