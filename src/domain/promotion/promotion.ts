import type { Condition, ItemWhere } from '../segment/condition.ts'
import type { Weekday } from '../shop.ts'

/**
 * What a promotion says: plain, readonly JSON, the same from the editor to the cart. Amounts are in the
 * shop's currency, with no more decimal places than it has; percentages above 0 and up to 100 with at
 * most two. What is left out asks for nothing.
 */
export type Promotion = {
  /** Who gets it. Of somebody unknown only a promotion that leaves this out is for sure. */
  readonly customers?: Condition
  /** What has to be in the cart, by the prices before any discount. */
  readonly cart?: CartTest
  readonly when?: When
  readonly benefit: Benefit
  readonly limits?: Limits
  /** Only with one of its codes. */
  readonly coupon?: true
  readonly stacking: Stacking
}

/** A test of a cart. All of nothing is every cart, any of nothing none. */
export type CartTest =
  | { readonly type: 'all'; readonly of: readonly CartTest[] }
  | { readonly type: 'any'; readonly of: readonly CartTest[] }
  | { readonly type: 'not'; readonly of: CartTest }
  /** What the items that meet `which` (left out: all) come to. One bound at least. */
  | {
      readonly type: 'items'
      readonly which?: ItemWhere
      /** How many pieces, for how much money before discounts, or how many different products. */
      readonly measure: 'quantity' | 'amount' | 'products'
      readonly atLeast?: number
      readonly atMost?: number
    }
  | { readonly type: 'channel'; readonly values: readonly string[] }
  /** She has completed no order yet; somebody unknown has not. */
  | { readonly type: 'firstPurchase' }

/** When it counts: at all of these, in the shop's zone. */
export type When = {
  /** Instants as ISO 8601 texts: from this one on, and before that one. */
  readonly from?: string
  readonly to?: string
  readonly weekdays?: readonly Weekday[]
  /** `from` included, `to` not, as `08:30`; one that ends before it begins goes over midnight and is of the day it began. */
  readonly hours?: readonly { readonly from: string; readonly to: string }[]
}

/** What the cart gets. `on` says which items; left out, all. No price comes below 0. */
export type Benefit =
  | {
      readonly type: 'percent'
      readonly percent: number
      readonly on?: ItemWhere
      /** At the most so much for the whole cart. */
      readonly upTo?: number
    }
  /** Off each piece, or once off what the items come to. */
  | {
      readonly type: 'amount'
      readonly amount: number
      readonly per: 'piece' | 'cart'
      readonly on?: ItemWhere
    }
  /** Each piece costs so much; one that is cheaper already stays so. */
  | { readonly type: 'price'; readonly price: number; readonly on?: ItemWhere }
  /** Each piece of these products costs so much; one that is cheaper already stays so. No product twice. */
  | {
      readonly type: 'priceList'
      readonly prices: readonly { readonly product: string; readonly price: number }[]
    }
  /** The more pieces the more off: of the steps the one with the greatest `from` that is reached. */
  | {
      readonly type: 'steps'
      /** Pieces are counted of each item by itself, or of all items together. */
      readonly count: 'item' | 'together'
      readonly steps: readonly { readonly from: number; readonly percent: number }[]
      readonly on?: ItemWhere
    }
  /** Of every so many pieces, the dearest put together, only so many are paid: the cheapest of each group are not. */
  | {
      readonly type: 'buyPay'
      readonly buy: number
      readonly pay: number
      readonly on?: ItemWhere
    }
  /** The cheapest piece costs nothing, where there are at least so many. */
  | { readonly type: 'cheapestFree'; readonly from: number; readonly on?: ItemWhere }
  /** Something that is put in beside, for nothing. */
  | { readonly type: 'gift'; readonly product: string; readonly quantity: number }
  /** Off the shipping, up to so much. */
  | { readonly type: 'freeShipping'; readonly upTo?: number }
  /** Percent off the items that are bought by subscription. */
  | { readonly type: 'subscription'; readonly percent: number; readonly on?: ItemWhere }

/** How often, and for how much money in all; a cart that would go beyond gets nothing of it. */
export type Limits = {
  readonly uses?: number
  readonly usesPerCustomer?: number
  readonly budget?: number
}

/**
 * With which others. Exclusive: with none. Cumulative: with all others that are, those of greater
 * priority first, each on what the ones before it have left; of the same priority the earlier made first.
 */
export type Stacking = {
  readonly type: 'exclusive' | 'cumulative'
  /** A whole number; the greater counts first. */
  readonly priority: number
}

/** Beyond these a promotion, or a cart, is refused. */
export const promotionLimits = {
  steps: 20,
  /** Of a price list. */
  prices: 1_000,
  hours: 20,
  channels: 50,
  /** Of a cart's tests, with those inside others. */
  tests: 100,
  depth: 10,
  items: 1_000,
  quantity: 100_000,
  coupons: 20,
} as const
