import type { Catalog } from '../../domain/customer/catalog.ts'
import type { IdKey } from '../../domain/customer/customerId.ts'
import type { Identifier, IdentityRules } from '../../domain/customer/identity.ts'
import type { Field, Value } from '../../domain/customer/field.ts'
import { parseValue } from '../../domain/customer/value.ts'
import { isFailure, type Failure } from '../../domain/failure.ts'
import type { ReferenceKind } from '../../domain/reference/reference.ts'
import type { Zone } from '../../domain/time/zone.ts'
import { identifierHash } from '../../store/clickhouse/identifierHash.ts'
import { identifierKey } from '../../store/clickhouse/identities.ts'
import type { Message } from '../../store/clickhouse/messages.ts'
import type { Part, Place } from './arrivals.ts'
import type { Change, Draft } from './draft.ts'
import { Named } from './named.ts'
import type { Prepared } from './prepare.ts'
import type { ReferenceDrafts } from './referenceDraft.ts'
import { versionOf } from '../../store/clickhouse/version.ts'
import { tombstoneHash } from './tombstone.ts'

/** What is the same for all that is taken in while the shop's settings stand as they do. */
export type Settings = {
  /** Of customers. */
  readonly catalog: Catalog
  /** Of products and places. */
  readonly references: Readonly<Record<ReferenceKind, Catalog>>
  /** Of instants that say no offset. */
  readonly zone: Zone
  /** Of phone numbers and addresses that say none: ISO 3166. */
  readonly country: string
  /** Of amounts that say none: ISO 4217. */
  readonly currency: string
  /** Of identifiers. */
  readonly identity: IdentityRules
  readonly keys: Keys
}

export type Keys = { readonly customer: IdKey; readonly tombstone: Uint8Array }

type Row = Readonly<Record<string, unknown>>

/** What a set writes, by table. Customers, contacts, products, places and edits follow from the drafts. */
export type SetRows = {
  readonly events: Row[]
  readonly consents: Row[]
  readonly rejected: Row[]
  readonly message_ids: Row[]
  readonly list_members: Row[]
  readonly pins: Row[]
  readonly identities: Row[]
  readonly identity_conflicts: Row[]
  readonly identity_links: Row[]
}

/** What refresh must look at again. */
export type Touched = {
  readonly customers: Set<string>
  /** Of those, who is new. */
  readonly made: Set<string>
  /** Of those, whose identifiers are others. */
  readonly identified: Set<string>
  /** Names. */
  readonly events: Set<string>
  /** Ids. */
  readonly fields: Set<number>
  readonly lists: Set<number>
  /** Of consents. */
  readonly purposes: Set<string>
  /** Segments whose pins changed. */
  readonly segments: Set<number>
  /** Ids of the fields of products and places of which some have other values. */
  readonly related: Set<number>
}

/** What became of one inbox entry. */
export type Outcome = {
  /** Customers made. */
  made: number
  /** Customers whose fields or identifiers changed, new ones too. */
  changed: number
  events: number
  /** Events that had been taken before. */
  duplicates: number
  rejected: number
  /** Who the first customers of the entry are; enough for what people write one by one. */
  customers: string[]
  /** Why the first parts that were rejected were: enough to tell whoever waits. */
  failures: { readonly part: number; readonly failure: Failure }[]
}

/** A value that whoever is new gets. */
type Default = { readonly field: Field; readonly value: Value }

export type Listed = {
  readonly list: number
  readonly id: string
  readonly on: boolean
  readonly place: Place
}

