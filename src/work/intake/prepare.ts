import type { Identifier } from '../../domain/customer/identity.ts'
import type { Link } from '../../domain/customer/links.ts'
import { arriveEvent, codeOf } from '../../domain/event/arrive.ts'
import type { Event } from '../../domain/event/event.ts'
import { bodyMessageId, messageIdLength } from '../../domain/event/messageId.ts'
import { failure, isFailure, type Failure } from '../../domain/failure.ts'
import { jsonLimits, wrongJson } from '../../domain/json.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { identifierKey, readIdentities, readTombstones } from '../../store/clickhouse/identities.ts'
import { messageHash, readTaken, type Message } from '../../store/clickhouse/messages.ts'
import { resolveMerged } from '../../store/clickhouse/merged.ts'
import { readRecords, whoIsThere, type CustomerRecord } from '../../store/clickhouse/records.ts'
import type { Part } from './arrivals.ts'
import { claimsOf, unclaim } from './claims.ts'
import { addIdentifier, draftOf, newDraft } from './draft.ts'
import { lookUpLinks, Named } from './named.ts'
import { readReferenceDrafts } from './referenceDraft.ts'
import { identifiersOf, namedBy, twoPeople } from './resolve.ts'
import { SetState, type Settings } from './setState.ts'
import { tombstoneHash } from './tombstone.ts'

/** A part with what is read of it before anything is looked up. */
export type Prepared = {
  readonly part: Part
  readonly identifiers: readonly Identifier[]
  /** Why it cannot be read, or its identifiers cannot. */
  readonly failure?: Failure
  /** What came must not even be written down again. */
  readonly unspeakable?: true
  /** Of an event: by what it counts once, and what it says. */
  readonly message?: Message
  readonly event?: Event | Failure
  /** Of a message of the tracking API: what is kept of it where it cannot be accepted. */
  readonly came?: Came
  /** Of a message of the tracking API: which identifiers it says to be one customer's. */
  readonly links?: readonly Link[]
}

/** How something came that is read as something else. */
export type Came = {
  readonly kind: string
  /** A code. */
  readonly source: string
  /** Milliseconds. */
  readonly at: number
  readonly write: unknown
}

export type PrepareSettings = Pick<Settings, 'zone' | 'country' | 'identity'>

/**
 * Reads a part, by itself: instants without an offset are by the clocks of that
 * zone, phone numbers without a country of that country. First of all how
 * deep it is: what walks all of it, as hashing and keeping it do, would end in a mistake of the program
 * that takes everything beside it along.
 */
export function prepare(part: Part, settings: PrepareSettings): Prepared {
  const wrong = wrongJson(part.write, mostLevels)
  const prepared = prepareShallow(part, settings, wrong)
  return wrong === undefined ? prepared : { ...prepared, unspeakable: true }
}

/** One for what comes around the properties, which say themselves what is wrong in them. */
const mostLevels = jsonLimits.depth + 1

function prepareShallow(
  part: Part,
  { zone, country, identity }: PrepareSettings,
  wrong: string | undefined,
): Prepared {
  const identifiers = identifiersOf(namedBy(part)?.identifiers, country, identity)
  if (isFailure(identifiers)) return { part, identifiers: [], failure: identifiers }
  if (wrong !== undefined) return { part, identifiers, failure: failure('invalid', wrong) }
  const two = twoPeople(identifiers)
  if (two !== undefined) return { part, identifiers, failure: two }
  if (part.type !== 'event') return { part, identifiers }
  const message = messageOf(part)
  if (isFailure(message)) return { part, identifiers, failure: message }
  const { source, hash: id } = message
  const event = arriveEvent(part.write, { now: part.place.received, zone, source, id })
  return { part, identifiers, message, event }
}

/** What can be known of identifiers without the database, by who alone writes them. */
export type IdentityMemory = {
  get(key: string): string | undefined
  set(key: string, id: string): void
  /** It is nobody's any more. */
  forget(key: string): void
}

/**
 * Reads all that the parts of a set touch: whose their identifiers are, which of those nobody has
 * belong to somebody deleted, which messages were taken, and the customers that may change.
 */
export async function readState(
  database: Database,
  settings: Settings,
  set: {
    /** Which set of its entry it is. */
    readonly set: number
    readonly repeated: boolean
    /** Rows of this version and later are the set's own, of an earlier attempt. */
    readonly before: number
    readonly parts: readonly Prepared[]
    readonly memory: IdentityMemory
    /** Nobody was ever deleted: nothing to compare with. */
    readonly noTombstones: boolean
  },
): Promise<SetState> {
  const { parts, before } = set
  const claims = claimsOf(parts, settings)
  const [identities, there, taken, links] = await Promise.all([
    lookUpIdentities(database, set, claims),
    whoIsThere(database, parts.flatMap(onlyNamed)),
    readTaken(
      database,
      parts.flatMap((each) => each.message ?? []),
      before,
    ),
    lookUpLinks(database, set),
  ])
  const nobodys = new Map<string, Identifier>()
  for (const { identifiers } of parts) {
    for (const each of identifiers) {
      const key = identifierKey(each)
      if (!identities.has(key)) nobodys.set(key, each)
    }
  }
  const [buried, { drafts, merged }, referenceDrafts] = await Promise.all([
    set.noTombstones ? new Set<string>() : lookUpBuried(database, nobodys, settings.keys.tombstone),
    lookUpDrafts(database, set, { identities, there }),
    readReferenceDrafts(database, settings, set),
  ])
  if (set.repeated) await unclaim(database, settings, before, { identities, drafts })
  return new SetState(settings, set, {
    identities,
    there,
    taken,
    buried,
    drafts,
    merged,
    referenceDrafts,
    named: new Named(links),
  })
}

