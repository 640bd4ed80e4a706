import { randomBytes } from 'node:crypto'
import type { Weekday } from '../../domain/shop.ts'
import type { Db } from './tables.ts'

/** How the shop counts days and money. Asked once, at first start; changed by the shop afterwards. */
export type ShopSettings = {
  /** IANA time zone, as `America/Sao_Paulo`. */
  readonly zone: string
  /** 1 Monday … 7 Sunday. */
  readonly weekStart: Weekday
  /** ISO 4217, as `BRL`. */
  readonly currency: string
  /** ISO 3166 alpha-2, as `BR`: of phone numbers and addresses that say no country. */
  readonly country: string
  /** Duplicates at least so sure are merged after each search; left out, none are. */
  readonly mergeAbove?: number
  /** Of identifiers, beside what is so everywhere. */
  readonly identity?: IdentitySettings
}

/** Values that are nobody's, whatever their kind; and how many of a kind messages may bring together. */
export type IdentitySettings = {
  readonly blocked: readonly string[]
  readonly limits: Readonly<Record<string, number>>
}

/** Secrets of the installation: 64 hexadecimal digits each, made at first start and never changed. */
export type InstallationKeys = {
  /** Scrambles customer ids (`domain/customer/customerId.ts`). */
  readonly customer: string
  /** Hashes the identifiers of deleted customers. */
  readonly tombstone: string
}

export async function readShop(db: Db): Promise<ShopSettings> {
  // Installations made before there was a country were Brazilian by every default.
  return {
    country: 'BR',
    ...(JSON.parse(await stored(db, 'shop')) as Omit<ShopSettings, 'country'>),
  }
}

/** The caller has checked that zone and currency exist. */
export async function writeShop(db: Db, shop: ShopSettings): Promise<void> {
  const { zone, weekStart, currency, country, mergeAbove, identity } = shop
  const value = JSON.stringify({ zone, weekStart, currency, country, mergeAbove, identity })
  await db
    .insertInto('meta')
    .values({ key: 'shop', value })
    .onConflict((on) => on.column('key').doUpdateSet({ value }))
    .execute()
}

export async function readInstallationKeys(db: Db): Promise<InstallationKeys> {
  return {
    customer: await stored(db, 'customer_key'),
    tombstone: await stored(db, 'tombstone_key'),
  }
}

/** By which people are named in the log of what was done. */
export async function readAuditKey(db: Db): Promise<string> {
  return await stored(db, 'audit_key')
}

/** What a new installation begins with; what stands already stays. */
export async function seedMeta(db: Db, shop: ShopSettings): Promise<void> {
  const rows = [
    { key: 'shop', value: JSON.stringify(shop) },
    { key: 'customer_key', value: randomBytes(32).toString('hex') },
    { key: 'tombstone_key', value: randomBytes(32).toString('hex') },
    { key: 'audit_key', value: randomBytes(32).toString('hex') },
  ]
  await db
    .insertInto('meta')
    .values(rows)
    .onConflict((on) => on.column('key').doNothing())
    .execute()
}

async function stored(db: Db, key: string): Promise<string> {
  const row = await db
    .selectFrom('meta')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return row.value
}
