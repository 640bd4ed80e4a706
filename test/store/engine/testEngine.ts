import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { createDatabase, migrate } from '../../../src/store/clickhouse/migrate.ts'
import { openDatabase } from '../../../src/store/clickhouse/open.ts'
import { ident, sql } from '../../../src/store/sql/sql.ts'

export type TestDatabase = {
  readonly database: Database
  /** With user and secret: for what opens the engine by itself. */
  readonly url: string
  readonly name: string
  close(): Promise<void>
}

/** A database of its own, with all tables or `empty`, in the engine that the run of tests shares. */
export async function openTestDatabase(kind: 'tables' | 'empty' = 'tables'): Promise<TestDatabase> {
  const url = await engineUrl()
  const name = `t_${randomBytes(6).toString('hex')}`
  const server = openDatabase({ url })
  await createDatabase(server, name)
  const database = openDatabase({ url, database: name })
  if (kind === 'tables') await migrate(database)
  return {
    database,
    url,
    name,
    async close() {
      await database.close()
      await server.run(sql`DROP DATABASE ${ident(name)} SYNC`)
      await server.close()
    },
  }
}

/** Of the engine that the run of tests shares, with user and secret. */
export async function engineUrl(): Promise<string> {
  return text(connect(inject('engineDoor'), '127.0.0.1'))
}
