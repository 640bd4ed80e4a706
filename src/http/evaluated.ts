import type { z } from 'zod'
import type { Evaluation } from '../api/promotions.ts'
import type { routes } from '../api/routes.ts'
import { normalIdentifier } from '../domain/customer/identity.ts'
import { failure, orRefuse, Refusal } from '../domain/failure.ts'
import type { Cart, CartItem, Outcome } from '../domain/promotion/cart.ts'
import { evaluate, type Candidate } from '../domain/promotion/evaluate.ts'
import { unitsOf } from '../domain/promotion/minor.ts'
import type { Promotion } from '../domain/promotion/promotion.ts'
import type { Context, Facts } from '../domain/segment/facts.ts'
import { matches } from '../domain/segment/matches.ts'
import { loadFacts } from '../store/clickhouse/facts.ts'
import { identifierKey, readIdentities } from '../store/clickhouse/identities.ts'
import { mergedInto, resolveMerged } from '../store/clickhouse/merged.ts'
import { withRanks } from '../store/clickhouse/ranks.ts'
import { usedOf, type Used } from '../store/operational/usages.ts'
import { readCart, type Aliases } from './cart.ts'
import { couponsIn } from './coupons.ts'
import { found } from './found.ts'
import { given } from './given.ts'
import { iso, msOf } from './instants.ts'
import { asksFirst, asksOf, hasBought, type Offers, type Pool } from './offers.ts'
import { saying, type Saying } from './promotionWords.ts'
import { readPromotion } from './promotion.ts'
import type { Call } from './route.ts'
import type { Works } from './works.ts'

type Body = z.output<typeof routes.promotions.evaluate.body>
export type AskedCart = Pick<
  Body,
  'cart' | 'customer' | 'identifiers' | 'choice' | 'at' | 'promotions' | 'draft' | 'order'
>

/** What a cart earned, and of whom it was. */
export type Evaluated = {
  readonly outcome: Outcome
  /** Undefined of nobody known. */
  readonly customer: string | undefined
  /** Whoever was merged into her, where that was looked for. */
  readonly merged: readonly string[]
  readonly cart: Cart
  readonly say: Saying
  /** As the API answers it. */
  readonly shown: () => Evaluation
}

type EvaluatingCall = Pick<Call, 'request' | 'signal'> & {
  /** In which language. */
  readonly query: Parameters<typeof saying>[1]
  /** Those that are asked where the cart names none; all that run when left out. */
  readonly pool?: Pool
  readonly aliases?: Aliases
}

/** One that is evaluated; the id of a draft that is not saved comes after all others. */
type Offered = {
  readonly id: number
  readonly name: string
  readonly description?: string
  readonly definition: Promotion
}
const draftId = 2 ** 32

/** What a cart earns: of its customer all is read once for all promotions, of its products too. */
export async function evaluated(
  works: Works,
  offers: Offers,
  asked: AskedCart,
  { request, signal, query, pool = offers.running, aliases }: EvaluatingCall,
): Promise<Evaluated> {
  const now = works.clock()
  const context: Context = { ...offers.context, now: asked.at === undefined ? now : msOf(asked.at) }
  const offered = offeredOf(offers, pool, asked)
  const [cart, her] = await Promise.all([
    readCart(works, asked.cart, { offers, aliases, signal }),
    readHer(works, asked, { offers, pool, offered, context, signal }),
  ])
  const { order } = asked
  const customers = her.id === undefined ? [] : [her.id, ...her.merged]
  const own = order === undefined ? {} : { order }
  const { db } = works.operational
  // Where nothing is limited, what was used makes no difference.
  const isLimited = offered.some(({ definition: { limits } }) => limits !== undefined)
  const used = isLimited ? await usedOf(db, { customers, ...own }, now) : noUses
  const coupons = await couponsIn(db, cart, { at: context.now, now, ...own })
  const candidates = offered.map((each) => ({
    ...candidateOf(each, her, used.get(each.id)),
    ...given({ coupon: coupons.of.get(each.id) }),
  }))
  const { choice } = asked
  const outcome = evaluate({ cart, promotions: candidates, moment: context, choice })
  const say = saying(request, query, offers, new Map(offered.map((each) => [each.id, each])))
  const showing = { cart: cart.items, say, context, customer: her.id, unknown: coupons.unknown }
  const shown = () => shownOutcome(outcome, showing)
  return { outcome, customer: her.id, merged: her.merged, cart, say, shown }
}

function offeredOf(
  { promotions, vocabulary }: Offers,
  pool: Pool,
  { promotions: ids, draft }: AskedCart,
): readonly Offered[] {
  const saved =
    ids === undefined
      ? pool.promotions
      : [...new Set(ids)].map((id) =>
          found(
            promotions.find((each) => each.id === id),
            'promotion',
            `id ${id}`,
          ),
        )
  if (draft === undefined) return saved
  const definition = readPromotion(draft, vocabulary)
  return [...saved, { id: draftId, name: '', definition }]
}

/** The customer of a cart, and all that its promotions' conditions ask of her. */
type Her = {
  readonly id: string | undefined
  readonly merged: readonly string[]
  readonly facts: Facts | undefined
  readonly context: Context
}

type Reading = {
  readonly offers: Offers
  readonly pool: Pool
  readonly offered: readonly Offered[]
  readonly context: Context
  readonly signal: AbortSignal
}

