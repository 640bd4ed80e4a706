import { as, join, nothing, sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
import type { Change, ChangePlace } from './ledger.ts'

/** A part of the ledger that is read from its beginning to its end. Instants are when entries were noticed. */
export type Passage = {
  /** After that instant. */
  readonly from: number
  /** Up to that one, it included. */
  readonly upTo: number
  /** Of those segments only. */
  readonly segments?: readonly number[] | undefined
  /** Not of those. */
  readonly without?: readonly number[] | undefined
  /** After that entry. */
  readonly after?: ChangePlace | undefined
}

/** So many entries of a passage, earliest first; of those of whom nothing is kept any more none. */
export async function readForward(
  database: Database,
  passage: Passage,
  limit: number,
): Promise<readonly Change[]> {
  type Row = Omit<Change, 'at' | 'noticed'> & { readonly at: string; readonly noticed: string }
  const rows = await database.rows<Row>(sql`
    SELECT segment, toString(customer_id) AS customer, entered, at, noticed, cause, ref FROM changes
    WHERE noticed > ${passage.from} AND noticed <= ${passage.upTo} AND cause != 'erasure'
      ${among(passage)} ${afterwards(passage.after)}
      AND customer_id NOT IN (SELECT customer_id FROM tombstones)
    ORDER BY noticed, at, segment, customer_id LIMIT ${as('UInt64', limit)}`)
  return rows.map((row) => ({ ...row, at: Number(row.at), noticed: Number(row.noticed) }))
}

function among({ segments, without = [] }: Passage): Sql {
  const tests = [
    ...(segments === undefined ? [] : [sql`segment IN ${as('Array(UInt32)', segments)}`]),
    ...(without.length === 0 ? [] : [sql`segment NOT IN ${as('Array(UInt32)', without)}`]),
  ]
  return tests.length === 0 ? nothing : sql`AND ${join(tests, ' AND ')}`
}

function afterwards(after: ChangePlace | undefined): Sql {
  if (after === undefined) return nothing
  const { noticed, at, segment, customer } = after
  return sql`AND noticed >= ${noticed} AND (noticed, at, segment, customer_id) >
    (${noticed}, ${at}, ${as('UInt32', segment)}, ${as('UInt64', customer)})`
}

/** Somebody who was deleted, and the version of what says so. */
export type Burial = { readonly customer: string; readonly version: number; readonly at: number }

/** Who was deleted after that version and up to the other, in that order; so many at most. */
export async function deletedBetween(
  database: Database,
  { after, upTo }: { readonly after: number; readonly upTo: number },
  limit: number,
): Promise<readonly Burial[]> {
  const rows = await database.rows<{ customer: string; last: string; since: string }>(sql`
    SELECT toString(customer_id) AS customer, max(version) AS last, min(tombstones.at) AS since
    FROM tombstones
    WHERE version > ${as('UInt64', after)} AND version <= ${as('UInt64', upTo)} AND deleted = 0
    GROUP BY customer_id ORDER BY last, customer_id LIMIT ${as('UInt64', limit)}`)
  return rows.map(({ customer, last, since }) => {
    return { customer, version: Number(last), at: Number(since) }
  })
}
