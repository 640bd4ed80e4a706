import { parentPort, workerData } from 'node:worker_threads'
import { createClient, type Client, type Transaction } from '@libsql/client/sqlite3'
import { sqliteUrl } from '../sqliteUrl.ts'

/** What the thread is asked: to take the next rows along, or to end. */
export type SnapshotRequest = { readonly what: 'copy' | 'end' }

export type SnapshotReport =
  /** The moment is taken: what is written from now on is not in it. */
  | { readonly kind: 'taken'; readonly position: number; readonly applied: number }
  | { readonly kind: 'copied'; readonly rows: number; readonly last: boolean }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly message: string }

/**
 * The thread in which a snapshot of the operational store is taken, by a connection of its own: a
 * transaction that reads fixes the moment, and its rows are copied at leisure while others write.
 * VACUUM INTO would be shorter, but nobody can say at which moment it has begun to read.
 */
if (parentPort === null) throw new Error('runs only as a worker thread')
const port = parentPort
const { file, copy } = workerData as { file: string; copy: string }

/** Rows of one piece: few enough that somebody who wants it stopped is heard soon. */
const rowsAtATime = 200

const smallest = -(2n ** 63n)

type Open = { readonly client: Client; readonly reading: Transaction }

/** Sent one at a time; the first report comes unasked. */
const opened = report(open)
let pieces: AsyncGenerator<SnapshotReport> | undefined

port.on('message', ({ what }: SnapshotRequest) => {
  void opened.then(async (at) => {
    if (what === 'copy' && at !== undefined) {
      pieces ??= copyRows(at)
      await report(async () => [at, (await pieces?.next())?.value as SnapshotReport])
      return
    }
    at?.reading.close()
    at?.client.close()
    port.postMessage({ kind: 'ended' } satisfies SnapshotReport)
  })
})

async function report(work: () => Promise<[Open, SnapshotReport]>): Promise<Open | undefined> {
  try {
    const [at, said] = await work()
    port.postMessage(said)
    return at
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    port.postMessage({ kind: 'failed', message } satisfies SnapshotReport)
    return undefined
  }
}

async function open(): Promise<[Open, SnapshotReport]> {
  const client = createClient({ url: sqliteUrl(file), intMode: 'bigint', concurrency: 1 })
  await client.execute({ sql: 'ATTACH ? AS copy', args: [sqliteUrl(copy)] })
  // Rows come table by table: what they point to may come later.
  await client.execute('PRAGMA foreign_keys = 0')
  // Whoever reads the copy finds it whole or not at all: it is fsynced when it is done.
  await client.execute('PRAGMA copy.journal_mode = OFF')
  await client.execute('PRAGMA copy.synchronous = OFF')
  const reading = await client.transaction('deferred')
  const { rows } = await reading.execute('SELECT position, applied FROM main.inbox_state')
  const [row] = rows
  const [position, applied] = [Number(row?.['position']), Number(row?.['applied'])]
  return [
    { client, reading },
    { kind: 'taken', position, applied },
  ]
}

/** Tables first, in pieces; then what is made from them. */
async function* copyRows({ client, reading }: Open): AsyncGenerator<SnapshotReport> {
  const { rows } = await reading.execute(
    `SELECT type, name, sql FROM main.sqlite_schema
     WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  )
  const things = rows.map((row) => ({
    type: text(row['type']),
    name: text(row['name']),
    sql: text(row['sql']),
  }))
  for (const { name, sql } of things.filter(({ type }) => type === 'table')) {
    await reading.execute(inCopy(sql))
    yield* copyTable(reading, name)
  }
  for (const { type, sql } of things) {
    if (type !== 'table') await reading.execute(inCopy(sql))
  }
  await reading.commit()
  await client.execute('DETACH copy')
  yield { kind: 'copied', rows: 0, last: true }
}

/** The definitions are this program's own (`migrations.ts`), as SQLite has kept them. */
function inCopy(sql: string): string {
  const made = sql.replace(/^(CREATE (?:UNIQUE )?(?:TABLE|INDEX|TRIGGER|VIEW) )/, '$1copy.')
  if (made === sql) throw new Error(`not a definition that can be copied: ${sql}`)
  return made
}

async function* copyTable(reading: Transaction, table: string): AsyncGenerator<SnapshotReport> {
  const name = quoted(table)
  const info = await reading.execute(`PRAGMA main.table_xinfo(${name})`)
  const columns = info.rows.map((row) => quoted(text(row['name']))).join(', ')
  if (!(await hasRowid(reading, table))) {
    const done = await reading.execute(
      `INSERT INTO copy.${name} (${columns}) SELECT ${columns} FROM main.${name}`,
    )
    yield { kind: 'copied', rows: done.rowsAffected, last: false }
    return
  }
  for (let after = smallest; ;) {
    const next = await reading.execute({
      sql: `SELECT max(rowid) AS last FROM
        (SELECT rowid FROM main.${name} WHERE rowid > ? ORDER BY rowid LIMIT ${rowsAtATime})`,
      args: [after],
    })
    const last = next.rows[0]?.['last']
    if (typeof last !== 'bigint') return
    const done = await reading.execute({
      sql: `INSERT INTO copy.${name} (rowid, ${columns})
        SELECT rowid, ${columns} FROM main.${name} WHERE rowid > ? AND rowid <= ?`,
      args: [after, last],
    })
    yield { kind: 'copied', rows: done.rowsAffected, last: false }
    after = last
  }
}

/** By what it says of itself: one without a row id has none to ask for. */
async function hasRowid(reading: Transaction, table: string): Promise<boolean> {
  const { rows } = await reading.execute({
    sql: `SELECT wr FROM pragma_table_list(?) WHERE schema = 'main'`,
    args: [table],
  })
  return rows[0]?.['wr'] === 0n
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('SQLite describes itself otherwise')
  return value
}

function quoted(name: string): string {
  if (!/^\w+$/.test(name)) throw new Error(`not a name of ours: ${name}`)
  return `"${name}"`
}
