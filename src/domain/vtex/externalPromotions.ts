import type { Because, Cart, Outcome } from '../promotion/cart.ts'
import { unitsOf } from '../promotion/minor.ts'
import type { Promotion } from '../promotion/promotion.ts'

/**
 * VTEX's external promotions protocol, version 1.1: what a checkout is answered. Money comes off there only
 * by `items[].promotions[].discount` times the quantity, of promotions that are in `allPromotions` too, and
 * only of the kind `Nominal`.
 */
export type CalculatedPromotions = {
  readonly items: {
    readonly id: string
    readonly quantity: number
    readonly originalPrice: number
    readonly discountedPrice: number
    readonly promotions: {
      readonly id: string
      /** Of one piece, not rounded: times the quantity it is what comes off the line. */
      readonly discount: number
      readonly type: 'Nominal'
    }[]
  }[]
  readonly allPromotions: KnownPromotion[]
}

type KnownPromotion = {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly couponCode: string | null
  /** Of one that is nearly reached: what is missing. */
  readonly qualificationProgress?: {
    readonly remainingCartWideAmount?: number
    readonly remainingItemQuantity?: { readonly totalUnitsRemaining: number }
    readonly teaserStyleHints?: 'UpPrice'[]
  }
}

/** Who a cart's promotions are told to. */
type Telling = {
  /** Of each line, in their order, the id by which the checkout knows it. */
  readonly ids: readonly string[]
  readonly currency: string
  /** Undefined of nobody known. */
  readonly customer: string | undefined
  readonly promotionOf: (id: number) => Promotion
  readonly name: (id: number) => string
  readonly offered: (applied: Outcome['applied'][number]) => string
  readonly refused: (id: number, because: Because) => string
}

/**
 * What the checkout is told: what applied, and what is nearly reached; of others nothing, since whom they
 * are for is nobody else's business.
 */
export function calculatedPromotions(
  { items: lines }: Cart,
  outcome: Outcome,
  telling: Telling,
): CalculatedPromotions {
  const { ids, currency } = telling
  const items = lines.map(({ quantity, price }, i) => {
    const { after = price * quantity, discounts = [] } = outcome.items[i] ?? {}
    return {
      id: ids[i] ?? '',
      quantity,
      originalPrice: unitsOf(price, currency),
      discountedPrice: ofOne(after, quantity, currency),
      promotions: discounts.map(({ promotion, amount }) => ({
        id: idFor(promotion, telling),
        discount: ofOne(amount, quantity, currency),
        type: 'Nominal' as const,
      })),
    }
  })
  const applied = outcome.applied.map((each) => ({
    id: idFor(each.promotion, telling),
    name: telling.name(each.promotion),
    description: telling.offered(each),
    couponCode: each.coupon ?? null,
  }))
  const near = outcome.refused.flatMap(({ promotion, because }) =>
    because.type !== 'missing'
      ? []
      : [
          {
            id: idFor(promotion, telling),
            name: telling.name(promotion),
            description: telling.refused(promotion, because),
            couponCode: null,
            ...progressOf(because, currency),
          },
        ],
  )
  return { items, allPromotions: [...applied, ...near] }
}

/** Of one piece, so that times the quantity it is the whole again: cents where they come out even. */
function ofOne(minor: number, quantity: number, currency: string): number {
  if (minor % quantity === 0) return unitsOf(minor / quantity, currency)
  return unitsOf(minor, currency) / quantity
}

type Missing = Extract<Because, { type: 'missing' }>

/** What the protocol has a word for: money for the whole cart, pieces. */
function progressOf(
  { measure, more, which }: Missing,
  currency: string,
): Pick<KnownPromotion, 'qualificationProgress'> {
  const teaserStyleHints: 'UpPrice'[] = ['UpPrice']
  if (measure === 'amount' && which === undefined) {
    const remainingCartWideAmount = unitsOf(more, currency)
    return { qualificationProgress: { remainingCartWideAmount, teaserStyleHints } }
  }
  if (measure !== 'quantity') return {}
  return { qualificationProgress: { remainingItemQuantity: { totalUnitsRemaining: more } } }
}

/**
 * By what the checkout knows a promotion. What it tells later of an order does not say whose that is: so
 * the id of one that each customer may use so often carries hers, `7.1234`.
 */
function idFor(promotion: number, { customer, promotionOf }: Telling): string {
  const isCounted = promotionOf(promotion).limits?.usesPerCustomer !== undefined
  return isCounted && customer !== undefined ? `${promotion}.${customer}` : String(promotion)
}

/** The promotion and the customer that such an id names, hers empty where it has none; undefined for what is no such id. */
export function readPromotionId(
  id: string,
): { readonly promotion: number; readonly customer: string } | undefined {
  const [, promotion, customer = ''] = /^([1-9]\d{0,9})(?:\.([1-9]\d{0,18}))?$/.exec(id) ?? []
  return promotion === undefined ? undefined : { promotion: Number(promotion), customer }
}