/** What is known and what is to be written while one set is applied. */
export class SetState {
  readonly settings: Settings
  /** Which set of its entry it is, from 0. */
  readonly set: number
  /** It may have been written before, in part or whole. */
  readonly repeated: boolean
  /** By identifier key; what the set itself finds out is added. */
  readonly identities: Map<string, string>
  /** Identifier keys of who was deleted. */
  readonly buried: ReadonlySet<string>
  /** Hashes of messages taken before, as decimal text; the set's own are added. */
  readonly taken: Set<string>
  /** Of customers who are only named, those who are there: they have no draft. */
  readonly there: ReadonlySet<string>
  readonly drafts: Map<string, Draft>
  /** Of the ids that the set names, who was merged into whom. */
  readonly merged: ReadonlyMap<string, string>
  readonly referenceDrafts: ReferenceDrafts
  /** What messages say of which identifiers are one customer's. */
  readonly named: Named
  readonly listed: Listed[] = []
  readonly rows: SetRows = {
    events: [],
    consents: [],
    rejected: [],
    message_ids: [],
    list_members: [],
    pins: [],
    identities: [],
    identity_conflicts: [],
    identity_links: [],
  }
  readonly touched: Touched = emptyTouched()
  readonly outcomes = new Map<number, Outcome>()
  /** Of a set of rows that is repeated: who was changed by it before, or may have been. */
  edited: ReadonlySet<string> = new Set()
  /** How many customers the set made so far. */
  made = 0
  private readonly conflicts = new Set<string>()
  /** Where in the rows each identifier is, by key. */
  private readonly identityRows = new Map<string, number>()
  private known: readonly Default[] | undefined
  private needed: readonly Field[] | undefined
  private readonly hashes = new Map<string, string>()

  constructor(
    settings: Settings,
    { set, repeated }: Pick<SetState, 'set' | 'repeated'>,
    known: Pick<
      SetState,
      'identities' | 'buried' | 'taken' | 'there' | 'drafts' | 'merged' | 'referenceDrafts'
    > & { readonly named?: Named },
  ) {
    this.settings = settings
    this.set = set
    this.repeated = repeated
    this.identities = known.identities
    this.buried = known.buried
    this.taken = known.taken
    this.there = known.there
    this.drafts = known.drafts
    this.merged = known.merged
    this.referenceDrafts = known.referenceDrafts
    this.named = known.named ?? new Named()
  }

  /** What whoever is new gets. */
  defaults(): readonly Default[] {
    this.known ??= [...this.settings.catalog.byName.values()].flatMap((field) => {
      const value = parseValue(field, field.default, this.settings)
      return value === undefined || isFailure(value) ? [] : [{ field, value }]
    })
    return this.known
  }

  /** Without a value of which nobody new is made. */
  required(): readonly Field[] {
    this.needed ??= [...this.settings.catalog.byName.values()].filter(
      (field) => field.required && field.default === undefined,
    )
    return this.needed
  }

  /** The draft of a customer who is there; that it was read is the business of `prepare`. */
  draft(id: string): Draft {
    const draft = this.drafts.get(id)
    if (draft === undefined) throw new Error(`customer ${id} was not read before the set began`)
    return draft
  }

  /** From now on that identifier is that customer's. */
  identify(identifier: Identifier, id: string, place: Place): void {
    this.identities.set(identifierKey(identifier), id)
    this.writeIdentity(identifier, id, place, 0)
  }

  /** From now on that identifier, which was that customer's, is nobody's. */
  release(identifier: Identifier, id: string, place: Place): void {
    this.identities.delete(identifierKey(identifier))
    this.writeIdentity(identifier, id, place, 1)
  }

  /** Of each identifier the last row only: two of one version could not be told apart. */
  private writeIdentity(identifier: Identifier, id: string, place: Place, deleted: 0 | 1): void {
    this.touched.identified.add(id)
    const row = {
      ...identifier,
      customer_id: id,
      import_id: place.importId,
      version: this.versionAt(place),
      deleted,
    }
    const key = identifierKey(identifier)
    const at = this.identityRows.get(key)
    if (at === undefined) this.identityRows.set(key, this.rows.identities.push(row) - 1)
    else this.rows.identities[at] = row
  }

  /**
   * Of the rows that a part writes. Each entry has its own, so that the end is the same however
   * entries are put together into sets.
   */
  versionAt(place: Place): number {
    return versionOf(place.position, this.set)
  }

  change(place: Place): Change {
    const { repeated } = this
    return {
      now: place.received,
      version: this.versionAt(place),
      importId: place.importId,
      repeated,
    }
  }

