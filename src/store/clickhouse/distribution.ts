import { valueType, type Field } from '../../domain/customer/field.ts'
import { fold } from '../../domain/fold.ts'
import type { Did } from '../../domain/segment/condition.ts'
import type { Context } from '../../domain/segment/facts.ts'
import type { Level } from '../../domain/segment/templates/template.ts'
import { dayMs } from '../../domain/time/civil.ts'
import { ident, sql, type Sql } from '../sql/sql.ts'
import { columnTable } from './columns.ts'
import { behaviourOf, isNamed } from './compile/behaviour.ts'
import { measured } from './compile/measure.ts'
import { allOf } from './compile/reading.ts'
import { eventsOf } from './compile/since.ts'
import type { Database, ReadOptions } from './database.ts'
import { sampleRows } from './seen.ts'

/** What a shop's customers have of something, from which thresholds are suggested. */

export type ValueCount = { readonly value: string; readonly count: number }

/** Only so many values are chosen from. */
const shownValues = 50

/** With which values: those that contain it; all when left out. */
type Searched = ReadOptions & { readonly search?: string }

/** The values of a field of text, a choice or a list, the most frequent first; by customers. */
export async function valuesOfField(
  database: Database,
  field: Field,
  options?: Searched,
): Promise<readonly ValueCount[]> {
  const column = ident(`f${field.id}`)
  const folded = ident(`f${field.id}_fold`)
  const each =
    valueType(field.type) === 'list'
      ? sql`arrayJoin(arrayZip(${column}, ${folded}))`
      : sql`(${column}, ${folded})`
  const rows = sql`SELECT ${each} AS each FROM ${ident(columnTable(field))} FINAL WHERE notEmpty(${folded})`
  return await counted(database, rows, options)
}

/** The values of a property of the events of that name, or of its items in that list; by a sample of them. */
export async function valuesOfProperty(
  database: Database,
  of: { readonly event: string; readonly property: string; readonly items?: string | undefined },
  options?: Searched,
): Promise<readonly ValueCount[]> {
  const { event, property, items } = of
  const each =
    items === undefined
      ? sql`(text[${property}], fold[${property}])`
      : sql`arrayJoin(arrayMap((path, texts, folds) ->
          if(path = ${items}, (texts[${property}], folds[${property}]), ('', '')),
          items.path, items.text, items.fold))`
  const rows = sql`SELECT ${each} AS each FROM (
    SELECT * FROM events WHERE name = ${event} LIMIT ${sampleRows})`
  return await counted(database, rows, options)
}

async function counted(
  database: Database,
  rows: Sql,
  { search = '', ...options }: Searched = {},
): Promise<readonly ValueCount[]> {
  const wanted = fold(search.trim())
  const found = await database.rows<{ value: string; count: string }>(
    sql`SELECT any(assumeNotNull(each.1)) AS value, count() AS count FROM (${rows})
      WHERE each.2 != '' AND position(assumeNotNull(each.2), ${wanted}) > 0 GROUP BY each.2 ORDER BY count() DESC, value LIMIT ${shownValues}`,
    options,
  )
  return found.map(({ value, count }) => ({ value, count: Number(count) }))
}

/** Quantiles that are asked, which the engine wants in the statement's own text. */
const levels = [0.25, 0.4, 0.5, 0.6, 0.66, 0.75, 0.85, 0.9, 0.97] satisfies readonly Level[]

/** A quantile, and of how many customers. */
export type Quantile = { readonly value: number; readonly customers: number }

/** The measures whose quantiles are asked. */
type Ranked = 'count' | 'sum' | 'distinct' | 'activeDays' | 'daysSinceFirst' | 'daysSinceLast'

/** Of a measure of events over all customers who have one; undefined where none has. */
export async function quantileOfMeasure(
  database: Database,
  asked: { readonly did: Did; readonly quantile: Level },
  context: Context,
  options?: ReadOptions,
): Promise<Quantile | undefined> {
  const behaviour = behaviourOf(asked.did, context)
  const { names, when, where, since, measure } = behaviour
  const of = measure.of as Ranked
  const [column = sql`0`] = measured(behaviour, undefined).columns
  const rows = sql`SELECT ${column} AS x FROM ${eventsOf(since, 'everyone')}
    WHERE ${allOf([isNamed(names), when, where])} GROUP BY customer_id`
  const inUnits = isElapsed(of) ? sql`intDiv(${context.now} - x, ${dayMs})` : sql`x`
  const found = await quantileOf(
    database,
    sql`SELECT ${inUnits} AS x FROM (${rows})`,
    asked,
    options,
  )
  return found && { ...found, value: of === 'sum' ? found.value / 10_000 : found.value }
}

/** The column of such a measure is an instant. */
function isElapsed(of: Ranked): boolean {
  return of === 'daysSinceFirst' || of === 'daysSinceLast'
}

/** Of what a field says of customers: of a number itself, of a date the whole years since. */
export async function quantileOfField(
  database: Database,
  asked: { readonly field: Field; readonly quantile: Level },
  today: number,
  options?: ReadOptions,
): Promise<Quantile | undefined> {
  const { field } = asked
  const column = ident(`f${field.id}`)
  const isDate = valueType(field.type) === 'date'
  const x = isDate ? sql`${today} - assumeNotNull(${column})` : sql`assumeNotNull(${column})`
  const rows = sql`SELECT ${x} AS x FROM ${ident(columnTable(field))} FINAL WHERE isNotNull(${column})`
  const found = await quantileOf(database, rows, asked, options)
  if (found === undefined) return undefined
  const value = isDate ? Math.floor(found.value / 365.2425) : found.value / 10_000
  return { ...found, value }
}

async function quantileOf(
  database: Database,
  rows: Sql,
  { quantile }: { readonly quantile: Level },
  options: ReadOptions | undefined,
): Promise<Quantile | undefined> {
  const [row] = await database.rows<{ xs: number[]; n: string }>(
    sql`SELECT quantilesTDigest(0.25, 0.4, 0.5, 0.6, 0.66, 0.75, 0.85, 0.9, 0.97)(toFloat64(x)) AS xs,
        toString(count()) AS n FROM (${rows})`,
    options,
  )
  const value = row?.xs[levels.indexOf(quantile)]
  const customers = Number(row?.n ?? 0)
  return value === undefined || customers === 0 ? undefined : { value, customers }
}
