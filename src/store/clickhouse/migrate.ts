import { failure, Refusal } from '../../domain/failure.ts'
import { as, ident, sql, type Sql } from '../sql/sql.ts'
import type { Database } from './database.ts'
import { customersTables } from './schema/customers.ts'
import { importsTables } from './schema/imports.ts'
import { duplicatesTables } from './schema/duplicates.ts'
import { eventsTables } from './schema/events.ts'
import { membershipsTables } from './schema/memberships.ts'
import { referenceTables } from './schema/references.ts'
import { tables } from './schema.ts'

/** What leads from one version of the tables to the next; each can be run again after a kill in its middle. */
type Migration = (database: Database) => Promise<void>

/** The first leads to version 1. What has been released is never changed: a later one is added. */
const migrations: readonly Migration[] = [
  createTables,
  addCurrency,
  addRuns,
  addDuplicates,
  addTargets,
  addUndo,
  readSearchFaster,
  addTrials,
  addReferences,
  remakeBlocks,
  addDue,
  findChanges,
  addKnown,
  addTouched,
  addRejectedSource,
  addIdentityLinks,
]

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
  if (from === 0 && (await isNew(database))) {
    await createAtOnce(database)
    return
  }
  for (const [i, migration] of migrations.entries()) {
    if (i < from) continue
    await migration(database)
    await database.run(sql`INSERT INTO schema_version
      SELECT ${i + 1}, toUnixTimestamp64Milli(now64(3))`)
  }
}

/** Whether there is no table yet. Where a kill left some, an older program may have made them. */
async function isNew(database: Database): Promise<boolean> {
  const [some] = await database.rows(sql`SELECT 1 FROM system.tables
    WHERE database = currentDatabase() AND name != 'schema_version' LIMIT 1`)
  return some === undefined
}

/**
 * The tables as all migrations together leave them, in half the statements, two side by side: most of a
 * first start is spent on them. That they are the same is tested.
 */
