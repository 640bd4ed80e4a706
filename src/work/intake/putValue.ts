import { fieldNamed } from '../../domain/customer/catalog.ts'
import type { Field, Value } from '../../domain/customer/field.ts'
import type { Identifier } from '../../domain/customer/identity.ts'
import { uniqueIdentifier } from '../../domain/customer/unique.ts'
import { parseValue } from '../../domain/customer/value.ts'
import { failure, isFailure, type Failure } from '../../domain/failure.ts'
import { identifierKey } from '../../store/clickhouse/identities.ts'
import type { Stored } from '../../store/clickhouse/stored.ts'
import type { Place } from './arrivals.ts'
import { defaultSource, replaces, setValue, type Draft } from './draft.ts'
import type { SetState } from './setState.ts'

/** A value as it came under the name of a field: read, taken away (undefined), or why it is none. */
export type GivenValue = {
  /** Where there is none of that name, one of none. */
  readonly field: Pick<Field, 'id' | 'name' | 'label' | 'required' | 'unique' | 'wins'>
  readonly value: Value | undefined | Failure
}

/** The values of a write, read; what came is anybody's JSON. */
export function valuesGiven({ settings }: SetState, fields: unknown): GivenValue[] {
  if (typeof fields !== 'object' || fields === null) return []
  return Object.entries(fields).map(([name, given]) => {
    const field = fieldNamed(settings.catalog, name)
    return field === undefined
      ? { field: noField, value: unknownField(name) }
      : { field, value: parseValue(field, given, settings) }
  })
}

const noField = { id: 0, name: '', label: '', required: false, unique: false }

function unknownField(name: string): Failure {
  return failure('not_found', `There is no field ${JSON.stringify(name.slice(0, 100))}`, {
    where: `fields.${name.slice(0, 100)}`,
    fix: 'Make the field first, then send its values again.',
  })
}

/** Why nobody new can be made with those values: one that is required is not among them. */
export function lackingValue(state: SetState, given: readonly GivenValue[]): Failure | undefined {
  for (const field of state.required()) {
    const value = given.findLast((each) => each.field.id === field.id)?.value
    if (isFailure(value)) return value
    if (value === undefined) return requiredValue(field, 'A new customer needs')
    if (field.unique && state.identities.has(identifierKey(uniqueIdentifier(field, value)))) {
      return anothers(field)
    }
  }
  return undefined
}

/**
 * Gives a customer a value, or takes it away, where it replaces what she has. Refused: taking away what is
 * required, and a value of a unique field that another customer has.
 */
export function putValue(
  state: SetState,
  field: GivenValue['field'],
  stored: Stored,
  { id, place }: { readonly id: string; readonly place: Place },
): Failure | undefined {
  const draft = state.draft(id)
  const before = draft.values.get(field.id)
  state.touched.fields.add(field.id)
  if (replaces(field, before, stored)) {
    if (stored[0] === null && field.required && (before?.[0] ?? null) !== null) {
      return keepsRequired(field)
    }
    const wrong = field.unique ? claim(state, field, stored, { draft, place }) : undefined
    if (wrong !== undefined) return wrong
  }
  setValue(draft, field, stored, state.change(place))
  return undefined
}

/** What whoever is new gets, until somebody says something. */
export function giveDefaults(state: SetState, draft: Draft, place: Place): void {
  for (const { field, value } of state.defaults()) {
    state.touched.fields.add(field.id)
    setValue(draft, field, [value, place.received, defaultSource], state.change(place))
  }
}

/** Makes the new value hers alone and frees the one that she had. */
function claim(
  state: SetState,
  field: GivenValue['field'],
  [value]: Stored,
  { draft, place }: { readonly draft: Draft; readonly place: Place },
): Failure | undefined {
  const had = claimOf(field, draft.values.get(field.id)?.[0] ?? null)
  const wanted = claimOf(field, value)
  const owner = wanted && state.identities.get(identifierKey(wanted))
  if (wanted !== undefined && owner !== undefined && owner !== draft.id) {
    state.conflict(draft.id, owner, wanted.kind, place)
    return anothers(field)
  }
  if (had !== undefined && had.value !== wanted?.value) state.release(had, draft.id, place)
  if (wanted !== undefined && owner === undefined) state.identify(wanted, draft.id, place)
  return undefined
}

function claimOf(field: GivenValue['field'], value: Value | null): Identifier | undefined {
  return value === null ? undefined : uniqueIdentifier(field, value)
}

/** Another customer has that value of a unique field. */
export function anothers({ name, label }: GivenValue['field']): Failure {
  return failure('conflict', `Another customer has this value of ${label}, which is unique`, {
    where: `fields.${name}`,
    fix: 'Look for who has it: it may be the same person. Else correct one of the two.',
  })
}

/** What is required is not taken away. */
export function keepsRequired(field: GivenValue['field']): Failure {
  return requiredValue(field, 'A customer keeps')
}

function requiredValue({ name, label }: GivenValue['field'], who: string): Failure {
  return failure('invalid', `${who} a value of ${label}, which is required`, {
    where: `fields.${name}`,
    fix: `Give ${name} a value.`,
  })
}
