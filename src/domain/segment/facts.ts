import type { Field, Value, ValueType } from '../customer/field.ts'
import type { Event } from '../event/event.ts'
import type { Shop } from '../shop.ts'
import type { Calculations } from './calculated/calculation.ts'
import type { Condition } from './condition.ts'
import type { Whereabouts } from './place.ts'
import type { Ranks } from './rank.ts'

/** All that conditions may ask of one customer, read once from the store. */
export type Facts = {
  /** The customer's id, below 2^63. */
  readonly id: bigint
  /** When she came to be known, in milliseconds: of equals in a rank the earlier comes first. */
  readonly created: number
  /** Values by the field's name, of places by `place.` and theirs. A missing value has no entry. */
  readonly fields: ReadonlyMap<string, FieldValue>
  /** Of those of places the id of the place that says it; left out where there are none. */
  readonly saidBy?: ReadonlyMap<string, string>
  /** In any order; those after `now` are not yet seen. With the products that they name, where conditions ask about these. */
  readonly events: readonly Event[]
  /** The lists that the customer is in. */
  readonly lists: ReadonlySet<number>
  /** What she allowed, in the order in which it was taken in: of equal instants the later counts. */
  readonly consents: readonly ConsentSaid[]
  /** By segment: pinned in, or out. */
  readonly pins: ReadonlyMap<number, Pin>
}

/** A field's value with its type, without which 12 is not known to be a date or a number. */
export type FieldValue = { readonly type: ValueType; readonly value: Value }

/** One entry of what a customer allowed. */
export type ConsentSaid = {
  readonly purpose: string
  readonly channel: string
  readonly state: 'granted' | 'denied'
  /** Milliseconds; those after `now` are not yet seen. */
  readonly at: number
}

export type Pin = 'in' | 'out'

/** What is the same for everyone while one question is answered. */
export type Context = {
  /** Milliseconds since 1970-01-01T00:00Z. Events after it, and no others, are not counted. */
  readonly now: number
  readonly shop: Shop
  /** By the names by which conditions speak of them, those of places too; one that is not here was let through by mistake. */
  readonly fields: ReadonlyMap<string, Field>
  /** By what it is known where somebody is; left out where no place is asked about. */
  readonly whereabouts?: Whereabouts
  /** Fields of products by the paths by which conditions speak of them; left out where none is asked about. */
  readonly products?: ReadonlyMap<string, Field>
  /** The definitions of the segments that conditions refer to, by id. */
  readonly segments: ReadonlyMap<number, Condition>
  /** The definitions of the calculated fields; left out where there are none. */
  readonly calculated?: Calculations
  /**
   * How far each rank reaches that is asked about, found out before of everyone; what was found is as of
   * `now`. Left out where no rank is asked about.
   */
  readonly ranks?: Ranks
}

/** A customer of whom nothing is known, whom conditions judge like any other. */
export const nothingKnown: Omit<Facts, 'id'> = {
  created: 0,
  fields: new Map(),
  events: [],
  lists: new Set(),
  consents: [],
  pins: new Map(),
}
