import { uniqueIdentifier } from '../../../domain/customer/unique.ts'
import type { Identifier } from '../../../domain/customer/identity.ts'
import {
  referenceKinds,
  type Reference,
  type ReferenceKind,
} from '../../../domain/reference/reference.ts'
import { identifierHash } from '../../../store/clickhouse/identifierHash.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { identifierKey } from '../../../store/clickhouse/identities.ts'
import type { Stored } from '../../../store/clickhouse/stored.ts'
import { dropRun, readTried, readTriedRecords } from '../../../store/clickhouse/rowImports.ts'
import { draftOf, recordOfDraft, type Draft } from '../draft.ts'
import type { IdentityMemory } from '../prepare.ts'
import { claimsOf, type ReferenceDrafts } from '../referenceDraft.ts'
import { claimKey } from '../referenceOwners.ts'
import type { Settings, SetState } from '../setState.ts'
import type { RowSet } from './sets.ts'

/**
 * What a trial would have written by now. Later sets of the file read it over what is stored, so that a
 * trial says of every row what the import will do. It is kept in the engine: memory does not grow.
 */
export class Trial {
  private readonly database: Database
  private readonly run: number
  private empty = true

  constructor(database: Database, run: number) {
    this.database = database
    this.run = run
  }

  /** Forgets all of it. */
  async end(): Promise<void> {
    await dropRun(this.database, this.run)
  }

  /** What the rows of a set touch of it. */
  async before(set: RowSet, settings: Settings): Promise<Known> {
    if (this.empty) return new Known(new Map(), new Set(), new Map(), noReferences)
    const owners = new Map<string, string>()
    const messages = new Set<string>()
    const claims = new Map<string, string>()
    for (const { kind, value, customer_id: id } of await this.read(set, settings)) {
      if (kind === message) messages.add(value)
      else if (kind === claim) claims.set(value, id)
      else owners.set(identifierKey({ kind, value }), id)
    }
    const ids = [...new Set(owners.values())].filter((id) => id !== nobody)
    const texts = await readTriedRecords(this.database, this.run, ids)
    const records = new Map([...texts].map(([id, text]) => [id, JSON.parse(text) as Record]))
    const references = { tried: await this.readReferences(set), claims }
    return new Known(owners, messages, records, references)
  }

  /** Keeps what the set would have written. */
  async after(state: SetState, set: number, known: Known): Promise<void> {
    const { run } = this
    const besides = besidesOf(state, known)
    const drafts = [...state.drafts.values()].filter(
      ({ id, changes, edits }) => changes > 0 || edits.length > 0 || besides.has(id),
    )
    const rows: object[] = ownersBy(state, drafts).map((owner) => ({ run, set, ...owner }))
    for (const { hash } of state.rows.message_ids) {
      rows.push({ run, set, kind: message, value: hash, customer_id: '0' })
    }
    rows.push(...triedClaims(state, { run, set }))
    const records = drafts.map((draft) => {
      const its = besides.get(draft.id) ?? known.of(draft.id)
      const record: Record = { ...plainOf(draft), besides: its }
      return { run, set, customer_id: draft.id, record: JSON.stringify(record) }
    })
    records.push(...triedReferences(state, { run, set }))
    if (rows.length > 0) await this.database.insert('import_tried', rows)
    if (records.length > 0) await this.database.insert('import_tried_records', records)
    this.empty &&= rows.length + records.length === 0
  }

  /** The products and places of the set that it would have changed. */
  private async readReferences(set: RowSet): Promise<TriedReference[]> {
    const named = set.rows.flatMap(({ reference }) =>
      reference === undefined ? [] : identifierHash({ kind: reference.kind, value: reference.id }),
    )
    if (named.length === 0) return []
    const texts = await readTriedRecords(this.database, this.run, [...new Set(named)])
    return [...texts.values()].map((text) => JSON.parse(text) as TriedReference)
  }

