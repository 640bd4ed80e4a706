import { durable, type TableDdl } from './table.ts'

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
} as const satisfies Readonly<Record<string, TableDdl>>

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
