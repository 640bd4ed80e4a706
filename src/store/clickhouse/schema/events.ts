import { durable, type TableDdl } from './table.ts'

/** What customers did and with which products, and what of it could not be accepted. */
export const eventsTables = {
  events: {
    personal: false,
    ddl: `CREATE TABLE events (${eventColumns()}) ENGINE = MergeTree
    PARTITION BY if(ts >= 946684800000 AND ts < 2524608000000, toYear(fromUnixTimestamp64Milli(ts, 'UTC')), 0)
    ORDER BY (name, customer_id, ts, id)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  /**
   * Events that a run took away or replaced, as they were, for whoever undoes it; with the digest of
   * their message.
   */
  events_removed: {
    personal: false,
    ddl: `CREATE TABLE events_removed (${eventColumns()},
      /* the run that took it away */
      run UInt64,
      digest UInt128
    ) ENGINE = MergeTree ORDER BY (run, name, customer_id, ts, id)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  /** Decides exactly once. The first acceptance fixes customer and time; an order's lines may be replaced. */
  message_ids: {
    personal: false,
    ddl: `CREATE TABLE message_ids (
      source LowCardinality(String),
      hash UInt128,
      name LowCardinality(String),
      customer_id UInt64,
      ts Int64,
      /* of an order: hash of all its lines in canonical order, so that a changed one is seen */
      digest UInt128,
      version UInt64,
      deleted UInt8 DEFAULT 0
    ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY (source, hash)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  /** What could not be accepted, with its reason: one row for each part of an arrival. */
  rejected: {
    personal: true,
    ddl: `CREATE TABLE rejected (
      position UInt64,
      /* which element of the arrival or file, from 0 */
      row UInt64,
      kind LowCardinality(String),
      code LowCardinality(String),
      reason String,
      place String,
      fix String,
      /* 0 where nobody was found */
      customer_id UInt64,
      /* keyed hashes of its identifiers, by which erasure finds it */
      who Array(String),
      at Int64,
      version UInt64,
      /* JSON as it came; empty for what belongs to somebody who was deleted */
      body String CODEC(ZSTD(3)),
      /* of a message of the tracking API, the code of the source whose key it came with */
      source LowCardinality(String)
    ) ENGINE = MergeTree ORDER BY (position, row)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
} as const satisfies Readonly<Record<string, TableDdl>>

function eventColumns(): string {
  return `
      name LowCardinality(String),
      customer_id UInt64,
      /* read by every question about behaviour: ZSTD would halve nothing and take a third longer */
      ts Int64,
      id UInt128,
      channel LowCardinality(String),
      source LowCardinality(String),
      import_id UInt64,
      version UInt64,
      received Int64 CODEC(Delta, ZSTD(1)),
      /* typed columns of numbers that most shops ask for; not repeated in num */
      total Nullable(Int64),
      value Nullable(Int64),
      quantity Nullable(Int64),
      price Nullable(Int64),
      /* folded; in which the amounts are, empty for the shop's: repeated so that no map is read for it */
      currency LowCardinality(String) MATERIALIZED fold['currency'],
      /* texts by which events are joined and found; repeated in text and fold */
      order_id String,
      product_id String,
      /* all other properties, by path, one map a type */
      num Map(LowCardinality(String), Int64),
      text Map(LowCardinality(String), String),
      fold Map(LowCardinality(String), String),
      bool Map(LowCardinality(String), Bool),
      instant Map(LowCardinality(String), Int64),
      /* lists as keys of identity: n<ten-thousandths>, t<folded text>, b0, b1 */
      list Map(LowCardinality(String), Array(String)),
      /* arrays of objects, flattened side by side; the path says which array an element is of */
      items Nested (
        path LowCardinality(String),
        product_id String,
        quantity Nullable(Int64),
        price Nullable(Int64),
        num Map(LowCardinality(String), Int64),
        text Map(LowCardinality(String), String),
        fold Map(LowCardinality(String), String),
        bool Map(LowCardinality(String), Bool)
      ),
      /* JSON as it came */
      body String CODEC(ZSTD(3)),
      /* hashes of the identifiers that it named (identifierHash): by which it is told whose it would be */
      named Array(UInt64)
    `
}
