import type { Identifier } from '../../../domain/customer/identity.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { readEdits, type StoredEdit } from '../../../store/clickhouse/storedEdits.ts'
import { identifierHash } from '../../../store/clickhouse/identifierHash.ts'
import {
  identifierKey,
  readIdentities,
  readTombstones,
} from '../../../store/clickhouse/identities.ts'
import { readRecords, type CustomerRecord } from '../../../store/clickhouse/records.ts'
import { namedSince, restingOn, type Brought } from '../../../store/clickhouse/undoing.ts'
import { ownTombstone } from '../erase.ts'
import { tombstoneHash } from '../tombstone.ts'
import { retoldEdits } from './retold.ts'
import { planCustomer, type Hers, type PlannedCustomer, type Undoing } from './planCustomer.ts'

export type Reading = {
  readonly database: Database
  /** The key of the hashes of who was deleted. */
  readonly secret: Uint8Array
}

/** Reads all that decides what becomes of those customers, and decides it. Nothing is written. */
export async function planSet(
  reading: Reading,
  undoing: Undoing,
  brought: Brought,
  customers: readonly string[],
): Promise<readonly PlannedCustomer[]> {
  const all = await readHers(reading, undoing, brought, customers)
  return all.map((hers) => planCustomer(hers, undoing))
}

/** All of those customers that decides it. */
export async function readHers(
  { database, secret }: Reading,
  undoing: Undoing,
  brought: Brought,
  customers: readonly string[],
): Promise<readonly Hers[]> {
  const [records, stored] = await Promise.all([
    readRecords(database, customers),
    readEdits(database, customers),
  ])
  const edits = new Map(
    [...stored].map(([id, all]) => [id, retoldEdits(all, undoing.retelling)] as const),
  )
  const mineOf = new Map(
    customers.map((id) => [id, (edits.get(id) ?? []).filter(undoing.isOfRun)] as const),
  )
  const ofMine = (list: 'lost' | 'added'): Identifier[] =>
    [...mineOf.values()].flatMap((mine) => mine.flatMap((edit) => edit[list]))
  const mayGo = customers.filter((id) => mayBeTakenAway(records.get(id), mineOf.get(id), undoing))
  const away = customers.filter((id) => !records.has(id))
  const [rests, named, owners, buried] = await Promise.all([
    restingOn(database, mayGo, brought),
    readNamed(database, mineOf, brought),
    readIdentities(database, [...ofMine('lost'), ...uniqueValues(edits, mineOf, undoing)]),
    readAllBuried(database, secret, { away, mineOf }),
  ])
  return customers.map((id) => ({
    id,
    record: records.get(id),
    edits: edits.get(id) ?? [],
    rests: rests.get(id) ?? new Set(),
    named: named.get(id) ?? new Set(),
    ownerOf: (key) => owners.get(key),
    buried: buried.has(id),
  }))
}

/** By what the values are unique that may come back. */
function uniqueValues(
  edits: ReadonlyMap<string, readonly StoredEdit[]>,
  mineOf: Mine,
  { uniqueOf }: Undoing,
): Identifier[] {
  return [...mineOf].flatMap(([id, mine]) => {
    const fields = new Set(mine.flatMap((edit) => edit.fields.map(({ field }) => field)))
    return (edits.get(id) ?? []).flatMap((edit) =>
      edit.fields.flatMap(({ field, old }) =>
        fields.has(field) ? (uniqueOf(field, old) ?? []) : [],
      ),
    )
  })
}

type Mine = ReadonlyMap<string, readonly StoredEdit[]>

function mayBeTakenAway(
  record: CustomerRecord | undefined,
  mine: readonly StoredEdit[] = [],
  { runs }: Undoing,
): boolean {
  if (record === undefined) return false
  return mine.some(({ made }) => made) || runs.undone.has(record.importId)
}

/** By customer, the keys of identifiers that she had from the run and that others have named since. */
async function readNamed(
  database: Database,
  mineOf: Mine,
  brought: Brought,
): Promise<Map<string, Set<string>>> {
  const keyOf = new Map<string, string>()
  const wanted = new Map<string, string[]>()
  let after = Number.MAX_SAFE_INTEGER
  for (const [id, mine] of mineOf) {
    for (const { added, version } of mine) {
      if (added.length > 0) after = Math.min(after, version)
      for (const each of added) {
        const hash = identifierHash(each)
        keyOf.set(hash, identifierKey(each))
        wanted.set(id, [...(wanted.get(id) ?? []), hash])
      }
    }
  }
  if (wanted.size === 0) return new Map()
  const found = await namedSince(database, wanted, after, brought)
  return new Map(
    [...found].map(([id, hashes]) => [
      id,
      new Set([...hashes].map((hash) => keyOf.get(hash) ?? '')),
    ]),
  )
}

/** Who of those who are not there must not come back. */
async function readAllBuried(
  database: Database,
  secret: Uint8Array,
  { away, mineOf }: { readonly away: readonly string[]; readonly mineOf: Mine },
): Promise<Set<string>> {
  const byHash = new Map<string, string>()
  for (const id of away) {
    byHash.set(ownTombstone(id), id)
    const lost = (mineOf.get(id) ?? []).flatMap((edit) => edit.lost)
    for (const each of lost) byHash.set(tombstoneHash(each, secret), id)
  }
  const found = await readTombstones(database, [...byHash.keys()])
  return new Set([...found].map((hash) => byHash.get(hash) ?? ''))
}
