import type { Answer } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { inDays, textOf, whoBegan, whoDid, type DaySpan } from '../conditionText.ts'
import { paths } from '../paths.ts'

export type Activity = Answer<typeof routes.activity.read>
export type Bought = Activity['total']

const order = 'Order Completed'

/** The grid of customers with who ordered in those days. */
export function buyersOf(days: DaySpan) {
  return peopleOf(whoDid(order, inDays(days)))
}

/** With whose first order was in them. */
export function newcomersOf(days: DaySpan) {
  return peopleOf(whoBegan(order, days))
}

/** The grid of customers with who meets a condition. */
export function peopleOf(condition: Condition) {
  return { to: paths.customers, search: { filter: textOf(condition) } } as const
}

/** What was sold in the shop's own currency, which comes first; a number for a picture. */
export function mainSales({ sales }: Bought): number {
  return Number(sales[0]?.amount ?? 0)
}
