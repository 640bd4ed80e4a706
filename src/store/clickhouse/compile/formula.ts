import { scaledLimit } from '../../../domain/number.ts'
import {
  constant,
  type Formula,
  type Operation,
  type Passed,
  type Resolved,
} from '../../../domain/segment/calculated/formula.ts'
import { inputsOf, keyOf, resolve, type Input } from '../../../domain/segment/calculated/resolve.ts'
import type { Did, Test } from '../../../domain/segment/condition.ts'
import { today } from '../../../domain/segment/dateText.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { earliest, latest } from '../../../domain/segment/interval.ts'
import { as, ident, join, sql, type Sql } from '../../sql/sql.ts'
import { columnTable } from '../columns.ts'
import { behaviourOf, isNamed, type Behaviour } from './behaviour.ts'
import { called, localDay, passedOf } from './calendar.ts'
import { fieldReading } from './field.ts'
import { measured, zeroOfNothing } from './measure.ts'
import { netTotals } from './netTotal.ts'
import { compareNumber } from './number.ts'
import { allOf, isThere, orZero } from './reading.ts'
import { eventsOf } from './since.ts'
import { whoIs, type Who } from './who.ts'

/** A test of a field that is worked out by a reading of its own: told by its key, rows of `customer_id`. */
export type Worked = { readonly key: string; readonly who: (who: Who) => Sql }

export function formulaOf(formula: Formula, test: Test, context: Context): Worked {
  const resolved = resolve(formula, context)
  return {
    key: `formula ${JSON.stringify([resolved, test])}`,
    who: (who) =>
      sql`SELECT customer_id FROM (${comesTo(resolved, context, who)}) WHERE ${passes(test)}`,
  }
}

/**
 * What it comes to: rows of `customer_id` and `value`, NULL where it is missing. A row of each customer and of each thing that the formula is made of,
 * put together by customer; wider numbers than any that comes out, so that nothing overflows on the way.
 */
export function comesTo(formula: Resolved, context: Context, who: Who): Sql {
  const inputs = inputsOf(formula)
  const column = new Map(inputs.map((input, i) => [keyOf(input), ident(`x${i}`)]))
  const rows = [
    sql`SELECT customer_id, toUInt8(0) AS n, CAST(NULL, 'Nullable(Int128)') AS v FROM customers FINAL WHERE ${whoIs(who)}`,
    ...inputs.flatMap((input, i) =>
      readings(input, context, who).map(
        ({ v, from }) =>
          sql`SELECT customer_id, toUInt8(${i + 1}) AS n, CAST(${v}, 'Nullable(Int128)') AS v FROM ${from}`,
      ),
    ),
  ]
  const found = inputs.map((input, i) => {
    const sum = sql`sumOrNullIf(v, n = ${i + 1})`
    const x = isZeroOfNothing(input) ? sql`ifNull(${sum}, 0)` : sum
    return sql`CAST(${bounded(x)}, 'Nullable(Int128)') AS ${ident(`x${i}`)}`
  })
  const value = write(formula, (input) => column.get(keyOf(input)) ?? sql`NULL`)
  return sql`
      SELECT customer_id, CAST(${value}, 'Nullable(Int64)') AS value FROM (
        SELECT ${join([sql`customer_id`, sql`countIf(n = 0) AS there`, ...found], ', ')}
        FROM (${join(rows, ' UNION ALL ')}) GROUP BY customer_id
      ) WHERE there > 0`
}

function passes(test: Test): Sql {
  const there = sql`isNotNull(value)`
  return test.op === 'exists' ? there : sql`ifNull(${compareNumber(sql`value`, test)}, 0)`
}

/** Ten-thousandths; NULL is missing, and makes all with it missing. */
function write(formula: Resolved, of: (input: Input) => Sql): Sql {
  switch (formula.type) {
    case 'number':
      return sql`toInt128(${as('Int64', Number(constant(formula)))})`
    case 'field':
    case 'passed':
    case 'measure':
      return of(formula)
    case 'operation': {
      const [a, b] = formula.of.map((each) => write(each, of))
      if (a === undefined || b === undefined) throw new Error('an operation of one number')
      return operate(formula.by, a, b)
    }
  }
}

function operate(operation: Operation, a: Sql, b: Sql): Sql {
  switch (operation) {
    case 'add':
      return named('quo', sql`(${a} + ${b})`, bounded)
    case 'subtract':
      return named('quo', sql`(${a} - ${b})`, bounded)
    case 'multiply':
      return named('num', sql`(${a} * ${b})`, (n) =>
        named('quo', quotient(n, sql`toInt128(10000)`), bounded),
      )
    case 'divide':
      return named('num', sql`(${a} * 10000)`, (n) =>
        named('den', sql`nullIf(${b}, 0)`, (d) => named('quo', quotient(n, d), bounded)),
      )
  }
}

