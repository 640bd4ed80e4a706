import { as, join, nothing, sql, type Sql } from '../sql/sql.ts'
import { rangesOf } from './compile/plan.ts'
import { whoIs } from './compile/who.ts'
import type { Database, ReadOptions } from './database.ts'
import { customerIds } from './ids.ts'

/** One entry into a segment, or exit from it. */
export type Change = {
  readonly segment: number
  readonly customer: string
  readonly entered: boolean
  /** From when on it holds, milliseconds. */
  readonly at: number
  /** When we knew. Of one segment and customer the entries come in its order, and within it in that of `at`. */
  readonly noticed: number
  readonly cause: string
  readonly ref: string
}

/** Where an entry stands in the ledger. */
export type ChangePlace = Pick<Change, 'noticed' | 'at' | 'segment' | 'customer'>

/** Which entries. */
export type ChangesWanted = {
  readonly of: { readonly segment: number } | { readonly customers: readonly string[] }
  /** In force from then on, milliseconds, the instant included. */
  readonly from?: number | undefined
  /** In force before then. */
  readonly to?: number | undefined
  readonly cause?: string | undefined
  readonly entered?: boolean | undefined
}

/** Those entries, latest first; after that one, so many at most. */
export async function readChanges(
  database: Database,
  wanted: ChangesWanted,
  page: { readonly after?: ChangePlace | undefined; readonly limit: number },
  options?: ReadOptions,
): Promise<readonly Change[]> {
  const rows = await database.rows<ChangeRow>(
    sql`SELECT segment, customer_id AS customer, entered, at, noticed, cause, ref FROM changes
      WHERE ${join([...testsOf(wanted), ...afterwards(page.after)], ' AND ')}
      ORDER BY noticed DESC, at DESC, segment DESC, customer_id DESC LIMIT ${page.limit}`,
    options,
  )
  return rows.map((row) => ({ ...row, at: Number(row.at), noticed: Number(row.noticed) }))
}

type ChangeRow = Omit<Change, 'at' | 'noticed'> & { readonly at: string; readonly noticed: string }

function testsOf({ of, from, to, cause, entered }: ChangesWanted): Sql[] {
  const whose =
    'segment' in of ? isOf(of.segment) : sql`customer_id IN ${customerIds(of.customers)}`
  return [
    whose,
    // What is in force from then on was not noticed before: so much of the key is passed over.
    ...(from === undefined ? [] : [sql`noticed >= ${from}`, sql`at >= ${from}`]),
    ...(to === undefined ? [] : [sql`at < ${to}`]),
    ...(cause === undefined ? [] : [sql`cause = ${cause}`]),
    ...(entered === undefined ? [] : [sql`entered = ${entered}`]),
  ]
}

function afterwards(after: ChangePlace | undefined): Sql[] {
  if (after === undefined) return []
  const { noticed, at, segment, customer } = after
  return [
    sql`noticed <= ${noticed}`,
    sql`(noticed, at, segment, customer_id) < (${noticed}, ${at}, ${as('UInt32', segment)}, ${as('UInt64', customer)})`,
  ]
}

/**
 * Who was believed to be in a segment at that instant, milliseconds: what the ledger says when it is
 * replayed up to what had been noticed then. Who is gone since is among them.
 */
export function believedMembers(segment: number, at: number): Sql {
  return sql`SELECT customer_id FROM changes WHERE ${isOf(segment)} AND noticed <= ${at}
    GROUP BY customer_id HAVING argMax(entered, ${inOrder})`
}

/** How many of them there are still, how many of those are known, and how many are gone. */
export function believedCount(segment: number, at: number): Sql {
  const members = believedMembers(segment, at)
  return sql`SELECT count() AS count, countIf(known) AS known,
      (SELECT count() FROM (${members})) - count() AS gone
    FROM customers FINAL WHERE customer_id IN (${members})`
}

