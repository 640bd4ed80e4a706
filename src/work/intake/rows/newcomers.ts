import { customerIdAt } from '../../../domain/customer/customerId.ts'
import { fieldOfKind } from '../../../domain/customer/unique.ts'
import { identifierKey } from '../../../store/clickhouse/identities.ts'
import type { Newcomer, NewValue } from '../../../store/clickhouse/newcomers.ts'
import { defaultSource } from '../draft.ts'
import type { SetState } from '../setState.ts'
import { applyCustomerRow, type ApplyingRow } from './applyCustomer.ts'
import type { RowValue, TypedCustomer } from './typed.ts'

/**
 * Who is new by one row of a set and touched by no other. Most rows of a first import are such, and nothing
 * can be refused of them: they need no draft, in which a record before and after is told apart, and are
 * written as they came. When a later row of the set speaks of one of them, hers is applied after all, as
 * any other.
 */
export class Newcomers {
  private readonly rows = new Map<string, { readonly newcomer: Newcomer; typed: TypedCustomer }>()
  private readonly how: ApplyingRow

  constructor(how: ApplyingRow) {
    this.how = how
  }

  /** Takes the row in if somebody is plainly new by it; else those whom it speaks of too are newcomers no more. */
  take(state: SetState, typed: TypedCustomer): Newcomer | undefined {
    const { identifiers } = typed.prepared
    const values = areFree(state, identifiers) ? valuesOf(state, typed.customer.values) : undefined
    if (values !== undefined) return this.admit(state, typed, values)
    this.settle(state, typed)
    return undefined
  }

  /** Those who are left: to be written. */
  *all(): Generator<Newcomer> {
    for (const { newcomer } of this.rows.values()) yield newcomer
  }

  private admit(state: SetState, typed: TypedCustomer, values: readonly NewValue[]): Newcomer {
    const { identifiers, part } = typed.prepared
    const { position, row } = part.place
    const id = String(customerIdAt(position, row, state.settings.keys.customer))
    for (const each of identifiers) state.identities.set(identifierKey(each), id)
    const newcomer = { id, identifiers, values }
    this.rows.set(id, { newcomer, typed })
    return newcomer
  }

  /** Applies the rows of those whom this one speaks of too. */
  private settle(state: SetState, { prepared }: TypedCustomer): void {
    for (const each of prepared.identifiers) {
      const id = state.identities.get(identifierKey(each))
      const row = id === undefined ? undefined : this.rows.get(id)
      if (id === undefined || row === undefined) continue
      this.rows.delete(id)
      for (const hers of row.newcomer.identifiers) state.identities.delete(identifierKey(hers))
      applyCustomerRow(state, row.typed, this.how)
    }
  }
}

/** Nobody has any of them, and what one person has is one of each kind. */
function areFree({ identities, buried }: SetState, identifiers: Newcomer['identifiers']): boolean {
  for (const [i, each] of identifiers.entries()) {
    const key = identifierKey(each)
    if (identities.has(key) || buried.has(key) || fieldOfKind(each.kind) !== undefined) return false
    for (let before = 0; before < i; before += 1) {
      if (identifiers[before]?.kind === each.kind) return false
    }
  }
  return identifiers.length > 0
}

/** What the row says and what she gets by default, by field id; undefined where a rule has to be asked. */
function valuesOf(state: SetState, said: readonly RowValue[]): readonly NewValue[] | undefined {
  const values: NewValue[] = []
  for (const { field, value } of said) {
    if (field.unique) return undefined
    if (value !== undefined) values.push({ field, value })
  }
  for (const { field, value } of state.defaults()) {
    if (field.unique) return undefined
    const hers = said.find((each) => each.field.id === field.id)
    // A blank of what the file says all of takes the default away, of which `edits` tells.
    if (hers !== undefined && hers.value === undefined) return undefined
    if (hers === undefined) values.push({ field, value, source: defaultSource })
  }
  if (!areApart(values)) {
    values.sort((a, b) => a.field.id - b.field.id)
    // A name may be said whole and in halves.
    if (!areApart(values)) return undefined
  }
  const lacks = state.required().some((field) => !values.some((each) => each.field.id === field.id))
  return lacks ? undefined : values
}

/** Each field once, in order. */
function areApart(values: readonly NewValue[]): boolean {
  for (let i = 1; i < values.length; i += 1) {
    if ((values[i - 1]?.field.id ?? 0) >= (values[i]?.field.id ?? 0)) return false
  }
  return true
}
