import type { Identifier } from './customer/identity.ts'
import type { PlaceKind } from './reference/place.ts'
import type { MessageType } from './event/message.ts'
import type { Condition } from './segment/condition.ts'

/**
 * What may arrive: the payload of an inbox entry, as JSON, whose `kind` is the entry's kind too. The
 * API and the generator of the demo shop make them; `work/intake` takes them in. A `bulk` entry names
 * a file each line of which is one arrival of a batchable kind.
 */
export type Arrival =
  | BatchArrival
  | { readonly kind: 'delete customer'; readonly customer: string }
  /** Those identifiers may arrive again. */
  | { readonly kind: 'lift tombstone'; readonly identifiers: Identifiers }
  /** Order lines: `work/intake/orders`. */
  | { readonly kind: 'import'; readonly import: number }
  | BulkArrival
  /** The next set of customers of a job that goes through everybody's values of a field. */
  | { readonly kind: 'field work'; readonly job: number }
  /** A run of kind `undo`: which it undoes stands in its row of `imports`. */
  | { readonly kind: 'undo'; readonly run: number }
  | MergeArrival
  | JoinArrival
  | ReplayArrival

/** What is taken in many at a time, in sets. */
export type BatchArrival =
  | CustomersArrival
  | EventsArrival
  | ListArrival
  | MessagesArrival
  | { readonly kind: 'consents'; readonly consents: readonly ConsentWrite[] }
  | ProductsArrival
  | PlacesArrival
  | PinsArrival

/** A run of kind `merge`: who is one with whom. */
export type MergeArrival = {
  readonly kind: 'merge'
  readonly run: number
  readonly pairs: readonly MergePair[]
}

/** Pairs of identifiers that messages named together, to be looked at. */
export type JoinArrival = {
  readonly kind: 'join'
  readonly pairs: readonly { readonly weak: Identifier; readonly strong: Identifier }[]
}

/** Customer ids. `drop` is merged into `keep`; by field name, whose value stands where both have one. */
export type MergePair = {
  readonly keep: string
  readonly drop: string
  readonly choose?: Readonly<Record<string, 'keep' | 'drop'>>
}

export type BulkArrival = {
  readonly kind: 'bulk'
  /** JSON lines, UTF-8, durable before the entry is written; relative to the data directory. */
  readonly file: string
  /** Shown as the import that brought it; 0 for none. */
  readonly import?: number
}

/** By kind (`user_id`, `email` …): one value or several. */
export type Identifiers = Readonly<Record<string, string | readonly string[]>>

/** Somebody: by id, or by identifiers. */
export type Who = { readonly customer?: string; readonly identifiers?: Identifiers }

export type CustomersArrival = {
  readonly kind: 'customers'
  /**
   * create: refused where an identifier is taken; upsert: whoever has one of the identifiers is
   * changed, else made; patch: only customers who are there are changed.
   */
  readonly mode: 'create' | 'upsert' | 'patch'
  readonly source?: string
  readonly customers: readonly CustomerWrite[]
}

export type CustomerWrite = Who & {
  /** Raw values by field name, read by `domain/customer/value.ts`; null takes a value away. */
  readonly fields?: Readonly<Record<string, unknown>>
  /** Since when the values hold, as ISO 8601 or milliseconds; the instant of arrival when left out. */
  readonly at?: string | number
}

/** Events as `POST /api/events` takes them. */
export type EventsArrival = {
  readonly kind: 'events'
  /** Of the events that do not name their own. */
  readonly source?: string
  readonly events: readonly EventWrite[]
}

/** What came by the tracking API: the body as it came, with what its request said besides. */
export type MessagesArrival = {
  readonly kind: 'messages'
  /** The code of the source whose key it came with. */
  readonly source: string
  /** Of events that name none and happen on no channel by their name; empty for none. */
  readonly channel: string
  /** What the address was called. */
  readonly call: MessageType | 'batch'
  /** Of whoever sent it, where the source keeps that. */
  readonly ip?: string
  readonly body: unknown
}

/** Messages that could not be accepted, as they were kept, brought again. */
export type ReplayArrival = {
  readonly kind: 'replay'
  readonly rejected: readonly {
    readonly source: string
    readonly channel: string
    readonly kind: string
    readonly message: unknown
    /** Where it stood, and when it came: of it as it came first. */
    readonly position: number
    readonly row: number
    readonly received: number
  }[]
}

export type EventWrite = Who & {
  readonly event: string
  /** ISO 8601 or milliseconds; the instant of arrival when left out. */
  readonly time?: string | number
  /** Counts once per source for as long as the event is kept; a hash of the event when left out. */
  readonly messageId?: string
  readonly channel?: string
  readonly source?: string
  readonly properties?: Readonly<Record<string, unknown>>
}

export type ListArrival = {
  readonly kind: 'list'
  readonly list: number
  readonly add?: readonly (string | Who)[]
  readonly remove?: readonly (string | Who)[]
  /** Everybody is taken off first: the list is deleted, or what follows is all of it. */
  readonly empty?: boolean
  /** Who meets it when this is taken in comes onto the list too. */
  readonly meets?: Condition
}

export type ConsentWrite = Who & {
  readonly purpose: string
  readonly channel: string
  readonly state: 'granted' | 'denied'
  readonly at?: string | number
  readonly source?: string
  /** How it was asked and answered. */
  readonly evidence?: string
}

/**
 * replace: what is not said is taken away, whoever is not there is made; upsert: only what is said is
 * changed, whoever is not there is made; patch: the same of those that are there; remove: they go.
 */
export type ReferenceMode = 'replace' | 'upsert' | 'patch' | 'remove'

export type ProductsArrival = {
  readonly kind: 'products'
  /** Left out: replace. */
  readonly mode?: ReferenceMode
  readonly products: readonly ProductWrite[]
}

export type PlacesArrival = {
  readonly kind: 'places'
  /** Left out: replace. */
  readonly mode?: ReferenceMode
  readonly places: readonly PlaceWrite[]
}

/** Null takes a value away. */
export type ProductWrite = {
  readonly id: string
  readonly name?: string | null
  /** A path, from the widest: `Coffee / Beans`. */
  readonly category?: string | readonly string[] | null
  readonly brand?: string | null
  /** In the currency's unit, at most four places. */
  readonly price?: number | string | null
  readonly cost?: number | string | null
  readonly stock?: number | string | null
  readonly currency?: string | null
  readonly image?: string | null
  readonly page?: string | null
  readonly tags?: string | readonly string[] | null
  readonly variants?: readonly unknown[] | null
  /** The shop's own, and the built-in ones too: raw values by field name. */
  readonly fields?: Readonly<Record<string, unknown>>
}

/** A postal code, city, state or country, and what the shop knows of everybody there. */
export type PlaceWrite = {
  readonly by: PlaceKind
  readonly key: string
  readonly fields?: Readonly<Record<string, unknown>>
}

export type PinsArrival = {
  readonly kind: 'pins'
  readonly segment: number
  readonly pins: readonly (Who & { readonly pinned: 'in' | 'out' | null })[]
  /** The segment is deleted: all its pins go. */
  readonly empty?: boolean
}
