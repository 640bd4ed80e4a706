import type { Identifier } from '../../domain/customer/identity.ts'
import type { Judged, LinkState, Said } from '../../domain/customer/join.ts'
import type { Link } from '../../domain/customer/links.ts'
import { as, nothing, sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'
import { byKind } from './identities.ts'

/** A link, and the source that said it first. */
export type Sourced<T extends Link> = T & { readonly source: string }

export type StoredLinks = {
  readonly judged: readonly Sourced<Judged>[]
  /** What waits to be looked at. */
  readonly said: readonly Sourced<Said>[]
}

const valuesPerRead = 20_000

/**
 * The links of those identifiers in which they are the weak ones. Rows of version `before` and later are not
 * seen: a repeated set finds what it found the first time.
 */
export async function readLinks(
  database: Database,
  weak: readonly Identifier[],
  before?: number,
): Promise<StoredLinks> {
  const rows: Row[] = []
  const earlier = before === undefined ? nothing : sql` AND version < ${before}`
  for (const [kind, values] of byKind(weak)) {
    for (let from = 0; from < values.length; from += valuesPerRead) {
      const some = as('Array(String)', values.slice(from, from + valuesPerRead))
      const found = await database.rows<Row>(sql`
        SELECT * FROM (
          SELECT * FROM identity_links WHERE kind = ${kind} AND value IN ${some}${earlier}
          ORDER BY version DESC LIMIT 1 BY kind, value, strong_kind, strong, waits)
        WHERE deleted = 0`)
      rows.push(...found)
    }
  }
  const judged = rows.flatMap((row) => (row.waits ? [] : [judgedOf(row)]))
  return { judged, said: rows.flatMap((row) => (row.waits ? [saidOf(row)] : [])) }
}

/** Two identifiers that would make two people one, or bring more together than the limit. */
export type Contested = Sourced<Judged>

/** Where a page of them ended. */
export type LinkPlace = readonly [kind: string, value: string, strongKind: string, strong: string]

/** Links that are held apart, in the order of their identifiers, after a place. */
export async function contestedLinks(
  database: Database,
  { after, limit }: { readonly after: LinkPlace | undefined; readonly limit: number },
  options?: ReadOptions,
): Promise<readonly Contested[]> {
  const beyond =
    after === undefined
      ? nothing
      : sql` AND (kind, value, strong_kind, strong) > (${after[0]}, ${after[1]}, ${after[2]}, ${after[3]})`
  const rows = await database.rows<Row>(
    sql`SELECT * FROM identity_links FINAL
      WHERE NOT waits AND state IN ('apart', 'beyond')${beyond}
      ORDER BY kind, value, strong_kind, strong LIMIT ${limit}`,
    options,
  )
  return rows.map(judgedOf)
}

/** The row of a link that was looked at. */
export function judgedRow(link: Sourced<Judged>, version: number): Record<string, unknown> {
  return { ...pairOf(link), waits: false, state: link.state, given: link.given, version }
}

/** The row of one that waits. */
export function saidRow(said: Sourced<Said>, version: number): Record<string, unknown> {
  const isOf = (one: Identifier): boolean =>
    said.gave.some(({ kind, value }) => kind === one.kind && value === one.value)
  const gave = (isOf(said.weak) ? 1 : 0) + (isOf(said.strong) ? 2 : 0)
  return { ...pairOf(said), waits: true, state: 'waits', gave, version }
}

/** The row by which it waits no more. */
export function heardRow(said: Sourced<Said>, version: number): Record<string, unknown> {
  return { ...saidRow(said, version), deleted: 1 }
}

function pairOf({ weak, strong, at, source }: Sourced<Link>): Record<string, unknown> {
  const { kind, value } = weak
  return { kind, value, strong_kind: strong.kind, strong: strong.value, at, source }
}

type Row = {
  readonly kind: string
  readonly value: string
  readonly strong_kind: string
  readonly strong: string
  readonly waits: boolean
  readonly at: string
  readonly source: string
  readonly state: LinkState
  readonly given: boolean
  readonly gave: number
}

function linkOfRow({ kind, value, strong_kind: strongKind, strong, at, source }: Row) {
  return {
    weak: { kind, value },
    strong: { kind: strongKind, value: strong },
    at: Number(at),
    source,
  }
}

function judgedOf(row: Row): Sourced<Judged> {
  return { ...linkOfRow(row), state: row.state, given: row.given }
}

function saidOf(row: Row): Sourced<Said> {
  const link = linkOfRow(row)
  const gave = [...(row.gave % 2 === 1 ? [link.weak] : []), ...(row.gave >= 2 ? [link.strong] : [])]
  return { ...link, gave }
}