async function readHer(works: Works, asked: AskedCart, reading: Reading): Promise<Her> {
  const { offers, pool, offered, context, signal } = reading
  const id = await idOf(works, asked, offers)
  if (id === undefined) return { id, merged: [], facts: undefined, context }
  const asks = offered === pool.promotions ? pool.asks : asksOf(offered, context)
  const { reads, products, places } = asks
  const wanted = { reads, catalog: offers.catalogs.customer, products, places }
  const isCounted = offered.some(
    ({ definition: { limits } }) => limits?.usesPerCustomer !== undefined,
  )
  const readOf = async (one: string) =>
    (await loadFacts(works.database, [one], wanted, { signal })).get(one)
  const there = await readOf(id)
  // Most are who they are: only whoever is not there is looked for among those who were merged.
  const now = there === undefined ? (await resolveMerged(works.database, [id])).get(id) : id
  const facts = there ?? (now === undefined ? undefined : await readOf(now))
  if (facts === undefined || now === undefined) throw nobody()
  return {
    id: now,
    merged: isCounted ? await mergedInto(works.database, now, { signal }) : [],
    facts,
    context: await withRanks(works.database, context, asks.conditions, { signal }),
  }
}

/** Her id as it was given, or that of whose the identifiers are; undefined where nobody is named or known. */
async function idOf(
  { database }: Works,
  { customer, identifiers }: AskedCart,
  { vocabulary }: Offers,
): Promise<string | undefined> {
  if (customer !== undefined && identifiers !== undefined) throw namedTwice()
  if (customer !== undefined) {
    // Ids are below 2^63; what is longer than the engine's numbers is nobody's.
    if (BigInt(customer) >= 2n ** 63n) throw nobody()
    return customer
  }
  if (identifiers === undefined) return undefined
  const { country } = vocabulary.values
  const wanted = Object.entries(identifiers).flatMap(([kind, values]) =>
    [values]
      .flat()
      .map((value) => ({ kind, value: orRefuse(normalIdentifier(kind, value, country)) })),
  )
  const ids = await readIdentities(database, wanted)
  return wanted.map((each) => ids.get(identifierKey(each))).find((each) => each !== undefined)
}

const noUses: ReadonlyMap<number, Used> = new Map()
const unused: Used = { uses: 0, byCustomer: 0, spent: 0 }

function candidateOf(
  { id, definition: promotion }: Offered,
  { facts, context }: Her,
  used: Used = unused,
): Candidate {
  const { customers, limits } = promotion
  const needsHer = customers !== undefined || limits?.usesPerCustomer !== undefined
  if (facts === undefined) {
    const customer = needsHer ? 'unknown' : 'met'
    return { id, promotion, customer, firstPurchase: undefined, used }
  }
  const isMet = customers === undefined || matches(customers, facts, context)
  const firstPurchase = asksFirst(promotion) ? !matches(hasBought, facts, context) : undefined
  return { id, promotion, customer: isMet ? 'met' : 'notMet', firstPurchase, used }
}

type Showing = {
  readonly cart: readonly CartItem[]
  readonly say: Saying
  readonly context: Context
  readonly customer: string | undefined
  /** Codes of no promotion. */
  readonly unknown: readonly string[]
}

function shownOutcome(
  outcome: Outcome,
  { cart, say, context, customer, unknown }: Showing,
): Evaluation {
  const { currency } = context.shop
  const lines = new Map(cart.map((each) => [each.id, each]))
  const money = (minor: number) => unitsOf(minor, currency)
  return {
    asOf: iso(context.now),
    customer: customer ?? null,
    currency,
    subtotal: money(outcome.subtotal),
    shipping: money(outcome.shipping),
    discount: money(outcome.discount),
    total: money(outcome.total),
    items: outcome.items.map(({ id, before, after, discounts }) => ({
      id,
      product: lines.get(id)?.product ?? '',
      quantity: lines.get(id)?.quantity ?? 0,
      price: money(lines.get(id)?.price ?? 0),
      before: money(before),
      after: money(after),
      discounts: discounts.map((each) => ({
        promotion: shownId(each.promotion),
        amount: money(each.amount),
      })),
    })),
    gifts: outcome.gifts.map((each) => ({ ...each, promotion: shownId(each.promotion) })),
    applied: outcome.applied.map((each) => ({
      promotion: shownId(each.promotion),
      name: say.name(each.promotion),
      amount: money(each.amount),
      shipping: money(each.shipping),
      ...(each.coupon === undefined ? {} : { coupon: each.coupon }),
      why: say.applied(each),
    })),
    refused: outcome.refused.map(({ promotion, because }) => ({
      promotion: shownId(promotion),
      name: say.name(promotion),
      because: because.type,
      why: say.refused(promotion, because),
      missing:
        because.type === 'missing'
          ? {
              measure: because.measure,
              more: because.measure === 'amount' ? money(because.more) : because.more,
            }
          : null,
    })),
    unknownCoupons: [...unknown],
  }
}

function shownId(id: number): number {
  return id === draftId ? 0 : id
}

function nobody(): Refusal {
  return new Refusal(
    failure('not_found', 'There is no customer of that id', {
      where: 'customer',
      fix: 'Leave it out for somebody unknown.',
    }),
  )
}

function namedTwice(): Refusal {
  return new Refusal(
    failure('invalid', 'The customer is named by id and by identifiers', {
      where: 'customer',
      fix: 'Give one of the two.',
    }),
  )
}
