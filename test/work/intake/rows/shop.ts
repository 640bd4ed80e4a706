import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtInFields } from '../../../../src/domain/customer/builtin.ts'
import { catalogOf } from '../../../../src/domain/customer/catalog.ts'
import { plainField, type Field } from '../../../../src/domain/customer/field.ts'
import { referenceFields } from '../../../../src/domain/reference/builtin.ts'
import type { Database } from '../../../../src/store/clickhouse/database.ts'
import { ensureColumns } from '../../../../src/store/clickhouse/ensureColumns.ts'
import { sql } from '../../../../src/store/sql/sql.ts'
import { understand } from '../../../../src/work/intake/files/understand.ts'
import type {
  RowKind,
  RowsResult,
  RowsRun,
  RunOptions,
} from '../../../../src/work/intake/rows/options.ts'
import { runRows } from '../../../../src/work/intake/rows/run.ts'
import type { RowsMark, RowsWorld } from '../../../../src/work/intake/rows/world.ts'
import { openTestDatabase } from '../../../store/engine/testEngine.ts'
import { settings } from '../orders/world.ts'

/** What the files of tests fill beside the built-in fields. */
export const ownFields: readonly Field[] = [
  { ...plainField, id: 101, name: 'points', label: 'Points', type: 'integer', filterable: true },
  { ...plainField, id: 102, name: 'card', label: 'Card', type: 'text', unique: true },
]

/** Small, so that a small file has several sets. */
export const sizes = { rows: 7, characters: 1_000_000 }

export type Shop = {
  readonly database: Database
  readonly url: string
  readonly name: string
  readonly directory: string
  /** The run of a file of those lines, at the next inbox position. */
  runOf(lines: readonly string[], options: RunOptions, kind?: RowKind): Promise<RowsRun>
  take(run: RowsRun, world?: Partial<RowsWorld>): Promise<RowsResult>
  try(run: RowsRun): Promise<RowsResult>
  /** Values by field name. */
  fields(userId: string): Promise<Record<string, unknown>>
  close(): Promise<void>
}

/** A shop of its own, empty, in the engine of the tests. */
export async function openShop(own: readonly Field[] = ownFields): Promise<Shop> {
  const opened = await openTestDatabase()
  const { database, url, name } = opened
  const fields = [...builtInFields, ...own.filter((field) => field.of === 'customer')]
  await ensureColumns(database, [...builtInFields, ...own, ...referenceFields])
  const catalog = catalogOf(fields)
  const [product, place] = (['product', 'place'] as const).map((of) =>
    [...referenceFields, ...own].filter((field) => field.of === of),
  )
  const fieldsOf = { customers: fields, events: fields, products: product, places: place }
  const references = { product: catalogOf(product ?? []), place: catalogOf(place ?? []) }
  const directory = mkdtempSync(join(tmpdir(), 'clientela-rows-'))
  let position = 0
  const take: Shop['take'] = async (run, world = {}) => {
    let mark: RowsMark | undefined
    const onMark = async (now: RowsMark): Promise<void> => {
      mark = structuredClone(now)
    }
    return await runRows(run, { database, onMark, onProgress: () => {}, sizes, mark, ...world })
  }
  return {
    database,
    url,
    name,
    directory,
    runOf: async (lines, options, kind = 'customers') => {
      position += 1
      const path = join(directory, `${position}.csv`)
      writeFileSync(path, `${lines.join('\n')}\n`)
      return {
        kind,
        position,
        importId: position,
        received: Date.UTC(2026, 0, position),
        understood: await understand(path, { ...options, kind, fields: fieldsOf[kind] ?? [] }),
        options,
        lists: new Map([['vip', 1]]),
        listNames: new Map([[1, 'VIP']]),
        rejectedPath: join(directory, `${position}-rejected.csv`),
        settings: { ...settings, catalog, references },
        dry: false,
      }
    },
    take,
    try: async (run) => await take({ ...run, position: 2 ** 31 - 1, dry: true }),
    fields: async (userId) => {
      const rows = await database.rows<{ data: string }>(sql`
        SELECT data FROM (
          SELECT customer_id, data FROM customers FINAL
          UNION ALL SELECT customer_id, data FROM contacts FINAL)
        WHERE customer_id IN (
          SELECT customer_id FROM identities FINAL WHERE kind = 'user_id' AND value = ${userId})`)
      const values = rows.flatMap(({ data }) =>
        Object.entries(JSON.parse(data) as Record<string, [unknown]>),
      )
      return Object.fromEntries(
        values.map(([id, [value]]) => [catalog.byId.get(Number(id))?.name ?? id, value]),
      )
    },
    async close() {
      rmSync(directory, { recursive: true, force: true })
      await opened.close()
    },
  }
}

const compared = [
  'customers',
  'contacts',
  'identities',
  'list_members',
  'identity_conflicts',
  'products',
  'places',
]
const counted = [
  'edits',
  'consents',
  'events',
  'message_ids',
  'rejected',
  'product_edits',
  'place_edits',
]

/** All that a shop holds: equal for equal shops, however often a kill came between. */
export async function stateOf(database: Database): Promise<Record<string, string[]>> {
  const state: Record<string, string[]> = {}
  for (const table of [...compared, ...counted]) {
    const from = { parts: [{ name: table }, compared.includes(table) ? ' FINAL' : ''] }
    const rows = await database.rows<Record<string, unknown>>(sql`SELECT * FROM ${from}`)
    state[table] = rows.map((row) => JSON.stringify(row)).toSorted()
  }
  return state
}
