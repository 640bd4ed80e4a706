import { durable, type TableDdl } from './table.ts'

/** What an import keeps while it runs. */
export const importsTables = {
  /**
   * Order lines of an import, typed by us, until they are orders. One partition an attempt; made anew
   * after a kill, so it need not be durable. It is read once or twice: merging costs more than it saves.
   */
  import_lines: {
    personal: true,
    ddl: `CREATE TABLE import_lines (
      attempt UInt64,
      /* shares the orders out into sets */
      hash UInt64 MATERIALIZED cityHash64(order),
      row UInt64,
      order String,
      order_fold String,
      order_instant Nullable(Int64),
      /* the order id has the prefix of refunds */
      refund Bool,
      customer String,
      ts Int64,
      /* product id, then the item properties that are mapped; empty is missing */
      texts Array(String),
      folds Array(String),
      quantity Int64,
      price Int64,
      /* JSON of the customer fields that are mapped; empty is missing */
      fields Array(String)
    ) ENGINE = MergeTree PARTITION BY attempt ORDER BY (hash, order)
    SETTINGS index_granularity = 1024, min_parts_to_merge_at_once = 100`,
  },
  /** Customers in an import's lines who were deleted. One partition an attempt. */
  import_refused: {
    personal: true,
    ddl: `CREATE TABLE import_refused (
      attempt UInt64,
      customer String
    ) ENGINE = MergeTree PARTITION BY attempt ORDER BY customer`,
  },
  /** What an import is going to do with each order: decided before the first is stored, kept until the last is. */
  import_orders: {
    personal: true,
    ddl: `CREATE TABLE import_orders (
      /* the attempt that made the plan */
      run UInt64,
      set UInt32,
      hash UInt64,
      order String,
      order_fold String,
      order_instant Nullable(Int64),
      refund Bool,
      customer String,
      first_row UInt64,
      ts Int64,
      total Nullable(Int64),
      id UInt128,
      digest UInt128,
      lines UInt64,
      state LowCardinality(String),
      reason LowCardinality(String),
      fields Array(Tuple(at Int64, value String)),
      /* of each item in canonical order; none where nothing is to be stored */
      texts Array(Array(String)),
      folds Array(Array(String)),
      quantities Array(Int64),
      prices Array(Int64)
    ) ENGINE = MergeTree PARTITION BY run ORDER BY (set, hash, order)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  /** The customers of those orders, with the latest value of each mapped field. */
  import_customers: {
    personal: true,
    ddl: `CREATE TABLE import_customers (
      run UInt64,
      hash UInt64,
      customer String,
      first_row UInt64,
      /* had the identifier when the import was planned */
      known Bool,
      fields Array(Tuple(at Int64, value String))
    ) ENGINE = MergeTree PARTITION BY run ORDER BY (hash, customer)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  /** Whom a run is for that changes many customers at once: written down before it changes who that is. */
  run_targets: {
    personal: false,
    ddl: `CREATE TABLE run_targets (
      run UInt64,
      customer_id UInt64
    ) ENGINE = MergeTree PARTITION BY run ORDER BY customer_id SETTINGS ${durable()}`,
  },
  /** How far each import of orders came: `planned`, then `done` with its counts, kept for good. */
  import_runs: {
    personal: false,
    ddl: `CREATE TABLE import_runs (
      run UInt64,
      step LowCardinality(String),
      data String
    ) ENGINE = MergeTree ORDER BY run SETTINGS ${durable()}`,
  },
  /** Who is in a file that is the whole truth of something. One partition a run, until it has ended. */
  import_seen: {
    personal: false,
    ddl: `CREATE TABLE import_seen (
      run UInt64,
      customer_id UInt64
    ) ENGINE = MergeTree PARTITION BY run ORDER BY customer_id SETTINGS ${durable()}`,
  },
  /** What a trial would have written by now, so that a later row finds it: identifiers and messages. */
  import_tried: {
    personal: true,
    ddl: `CREATE TABLE import_tried (
      run UInt64,
      kind LowCardinality(String),
      value String,
      customer_id UInt64,
      set UInt32
    ) ENGINE = MergeTree PARTITION BY run ORDER BY (kind, value)
    SETTINGS index_granularity = 1024`,
  },
  /** The same of records, lists and consents: JSON. */
  import_tried_records: {
    personal: true,
    ddl: `CREATE TABLE import_tried_records (
      run UInt64,
      customer_id UInt64,
      set UInt32,
      record String CODEC(ZSTD(1))
    ) ENGINE = MergeTree PARTITION BY run ORDER BY customer_id
    SETTINGS index_granularity = 1024`,
  },
} as const satisfies Readonly<Record<string, TableDdl>>
