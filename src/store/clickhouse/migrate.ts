import { failure, Refusal } from '../../domain/failure.ts'
import { ident, sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
import { tables } from './schema.ts'

/** What leads from one version of the tables to the next; each can be run again after a kill in its middle. */
type Migration = (database: Database) => Promise<void>

/** The first leads to version 1. What has been released is never changed: a later one is added. */
const migrations: readonly Migration[] = [createTables, addCurrency]

/** The version of the tables that this program knows. */
export const schemaVersion = migrations.length

/**
 * Brings the tables to this program's version, and records each step. Safe to repeat and to be killed.
 * @throws Refusal `conflict` when they are of a newer program.
 */
export async function migrate(database: Database): Promise<void> {
  await database.run(sql`CREATE TABLE IF NOT EXISTS schema_version (version UInt32, at Int64)
    ENGINE = MergeTree ORDER BY version
    SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`)
  const [found] = await database.rows<{ version: number }>(
    sql`SELECT max(version) AS version FROM schema_version`,
  )
  const from = found?.version ?? 0
  if (from > schemaVersion) {
    throw new Refusal(
      failure('conflict', `the data are of version ${from}, this program knows ${schemaVersion}`, {
        fix: 'start the newer program that wrote them',
      }),
    )
  }
  for (const [i, migration] of migrations.entries()) {
    if (i < from) continue
    await migration(database)
    await database.run(sql`INSERT INTO schema_version
      SELECT ${i + 1}, toUnixTimestamp64Milli(now64(3))`)
  }
}

/** Makes the database itself, which a database opened on it cannot: so through one opened on `default`. */
export async function createDatabase(server: Database, name: string): Promise<void> {
  await server.run(sql`CREATE DATABASE IF NOT EXISTS ${ident(name)}`)
}

async function createTables(database: Database): Promise<void> {
  for (const { ddl } of Object.values(tables)) await database.run(ifMissing(ddl))
}

/** Tables made before had no column for it: it is read from the map until their parts are merged. */
async function addCurrency(database: Database): Promise<void> {
  await database.run(sql`ALTER TABLE events ADD COLUMN IF NOT EXISTS
    currency LowCardinality(String) MATERIALIZED fold['currency'] AFTER price`)
}

/** The texts of schema.ts are this program's own. */
function ifMissing(ddl: string): Sql {
  return { parts: [ddl.replace('CREATE TABLE', 'CREATE TABLE IF NOT EXISTS')] }
}
