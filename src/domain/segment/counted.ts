import type { Event } from '../event/event.ts'
import type { Did } from './condition.ts'
import type { Context, Facts } from './facts.ts'
import { inShopMoney } from './money.ts'
import { eventNames, refundOf, withOwnRefunds } from './netTotal.ts'
import { meetsWhere } from './where.ts'
import { comparedWindow, inWindowBefore } from './windowBefore.ts'
import { windowOf } from './windows.ts'

/**
 * The events that a `did` counts, in the order given: right name, in the window, of a change in the one
 * before too, meeting the `where`; of a net total also the refunds of those. Without amounts in other money
 * than the shop's ({@link inShopMoney}). Undefined where she lacks the field with which the window begins:
 * then the `did` is false.
 */
export function counted(
  did: Did,
  { events, fields }: Pick<Facts, 'events' | 'fields'>,
  context: Context,
): readonly Event[] | undefined {
  const names = eventNames(did)
  const refund = refundOf(did)
  const isWithin = whenCounted(did, fields, context)
  if (isWithin === undefined) return undefined
  const found = events
    .filter(({ name }) => names.includes(name))
    .filter(({ name, ts }) => (name === refund ? ts <= context.now : isWithin(ts)))
    .map((event) => inShopMoney(event, context.shop))
    .filter((event) => event.name === refund || meetsWhere(did.where, event, context))
  return withOwnRefunds(did, found)
}

function whenCounted(
  did: Did,
  fields: Facts['fields'],
  context: Context,
): ((ts: number) => boolean) | undefined {
  const compared = comparedWindow(did)
  const isInWindow = windowOf(did.window, fields, context)
  if (compared === undefined || isInWindow === undefined) return isInWindow
  const { now, shop } = context
  return (ts) => isInWindow(ts) || inWindowBefore(ts, compared, now, shop)
}
