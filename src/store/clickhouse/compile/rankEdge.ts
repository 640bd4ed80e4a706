import { rankingOf } from '../../../domain/segment/calculated/ranked.ts'
import { everyone, type Rank, type RankedBy } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import type { RankEdge, Ranked, Ratio } from '../../../domain/segment/rank.ts'
import { as, ident, join, sql, type Sql } from '../../sql/sql.ts'
import { behaviourOf, isNamed } from './behaviour.ts'
import { members } from './members.ts'
import { netQuantity, netTotals } from './netTotal.ts'
import { quantityOf } from './quantity.ts'
import { atEdge, fieldRanked, type Quantity } from './rank.ts'
import { allOf } from './reading.ts'
import { eventsOf } from './since.ts'
import { workedValues } from './worked.ts'

/**
 * How far a rank reaches, of everyone: one row of `sum`, `over`, `equal`, how many have that value, `taken`,
 * how many have it or come before it, and `among`, how many are put in order; no row where nobody is. In
 * one pass: people are put together by value, of which there are never more than people.
 */
export function edgeSql(rank: Rank, context: Context): Sql {
  const { n, percent, side } = rank
  const { rows, quantity } = values(rank.by, context)
  const among = sql`sum(equal) OVER ()`
  const upTo = sql`sum(equal) OVER (ORDER BY place ${orderOf(side)} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`
  const wanted =
    percent === true
      ? sql`intDiv(${as('UInt64', n)} * among + 99, 100)`
      : sql`least(${as('UInt64', n)}, among)`
  return sql`
    SELECT toString(value.1) AS sum, toString(value.2) AS over, equal, taken, among FROM (
      SELECT value, equal, ${among} AS among, ${upTo} AS taken FROM (
        SELECT ${placeOf(quantity)} AS place, ${valueOf(quantity)} AS value, count() AS equal
        FROM (${rows}) WHERE ${allOf([quantity.there, isAmong(rank, context)])} GROUP BY place
      )
    ) WHERE taken >= ${wanted} ORDER BY taken LIMIT 1`
}

/** Of those who are equal to the edge the one before whom so many come: a row of `created` and `customer_id`. */
export function lastSql(rank: Rank, value: Ratio, before: number, context: Context): Sql {
  const { rows, quantity } = values(rank.by, context)
  const equal = atEdge(quantity, { ...value, op: 'is' })
  return sql`
    SELECT created, customer_id FROM customers FINAL WHERE customer_id IN (
      SELECT customer_id FROM (${rows}) WHERE ${allOf([equal, isAmong(rank, context)])}
    ) ORDER BY created, customer_id LIMIT 1 OFFSET ${as('UInt64', before)}`
}

/** How many come before whoever has that value: one row of `before`. */
export function beforeSql(rank: Rank, value: Ratio, who: Ranked, context: Context): Sql {
  const { rows, quantity } = values(rank.by, context)
  const op = rank.side === 'top' ? 'greater' : 'less'
  const better = allOf([atEdge(quantity, { ...value, op }), isAmong(rank, context)])
  const count = sql`SELECT count() AS before FROM (${rows}) WHERE ${better}`
  if (rank.percent === true) return count
  const equal = allOf([atEdge(quantity, { ...value, op: 'is' }), isAmong(rank, context)])
  const { created, id } = who
  return sql`SELECT (${count}) + (
    SELECT count() FROM customers FINAL
    WHERE (created < ${created} OR (created = ${created} AND customer_id < ${as('UInt64', id)}))
      AND customer_id IN (SELECT customer_id FROM (${rows}) WHERE ${equal})
  ) AS before`
}

/** Whoever is there, and is among those who are asked about. */
function isAmong({ among = everyone }: Rank, context: Context): Sql {
  const who = members(among, context, 'everyone')
  return sql`customer_id IN (SELECT customer_id FROM customers FINAL WHERE ${who})`
}

type Values = {
  /** A row for each customer. */
  readonly rows: Sql
  /** In such a row. */
  readonly quantity: Quantity
}

function values(ranked: RankedBy, context: Context): Values {
  const by = rankingOf(ranked, context)
  if (by.type === 'formula' || by.type === 'affinity') {
    const { rows, quantity } = workedValues(by, context)
    return { rows: rows('everyone'), quantity }
  }
  if (by.type === 'field') {
    const { table, quantity } = fieldRanked(by.field, context)
    return { rows: sql`SELECT * FROM ${ident(table)} FINAL`, quantity }
  }
  const behaviour = behaviourOf(by, context)
  if (behaviour.measure.of === 'netTotal') {
    return { rows: sql`SELECT * FROM ${netTotals(behaviour, 'everyone')}`, quantity: netQuantity }
  }
  const { names, when, where, since } = behaviour
  const { columns, value } = quantityOf(behaviour, undefined)
  const called = columns.map((_, i) => ident(`a${i}`))
  const named = columns.map((x, i) => sql`${x} AS ${ident(`a${i}`)}`)
  const rows = sql`
    SELECT ${join([sql`customer_id`, ...named], ', ')} FROM ${eventsOf(since, 'everyone')}
    WHERE ${allOf([isNamed(names), when, where])} GROUP BY customer_id`
  return { rows, quantity: value(called) }
}

/**
 * A whole number in whose order the values are, equal for equal ones. Two quotients a/b and c/d that differ
 * do so by 1/bd at least: times as much, rounded down, they still do. Of an average b is how many values it
 * is of, below 2^31; of a change in percent a sum of ten-thousandths, below 2^77.
 */
function placeOf({ sum, over }: Quantity): Sql {
  if (over === undefined) return sum
  const factor = as('Int256', 1n << 154n)
  const [wide, by] = [sql`toInt256(${sum}) * ${factor}`, sql`toInt256(${over})`]
  return sql`(intDiv(${wide}, ${by}) - (modulo(${wide}, ${by}) < 0))`
}

/** Of those of one place any one's. */
function valueOf({ sum, over }: Quantity): Sql {
  return over === undefined ? sql`(place, 1)` : sql`any((${sum}, ${over}))`
}

function orderOf(side: Rank['side']): Sql {
  return side === 'top' ? sql`DESC` : sql`ASC`
}

/** What a row of {@link edgeSql} says. */
export type EdgeRow = {
  readonly sum: string
  readonly over: string
  readonly equal: string
  readonly taken: string
  readonly among: string
}

/** The edge of such a row, and of how many who are equal to it not all are in: they come before whom they end with. */
export function edgeOfRow(
  { n, percent }: Rank,
  row: EdgeRow,
): { readonly edge: RankEdge; readonly tied?: number } {
  const [among, taken, equal] = [Number(row.among), Number(row.taken), Number(row.equal)]
  const value = { sum: BigInt(row.sum), over: BigInt(row.over) }
  const wanted = Math.min(n, among)
  if (percent === true || taken === wanted) return { edge: { among, taken, value } }
  return { edge: { among, taken: wanted, value }, tied: wanted - (taken - equal) - 1 }
}
