import type { Value, ValueType } from '../customer/field.ts'

/**
 * An event as stored and as conditions see it: typed by us at arrival, never by the engine.
 * Paths of nested objects are joined by dots (`address.city`); a dot inside a name is `\.`.
 */
export type Event = {
  readonly name: string
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly ts: number
  /** 128-bit hash of the message id: decides between equal instants, so that arrival order does not enter. */
  readonly id: bigint
  /** Lower-case code: `site`, `app`, `store`, `email` …; also the property `channel`. */
  readonly channel: string
  /** Which source or import it came by; also the property `source`. */
  readonly source: string
  readonly properties: Properties
  /** Arrays of objects: each element with the path of its array. `products` of the vocabulary is `items`. */
  readonly items: readonly Item[]
  /** What is known of the product that it names directly, where that was looked up. */
  readonly product?: Related
}

/** By path. What is missing or null has no entry; an empty array has none. */
export type Properties = ReadonlyMap<string, PropertyValue>

export type Item = {
  readonly path: string
  readonly properties: Properties
  /** What is known of the product that it names, where that was looked up. */
  readonly product?: Related
}

/** What a related record says at present, by the names of its fields. */
export type Related = ReadonlyMap<string, { readonly type: ValueType; readonly value: Value }>

/**
 * One property. A number is in ten-thousandths; one too large to be so is kept as text.
 * A text that is a full ISO 8601 date or instant is text that is an instant as well.
 */
export type PropertyValue =
  | { readonly type: 'number'; readonly value: number }
  | {
      readonly type: 'text'
      readonly value: string
      readonly folded: string
      readonly instant?: number
    }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'list'; readonly value: readonly ListElement[] }

export type ListElement = Exclude<PropertyValue, { type: 'list' }>
