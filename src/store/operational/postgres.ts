import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type Dialect } from 'kysely'
import pg from 'pg'
import { linkDriver, type Link } from './driver.ts'
import { refused } from './trouble.ts'

/** Kysely on a PostgreSQL server. The URL may hold a password: it appears in no message. */
export function postgresDialect(url: string): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 60_000,
    keepAlive: true,
    application_name: 'clientela',
    types: { getTypeParser: parserFor as typeof pg.types.getTypeParser },
  })
  // A connection that dies while nobody uses it: the next question gets another one.
  pool.on('error', () => {})
  return {
    createDriver: () =>
      linkDriver(
        async () => await connect(pool),
        async () => await pool.end(),
      ),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

async function connect(pool: pg.Pool): Promise<Link> {
  const client = await passing(async () => await pool.connect())
  let broken = false
  const run = async (text: string, values: unknown[]): Promise<pg.QueryResult> =>
    await passing(async () => await client.query(text, values))
  const say = async (word: string): Promise<void> => {
    try {
      await run(word, [])
    } catch (error) {
      // Nobody may inherit a transaction that could not be ended.
      broken = true
      throw error
    }
  }
  await setDurable(client)
  return {
    run: async (text, parameters) => {
      const { rows, rowCount, command } = await run(text, [...parameters])
      return { rows: rows ?? [], changed: command === 'SELECT' ? 0 : (rowCount ?? 0) }
    },
    begin: async () => await say('begin'),
    commit: async () => await say('commit'),
    rollback: async () => await say('rollback'),
    release: () => client.release(broken),
  }
}

const durable = new WeakSet<pg.PoolClient>()

/** A server set to answer before its log is on disk would make our acknowledgements untrue. */
async function setDurable(client: pg.PoolClient): Promise<void> {
  if (durable.has(client)) return
  await passing(
    async () =>
      await client.query(
        `SELECT set_config('synchronous_commit', 'on', false)
         WHERE current_setting('synchronous_commit') = 'off'`,
      ),
  )
  durable.add(client)
}

async function passing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw refused(error)
  }
}

/** 64-bit integers as bigints and bytes as Uint8Array, as SQLite gives them; all else as `pg` reads it. */
function parserFor(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === pg.types.builtins.INT8) return BigInt
  if (oid === pg.types.builtins.BYTEA) {
    return (text: string) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))
  }
  return pg.types.getTypeParser(oid, format)
}
