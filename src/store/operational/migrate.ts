import { sql } from 'kysely'
import { failure, Refusal } from '../../domain/failure.ts'
import { migrations, type Migration } from './migrations.ts'
import { words, type Engine } from './words.ts'
import { inTransaction, type Db } from './tables.ts'

/**
 * Brings the store to the newest version, each step in a transaction and recorded. Throws a Refusal
 * `conflict` for a store that a newer program has written: an older one would not know what it breaks.
 */
export async function migrate(
  db: Db,
  engine: Engine,
  now: number,
  all: readonly Migration[] = migrations,
): Promise<void> {
  await inTransaction(db, async (open) => {
    await alone(open, engine)
    await sql`CREATE TABLE IF NOT EXISTS schema_versions (
      version ${words[engine].int} NOT NULL PRIMARY KEY, name text NOT NULL,
      at ${words[engine].int} NOT NULL)${words[engine].end}`.execute(open)
    const version = await schemaVersion(open)
    if (version > all.length) throw tooNew(version, all.length)
    for (const [i, migration] of all.entries()) {
      if (i >= version) await apply(open, engine, { version: i + 1, migration, now })
    }
  })
}

/** The version at which the store stands; 0 when it is new. */
export async function schemaVersion(db: Db): Promise<number> {
  const row = await db
    .selectFrom('schema_versions')
    .select((each) => each.fn.max('version').as('version'))
    .executeTakeFirst()
  return row?.version ?? 0
}

async function apply(
  db: Db,
  engine: Engine,
  step: { readonly version: number; readonly migration: Migration; readonly now: number },
): Promise<void> {
  for (const statement of step.migration.statements(words[engine])) await statement.execute(db)
  await db
    .insertInto('schema_versions')
    .values({ version: step.version, name: step.migration.name, at: step.now })
    .execute()
}

/** Two processes that start at once on one PostgreSQL: the second waits. SQLite's is one process's alone. */
async function alone(db: Db, engine: Engine): Promise<void> {
  // The number is "clientela" to us and nothing to anybody else.
  if (engine === 'postgres') await sql`SELECT pg_advisory_xact_lock(7214563180112)`.execute(db)
}

function tooNew(stands: number, known: number): Refusal {
  return new Refusal(
    failure(
      'conflict',
      `The operational store was written by a newer Clientela: it is at version ${stands}, and this program knows up to ${known}.`,
      { fix: 'Start that newer version, or restore a backup made by this one.' },
    ),
  )
}
