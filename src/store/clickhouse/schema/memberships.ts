import { durable, type TableDdl } from './table.ts'

/** So long is what one partition of `due` is about: 30 days. */
export const dueSpanMs = 30 * 86_400_000

/** Who is in which segment, and the ledger of entries and exits. */
export const membershipsTables = {
  pins: {
    personal: false,
    ddl: `CREATE TABLE pins (
      segment UInt32,
      customer_id UInt64,
      /* pinned in, or out */
      pinned Enum8('in' = 1, 'out' = 2),
      version UInt64,
      deleted UInt8 DEFAULT 0,
      /* as of lists: of a pin that came back, and of one that went, the version by which it began */
      began UInt64 DEFAULT 0
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
  /** The ledger, append-only. A customer's own history is found by the index (docs/decisions/0031). */
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
      run UInt64,
      INDEX changes_customer customer_id TYPE bloom_filter(0.01) GRANULARITY 1
    ) ENGINE = MergeTree ORDER BY (segment, noticed, customer_id)
    SETTINGS ${durable()}`,
  },
  /**
   * At that instant that customer is to be asked again about that segment: members and others alike.
   * Rows are only added: one that is no longer needed costs one look when its instant comes. One
   * partition for each 30 days, dropped whole once all of it is done.
   */
  due: {
    personal: false,
    ddl: `CREATE TABLE due (
      at Int64,
      segment UInt32,
      customer_id UInt64,
      noticed Int64,
      /* to look whether a customer has any, when she is deleted */
      INDEX by_customer customer_id TYPE bloom_filter GRANULARITY 4
    ) ENGINE = ReplacingMergeTree(noticed)
    PARTITION BY intDiv(at, ${dueSpanMs}) ORDER BY (at, segment, customer_id)
    SETTINGS index_granularity = 1024, ${durable()}`,
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
  /** Of whom a refresh asks that does not ask of everyone. One partition a run. */
  refresh_customers: {
    personal: false,
    ddl: `CREATE TABLE refresh_customers (
      run UInt64,
      customer_id UInt64
    ) ENGINE = MergeTree PARTITION BY run ORDER BY customer_id
    SETTINGS ${durable()}`,
  },
} as const satisfies Readonly<Record<string, TableDdl>>

function membershipColumns(): string {
  return `
      segment UInt32,
      customer_id UInt64,
      since Int64,
      next_change_at Nullable(Int64),
      version UInt64,
      deleted UInt8 DEFAULT 0,
      /* whether she counts as known: so that members are counted without a look at the customers */
      known Bool DEFAULT true
    `
}
