import type { Item } from '../event/event.ts'
import type { ItemWhere } from '../segment/condition.ts'

/**
 * A cart as promotions see it. Money is in minor units of the shop's currency (cents), whole and safe
 * integers, so that nothing is lost and parts come to the whole.
 */
export type Cart = {
  readonly items: readonly CartItem[]
  /** What sending it costs; left out where that is not known yet: what is off it then is 0. */
  readonly shipping?: number
  /** Lower-case code, as of events: `site`, `store`. */
  readonly channel: string
  /** As they were typed, cleaned of blanks at the ends. */
  readonly coupons: readonly string[]
}

export type CartItem = {
  /** Of this line; no two have the same. */
  readonly id: string
  readonly product: string
  /** Pieces, from 1. */
  readonly quantity: number
  /** Of one piece, in minor units. */
  readonly price: number
  readonly subscription: boolean
  /** What tests of items read: what the cart says, else the product's present values. */
  readonly facts: Item
}

/** What a cart earns: `subtotal − discount + shipping = total`, and so for each item. */
export type Outcome = {
  readonly subtotal: number
  readonly shipping: number
  /** Of the items and the shipping together. */
  readonly discount: number
  readonly total: number
  readonly items: readonly ItemOutcome[]
  readonly gifts: readonly {
    readonly promotion: number
    readonly product: string
    readonly quantity: number
  }[]
  readonly applied: readonly Applied[]
  readonly refused: readonly Refused[]
}

export type ItemOutcome = {
  readonly id: string
  /** Price times quantity. */
  readonly before: number
  readonly after: number
  /** What each promotion took off it, in the order in which they did. */
  readonly discounts: readonly { readonly promotion: number; readonly amount: number }[]
}

export type Applied = {
  /** Its id. */
  readonly promotion: number
  /** Off items and shipping together. */
  readonly amount: number
  readonly shipping: number
  readonly coupon?: string
}

export type Refused = { readonly promotion: number; readonly because: Because }

/** Why a promotion did not apply, and what is missing. */
export type Because =
  | { readonly type: 'customer' }
  /** Nobody is named: she would get it if she were known as one who is meant. */
  | { readonly type: 'unknownCustomer' }
  /**
   * So much more of the items that meet `which` (left out: of any), in pieces, products or minor units, and
   * all that it asks for is there.
   */
  | {
      readonly type: 'missing'
      readonly measure: 'quantity' | 'amount' | 'products'
      readonly more: number
      readonly which?: ItemWhere
      /** All pieces that count are of one and the same item. */
      readonly ofOne?: true
    }
  /** Nothing of this kind simply added to the cart would help. */
  | { readonly type: 'cart' }
  /** Milliseconds at which it begins, where it is later on. */
  | { readonly type: 'notYet'; readonly from: number }
  | { readonly type: 'over' }
  | { readonly type: 'hours' }
  | { readonly type: 'coupon' }
  | { readonly type: 'couponExpired' }
  | { readonly type: 'usedUp'; readonly limit: 'uses' | 'usesPerCustomer' | 'budget' | 'coupon' }
  /** There is nothing to take anything off: no such item, no shipping. */
  | { readonly type: 'nothingToGain' }
  /** Another was better for her, or comes first: that one's id. */
  | { readonly type: 'outdone'; readonly by: number }
