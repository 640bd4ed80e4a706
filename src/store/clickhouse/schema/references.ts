import { durable, type TableDdl } from './table.ts'

/**
 * Products and places: what has fields and is no customer. Each filterable field has the typed columns
 * `f<field id>` there too, the built-in ones as well.
 */
export const referenceTables = {
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
      /* JSON by name of what came and no field can hold */
      data String CODEC(ZSTD(1)),
      /* JSON: {"<field id>": value}, built-in fields too; empty in rows from before there were fields */
      typed String CODEC(ZSTD(1)),
      /* JSON: [{id, name, price, stock, fields}], amounts in ten-thousandths */
      variants String CODEC(ZSTD(1)),
      /* folded texts of the id and the searchable fields, one a line */
      search String CODEC(ZSTD(1))
    ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY product_id
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  /** Each change of a product: the record that stood before, for whoever undoes it. Kept for good, as `edits`. */
  product_edits: {
    personal: false,
    ddl: `CREATE TABLE product_edits (
      product_id String,
      version UInt64,
      import_id UInt64,
      noticed Int64,
      /* JSON of the record; empty where there was none */
      before String CODEC(ZSTD(1))
    ) ENGINE = MergeTree ORDER BY (product_id, version)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  /** What is known of everybody in a place: reference tables by postal code, city, state, country. */
  places: {
    personal: false,
    ddl: `CREATE TABLE places (
      /* of domain/reference/place.ts: how it is named, and the name in one form, as city:recife/PE */
      place_id String,
      version UInt64,
      deleted UInt8 DEFAULT 0,
      by LowCardinality(String),
      key String,
      name String,
      data String CODEC(ZSTD(1)),
      typed String CODEC(ZSTD(1)),
      search String CODEC(ZSTD(1))
    ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY place_id
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
  place_edits: {
    personal: false,
    ddl: `CREATE TABLE place_edits (
      place_id String,
      version UInt64,
      import_id UInt64,
      noticed Int64,
      before String CODEC(ZSTD(1))
    ) ENGINE = MergeTree ORDER BY (place_id, version)
    SETTINGS index_granularity = 1024, ${durable()}`,
  },
} as const satisfies Readonly<Record<string, TableDdl>>
