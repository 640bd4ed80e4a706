import type { ValueType } from '../../customer/field.ts'
import { eventRoles } from './eventRoles.ts'
import { fieldRoles } from './fieldRoles.ts'
import type { Words } from './template.ts'

/**
 * What templates speak of instead of a shop's own names: a role is filled by a field, an event, a property
 * or a purpose of the shop.
 */
export type Role = {
  readonly name: Words
  /** How a shop that lacks it comes to know it. */
  readonly get: Words
  /** What it may be called: letters and digits alone, folded; the best first, in both languages. */
  readonly aliases: readonly string[]
} & (
  | { readonly kind: 'field'; readonly types: readonly ValueType[] }
  | { readonly kind: 'event'; readonly usual: string }
  /** Of that event, or of its items. */
  | {
      readonly kind: 'property'
      readonly usual: string
      readonly of: EventRoleName
      readonly items?: true
      readonly holds: readonly ('text' | 'number' | 'boolean' | 'list')[]
    }
  | { readonly kind: 'purpose'; readonly usual: string }
)

export type EventRoleName = 'page_viewed' | 'product_viewed' | 'product_added' | 'order_completed'
export type RoleName = keyof typeof fieldRoles | keyof typeof eventRoles

/** All roles, those of fields first. */
export const roles: Readonly<Record<RoleName, Role>> = { ...fieldRoles, ...eventRoles }

/** What a shop that begins anew would call it: the vocabulary's name of an event, and of the rest the role's own. */
export function usualName(role: RoleName): string {
  const of = roles[role]
  return of.kind === 'field' ? role : of.usual
}

export const roleNames = Object.keys(roles) as readonly RoleName[]
