import type { z } from 'zod'
import type { routes } from '../api/routes.ts'
import type { Catalog } from '../domain/customer/catalog.ts'
import { typeProperties } from '../domain/event/properties.ts'
import { orderCompleted } from '../domain/segment/netTotal.ts'
import { failure, Refusal } from '../domain/failure.ts'
import { unscale } from '../domain/number.ts'
import type { Cart, CartItem } from '../domain/promotion/cart.ts'
import { decimalsOf, minorOf, unitsOf } from '../domain/promotion/minor.ts'
import { productValues } from '../domain/promotion/productFacts.ts'
import { productFields } from '../domain/reference/builtin.ts'
import type { Reference } from '../domain/reference/reference.ts'
import type { Shop } from '../domain/shop.ts'
import { readReferences } from '../store/clickhouse/references.ts'
import type { Offers } from './offers.ts'
import type { Works } from './works.ts'

type GivenCart = z.output<typeof routes.promotions.evaluate.body>['cart']
type GivenItem = GivenCart['items'][number]

/** By the product of an item, other ids by which it may be known here: the first that is known is it. */
export type Aliases = ReadonlyMap<string, readonly string[]>

type ReadingCart = {
  readonly offers: Offers
  readonly aliases?: Aliases | undefined
  readonly signal: AbortSignal
}

/** More is no cart, and beyond it a share of an amount would not be exact. */
const mostMinor = 100_000_000_000

/**
 * A cart as promotions see it: what it leaves out of its products is read of them as they are now, all of
 * them at once. Refused where a price is missing, or an amount is finer than the currency.
 */
export async function readCart(
  works: Works,
  given: GivenCart,
  { offers, aliases, signal }: ReadingCart,
): Promise<Cart> {
  const idsOf = ({ product }: GivenItem) => [product, ...(aliases?.get(product) ?? [])]
  const ids = [...new Set(given.items.flatMap(idsOf))]
  const products = await readReferences(works.database, 'product', ids, { signal })
  const catalog = offers.catalogs.product
  const { shop } = offers.context
  const items = given.items.map((item, i) => {
    const product = idsOf(item).flatMap((id) => products.get(id) ?? [])[0]
    return readItem(item, { place: i, product, catalog, shop })
  })
  const seen = new Set<string>()
  for (const [i, { id }] of items.entries()) {
    if (seen.has(id)) throw wrong(`Two items have the id ${JSON.stringify(id)}`, `items[${i}].id`)
    seen.add(id)
  }
  const shipping = given.shipping === undefined ? {} : { shipping: shippingOf(given, shop) }
  const worth = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
  if (worth + (shipping.shipping ?? 0) > mostMinor) throw tooDear(shop)
  return { items, ...shipping, channel: given.channel, coupons: given.coupons }
}

type Line = {
  readonly place: number
  readonly product: Reference | undefined
  readonly catalog: Catalog
  readonly shop: Shop
}

function readItem(item: GivenItem, line: Line): CartItem {
  const { id = String(line.place + 1), product: named, quantity, price: _, ...rest } = item
  const { subscription, ...said } = rest
  const product = line.product?.id ?? named
  const price = priceOf(item, line)
  const { currency, zone } = line.shop
  const told = { product_id: product, quantity, price: unitsOf(price, currency) }
  // Typed as the items of an order are, so that a test means the same of both.
  const typed = typeProperties(
    { products: [{ ...productValues(line.product, line.catalog), ...said, ...told }] },
    orderCompleted,
    zone,
  )
  const [facts] = typed.items
  if (facts === undefined) throw new Error('an item was given, and none was read')
  return { id, product, quantity, price, subscription, facts }
}

/** Minor units: what the cart says, else what the product costs now in the shop's money. */
function priceOf({ price, product: id }: GivenItem, { place, product, shop }: Line): number {
  const where = `items[${place}].price`
  if (price !== undefined) return exact(price, where, shop)
  const known = product?.values[productFields.price]
  const currency = product?.values[productFields.currency] ?? shop.currency
  if (typeof known !== 'number' || currency !== shop.currency) {
    throw wrong(`The product ${JSON.stringify(id)} has no price in ${shop.currency} here`, where)
  }
  return exact(unscale(known), where, shop)
}

function shippingOf({ shipping = 0 }: GivenCart, shop: Shop): number {
  return exact(shipping, 'shipping', shop)
}

function exact(amount: number, where: string, { currency }: Shop): number {
  const minor = minorOf(amount, currency)
  if (minor !== undefined && minor >= 0 && minor <= mostMinor) return minor
  const places = decimalsOf(currency)
  throw wrong(
    `${amount} is no amount in ${currency}`,
    where,
    `Give one from 0 with at most ${places} decimal places.`,
  )
}

function tooDear({ currency }: Shop): Refusal {
  const most = unitsOf(mostMinor, currency).toLocaleString('en')
  return new Refusal(
    failure('too_large', `The cart comes to more than ${most} ${currency}`, {
      where: 'cart',
      fix: 'Split it into several.',
    }),
  )
}

function wrong(message: string, where: string, fix = 'Give it in the cart.'): Refusal {
  return new Refusal(failure('invalid', message, { where: `cart: ${where}`, fix }))
}
