import { uniqueIdentifier } from '../../../domain/customer/unique.ts'
import { isFailure, type Failure } from '../../../domain/failure.ts'
import { identifierKey } from '../../../store/clickhouse/identities.ts'
import type { Stored } from '../../../store/clickhouse/stored.ts'
import type { Place } from '../arrivals.ts'
import { defaultSource, isSame, type Draft } from '../draft.ts'
import { anothers, keepsRequired, lackingValue, putValue } from '../putValue.ts'
import { ownerOf, resolve } from '../resolve.ts'
import type { SetState } from '../setState.ts'
import type { RowsRun } from './options.ts'
import type { RowValue, TypedCustomer } from './typed.ts'

/** What is the same for all rows of a file: what its person said, and the kind of identifier that is the key. */
export type ApplyingRow = { readonly options: RowsRun['options']; readonly key: string }

/**
 * Takes a row of customers in, whole or not at all. A value that stands already changes nothing, not even
 * since when it holds: a file says how things are.
 */
export function applyCustomerRow(
  state: SetState,
  { prepared, customer: { values, since } }: TypedCustomer,
  { options, key }: ApplyingRow,
): void {
  const { identifiers, part } = prepared
  const { place } = part
  const question = { who: {}, identifiers, place, key }
  const owner = ownerOf(state, question)
  const there = owner === undefined ? undefined : state.drafts.get(owner)
  const wanted = values.filter((each) => wants(each, there, { options, importId: place.importId }))
  const wrong = wrongOf(state, there, wanted)
  if (wrong !== undefined) return state.reject(prepared, wrong)
  const made = state.made
  const lacking = owner === undefined ? lackingValue(state, wanted) : undefined
  const id = resolve(state, { ...question, mode: 'make', lacking })
  if (isFailure(id)) return state.reject(prepared, id)
  state.outcome(place).made += state.made - made
  state.touched.customers.add(id)
  for (const each of wanted) putRowValue(state, each, { id, place, since })
}

/**
 * Sets a value where another stands, or takes it away. The row was looked at before: nothing is refused
 * any more.
 */
export function putRowValue(
  state: SetState,
  { field, value }: RowValue,
  { id, place, since }: { readonly id: string; readonly place: Place; readonly since: number },
): void {
  const before = state.draft(id).values.get(field.id)
  if (before === undefined && value === undefined) return
  const stands = before !== undefined && isSaid(before) && isSame(before[0], value ?? null)
  // Of a repeat, only who was changed before may have one of her two rows and not the other.
  if (stands && !(state.repeated && state.edited.has(id))) return
  const stored: Stored = stands ? before : [value ?? null, since, 'import']
  const refused = putValue(state, field, stored, { id, place })
  if (refused !== undefined) throw new Error(`a row was not looked at: ${refused.message}`)
}

/** Not by nobody, as a default is. */
function isSaid([, , source]: Stored): boolean {
  return source !== defaultSource
}

/** Whether what is there is to be replaced, as the file's person said. */
function wants(
  { field }: RowValue,
  there: Draft | undefined,
  how: { readonly options: RowsRun['options']; readonly importId: number },
): boolean {
  const policy = how.options.policy?.[field.name] ?? 'always'
  if (there === undefined || policy === 'always' || there.importId === how.importId) return true
  if (policy === 'never') return false
  const [value = null, , source] = there.values.get(field.id) ?? []
  return value === null || source === defaultSource
}

/** Why the row cannot be taken: another has a value that is unique, or one that is required would go. */
function wrongOf(
  state: SetState,
  there: Draft | undefined,
  wanted: readonly RowValue[],
): Failure | undefined {
  for (const { field, value } of wanted) {
    if (value === undefined) {
      const has = (there?.values.get(field.id)?.[0] ?? null) !== null
      if (field.required && has) return keepsRequired(field)
      continue
    }
    if (!field.unique) continue
    const owner = state.identities.get(identifierKey(uniqueIdentifier(field, value)))
    if (owner !== undefined && owner !== there?.id) return anothers(field)
  }
  return undefined
}
