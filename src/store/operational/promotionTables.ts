import { sql, type RawBuilder } from 'kysely'
import type { Words } from './words.ts'

/** Promotions with their versions, and how much of each carts have reserved and used. */
export function promotionTables({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE promotions (
      id ${int} NOT NULL PRIMARY KEY,
      name text NOT NULL UNIQUE,
      description text NOT NULL,
      state text NOT NULL,
      version ${int} NOT NULL,
      created ${int} NOT NULL,
      updated ${int} NOT NULL
    )${end}`,
    sql`CREATE TABLE promotion_versions (
      promotion ${int} NOT NULL,
      version ${int} NOT NULL,
      definition text NOT NULL,
      at ${int} NOT NULL,
      by text NOT NULL,
      PRIMARY KEY (promotion, version)
    )${end}`,
    sql`CREATE TABLE promotion_totals (
      promotion ${int} NOT NULL PRIMARY KEY,
      uses ${int} NOT NULL,
      spent ${int} NOT NULL
    )${end}`,
    sql`CREATE TABLE promotion_usages (
      order_id text NOT NULL,
      promotion ${int} NOT NULL,
      customer text NOT NULL,
      amount ${int} NOT NULL,
      state text NOT NULL,
      at ${int} NOT NULL,
      expires ${int},
      PRIMARY KEY (order_id, promotion)
    )${end}`,
    sql`CREATE INDEX promotion_usages_customer ON promotion_usages (customer, promotion)`,
    sql`CREATE INDEX promotion_usages_expires ON promotion_usages (expires)`,
    sql`INSERT INTO ids (kind, last) VALUES ('promotion', 0)`,
  ]
}

/** Codes without which a promotion that asks for one is not given. */
export function couponTables({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE promotion_coupons (
      code text NOT NULL PRIMARY KEY,
      promotion ${int} NOT NULL,
      uses ${int},
      expires ${int},
      created ${int} NOT NULL
    )${end}`,
    sql`CREATE INDEX promotion_coupons_promotion ON promotion_coupons (promotion, code)`,
    sql`ALTER TABLE promotion_usages ADD COLUMN coupon text`,
    sql`CREATE INDEX promotion_usages_coupon ON promotion_usages (coupon)`,
  ]
}

/** Fields that are clusters, and what finds a promotion's usages by when they were. */
export function clusterTables({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE clusters (
      id ${int} NOT NULL PRIMARY KEY,
      name text NOT NULL UNIQUE,
      kind text NOT NULL,
      field ${int} NOT NULL,
      made ${int} NOT NULL,
      promotion ${int},
      created ${int} NOT NULL,
      UNIQUE (kind, field)
    )${end}`,
    sql`CREATE INDEX promotion_usages_at ON promotion_usages (promotion, at)`,
    sql`INSERT INTO ids (kind, last) VALUES ('cluster', 0)`,
  ]
}
