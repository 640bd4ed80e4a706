/** What a shop would use instead: DuckDB, and PostgreSQL where the machine has it. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { entryUrl, startProcess } from '../src/store/thread.ts'
import type { Answer, Asked } from './duckdb.ts'

export type Peer = {
  readonly name: string
  /** Loads `customers.csv` and `events.csv` of the folder into tables laid out as that database likes it. */
  load(folder: string): Promise<void>
  count(memberSql: string): Promise<number>
  /** Keeps the members, as a saved segment would be. */
  keep(memberSql: string): Promise<void>
  close(): Promise<void>
}

export function duckdb(): Peer {
  const folder = mkdtempSync(join(tmpdir(), 'bench-duckdb-'))
  const child = startProcess(entryUrl('./duckdb.ts', import.meta.url), [join(folder, 'bench.db')])
  const run = async (statement: string): Promise<number> => {
    child.send({ statement } satisfies Asked)
    const [answer] = (await once(child, 'message')) as [Answer]
    if ('problem' in answer) throw new Error(answer.problem)
    return answer.n
  }
  return {
    name: 'DuckDB',
    load: async (from) => {
      await run(
        `CREATE TABLE customers AS SELECT * FROM read_csv('${from}/customers.csv', header = false, columns = {customer_id: 'BIGINT', city: 'VARCHAR'})`,
      )
      await run(
        `CREATE TABLE events AS SELECT * FROM read_csv('${from}/events.csv', header = false, nullstr = '\\N', columns = {name: 'VARCHAR', customer_id: 'BIGINT', ts: 'BIGINT', total: 'DOUBLE', category: 'VARCHAR'}) ORDER BY name, customer_id, ts`,
      )
      await run('CREATE TABLE members (customer_id BIGINT)')
    },
    count: (memberSql) => run(`SELECT count(*) AS n FROM (${memberSql})`),
    keep: async (memberSql) => void (await run(`INSERT INTO members ${memberSql}`)),
    close: async () => {
      child.disconnect()
      await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const binaries = '/usr/lib/postgresql/15/bin'

/** A private PostgreSQL 15 with room to work (1 GB of shared buffers, 256 MB a sort); undefined where it is not installed. */
export async function postgres(): Promise<Peer | undefined> {
  if (!existsSync(binaries)) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'bench-postgres-'))
  const owner = idOf('postgres')
  if (owner === undefined) return undefined
  chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const run = (program: string, ...args: string[]): void => {
    const { status, stderr } = spawnSync(join(binaries, program), args, {
      ...owner,
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    if (status !== 0) throw new Error(`${program} failed: ${stderr}`)
  }
  run('initdb', '-D', data, '--auth=trust', '-U', 'bench', '-E', 'UTF8', '--locale=C')
  const options = `-k ${folder} -h '' -c shared_buffers=1GB -c work_mem=256MB -c max_wal_size=8GB`
  run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start')
  const client = new pg.Client({ host: folder, user: 'bench', database: 'postgres' })
  await client.connect()
  return {
    name: 'PostgreSQL 15',
    load: async (from) => {
      // The server reads the files under its own name.
      chmodSync(from, 0o755)
      await client.query('CREATE TABLE customers (customer_id bigint PRIMARY KEY, city text)')
      await client.query(
        'CREATE TABLE events (name text, customer_id bigint, ts bigint, total double precision, category text)',
      )
      await client.query(`COPY customers FROM '${from}/customers.csv' (FORMAT csv)`)
      await client.query(`COPY events FROM '${from}/events.csv' (FORMAT csv, NULL '\\N')`)
      await client.query('CREATE INDEX ON events (name, ts, customer_id)')
      await client.query('CREATE INDEX ON customers (city)')
      await client.query('CREATE TABLE members (customer_id bigint)')
      await client.query('VACUUM ANALYZE')
    },
    count: async (memberSql) => {
      const { rows } = await client.query<{ n: string }>(
        `SELECT count(*) AS n FROM (${memberSql}) AS m`,
      )
      return Number(rows[0]?.n)
    },
    keep: async (memberSql) => {
      await client.query(`INSERT INTO members ${memberSql}`)
    },
    close: async () => {
      await client.end()
      run('pg_ctl', '-D', data, '-m', 'fast', 'stop')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function idOf(name: string): { uid: number; gid: number } | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout),
  )
  return uid === undefined || gid === undefined || !(uid > 0) ? undefined : { uid, gid }
}
