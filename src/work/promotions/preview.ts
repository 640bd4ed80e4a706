import type { Catalog } from '../../domain/customer/catalog.ts'
import { catalogOf, customersCatalog } from '../../domain/customer/catalog.ts'
import type { Field } from '../../domain/customer/field.ts'
import type { Properties } from '../../domain/event/event.ts'
import { pastOrders, type Period } from '../../domain/promotion/past.ts'
import { addToTally, emptyTally, type PastTally } from '../../domain/promotion/preview.ts'
import { productProperties } from '../../domain/promotion/productFacts.ts'
import type { Promotion } from '../../domain/promotion/promotion.ts'
import { conditionsBehind } from '../../domain/segment/behind.ts'
import { eventsIn, fieldsIn } from '../../domain/segment/check.ts'
import type { Context, Facts } from '../../domain/segment/facts.ts'
import { orderCompleted } from '../../domain/segment/netTotal.ts'
import { placesAmong } from '../../domain/segment/place.ts'
import { productsAmong } from '../../domain/segment/related.ts'
import { itemsAt } from '../../domain/segment/where.ts'
import { localDay } from '../../domain/time/zone.ts'
import { buyersAfter, type Buyer } from '../../store/clickhouse/buyers.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { loadFacts, type FactsWanted } from '../../store/clickhouse/facts.ts'
import { readReferences } from '../../store/clickhouse/references.ts'

/** What a promotion is asked of: plain data, which goes to a thread of its own. */
export type PreviewAsked = {
  readonly promotion: Promotion
  readonly period: Period
  /** As of now, with the ranks that its condition asks about. */
  readonly context: Context
  readonly productFields: readonly Field[]
}

/** So many customers' ids are in memory at once, and of so many the events. */
const page = 20_000
const together = 250
/** Of those so many events, unless one customer alone has more. */
const mostEvents = 20_000

/**
 * Goes through everybody who has ordered in that time, in the order of their ids, and tells after each few
 * how many it has seen. Memory grows with the days of the time, and with nobody's number.
 */
export async function previewOf(
  database: Database,
  asked: PreviewAsked,
  onProgress: (done: number) => void,
): Promise<PastTally> {
  const { period, context } = asked
  const wanted = wantedFor(asked)
  const tally = emptyTally()
  const dayOf = (at: number): number => localDay(context.shop.zone, at)
  const names = 'events' in wanted && wanted.events !== 'all' ? wanted.events : []
  let done = 0
  for (let after = '0'; ;) {
    const buyers = await buyersAfter(database, { ...period, after, limit: page, names })
    for (const ids of inBatches(buyers)) {
      const facts = await loadFacts(database, ids, wanted)
      const product = await productsOf(database, [...facts.values()], asked)
      for (const hers of facts.values()) {
        addToTally(tally, pastOrders(hers, { ...asked, product }), dayOf)
      }
      done += ids.length
      onProgress(done)
    }
    const last = buyers.at(-1)
    if (last === undefined || buyers.length < page) return tally
    after = last.id
  }
}

function wantedFor({ promotion: { customers }, context }: PreviewAsked): FactsWanted {
  const behind = customers === undefined ? [] : conditionsBehind(customers, context)
  return {
    events: [...new Set([orderCompleted, ...behind.flatMap(eventsIn)])],
    catalog: customersCatalog(context.fields),
    products: [...productsAmong(behind.flatMap(fieldsIn), context).values()],
    places: placesAmong(behind.flatMap(fieldsIn), context),
  }
}

function* inBatches(buyers: readonly Buyer[]): Generator<readonly string[]> {
  let ids: string[] = []
  let events = 0
  for (const buyer of buyers) {
    if (ids.length > 0 && (ids.length >= together || events + buyer.events > mostEvents)) {
      yield ids
      ids = []
      events = 0
    }
    ids.push(buyer.id)
    events += buyer.events
  }
  if (ids.length > 0) yield ids
}

/** What the products are now that those customers have ordered, each read and typed once. */
async function productsOf(
  database: Database,
  facts: readonly Facts[],
  { context, productFields }: PreviewAsked,
): Promise<(id: string) => Properties | undefined> {
  const lines = facts
    .flatMap(({ events }) => events.filter(({ name }) => name === orderCompleted))
    .flatMap((order) => itemsAt(order))
  const ids = new Set(lines.flatMap(({ properties }) => codeIn(properties)))
  const catalog: Catalog = catalogOf(productFields)
  const found = await readReferences(database, 'product', [...ids])
  const typed = new Map(
    [...found].map(([id, each]) => [id, productProperties(each, catalog, context.shop.zone)]),
  )
  return (id) => typed.get(id)
}

function codeIn(properties: Properties): readonly string[] {
  const code = properties.get('product_id')
  return code?.type === 'text' ? [code.value] : []
}
