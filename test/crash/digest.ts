import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { builtInFields } from '../../src/domain/customer/builtin.ts'
import { orRefuse } from '../../src/domain/failure.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import { openDatabase } from '../../src/store/clickhouse/open.ts'
import { tables } from '../../src/store/clickhouse/schema.ts'
import { holdDirectory } from '../../src/store/directory.ts'
import { startEngine } from '../../src/store/engine/start.ts'
import { openOperational } from '../../src/store/operational/open.ts'
import type { Db } from '../../src/store/operational/tables.ts'
import { ident, sql } from '../../src/store/sql/sql.ts'
import { definitionsOf, operationalState, type Definitions } from './definitions.ts'

/**
 * What a data directory holds, as somebody who uses it would see it, whatever happened on the way.
 * Histories that were killed differ from the undisturbed one in ways that mean nothing, and only in
 * these; they are left out or said otherwise:
 * - customer_id is made of the inbox position that first named her, and a command that is given again
 *   takes another position: customers are named by their identifiers
 * - ids of imports, jobs and runs, versions (positions again) and the instants at which something was
 *   received, noticed or created
 * - ids of fields, segments and lists: their names stand instead
 * - the ledger may have come and gone by more entries, since a refresh may have fallen between two
 *   halves of an import: it is replayed, and what it comes to must be the memberships
 */
export type Digest = {
  readonly digest: string
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly digest: string }>>
}

/** The logical rows by table, each as a line of JSON, in one order. */
export type State = Readonly<Record<string, readonly string[]>>

/** Takes the directory as any start does, so it also shows that no lock is in the way. */
export async function stateOf(dataDirectory: string): Promise<State> {
  return await withStores(dataDirectory, async ({ database, db }) => {
    return await readState(database, db, dataDirectory)
  })
}

/** The stores of a data directory that no server holds, for as long as `use` takes. */
export async function withStores<T>(
  dataDirectory: string,
  use: (stores: { readonly database: Database; readonly db: Db }) => Promise<T>,
): Promise<T> {
  const held = orRefuse(await holdDirectory(dataDirectory))
  const [engine, operational] = await Promise.all([
    startEngine({ directory: join(dataDirectory, 'engine'), memoryBytes: 1_000_000_000 }),
    openOperational({
      where: { file: join(dataDirectory, 'operational.db') },
      shop: { zone: 'UTC', weekStart: 1, currency: 'BRL', country: 'BR' },
      builtInFields,
    }),
  ])
  const database = openDatabase({ url: engine.url, database: await databaseName(engine.url) })
  try {
    return await use({ database, db: operational.db })
  } finally {
    await database.close()
    await operational.close()
    await engine.stop()
    await held.release()
  }
}

/** Where the program has its tables. */
async function databaseName(url: string): Promise<string> {
  const server = openDatabase({ url, database: 'default' })
  const rows = await server.rows<{ database: string }>(
    sql`SELECT database FROM system.tables WHERE name = 'schema_version'`,
  )
  await server.close()
  return rows[0]?.database ?? 'default'
}

export async function digestOf(dataDirectory: string): Promise<Digest> {
  return digestOfState(await stateOf(dataDirectory))
}

export function digestOfState(state: State): Digest {
  const each = Object.entries(state).map(
    ([table, rows]) => [table, { rows: rows.length, digest: sha256(rows.join('\n')) }] as const,
  )
  return { digest: sha256(JSON.stringify(each)), tables: Object.fromEntries(each) }
}

/** Where two states differ: the table, and a few rows that only one of them has. */
export function differences(expected: State, found: State): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])]
  return names.flatMap((table) => {
    const [before, after] = [expected[table] ?? [], found[table] ?? []]
    const [lost, added] = [without(before, after), without(after, before)]
    if (lost.length === 0 && added.length === 0) return []
    const some = [
      ...lost.slice(0, 3).map((row) => `- ${row}`),
      ...added.slice(0, 3).map((row) => `+ ${row}`),
    ]
    const sizes = `${before.length} rows expected, ${after.length} found`
    return [[`${table}: ${sizes}, ${lost.length} lost, ${added.length} added`, ...some].join('\n')]
  })
}

