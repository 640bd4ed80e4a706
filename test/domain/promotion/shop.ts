import type { Cart, CartItem, Outcome } from '../../../src/domain/promotion/cart.ts'
import type { Candidate } from '../../../src/domain/promotion/evaluate.ts'
import { evaluate } from '../../../src/domain/promotion/evaluate.ts'
import type { Benefit, Promotion } from '../../../src/domain/promotion/promotion.ts'
import type { ItemWhere } from '../../../src/domain/segment/condition.ts'
import type { Moment } from '../../../src/domain/segment/tests.ts'
import { event, instant, shopIn } from '../segment/world.ts'

/** Friday 20 November 2026, 12:00 in São Paulo. */
export const moment: Moment = {
  now: instant('2026-11-20T15:00:00Z'),
  shop: shopIn('America/Sao_Paulo'),
}

export const coffee: ItemWhere = ofCategory('coffee')

export function ofCategory(value: string): ItemWhere {
  return { type: 'property', property: 'category', test: { op: 'is', value } }
}

/** An item of the category that its product is called by, a price in cents. */
export function item(
  id: string,
  product: string,
  price: number,
  more: { quantity?: number; subscription?: boolean } = {},
): CartItem {
  const { quantity = 1, subscription = false } = more
  const [facts] = event('x', 0, {}, { items: [{ product_id: id, category: product }] }).items
  if (facts === undefined) throw new Error('no item')
  return { id, product, quantity, price, subscription, facts }
}

export function cart(items: readonly CartItem[], more: Partial<Cart> = {}): Cart {
  return { items, channel: 'site', coupons: [], ...more }
}

export function promotion(benefit: Benefit, more: Partial<Promotion> = {}): Promotion {
  return { benefit, stacking: { type: 'cumulative', priority: 0 }, ...more }
}

export function candidate(id: number, given: Promotion, more: Partial<Candidate> = {}): Candidate {
  return {
    id,
    promotion: given,
    customer: 'met',
    firstPurchase: true,
    used: { uses: 0, byCustomer: 0, spent: 0 },
    ...more,
  }
}

/** What a cart earns by these promotions, which are numbered from 1. */
export function earned(there: Cart, ...promotions: readonly (Promotion | Candidate)[]): Outcome {
  const candidates = promotions.map((each, i) =>
    'promotion' in each ? each : candidate(i + 1, each),
  )
  return evaluate({ cart: there, promotions: candidates, moment })
}
