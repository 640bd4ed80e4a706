import type { Event, Item, Properties } from '../event/event.ts'
import type { Condition } from '../segment/condition.ts'
import type { Context, Facts } from '../segment/facts.ts'
import { matches } from '../segment/matches.ts'
import { orderCompleted } from '../segment/netTotal.ts'
import { itemsAt } from '../segment/where.ts'
import type { Cart, CartItem } from './cart.ts'
import { evaluate } from './evaluate.ts'
import { roundedMinor } from './minor.ts'
import { promotionLimits, type Promotion } from './promotion.ts'

/** What a promotion would have come to for one order of the past. Money in minor units. */
export type PastOrder = {
  /** Milliseconds. */
  readonly at: number
} & (
  | {
      readonly applied: boolean
      /** What the items came to. */
      readonly subtotal: number
      /** Off items and shipping together. */
      readonly discount: number
      readonly gifts: number
    }
  /** Why it could not be worked out. */
  | { readonly unread: 'prices' | 'currency' }
)

/** From the first instant on, and before the second; milliseconds. */
export type Period = { readonly since: number; readonly until: number }

export type PastAsked = {
  readonly promotion: Promotion
  readonly context: Context
  readonly period: Period
  /** What is known of a product now, as properties of an item. */
  readonly product: (id: string) => Properties | undefined
}

/**
 * What of a promotion the past can be asked: for whom, for what, on which weekdays and hours, and how often
 * for each customer. When it begins and ends, its codes and its limits in all are left out.
 */
function forThePast(promotion: Promotion): Promotion {
  const { customers, cart, when = {}, benefit, limits = {}, stacking } = promotion
  const { weekdays, hours } = when
  const { usesPerCustomer } = limits
  return {
    ...(customers !== undefined && { customers }),
    ...(cart !== undefined && { cart }),
    when: { ...(weekdays && { weekdays }), ...(hours && { hours }) },
    benefit,
    ...(usesPerCustomer !== undefined && { limits: { usesPerCustomer } }),
    stacking,
  }
}

/**
 * What it would have come to for each order of a customer in that time, the earliest first. Whether she was
 * meant is asked as of the millisecond before the order, by what she had done by then; her fields, lists
 * and pins are as they are now.
 */
export function pastOrders(facts: Facts, asked: PastAsked): readonly PastOrder[] {
  const { since, until } = asked.period
  const promotion = forThePast(asked.promotion)
  const orders = facts.events
    .filter(({ name }) => name === orderCompleted)
    .toSorted((a, b) => a.ts - b.ts || (a.id < b.id ? -1 : 1))
  let byCustomer = 0
  return orders
    .filter(({ ts }) => ts >= since && ts < until)
    .map((order) => {
      const past = pastOrder(order, facts, { ...asked, promotion, byCustomer })
      if ('applied' in past && past.applied) byCustomer += 1
      return past
    })
}

const hasBought: Condition = { type: 'did', event: orderCompleted }

function pastOrder(
  order: Event,
  facts: Facts,
  { promotion, context, product, byCustomer }: PastAsked & { readonly byCustomer: number },
): PastOrder {
  const { ts: at } = order
  const { shop } = context
  const cart = pastCart(order, shop.currency, product)
  if (typeof cart === 'string') return { at, unread: cart }
  const before = { ...context, now: at - 1 }
  const { customers } = promotion
  const isMeant = customers === undefined || matches(customers, facts, before)
  const candidate = {
    id: 1,
    promotion,
    customer: isMeant ? ('met' as const) : ('notMet' as const),
    firstPurchase: !matches(hasBought, facts, before),
    used: { uses: 0, byCustomer, spent: 0 },
  }
  const outcome = evaluate({ cart, promotions: [candidate], moment: { now: at, shop } })
  return {
    at,
    applied: outcome.applied.length > 0,
    subtotal: outcome.subtotal,
    discount: outcome.discount,
    gifts: outcome.gifts.reduce((sum, { quantity }) => sum + quantity, 0),
  }
}

/** The cart that an order was, at the prices of its lines; or why it cannot be known. */
function pastCart(
  order: Event,
  currency: string,
  product: PastAsked['product'],
): Cart | 'prices' | 'currency' {
  const money = order.properties.get('currency')
  if (money?.type === 'text' && money.value.toUpperCase() !== currency) return 'currency'
  const items: CartItem[] = []
  for (const [i, line] of itemsAt(order).entries()) {
    const item = pastItem(line, String(i + 1), { currency, product })
    if (item === undefined) return 'prices'
    if (item !== 'returned') items.push(item)
  }
  if (items.length === 0) return 'prices'
  const shipping = numberIn(order.properties, 'shipping')
  return {
    items,
    ...(shipping !== undefined && shipping >= 0 && { shipping: roundedMinor(shipping, currency) }),
    channel: order.channel,
    coupons: [],
  }
}

type Means = { readonly currency: string; readonly product: PastAsked['product'] }

/** Undefined where its price or how many pieces is not known. */
function pastItem(
  line: Item,
  id: string,
  { currency, product }: Means,
): CartItem | 'returned' | undefined {
  const price = numberIn(line.properties, 'price')
  const scaled = numberIn(line.properties, 'quantity') ?? 10_000
  if (price === undefined) return undefined
  if (price < 0 || scaled <= 0) return 'returned'
  const quantity = scaled / 10_000
  if (!Number.isInteger(quantity) || quantity > promotionLimits.quantity) return undefined
  const named = line.properties.get('product_id')
  const code = named?.type === 'text' ? named.value : ''
  const bySubscription = line.properties.get('subscription')
  return {
    id,
    product: code,
    quantity,
    price: roundedMinor(price, currency),
    subscription: bySubscription?.type === 'boolean' && bySubscription.value,
    // What the order says comes first; what it leaves out is read of the product, as of a cart.
    facts: { ...line, properties: new Map([...(product(code) ?? []), ...line.properties]) },
  }
}

function numberIn(properties: Properties, name: string): number | undefined {
  const value = properties.get(name)
  return value?.type === 'number' ? value.value : undefined
}
