/**
 * Every table that grows with the customers, as it stands at version 1. Reached by `migrate.ts`.
 * Everything per customer begins its key with customer_id, or is found by it, so that a cluster can
 * shard by it. Instants are Int64 milliseconds, dates Int32 days, numbers Int64 ten-thousandths.
 * `version` is the inbox position and set that wrote the row (`version.ts`): replays write the same
 * row again.
 *
 * personal: which tables hold what directly says who somebody is.
 */
export const tables: Readonly<
  Record<string, { readonly ddl: string; readonly personal: boolean }>
> = {
  /** Field values that are not identifying; a typed column `f<field id>` for each filterable one. */
  customers: {
    personal: false,
    ddl: `CREATE TABLE customers (
      customer_id UInt64,
      version UInt64,
      deleted UInt8 DEFAULT 0,
      created Int64,
      updated Int64,
      known Bool,
      /* JSON: {"<field id>": [value, at, source]}, every value that is not identifying */
      data String CODEC(ZSTD(1))
    ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY customer_id
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  /** The identifying ones, with columns and JSON of the same form; identifiers; folded text to search. */
  contacts: {
    personal: true,
    ddl: `CREATE TABLE contacts (
      customer_id UInt64,
      version UInt64,
      deleted UInt8 DEFAULT 0,
      data String CODEC(ZSTD(1)),
      identifiers Map(LowCardinality(String), Array(String)),
      /* folded texts of the searchable fields and identifiers, one a line */
      search String CODEC(ZSTD(1))
    ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY customer_id
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  identities: {
    personal: true,
    ddl: `CREATE TABLE identities (
      kind LowCardinality(String),
      value String,
      customer_id UInt64,
      version UInt64,
      deleted UInt8 DEFAULT 0
    ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY (kind, value)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  /** Keyed hashes of the identifiers of who was deleted: later arrivals for them are refused until lifted. */
  tombstones: {
    personal: false,
    ddl: `CREATE TABLE tombstones (
      hash String,
      customer_id UInt64,
      at Int64,
      version UInt64,
      deleted UInt8 DEFAULT 0
    ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY hash
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  /** Two customers named by one arrival, which went to the first; to be looked at, never merged silently. */
  identity_conflicts: {
    personal: false,
    ddl: `CREATE TABLE identity_conflicts (
      customer_id UInt64,
      other UInt64,
      kind LowCardinality(String),
      at Int64,
      version UInt64
    ) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, other, kind)
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
      body String CODEC(ZSTD(3))
    ) ENGINE = MergeTree ORDER BY (position, row)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  products: {
    personal: false,
    ddl: `CREATE TABLE products (
      product_id String,
      version UInt64,
      deleted UInt8 DEFAULT 0,
      name String,
      category String,
      brand String,
      price Nullable(Int64),
      currency LowCardinality(String),
      image String,
      /* JSON of the shop's own fields as they came */
      data String CODEC(ZSTD(1))
    ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY product_id
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  events: {
    personal: false,
    ddl: `CREATE TABLE events (
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
      body String CODEC(ZSTD(3))
    ) ENGINE = MergeTree
    PARTITION BY if(ts >= 946684800000 AND ts < 2524608000000, toYear(fromUnixTimestamp64Milli(ts, 'UTC')), 0)
    ORDER BY (name, customer_id, ts, id)
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
  /** Every change of a field's value. */
  values: {
    personal: true,
    ddl: `CREATE TABLE values (
      customer_id UInt64,
      field UInt32,
      old String,
      new String,
      source LowCardinality(String),
      import_id UInt64,
      at Int64,
      noticed Int64,
      version UInt64
    ) ENGINE = MergeTree ORDER BY (customer_id, field, version)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  list_members: {
    personal: false,
    ddl: `CREATE TABLE list_members (
      list UInt32,
      customer_id UInt64,
      at Int64,
      version UInt64,
      deleted UInt8 DEFAULT 0
    ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY (list, customer_id)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  consents: {
    personal: false,
    ddl: `CREATE TABLE consents (
      customer_id UInt64,
      purpose LowCardinality(String),
      channel LowCardinality(String),
      state Enum8('granted' = 1, 'denied' = 2),
      at Int64,
      source LowCardinality(String),
      evidence String,
      version UInt64
    ) ENGINE = MergeTree ORDER BY (customer_id, purpose, channel, at, version)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  pins: {
    personal: false,
    ddl: `CREATE TABLE pins (
      segment UInt32,
      customer_id UInt64,
      /* pinned in, or out */
      pinned Enum8('in' = 1, 'out' = 2),
      version UInt64,
      deleted UInt8 DEFAULT 0
    ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY (segment, customer_id)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  memberships: {
    personal: false,
    ddl: `CREATE TABLE memberships (${membershipColumns()})
    ENGINE = ReplacingMergeTree(version, deleted) ORDER BY (segment, customer_id)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  memberships_by_customer: {
    personal: false,
    ddl: `CREATE TABLE memberships_by_customer (${membershipColumns()})
    ENGINE = ReplacingMergeTree(version, deleted) ORDER BY (customer_id, segment)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  /** The ledger, append-only. */
  changes: {
    personal: false,
    ddl: `CREATE TABLE changes (
      segment UInt32,
      customer_id UInt64,
      entered Bool,
      at Int64,
      noticed Int64,
      cause LowCardinality(String),
      ref String,
      run UInt64
    ) ENGINE = MergeTree ORDER BY (segment, noticed, customer_id)
    SETTINGS ${durable()}`,
  },
  /** Who a refresh found in which segment, until it has become memberships. One partition a run. */
  refresh_members: {
    personal: false,
    ddl: `CREATE TABLE refresh_members (
      run UInt64,
      segment UInt32,
      customer_id UInt64
    ) ENGINE = MergeTree PARTITION BY run ORDER BY (segment, customer_id)
    SETTINGS ${durable()}`,
  },
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
  /** How far each import of orders came: `planned`, then `done` with its counts, kept for good. */
  import_runs: {
    personal: false,
    ddl: `CREATE TABLE import_runs (
      run UInt64,
      step LowCardinality(String),
      data String
    ) ENGINE = MergeTree ORDER BY run SETTINGS ${durable()}`,
  },
}

function membershipColumns(): string {
  return `
      segment UInt32,
      customer_id UInt64,
      since Int64,
      next_change_at Nullable(Int64),
      version UInt64,
      deleted UInt8 DEFAULT 0
    `
}

/** What is acknowledged is on disk; a repeated set with the same token is dropped. */
function durable(): string {
  return 'fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000'
}
