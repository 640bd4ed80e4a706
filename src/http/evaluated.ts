import type { z } from 'zod'
import type { Evaluation } from '../api/promotions.ts'
import type { routes } from '../api/routes.ts'
import { catalogOf } from '../domain/customer/catalog.ts'
import { normalIdentifier } from '../domain/customer/identity.ts'
import { failure, orRefuse, Refusal } from '../domain/failure.ts'
import type { CartItem, Outcome } from '../domain/promotion/cart.ts'
import { evaluate, type Candidate } from '../domain/promotion/evaluate.ts'
import { unitsOf } from '../domain/promotion/minor.ts'
import type { CartTest, Promotion } from '../domain/promotion/promotion.ts'
import { conditionsBehind } from '../domain/segment/behind.ts'
import { eventsIn, fieldsIn } from '../domain/segment/check.ts'
import { productsAmong } from '../domain/segment/related.ts'
import type { Condition } from '../domain/segment/condition.ts'
import type { Context, Facts } from '../domain/segment/facts.ts'
import { matches } from '../domain/segment/matches.ts'
import { orderCompleted } from '../domain/segment/netTotal.ts'
import { loadFacts } from '../store/clickhouse/facts.ts'
import { identifierKey, readIdentities } from '../store/clickhouse/identities.ts'
import { mergedInto, resolveMerged } from '../store/clickhouse/merged.ts'
import { withRanks } from '../store/clickhouse/ranks.ts'
import { editionOf } from '../store/operational/definitions.ts'
import { readShop } from '../store/operational/meta.ts'
import { listPromotions, type StoredPromotion } from '../store/operational/promotions.ts'
import type { Db } from '../store/operational/tables.ts'
import { usedOf, type Used } from '../store/operational/usages.ts'
import { contextAt } from '../work/context.ts'
import { readCart } from './cart.ts'
import { couponsIn } from './coupons.ts'
import { found } from './found.ts'
import { given } from './given.ts'
import { iso, msOf } from './instants.ts'
import { saying, type Saying } from './promotionWords.ts'
import { readPromotion } from './promotion.ts'
import { vocabularyIn, type Vocabulary } from './questions.ts'
import type { Call } from './route.ts'
import type { Works } from './works.ts'

/** What evaluating rests on beside the cart and the customer, as the shop's people have it now. */
export type Offers = {
  readonly vocabulary: Vocabulary
  readonly promotions: readonly StoredPromotion[]
  /** As of no instant yet. */
  readonly context: Context
}

/** Reads them when they have changed, and else gives what was read: carts are many, changes few. */
export function offersReader(db: Db): () => Promise<Offers> {
  let last: { readonly edition: string; readonly read: Offers } | undefined
  return async () => {
    for (;;) {
      const edition = await offersEdition(db)
      if (last?.edition === edition) return last.read
      // What was changed while it was read may be there in part: then it is not of that edition, and read again.
      last = { edition, read: await readOffers(db) }
    }
  }
}

async function offersEdition(db: Db): Promise<string> {
  return `${await editionOf(db)} ${JSON.stringify(await readShop(db))}`
}

async function readOffers(db: Db): Promise<Offers> {
  const vocabulary = await vocabularyIn(db)
  const promotions = await listPromotions(db)
  return { vocabulary, promotions, context: await contextAt(db, 0, vocabulary.segments) }
}

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
  readonly shown: Evaluation
}

type EvaluatingCall = Pick<Call, 'request' | 'signal'> & {
  /** In which language. */
  readonly query: Parameters<typeof saying>[1]
}

/** One that is evaluated; the id of a draft that is not saved comes after all others. */
type Offered = { readonly id: number; readonly name: string; readonly definition: Promotion }
const draftId = 2 ** 32