async function createAtOnce(database: Database): Promise<void> {
  const all = Object.values(tables)
  for (let from = 0; from < all.length; from += 2) {
    const two = all.slice(from, from + 2)
    await Promise.all(two.map(({ ddl }) => database.run(ifMissing(ddl))))
  }
  await database.run(sql`INSERT INTO schema_version
    SELECT number + 1, toUnixTimestamp64Milli(now64(3)) FROM numbers(${as('UInt64', schemaVersion)})`)
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

/**
 * What each run of imports brought, and one row for each change of a record in place of one for each
 * value. What `values` said of changes before is carried over; in it nobody was made and nothing lost.
 */
async function addRuns(database: Database): Promise<void> {
  await database.run(ifMissing(customersTables.edits.ddl))
  for (const table of [sql`customers`, sql`identities`, sql`list_members`, sql`consents`]) {
    await database.run(
      sql`ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS import_id UInt64 DEFAULT 0`,
    )
  }
  const [before] = await database.rows(
    sql`SELECT 1 FROM system.tables WHERE database = currentDatabase() AND name = 'values'`,
  )
  if (before === undefined) return
  const stored = (value: Sql): Sql =>
    sql`if(${value} = '', '', concat('[', ${value}, ',', toString(at), ',', toJSONString(source), ']'))`
  // Emptied first: a kill may have left some of them here.
  await database.run(sql`TRUNCATE TABLE edits`)
  await database.run(sql`
    INSERT INTO edits (customer_id, version, import_id, noticed, fields, olds, news)
    SELECT customer_id, version, any(import_id), max(noticed), groupArray(field),
      groupArray(${stored(sql`old`)}), groupArray(${stored(sql`new`)})
    FROM values GROUP BY customer_id, version`)
  await database.run(sql`DROP TABLE values`)
}

/** Where duplicates are looked for, and what was said of them. */
async function addDuplicates(database: Database): Promise<void> {
  for (const { ddl } of Object.values(duplicatesTables)) await database.run(ifMissing(ddl))
}

/** Whom runs are for that change many customers at once. */
async function addTargets(database: Database): Promise<void> {
  await database.run(ifMissing(importsTables.run_targets.ddl))
}

/** What undoing a run and merging customers rest on. Of what was replaced or taken off before, nothing is kept. */
async function addUndo(database: Database): Promise<void> {
  const { consents_removed, merged } = customersTables
  const { events_removed } = eventsTables
  const { product_edits } = referenceTables
  await database.run(sql`ALTER TABLE events ADD COLUMN IF NOT EXISTS named Array(UInt64)`)
  await database.run(sql`ALTER TABLE edits
    ADD COLUMN IF NOT EXISTS updated Int64 DEFAULT 0,
    ADD COLUMN IF NOT EXISTS created Int64 DEFAULT 0,
    ADD COLUMN IF NOT EXISTS made_by UInt64 DEFAULT 0,
    ADD COLUMN IF NOT EXISTS other UInt64 DEFAULT 0`)
  await database.run(sql`ALTER TABLE list_members
    ADD COLUMN IF NOT EXISTS was_at Int64 DEFAULT 0,
    ADD COLUMN IF NOT EXISTS was_import UInt64 DEFAULT 0,
    ADD COLUMN IF NOT EXISTS was_begun UInt64 DEFAULT 0,
    ADD COLUMN IF NOT EXISTS began UInt64 DEFAULT 0`)
  await database.run(sql`ALTER TABLE pins ADD COLUMN IF NOT EXISTS began UInt64 DEFAULT 0`)
  for (const { ddl } of [events_removed, product_edits, consents_removed, merged]) {
    await database.run(ifMissing(ddl))
  }
}

/** Parts written before are packed anew as they are merged. */
async function readSearchFaster(database: Database): Promise<void> {
  await database.run(sql`ALTER TABLE contacts MODIFY COLUMN search String CODEC(LZ4)`)
}

/** What imports of rows keep while they run. */
async function addTrials(database: Database): Promise<void> {
  const { import_seen: seen, import_tried: tried, import_tried_records: records } = importsTables
  for (const { ddl } of [seen, tried, records]) await database.run(ifMissing(ddl))
}

/** Fields of products, and places. What products had before is read from their own columns until it is indexed. */
async function addReferences(database: Database): Promise<void> {
  await database.run(sql`ALTER TABLE products
    ADD COLUMN IF NOT EXISTS typed String CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS variants String CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS search String CODEC(ZSTD(1))`)
  for (const { ddl } of Object.values(referenceTables)) await database.run(ifMissing(ddl))
}

/** What lies in them is made anew by each search. */
async function remakeBlocks(database: Database): Promise<void> {
  await database.run(sql`DROP TABLE IF EXISTS duplicate_blocks SYNC`)
  await database.run(ifMissing(duplicatesTables.duplicate_blocks.ddl))
}

/** When whom to ask again. It is filled by the first refresh of each segment. */
async function addDue(database: Database): Promise<void> {
  await database.run(ifMissing(membershipsTables.due.ddl))
}

/** A customer's own history in the ledger. What was written before is looked through until it is indexed. */
async function findChanges(database: Database): Promise<void> {
  await database.run(sql`ALTER TABLE changes ADD INDEX IF NOT EXISTS
    changes_customer customer_id TYPE bloom_filter(0.01) GRANULARITY 1`)
  await database.run(sql`ALTER TABLE changes MATERIALIZE INDEX changes_customer`)
}

/** Whether members are known; of older ones the next full refresh of their segment says it. */
async function addKnown(database: Database): Promise<void> {
  for (const table of [sql`memberships`, sql`memberships_by_customer`]) {
    await database.run(sql`ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS known Bool DEFAULT true`)
  }
}

/** Of whom a refresh asks that does not ask of everyone. */
async function addTouched(database: Database): Promise<void> {
  await database.run(ifMissing(membershipsTables.refresh_customers.ddl))
}

/** Whence a message came that could not be accepted. */
async function addRejectedSource(database: Database): Promise<void> {
  await database.run(
    sql`ALTER TABLE rejected ADD COLUMN IF NOT EXISTS source LowCardinality(String)`,
  )
}

/** Which identifiers messages named together. */
async function addIdentityLinks(database: Database): Promise<void> {
  await database.run(ifMissing(customersTables.identity_links.ddl))
}

/** The texts of schema.ts are this program's own. */
function ifMissing(ddl: string): Sql {
  return { parts: [ddl.replace('CREATE TABLE', 'CREATE TABLE IF NOT EXISTS')] }
}
