import type { SpokenEvent } from '../language.ts'
import { quoted } from '../quoted.ts'

/** An event as English speaks of it. No two events are spoken of alike. */
export type EventWords = {
  /** `placed an order` */
  readonly did: string
  /** `did not place an order` */
  readonly didNot: string
  /** `never placed an order` */
  readonly never: string
  /** `order`, `orders` */
  readonly one: string
  readonly many: string
}

export function eventWords(name: string): EventWords {
  const known = Object.hasOwn(words, name) ? words[name as SpokenEvent] : undefined
  if (known === undefined) {
    const q = quoted(name)
    return active([`did ${q}`, `do ${q}`, `${q} event`, `${q} events`])
  }
  return known.length === 3 ? passive(known) : active(known)
}

type Active = readonly [did: string, base: string, one: string, many: string]
type Passive = readonly [was: string, one: string, many: string]

function active([did, base, one, many]: Active): EventWords {
  return { did, didNot: `did not ${base}`, never: `never ${did}`, one, many }
}

function passive([was, one, many]: Passive): EventWords {
  return { did: `was ${was}`, didNot: `was not ${was}`, never: `was never ${was}`, one, many }
}

export const words: Readonly<Record<SpokenEvent, Active | Passive>> = {
  'Products Searched': [
    'searched for products',
    'search for products',
    'product search',
    'product searches',
  ],
  'Product List Viewed': [
    'viewed a product list',
    'view a product list',
    'product list view',
    'product list views',
  ],
  'Product List Filtered': [
    'filtered a product list',
    'filter a product list',
    'filtering of a product list',
    'filterings of product lists',
  ],
  'Promotion Viewed': [
    'viewed a promotion',
    'view a promotion',
    'promotion view',
    'promotion views',
  ],
  'Promotion Clicked': [
    'clicked on a promotion',
    'click on a promotion',
    'promotion click',
    'promotion clicks',
  ],
  'Product Clicked': [
    'clicked on a product',
    'click on a product',
    'product click',
    'product clicks',
  ],
  'Product Viewed': ['viewed a product', 'view a product', 'product view', 'product views'],
  'Product Added': [
    'added a product to the cart',
    'add a product to the cart',
    'addition to the cart',
    'additions to the cart',
  ],
  'Product Removed': [
    'removed a product from the cart',
    'remove a product from the cart',
    'removal from the cart',
    'removals from the cart',
  ],
  'Cart Viewed': ['viewed the cart', 'view the cart', 'cart view', 'cart views'],
  'Checkout Started': ['started checkout', 'start checkout', 'checkout start', 'checkout starts'],
  'Checkout Step Viewed': [
    'viewed a checkout step',
    'view a checkout step',
    'checkout step view',
    'checkout step views',
  ],
  'Checkout Step Completed': [
    'completed a checkout step',
    'complete a checkout step',
    'completed checkout step',
    'completed checkout steps',
  ],
  'Payment Info Entered': [
    'entered payment details',
    'enter payment details',
    'entry of payment details',
    'entries of payment details',
  ],
  'Page Viewed': ['viewed a page', 'view a page', 'page view', 'page views'],
  'Order Updated': [
    'had an order updated',
    'have an order updated',
    'order update',
    'order updates',
  ],
  'Order Completed': ['placed an order', 'place an order', 'order', 'orders'],
  'Order Refunded': ['had an order refunded', 'have an order refunded', 'refund', 'refunds'],
  'Order Cancelled': [
    'had an order cancelled',
    'have an order cancelled',
    'order cancellation',
    'order cancellations',
  ],
  'Coupon Entered': ['entered a coupon', 'enter a coupon', 'coupon entry', 'coupon entries'],
  'Coupon Applied': ['used a coupon', 'use a coupon', 'coupon use', 'coupon uses'],
  'Coupon Denied': [
    'had a coupon denied',
    'have a coupon denied',
    'coupon denial',
    'coupon denials',
  ],
  'Coupon Removed': ['removed a coupon', 'remove a coupon', 'coupon removal', 'coupon removals'],
  'Product Added to Wishlist': [
    'added a product to the wishlist',
    'add a product to the wishlist',
    'addition to the wishlist',
    'additions to the wishlist',
  ],
  'Product Removed from Wishlist': [
    'removed a product from the wishlist',
    'remove a product from the wishlist',
    'removal from the wishlist',
    'removals from the wishlist',
  ],
  'Wishlist Product Added to Cart': [
    'moved a product from the wishlist to the cart',
    'move a product from the wishlist to the cart',
    'move from the wishlist to the cart',
    'moves from the wishlist to the cart',
  ],
  'Product Shared': ['shared a product', 'share a product', 'product share', 'product shares'],
  'Cart Shared': ['shared the cart', 'share the cart', 'cart share', 'cart shares'],
  'Product Reviewed': [
    'reviewed a product',
    'review a product',
    'product review',
    'product reviews',
  ],
  'Email Sent': ['sent an email', 'email sent', 'emails sent'],
  'Email Delivered': ['received an email', 'receive an email', 'email received', 'emails received'],
  'Email Opened': ['opened an email', 'open an email', 'email opening', 'email openings'],
  'Email Link Clicked': [
    'clicked on a link in an email',
    'click on a link in an email',
    'click on an email link',
    'clicks on email links',
  ],
  'Email Bounced': ['had an email bounce', 'have an email bounce', 'email bounce', 'email bounces'],
  'Email Marked as Spam': [
    'marked an email as spam',
    'mark an email as spam',
    'email marked as spam',
    'emails marked as spam',
  ],
  Unsubscribed: ['unsubscribed', 'unsubscribe', 'unsubscription', 'unsubscriptions'],
}