  private async read(
    set: RowSet,
    settings: Settings,
  ): Promise<Awaited<ReturnType<typeof readTried>>> {
    const asked: Identifier[] = []
    for (const { prepared, customer } of set.rows) {
      asked.push(...prepared.identifiers)
      for (const { field, value } of customer?.values ?? []) {
        if (field.unique && value !== undefined) asked.push(uniqueIdentifier(field, value))
      }
      const { part } = prepared
      if (part.type === 'product' || part.type === 'place') {
        for (const each of claimsOf(part, settings)) {
          asked.push({ kind: claim, value: claimKey(each) })
        }
      }
      if (prepared.message !== undefined) {
        asked.push({ kind: message, value: prepared.message.hash.toString() })
      }
    }
    return await readTried(this.database, this.run, asked)
  }
}

/** A product or place as a trial would have left it; null where it would be gone. */
type TriedReference = {
  readonly kind: ReferenceKind
  readonly id: string
  readonly now: Reference | null
}

/** They are kept among the records, under a hash of what they are. */
function triedReferences(
  { referenceDrafts }: SetState,
  { run, set }: { readonly run: number; readonly set: number },
): { run: number; set: number; customer_id: string; record: string }[] {
  return referenceKinds.flatMap((kind) =>
    [...referenceDrafts[kind]].flatMap(([id, { now, edits }]) => {
      if (edits.length === 0) return []
      const tried: TriedReference = { kind, id, now: now ?? null }
      const key = identifierHash({ kind, value: id })
      return [{ run, set, customer_id: key, record: JSON.stringify(tried) }]
    }),
  )
}

/** Whose the unique values are that the set has touched, by a hash of the record's id. */
function triedClaims(
  { referenceDrafts: { owners } }: SetState,
  { run, set }: { readonly run: number; readonly set: number },
): object[] {
  return [...owners.touched].map((key) => {
    const owner = owners.of(key)
    const id = owner === undefined ? nobody : ownerHash(owner)
    return { run, set, kind: claim, value: key, customer_id: id }
  })
}

/** Which field it is of says of which kind. An owner that a trial has found before is one already. */
function ownerHash(id: string): string {
  return id.startsWith(hashed)
    ? id.slice(hashed.length)
    : identifierHash({ kind: claim, value: id })
}

/** Before the hash of an id that is not known: no id has a line break. */
const hashed = '\n'

/** Whose a unique value is that somebody has given up. */
const nobody = '0'

/** Kinds that nobody can send. */
const message = 'message:'
const claim = 'claim:'

/** What a trial knows of products and places. */
type KnownReferences = {
  readonly tried: readonly TriedReference[]
  /** Of unique values, by their keys, the hashes of whose they would be. */
  readonly claims: ReadonlyMap<string, string>
}

const noReferences: KnownReferences = { tried: [], claims: new Map() }

type Record = Omit<ReturnType<typeof plainOf>, 'values'> & {
  readonly values: readonly (readonly [number, Stored])[]
  /** Lists and consents, by {@link besideKey}. */
  readonly besides: readonly string[]
}

function plainOf(draft: Draft) {
  const { identifiers, values, ...record } = recordOfDraft(draft)
  return { ...record, identifiers: [...identifiers], values: [...values] }
}

/** What a trial knows of what the rows of one set touch. */
export class Known {
  readonly memory: IdentityMemory
  private readonly owners: ReadonlyMap<string, string>
  private readonly messages: ReadonlySet<string>
  private readonly records: ReadonlyMap<string, Record>
  private readonly besides: ReadonlySet<string>
  private readonly references: KnownReferences

  constructor(
    owners: ReadonlyMap<string, string>,
    messages: ReadonlySet<string>,
    records: ReadonlyMap<string, Record>,
    references: KnownReferences,
  ) {
    this.references = references
    this.owners = owners
    this.memory = { get: (key) => owners.get(key), set: () => {}, forget: () => {} }
    this.messages = messages
    this.records = records
    this.besides = new Set(
      [...records].flatMap(([id, record]) => record.besides.map((each) => `${id} ${each}`)),
    )
  }

