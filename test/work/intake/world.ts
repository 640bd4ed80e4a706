import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import type { Arrival } from '../../../src/domain/arrival.ts'
import { catalogOf, type Catalog } from '../../../src/domain/customer/catalog.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { readIdentities, identifierKey } from '../../../src/store/clickhouse/identities.ts'
import { readRecords, type CustomerRecord } from '../../../src/store/clickhouse/records.ts'
import { tables } from '../../../src/store/clickhouse/schema.ts'
import { createField, listFields, type NewField } from '../../../src/store/operational/fields.ts'
import type { Outcome as Applied } from '../../../src/store/operational/inbox.ts'
import { openOperational, type Operational } from '../../../src/store/operational/open.ts'
import type { OpenOptions } from '../../../src/store/clickhouse/open.ts'
import { ident, sql } from '../../../src/store/sql/sql.ts'
import { Loader, type LoaderMeans, type Log, type News } from '../../../src/work/intake/loader.ts'
import type { Outcome } from '../../../src/work/intake/setState.ts'
import { makeImportRunner } from '../../../src/work/runImport.ts'
import { patienceMs } from '../../patience.ts'
import { fixKey } from '../fixKey.ts'
import { openTestDatabase } from '../../store/engine/testEngine.ts'
import { shop } from './shop.ts'

export type World = {
  readonly database: Database
  /** Of the engine, and the name there. */
  readonly url: string
  readonly name: string
  readonly operational: Operational
  /** As another thread opens the database. */
  readonly connection: OpenOptions
  readonly directory: string
  readonly news: readonly News[]
  /** What the loader complained of. */
  readonly complaints: readonly string[]
  catalog(): Promise<Catalog>
  field(field: NewField): Promise<number>
  /** Keeps an arrival and waits until it is taken in. */
  bring(arrival: Arrival): Promise<Came>
  /** Without waiting. */
  append(arrival: Arrival): Promise<number>
  wait(position: number): Promise<Came>
  /** A bulk file of these lines, taken in. */
  bulk(lines: readonly unknown[]): Promise<Came>
  customer(kind: string, value: string): Promise<CustomerRecord | undefined>
  /** Values by field name. */
  fields(kind: string, value: string): Promise<Record<string, unknown>>
  count(table: string): Promise<number>
  /** Told of what was taken in, as whoever refreshes is. */
  hears(tell: (news: News) => void): void
  startLoader(database?: Database, more?: Partial<LoaderMeans>): void
  stopLoader(): Promise<void>
  close(): Promise<void>
}

export type Came = Applied & { readonly position: number; readonly outcome: Outcome | undefined }

/** A loader on real stores of its own; the clock is the machine's where none is given. */
export async function openWorld(clock = Date.now): Promise<World> {
  const directory = mkdtempSync(join(tmpdir(), 'clientela-intake-'))
  const engine = await openTestDatabase()
  const { database } = engine
  const operational = await openOperational({
    where: { file: join(directory, 'clientela.db') },
    shop,
    builtInFields,
    clock,
  })
  await fixKey(operational.db)
  const news: News[] = []
  const told: ((each: News) => void)[] = []
  const complaints: string[] = []
  const log = logInto(complaints)
  const stores = { operational, directory, clock }
  const { signal } = new AbortController()
  let loader: Loader | undefined
  const world: World = {
    database,
    url: engine.url,
    name: engine.name,
    operational,
    connection: { url: engine.url, database: engine.name },
    directory,
    news,
    complaints,
    catalog: async () => catalogOf(await listFields(operational.db)),
    field: async (field) => (await createField(operational.db, field, clock())).id,
    append: async (arrival) =>
      await operational.inbox.append(arrival.kind, Buffer.from(JSON.stringify(arrival))),
    wait: async (position) => {
      const applied = await operational.inbox.waitApplied(position, patienceMs)
      if (applied === undefined) throw new Error(`not applied: ${position} (${complaints.join()})`)
      return { ...applied, position, outcome: applied.outcome as Outcome | undefined }
    },
    bring: async (arrival) => await world.wait(await world.append(arrival)),
    bulk: async (lines) => {
      await mkdir(join(directory, 'spool'), { recursive: true })
      const file = join('spool', `bulk-${Math.random()}`)
      const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
      await writeFile(join(directory, file), `${text.join('\n')}\n`)
      return await world.bring({ kind: 'bulk', file })
    },
    customer: async (kind, value) => {
      const id = (await readIdentities(database, [{ kind, value }])).get(
        identifierKey({ kind, value }),
      )
      return id === undefined ? undefined : (await readRecords(database, [id])).get(id)
    },
    fields: async (kind, value) => {
      const record = await world.customer(kind, value)
      const { byId } = await world.catalog()
      const entries = [...(record?.values ?? [])].map(([id, [it]]) => [byId.get(id)?.name, it])
      return Object.fromEntries(entries) as Record<string, unknown>
    },
    count: async (table) => await countRows(database, table),
    hears: (tell) => void told.push(tell),
    startLoader: (of = database, more = {}) => {
      loader = new Loader({
        operational,
        database: of,
        directory,
        runImport: makeImportRunner({ ...stores, database: of, log, signal }),
        clock,
        holder: 'test',
        log,
        ...more,
      })
      loader.afterApplied((each) => void news.push(each))
      loader.afterApplied((each) => {
        for (const tell of told) tell(each)
      })
      loader.start()
    },
    stopLoader: async () => await loader?.stop(),
    close: async () => {
      await loader?.stop()
      await operational.close()
      await engine.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
  world.startLoader()
  return world
}

function logInto(complaints: string[]): Log {
  const tell = (about: object, message: string): void => {
    const error = 'err' in about && about.err instanceof Error ? about.err.stack : ''
    complaints.push(`${message} ${error}`)
  }
  return { info: () => {}, warn: tell, error: tell }
}

const replacing = new Set(
  Object.entries(tables).flatMap(([name, { ddl }]) =>
    ddl.includes('ReplacingMergeTree') ? [name] : [],
  ),
)

export async function countRows(database: Database, table: string): Promise<number> {
  const from = replacing.has(table) ? sql`${ident(table)} FINAL` : ident(table)
  const [row] = await database.rows<{ n: string }>(sql`SELECT count() AS n FROM ${from}`)
  return Number(row?.n)
}

/** The logical rows of every table that arrivals write, in one order: equal states are equal texts. */
export async function stateOf(database: Database): Promise<Record<string, string[]>> {
  const state: Record<string, string[]> = {}
  for (const table of Object.keys(tables)) {
    if (table.startsWith('import_')) continue
    const from = replacing.has(table) ? sql`${ident(table)} FINAL` : ident(table)
    const rows = await database.rows<Record<string, unknown>>(sql`SELECT * FROM ${from}`)
    state[table] = rows.map((row) => JSON.stringify(row)).toSorted()
  }
  return state
}

export function who(userId: string): { identifiers: { user_id: string } } {
  return { identifiers: { user_id: userId } }
}
