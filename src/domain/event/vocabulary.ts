/**
 * The events whose meaning is known: Segment's e-commerce vocabulary (v2) and its e-mail events, by the
 * names that its clients send. A shop may use any other name as well.
 */
const commerceEvents = [
  'Products Searched',
  'Product List Viewed',
  'Product List Filtered',
  'Promotion Viewed',
  'Promotion Clicked',
  'Product Clicked',
  'Product Viewed',
  'Product Added',
  'Product Removed',
  'Cart Viewed',
  'Checkout Started',
  'Checkout Step Viewed',
  'Checkout Step Completed',
  'Payment Info Entered',
  'Order Updated',
  'Order Completed',
  'Order Refunded',
  'Order Cancelled',
  'Coupon Entered',
  'Coupon Applied',
  'Coupon Denied',
  'Coupon Removed',
  'Product Added to Wishlist',
  'Product Removed from Wishlist',
  'Wishlist Product Added to Cart',
  'Product Shared',
  'Cart Shared',
  'Product Reviewed',
] as const

const emailEvents = [
  'Email Sent',
  'Email Delivered',
  'Email Opened',
  'Email Link Clicked',
  'Email Bounced',
  'Email Marked as Spam',
  'Unsubscribed',
] as const

/** The name of an event of the vocabulary. */
export type KnownEvent = (typeof commerceEvents)[number] | (typeof emailEvents)[number]

/**
 * The channel of an event that names none: empty but for those that happen on one channel only. A
 * shop's channels are codes such as site, app, email, store, support, social, ads and phone.
 */
export function usualChannel(name: string): string {
  return emailNames.has(name) ? 'email' : ''
}

/** Whether the vocabulary says what the event's parts mean: its `products` are its items. */
export function isCommerceEvent(name: string): boolean {
  return commerceNames.has(name)
}

/**
 * Properties that are numbers where they can be: numeric text is read. Other text is no value of an event
 * of commerce, whose vocabulary says that there is a number; of any other event it is text.
 */
export const numberProperties: ReadonlySet<string> = new Set([
  'total',
  'value',
  'quantity',
  'price',
])

/** The same of an item. */
export const numberItemProperties: ReadonlySet<string> = new Set(['quantity', 'price'])

/** Properties that are amounts of money, in the event's `currency` or, where it says none, the shop's. */
export const moneyProperties: ReadonlySet<string> = new Set(['total', 'value', 'price'])

/** The same of an item, whose event says the currency. */
export const moneyItemProperties: ReadonlySet<string> = new Set(['price'])

/** The property that says in which currency the amounts of an event are. */
export const currencyProperty = 'currency'

/** Codes by which events and products are joined: text, also where a program sends a number. */
export const codeProperties: ReadonlySet<string> = new Set(['order_id', 'product_id'])

const commerceNames: ReadonlySet<string> = new Set(commerceEvents)
const emailNames: ReadonlySet<string> = new Set(emailEvents)