/** What a cart earns: of its customer all is read once for all promotions, of its products too. */
export async function evaluated(
  works: Works,
  offers: Offers,
  asked: AskedCart,
  { request, signal, query }: EvaluatingCall,
): Promise<Evaluated> {
  const now = works.clock()
  const context: Context = { ...offers.context, now: asked.at === undefined ? now : msOf(asked.at) }
  const offered = offeredOf(offers, asked)
  const [cart, her] = await Promise.all([
    readCart(works, asked.cart, context.shop, signal),
    readHer(works, asked, { offered, context, signal }),
  ])
  const { order } = asked
  const customers = her.id === undefined ? [] : [her.id, ...her.merged]
  const own = order === undefined ? {} : { order }
  const { db } = works.operational
  const used = await usedOf(db, { customers, ...own }, now)
  const coupons = await couponsIn(db, cart, { at: context.now, now, ...own })
  const candidates = offered.map((each) => ({
    ...candidateOf(each, her, used.get(each.id)),
    ...given({ coupon: coupons.get(each.id) }),
  }))
  const { choice } = asked
  const outcome = evaluate({ cart, promotions: candidates, moment: context, choice })
  const say = saying(request, query, offers, new Map(offered.map((each) => [each.id, each])))
  const shown = shownOutcome(outcome, { cart: cart.items, say, context, customer: her.id })
  return { outcome, customer: her.id, merged: her.merged, shown }
}

function offeredOf(
  { promotions, vocabulary }: Offers,
  { promotions: ids, draft }: AskedCart,
): readonly Offered[] {
  const saved =
    ids === undefined
      ? promotions.filter(({ state }) => state === 'running')
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
  readonly offered: readonly Offered[]
  readonly context: Context
  readonly signal: AbortSignal
}

async function readHer(works: Works, asked: AskedCart, reading: Reading): Promise<Her> {
  const { offered, context, signal } = reading
  const id = await idOf(works, asked)
  if (id === undefined) return { id, merged: [], facts: undefined, context }
  const conditions = offered.flatMap(({ definition: { customers } }) => customers ?? [])
  const behind = conditions.flatMap((each) => conditionsBehind(each, context))
  const isFirst = offered.some(({ definition: { cart } }) => cart && asksFirst(cart))
  const events = [...behind.flatMap(eventsIn), ...(isFirst ? [orderCompleted] : [])]
  const wanted = {
    events: [...new Set(events)],
    catalog: catalogOf([...context.fields.values()]),
    products: [...productsAmong(behind.flatMap(fieldsIn), context).values()],
  }
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
    context: await withRanks(works.database, context, conditions, { signal }),
  }
}

/** Her id as it was given, or that of whose the identifiers are; undefined where nobody is named or known. */
async function idOf(
  { operational, database }: Works,
  { customer, identifiers }: AskedCart,
): Promise<string | undefined> {
  if (customer !== undefined && identifiers !== undefined) throw namedTwice()
  if (customer !== undefined) {
    // Ids are below 2^63; what is longer than the engine's numbers is nobody's.
    if (BigInt(customer) >= 2n ** 63n) throw nobody()
    return customer
  }
  if (identifiers === undefined) return undefined
  const { country } = await readShop(operational.db)
  const wanted = Object.entries(identifiers).flatMap(([kind, values]) =>
    [values]
      .flat()
      .map((value) => ({ kind, value: orRefuse(normalIdentifier(kind, value, country)) })),
  )
  const ids = await readIdentities(database, wanted)
  return wanted.map((each) => ids.get(identifierKey(each))).find((each) => each !== undefined)
}

function asksFirst(test: CartTest): boolean {
  switch (test.type) {
    case 'all':
    case 'any':
      return test.of.some(asksFirst)
    case 'not':
      return asksFirst(test.of)
    case 'firstPurchase':
      return true
    case 'items':
    case 'channel':
      return false
  }
}

const hasBought: Condition = { type: 'did', event: orderCompleted }
const unused: Used = { uses: 0, byCustomer: 0, spent: 0 }

function candidateOf(
  { id, definition: promotion }: Offered,
  { facts, context }: Her,
  used: Used = unused,
): Candidate {
  const { customers, limits, cart } = promotion
  const needsHer = customers !== undefined || limits?.usesPerCustomer !== undefined
  if (facts === undefined) {
    const customer = needsHer ? 'unknown' : 'met'
    return { id, promotion, customer, firstPurchase: undefined, used }
  }
  const isMet = customers === undefined || matches(customers, facts, context)
  const isAsked = cart !== undefined && asksFirst(cart)
  const firstPurchase = isAsked ? !matches(hasBought, facts, context) : undefined
  return { id, promotion, customer: isMet ? 'met' : 'notMet', firstPurchase, used }
}

type Showing = {
  readonly cart: readonly CartItem[]
  readonly say: Saying
  readonly context: Context
  readonly customer: string | undefined
}

function shownOutcome(outcome: Outcome, { cart, say, context, customer }: Showing): Evaluation {
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
