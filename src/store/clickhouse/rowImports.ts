import { sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
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
