import type { Condition, Did, ItemWhere, Measure, Test, Where, Window } from '../condition.ts'
import { defaultItems } from '../where.ts'
import type { RoleName } from './roles.ts'
import type { Mapped, Roles } from './template.ts'

/** The parts that the conditions of templates are made of, in a shop's own names. */

type Kind = Mapped['kind']

/** What plays that role. Templates ask for what they need, or have looked that it is there. */
function filled<K extends Kind>(
  roles: Roles,
  role: RoleName,
  kind: K,
): Extract<Mapped, { kind: K }> {
  const found = roles.get(role)
  if (found?.kind !== kind) throw new Error(`the role ${role} is filled by no ${kind}`)
  return found as Extract<Mapped, { kind: K }>
}

export function all(...of: readonly Condition[]): Condition {
  return { type: 'all', of }
}

export function any(...of: readonly Condition[]): Condition {
  return { type: 'any', of }
}

export function not(of: Condition): Condition {
  return { type: 'not', of }
}

/** What the shop calls the field in that role. */
export function fieldName(roles: Roles, role: RoleName): string {
  return filled(roles, role, 'field').name
}

/** A test of the field in that role. */
export function field(roles: Roles, role: RoleName, test: Test): Condition {
  return { type: 'field', field: fieldName(roles, role), test }
}

/** That the field in that role has one of these values; of a list, holds one. None where there are no values. */
export function fieldIsOneOf(
  roles: Roles,
  role: RoleName,
  values: readonly string[],
): readonly Condition[] {
  if (values.length === 0 || !roles.has(role)) return []
  const isList = filled(roles, role, 'field').type === 'list'
  return [field(roles, role, isList ? { op: 'includesAny', values } : oneOf(values))]
}

/** One value is said shorter. */
export function oneOf(values: readonly string[]): Test {
  const [only = ''] = values
  return values.length === 1 ? { op: 'is', value: only } : { op: 'anyOf', values }
}

/** The first of these roles that the shop fills. */
export function firstOf(roles: Roles, names: readonly RoleName[]): RoleName | undefined {
  return names.find((name) => roles.has(name))
}

type More = {
  readonly test?: Test
  readonly window?: Window
  readonly where?: Where
}

/** The events in those roles, of which one at least is filled. */
export function did(roles: Roles, events: RoleName | readonly RoleName[], more: More = {}): Did {
  const names = [events]
    .flat()
    .filter((role) => roles.has(role))
    .map((role) => filled(roles, role, 'event').name)
    .toSorted()
  const [only = ''] = names
  return { type: 'did', event: names.length === 1 ? only : names, ...more }
}

/** A measure of that event that is of no property. */
export function measured(
  roles: Roles,
  event: RoleName | readonly RoleName[],
  of: 'count' | 'daysSinceFirst' | 'daysSinceLast' | 'activeDays',
  more: More & { readonly test: Test },
): Did {
  return { ...did(roles, event, more), measure: { of } }
}

/** A measure of a property of that event, or of its items. */
export function measuredOf(
  roles: Roles,
  [event, property]: readonly [RoleName, RoleName],
  of: Extract<Measure, { property: string }>['of'],
  more: More & { readonly test: Test },
): Did {
  const { property: name, items } = filled(roles, property, 'property')
  const made = did(roles, event, more)
  if (items === undefined) return { ...made, measure: { of, property: name } }
  // Of other lists than the usual one a measure is only where the items are asked for.
  const where: Where = {
    type: 'item',
    ...(items === defaultItems ? {} : { in: items }),
    of: { type: 'property', property: name, test: { op: 'exists' } },
  }
  return {
    ...made,
    ...(items === defaultItems ? {} : { where }),
    measure: { of, property: `${items}.${name}` },
  }
}

/** That an event's property, or that of one of its items, meets a test. */
export function says(roles: Roles, role: RoleName, test: Test): Where {
  const { property, items } = filled(roles, role, 'property')
  const of: ItemWhere = { type: 'property', property, test }
  if (items === undefined) return of
  return { type: 'item', ...(items === defaultItems ? {} : { in: items }), of }
}

export function granted(roles: Roles, role: RoleName, channel: string | undefined): Condition {
  const { purpose } = filled(roles, role, 'purpose')
  return {
    type: 'consent',
    state: 'granted',
    purpose,
    ...(channel === undefined ? {} : { channel }),
  }
}

export const lastDays = (n: number): Window => ({ type: 'last', n, unit: 'days' })
export const atLeast = (value: number): Test => ({ op: 'atLeast', value })
export const atMost = (value: number): Test => ({ op: 'atMost', value })
export const moreThan = (value: number): Test => ({ op: 'greater', value })
export const exactly = (value: number): Test => ({ op: 'is', value })

/** Both ends included; one number where they are the same. */
export function between(from: number, to: number): Test {
  return from === to ? exactly(from) : { op: 'between', from, to }
}
