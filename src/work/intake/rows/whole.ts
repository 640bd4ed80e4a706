import type { Field } from '../../../domain/customer/field.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { readIdentities } from '../../../store/clickhouse/identities.ts'
import { readRecords } from '../../../store/clickhouse/records.ts'
import {
  insertSeen,
  readEdited,
  readMissing,
  type Missing,
} from '../../../store/clickhouse/rowImports.ts'
import { versionOf } from '../../../store/clickhouse/version.ts'
import type { Part } from '../arrivals.ts'
import { readState, type Prepared } from '../prepare.ts'
import type { SetState } from '../setState.ts'
import { settleLists } from '../writeSet.ts'
import { putRowValue } from './applyCustomer.ts'
import type { RowSample, RowsRun } from './options.ts'
import { changeOf } from './sample.ts'
import type { RowSet } from './sets.ts'
import type { AppliedRow } from './take.ts'

/** A field or a list that the file is the whole truth of. */
export type Truth = { readonly name: string } & (
  | { readonly field: Field }
  | { readonly list: number }
)

/** A stretch of those who lose something: of which truth, after whom, up to whom. */
export type Stretch = { readonly truth: number; readonly after: string; readonly to: string }

export function truthsOf({ options, settings, listNames }: RowsRun): Truth[] {
  const { whole } = options
  if (whole === undefined) return []
  return [
    ...whole.fields.flatMap((name) => {
      const field = settings.catalog.byName.get(name)
      return field === undefined ? [] : [{ name, field }]
    }),
    ...whole.lists.map((list) => ({ name: listNames?.get(list) ?? String(list), list })),
  ]
}

/** Notes who is in a set, those too whose rows cannot be taken: nothing is taken from them. */
export async function noteSeen(
  database: Database,
  run: RowsRun,
  set: RowSet,
  rows: readonly AppliedRow[],
): Promise<void> {
  const ids = new Set(rows.flatMap(({ customer }) => customer ?? []))
  const unread = [
    ...set.rejected.flatMap(({ identifiers }) => identifiers),
    ...rows.flatMap(({ why, typed }) => (why === undefined ? [] : typed.prepared.identifiers)),
  ]
  for (const id of (await readIdentities(database, unread)).values()) ids.add(id)
  await insertSeen(database, run.importId, [...ids])
}

const customersPerStretch = 10_000

/** The next of those who have it and are not in the file; undefined where nobody is left. */
export async function nextStretch(
  database: Database,
  run: RowsRun,
  truth: Truth,
  { truth: nth, after }: Omit<Stretch, 'to'>,
): Promise<{ readonly stretch: Stretch; readonly ids: readonly string[] } | undefined> {
  const from = { after, to: '', limit: customersPerStretch }
  const ids = await readMissing(database, missingOf(run, truth), from)
  const to = ids.at(-1)
  return to === undefined ? undefined : { stretch: { truth: nth, after, to }, ids }
}

/** Those of a stretch that was begun: some may have lost it already, in one of their two rows. */
export async function sameStretch(
  database: Database,
  run: RowsRun,
  truth: Truth,
  { set, stretch }: { readonly set: number; readonly stretch: Stretch },
): Promise<readonly string[]> {
  const bounds = { ...stretch, limit: customersPerStretch }
  const left = await readMissing(database, missingOf(run, truth), bounds)
  const begun = await readEdited(database, versionOf(run.position, set))
  return [...new Set([...left, ...begun])]
}

function missingOf({ importId }: RowsRun, truth: Truth): Missing {
  if ('list' in truth) return { run: importId, of: { list: truth.list } }
  const table = truth.field.identifying ? 'contacts' : 'customers'
  return { run: importId, of: { field: truth.field.id, table } }
}

/** Takes it from them; nothing is written. */
export async function takeFrom(
  { database, run }: { readonly database: Database; readonly run: RowsRun },
  truth: Truth,
  ids: readonly string[],
  { set, repeated }: { readonly set: number; readonly repeated: boolean },
): Promise<SetState> {
  const { position, received, importId, settings } = run
  const before = versionOf(position, set)
  const place = { position, received, importId, row: 0 }
  const parts = ids.map((customer): Prepared => ({
    part: partOf(customer, place),
    identifiers: [],
  }))
  const memory = { get: () => undefined, set: () => {}, forget: () => {} }
  const reading = { parts, set, repeated, before, memory, noTombstones: true }
  const state = await readState(database, settings, reading)
  if (repeated) state.edited = await readEdited(database, before)
  for (const id of ids) {
    if (!state.drafts.has(id)) continue
    state.touched.customers.add(id)
    if ('list' in truth) state.listed.push({ list: truth.list, id, on: false, place })
    else {
      const value = { field: truth.field, value: undefined }
      putRowValue(state, value, { id, place, since: received })
    }
  }
  await settleLists(database, state, before)
  return state
}

function partOf(customer: string, place: Part['place']): Part {
  return { type: 'customer', mode: 'patch', source: 'import', write: { customer }, place }
}

/** A few of those who would lose it, with what they would lose. */
export async function samplesOf(
  database: Database,
  truth: Truth,
  ids: readonly string[],
): Promise<RowSample[]> {
  const records = await readRecords(database, ids)
  return [...records.values()].map((record) => {
    const value = 'field' in truth ? record.values.get(truth.field.id)?.[0] : undefined
    const [kind, values] = [...record.identifiers][0] ?? ['', []]
    const change =
      'field' in truth
        ? changeOf(truth.field, value, null)
        : { field: `list ${truth.name}`, before: true, after: null }
    return {
      row: 0,
      result: 'changed',
      key: kind === '' ? record.id : `${kind}:${values[0]}`,
      conflict: false,
      changes: [change],
    }
  })
}
