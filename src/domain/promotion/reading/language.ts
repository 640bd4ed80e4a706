import type { Condition } from '../../segment/condition.ts'
import { quoted } from '../../segment/reading/quoted.ts'
import type { Because } from '../cart.ts'
import type { PiecesOfOne } from '../cartTest.ts'
import type { Benefit, CartTest, Limits, Promotion, When } from '../promotion.ts'

/** How values are shown in a sentence; texts of the shop stand quoted. */
export type Show = {
  /** Of an amount in the shop's currency. */
  readonly money: (amount: number) => string
  /** `12.5%` */
  readonly percent: (percent: number) => string
  readonly count: (n: number) => string
  /** Of an instant, ISO 8601 or in milliseconds, by the shop's clocks. */
  readonly instant: (at: string | number) => string
}

/** The first of a price list, each product with its price, and how many more there are. */
export function listed(
  prices: Extract<Benefit, { type: 'priceList' }>['prices'],
  show: Show,
): { readonly shown: readonly string[]; readonly more: number } {
  const first = prices.slice(0, listedPrices)
  const shown = first.map(({ product, price }) => `${quoted(product)} ${show.money(price)}`)
  return { shown, more: prices.length - first.length }
}

const listedPrices = 3

/** A sum of items in a cart. */
export type Sum = Extract<CartTest, { type: 'items' }> & PiecesOfOne

/** What a promotion that was started still waits for of a field that it rests on. */
export type FieldWaitedFor = {
  readonly flag: 'searchable' | 'filterable'
  /** Of how many values it is so; undefined where nothing makes it so. */
  readonly progress: { readonly done: number; readonly total: number | null } | undefined
}

/** What is missing in a cart. */
export type Missing = Extract<Because, { type: 'missing' }>

/**
 * What a language must be able to say of promotions. Each is a part of a sentence that stands between
 * commas. `items` is what a benefit or sum is on, said already: undefined where it is on all.
 */
export type PromotionWords = {
  /** Items that meet a test: `items where …`. */
  readonly itemsWhere: (test: string) => string
  readonly benefit: (benefit: Benefit, items: string | undefined, show: Show) => string
  /** Whom it is for. */
  readonly customers: (condition: Condition, reading: string) => string
  /** What has to be so of the cart. */
  readonly provided: (test: string) => string
  readonly sum: (sum: Sum, items: string | undefined, show: Show) => string
  readonly channel: (quotedValues: readonly string[]) => string
  readonly firstPurchase: string
  readonly everyCart: string
  readonly noCart: string
  readonly and: string
  readonly or: string
  readonly notSo: (part: string) => string
  readonly when: (when: When, show: Show) => readonly string[]
  /** With its code, where one was given. */
  readonly coupon: (quotedCode: string | undefined) => string
  readonly limits: (limits: Limits, show: Show) => readonly string[]
  readonly exclusive: string
  readonly priority: (priority: string) => string
  readonly missing: (missing: Missing, items: string | undefined, show: Show) => string
  readonly refused: (because: Refusal, promotion: Promotion, show: Show) => string
  /** That it is only so. */
  readonly only: (part: string) => string
  /** That it is so, and nobody knows whether she is one of them. */
  readonly unknown: (part: string | undefined) => string
  readonly cart: (test: string) => string
  readonly waits: (quotedField: string, waited: FieldWaitedFor, show: Show) => string
  readonly outdone: (quotedName: string | undefined) => string
}

/** Why a promotion does not apply, of reasons that need no words of others. */
export type Refusal = Exclude<
  Because,
  { type: 'missing' | 'outdone' | 'customer' | 'unknownCustomer' | 'cart' | 'hours' }
>
