import type { Arrival, CustomerWrite, EventWrite } from '../domain/arrival.ts'
import { promotedFields, readyPromotions } from './promotions.ts'
import { readySegments } from './segments.ts'
import {
  generateShop,
  shopFields,
  tastingGuests,
  tastingList,
  type ShopPart,
  type ShopPlan,
} from './shop.ts'

export {
  shopFields as demoFields,
  promotedFields as demoPromotedFields,
  readyPromotions as demoPromotions,
  readySegments as demoSegments,
  tastingList as demoList,
  tastingGuests as demoListed,
}

/** So many of a kind make one arrival: large enough to be quick, small enough to be held. */
const together = 500

/**
 * The demo shop as arrivals, in the order in which they may be taken in: somebody's events never come
 * before her. Memory does not grow with the shop.
 */
export function* demoArrivals(plan: ShopPlan): Generator<Arrival> {
  let group = emptyGroup()
  for (const part of generateShop(plan)) {
    add(group, part)
    if (group.size < together) continue
    yield* arrivalsOf(group)
    group = emptyGroup()
  }
  yield* arrivalsOf(group)
}

type Group = {
  size: number
  readonly products: Extract<ShopPart, { kind: 'product' }>['product'][]
  readonly customers: CustomerWrite[]
  readonly consents: Extract<ShopPart, { kind: 'consent' }>[]
  readonly events: EventWrite[]
}

function emptyGroup(): Group {
  return { size: 0, products: [], customers: [], consents: [], events: [] }
}

const source = 'demo'

function add(group: Group, part: ShopPart): void {
  group.size += 1
  switch (part.kind) {
    case 'product':
      group.products.push(part.product)
      return
    case 'customer': {
      const { identifiers, fields } = part.customer
      group.customers.push({
        identifiers: Object.fromEntries(identifiers.map(({ kind, value }) => [kind, value])),
        fields,
        at: part.at,
      })
      return
    }
    case 'consent':
      group.consents.push(part)
      return
    case 'event':
      group.events.push({
        event: part.event.name,
        identifiers: { user_id: part.userId },
        time: part.event.ts,
        messageId: part.messageId,
        channel: part.event.channel,
        properties: part.event.properties,
      })
  }
}

function* arrivalsOf({ products, customers, consents, events }: Group): Generator<Arrival> {
  if (products.length > 0) {
    yield {
      kind: 'products',
      products: products.map(({ id, name, category, brand, price, ...fields }) => ({
        id,
        name,
        category,
        brand,
        price,
        currency: 'BRL',
        image: `/demo/images/${id}.svg`,
        fields,
      })),
    }
  }
  if (customers.length > 0) yield { kind: 'customers', mode: 'upsert', source, customers }
  if (consents.length > 0) {
    yield {
      kind: 'consents',
      consents: consents.map(({ userId, purpose, channel, state, at }) => ({
        identifiers: { user_id: userId },
        purpose,
        channel,
        state,
        at,
        source,
      })),
    }
  }
  if (events.length > 0) yield { kind: 'events', source, events }
}