/** The rows of one that the other has not, or has fewer times. */
function without(rows: readonly string[], other: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const row of other) left.set(row, (left.get(row) ?? 0) + 1)
  return rows.filter((row) => {
    const times = left.get(row) ?? 0
    left.set(row, times - 1)
    return times <= 0
  })
}

type Row = Record<string, unknown>

async function readState(database: Database, db: Db, directory: string): Promise<State> {
  const definitions = await definitionsOf(db)
  const names = await customerNames(database)
  const state: Record<string, readonly string[]> = {}
  for (const [table, { ddl }] of Object.entries(tables)) {
    const columns = left[table]
    if (columns === undefined) throw new Error(`say how the rows of ${table} are compared`)
    if (columns === 'history') continue
    const final = ddl.includes('ReplacingMergeTree') ? sql` FINAL` : sql``
    const rows = await database.rows<Row>(sql`SELECT * FROM ${ident(table)}${final}`)
    const seen = (as[table] ?? ((same) => same))(rows)
    state[table] = seen.map((row) => lineOf(row, columns, names, definitions)).toSorted()
  }
  return { ...state, ...(await operationalState(db, directory, definitions)) }
}

const as: Readonly<Record<string, (rows: readonly Row[]) => readonly Row[]>> = {
  changes: replayed,
  consents: saidOnce,
  edits: valuesOf,
}

/** What no row is compared by, wherever it stands. */
const always = new Set([
  'version',
  'deleted',
  'import_id',
  'received',
  'noticed',
  'created',
  'updated',
  'position',
  'run',
])

/** By table what else its rows are not compared by, or that it tells only what happened on the way. */
const left: Readonly<Record<string, readonly string[] | 'history'>> = {
  customers: [],
  contacts: [],
  identities: [],
  // The hash is by a key that each installation has for itself.
  tombstones: ['hash', 'customer_id', 'at'],
  identity_conflicts: ['at'],
  identity_links: [],
  rejected: ['at', 'who'],
  products: [],
  places: [],
  events: [],
  // What runs replaced: an import that is given again replaces what it had stored itself.
  events_removed: 'history',
  consents_removed: 'history',
  product_edits: 'history',
  place_edits: 'history',
  merged: ['from_id', 'to_id'],
  message_ids: [],
  edits: [],
  list_members: ['at', 'was_at', 'was_import', 'was_begun', 'began'],
  consents: [],
  pins: ['began'],
  memberships: ['since'],
  memberships_by_customer: ['since'],
  changes: ['at', 'cause', 'ref', 'entered'],
  // Who was asked when depends on what was asked together; what came of it is above.
  due: 'history',
  // Staging: whatever is left there was left behind.
  refresh_members: [],
  refresh_customers: [],
  import_lines: [],
  import_refused: [],
  import_orders: [],
  import_seen: [],
  import_tried: [],
  import_tried_records: [],
  run_targets: [],
  import_customers: [],
  // One line for each import, so one more for each that was given again.
  import_runs: 'history',
  duplicate_customers: [],
  duplicate_blocks: [],
  // Found anew whenever somebody asks.
  duplicate_pairs: 'history',
  duplicate_decisions: ['at'],
}

function lineOf(
  row: Row,
  leftOut: readonly string[],
  names: ReadonlyMap<string, string>,
  definitions: Definitions,
): string {
  const kept = Object.entries(row).filter(([name]) => !always.has(name) && !leftOut.includes(name))
  return JSON.stringify(
    Object.fromEntries(
      kept.map(([name, value]) => {
        const [column, said] = saidOtherwise(name, value, names, definitions)
        return [column, said]
      }),
    ),
  )
}

