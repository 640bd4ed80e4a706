import type { Identifier } from '../../domain/customer/identity.ts'
import { as, nothing, sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'
import type { Stored } from './stored.ts'

/** What the writes of one version changed of a customer. */
export type EditRecord = {
  readonly version: number
  /** The run of imports that it was part of; 0 for none. */
  readonly importId: number
  /** When it was taken in, milliseconds. */
  readonly noticed: number
  /** She was made by it, or taken away. */
  readonly made: boolean
  readonly removed: boolean
  readonly fields: readonly {
    readonly id: number
    readonly old: Stored | undefined
    readonly new: Stored | undefined
  }[]
  /** Identifiers that she got and lost. */
  readonly added: readonly Identifier[]
  readonly lost: readonly Identifier[]
}

/** A customer's edits, latest first; those of `to` and before, where that is given. */
export async function readEdits(
  database: Database,
  customer: string,
  { to, limit }: { readonly to?: number | undefined; readonly limit: number },
  options?: ReadOptions,
): Promise<EditRecord[]> {
  const rows = await database.rows<EditRow>(
    sql`SELECT version, import_id, noticed, made, removed, fields, olds, news,
        added_kinds, added, lost_kinds, lost
      FROM edits WHERE customer_id = ${as('UInt64', customer)}
        ${to === undefined ? nothing : sql`AND version <= ${to}`}
      ORDER BY version DESC LIMIT ${limit}`,
    options,
  )
  return rows.map(recordOf)
}

/** By field id, the run of imports whose edit of the field was the last; 0 for none. */
export async function readFieldImports(
  database: Database,
  customer: string,
  options?: ReadOptions,
): Promise<Map<number, number>> {
  const rows = await database.rows<{ field: number; run: string }>(
    sql`SELECT field, argMax(import_id, version) AS run
      FROM edits ARRAY JOIN fields AS field WHERE customer_id = ${as('UInt64', customer)}
      GROUP BY field`,
    options,
  )
  return new Map(rows.map(({ field, run }) => [field, Number(run)]))
}

type EditRow = {
  readonly version: string
  readonly import_id: string
  readonly noticed: string
  readonly made: boolean
  readonly removed: boolean
  readonly fields: readonly number[]
  readonly olds: readonly string[]
  readonly news: readonly string[]
  readonly added_kinds: readonly string[]
  readonly added: readonly string[]
  readonly lost_kinds: readonly string[]
  readonly lost: readonly string[]
}

function recordOf(row: EditRow): EditRecord {
  return {
    version: Number(row.version),
    importId: Number(row.import_id),
    noticed: Number(row.noticed),
    made: row.made,
    removed: row.removed,
    fields: row.fields.map((id, i) => ({
      id,
      old: storedOf(row.olds[i]),
      new: storedOf(row.news[i]),
    })),
    added: identifiersOf(row.added_kinds, row.added),
    lost: identifiersOf(row.lost_kinds, row.lost),
  }
}

function storedOf(text: string | undefined): Stored | undefined {
  return text === undefined || text === '' ? undefined : (JSON.parse(text) as Stored)
}

function identifiersOf(kinds: readonly string[], values: readonly string[]): Identifier[] {
  return kinds.map((kind, i) => ({ kind, value: values[i] ?? '' }))
}
