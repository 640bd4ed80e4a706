import type { Identifier } from '../../domain/customer/identity.ts'
import { as, ident, sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
import { byKind } from './identities.ts'
import { customerIds } from './ids.ts'

/** Whose records the set of that version changed, or had begun to. */
export async function readEdited(database: Database, version: number): Promise<Set<string>> {
  const rows = await database.rows<{ customer_id: string }>(
    sql`SELECT customer_id FROM edits WHERE version = ${version}`,
  )
  return new Set(rows.map((row) => row.customer_id))
}

export type RejectedThere = {
  readonly row: number
  readonly reason: string
  readonly place: string
  readonly fix: string
}

/** The rows that the set of that version rejected, in their order. */
export async function readRejected(database: Database, version: number): Promise<RejectedThere[]> {
  const rows = await database.rows<Omit<RejectedThere, 'row'> & { row: string }>(
    sql`SELECT row, any(r.reason) AS reason, any(r.place) AS place, any(r.fix) AS fix
      FROM rejected AS r WHERE version = ${version} GROUP BY row ORDER BY row`,
  )
  return rows.map((each) => ({ ...each, row: Number(each.row) }))
}

/** What a customer allowed last, for a purpose on a channel. */
export type StandingConsent = {
  readonly customer_id: string
  readonly purpose: string
  readonly channel: string
  readonly state: 'granted' | 'denied'
}

/** The latest word of those customers on each purpose and channel; rows of version `before` and later are not seen. */
export async function readConsents(
  database: Database,
  ids: readonly string[],
  before: number,
): Promise<StandingConsent[]> {
  return await database.rows<StandingConsent>(sql`
    SELECT customer_id, purpose, channel, argMax(c.state, (c.at, c.version)) AS state
    FROM consents AS c WHERE customer_id IN ${customerIds(ids)} AND version < ${before}
    GROUP BY customer_id, purpose, channel`)
}

/** Which of those conflicts are known already, as `customer other kind`. */
export async function readConflicts(
  database: Database,
  ids: readonly string[],
  before: number,
): Promise<Set<string>> {
  const rows = await database.rows<{ customer_id: string; other: string; kind: string }>(sql`
    SELECT DISTINCT customer_id, other, kind FROM identity_conflicts
    WHERE customer_id IN ${customerIds(ids)} AND version < ${before}`)
  return new Set(rows.map(({ customer_id: id, other, kind }) => `${id} ${other} ${kind}`))
}

/** Notes who is in the file; the same twice is the same. */
export async function insertSeen(
  database: Database,
  run: number,
  ids: readonly string[],
): Promise<void> {
  const lines = Buffer.from(ids.map((id) => `${run}\t${id}\n`).join(''))
  if (ids.length > 0) await database.insertTsv('import_seen', ['run', 'customer_id'], lines)
}

/** What is taken from who is not in the file. */
export type Missing = {
  readonly run: number
  /** A field's id, with the table in which its values are; or a list's. */
  readonly of:
    | { readonly field: number; readonly table: 'customers' | 'contacts' }
    | { readonly list: number }
}

/** The next of those who have it and are not in the file, by id, after one and up to another; '' for no end. */
export async function readMissing(
  database: Database,
  { run, of }: Missing,
  { after, to, limit }: { readonly after: string; readonly to: string; readonly limit: number },
): Promise<string[]> {
  const from =
    'list' in of
      ? sql`list_members FINAL WHERE list = ${of.list}`
      : sql`${ident(of.table)} FINAL WHERE JSONExtractRaw(data, ${String(of.field)}, 1) NOT IN ('', 'null')`
  const until: Sql = to === '' ? sql`` : sql`AND customer_id <= ${as('UInt64', BigInt(to))}`
  const rows = await database.rows<{ customer_id: string }>(sql`
    SELECT customer_id FROM ${from}
      AND customer_id > ${as('UInt64', BigInt(after === '' ? 0 : after))} ${until}
      AND customer_id NOT IN (SELECT customer_id FROM import_seen WHERE run = ${run})
    ORDER BY customer_id LIMIT ${limit}`)
  return rows.map((row) => row.customer_id)
}

/** Whose those identifiers would be by now, by kind and value. */
export async function readTried(
  database: Database,
  run: number,
  identifiers: readonly Identifier[],
): Promise<(Identifier & { readonly customer_id: string })[]> {
  const found: (Identifier & { readonly customer_id: string })[] = []
  for (const [kind, all] of byKind(identifiers)) {
    const values = as('Array(String)', all)
    found.push(
      ...(await database.rows<Identifier & { customer_id: string }>(sql`
        SELECT ${kind} AS kind, value, argMax(t.customer_id, t.set) AS customer_id
        FROM import_tried AS t WHERE run = ${run} AND kind = ${kind} AND value IN ${values}
        GROUP BY value`)),
    )
  }
  return found
}

/** What those would be by now: JSON, by id. */
export async function readTriedRecords(
  database: Database,
  run: number,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await database.rows<{ customer_id: string; record: string }>(sql`
    SELECT customer_id, argMax(t.record, t.set) AS record FROM import_tried_records AS t
    WHERE run = ${run} AND customer_id IN ${customerIds(ids)} GROUP BY customer_id`)
  return new Map(rows.map((row) => [row.customer_id, row.record]))
}

/** Forgets what a run kept while it ran. */
export async function dropRun(database: Database, run: number): Promise<void> {
  for (const table of ['import_seen', 'import_tried', 'import_tried_records'] as const) {
    await database.run(sql`ALTER TABLE ${ident(table)} DROP PARTITION ID ${String(run)}`)
  }
}