function saidOtherwise(
  name: string,
  value: unknown,
  names: ReadonlyMap<string, string>,
  { fields, segments, lists }: Definitions,
): [column: string, value: unknown] {
  switch (name) {
    case 'customer_id':
    case 'other':
    case 'left_id':
    case 'right_id':
      return [name, value === '0' ? '' : (names.get(String(value)) ?? 'somebody unknown')]
    case 'segment':
      return [name, segments.get(Number(value))]
    case 'list':
      // Of events it is a map of properties.
      return [name, typeof value === 'number' ? lists.get(value) : value]
    case 'field':
      return [name, fields.get(Number(value))]
    default:
      return byId.has(name)
        ? [name, byFieldName(String(value), fields)]
        : [columnName(name, fields), value]
  }
}

/** Columns of JSON by field id. */
const byId: ReadonlySet<string> = new Set(['data', 'typed'])

function columnName(column: string, fields: ReadonlyMap<number, string>): string {
  const [, id, end = ''] = /^f(\d+)(_\w+)?$/.exec(column) ?? []
  return id === undefined ? column : `${fields.get(Number(id))}${end}`
}

/** `{"8":[…]}` by the fields' names; other JSON as it is. */
function byFieldName(text: string, fields: ReadonlyMap<number, string>): unknown {
  if (text === '') return text
  const entries = Object.entries(JSON.parse(text) as Row).map(([id, value]): [string, unknown] => [
    fields.get(Number(id)) ?? id,
    value,
  ])
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

async function customerNames(database: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await database.rows<{ customer_id: string; name: string }>(sql`
    SELECT customer_id, arrayStringConcat(arraySort(groupArray(concat(kind, ':', value))), ' ') AS name
    FROM identities FINAL GROUP BY customer_id`)
  return new Map(rows.map((row) => [row.customer_id, row.name]))
}

/** Who is in which segment after all entries, in their order. Entered twice, or left unentered, is a mistake. */
function replayed(changes: readonly Row[]): Row[] {
  const inside = new Map<string, Row>()
  const wrong: Row[] = []
  const ordered = changes.toSorted((a, b) => Number(a['noticed']) - Number(b['noticed']))
  for (const change of ordered) {
    const key = `${String(change['segment'])} ${String(change['customer_id'])}`
    if (inside.has(key) === change['entered']) wrong.push({ ...change, wrong: change['entered'] })
    if (change['entered'] === true) inside.set(key, change)
    else inside.delete(key)
  }
  return [...inside.values(), ...wrong]
}

/** Each change of a value by itself: what only says the same of a later instant depends on who sent twice. */
function valuesOf(edits: readonly Row[]): Row[] {
  return edits.flatMap((edit) => {
    const { customer_id, fields, olds, news } = edit as Record<'olds' | 'news', string[]> & {
      customer_id: string
      fields: number[]
    }
    return fields.flatMap((field, i) => {
      const [old, now] = [olds[i], news[i]].map((text) => JSON.parse(text || '[null]') as unknown[])
      const same = JSON.stringify(old?.[0]) === JSON.stringify(now?.[0])
      return same ? [] : [{ customer_id, field, old: old?.[0], new: now }]
    })
  })
}

/**
 * A consent that its sender heard no answer to is sent again, under another position, and is then in the
 * ledger twice: it says the same. Twice under one position would be our doing.
 */
function saidOnce(consents: readonly Row[]): Row[] {
  const byPosition = new Map<string, number>()
  const said = new Map<string, Row>()
  for (const consent of consents) {
    const { version: _, ...says } = consent
    const times = (byPosition.get(JSON.stringify(consent)) ?? 0) + 1
    byPosition.set(JSON.stringify(consent), times)
    const row = times === 1 ? says : { ...says, repeated: times }
    said.set(JSON.stringify(row), row)
  }
  return [...said.values()]
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
