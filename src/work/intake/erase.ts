import type { Identifier } from '../../domain/customer/identity.ts'
import { failure, type Failure } from '../../domain/failure.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import {
  deleteConflicts,
  deleteIdentities,
  deleteLinks,
  deleteMerged,
  deleteRejected,
  deleteRowsOf,
  endMemberships,
  holding,
  identifiersOfGone,
  readBuried,
  whoHad,
} from '../../store/clickhouse/erasure.ts'
import { identifierKey, readIdentities } from '../../store/clickhouse/identities.ts'
import { identifiersIn, readRecords } from '../../store/clickhouse/records.ts'
import { versionOf } from '../../store/clickhouse/version.ts'
import { fault } from '../../store/faults.ts'
import { tombstoneHash } from './tombstone.ts'

/** A deletion that arrived. */
export type Erasure = {
  readonly customer: string
  readonly position: number
  readonly received: number
  /** The key of the hashes that remain. */
  readonly secret: Uint8Array
}

/**
 * Deletes a customer: fields, identifiers, events, memberships, lists, pins, consents. What remains is
 * her bare id in the ledger, which says that she left each segment by erasure, and a keyed hash of
 * each identifier, so that what arrives later is refused. Those hashes come first and her identifiers
 * go last: wherever a kill falls, a repeat finds what is still to be done. So goes the history of
 * whoever is not there any more and had one of them: an undo could bring her back, and a backup in which
 * she was not merged yet. What the operational store has of her, in the inbox and in why parts of it were
 * rejected, goes with its retention; what reports give as examples, and files of rejected rows, at once; of
 * an arrival that a mistake of the program set aside the payload stays until that is mended.
 */
export async function erase(
  database: Database,
  { customer, position, received, secret }: Erasure,
): Promise<Failure | undefined> {
  const version = versionOf(position)
  const record = (await readRecords(database, [customer])).get(customer)
  const identifiers =
    record === undefined ? await identifiersNow(database, customer) : identifiersIn(record)
  if (identifiers === undefined) {
    const done = await readBuried(database, customer)
    return done
      ? undefined
      : failure('not_found', `There is no customer ${customer}`, { where: 'customer' })
  }
  const hashes = identifiers.map((each) => tombstoneHash(each, secret))
  const gone = await whoHad(database, identifiers)
  const own = [customer, ...gone].map((id) => ({ hash: ownTombstone(id), customer_id: id }))
  const named = hashes.map((hash) => ({ hash, customer_id: customer }))
  // Who writes memberships sees her tombstone, or she sees what was written: she leaves once.
  await database.alone(async () => {
    // Without a token, by which a repeat could be dropped: the same row twice is one.
    await database.insert(
      'tombstones',
      [...own, ...named].map((each) => ({ ...each, at: received, version })),
    )
    await endMemberships(database, { customer, at: received, ref: String(position) })
    fault('memberships')
    await deleteRowsOf(database, customer, ['memberships', 'memberships_by_customer'])
  })
  await deleteRowsOf(database, customer, await holding(database, customer, ['due']))
  for (const each of gone) await eraseHistory(database, each)
  await deleteRowsOf(database, customer, ['events', 'message_ids'])
  await eraseHistory(database, customer)
  fault('events')
  await Promise.all([
    deleteRowsOf(database, customer, ['list_members', 'pins']),
    deleteConflicts(database, customer),
    deleteMerged(database, customer),
    deleteRejected(database, customer, hashes),
    deleteLinks(database, identifiers),
  ])
  await deleteIdentities(database, customer)
  fault('identities')
  // The row that makes a repeat find her goes last.
  await deleteRowsOf(database, customer, ['contacts'])
  await deleteRowsOf(database, customer, ['customers'])
  fault('customers')
  return undefined
}

/** What an undo could bring back of her. */
async function eraseHistory(database: Database, customer: string): Promise<void> {
  await deleteRowsOf(database, customer, [
    'edits',
    'consents',
    ...(await holding(database, customer, ['events_removed', 'consents_removed'])),
  ])
}

/** Of somebody who was taken away by an undo, or merged: those that nobody has now. */
async function identifiersNow(
  database: Database,
  customer: string,
): Promise<readonly Identifier[] | undefined> {
  const had = await identifiersOfGone(database, customer)
  if (had === undefined) return undefined
  const owners = await readIdentities(database, had)
  return had.filter((each) => !owners.has(identifierKey(each)))
}

/**
 * In place of a hash: who had no identifier has a tombstone too, and no lifting of an identifier
 * replaces it. By it a refresh that is under way sees that she is gone for good.
 */
export function ownTombstone(customer: string): string {
  return `customer ${customer}`
}

/** Lets those identifiers arrive again. */
export async function lift(
  database: Database,
  identifiers: readonly Identifier[],
  at: Omit<Erasure, 'customer'>,
): Promise<void> {
  await database.insert(
    'tombstones',
    identifiers.map((each) => ({
      hash: tombstoneHash(each, at.secret),
      customer_id: '0',
      at: at.received,
      version: versionOf(at.position),
      deleted: 1,
    })),
  )
}
