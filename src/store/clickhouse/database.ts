import type { Sql } from '../sql/sql.ts'
import type { JsonRow } from './rows.ts'

/**
 * The one way to ClickHouse: the official client at a URL, be it our own engine process or a server.
 * 64-bit integers come back as text. Whatever passing time, or an operator, may mend is a Refusal with
 * code `unavailable`; what the engine says of a statement or its data is our mistake, thrown as it is.
 * A write that broke off may be there or not: it is `unavailable` too, and not sent again from here.
 */
export type Database = {
  /** All rows of a read, which goes with `readonly=1` and the limits of time, memory and rows. */
  rows<T>(query: Sql, options?: ReadOptions): Promise<T[]>
  /** The rows of a read in blocks as they arrive; memory does not grow with their number. */
  stream<T>(query: Sql, options?: ReadOptions): AsyncIterable<readonly T[]>
  /**
   * One statement that changes something: INSERT … SELECT, DELETE, ALTER. Of one table, a DELETE or
   * ALTER waits for the one before: of two that begin at once the engine may lose one (docs/decisions/0023).
   */
  run(statement: Sql, options?: WriteOptions): Promise<void>
  /** Rows as JSON objects, or their text, streamed; keys are column names. Durable when it returns. */
  insert(
    table: string,
    rows: readonly JsonRow[] | AsyncIterable<object>,
    options?: WriteOptions,
  ): Promise<void>
  /** Lines of TabSeparated with those columns, in bytes: for more rows than objects are good for. */
  insertTsv(
    table: string,
    columns: readonly string[],
    lines: Uint8Array,
    options?: WriteOptions,
  ): Promise<void>
  /**
   * Does that while nothing else is done that was asked for in this way: what reads who is where, writes
   * what follows from it, and must not be overtaken between the two. Not to be asked for inside of it.
   */
  alone<T>(work: () => Promise<T>): Promise<T>
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
  /**
   * Run and set number, never content. What is there is not taken again, for 1,000 inserts into its
   * table. After a kill a token may be noted for what is not there: a repeat with it must look.
   */
  readonly token?: string
  readonly settings?: Readonly<Record<string, string | number>>
}
