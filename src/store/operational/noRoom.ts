import { failure, Refusal } from '../../domain/failure.ts'
import type { Limits } from '../../domain/promotion/promotion.ts'
import type { StoredPromotion } from './promotions.ts'

/** Why a cart does not get what it was worked out to: worked out anew it is without. */
export class NoRoom extends Refusal {}

const limitNames = {
  uses: 'has been used as often as it may be',
  usesPerCustomer: 'has been used by this customer as often as it may be',
  budget: 'has not so much of its budget left',
  coupon: 'has no more uses of that coupon',
} as const satisfies Record<keyof Limits | 'coupon', string>

/** One that has no room for another use. */
export function isUsedUp({ id, name }: StoredPromotion, limit: keyof typeof limitNames): Refusal {
  return noRoom(`The promotion ${JSON.stringify(name)} (${id}) ${limitNames[limit]}`)
}

/** Of nobody known it cannot be said how often she had it. */
export function needsCustomer({ id, name }: StoredPromotion): Refusal {
  return refuse(
    `The promotion ${JSON.stringify(name)} (${id}) is for each customer so often, and none is named`,
    'Name the customer, or leave the promotion out.',
  )
}

/** One that was paused, archived, or never started. */
export function doesNotRun({ id, name, state }: StoredPromotion): Refusal {
  const is = state === 'draft' ? 'a draft' : state
  return noRoom(`The promotion ${JSON.stringify(name)} (${id}) does not run: it is ${is}`)
}

/** An order that has used something else. */
export function isUsed(order: string): Refusal {
  return refuse(
    `The order ${JSON.stringify(order)} has used other promotions, or for other amounts`,
    'Cancel it, and give what takes its place another order id.',
  )
}

/** An order of which nothing is to come any more. */
export function isCancelled(order: string): Refusal {
  return refuse(
    `The order ${JSON.stringify(order)} was cancelled`,
    'Give what takes its place another order id.',
  )
}

/** An order that has reserved nothing, or let go of it. */
export function nothingOf(order: string): Refusal {
  return new Refusal(
    failure('not_found', `Nothing is reserved for the order ${JSON.stringify(order)}`, {
      where: 'order',
      fix: 'Reserve it first; what was reserved too long ago has been let go of.',
    }),
  )
}

/** An id of none. */
export function noPromotion(id: number): Refusal {
  return new Refusal(
    failure('not_found', `There is no promotion ${id}`, { where: 'promotions', fix: 'Name one.' }),
  )
}

function refuse(message: string, fix: string): Refusal {
  return new Refusal(failure('conflict', message, { fix }))
}

function noRoom(message: string): NoRoom {
  const fix = 'Evaluate the cart again: it is then worked out without it.'
  return new NoRoom(failure('conflict', message, { fix }))
}
