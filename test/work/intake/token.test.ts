import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../patience.ts'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import type { Arrival } from '../../../src/domain/arrival.ts'
import { failure, Refusal } from '../../../src/domain/failure.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { createDatabase, migrate } from '../../../src/store/clickhouse/migrate.ts'
import { openDatabase } from '../../../src/store/clickhouse/open.ts'
import { startEngine, type Engine } from '../../../src/store/engine/start.ts'
import { openOperational, type Operational } from '../../../src/store/operational/open.ts'
import { sql } from '../../../src/store/sql/sql.ts'
import { Loader } from '../../../src/work/intake/loader.ts'
import { shop } from './shop.ts'
import { countRows, who } from './world.ts'

/**
 * The engine writes a token down before it has the part in its place. A kill between the two leaves the
 * token and no rows: here the part is taken away after the engine was killed, which is the same.
 */
let directory: string
let engine: Engine
let database: Database
let operational: Operational

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'clientela-token-'))
  engine = await startEngine({
    directory: join(directory, 'engine'),
    memoryBytes: 1_500_000_000,
    lanes: 4,
  })
  const server = openDatabase({ url: engine.url })
  await createDatabase(server, 'shop')
  await server.close()
  database = openDatabase({ url: engine.url, database: 'shop' })
  await migrate(database)
  operational = await openOperational({
    where: { file: join(directory, 'clientela.db') },
    shop,
    builtInFields,
  })
})

afterAll(async () => {
  await operational.close()
  await database.close()
  await engine.stop()
  rmSync(directory, { recursive: true, force: true })
})

/** Writes a set, kills the engine, and takes away the part that the set had made. */
async function writeAndLose(...[table, rows, options]: Parameters<Database['insert']>) {
  await database.insert(table, rows, options)
  const [part] = await database.rows<{ path: string }>(
    sql`SELECT path FROM system.parts WHERE database = 'shop' AND table = ${table} AND active
      ORDER BY max_block_number DESC LIMIT 1`,
  )
  if (part === undefined) throw new Error(`no part of ${table}`)
  const { pid } = engine
  if (pid === undefined) throw new Error('no engine')
  process.kill(pid, 'SIGKILL')
  rmSync(part.path, { recursive: true })
  // A write that meets the one that dies is not sent again.
  await eventually(() => expect([pid, undefined]).not.toContain(engine.pid))
  await database.rows(sql`SELECT 1`)
}

test('the engine drops a set by a token whose rows are not there', async () => {
  const rows = [{ position: 1, row: 0, version: 1 }]
  await writeAndLose('rejected', rows, { token: 'noted' })
  await database.insert('rejected', rows, { token: 'noted' })
  // If this fails the engine has mended it, and what follows could be simpler.
  expect(await countRows(database, 'rejected')).toBe(0)
})

test.each(['events', 'edits', 'message_ids', 'customers'])(
  'a set of %s that a kill of the engine took away is written by the repeat',
  async (table) => {
    const before = await countRows(database, table)
    const arrivals: Arrival[] = [
      {
        kind: 'customers',
        mode: 'upsert',
        customers: [{ ...who(`ana ${table}`), fields: { city: 'Recife', nonsense: 1 } }],
      },
      { kind: 'events', events: [{ event: 'Clicked', ...who(`ana ${table}`), messageId: table }] },
      {
        kind: 'consents',
        consents: [{ ...who(`ana ${table}`), purpose: 'news', channel: 'email', state: 'granted' }],
      },
    ]
    for (const arrival of arrivals) {
      await operational.inbox.append(arrival.kind, Buffer.from(JSON.stringify(arrival)))
    }
    let lost = false
    const loader = new Loader({
      operational,
      database: {
        ...database,
        insert: async (into, rows, options) => {
          if (into !== table || lost) return await database.insert(into, rows, options)
          lost = true
          await writeAndLose(into, rows, options)
          throw new Refusal(failure('unavailable', 'killed here, for a test'))
        },
      },
      directory,
      runImport: async () => await Promise.reject(new Error('no imports here')),
      clock: Date.now,
      holder: 'test',
      log: { info: () => {}, warn: () => {}, error: (about) => expect(about).toBeUndefined() },
    })
    loader.start()
    const { position } = await operational.inbox.state()
    expect(await operational.inbox.waitApplied(position, 20_000)).toBeDefined()
    await loader.stop()
    expect(lost).toBe(true)
    expect(await countRows(database, table)).toBe(before + 1)
  },
)
