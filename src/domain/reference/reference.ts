import { fieldNamed, type Catalog } from '../customer/catalog.ts'
import type { Field, FieldOf, Value } from '../customer/field.ts'
import { parseValue, sameValue, type ValueContext } from '../customer/value.ts'
import { failure, isFailure, type Failure } from '../failure.ts'
import { refined } from './refined.ts'
import type { Variant } from './variant.ts'

/** What has fields and is no customer: products, and places such as a city or a postal code. */
export type ReferenceKind = Exclude<FieldOf, 'customer'>
export const referenceKinds = ['product', 'place'] as const satisfies readonly ReferenceKind[]

/** A product or a place as it is kept. */
export type Reference = {
  /** Of a product as the shop says it; of a place `placeId`. */
  readonly id: string
  /** By field id, those of the built-in fields too. */
  readonly values: Readonly<Record<number, Value>>
  /** By name as it came, what no field of that name can hold: nothing that the shop sends is lost. */
  readonly others: Readonly<Record<string, unknown>>
  /** Of a product. */
  readonly variants: readonly Variant[]
}

/** What reading values rests on. */
export type ReferenceSettings = { readonly catalog: Catalog; readonly context: ValueContext }

/** A record with what somebody said of it, and which of the values their fields cannot hold. */
export type Put = { readonly reference: Reference; readonly wrong: readonly Failure[] }

/** UTF-16 units of the JSON of what no field holds, and of the variants. */
const mostLoose = 65_536

/**
 * The record with these values in place of those that `start` has under their names; null takes one
 * away. A value that its field cannot hold changes nothing: what `former` has stays.
 */
export function withFields(
  start: Reference,
  given: Readonly<Record<string, unknown>>,
  { catalog, context }: ReferenceSettings,
  former: Reference | undefined,
): Put | Failure {
  const values = new Map(Object.entries(start.values))
  const others = new Map(Object.entries(start.others))
  const wrong: Failure[] = []
  for (const [name, raw] of Object.entries(given)) {
    const field = fieldNamed(catalog, name)
    if (field === undefined) {
      if (raw === null || raw === undefined) others.delete(name)
      else others.set(name, raw)
      continue
    }
    others.delete(name)
    let value = readValue(field, raw, context)
    if (isFailure(value)) {
      wrong.push(failure(value.code, value.message, { ...value, where: `fields.${field.name}` }))
      value = former?.values[field.id]
    }
    if (value === undefined) values.delete(String(field.id))
    else values.set(String(field.id), value)
  }
  const reference = { ...start, ...recordsOf(values, others) }
  const loose = JSON.stringify([reference.others, reference.variants]).length
  if (loose <= mostLoose) return { reference, wrong }
  return failure('too_large', 'What no field holds is too large', {
    where: 'fields',
    fix: `Make fields for it, or leave it out: together it has up to ${mostLoose} characters.`,
  })
}

/**
 * With the values under names that have a field by now moved into it. What the field cannot hold stays
 * beside it. Of what is no change the same record comes back.
 */
export function retyped(reference: Reference, settings: ReferenceSettings): Reference {
  const { catalog, context } = settings
  const values = new Map(Object.entries(reference.values))
  const others = new Map(Object.entries(reference.others))
  for (const [name, raw] of others) {
    const field = fieldNamed(catalog, name)
    if (field === undefined) continue
    const value = readValue(field, raw, context)
    if (isFailure(value)) continue
    others.delete(name)
    if (value !== undefined && !values.has(String(field.id))) values.set(String(field.id), value)
  }
  return others.size === Object.keys(reference.others).length
    ? reference
    : { ...reference, ...recordsOf(values, others) }
}

/** With that value of a field, or without one; where it is so already the same record comes back. */
export function withValue(
  reference: Reference,
  field: number,
  value: Value | undefined,
): Reference {
  if (sameValue(reference.values[field], value)) return reference
  const { [field]: _, ...others } = reference.values
  return { ...reference, values: value === undefined ? others : { ...others, [field]: value } }
}

/** A new one with the defaults that it lacks; a failure where it lacks, or would lose, what is required. */
export function completed(
  reference: Reference,
  before: Reference | undefined,
  { catalog, context }: ReferenceSettings,
): Reference | Failure {
  const values = new Map(Object.entries(reference.values))
  for (const field of catalog.byName.values()) {
    const key = String(field.id)
    if (values.has(key)) continue
    if (before === undefined && field.default !== undefined) {
      const value = readValue(field, field.default, context)
      if (value !== undefined && !isFailure(value)) values.set(key, value)
    }
    const lacks = field.required && !values.has(key)
    if (lacks && (before === undefined || before.values[field.id] !== undefined)) {
      return failure(
        'invalid',
        `A ${field.of} needs a value of ${field.label}, which is required`,
        {
          where: `fields.${field.name}`,
          fix: `Give ${field.name} a value.`,
        },
      )
    }
  }
  return { ...reference, values: fromEntries(values) }
}

/** A value of a field of theirs out of what somebody sent: as `parseValue`, and what built-in fields ask besides. */
export function readValue(
  field: Field,
  raw: unknown,
  context: ValueContext,
): Value | undefined | Failure {
  const value = parseValue(field, refined.before(field, raw), context)
  return value === undefined || isFailure(value) ? value : refined.after(field, value)
}

function recordsOf(
  values: ReadonlyMap<string, Value>,
  others: ReadonlyMap<string, unknown>,
): Pick<Reference, 'values' | 'others'> {
  return { values: fromEntries(values), others: fromEntries(others) }
}

/** Defined, not assigned: a name such as __proto__ is a name like any other. */
function fromEntries<T>(map: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries(map)
}
