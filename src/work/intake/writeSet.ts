import { randomUUID } from 'node:crypto'
import type { Database } from '../../store/clickhouse/database.ts'
import { readListed } from '../../store/clickhouse/lists.ts'
import type { NewcomerLines } from '../../store/clickhouse/newcomers.ts'
import { contactRow, customerRow } from '../../store/clickhouse/records.ts'
import {
  readEventIds,
  readWritten,
  type AppendOnly,
  type Versions,
} from '../../store/clickhouse/written.ts'
import { fault } from '../../store/faults.ts'
import { editRow, recordOfDraft } from './draft.ts'
import { referenceRows } from './referenceDraft.ts'
import type { SetRows, SetState } from './setState.ts'

/** How a set is written. */
export type Writing = {
  /** From which each table's token is made: positions and set, never content. */
  readonly token: string
  /** Of its rows. */
  readonly versions: Versions
  /**
   * The set may have been written before, in part or whole: what only grows is looked at first. A token
   * alone decides nothing. The engine notes it before it has the rows, so that after a kill it may drop
   * what is not there; and it may forget it.
   */
  readonly repeated: boolean
  /** Rows beside those of the drafts, of a set that was not written before. */
  readonly lines?: NewcomerLines
}

/**
 * Writes a set, in two steps, so that a repeat comes to the same end wherever a kill fell.
 *
 * First what only grows: edits of all kinds, events, consents, rejected. All of it follows from the state before,
 * which nothing has changed yet; what a repeat finds written it leaves out.
 *
 * Then what says that this was done, and what replaces rows, all at once and in any order. Written twice
 * these are as written once, so a repeat writes all of it, by tokens that the engine has not seen:
 * - message_ids, identities, lists: a set does not see its own rows (of its version and later), so a
 *   repeat decides as the first time did. New customers get the same ids, which follow from position
 *   and row. Pins are written as they were.
 * - products and places: what stood before a set is what their edits say, which are there already.
 * - customers and contacts: a repeat may find one of the two rows as it is to become and the other as it
 *   was; what it reads is both together, in which nothing may be left to change. So whoever a repeat
 *   sets a value or an identifier on has both rows written, whether or not she had it already. Her
 *   changes are in `edits` already, and the later of two values wins as before.
 */
export async function writeSet(
  database: Database,
  state: SetState,
  writing: Writing,
): Promise<void> {
  const { rows } = state
  const { lines } = writing
  const references = referenceRows(state)
  const insert = async (table: Replaced, own: Rows, more: readonly Uint8Array[] = []) => {
    const some = more.length === 0 ? own : [...own, ...more]
    if (some.length === 0) return
    const token = tokenOf(writing, table)
    await database.insert(table, some, { token: writing.repeated ? unseen(token) : token })
  }
  await settleLists(database, state, writing.versions.from)
  await allEnded([
    writeEdits(database, state, writing),
    writeOnce(database, writing, 'consents', state.rows.consents),
    writeOnce(database, writing, 'rejected', state.rows.rejected),
    writeEvents(database, state, writing),
    writeOnce(database, writing, 'product_edits', references.product_edits),
    writeOnce(database, writing, 'place_edits', references.place_edits),
  ])
  fault('events')
  const changed = [...state.drafts.values()].filter((draft) => draft.version > 0)
  const { catalog } = state.settings
  await allEnded([
    insert('message_ids', rows.message_ids),
    insert('list_members', rows.list_members),
    insert('pins', rows.pins),
    insert('products', references.products),
    insert('places', references.places),
    insert(
      'customers',
      changed.map((draft) => customerRow(recordOfDraft(draft), draft.version, catalog)),
      lines?.customers,
    ).then(() => fault('customers')),
    insert(
      'contacts',
      changed.map((draft) => contactRow(recordOfDraft(draft), draft.version, catalog)),
      lines?.contacts,
    ),
    insert('identity_conflicts', rows.identity_conflicts),
    insert('identity_links', rows.identity_links),
    insert('identities', rows.identities, lines?.identities).then(() => fault('identities')),
  ])
}

