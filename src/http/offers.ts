import { catalogOf, customersCatalog, type Catalog } from '../domain/customer/catalog.ts'
import type { Field } from '../domain/customer/field.ts'
import type { CartTest, Promotion } from '../domain/promotion/promotion.ts'
import { conditionsBehind } from '../domain/segment/behind.ts'
import { fieldsIn } from '../domain/segment/check.ts'
import type { Condition } from '../domain/segment/condition.ts'
import type { Context } from '../domain/segment/facts.ts'
import { orderCompleted } from '../domain/segment/netTotal.ts'
import type { Known } from '../domain/segment/reading/describe.ts'
import { readsOfConditions, type Reads } from '../domain/segment/reads.ts'
import { placesAmong, type PlacesWanted } from '../domain/segment/place.ts'
import { productsAmong } from '../domain/segment/related.ts'
import { editionOf } from '../store/operational/definitions.ts'
import { listFields } from '../store/operational/fields.ts'
import { readShop } from '../store/operational/meta.ts'
import { listPromotions, type StoredPromotion } from '../store/operational/promotions.ts'
import type { Db } from '../store/operational/tables.ts'
import { contextAt } from '../work/context.ts'
import { isWaiting } from './promotion.ts'
import { vocabularyIn, type Vocabulary } from './questions.ts'
import { knownIn } from './reading.ts'

/** What evaluating rests on beside the cart and the customer, as the shop's people have it now. */
export type Offers = {
  readonly vocabulary: Vocabulary
  /** What sentences need to know. */
  readonly known: Known
  readonly promotions: readonly StoredPromotion[]
  /** As of no instant yet. */
  readonly context: Context
  readonly catalogs: { readonly customer: Catalog; readonly product: Catalog }
  readonly running: Pool
  /** Of those the ones that take something off items: others cannot be said to every checkout. */
  readonly offItems: Pool
}

/** Promotions with what they ask of the customer. */
export type Pool = { readonly promotions: readonly StoredPromotion[]; readonly asks: Asks }

/** What some promotions ask of the customer. */
type Asks = {
  readonly conditions: readonly Condition[]
  readonly reads: Reads
  /** The fields of products that they reach by way of her events. */
  readonly products: readonly Field[]
  /** Of the places where she is. */
  readonly places: PlacesWanted | undefined
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
  const [edition, shop] = await Promise.all([editionOf(db), readShop(db)])
  return `${edition} ${JSON.stringify(shop)}`
}

async function readOffers(db: Db): Promise<Offers> {
  const vocabulary = await vocabularyIn(db)
  const promotions = await listPromotions(db)
  const context = await contextAt(db, 0, vocabulary.segments)
  const product = catalogOf(await listFields(db, 'product'))
  const running = promotions.filter(
    ({ state, definition }) => state === 'running' && !isWaiting(definition, vocabulary),
  )
  return {
    vocabulary,
    known: knownIn(vocabulary),
    promotions,
    context,
    catalogs: { customer: customersCatalog(context.fields), product },
    running: poolOf(running, context),
    offItems: poolOf(running.filter(isOffItems), context),
  }
}

function poolOf(promotions: readonly StoredPromotion[], context: Context): Pool {
  return { promotions, asks: asksOf(promotions, context) }
}

function isOffItems({ definition: { benefit } }: StoredPromotion): boolean {
  return benefit.type !== 'gift' && benefit.type !== 'freeShipping'
}

/** What promotions ask of the customer, the segments and calculated fields behind it looked into. */
export function asksOf(
  promotions: readonly { readonly definition: Promotion }[],
  context: Context,
): Asks {
  const conditions = promotions.flatMap(({ definition: { customers } }) => customers ?? [])
  const isFirst = promotions.some(({ definition }) => asksFirst(definition))
  const behind = conditions.flatMap((each) => conditionsBehind(each, context))
  return {
    conditions,
    reads: readsOfConditions([...conditions, ...(isFirst ? [hasBought] : [])], context),
    products: [...productsAmong(behind.flatMap(fieldsIn), context).values()],
    places: placesAmong(behind.flatMap(fieldsIn), context),
  }
}

/** What somebody has done who does not buy for the first time. */
export const hasBought: Condition = { type: 'did', event: orderCompleted }

/** Whether a promotion asks if she buys for the first time. */
export function asksFirst({ cart }: Promotion): boolean {
  return cart !== undefined && testsFirst(cart)
}

function testsFirst(test: CartTest): boolean {
  switch (test.type) {
    case 'all':
    case 'any':
      return test.of.some(testsFirst)
    case 'not':
      return testsFirst(test.of)
    case 'firstPurchase':
      return true
    case 'items':
    case 'channel':
      return false
  }
}
