import { showNumber, unscale } from '../../domain/number.ts'
import { ident, join, sql, type Sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'
import type { ValueSeen } from './eventNames.ts'

/** One property of the events of a name, as a sample of them has it. */
export type PropertyFilled = {
  readonly property: string
  /** The list whose items have it; undefined: the event itself. */
  readonly items: string | undefined
  readonly holds: 'text' | 'number' | 'boolean' | 'list'
  /** How many of the events that were looked at have it. */
  readonly events: number
  readonly distinct: number
  /** Of numbers. */
  readonly least: number | undefined
  readonly most: number | undefined
  /** The most frequent values, the most first. */
  readonly values: readonly ValueSeen[]
}

/** So many events are looked at: those of the first customers by id, and ids are in no order. */
export const sampledEvents = 5_000

const mostProperties = 300
const mostValues = 8

/** The properties of the events of that name, those that most events have first, by a sample of {@link sampledEvents}. */
export async function propertiesFilled(
  database: Database,
  name: string,
  options?: ReadOptions,
): Promise<{ readonly sampled: number; readonly properties: readonly PropertyFilled[] }> {
  const [sampled, filled, values] = await Promise.all([
    database.rows<{ n: string }>(
      sql`SELECT toString(count()) AS n FROM (
        SELECT 1 FROM events WHERE name = ${name} LIMIT ${sampledEvents})`,
      options,
    ),
    database.rows<FilledRow>(
      sql`SELECT e.1 AS holds, e.2 AS items, e.3 AS property, toString(uniqExact(id)) AS events,
          toString(uniqExact(e.5)) AS distinct,
          toString(minIf(toInt64OrZero(e.4), holds = 'number')) AS least,
          toString(maxIf(toInt64OrZero(e.4), holds = 'number')) AS most
        FROM (${eachValue(name)}) GROUP BY holds, items, property
        ORDER BY uniqExact(id) DESC, property, items, holds LIMIT ${mostProperties}`,
      options,
    ),
    database.rows<ValueRow>(
      sql`SELECT e.1 AS holds, e.2 AS items, e.3 AS property, any(e.4) AS value,
          toString(count()) AS n
        FROM (${eachValue(name)}) GROUP BY holds, items, property, e.5
        ORDER BY count() DESC, value LIMIT ${mostValues} BY holds, items, property
        LIMIT ${mostValues * mostProperties}`,
      options,
    ),
  ])
  const byPlace = new Map<string, ValueRow[]>()
  for (const value of values) {
    const place = placeOf(value)
    byPlace.set(place, [...(byPlace.get(place) ?? []), value])
  }
  return {
    sampled: Number(sampled[0]?.n ?? 0),
    properties: filled.map((row) => propertyOf(row, byPlace.get(placeOf(row)) ?? [])),
  }
}

type Place = {
  readonly holds: PropertyFilled['holds']
  readonly items: string
  readonly property: string
}
type FilledRow = Place & Readonly<Record<'events' | 'distinct' | 'least' | 'most', string>>
type ValueRow = Place & { readonly value: string; readonly n: string }

function placeOf({ holds, items, property }: Place): string {
  return JSON.stringify([holds, items, property])
}

function propertyOf(row: FilledRow, values: readonly ValueRow[]): PropertyFilled {
  const { holds, items, property } = row
  const isNumber = holds === 'number'
  return {
    holds,
    property,
    items: items === '' ? undefined : items,
    events: Number(row.events),
    distinct: Number(row.distinct),
    least: isNumber ? unscale(Number(row.least)) : undefined,
    most: isNumber ? unscale(Number(row.most)) : undefined,
    values: values.map(({ value, n }) => ({ value: shown(holds, value), count: Number(n) })),
  }
}

/** As it was written, or as a number, yes or no is; of a list, its elements are kept by their keys. */
function shown(holds: PropertyFilled['holds'], value: string): string {
  if (holds === 'number') return showNumber(Number(value))
  if (holds !== 'list') return value
  if (value.startsWith('n')) return showNumber(Number(value.slice(1)))
  if (value.startsWith('b')) return value === 'b1' ? 'true' : 'false'
  return value.slice(1)
}

/** Rows of an event's id and `e`: what it holds, in which items, property, value, and by what values are the same. */
function eachValue(name: string): Sql {
  const numbers = ['total', 'value', 'quantity', 'price'].map(
    (column) =>
      sql`if(isNull(${ident(column)}), [], [${number(sql`''`, sql`${column}`, sql`assumeNotNull(${ident(column)})`)}])`,
  )
  const own = [
    sql`arrayMap((k, v) -> ('text', '', toString(k), v, fold[k]), mapKeys(text), mapValues(text))`,
    sql`arrayMap((k, v) -> ${number(sql`''`, sql`toString(k)`, sql`v`)}, mapKeys(num), mapValues(num))`,
    sql`arrayMap((k, v) -> ${boolean(sql`''`)}, mapKeys(bool), mapValues(bool))`,
    sql`arrayFlatten(arrayMap((k, vs) -> arrayMap(v -> ('list', '', toString(k), v, v), vs),
      mapKeys(list), mapValues(list)))`,
    ...numbers,
  ]
  const ofItem = [
    sql`arrayMap((k, v) -> ('text', toString(path), toString(k), v, folds[k]), mapKeys(texts), mapValues(texts))`,
    sql`arrayMap((k, v) -> ${number(sql`toString(path)`, sql`toString(k)`, sql`v`)}, mapKeys(ns), mapValues(ns))`,
    sql`arrayMap((k, v) -> ${boolean(sql`toString(path)`)}, mapKeys(bs), mapValues(bs))`,
    sql`if(isNull(many), [], [${number(sql`toString(path)`, sql`'quantity'`, sql`assumeNotNull(many)`)}])`,
    sql`if(isNull(cost), [], [${number(sql`toString(path)`, sql`'price'`, sql`assumeNotNull(cost)`)}])`,
  ]
  const ofItems = sql`arrayFlatten(arrayMap((path, texts, folds, ns, bs, many, cost) -> arrayConcat(${join(ofItem, ', ')}),
    items.path, items.text, items.fold, items.num, items.bool, items.quantity, items.price))`
  return sql`SELECT id, arrayJoin(arrayConcat(${join([...own, ofItems], ', ')})) AS e
    FROM (SELECT * FROM events WHERE name = ${name} LIMIT ${sampledEvents})`
}

function number(items: Sql, property: Sql, value: Sql): Sql {
  return sql`('number', ${items}, ${property}, toString(${value}), toString(${value}))`
}

function boolean(items: Sql): Sql {
  return sql`('boolean', ${items}, toString(k), toString(v), toString(v))`
}
