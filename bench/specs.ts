/**
 * Segments as a bench draws them: simple enough that the best hand-written SQL for three databases is
 * plain to see, and beside it the condition that Clientela is given.
 */
import type { Condition, Did } from '../src/domain/segment/condition.ts'
import { as, join, nothing, sql, type Sql } from '../src/store/sql/sql.ts'
import { cities, dayMs, eventNames, now } from './world.ts'

export type Behaviour = {
  readonly event: string
  readonly days: number
  /** Only events whose total is greater; in currency units. */
  readonly over?: number
  readonly category?: string
}

export type Spec = {
  readonly behaviours: readonly {
    readonly of: Behaviour
    readonly atLeast: number
    readonly not?: boolean
  }[]
  readonly cities?: readonly string[]
}

/** Bought at least twice for over 100 in 90 days, in one of three cities. */
export const typical: Spec = {
  behaviours: [{ of: { event: 'Order Completed', days: 90, over: 100 }, atLeast: 2 }],
  cities: cities.slice(0, 3),
}

/** `count` segments over at most `distinct` behaviours. */
export function manySpecs(count: number, distinct: number): readonly Spec[] {
  const behaviours = Array.from({ length: distinct }, (_, i): Behaviour => {
    const event = eventNames[i % eventNames.length] ?? ''
    const base = { event, days: 7 + ((i * 13) % 300) }
    if (event === 'Order Completed' && i % 2 === 0) return { ...base, over: 20 + (i % 50) }
    return event === 'Product Viewed' && i % 3 === 0
      ? { ...base, category: `category ${i % 12}` }
      : base
  })
  return Array.from({ length: count }, (_, i) => {
    const first = behaviours[i % distinct] ?? behaviours[0]
    if (first === undefined) throw new Error('no behaviours')
    const second = behaviours[(i * 7 + 3) % distinct]
    return {
      behaviours: [
        { of: first, atLeast: 1 + (i % 4) },
        ...(i % 3 === 0 && second !== undefined
          ? [{ of: second, atLeast: 1 + (i % 2), not: i % 2 === 0 }]
          : []),
      ],
      ...(i % 5 === 0 ? { cities: cities.slice(i % 10, (i % 10) + 4) } : {}),
    }
  })
}

export function toCondition(spec: Spec): Condition {
  const of = spec.behaviours.map(({ of: behaviour, atLeast, not }): Condition => {
    const did = toDid(behaviour, atLeast)
    return not === true ? { type: 'not', of: did } : did
  })
  if (spec.cities === undefined) return one(of)
  return {
    type: 'all',
    of: [...of, { type: 'field', field: 'city', test: { op: 'anyOf', values: [...spec.cities] } }],
  }
}

function one(of: readonly Condition[]): Condition {
  const [only, ...rest] = of
  return only !== undefined && rest.length === 0 ? only : { type: 'all', of }
}

function toDid({ event, days, over, category }: Behaviour, atLeast: number): Did {
  const where =
    over !== undefined
      ? ({ type: 'property', property: 'total', test: { op: 'greater', value: over } } as const)
      : category !== undefined
        ? ({ type: 'property', property: 'category', test: { op: 'is', value: category } } as const)
        : undefined
  return {
    type: 'did',
    event,
    window: { type: 'last', n: days, unit: 'days' },
    ...(where && { where }),
    test: { op: 'atLeast', value: atLeast },
  }
}

/** Money counts in the shop's currency, and where none is said. */
const inShopMoney = sql`currency IN ('', 'brl')`

/** What somebody who knows ClickHouse and our tables well would write. */
export function toClickhouse(spec: Spec, cityColumn: Sql): Sql {
  const semijoins = spec.behaviours.map(({ of: { event, days, over, category }, atLeast, not }) => {
    const where =
      over !== undefined
        ? sql` AND total > ${over * 10_000} AND ${inShopMoney}`
        : category !== undefined
          ? sql` AND fold['category'] = ${category}`
          : nothing
    return sql`customer_id ${not === true ? sql`NOT IN` : sql`IN`} (SELECT customer_id FROM events WHERE name = ${event} AND ts > ${now - days * dayMs} AND ts <= ${now}${where} GROUP BY customer_id HAVING count() >= ${atLeast})`
  })
  const city =
    spec.cities === undefined ? [] : [sql`${cityColumn} IN ${as('Array(String)', spec.cities)}`]
  return sql`SELECT customer_id FROM customers FINAL WHERE ${join([...semijoins, ...city], ' AND ')}`
}

/** The same for a database with natural columns; `quote` is only ever given this file's own words. */
export function toPlainSql(spec: Spec): string {
  const semijoins = spec.behaviours.map(({ of: { event, days, over, category }, atLeast, not }) => {
    const where =
      over !== undefined
        ? ` AND total > ${over}`
        : category !== undefined
          ? ` AND category = '${category}'`
          : ''
    return `customer_id ${not === true ? 'NOT IN' : 'IN'} (SELECT customer_id FROM events WHERE name = '${event}' AND ts > ${now - days * dayMs} AND ts <= ${now}${where} GROUP BY customer_id HAVING count(*) >= ${atLeast})`
  })
  const city =
    spec.cities === undefined
      ? []
      : [`city IN (${spec.cities.map((name) => `'${name}'`).join(', ')})`]
  return `SELECT customer_id FROM customers WHERE ${[...semijoins, ...city].join(' AND ')}`
}
