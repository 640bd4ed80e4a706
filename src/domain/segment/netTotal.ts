import type { Event } from '../event/event.ts'
import type { KnownEvent } from '../event/vocabulary.ts'
import type { Did } from './condition.ts'

/**
 * The net total: what the orders that count came to, in the window and as the `where` asks, less what was
 * refunded of them up to now, whenever that was. A refund is of the orders that have its order id, compared
 * as `is` compares texts; one without an id, or of an order that does not count, counts for nothing. Some
 * shops write what they paid back with a minus, as imported order lines do, others without: of what the
 * refunds of one order come to the sign is left out.
 */
export const orderCompleted = 'Order Completed' satisfies KnownEvent
const orderRefunded = 'Order Refunded' satisfies KnownEvent

/** The property by which refunds and orders are joined, and the one that is summed up. */
export const orderIdProperty = 'order_id'
export const totalProperty = 'total'

/** Whether the measure of a `did` is the net total of orders. */
export function isNetTotal({ measure }: Did): boolean {
  return measure?.of === 'netTotal'
}

/** The event by whose instances a `did` counts less; undefined where there is none. */
export function refundOf(did: Did): string | undefined {
  return isNetTotal(did) ? orderRefunded : undefined
}

/** The names of all events that a `did` looks at, each once, ascending. */
export function eventNames(did: Did): readonly string[] {
  const before = namesOfEach.get(did)
  if (before !== undefined) return before
  const refund = refundOf(did)
  const named = typeof did.event === 'string' ? [did.event] : did.event
  const names = [...new Set([...named, ...(refund === undefined ? [] : [refund])])].toSorted()
  namesOfEach.set(did, names)
  return names
}

/** Asked of every customer and instant: worked out once. */
const namesOfEach = new WeakMap<Did, readonly string[]>()

/** The events without refunds of what is not among them. */
export function withOwnRefunds(did: Did, events: readonly Event[]): readonly Event[] {
  const refund = refundOf(did)
  if (refund === undefined) return events
  const ids = new Set(events.filter(({ name }) => name !== refund).map(orderIdOf))
  ids.delete('')
  return events.filter((event) => event.name !== refund || ids.has(orderIdOf(event)))
}

/** Of which order it is, folded; empty where it says none. */
export function orderIdOf({ properties }: Event): string {
  const id = properties.get(orderIdProperty)
  return id?.type === 'text' ? id.folded : ''
}
