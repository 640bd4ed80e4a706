import { createClient, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client'
import { Readable } from 'node:stream'
import { ident, join, sql, write, type Sql } from '../sql/sql.ts'
import type { Database, ReadOptions, WriteOptions } from './database.ts'
import { InTurn } from './inTurn.ts'
import { bytesOf } from './rows.ts'
import { retrying, translated, type Repeat } from './trouble.ts'

export type OpenOptions = {
  /** `http://user:password@host:port/`, with the database as path or beside. */
  readonly url: string
  readonly database?: string
  /** Limits of each read. */
  readonly maxSeconds?: number
  readonly maxMemoryBytes?: number
  readonly maxResultRows?: number
  /**
   * Of a thread beside the main one, which would not wait for its deletions: a DELETE, or an ALTER that is
   * more than dropping a partition, is a mistake there (docs/decisions/0023).
   */
  readonly ofThread?: boolean
}

/** Opens the way to ClickHouse. Connects with the first use; `ping` says whether somebody is there. */
export function openDatabase(options: OpenOptions): Database {
  const { url, database } = addressOf(options)
  const client = createClient({
    url,
    database,
    max_open_connections: 32,
    // Our own limits of time end what takes long; this is for a server that has gone without a word.
    request_timeout: 24 * 3_600_000,
    use_multipart_params_auto: true,
    log: { level: 127 as 0 },
  })
  const changes = new InTurn()
  const works = new InTurn()
  return {
    rows: async <T>(query: Sql, read: ReadOptions = {}) => {
      const ask = asking<T>(client, query, readSettings(options, read), read.signal)
      const all: T[] = []
      await retrying('read', read.signal, async () => {
        all.length = 0
        for await (const block of ask()) {
          for (const row of block) all.push(row)
        }
      })
      return all
    },
    stream: async function* <T>(query: Sql, read: ReadOptions = {}) {
      const ask = asking<T>(client, query, readSettings(options, read), read.signal)
      yield* streamed(ask, read.signal)
    },
    run: async (statement, writeOptions = {}) => {
      const written = write(statement)
      const sent = async (): Promise<void> => await run(client, written, writeOptions)
      const table = changedTable(written.text)
      if (options.ofThread === true && table !== undefined && !dropsPartition(written.text)) {
        throw new Error(`a thread beside the main one may not delete from ${table}`)
      }
      await (table === undefined ? sent() : changes.after(table, sent))
    },
    insert: (table, rows, writeOptions = {}) => {
      // What has been read of an iterable cannot be sent again.
      const repeat = Array.isArray(rows) ? 'write' : 'never'
      const into = sql`INSERT INTO ${ident(table)} FORMAT JSONEachRow`
      return send(client, { into, bytes: () => bytesOf(rows), repeat }, writeOptions)
    },
    insertTsv: (table, columns, lines, writeOptions = {}) => {
      const names = join(columns.map(ident), ', ')
      const into = sql`INSERT INTO ${ident(table)} (${names}) FORMAT TabSeparated`
      return send(client, { into, bytes: () => [lines], repeat: 'write' }, writeOptions)
    },
    alone: async (work) => await works.after('', work),
    ping: async () => (await client.ping({ select: true })).success,
    close: () => client.close(),
  }
}

function addressOf(options: OpenOptions): { url: URL; database: string } {
  const url = new URL(options.url)
  const database = options.database ?? decodeURIComponent(url.pathname.slice(1))
  url.pathname = '/'
  return { url, database: database === '' ? 'default' : database }
}

/**
 * Our own limits (`domain/segment/check.ts`) say how long a condition may be. The engine's are for
 * what people type, and one statement may ask many conditions.
 */
const ofAnyLength: Settings = {
  max_query_size: '1073741824',
  max_ast_elements: '100000000',
  max_expanded_ast_elements: '100000000',
  query_plan_max_optimizations_to_apply: '10000000',
}

function readSettings(options: OpenOptions, read: ReadOptions): ClickHouseSettings {
  const all: Settings = {
    ...ofAnyLength,
    output_format_json_quote_64bit_integers: 1,
    max_execution_time: read.maxSeconds ?? options.maxSeconds ?? 60,
    max_memory_usage: String(options.maxMemoryBytes ?? 2_000_000_000),
    // Ids are spread evenly: more of them than this are in nearly every granule, and looking takes longer.
    use_index_for_in_with_subqueries_max_values: 10_000,
    ...(options.maxResultRows === undefined
      ? {}
      : { max_result_rows: String(options.maxResultRows) }),
    ...read.settings,
    readonly: '1',
  }
  return all
}

/** Asks each time it is called. What cannot be written as SQL is our own mistake, found before. */
function asking<T>(
  client: ClickHouseClient,
  query: Sql,
  settings: ClickHouseSettings,
  signal: AbortSignal | undefined,
): () => AsyncGenerator<readonly T[]> {
  const { text, params } = write(query)
  return async function* blocks() {
    const result = await client.query({
      query: text,
      query_params: { ...params },
      format: 'JSONEachRow',
      clickhouse_settings: settings,
      ...(signal === undefined ? {} : { abort_signal: signal }),
    })
    try {
      for await (const rows of result.stream<T>()) {
        yield JSON.parse(`[${rows.map((row) => row.text).join(',')}]`) as T[]
      }
    } finally {
      result.close()
    }
  }
}

/** Tries again as long as no block has been handed out. */
async function* streamed<T>(
  ask: () => AsyncGenerator<readonly T[]>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly T[]> {
  let blocks = ask()
  const first = await retrying('read', signal, async () => {
    try {
      return await blocks.next()
    } catch (error) {
      blocks = ask()
      throw error
    }
  })
  try {
    if (first.done === true) return
    yield first.value
    yield* blocks
  } catch (error) {
    throw translated('read', signal, error)
  } finally {
    // Also when the reader has had enough: else the engine would go on for nobody.
    await blocks.return(undefined)
  }
}

/**
 * With a token a set that is there is not taken a second time; what it comes with makes one block a
 * partition of all rows, so that a repeat is the same blocks. Without a token nothing is compared:
 * equal sets are two sets.
 */
function writeSettings(options: WriteOptions): ClickHouseSettings {
  const once: Settings =
    options.token === undefined
      ? { deduplicate_insert: 'disable', deduplicate_insert_select: 'disable' }
      : {
          insert_deduplicate: 1,
          deduplicate_insert: 'enable',
          deduplicate_insert_select: 'force_enable',
          insert_deduplication_token: options.token,
          max_insert_threads: 1,
          max_insert_block_size: '100000000',
          min_insert_block_size_rows: '100000000',
          min_insert_block_size_bytes: '0',
          input_format_parallel_parsing: 0,
        }
  // What has returned has been done, and is on disk where the table says so.
  const done: Settings = { async_insert: 0, mutations_sync: 2, lightweight_deletes_sync: 2 }
  const all: Settings = { ...ofAnyLength, ...done, ...once, ...options.settings }
  return all
}

type Settings = Readonly<Record<string, string | number>>

/**
 * The table, where the statement is a DELETE or an ALTER: what the engine may begin in any order. Quoted by
 * `ident` or not, it is the same one.
 */
function changedTable(statement: string): string | undefined {
  const [, table] = /^\s*(?:DELETE\s+FROM|ALTER\s+TABLE)\s+`?(\w+)/i.exec(statement) ?? []
  return table
}

/** It takes parts out as they are, and no number: nothing can be lost by it. */
function dropsPartition(statement: string): boolean {
  return /^\s*ALTER\s+TABLE\s+\S+\s+DROP\s+PARTITION\b/i.test(statement)
}

async function run(
  client: ClickHouseClient,
  { text, params }: ReturnType<typeof write>,
  options: WriteOptions,
): Promise<void> {
  await retrying('write', options.signal, async () => {
    await client.command({
      query: text,
      query_params: { ...params },
      clickhouse_settings: writeSettings(options),
      ...(options.signal === undefined ? {} : { abort_signal: options.signal }),
    })
  })
}

type Sending = {
  readonly into: Sql
  readonly bytes: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  readonly repeat: Repeat
}

async function send(
  client: ClickHouseClient,
  { into, bytes, repeat }: Sending,
  options: WriteOptions,
): Promise<void> {
  const { text } = write(into)
  const feed = watched(bytes)
  const sent = retrying(repeat, options.signal, async () => {
    const result = await client.exec({
      query: text,
      values: Readable.from(feed.bytes(), { objectMode: false }),
      clickhouse_settings: writeSettings(options),
      ...(options.signal === undefined ? {} : { abort_signal: options.signal }),
    })
    for await (const _ of result.stream) void _
  })
  await sent.catch((error: unknown) => {
    throw feed.failed()?.error ?? error
  })
}

/** Tells what whoever makes the bytes throws, which is no trouble of the database. */
function watched(bytes: Sending['bytes']): {
  readonly bytes: () => AsyncGenerator<Uint8Array>
  readonly failed: () => { readonly error: unknown } | undefined
} {
  let failed: { readonly error: unknown } | undefined
  return {
    bytes: async function* () {
      try {
        yield* bytes()
      } catch (error) {
        failed = { error }
        throw error
      }
    },
    failed: () => failed,
  }
}
