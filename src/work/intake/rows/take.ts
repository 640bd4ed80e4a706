import type { Key } from '../../../domain/import/key.ts'
import type { Identifier } from '../../../domain/customer/identity.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { identifierKey } from '../../../store/clickhouse/identities.ts'
import { readConflicts, readConsents, readEdited } from '../../../store/clickhouse/rowImports.ts'
import type { Newcomer } from '../../../store/clickhouse/newcomers.ts'
import { versionOf } from '../../../store/clickhouse/version.ts'
import { apply } from '../apply.ts'
import type { Draft } from '../draft.ts'
import type { Rejection } from '../files/rejected.ts'
import { readState, type IdentityMemory } from '../prepare.ts'
import { ownerOf } from '../resolve.ts'
import type { SetState } from '../setState.ts'
import { settleLists } from '../writeSet.ts'
import type { RowResult, RowsRun, RowSample } from './options.ts'
import { applyCustomerRow } from './applyCustomer.ts'
import { applyReferenceRow } from './applyReferenceRow.ts'
import { Newcomers } from './newcomers.ts'
import { changedBefore, changeOf, changesOf, type ChangedBefore } from './sample.ts'
import type { RowSet } from './sets.ts'
import { besideKey, type Known } from './trial.ts'
import type { TypedCustomer, TypedOther, TypedReference, TypedRow } from './typed.ts'

/** What is done with a set of rows before it is written. */
export type Applied = {
  readonly state: SetState
  /** Not of a trial, nor of a set that may have been written before. */
  readonly newcomers?: Newcomers
  readonly rows: readonly AppliedRow[]
}

export type AppliedRow = {
  readonly typed: TypedRow
  readonly result: RowResult
  readonly conflict: boolean
  /** Of a rejected one. */
  readonly why?: Rejection
  /** Whose row it is, where it is somebody's. */
  readonly customer?: string
  readonly sample?: RowSample['changes']
}

export type Applying = {
  readonly run: RowsRun
  readonly database: Database
  /** What a trial would have written before. */
  readonly known: Known | undefined
  readonly noTombstones: boolean
  /** The column that names the record. */
  readonly key: Key
  readonly repeated: boolean
  /** Whether one more sample of that kind is wanted. */
  readonly wants: (result: RowResult, conflict: boolean) => boolean
}

/** Applies the rows of a set, in their order, to what is stored; nothing is written. */
export async function applyRows(applying: Applying, set: RowSet): Promise<Applied> {
  const { run, database, repeated, noTombstones, known } = applying
  const before = versionOf(run.position, set.nth)
  const parts = set.rows.map(({ prepared }) => prepared)
  const memory = known?.memory ?? forgetful
  const reading = { parts, set: set.nth, repeated, before, memory, noTombstones }
  const state = await readState(database, run.settings, reading)
  if (repeated) state.edited = await readEdited(database, before)
  known?.overlay(state)
  const how = { options: run.options, key: applying.key.kind }
  const newcomers = repeated || run.dry ? undefined : new Newcomers(how)
  const said: Saying = { lists: new Map(), consents: [] }
  const rows = set.rows.map((typed) => {
    const row = applyRow({ ...applying, newcomers }, state, typed)
    noteSaid(said, state, typed.row.number)
    return row
  })
  const changed = await settle(database, state, { before, known, said })
  const applied = { state, rows: rows.map((row) => withLater(row, changed)) }
  return newcomers === undefined ? applied : { ...applied, newcomers }
}

/** What is written beside the record makes a row that changes nothing else one that changes something. */
function withLater(row: AppliedRow, changed: ReadonlySet<number>): AppliedRow {
  const { result, typed } = row
  return result === 'unchanged' && changed.has(typed.row.number)
    ? { ...row, result: 'changed' }
    : row
}

/** Which rows of a set say what beside the record, by their numbers. */
type Saying = {
  /** The first that puts her on that list: where another does too, she is there already. */
  readonly lists: Map<string, number>
  /** Of each consent of the set, in their order. */
  readonly consents: number[]
}