  /** Puts it over what was read. */
  overlay(state: SetState): void {
    for (const hash of this.messages) state.taken.add(hash)
    for (const [key, id] of this.owners) if (id === nobody) state.identities.delete(key)
    state.drafts.delete(nobody)
    this.overlayReferences(state.referenceDrafts)
    for (const [id, { identifiers, values, ...record }] of this.records) {
      const maps = { identifiers: new Map(identifiers), values: new Map(values) }
      state.drafts.set(id, draftOf({ ...record, ...maps }))
    }
  }

  private overlayReferences(drafts: ReferenceDrafts): void {
    const { tried, claims } = this.references
    const { owners } = drafts
    for (const { kind, id, now } of tried) {
      const draft = drafts[kind].get(id)
      if (draft === undefined) continue
      const next = now ?? undefined
      owners.moved(kind, id, { before: draft.now, next })
      draft.now = next
    }
    for (const [key, hash] of claims) {
      const owner = owners.of(key)
      if (hash === nobody) owners.set(key, undefined)
      else if (owner === undefined || ownerHash(owner) !== hash) owners.set(key, hashed + hash)
    }
    owners.touched.clear()
  }

  /** What she would have said last of that purpose and channel, where the file has said anything of it. */
  consentOf(row: { readonly [name: string]: unknown }): string | undefined {
    const before = consentStart(row)
    const said = this.of(String(row['customer_id'])).find((each) => each.startsWith(before))
    return said && (JSON.parse(said) as readonly string[])[2]
  }

  /** Whether she would be on a list already. */
  has(id: string, beside: string): boolean {
    return this.besides.has(`${id} ${beside}`)
  }

  of(id: string): readonly string[] {
    return this.records.get(id)?.besides ?? []
  }
}

/** Names a list that somebody comes onto, or a consent that she gives. */
export function besideKey(row: { readonly [name: string]: unknown }): string {
  return 'list' in row
    ? `list ${String(row['list'])}`
    : JSON.stringify([row['purpose'], row['channel'], row['state']])
}

type Owner = Identifier & { readonly customer_id: unknown }

/**
 * Whose each identifier is once the set is written, each once: of those whom it changes all that name them,
 * unique values too, so that later rows find them by any.
 */
function ownersBy(
  { rows, settings: { catalog } }: SetState,
  drafts: readonly Draft[],
): readonly Owner[] {
  const owners = new Map<string, Owner>()
  const add = ({ kind, value }: Identifier, owner: unknown): void =>
    void owners.set(identifierKey({ kind, value }), { kind, value, customer_id: owner })
  for (const { kind, value, customer_id: id, deleted } of rows.identities) {
    add({ kind: String(kind), value: String(value) }, deleted === 1 ? nobody : id)
  }
  for (const { id, identifiers, values } of drafts) {
    for (const [kind, all] of identifiers) for (const value of all) add({ kind, value }, id)
    for (const [fieldId, [value]] of values) {
      const field = catalog.byId.get(fieldId)
      if (field?.unique === true && value !== null) add(uniqueIdentifier(field, value), id)
    }
  }
  return [...owners.values()]
}

/** What stands before the state in the key of a consent. */
function consentStart(row: { readonly [name: string]: unknown }): string {
  return `${JSON.stringify([row['purpose'], row['channel']]).slice(0, -1)},`
}

function besidesOf({ rows }: SetState, known: Known): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const row of [...rows.list_members, ...rows.consents]) {
    const id = String(row['customer_id'])
    const there = found.get(id) ?? known.of(id)
    // Of a consent only the last word counts.
    const left = 'list' in row ? there : there.filter((each) => !each.startsWith(consentStart(row)))
    found.set(id, [...left, besideKey(row)])
  }
  return found
}