/** Half away from zero. */
function quotient(n: Sql, d: Sql): Sql {
  const size = sql`intDivOrZero(2 * abs(${n}) + abs(${d}), 2 * abs(${d}))`
  return sql`if(isNull(${d}), NULL, if((${n} < 0) = (${d} < 0), 1, -1) * toInt128(${size}))`
}

function bounded(x: Sql): Sql {
  return sql`if(abs(${x}) < ${as('Int64', scaledLimit)}, ${x}, NULL)`
}

/** What is said more than once is worked out once. */
function named(name: 'num' | 'den' | 'quo', x: Sql, use: (x: Sql) => Sql): Sql {
  return called(name, sql`CAST(${x}, 'Nullable(Int128)')`, use)
}

type Row = { readonly v: Sql; readonly from: Sql }

/** Rows that add up to what a customer has of it; none where she has nothing. */
function readings(input: Input, context: Context, who: Who): readonly Row[] {
  switch (input.type) {
    case 'field': {
      const { number } = fieldReading(fieldOf(input.field, context))
      if (number === undefined) throw new Error(`the field ${input.field} is no number`)
      const rows = allOf([isThere(number), whoIs(who)])
      return [{ v: number.x, from: sql`${tableOf(input.field, context)} FINAL WHERE ${rows}` }]
    }
    case 'passed': {
      const { v, there } = passedIn(input, context)
      const rows = allOf([there, whoIs(who)])
      return [
        { v: sql`${v} * 10000`, from: sql`${tableOf(input.since, context)} FINAL WHERE ${rows}` },
      ]
    }
    case 'measure':
      return ofMeasure(behaviourOf(input.of as Did, context), who)
  }
}

/** How many units have passed since the date of a row, and whether there is one. */
export function passedIn(
  { unit, since }: Passed,
  context: Context,
): { readonly day: Sql; readonly v: Sql; readonly there: Sql } {
  const { day, instant } = fieldReading(fieldOf(since, context))
  const cell = day ?? instant
  if (cell === undefined) throw new Error(`the field ${since} is no date`)
  const { now, shop } = context
  const value = sql`toInt64(${orZero(cell, 0)})`
  const local = day === undefined ? localDay({ shop, from: earliest, to: latest }, value) : value
  return { day: local, v: passedOf(unit, local, today(now, shop)), there: isThere(cell) }
}

function ofMeasure(behaviour: Behaviour, who: Who): readonly Row[] {
  const { names, when, where, since, measure, span } = behaviour
  const counted = { v: valueOf(behaviour), from: sql`(${aggregated()})` }
  if (since === undefined || !zeroOfNothing.has(measure.of)) return [counted]
  // Of who has the field with which the window begins it is 0 where there is nothing in it.
  return [counted, { v: sql`0`, from: sql`(${since.begins(who)})` }]

  function aggregated(): Sql {
    if (measure.of === 'netTotal') return sql`SELECT * FROM ${netTotals(behaviour, who)}`
    const { columns } = measured(behaviour, undefined)
    const as0 = columns.map((x, i) => sql`${x} AS ${ident(`a${i}`)}`)
    const rows = allOf([isNamed(names), whoIs(who), when, where])
    return sql`SELECT ${join([sql`customer_id`, ...as0, sql`${span.now} AS asked`], ', ')} FROM ${eventsOf(since, who)} WHERE ${rows} GROUP BY customer_id`
  }
}

/** Of the aggregates of `measured`, in ten-thousandths. */
function valueOf({ measure }: Behaviour): Sql {
  switch (measure.of) {
    case 'count':
    case 'distinct':
    case 'activeDays':
    case 'activeWeeks':
    case 'activeMonths':
      return sql`toInt128(a0) * 10000`
    case 'sum':
    case 'minimum':
    case 'maximum':
      return sql`a0`
    case 'average':
      return named('den', sql`nullIf(toInt128(a1), 0)`, (count) => quotient(sql`a0`, count))
    case 'daysSinceFirst':
    case 'daysSinceLast':
      return sql`toInt128(intDiv(asked - a0, 86400000)) * 10000`
    case 'netTotal':
      return sql`net`
    case 'first':
    case 'last':
    case 'mostFrequent':
    case 'change':
    case 'percentChange':
      throw new Error(`unchecked formula of a ${measure.of}`)
  }
}

function isZeroOfNothing(input: Input): boolean {
  if (input.type !== 'measure' || input.of.window?.type === 'since') return false
  return zeroOfNothing.has(input.of.measure?.of ?? 'count')
}

/** A field that was checked. */
export function fieldOf(name: string, { fields }: Context) {
  const field = fields.get(name)
  if (field === undefined) throw new Error(`unchecked formula on the field ${name}`)
  return field
}

/** That a field's column is in. */
export function tableOf(name: string, context: Context): Sql {
  return ident(columnTable(fieldOf(name, context)))
}
