import { orderIdProperty } from '../../../domain/segment/netTotal.ts'
import { sql, type Sql } from '../../sql/sql.ts'
import { isNamed, type Behaviour } from './behaviour.ts'
import { compareNumber } from './number.ts'
import { sumOf, type Aggregate } from './observed.ts'
import { atEdge, type Quantity } from './rank.ts'
import { allOf, anyOf } from './reading.ts'
import { eventsOf } from './since.ts'
import { whoIs, type Who } from './who.ts'

/**
 * A row of `customer_id`, `net` and `of_orders`, the number of orders that count, for each customer who has one of
 * these, or a refund.
 */
export function netTotals(behaviour: Behaviour, who: Who): Sql {
  const { refund, names, when, where, since, observed, span } = behaviour
  if (refund === undefined || observed === undefined) throw new Error('a net total of no orders')
  const isRefund = sql`name = ${refund}`
  const isOrder = sql`name != ${refund}`
  const rows = anyOf([allOf([isOrder, when, where]), allOf([isRefund, sql`ts <= ${span.now}`])])
  const of =
    (which: Sql): Aggregate =>
    (name, x) =>
      sql`${name}If(${x}, ${which})`
  return sql`(
    SELECT customer_id, sum(orders) AS of_orders,
      sum(ordered) - sumIf(toInt128(abs(refunded)), orders > 0 AND of_order != '') AS net
    FROM (
      SELECT customer_id, fold[${orderIdProperty}] AS of_order, countIf(${isOrder}) AS orders,
        ${sumOf(observed, of(isOrder))} AS ordered, ${sumOf(observed, of(isRefund))} AS refunded
      FROM ${eventsOf(since, who)} WHERE ${allOf([isNamed(names), whoIs(who), rows])}
      GROUP BY customer_id, of_order
    ) GROUP BY customer_id
  )`
}

/** In such a row the net total as a number that people are put in order by. */
export const netQuantity: Quantity = { there: sql`of_orders > 0`, sum: sql`net`, over: undefined }

/** In such a row whether the test holds. */
export function netPasses({ test, edge }: Behaviour): Sql {
  if (edge !== undefined) return atEdge(netQuantity, edge)
  return compareNumber(sql`net`, test)
}
