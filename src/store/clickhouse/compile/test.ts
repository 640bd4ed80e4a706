import { chordSquaredOf, pointOf, type Point } from '../../../domain/customer/point.ts'
import { fold } from '../../../domain/fold.ts'
import { anniversariesIn } from '../../../domain/segment/anniversary.ts'
import type { Scalar, Test } from '../../../domain/segment/condition.ts'
import { dateBounds } from '../../../domain/segment/dateTests.ts'
import { scalarKey, scaledOf } from '../../../domain/segment/identity.ts'
import { earliest, latest, type Interval } from '../../../domain/segment/interval.ts'
import {
  isTestOf,
  type AnniversaryTest,
  type DateTest,
  type ListTest,
  type OrderTest,
  type PlaceTest,
  type TextTest,
} from '../../../domain/segment/testKinds.ts'
import type { Moment } from '../../../domain/segment/tests.ts'
import { as, sql, type Sql } from '../../sql/sql.ts'
import { localDay, sinceMarch } from './calendar.ts'
import { compareNumber, numberPasses, operatorOf } from './number.ts'
import {
  allOf,
  always,
  among,
  anyOf,
  existsIn,
  holdsOf,
  isThere,
  never,
  orZero,
  type Cell,
  type Reading,
} from './reading.ts'
import { isIn } from './window.ts'

/** Whether the value passes: 0 or 1, 0 where it is missing or of a type that the test does not speak of. */
export function testOf(reading: Reading, test: Test, moment: Moment): Sql {
  if (isTestOf(test, 'identity')) {
    return identical(reading, test.op === 'is' ? [test.value] : test.values)
  }
  if (isTestOf(test, 'text')) return textTest(reading, test)
  if (isTestOf(test, 'order')) return orderTest(reading, test)
  if (isTestOf(test, 'list')) return listTest(reading, test)
  if (isTestOf(test, 'date')) return dateTest(reading, test, moment)
  if (isTestOf(test, 'anniversary')) return anniversaryTest(reading, test, moment)
  if (isTestOf(test, 'place')) return placeTest(reading, test)
  return existsIn(reading)
}

/** Is one of these: numbers as integers, text folded, types never mixed. */
function identical({ number, text, boolean }: Reading, values: readonly Scalar[]): Sql {
  const numbers = values.flatMap((value) => (typeof value === 'number' ? [scaledOf(value)] : []))
  const texts = values.flatMap((value) => (typeof value === 'string' ? [fold(value)] : []))
  const truths = values.flatMap((value) => (typeof value === 'boolean' ? [value] : []))
  return anyOf([
    number === undefined || numbers.length === 0
      ? never
      : holdsOf(number, among(number.x, numbers), numbers.includes(0)),
    text === undefined || texts.length === 0
      ? never
      : holdsOf(text.folded, among(text.folded.x, texts), texts.includes('')),
    ...(boolean === undefined
      ? []
      : truths.map((truth) => holdsOf(boolean, sql`${boolean.x} = ${truth}`, !truth))),
  ])
}

function textTest({ text }: Reading, test: TextTest): Sql {
  if (text === undefined) return never
  const { raw, folded } = text
  switch (test.op) {
    case 'exactly':
      return holdsOf(raw, sql`${raw.x} = ${test.value}`, test.value === '')
    case 'matches':
      return holdsOf(raw, sql`match(${raw.x}, ${guarded(test.pattern)})`, true)
    case 'contains':
      return ofFold(folded, fold(test.value), (x, part) => sql`position(${x}, ${part}) > 0`)
    case 'startsWith':
      return ofFold(folded, fold(test.value), (x, part) => sql`startsWith(${x}, ${part})`)
    case 'endsWith':
      return ofFold(folded, fold(test.value), (x, part) => sql`endsWith(${x}, ${part})`)
  }
}

/**
 * Without an alternative, here one that never matches, the engine searches for literals of the pattern
 * by a faster way that answers wrongly for some patterns that are not ASCII. It stands before the
 * pattern, whose last quotation (`\Q…`) may be left open.
 */
function guarded(pattern: string): string {
  return `(?is)\\z\\A.|${pattern}`
}

function ofFold(folded: Cell, part: string, test: (x: Sql, part: string) => Sql): Sql {
  return holdsOf(folded, test(folded.x, part), part === '')
}

function orderTest({ number, text }: Reading, test: OrderTest): Sql {
  const operand = test.op === 'between' ? test.from : test.value
  if (typeof operand === 'number') {
    return number === undefined
      ? never
      : holdsOf(number, compareNumber(number.x, test), numberPasses(0, test))
  }
  return text === undefined ? never : holdsOf(text.folded, compareText(text.folded.x, test), true)
}

/** By code point, which is the order of UTF-8's bytes. */
function compareText(x: Sql, test: OrderTest): Sql {
  if (test.op === 'between') {
    return sql`${x} BETWEEN ${fold(String(test.from))} AND ${fold(String(test.to))}`
  }
  return sql`${x} ${operatorOf(test.op)} ${fold(String(test.value))}`
}

function listTest({ list }: Reading, test: ListTest): Sql {
  if (list === undefined) return never
  const keys = as('Array(String)', test.values.map(scalarKey))
  switch (test.op) {
    case 'includesAny':
      return sql`hasAny(${list}, ${keys})`
    case 'includesAll':
      return sql`hasAll(${list}, ${keys})`
    case 'includesNone':
      return sql`(notEmpty(${list}) AND NOT hasAny(${list}, ${keys}))`
  }
}

function dateTest({ day, instant }: Reading, test: DateTest, { now, shop }: Moment): Sql {
  return anyOf([
    ...(day === undefined ? [] : [within(day, dateBounds(test, 'date', now, shop))]),
    ...(instant === undefined ? [] : [within(instant, dateBounds(test, 'instant', now, shop))]),
  ])
}

function anniversaryTest(
  { day, instant }: Reading,
  test: AnniversaryTest,
  { now, shop }: Moment,
): Sql {
  const { before, sinceMarch: places } = anniversariesIn(test, now, shop)
  const meets = (x: Sql) => sql`(${x} < ${before} AND ${among(sinceMarch(x), places)})`
  // The table of a zone takes no NULL.
  const dayOf = (cell: Cell) => localDay({ shop, from: earliest, to: latest }, orZero(cell, 0))
  return anyOf([
    ...(day === undefined ? [] : [holdsOf(day, meets(day.x), true)]),
    ...(instant === undefined ? [] : [allOf([isThere(instant), meets(dayOf(instant))])]),
  ])
}

function placeTest({ point }: Reading, { km, lat, lon }: PlaceTest): Sql {
  if (point === undefined) return never
  const from = pointOf({ lat, lon })
  const square = (axis: keyof Point) => {
    const apart = sql`(${point[axis]} - ${from[axis]})`
    return sql`${apart} * ${apart}`
  }
  return sql`ifNull(${square('x')} + ${square('y')} + ${square('z')} <= ${chordSquaredOf(km)}, 0)`
}

function within(cell: Cell, intervals: readonly Interval[]): Sql {
  const test = isIn(cell.x, intervals)
  if (test === never) return never
  if (test === always) return isThere(cell)
  return holdsOf(
    cell,
    test,
    intervals.some(({ from, to }) => from <= 0 && 0 < to),
  )
}
