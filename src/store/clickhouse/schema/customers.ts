import { durable, type TableDdl } from './table.ts'

/** Who the customers are, what is known of them, and how that came about. */
export const customersTables = {
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
      /* the run of imports that made her, 0 for none */
      import_id UInt64 DEFAULT 0,
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
      /* folded texts of the searchable fields and identifiers, one a line; every search reads all of it, and
         unpacking ZSTD was half of that */
      search String CODEC(LZ4)
    ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY customer_id
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  identities: {
    personal: true,
    ddl: `CREATE TABLE identities (
      kind LowCardinality(String),
      value String,
      customer_id UInt64,
      /* the run of imports that brought it, 0 for none */
      import_id UInt64 DEFAULT 0,
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
  /**
   * Which identifiers messages named together, each pair once; and, until it is looked at, that one was named
   * anew or for an earlier instant. The weak one of a pair is the one that says less surely who somebody is.
   */
  identity_links: {
    personal: true,
    ddl: `CREATE TABLE identity_links (
      kind LowCardinality(String),
      value String,
      strong_kind LowCardinality(String),
      strong String,
      waits Bool,
      /* when it was first so, by the message's own time */
      at Int64,
      source LowCardinality(String),
      /* of what waits none; else what it came to: domain/customer/join.ts */
      state Enum8('waits' = 0, 'tree' = 1, 'same' = 2, 'apart' = 3, 'beyond' = 4),
      /* no message said it: the two were given to one customer some other way */
      given Bool DEFAULT false,
      /* of what waits, which of the two became a customer's by it: 1 the weak one, 2 the strong one, 3 both */
      gave UInt8 DEFAULT 0,
      version UInt64,
      deleted UInt8 DEFAULT 0
    ) ENGINE = ReplacingMergeTree(version, deleted)
    ORDER BY (kind, value, strong_kind, strong, waits)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  /**
   * Every change of a customer's record, one row for each customer and version: from it follow the
   * history of her values and the undoing of what changed her.
   */
  edits: {
    personal: true,
    ddl: `CREATE TABLE edits (
      customer_id UInt64,
      version UInt64,
      /* the run of imports that it is part of, 0 for none */
      import_id UInt64,
      noticed Int64,
      /* she was made by it, or taken away */
      made Bool,
      removed Bool,
      /* when her record had changed last before */
      updated_before Int64,
      fields Array(UInt32),
      /* of each field what is stored, before and after: JSON of [value, at, source], empty for none */
      olds Array(String) CODEC(ZSTD(1)),
      news Array(String) CODEC(ZSTD(1)),
      /* identifiers that she got and lost: kinds, and beside them the values */
      added_kinds Array(LowCardinality(String)),
      added Array(String),
      lost_kinds Array(LowCardinality(String)),
      lost Array(String),
      /* of an undo or a merge: when her record counts as changed last from then on */
      updated Int64 DEFAULT 0,
      /* of who was taken away or came back: when and by which run she had been made */
      created Int64 DEFAULT 0,
      made_by UInt64 DEFAULT 0,
      /* of a merge and its undoing: the other of the two; 0 for none */
      other UInt64 DEFAULT 0
    ) ENGINE = MergeTree ORDER BY (customer_id, version)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  list_members: {
    personal: false,
    ddl: `CREATE TABLE list_members (
      list UInt32,
      customer_id UInt64,
      at Int64,
      import_id UInt64 DEFAULT 0,
      version UInt64,
      deleted UInt8 DEFAULT 0,
      /* of who was taken off: since when, and by which run, she had been on it */
      was_at Int64 DEFAULT 0,
      was_import UInt64 DEFAULT 0,
      was_begun UInt64 DEFAULT 0,
      /* of who was put on it again by an undo: the version of the row by which she first was; else 0 */
      began UInt64 DEFAULT 0
    ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY (list, customer_id)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  consents: {
    personal: false,
    ddl: `CREATE TABLE consents (${consentColumns()}) ENGINE = MergeTree ORDER BY (customer_id, purpose, channel, at, version)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  /** Consents that a run took away, as they were, for whoever undoes it. */
  consents_removed: {
    personal: false,
    ddl: `CREATE TABLE consents_removed (${consentColumns()},
      run UInt64
    ) ENGINE = MergeTree ORDER BY (run, customer_id, purpose, channel, at, version)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  /** Who was merged into whom: her id still leads to somebody. */
  merged: {
    personal: false,
    ddl: `CREATE TABLE merged (
      from_id UInt64,
      to_id UInt64,
      import_id UInt64,
      version UInt64,
      deleted UInt8 DEFAULT 0
    ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY from_id
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
} as const satisfies Readonly<Record<string, TableDdl>>

function consentColumns(): string {
  return `
      customer_id UInt64,
      purpose LowCardinality(String),
      channel LowCardinality(String),
      state Enum8('granted' = 1, 'denied' = 2),
      at Int64,
      source LowCardinality(String),
      evidence String,
      import_id UInt64 DEFAULT 0,
      version UInt64
`
}
