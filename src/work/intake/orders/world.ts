import type { Database } from '../../../store/clickhouse/database.ts'
import type { Settings } from '../setState.ts'
import type { Dialect, Progress } from './options.ts'

/** What an import of orders works with. */
export type OrdersWorld = {
  readonly database: Database
  readonly settings: Settings
  readonly onProgress?: (progress: Progress) => void
  readonly signal?: AbortSignal | undefined
  readonly sizes?: SetSizes
}

/** How much is worked on at once. */
export type SetSizes = {
  /** Lines that are grouped into orders and stored: some tens of megabytes in the engine. */
  readonly lines: number
  readonly customers: number
}

export const usualSizes: SetSizes = { lines: 250_000, customers: 10_000 }

/** What a plan rests on, written down with it: after a kill the same is done to the end. */
export type Planned = {
  /** Names its rows. */
  readonly attempt: number
  readonly kind: string
  /** Of the item texts: `product_id`, then the properties. */
  readonly names: readonly string[]
  readonly fields: readonly string[]
  readonly sets: number
  readonly customerSets: number
  /** In it, rejected ones not counted; refunds are orders too. */
  readonly customers: number
  readonly orders: number
  readonly rows: number
  readonly rejected: number
  /** The name of the file in which they come back, where there are any. */
  readonly rejectedFile?: string
  readonly dialect: Dialect
}
