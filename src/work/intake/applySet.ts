import type { Database } from '../../store/clickhouse/database.ts'
import { versionOf } from '../../store/clickhouse/version.ts'
import { fault } from '../../store/faults.ts'
import { apply } from './apply.ts'
import type { Brought } from './arrivals.ts'
import { prepareMessage } from './messages.ts'
import { rememberLinks } from './named.ts'
import { prepare, readState, type IdentityMemory, type Prepared } from './prepare.ts'
import type { Settings, SetState } from './setState.ts'
import { writeSet } from './writeSet.ts'

/** Parts that are taken in together: of some entries, or a stretch of one that is too large. */
export type PartSet = {
  readonly parts: readonly Prepared[]
  /** Positions of the first and the last entry. */
  readonly from: number
  readonly to: number
  /** Which set of its entry it is, from 0. */
  readonly set: number
  /** It may have been written before, in part or whole. */
  readonly repeated: boolean
}

export type Taking = {
  readonly database: Database
  readonly settings: Settings
  readonly memory: IdentityMemory
  /** Nobody was ever deleted. */
  readonly noTombstones: boolean
}

/** Reads parts, each by itself: what needs no look at what is stored. */
export function prepareAll(parts: readonly Brought[], settings: Settings): Prepared[] {
  return parts.flatMap((part) =>
    part.type === 'message' ? prepareMessage(part, settings) : prepare(part, settings),
  )
}

/** Takes a set in: durable and readable when this returns. Repeating it comes to the same end. */
export async function applySet(taking: Taking, partSet: PartSet): Promise<SetState> {
  const { parts, from, to, set, repeated } = partSet
  const before = versionOf(from, set)
  const { database, memory, noTombstones } = taking
  const state = await readState(database, taking.settings, {
    parts,
    set,
    repeated,
    before,
    memory,
    noTombstones,
  })
  for (const each of parts) apply(state, each)
  state.rows.identity_links.push(...state.named.rows())
  fault('validate')
  await writeSet(database, state, {
    token: `${from === to ? from : `${from}-${to}`}-${set}`,
    versions: { from: before, to: versionOf(to, set) },
    repeated,
  })
  // Only now: an attempt that failed must not be remembered.
  for (const row of state.rows.identities) {
    const key = `${String(row['kind'])}\n${String(row['value'])}`
    if (row['deleted'] === 1) memory.forget(key)
    else memory.set(key, String(row['customer_id']))
  }
  rememberLinks(memory, state.named.news())
  return state
}
