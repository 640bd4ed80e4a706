import type { ReferenceKind } from '../../domain/reference/reference.ts'
import { as, join, sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
import type { Versions } from './written.ts'

/**
 * What arrivals have touched, found again by the versions of what they wrote: for who was not told of
 * it, or of more than can be told. Reads whole columns.
 */
export type Arrived = {
  readonly versions: Versions
  /** Runs that took consents away, and those of which they are: these keep the versions that they had. */
  readonly runs: readonly number[]
}

export type FoundTouched = {
  /** Undefined where they are more than the limit. */
  readonly customers: ReadonlySet<string> | undefined
  /** Of those, who came or went. */
  readonly anew: ReadonlySet<string>
  /** Of those, whose identifiers are others. */
  readonly identified: ReadonlySet<string>
  /** Whether somebody came or went, however many there are. */
  readonly anyAnew: boolean
  /** Names. */
  readonly events: ReadonlySet<string>
  /** Ids. */
  readonly fields: ReadonlySet<number>
  readonly lists: ReadonlySet<number>
  readonly purposes: ReadonlySet<string>
  /** Segments. */
  readonly pins: ReadonlySet<number>
  /** Of which some have changed. */
  readonly references: ReadonlySet<ReferenceKind>
}

/** Looks for up to so many customers; what was touched of them is found of however many. */
export async function findTouched(
  database: Database,
  arrived: Arrived,
  limit: number,
): Promise<FoundTouched> {
  const within = versionsOf(arrived)
  const came = sql`made OR removed`
  const [customers, edited, named, lists, purposes, pins, references] = await Promise.all([
    database.rows<{ customer_id: string }>(
      sql`SELECT DISTINCT customer_id FROM (${touchedIds(arrived)}) LIMIT ${as('UInt64', limit + 1)}`,
    ),
    database.rows<{ fields: number[]; anew: string[]; identified: string[]; any: boolean }>(
      sql`SELECT groupUniqArrayArray(e.fields) AS fields, max(${came}) AS any,
          groupUniqArrayIf(${as('UInt64', limit + 1)})(toString(customer_id), ${came}) AS anew,
          groupUniqArrayIf(${as('UInt64', limit + 1)})(toString(customer_id),
            notEmpty(added) OR notEmpty(lost)) AS identified
        FROM edits AS e WHERE ${within}`,
    ),
    // Of events that came, were taken away, came back or have become another's.
    database.rows<{ name: string }>(
      sql`SELECT DISTINCT name FROM events WHERE ${within}
        UNION DISTINCT SELECT DISTINCT name FROM message_ids WHERE ${within}`,
    ),
    database.rows<{ list: number }>(sql`SELECT DISTINCT list FROM list_members WHERE ${within}`),
    database.rows<{ purpose: string }>(
      sql`SELECT DISTINCT purpose FROM consents WHERE ${within}
        UNION DISTINCT SELECT DISTINCT purpose FROM consents_removed WHERE ${ofRuns(arrived)}`,
    ),
    database.rows<{ segment: number }>(sql`SELECT DISTINCT segment FROM pins WHERE ${within}`),
    database.rows<{ kind: ReferenceKind }>(
      sql`SELECT 'product' AS kind FROM product_edits WHERE ${within} LIMIT 1
        UNION ALL SELECT 'place' AS kind FROM place_edits WHERE ${within} LIMIT 1`,
    ),
  ])
  const [edits] = edited
  return {
    customers:
      customers.length > limit ? undefined : new Set(customers.map((row) => row.customer_id)),
    anew: new Set(edits?.anew),
    identified: new Set(edits?.identified),
    anyAnew: Boolean(edits?.any),
    events: new Set(named.map(({ name }) => name)),
    fields: new Set(edits?.fields),
    lists: new Set(lists.map(({ list }) => list)),
    purposes: new Set(purposes.map(({ purpose }) => purpose)),
    pins: new Set(pins.map(({ segment }) => segment)),
    references: new Set(references.map(({ kind }) => kind)),
  }
}

/** The ids of all whom arrivals have touched, some more than once; those too who were deleted by one. */
export function touchedIds(arrived: Arrived): Sql {
  const within = versionsOf(arrived)
  const tables = [
    sql`edits`,
    sql`events`,
    sql`message_ids`,
    sql`list_members`,
    sql`pins`,
    sql`consents`,
    sql`tombstones`,
  ]
  const removed = sql`SELECT customer_id FROM consents_removed WHERE ${ofRuns(arrived)}`
  const all = tables.map((table) => sql`SELECT customer_id FROM ${table} WHERE ${within}`)
  return sql`SELECT customer_id FROM (${join([...all, removed], ' UNION ALL ')})
    WHERE customer_id != ${as('UInt64', 0)}`
}

function versionsOf({ versions: { from, to } }: Arrived): Sql {
  return sql`version BETWEEN ${as('UInt64', from)} AND ${as('UInt64', to)}`
}

function ofRuns({ runs }: Arrived): Sql {
  return sql`run IN ${as('Array(UInt64)', runs.map(BigInt))}`
}
