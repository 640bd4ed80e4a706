import { durable, type TableDdl } from './table.ts'

/** What looking for duplicates needs and finds. One partition a run, which is the job's id. */
export const duplicatesTables = {
  /** Customers in the form in which they are compared, while a run lasts; made anew after a kill. */
  duplicate_customers: {
    personal: true,
    ddl: `CREATE TABLE duplicate_customers (
      run UInt64,
      customer_id UInt64,
      /* a hash for each way in which she meets others; 0 where she meets nobody */
      keys Array(UInt64),
      texts Array(String)
    ) ENGINE = MergeTree PARTITION BY run ORDER BY customer_id`,
  },
  /** The same, once for each key, those of one key beside each other. */
  duplicate_blocks: {
    personal: true,
    ddl: `CREATE TABLE duplicate_blocks (
      run UInt64,
      key UInt64,
      customer_id UInt64,
      /* 32 bits of each of her keys before this one, in their order: who shares one of those has met her there */
      before Array(UInt32),
      texts Array(String)
    ) ENGINE = MergeTree PARTITION BY run ORDER BY key SETTINGS index_granularity = 1024`,
  },
  /** Who may be one customer, by the run that is shown: the lesser id is left. */
  duplicate_pairs: {
    personal: false,
    ddl: `CREATE TABLE duplicate_pairs (
      run UInt64,
      left_id UInt64,
      right_id UInt64,
      /* millionths of the probability that they are one */
      score UInt32,
      /* how far they agree in each clue of the run, by domain/customer/duplicates/compare.ts */
      levels Array(UInt8)
    ) ENGINE = ReplacingMergeTree PARTITION BY run ORDER BY (left_id, right_id)
    SETTINGS ${durable()}`,
  },
  /** What somebody said of a pair; it stands whatever later runs find. */
  duplicate_decisions: {
    personal: false,
    ddl: `CREATE TABLE duplicate_decisions (
      left_id UInt64,
      right_id UInt64,
      decision Enum8('open' = 0, 'later' = 1, 'not_the_same' = 2),
      at Int64,
      by String,
      /* the instant again: what was said last stands */
      version UInt64
    ) ENGINE = ReplacingMergeTree(version) ORDER BY (left_id, right_id)
    SETTINGS ${durable()}`,
  },
} as const satisfies Record<string, TableDdl>