function noteSaid({ lists, consents }: Saying, state: SetState, row: number): void {
  for (let i = state.listed.length - 1; state.listed[i]?.place.row === row; i -= 1) {
    const key = listedKey(state.listed[i]?.list, state.listed[i]?.id)
    if (!lists.has(key)) lists.set(key, row)
  }
  while (consents.length < state.rows.consents.length) consents.push(row)
}

function listedKey(list: unknown, customer: unknown): string {
  return `${String(list)} ${String(customer)}`
}

type ApplyingRows = Applying & { readonly newcomers: Newcomers | undefined }

function applyRow(applying: ApplyingRows, state: SetState, typed: TypedRow): AppliedRow {
  if (typed.reference !== undefined) return applyReferenced(applying, state, typed)
  if (typed.customer !== undefined) {
    const newcomer = applying.newcomers?.take(state, typed)
    if (newcomer !== undefined) return admitted(applying, state, { typed, newcomer })
  }
  return applyOfKnown(applying, state, typed)
}

/** Of somebody who is there, or may be. */
function applyOfKnown(
  applying: Applying,
  state: SetState,
  typed: TypedCustomer | TypedOther,
): AppliedRow {
  const { prepared } = typed
  const { rows } = state
  const outcome = state.outcome(prepared.part.place)
  const { made, duplicates } = outcome
  const rejected = rows.rejected.length
  const conflicts = rows.identity_conflicts.length
  const before = ownerBy(state, prepared.identifiers, applying.key.kind)
  const changes = before?.changes ?? 0
  const earlier = changedBefore(before)
  if (typed.customer === undefined) apply(state, prepared)
  else applyCustomerRow(state, typed, { options: applying.run.options, key: applying.key.kind })
  const conflict = rows.identity_conflicts.length > conflicts
  const why = rows.rejected.length > rejected ? rows.rejected.at(-1) : undefined
  if (why !== undefined) {
    return { typed, result: 'rejected', conflict, why: rejectionOf(why, applying.key.column) }
  }
  const [named] = prepared.identifiers
  const customer = named && state.identities.get(identifierKey(named))
  if (customer !== undefined) besides(state, typed, customer)
  const did =
    typed.customer === undefined
      ? eventResult(outcome.duplicates > duplicates)
      : customerResult(outcome.made > made, (before?.changes ?? 0) > changes)
  return { typed, ...sampled(applying, state, { result: did, conflict, customer, earlier }) }
}

/** Of somebody who is new and nothing else. */
function admitted(
  { wants }: Applying,
  state: SetState,
  { typed, newcomer }: { readonly typed: TypedRow; readonly newcomer: Newcomer },
): AppliedRow {
  const { id: customer, values } = newcomer
  besides(state, typed, customer)
  const row = { typed, result: 'new', conflict: false, customer } as const
  if (!wants('new', false)) return row
  const changes = values.map(({ field, value }) => changeOf(field, undefined, value))
  return { ...row, sample: changes }
}

function applyReferenced(
  { key, wants }: Applying,
  state: SetState,
  typed: TypedReference,
): AppliedRow {
  const { result, sample } = applyReferenceRow(state, typed)
  const why = result === 'rejected' ? state.rows.rejected.at(-1) : undefined
  return {
    typed,
    result,
    conflict: false,
    ...(why === undefined ? {} : { why: rejectionOf(why, key.column) }),
    ...(wants(result, false) ? { sample } : {}),
  }
}

function eventResult(again: boolean): RowResult {
  return again ? 'unchanged' : 'new'
}

function customerResult(made: boolean, changed: boolean): RowResult {
  if (made) return 'new'
  return changed ? 'changed' : 'unchanged'
}

