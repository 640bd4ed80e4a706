import { sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'

/** Tables that only grow, where a row written twice would stay twice. */
const grown = {
  edits: sql`edits`,
  consents: sql`consents`,
  rejected: sql`rejected`,
  events: sql`events`,
  product_edits: sql`product_edits`,
  place_edits: sql`place_edits`,
} as const satisfies Record<string, Sql>
export type AppendOnly = keyof typeof grown

/** Of what sets wrote: versions from `from` to `to`, both included. */
export type Versions = { readonly from: number; readonly to: number }

/** Which of those versions have rows there: what one set writes into one partition is all or nothing. */
export async function readWritten(
  database: Database,
  table: Exclude<AppendOnly, 'events'>,
  { from, to }: Versions,
): Promise<Set<number>> {
  const rows = await database.rows<{ version: string }>(
    sql`SELECT DISTINCT version FROM ${grown[table]} WHERE version BETWEEN ${from} AND ${to}`,
  )
  return new Set(rows.map((row) => Number(row.version)))
}

/** The ids of the events of those versions, as decimal text: an insert of events may be there in part. */
export async function readEventIds(
  database: Database,
  { from, to }: Versions,
): Promise<Set<string>> {
  const rows = await database.rows<{ id: string }>(
    sql`SELECT toString(id) AS id FROM events WHERE version BETWEEN ${from} AND ${to}`,
  )
  return new Set(rows.map((row) => row.id))
}

/** The greatest version of any row of theirs: sets up to it may have been written before. */
export async function readLatestVersion(database: Database): Promise<number> {
  let latest = 0
  for (const table of Object.values(grown)) {
    const rows = await database.rows<{ latest: string }>(
      sql`SELECT max(version) AS latest FROM ${table}`,
    )
    latest = Math.max(latest, Number(rows[0]?.latest ?? 0))
  }
  return latest
}