  /** Many events name the same identifiers. */
  hashOf(identifier: Identifier): string {
    const key = identifierKey(identifier)
    let hash = this.hashes.get(key)
    if (hash === undefined) this.hashes.set(key, (hash = identifierHash(identifier)))
    return hash
  }

  /** Whether that message was taken before, which is counted. */
  hadBefore(message: Message | undefined, place: Place): boolean {
    const had = message !== undefined && this.taken.has(message.hash.toString())
    if (had) this.outcome(place).duplicates += 1
    return had
  }

  /** From now on that message was taken: of that customer, of a name and an instant that stay. */
  take(
    { source, hash }: Message,
    { name, id, ts, place }: { name: string; id: string; ts: number; place: Place },
  ): void {
    this.taken.add(hash.toString())
    this.rows.message_ids.push({
      source,
      hash: hash.toString(),
      name,
      customer_id: id,
      ts,
      digest: '0',
      version: this.versionAt(place),
    })
  }

  conflict(id: string, other: string, kind: string, place: Place): void {
    const key = `${id} ${other} ${kind}`
    if (this.conflicts.has(key)) return
    this.conflicts.add(key)
    const row = { customer_id: id, other, kind, at: place.received }
    this.rows.identity_conflicts.push({ ...row, version: this.versionAt(place) })
  }

  outcome({ position }: Place): Outcome {
    let outcome = this.outcomes.get(position)
    if (outcome === undefined) {
      outcome = emptyOutcome()
      this.outcomes.set(position, outcome)
    }
    return outcome
  }

  /** Keeps what cannot be accepted, with its reason. Of who was deleted, the reason alone. */
  reject(prepared: Prepared, failure: Failure, customerId = '0'): void {
    const { part, identifiers, came } = prepared
    const { place } = part
    const outcome = this.outcome(place)
    outcome.rejected += 1
    if (outcome.failures.length < mostFailures) outcome.failures.push({ part: place.row, failure })
    const isBuried = identifiers.some((each) => this.buried.has(identifierKey(each)))
    this.rows.rejected.push({
      position: place.position,
      row: place.row,
      kind: came?.kind ?? kindOf(part),
      source: came?.source ?? '',
      code: failure.code,
      reason: failure.message,
      place: failure.where ?? '',
      fix: failure.fix ?? '',
      customer_id: customerId,
      who: identifiers.map((each) => tombstoneHash(each, this.settings.keys.tombstone)),
      at: came?.at ?? place.received,
      version: this.versionAt(place),
      body: isBuried ? '' : bodyOf(prepared),
    })
  }
}

/** Reasons told to whoever waits; all of them are in `rejected`. */
export const mostFailures = 20

/** UTF-16 units of what came that are kept with a rejection: a message of the tracking API whole. */
const mostKept = 524_288

function bodyOf({ part, unspeakable, came }: Prepared): string {
  if (unspeakable === true) return '{"unreadable":true}'
  try {
    return cut(JSON.stringify(came === undefined ? part.write : came.write) ?? '')
  } catch (error) {
    // Too many levels to be written down.
    if (error instanceof RangeError) return '{"unreadable":true}'
    throw error
  }
}

function cut(text: string): string {
  if (text.length <= mostKept) return text
  // Never between the halves of a pair.
  return text.slice(0, mostKept).replace(/[\ud800-\udbff]$/, '')
}

export function emptyOutcome(): Outcome {
  return { made: 0, changed: 0, events: 0, duplicates: 0, rejected: 0, customers: [], failures: [] }
}

export function emptyTouched(): Touched {
  return {
    customers: new Set(),
    made: new Set(),
    identified: new Set(),
    events: new Set(),
    fields: new Set(),
    lists: new Set(),
    purposes: new Set(),
    segments: new Set(),
    related: new Set(),
  }
}

const kinds = {
  customer: 'customers',
  event: 'events',
  listed: 'list',
  consent: 'consents',
  product: 'products',
  place: 'places',
  pin: 'pins',
} as const satisfies Record<Exclude<Part['type'], 'unread'>, string>

function kindOf(part: Part): string {
  return part.type === 'unread' ? part.kind : kinds[part.type]
}