function sampled(
  applying: Applying,
  state: SetState,
  {
    customer,
    earlier,
    ...row
  }: {
    readonly result: RowResult
    readonly conflict: boolean
    readonly customer: string | undefined
    readonly earlier: ChangedBefore
  },
): Omit<AppliedRow, 'typed'> {
  if (customer === undefined) return row
  const draft = state.drafts.get(customer)
  if (draft === undefined || !applying.wants(row.result, row.conflict)) return { ...row, customer }
  return { ...row, customer, sample: changesOf(draft, earlier, applying.run.settings.catalog) }
}

/** The customer of whom the row speaks, before it is applied. */
function ownerBy(
  state: SetState,
  identifiers: readonly Identifier[],
  key: string,
): Draft | undefined {
  const owner = ownerOf(state, { identifiers, key })
  return owner === undefined ? undefined : state.drafts.get(owner)
}

/** Lists and consents of a row: they come after the customer herself. */
function besides(state: SetState, { prepared, lists, consents }: TypedRow, id: string): void {
  const { identifiers, part } = prepared
  const { place } = part
  for (const list of lists) state.listed.push({ list, id, on: true, place })
  for (const consent of consents) {
    const write = { ...consent, source: 'import' }
    apply(state, { part: { type: 'consent', write, place }, identifiers: identifiers.slice(0, 1) })
  }
}

/**
 * Leaves out what stands already: people on lists, consents, conflicts; a file that is taken in again
 * writes nothing. Answers which rows change somebody by what is left.
 */
async function settle(
  database: Database,
  state: SetState,
  {
    before,
    known,
    said: { lists, consents: saidBy },
  }: { readonly before: number; readonly known: Known | undefined; readonly said: Saying },
): Promise<ReadonlySet<number>> {
  const changed = new Set<number>()
  await settleLists(database, state, before)
  keepOnly(
    state.rows.list_members,
    (row) => known?.has(String(row['customer_id']), besideKey(row)) !== true,
  )
  for (const { list, customer_id: id } of state.rows.list_members) {
    const by = lists.get(listedKey(list, id))
    if (by !== undefined) changed.add(by)
  }
  const { consents, identity_conflicts: conflicts } = state.rows
  if (consents.length > 0) {
    const said = consents.splice(0)
    const standing = new Map<string, unknown>()
    const ids = [...new Set(said.map((row) => String(row['customer_id'])))]
    for (const each of await readConsents(database, ids, before)) {
      standing.set(consentKey(each), each.state)
    }
    for (const row of said) {
      const tried = known?.consentOf(row)
      if (tried !== undefined) standing.set(consentKey(row), tried)
    }
    for (const [i, row] of said.entries()) {
      if (standing.get(consentKey(row)) === row['state']) continue
      standing.set(consentKey(row), row['state'])
      consents.push(row)
      const by = saidBy[i]
      if (by !== undefined) changed.add(by)
    }
  }
  if (conflicts.length > 0) {
    const found = conflicts.splice(0)
    const ids = [...new Set(found.map((row) => String(row['customer_id'])))]
    const known = await readConflicts(database, ids, before)
    const isKnown = (row: Row) =>
      known.has(`${String(row['customer_id'])} ${String(row['other'])} ${String(row['kind'])}`)
    conflicts.push(...found.filter((row) => !isKnown(row)))
  }
  return changed
}

type Row = Readonly<Record<string, unknown>>

function keepOnly(rows: Row[], wanted: (row: Row) => boolean): void {
  const kept = rows.splice(0).filter(wanted)
  rows.push(...kept)
}

/** Rows of a file name somebody once, as a rule: remembering them all would cost more than it saves. */
const forgetful: IdentityMemory = { get: () => undefined, set: () => {}, forget: () => {} }

function consentKey(row: object): string {
  const { customer_id: id, purpose, channel } = row as Row
  return JSON.stringify([id, purpose, channel])
}

/** As the file of rejected rows says it: identifiers are of the column that names the record. */
export function rejectionOf(row: object, keyColumn: string): Rejection {
  const { place, reason, fix } = row as Record<'place' | 'reason' | 'fix', string>
  return { column: place.startsWith('identifiers') ? keyColumn : place, value: '', reason, fix }
}