async function lookUpIdentities(
  database: Database,
  {
    parts,
    memory,
    before,
  }: {
    readonly parts: readonly Prepared[]
    readonly memory: IdentityMemory
    readonly before: number
  },
  claims: readonly Identifier[],
): Promise<Map<string, string>> {
  const identities = new Map<string, string>()
  const asked = new Map<string, Identifier>()
  for (const identifiers of [claims, ...parts.map((part) => part.identifiers)]) {
    for (const each of identifiers) {
      const key = identifierKey(each)
      const id = memory.get(key)
      if (id === undefined) asked.set(key, each)
      else identities.set(key, id)
    }
  }
  for (const [key, id] of await readIdentities(database, [...asked.values()], before)) {
    identities.set(key, id)
    memory.set(key, id)
  }
  return identities
}

async function lookUpBuried(
  database: Database,
  identifiers: ReadonlyMap<string, Identifier>,
  secret: Uint8Array,
): Promise<Set<string>> {
  const byHash = new Map<string, string>()
  for (const [key, each] of identifiers) byHash.set(tombstoneHash(each, secret), key)
  const found = await readTombstones(database, [...byHash.keys()])
  return new Set([...found].map((hash) => byHash.get(hash) ?? ''))
}

/** Those customers, and those into whom they were merged. */
async function readNamed(
  database: Database,
  ids: readonly string[],
): Promise<{
  readonly records: ReadonlyMap<string, CustomerRecord>
  readonly merged: ReadonlyMap<string, string>
}> {
  const records = await readRecords(database, ids)
  const away = ids.filter((id) => !records.has(id))
  if (away.length === 0) return { records, merged: new Map() }
  const merged = await resolveMerged(database, away)
  return {
    records: new Map([...records, ...(await readRecords(database, [...merged.values()]))]),
    merged,
  }
}

/** The customers who are named by id, whose fields are written, or who may get an identifier. */
async function lookUpDrafts(
  database: Database,
  { parts, before }: { readonly parts: readonly Prepared[]; readonly before: number },
  { identities, there }: Pick<SetState, 'identities' | 'there'>,
): Promise<Pick<SetState, 'drafts' | 'merged'>> {
  const ids = new Set<string>()
  const owned: { readonly owner: string; readonly identifier: Identifier; readonly now: number }[] =
    []
  // Of whom an event only names nothing can be another by it.
  const others = parts.filter((part) => !onlyNamed(part).some((id) => there.has(id)))
  for (const { part, identifiers } of others) {
    const customer = namedBy(part)?.customer
    if (typeof customer === 'string' && idForm.test(customer)) ids.add(customer)
    const owners = identifiers.map((each) => identities.get(identifierKey(each)))
    if (part.type !== 'customer' && !owners.includes(undefined)) continue
    for (const [i, identifier] of identifiers.entries()) {
      const owner = owners[i]
      if (owner === undefined) continue
      ids.add(owner)
      owned.push({ owner, identifier, now: part.place.received })
    }
  }
  const { records, merged } = await readNamed(database, [...ids])
  const drafts = new Map([...records].map(([id, record]) => [id, draftOf(record)]))
  for (const { owner, identifier, now } of owned) {
    if (records.has(owner)) continue
    // Of a set that was given up between identity and customer: she is made good here.
    const change = { now, version: before, importId: 0, repeated: false }
    const draft = drafts.get(owner) ?? newDraft(owner, change)
    addIdentifier(draft, identifier, change)
    drafts.set(owner, draft)
  }
  return { drafts, merged }
}

/** The customer of an event that names her by nothing but her id: of her nothing else has to be known. */
function onlyNamed({ part, identifiers }: Prepared): string[] {
  const customer =
    part.type === 'event' && identifiers.length === 0 ? part.write.customer : undefined
  return typeof customer === 'string' && idForm.test(customer) ? [customer] : []
}

/** Below 2^63 or so: enough for the engine to read it as a number. */
const idForm = /^[1-9][0-9]{0,18}$/

/** By what an event counts once; a failure where it says something that cannot be that. */
function messageOf({ write, source, place, id }: EventPart): Message | Failure {
  const code = codeOf(write.source ?? source, 'source')
  if (isFailure(code)) return code
  if (id !== undefined) return { source: code, hash: id }
  const { messageId } = write
  if (messageId === undefined || messageId === null) {
    const says = write.time !== undefined && write.time !== null
    // Of a replay both are what they were.
    const which = `${place.position} ${place.row}`
    return { source: code, hash: messageHash(code, bodyMessageId(write, says, which)) }
  }
  if (typeof messageId === 'string' && messageId !== '' && messageId.length <= messageIdLength) {
    return { source: code, hash: messageHash(code, messageId) }
  }
  return failure('invalid', `A message id is text of 1 to ${messageIdLength} characters`, {
    where: 'messageId',
  })
}

type EventPart = Extract<Part, { type: 'event' }>
