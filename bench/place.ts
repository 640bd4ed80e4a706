/** Where a bench runs: an engine of its own in a folder that goes when it is done. */
import { readFileSync, writeFileSync, mkdtempSync, rmSync, createWriteStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { builtInFields } from '../src/domain/customer/builtin.ts'
import type { Field } from '../src/domain/customer/field.ts'
import type { Context } from '../src/domain/segment/facts.ts'
import { utc } from '../src/domain/time/zone.ts'
import type { Database } from '../src/store/clickhouse/database.ts'
import { ensureColumns } from '../src/store/clickhouse/ensureColumns.ts'
import { createDatabase, migrate } from '../src/store/clickhouse/migrate.ts'
import { openDatabase } from '../src/store/clickhouse/open.ts'
import { startEngine, type Engine } from '../src/store/engine/start.ts'
import { now } from './world.ts'

export type Place = {
  readonly folder: string
  readonly engine: Engine
  readonly database: Database
  readonly databaseName: string
  readonly context: Context
  /** What the engine answers to a read, written to a file as it comes. */
  save(query: string, path: string): Promise<void>
  close(): Promise<void>
}

const name = 'bench'

export async function openPlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'clientela-bench-'))
  const engine = await startEngine({ directory: join(folder, 'engine'), memoryBytes: 12 * 2 ** 30 })
  const server = openDatabase({ url: engine.url })
  await createDatabase(server, name)
  const database = openDatabase({ url: engine.url, database: name })
  await migrate(database)
  await ensureColumns(database, builtInFields)
  return {
    folder,
    engine,
    database,
    databaseName: name,
    context: {
      now,
      shop: { zone: utc, weekStart: 1, currency: 'BRL' },
      fields: new Map(builtInFields.map((field) => [field.name, field])),
      segments: new Map(),
    },
    save: (query, path) => save(engine.url, query, path),
    close: async () => {
      await database.close()
      await server.close()
      await engine.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The built-in field of that name. */
export function builtIn(wanted: string): Field {
  const field = builtInFields.find((each) => each.name === wanted)
  if (field === undefined) throw new Error(`no field ${wanted}`)
  return field
}

async function save(url: string, query: string, path: string): Promise<void> {
  const { username, password, origin } = new URL(url)
  const answer = await fetch(`${origin}/?database=${name}&readonly=1`, {
    method: 'POST',
    body: query,
    headers: { authorization: `Basic ${btoa(`${username}:${decodeURIComponent(password)}`)}` },
  })
  if (!answer.ok || answer.body === null) throw new Error(await answer.text())
  await pipeline(answer.body, createWriteStream(path))
}

/** The most memory a process has held since {@link resetPeak}, in bytes. Linux only. */
export function peakOf(pid: number): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}
