import type { Sql } from '../sql/sql.ts'

/**
 * The one way to ClickHouse: the official client at a URL, be it our own engine process or a server.
 * 64-bit integers come back as text. Every failure of the engine that passing time may mend is a
 * Refusal with code `unavailable`; other errors of the engine are our mistakes and are thrown as they are.
 */
export type Database = {
  /** All rows of a read, which goes with `readonly=1` and the limits of time, memory and rows. */
  rows<T>(query: Sql, options?: ReadOptions): Promise<T[]>
  /** The rows of a read in blocks as they arrive; memory does not grow with their number. */
  stream<T>(query: Sql, options?: ReadOptions): AsyncIterable<readonly T[]>
  /** One statement that changes something: INSERT … SELECT, DELETE, ALTER. */
  run(statement: Sql, options?: WriteOptions): Promise<void>
  /** Rows as JSON objects, streamed; keys are column names. Durable when it returns. */
  insert(
    table: string,
    rows: readonly object[] | AsyncIterable<object>,
    options?: WriteOptions,
  ): Promise<void>
  /** Lines of TabSeparated with those columns, in bytes: for more rows than objects are good for. */
  insertTsv(
    table: string,
    columns: readonly string[],
    lines: Uint8Array,
    options?: WriteOptions,
  ): Promise<void>
  ping(): Promise<boolean>
  close(): Promise<void>
}

export type ReadOptions = {
  readonly signal?: AbortSignal
  /** Seconds; the default is the setting's. */
  readonly maxSeconds?: number
  readonly settings?: Readonly<Record<string, string | number>>
}

export type WriteOptions = {
  readonly signal?: AbortSignal
  /** Makes repeating harmless: run and set number, never content. A token lasts for 1,000 inserts into its table. */
  readonly token?: string
  readonly settings?: Readonly<Record<string, string | number>>
}
