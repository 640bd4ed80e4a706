import type { Catalog } from '../../domain/customer/catalog.ts'
import { identifierKey, readIdentities } from '../../store/clickhouse/identities.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { readEdits, type StoredEdit } from '../../store/clickhouse/storedEdits.ts'
import {
  contactRow,
  customerRow,
  readRecords,
  type CustomerRecord,
} from '../../store/clickhouse/records.ts'
import type { Stored } from '../../store/clickhouse/stored.ts'
import { fault } from '../../store/faults.ts'
import { isKnown } from './draft.ts'
import { originOf } from './undo/planCustomer.ts'
import type { Runs } from './undo/runs.ts'
import { uniqueIn, type UniqueOf } from './undo/unique.ts'

/**
 * Carries out what rows of `edits` say that an undo or a merge is to do, in the order given: of one
 * version there is one row a customer. They are in `edits` already, and tell all that is needed, so
 * that a repeat does the same whatever of it was done. Of an identifier that one loses and another
 * gets, the getting counts.
 */
export async function applyEdits(
  database: Database,
  { catalog, runs }: { readonly catalog: Catalog; readonly runs: Runs },
  edits: readonly StoredEdit[],
): Promise<void> {
  if (edits.length === 0) return
  // Of who only goes nothing need be read, and whence an identifier was only of who gets one.
  const changed = idsOf(edits.filter(({ removed }) => !removed))
  const getting = idsOf(edits.filter(({ added }) => added.length > 0))
  const uniqueOf = uniqueIn(catalog)
  const freed = edits.flatMap(({ fields }) =>
    fields.flatMap(({ field, old }) => uniqueOf(field, old) ?? []),
  )
  const [records, all, owners] = await Promise.all([
    readRecords(database, changed),
    readEdits(database, getting),
    readIdentities(database, freed),
  ])
  const after = new Map<string, { readonly version: number; readonly record?: CustomerRecord }>()
  const identities = new Map<string, Record<string, unknown>>()
  for (const edit of edits) {
    const { customer, version } = edit
    const known = after.get(customer)
    const before = known === undefined ? records.get(customer) : known.record
    const record = recordAfter(before, edit)
    after.set(customer, { version, ...(record === undefined ? {} : { record }) })
    const rows = [
      ...identityRows(edit, all.get(customer) ?? [], runs),
      ...uniqueRows(edit, uniqueOf, owners),
    ]
    for (const [key, row] of rows) {
      if (row['deleted'] === 0 || !identities.has(key)) identities.set(key, row)
    }
  }
  const rows = [...after]
  await database.insert(
    'customers',
    rows.map(([id, { version, record }]) =>
      record === undefined ? goneRow(id, version) : customerRow(record, version, catalog),
    ),
  )
  fault('customers')
  await database.insert(
    'contacts',
    rows.map(([id, { version, record }]) =>
      record === undefined
        ? { customer_id: id, version, deleted: 1 }
        : contactRow(record, version, catalog),
    ),
  )
  if (identities.size > 0) await database.insert('identities', [...identities.values()])
  fault('identities')
}

function idsOf(edits: readonly StoredEdit[]): string[] {
  return [...new Set(edits.map(({ customer }) => customer))]
}

function goneRow(id: string, version: number): Record<string, unknown> {
  return { customer_id: id, version, deleted: 1, created: 0, updated: 0, known: false }
}

/** A record after a change; undefined where that takes her away. */
export function recordAfter(
  before: CustomerRecord | undefined,
  edit: StoredEdit,
): CustomerRecord | undefined {
  if (edit.removed) return undefined
  const values = new Map(before?.values)
  for (const { field, new: text } of edit.fields) {
    if (text === '') values.delete(field)
    else values.set(field, JSON.parse(text) as Stored)
  }
  const identifiers = new Map(before?.identifiers)
  for (const { kind, value } of edit.lost) {
    const left = (identifiers.get(kind) ?? []).filter((each) => each !== value)
    if (left.length === 0) identifiers.delete(kind)
    else identifiers.set(kind, left)
  }
  for (const { kind, value } of edit.added) {
    identifiers.set(kind, [...new Set([...(identifiers.get(kind) ?? []), value])])
  }
  return {
    id: edit.customer,
    created: edit.created,
    updated: edit.updated === 0 ? edit.noticed : edit.updated,
    known: isKnown({ identifiers }),
    importId: edit.madeBy,
    values,
    identifiers,
  }
}

function identityRows(
  edit: StoredEdit,
  all: readonly StoredEdit[],
  runs: Runs,
): [string, Record<string, unknown>][] {
  const { customer, version, importId } = edit
  const row = { customer_id: customer, version }
  return [
    ...edit.lost.map((each): [string, Record<string, unknown>] => [
      identifierKey(each),
      { ...each, ...row, import_id: importId, deleted: 1 },
    ]),
    ...edit.added.map((each): [string, Record<string, unknown>] => {
      const key = identifierKey(each)
      return [key, { ...each, ...row, import_id: originOf(all, key, runs) ?? 0, deleted: 0 }]
    }),
  ]
}

/** Of values that are unique: who had one that goes has it no more, unless it went to somebody already. */
function uniqueRows(
  { customer, version, importId, fields }: StoredEdit,
  uniqueOf: UniqueOf,
  owners: ReadonlyMap<string, string>,
): [string, Record<string, unknown>][] {
  const row = { customer_id: customer, version, import_id: importId }
  return fields.flatMap(({ field, old, new: text }) => {
    const [before, after] = [uniqueOf(field, old), uniqueOf(field, text)]
    const rows: [string, Record<string, unknown>][] = []
    if (before !== undefined && owners.get(identifierKey(before)) === customer) {
      rows.push([identifierKey(before), { ...before, ...row, deleted: 1 }])
    }
    if (after !== undefined) rows.push([identifierKey(after), { ...after, ...row, deleted: 0 }])
    return rows
  })
}