/** A page of those who are there still, by id, after that one. */
export function believedPage(
  segment: number,
  at: number,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Sql {
  return sql`SELECT customer_id FROM customers FINAL
    WHERE customer_id IN (${believedMembers(segment, at)})
      ${after === undefined ? nothing : sql`AND customer_id > ${as('UInt64', after)}`}
    ORDER BY customer_id LIMIT ${as('UInt64', limit)}`
}

/** What became of a segment from one instant up to the next, that not included, and how many were in it then. */
export type SizeThen = {
  readonly from: number
  readonly entered: number
  readonly left: number
  readonly size: number
}

/** The size of a segment at the end of each stretch of time: they begin at these instants, ascending, and end at the last. */
export async function sizesBetween(
  database: Database,
  segment: number,
  bounds: readonly number[],
  options?: ReadOptions,
): Promise<readonly SizeThen[]> {
  const end = bounds.at(-1)
  if (end === undefined) return []
  const begins = [Number.MIN_SAFE_INTEGER, ...bounds.slice(0, -1)]
  const rows = await database.rows<{ bound: string; came: string; went: string }>(
    sql`SELECT roundDown(at, ${as('Array(Int64)', begins)}) AS bound,
        countIf(entered) AS came, countIf(NOT entered) AS went
      FROM changes WHERE ${isOf(segment)} AND at < ${end} GROUP BY bound`,
    options,
  )
  const counts = new Map(rows.map((row) => [Number(row.bound), row]))
  let size = 0
  return begins
    .map((from) => {
      const entered = Number(counts.get(from)?.came ?? 0)
      const left = Number(counts.get(from)?.went ?? 0)
      size += entered - left
      return { from, entered, left, size }
    })
    .slice(1)
}

/** Where customers were at one instant and at a later one, among some segments. */
export type FlowsWanted = {
  readonly segments: readonly number[]
  /** Milliseconds. */
  readonly from: number
  readonly to: number
  /** Each customer is in the first of them only, in their order; else in all that she is in. */
  readonly first: boolean
}

/**
 * How many were in one of them, by its place in their order from 1, at the earlier instant and in another,
 * or the same, at the later; null for in none.
 */
export type Flow = {
  readonly from: number | null
  readonly to: number | null
  readonly customers: number
}

/** Who was in none of them at either is not counted: the ledger does not know her. */
export async function flowsBetween(
  database: Database,
  { segments, from, to, first }: FlowsWanted,
  options?: ReadOptions,
): Promise<readonly Flow[]> {
  const numbers = as('Array(UInt32)', segments)
  const [row] = await database.rows<{ entries: string }>(
    sql`SELECT count() AS entries FROM changes WHERE segment IN ${numbers}`,
    options,
  )
  const customers = Math.ceil(Number(row?.entries ?? 0) / entriesOfCustomer)
  const sums = new Map<string, Flow>()
  for (const range of rangesOf({ customers, events: 0 })) {
    const places = sql`
      SELECT customer_id, indexOf(${numbers}, segment) AS place,
        argMaxIf(entered, ${inOrder}, at <= ${from}) AS inside_before,
        argMax(entered, ${inOrder}) AS inside_after
      FROM changes WHERE segment IN ${numbers} AND at <= ${to} AND ${whoIs(range)}
      GROUP BY segment, customer_id`
    addFlows(sums, await countFlows(database, { places, first }, options))
  }
  return [...sums.values()]
}

/** Of each customer about so many: her ids are asked in ranges of which the engine can hold all. */
const entriesOfCustomer = 4

/** Adds what was found of some customers to what was of others. */
export function addFlows(sums: Map<string, Flow>, found: readonly Flow[]): void {
  for (const flow of found) {
    const key = `${flow.from} ${flow.to}`
    const customers = flow.customers + (sums.get(key)?.customers ?? 0)
    sums.set(key, { ...flow, customers })
  }
}

/** The same between what two queries of (segment, customer_id) find, in which `segment` is the place. */
export async function flowsFound(
  database: Database,
  { before, after, first }: { readonly before: Sql; readonly after: Sql; readonly first: boolean },
  options?: ReadOptions,
): Promise<readonly Flow[]> {
  const places = sql`
    SELECT customer_id, toUInt64(segment) AS place, true AS inside_before, false AS inside_after
    FROM (${before})
    UNION ALL
    SELECT customer_id, toUInt64(segment) AS place, false AS inside_before, true AS inside_after
    FROM (${after})`
  return await countFlows(database, { places, first }, options)
}

async function countFlows(
  database: Database,
  { places, first }: { readonly places: Sql; readonly first: boolean },
  options?: ReadOptions,
): Promise<readonly Flow[]> {
  // Of a customer the places are bits of a number, which is small however many there are of her.
  const bitsAt = (inside: Sql): Sql =>
    sql`groupBitOrIf(bitShiftLeft(toUInt64(1), place - 1), ${inside})`
  const placesIn = (bits: Sql): Sql => {
    const all = sql`arrayMap(i -> toUInt64(i) + 1, bitPositionsToArray(${bits}))`
    return sql`if(${bits} = 0, [toUInt64(0)], ${first ? sql`arraySlice(${all}, 1, 1)` : all})`
  }
  const rows = await database.rows<{ a: string; b: string; customers: string }>(
    sql`SELECT arrayJoin(${placesIn(sql`starts`)}) AS a, arrayJoin(${placesIn(sql`ends`)}) AS b,
        sum(n) AS customers
      FROM (
        SELECT starts, ends, count() AS n FROM (
          SELECT ${bitsAt(sql`inside_before`)} AS starts, ${bitsAt(sql`inside_after`)} AS ends
          FROM (${places}) GROUP BY customer_id)
        GROUP BY starts, ends)
      WHERE starts != 0 OR ends != 0 GROUP BY a, b ORDER BY a, b`,
    spilling(options),
  )
  const placeOf = (n: string): number | null => (Number(n) === 0 ? null : Number(n))
  return rows.map(({ a, b, customers }) => ({
    from: placeOf(a),
    to: placeOf(b),
    customers: Number(customers),
  }))
}

/** How many were in something at both instants, and how often somebody came or went in between. */
export type Turnover = {
  readonly before: number
  readonly entered: number
  readonly left: number
  readonly after: number
}

/** By segment, as the ledger says. */
export async function turnover(
  database: Database,
  { segments, from, to }: Omit<FlowsWanted, 'first'>,
  options?: ReadOptions,
): Promise<ReadonlyMap<number, Turnover>> {
  const rows = await database.rows<{ segment: number } & Record<Turn, string>>(
    sql`SELECT segment, countIf(entered AND at <= ${from}) - countIf(NOT entered AND at <= ${from}) AS before,
        countIf(entered AND at > ${from}) AS entered_since,
        countIf(NOT entered AND at > ${from}) AS left_since
      FROM changes WHERE segment IN ${as('Array(UInt32)', segments)} AND at <= ${to}
      GROUP BY segment`,
    options,
  )
  return new Map(
    rows.map((row) => {
      const [before, entered, left] = [row.before, row.entered_since, row.left_since].map(
        Number,
      ) as [number, number, number]
      return [row.segment, { before, entered, left, after: before + entered - left }]
    }),
  )
}

type Turn = 'before' | 'entered_since' | 'left_since'

/**
 * The order of the entries of one segment and customer, as one number: by `noticed`, and what was noticed
 * together by `at`. Milliseconds have fewer than 53 bits; a pair would take the engine ten times as long.
 */
const inOrder = sql`toInt128(noticed) * 9007199254740992 + at`

/** What counts by customer goes to disk where it grows. */
export function spilling(options: ReadOptions = {}): ReadOptions {
  const settings = { ...options.settings, max_bytes_before_external_group_by: 300_000_000 }
  return { ...options, settings }
}

function isOf(segment: number): Sql {
  return sql`segment = ${as('UInt32', segment)}`
}