type Replaced = keyof SetRows | 'customers' | 'contacts' | 'products' | 'places'

type Rows = readonly Readonly<Record<string, unknown>>[]

/** Writes rows of a table that only grows; what a repeat finds written, by its versions, it leaves out. */
export async function writeOnce(
  database: Database,
  writing: Writing,
  table: Exclude<AppendOnly, 'events'>,
  all: Rows,
): Promise<void> {
  await writeMissing(database, writing, table, {
    all,
    missing: async (all) => {
      const there = await readWritten(database, table, writing.versions)
      return all.filter((row) => !there.has(Number(row['version'])))
    },
  })
}

async function writeEdits(
  database: Database,
  { drafts }: SetState,
  writing: Writing,
): Promise<void> {
  const all = [...drafts.values()].flatMap((draft) =>
    draft.edits.map((edit) => editRow(draft, edit)),
  )
  const { lines } = writing
  if (lines === undefined || lines.edits.length === 0) {
    return await writeOnce(database, writing, 'edits', all)
  }
  if (writing.repeated) throw new Error('a set that is repeated has drafts only')
  await database.insert('edits', [...all, ...lines.edits], { token: tokenOf(writing, 'edits') })
}

/** An insert of events makes a part for each year, so that a kill may leave some of them. */
async function writeEvents(database: Database, state: SetState, writing: Writing): Promise<void> {
  await writeMissing(database, writing, 'events', {
    all: state.rows.events,
    missing: async (all) => {
      const there = await readEventIds(database, writing.versions)
      return all.filter((row) => !there.has(String(row['id'])))
    },
  })
}

/**
 * Writes what is not there. A repeat takes the set's own token first: what a server may still be busy
 * with from the attempt before is then there once, whichever comes first. Where nothing came of that
 * the token was noted for rows that a kill took away: they go by another.
 */
async function writeMissing(
  database: Database,
  writing: Writing,
  table: AppendOnly,
  { all, missing }: { readonly all: Rows; readonly missing: (all: Rows) => Promise<Rows> },
): Promise<void> {
  if (all.length === 0) return
  const token = tokenOf(writing, table)
  const some = writing.repeated ? await missing(all) : all
  if (some.length === 0) return
  await database.insert(table, some, { token })
  if (!writing.repeated) return
  const dropped = await missing(some)
  if (dropped.length > 0) await database.insert(table, dropped, { token: unseen(token) })
}

function tokenOf(writing: Writing, table: string): string {
  return `${writing.token}-${table}`
}

function unseen(token: string): string {
  return `${token}-${randomUUID()}`
}

/** When one fails the others are waited for: a repeat must not overtake what is still being written. */
async function allEnded(works: readonly Promise<void>[]): Promise<void> {
  const ended = await Promise.allSettled(works)
  for (const each of ended) if (each.status === 'rejected') throw each.reason
}

/**
 * Who comes onto a list or leaves it: only what differs from what stands, so that since when stays true.
 * What is settled is not looked at again.
 */
export async function settleLists(
  database: Database,
  state: SetState,
  before: number,
): Promise<void> {
  const byList = new Map<number, Map<string, SetState['listed'][number]>>()
  for (const each of state.listed.splice(0)) {
    const members = byList.get(each.list) ?? new Map<string, SetState['listed'][number]>()
    byList.set(each.list, members)
    members.set(each.id, each)
  }
  for (const [list, members] of byList) {
    const there = await readListed(database, list, [...members.keys()], before)
    for (const [id, { on, place }] of members) {
      const was = there.get(id)
      if (on === (was !== undefined)) continue
      state.touched.customers.add(id)
      state.touched.lists.add(list)
      state.rows.list_members.push({
        list,
        customer_id: id,
        at: place.received,
        import_id: place.importId,
        version: state.versionAt(place),
        deleted: on ? 0 : 1,
        ...(was === undefined
          ? {}
          : { was_at: was.at, was_import: was.importId, was_begun: was.begun }),
      })
    }
  }
}
