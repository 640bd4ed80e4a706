import type { Field } from '../../domain/customer/field.ts'
import { normalisePhone } from '../../domain/customer/formats/phone.ts'
import type { Identifier } from '../../domain/customer/identity.ts'
import { uniqueIdentifier } from '../../domain/customer/unique.ts'
import { isFailure } from '../../domain/failure.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { customerIds } from '../../store/clickhouse/ids.ts'
import { identifierKey, readIdentities, readTombstones } from '../../store/clickhouse/identities.ts'
import type { CustomerRecord } from '../../store/clickhouse/records.ts'
import { storedText, type Stored } from '../../store/clickhouse/stored.ts'
import {
  editsWhere,
  rowOfEdit,
  type EditedField,
  type StoredEdit,
} from '../../store/clickhouse/storedEdits.ts'
import { versionOf } from '../../store/clickhouse/version.ts'
import { fault } from '../../store/faults.ts'
import type { Entry } from '../../store/operational/inbox.ts'
import { sql } from '../../store/sql/sql.ts'
import { applyEdits } from './applyEdits.ts'
import type { Settings } from './setState.ts'
import { tombstoneHash } from './tombstone.ts'
import type { Runs } from './undo/runs.ts'
import { writeOnce } from './writeSet.ts'

/** What came of phone numbers that were read again. */
export type Reread = {
  /** Customers of whom a number is known by now. */
  readonly customers: number
  /** Numbers that another customer has: each of the two keeps what she had, and the conflict is written down. */
  readonly conflicts: number
}

export const noneReread: Reread = { customers: 0, conflicts: 0 }

type Set = {
  readonly records: readonly CustomerRecord[]
  readonly entry: Entry
  readonly settings: Settings
  readonly runs: Runs
}

/**
 * Reads the phone numbers of these customers again of which it was not known which number of the world they
 * are, now as numbers of the shop's country: identifiers, and values of fields. One that is still not known
 * stays as it was written; one that said its country is known already. What is to be changed is written into
 * `edits` first, so that a repeat does the same whatever of it was done.
 * @returns what came of it, and what was changed
 */
export async function rereadPhones(
  database: Database,
  set: Set,
): Promise<{ readonly reread: Reread; readonly edits: readonly StoredEdit[] }> {
  const version = versionOf(set.entry.position)
  const before = await writtenBefore(database, set, version)
  const edits = before.length > 0 ? before : await plan(database, set, version)
  fault('validate')
  await applyEdits(database, { catalog: set.settings.catalog, runs: set.runs }, edits)
  const conflicts = await countConflicts(database, version)
  return { reread: { customers: edits.length, conflicts }, edits }
}

/** What an attempt before has written down: all of it, or nothing. */
async function writtenBefore(
  database: Database,
  { records }: Set,
  version: number,
): Promise<StoredEdit[]> {
  if (records.length === 0) return []
  const some = customerIds(records.map(({ id }) => id))
  return await editsWhere(database, sql`customer_id IN ${some} AND version = ${version}`)
}

async function plan(database: Database, set: Set, version: number): Promise<StoredEdit[]> {
  const { records, entry, settings } = set
  const fields = [...settings.catalog.byId.values()].filter(({ type }) => type === 'phone')
  const wanted = records.map((record) => wantedBy(record, fields, settings.country))
  const claims = await claimsOf(database, settings, wanted, version)
  const edits = wanted.flatMap((each) => editOf(each, claims, { entry, version }) ?? [])
  const conflicts = claims.conflicts.map((each) => ({ ...each, at: entry.received, version }))
  if (conflicts.length > 0) await database.insert('identity_conflicts', conflicts)
  const versions = { from: version, to: version }
  // What an attempt before may have sent is looked for once more: the engine may have been busy with it.
  const writing = { token: `phones-${entry.position}`, versions, repeated: true }
  await writeOnce(database, writing, 'edits', edits.map(rowOfEdit))
  return edits
}

/** A customer with the numbers of hers that would be known. */
type Wanted = {
  readonly record: CustomerRecord
  readonly identifiers: readonly { readonly was: string; readonly now: Identifier }[]
  readonly values: readonly {
    readonly field: Field
    readonly was: Stored
    readonly now: string
    /** Where each value of the field is one customer's alone. */
    readonly claim: Identifier | undefined
  }[]
}

