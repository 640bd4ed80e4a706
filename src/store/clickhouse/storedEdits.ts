import type { Identifier } from '../../domain/customer/identity.ts'
import { sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
import { customerIds } from './ids.ts'

/** One change of a customer's record, as `edits` keeps it. Instants are milliseconds. */
export type StoredEdit = {
  readonly customer: string
  readonly version: number
  /** The run that it is part of; 0 for none. */
  readonly importId: number
  readonly noticed: number
  readonly made: boolean
  readonly removed: boolean
  /** When her record had changed last before. */
  readonly updatedBefore: number
  /** When it counts as changed last since; 0: when it was noticed. */
  readonly updated: number
  /** Of who was taken away or came back. */
  readonly created: number
  readonly madeBy: number
  /** Of a merge and its undoing: the other of the two; `0` for none. */
  readonly other: string
  readonly fields: readonly EditedField[]
  readonly added: readonly Identifier[]
  readonly lost: readonly Identifier[]
}

/** What is stored before and after: JSON of [value, at, source], empty for nothing. */
export type EditedField = { readonly field: number; readonly old: string; readonly new: string }

const idsPerRead = 20_000

/** All changes of those customers, by customer, in the order of their versions. */
export async function readEdits(
  database: Database,
  customers: readonly string[],
): Promise<Map<string, StoredEdit[]>> {
  const found = new Map<string, StoredEdit[]>()
  for (let from = 0; from < customers.length; from += idsPerRead) {
    const some = customerIds(customers.slice(from, from + idsPerRead))
    for (const edit of await editsWhere(database, sql`customer_id IN ${some}`)) {
      const all = found.get(edit.customer)
      if (all === undefined) found.set(edit.customer, [edit])
      else all.push(edit)
    }
  }
  return found
}

/** The changes that `where`, a test of the columns of `edits`, lets through, by customer and version. */
export async function editsWhere(database: Database, where: Sql): Promise<StoredEdit[]> {
  const rows = await database.rows<Row>(
    sql`SELECT * FROM edits WHERE ${where} ORDER BY customer_id, version`,
  )
  return rows.map(editOf)
}

/** The row of `edits` that says this. */
export function rowOfEdit(edit: StoredEdit): Record<string, unknown> {
  return {
    customer_id: edit.customer,
    version: edit.version,
    import_id: edit.importId,
    noticed: edit.noticed,
    made: edit.made,
    removed: edit.removed,
    updated_before: edit.updatedBefore,
    updated: edit.updated,
    created: edit.created,
    made_by: edit.madeBy,
    other: edit.other,
    fields: edit.fields.map(({ field }) => field),
    olds: edit.fields.map(({ old }) => old),
    news: edit.fields.map((each) => each.new),
    added_kinds: edit.added.map(({ kind }) => kind),
    added: edit.added.map(({ value }) => value),
    lost_kinds: edit.lost.map(({ kind }) => kind),
    lost: edit.lost.map(({ value }) => value),
  }
}

type Row = {
  readonly customer_id: string
  readonly version: string
  readonly import_id: string
  readonly noticed: string
  readonly made: boolean
  readonly removed: boolean
  readonly updated_before: string
  readonly updated: string
  readonly created: string
  readonly made_by: string
  readonly other: string
  readonly fields: readonly number[]
  readonly olds: readonly string[]
  readonly news: readonly string[]
  readonly added_kinds: readonly string[]
  readonly added: readonly string[]
  readonly lost_kinds: readonly string[]
  readonly lost: readonly string[]
}

function editOf(row: Row): StoredEdit {
  return {
    customer: row.customer_id,
    version: Number(row.version),
    importId: Number(row.import_id),
    noticed: Number(row.noticed),
    made: row.made,
    removed: row.removed,
    updatedBefore: Number(row.updated_before),
    updated: Number(row.updated),
    created: Number(row.created),
    madeBy: Number(row.made_by),
    other: row.other,
    fields: row.fields.map((field, i) => ({
      field,
      old: row.olds[i] ?? '',
      new: row.news[i] ?? '',
    })),
    added: identifiersOf(row.added_kinds, row.added),
    lost: identifiersOf(row.lost_kinds, row.lost),
  }
}

function identifiersOf(kinds: readonly string[], values: readonly string[]): Identifier[] {
  return kinds.map((kind, i) => ({ kind, value: values[i] ?? '' }))
}
