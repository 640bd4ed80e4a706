import { identifierKinds, type Identifier } from '../../domain/customer/identity.ts'
import { as, join, nothing, sql, type Sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'
import { customerIds } from './ids.ts'

/** Names an identifier in maps: no kind has a line break. */
export function identifierKey({ kind, value }: Identifier): string {
  return `${kind}\n${value}`
}

/** More values than this are asked for in several reads. */
const valuesPerRead = 20_000

/**
 * Whose those identifiers are, by {@link identifierKey}. Rows of version `before` and later are not
 * seen: a repeated set finds what it found the first time.
 */
export async function readIdentities(
  database: Database,
  identifiers: readonly Identifier[],
  before?: number,
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const some of inParts(byKind(identifiers))) {
    const rows = await database.rows<Identifier & { customer_id: string }>(sql`
      SELECT kind, value, argMax(i.customer_id, i.version) AS customer_id
      FROM identities AS i WHERE (${join(some.map(among), ' OR ')})${earlier(before)}
      GROUP BY kind, value HAVING argMax(i.deleted, i.version) = 0`)
    for (const row of rows) found.set(identifierKey(row), row.customer_id)
  }
  return found
}

type OfKind = { readonly kind: string; readonly values: readonly string[] }

function among({ kind, values }: OfKind): Sql {
  return sql`kind = ${kind} AND value IN ${as('Array(String)', values)}`
}

/** What is asked for in one read each: many values of one kind in several, a few of several kinds together. */
function inParts(kinds: ReadonlyMap<string, readonly string[]>): OfKind[][] {
  const parts: OfKind[][] = []
  let room = 0
  for (const [kind, all] of kinds) {
    for (let from = 0; from < all.length; from += valuesPerRead) {
      const values = all.slice(from, from + valuesPerRead)
      if (values.length > room) {
        parts.push([])
        room = valuesPerRead
      }
      parts.at(-1)?.push({ kind, values })
      room -= values.length
    }
  }
  return parts
}

/** The customer who has that identifier. */
export async function findCustomer(
  database: Database,
  identifier: Identifier,
): Promise<string | undefined> {
  return (await readIdentities(database, [identifier])).get(identifierKey(identifier))
}

/** Selects the ids of the customers who have an identifier of that kind: that value, or any. */
export function customersWith(kind: string, value?: string): Sql {
  const wanted = value === undefined ? nothing : sql` AND value = ${value}`
  return sql`
    SELECT argMax(i.customer_id, i.version) FROM identities AS i WHERE kind = ${kind}${wanted}
    GROUP BY value HAVING argMax(i.deleted, i.version) = 0`
}

/** The kinds of identifiers that anybody has, the common ones first. */
export async function kindsThere(database: Database, options?: ReadOptions): Promise<string[]> {
  const rows = await database.rows<{ kind: string }>(
    sql`SELECT DISTINCT kind FROM identities WHERE position(kind, ':') = 0`,
    options,
  )
  const there = new Set(rows.map(({ kind }) => kind))
  const common = identifierKinds.filter((kind) => there.delete(kind))
  return [...common, ...[...there].toSorted()]
}

export type IdentifiersByKind = Readonly<Record<string, readonly string[]>>

/** The identifiers of those customers, by customer id. */
export async function identifiersOf(
  database: Database,
  ids: readonly string[],
  options?: ReadOptions,
): Promise<Map<string, IdentifiersByKind>> {
  const found = new Map<string, IdentifiersByKind>()
  for (let from = 0; from < ids.length; from += valuesPerRead) {
    const some = customerIds(ids.slice(from, from + valuesPerRead))
    const rows = await database.rows<{ customer_id: string; identifiers: IdentifiersByKind }>(
      sql`SELECT customer_id, argMax(c.identifiers, c.version) AS identifiers
        FROM contacts AS c WHERE customer_id IN ${some}
        GROUP BY customer_id HAVING argMax(c.deleted, c.version) = 0`,
      options,
    )
    for (const row of rows) found.set(row.customer_id, row.identifiers)
  }
  return found
}

/** Of those keyed hashes, the ones whose bearers were deleted and not let in again. */
export async function readTombstones(
  database: Database,
  hashes: readonly string[],
  options?: ReadOptions,
): Promise<Set<string>> {
  const found = new Set<string>()
  for (let from = 0; from < hashes.length; from += valuesPerRead) {
    const some = as('Array(String)', hashes.slice(from, from + valuesPerRead))
    const rows = await database.rows<{ hash: string }>(
      sql`SELECT hash FROM tombstones WHERE hash IN ${some}
        GROUP BY hash HAVING argMax(deleted, version) = 0`,
      options,
    )
    for (const row of rows) found.add(row.hash)
  }
  return found
}

/** Whether anybody's deletion is remembered; where not, arrivals need not be compared. */
export async function anyTombstones(database: Database): Promise<boolean> {
  const rows = await database.rows<{ one: number }>(sql`SELECT 1 AS one FROM tombstones LIMIT 1`)
  return rows.length > 0
}

function earlier(version: number | undefined): Sql {
  return version === undefined ? nothing : sql` AND version < ${version}`
}

/** Their values by kind, each once. */
export function byKind(identifiers: readonly Identifier[]): Map<string, string[]> {
  const kinds = new Map<string, Set<string>>()
  for (const { kind, value } of identifiers) {
    const values = kinds.get(kind)
    if (values === undefined) kinds.set(kind, new Set([value]))
    else values.add(value)
  }
  return new Map([...kinds].map(([kind, values]) => [kind, [...values]]))
}