function wantedBy(record: CustomerRecord, fields: readonly Field[], country: string): Wanted {
  const identifiers = (record.identifiers.get('phone') ?? []).flatMap((was) => {
    const value = knownAs(was, country)
    return value === undefined ? [] : { was, now: { kind: 'phone', value } }
  })
  const values = fields.flatMap((field) => {
    const was = record.values.get(field.id)
    const now = typeof was?.[0] === 'string' ? knownAs(was[0], country) : undefined
    if (was === undefined || now === undefined) return []
    return { field, was, now, claim: field.unique ? uniqueIdentifier(field, now) : undefined }
  })
  return { record, identifiers, values }
}

/** A number that was kept as it is written, where it is known by now which it is. */
function knownAs(kept: string, country: string): string | undefined {
  if (kept.startsWith('+')) return undefined
  const number = normalisePhone(kept, country)
  return isFailure(number) || !number.startsWith('+') ? undefined : number
}

type Claims = {
  /** By identifier key, whose it is; what the set gives away is added. */
  readonly owners: Map<string, string>
  /** Of who was deleted: nobody gets them. */
  readonly buried: ReadonlySet<string>
  readonly conflicts: { customer_id: string; other: string; kind: string }[]
}

async function claimsOf(
  database: Database,
  { keys }: Settings,
  wanted: readonly Wanted[],
  version: number,
): Promise<Claims> {
  const phones = wanted.flatMap(({ identifiers }) => identifiers.map(({ now }) => now))
  const unique = wanted.flatMap(({ values }) => values.flatMap(({ claim }) => claim ?? []))
  const hashed = new Map(phones.map((each) => [tombstoneHash(each, keys.tombstone), each]))
  const [owners, tombstones] = await Promise.all([
    readIdentities(database, [...phones, ...unique], version),
    readTombstones(database, [...hashed.keys()]),
  ])
  const buried = [...tombstones].flatMap((hash) => {
    const identifier = hashed.get(hash)
    return identifier === undefined ? [] : identifierKey(identifier)
  })
  return { owners, buried: new Set(buried), conflicts: [] }
}

function editOf(
  { record, identifiers, values }: Wanted,
  claims: Claims,
  { entry, version }: { readonly entry: Entry; readonly version: number },
): StoredEdit | undefined {
  const { id } = record
  const mine = identifiers.filter(({ now }) => takes(id, now, claims))
  const fields = values
    .filter(({ claim }) => claim === undefined || takes(id, claim, claims))
    .map(({ field, was, now }): EditedField => {
      const [, at, source] = was
      return { field: field.id, old: storedText(was), new: storedText([now, at, source]) }
    })
  if (mine.length === 0 && fields.length === 0) return undefined
  const had = record.identifiers.get('phone') ?? []
  const added = new Map(mine.map(({ now }) => [now.value, now]))
  return {
    customer: id,
    version,
    importId: 0,
    noticed: entry.received,
    made: false,
    removed: false,
    updatedBefore: record.updated,
    updated: entry.received,
    created: record.created,
    madeBy: record.importId,
    other: '0',
    fields,
    added: [...added.values()].filter(({ value }) => !had.includes(value)),
    lost: mine.map(({ was }) => ({ kind: 'phone', value: was })),
  }
}

/** Whether it becomes hers, or is already; where another has it, that is noted. */
function takes(id: string, identifier: Identifier, { owners, buried, conflicts }: Claims): boolean {
  const key = identifierKey(identifier)
  if (buried.has(key)) return false
  const owner = owners.get(key)
  if (owner === undefined) owners.set(key, id)
  else if (owner !== id) conflicts.push({ customer_id: id, other: owner, kind: identifier.kind })
  return owner === undefined || owner === id
}

async function countConflicts(database: Database, version: number): Promise<number> {
  const [row] = await database.rows<{ n: string }>(
    sql`SELECT count() AS n FROM identity_conflicts FINAL WHERE version = ${version}`,
  )
  return Number(row?.n ?? 0)
}
