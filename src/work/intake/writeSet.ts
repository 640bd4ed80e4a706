import type { Database } from '../../store/clickhouse/database.ts'
import { readListed } from '../../store/clickhouse/lists.ts'
import { contactRow, customerRow } from '../../store/clickhouse/records.ts'
import {
  readEventIds,
  readWritten,
  type AppendOnly,
  type Versions,
} from '../../store/clickhouse/written.ts'
import { fault } from '../../store/faults.ts'
import { recordOfDraft } from './draft.ts'
import type { SetRows, SetState } from './setState.ts'

/** How a set is written. */
export type Writing = {
  /** From which each table's token is made: positions and set, never content. */
  readonly token: string
  /** Of its rows. */
  readonly versions: Versions
  /**
   * The set may have been written before, in part or whole. The tokens make repeating harmless, but
   * what the engine remembers of them is not fsynced: so what only grows is looked at first.
   */
  readonly repeated: boolean
}

/**
 * Writes a set. The order makes a repeat find what it needs to come to the same end, wherever a kill
 * fell:
 * 1. what only grows (values, events, consents, rejected): all of it follows from the state before;
 * 2. message_ids, which say that their events are there; lists, pins and products;
 * 3. customers, then contacts: from then on a repeat sees the state after, to which the same writes
 *    change nothing, since the later of two values wins; their changes are in `values` already;
 * 4. identities last: until they are there, a repeat makes the same customers under the same ids,
 *    which follow from position and row. A set's own rows are not seen by its lookups.
 */
export async function writeSet(
  database: Database,
  state: SetState,
  writing: Writing,
): Promise<void> {
  const { rows } = state
  const insert = async (table: keyof SetRows | 'customers' | 'contacts', some: Rows) => {
    if (some.length === 0) return
    await database.insert(table, some, { token: `${writing.token}-${table}` })
  }
  await settleLists(database, state, writing.versions.from)
  await Promise.all([
    writeOnce(database, state, writing, 'values'),
    writeOnce(database, state, writing, 'consents'),
    writeOnce(database, state, writing, 'rejected'),
    writeEvents(database, state, writing),
  ])
  fault('events')
  await Promise.all([
    insert('message_ids', rows.message_ids),
    insert('list_members', rows.list_members),
    insert('pins', rows.pins),
    insert('products', rows.products),
  ])
  const changed = [...state.drafts.values()].filter((draft) => draft.version > 0)
  const { catalog } = state.settings
  await insert(
    'customers',
    changed.map((draft) => customerRow(recordOfDraft(draft), draft.version, catalog)),
  )
  fault('customers')
  await Promise.all([
    insert(
      'contacts',
      changed.map((draft) => contactRow(recordOfDraft(draft), draft.version, catalog)),
    ),
    insert('identity_conflicts', rows.identity_conflicts),
  ])
  await insert('identities', rows.identities)
  fault('identities')
}

type Rows = readonly Readonly<Record<string, unknown>>[]

async function writeOnce(
  database: Database,
  state: SetState,
  writing: Writing,
  table: Exclude<AppendOnly, 'events'>,
): Promise<void> {
  let some: Rows = state.rows[table]
  if (some.length === 0) return
  if (writing.repeated) {
    const there = await readWritten(database, table, writing.versions)
    some = some.filter((row) => !there.has(Number(row['version'])))
    if (some.length === 0) return
  }
  await database.insert(table, some, { token: tokenOf(writing, table, some.length) })
}

/** An insert of events makes a part for each year, so that a kill may leave some of them. */
async function writeEvents(database: Database, state: SetState, writing: Writing): Promise<void> {
  let some: Rows = state.rows.events
  if (some.length === 0) return
  if (writing.repeated) {
    const there = await readEventIds(database, writing.versions)
    some = some.filter((row) => !there.has(String(row['id'])))
    if (some.length === 0) return
  }
  await database.insert('events', some, { token: tokenOf(writing, 'events', some.length) })
}

/** What is left of a set that was written in part must not pass for the whole of it. */
function tokenOf(writing: Writing, table: string, rows: number): string {
  return writing.repeated ? `${writing.token}-${table}-rest-${rows}` : `${writing.token}-${table}`
}

/** Who comes onto a list or leaves it: only what differs from what stands, so that since when stays true. */
async function settleLists(database: Database, state: SetState, before: number): Promise<void> {
  const byList = new Map<number, Map<string, SetState['listed'][number]>>()
  for (const each of state.listed) {
    const members = byList.get(each.list) ?? new Map<string, SetState['listed'][number]>()
    byList.set(each.list, members)
    members.set(each.id, each)
  }
  for (const [list, members] of byList) {
    const there = await readListed(database, list, [...members.keys()], before)
    for (const [id, { on, place }] of members) {
      if (on === there.has(id)) continue
      state.touched.customers.add(id)
      state.touched.lists.add(list)
      state.rows.list_members.push({
        list,
        customer_id: id,
        at: place.received,
        version: state.versionAt(place),
        deleted: on ? 0 : 1,
      })
    }
  }
}
