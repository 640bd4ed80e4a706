import type { Test } from '../../../domain/segment/condition.ts'
import type { Moment } from '../../../domain/segment/tests.ts'
import { defaultItems } from '../../../domain/segment/where.ts'
import { nothing, sql, type Sql } from '../../sql/sql.ts'
import { overItems } from './items.ts'
import { itemPropertyOf, propertyOf } from './property.ts'
import { allOf, existsIn, isThere, orNull, orZero, type Cell, type Reading } from './reading.ts'
import { testOf } from './test.ts'

/**
 * The property that a measure runs over: of each event one value or the elements of a list, or of each
 * event the values of those of its items that are asked for.
 */
export type Observed =
  | { readonly of: 'event'; readonly reading: Reading }
  | { readonly of: 'items'; readonly reading: Reading; readonly which: Sql }

/** An aggregate function by its name, which has twins with the suffixes `Array` and `If`. */
export type Aggregate = (name: Sql, x: Sql) => Sql

/** Sum as Int128, in which no sum overflows; 0 where there is nothing. */
export function sumOf(observed: Observed, aggregate: Aggregate): Sql {
  const { number, list } = observed.reading
  if (number === undefined) return sql`toInt128(0)`
  if (observed.of === 'items') {
    const wide = ofItems(observed, number, sql`toInt128(${number.x})`)
    return sql`ifNull(${aggregate(sql`sumArray`, wide)}, 0)`
  }
  const single = aggregate(sql`sum`, sql`toInt128(${orZero(number, 0)})`)
  if (list === undefined) return single
  const inLists = sql`arrayMap(key -> toInt128(substring(key, 2)), ${numberKeys(list)})`
  return sql`(${single} + ${aggregate(sql`sumArray`, inLists)})`
}

/** How many numbers there are. */
export function numberCount(observed: Observed, aggregate: Aggregate): Sql {
  const { number, list } = observed.reading
  if (number === undefined) return sql`0`
  if (observed.of === 'items') {
    return aggregate(sql`countArray`, ofItems(observed, number, number.x))
  }
  const single = aggregate(sql`sum`, isThere(number))
  if (list === undefined) return single
  return sql`(${single} + ${aggregate(sql`sum`, sql`length(${numberKeys(list)})`)})`
}

/** The least or greatest number; NULL where there is none. */
export function extreme(of: 'minimum' | 'maximum', observed: Observed, aggregate: Aggregate): Sql {
  const { number, list } = observed.reading
  if (number === undefined) return sql`NULL`
  const least = of === 'minimum'
  const ofArray = least ? sql`minOrNullArray` : sql`maxOrNullArray`
  if (observed.of === 'items') return aggregate(ofArray, ofItems(observed, number, number.x))
  const single = aggregate(least ? sql`minOrNull` : sql`maxOrNull`, orNull(number))
  if (list === undefined) return single
  const inLists = aggregate(
    ofArray,
    sql`arrayMap(key -> toInt64(substring(key, 2)), ${numberKeys(list)})`,
  )
  // Both leave NULL aside.
  return sql`${least ? sql`least` : sql`greatest`}(${single}, ${inLists})`
}

/** All numbers of one event: an array of Int64. */
export function numbersIn(observed: Observed): Sql {
  const { number, list } = observed.reading
  if (number === undefined) return sql`emptyArrayInt64()`
  if (observed.of === 'items') {
    const there = sql`arrayFilter(x -> isNotNull(x), ${ofItems(observed, number, number.x)})`
    return sql`arrayMap(x -> toInt64(assumeNotNull(x)), ${there})`
  }
  const single = sql`if(${isThere(number)}, [toInt64(${orZero(number, 0)})], [])`
  if (list === undefined) return single
  const inList = sql`arrayMap(key -> toInt64(substring(key, 2)), ${numberKeys(list)})`
  return sql`arrayConcat(${single}, ${inList})`
}

/** Whether one event has any value. */
export function hasValue(observed: Observed): Sql {
  const exists = existsIn(observed.reading)
  if (observed.of === 'event') return exists
  return overItems(sql`arrayExists`, allOf([observed.which, exists]))
}

/** How many values that `is` tells apart. */
export function distinctCount(observed: Observed, aggregate: Aggregate): Sql {
  if (observed.of === 'items') {
    const key = sql`if(${observed.which}, ${keyOf(observed.reading)}, NULL)`
    return aggregate(sql`uniqExactArray`, overItems(sql`arrayMap`, key))
  }
  const { reading } = observed
  if (reading.list === undefined) return aggregate(sql`uniqExact`, keyOf(reading))
  const keys = sql`if(notEmpty(${reading.list}), ${reading.list}, [${keyOf(reading)}])`
  return aggregate(sql`uniqExactArray`, keys)
}

/**
 * The values of one event as an array of (key, whether it passes the test), which holds nothing where
 * the property is missing. Tests of a chosen value speak of its fold, so that its key decides.
 */
export function candidates(observed: Observed, test: Test, moment: Moment): Sql {
  const { reading } = observed
  const one = sql`(ifNull(${keyOf(reading)}, ''), ${testOf(reading, test, moment)})`
  if (observed.of === 'items') {
    const which = sql`if(${observed.which}, ${one}, ('', 0))`
    return sql`arrayFilter(each -> each.1 != '', ${overItems(sql`arrayMap`, which)})`
  }
  const single = sql`arrayFilter(each -> each.1 != '', [${one}])`
  if (reading.list === undefined) return single
  const element = sql`(key, ${testOf(elementReading, test, moment)})`
  return sql`if(notEmpty(${reading.list}), arrayMap(key -> ${element}, ${reading.list}), ${single})`
}

/**
 * Of each event the value that `first` and `last` take, the one of the least key: whether there is one,
 * and whether it passes.
 */
export function endOf(
  observed: Observed,
  test: Test,
  moment: Moment,
): { readonly there: Sql; readonly passes: Sql } {
  const { reading } = observed
  if (observed.of === 'items') {
    const values = candidates(observed, test, moment)
    return { there: sql`notEmpty(${values})`, passes: sql`arraySort(${values})[1].2` }
  }
  const there = existsIn(reading)
  const single = testOf(reading, test, moment)
  if (reading.list === undefined) return { there, passes: single }
  const element = testOf(elementReading, test, moment)
  const least = sql`arrayMap(key -> ${element}, [arraySort(${reading.list})[1]])[1]`
  return { there, passes: sql`if(notEmpty(${reading.list}), ${least}, ${single})` }
}

/**
 * By what an event has a property in common with others: the keys of its own, of a list of its elements,
 * else those of all its items. Empty where it has none.
 */
export function keysOf(property: string, money: Sql): Sql {
  const own = propertyOf(property, money)
  const single = sql`arrayFilter(key -> key != '', [ifNull(${keyOf(own)}, '')])`
  const ofEvent = own.list === undefined ? single : sql`arrayConcat(${own.list}, ${single})`
  const inItem = keyOf(itemPropertyOf(property, money))
  const ofItem = sql`if(item_path = ${defaultItems}, ifNull(${inItem}, ''), '')`
  const ofItems = sql`arrayFilter(key -> key != '', ${overItems(sql`arrayMap`, ofItem)})`
  return sql`arrayDistinct(if(notEmpty(${ofEvent}), ${ofEvent}, ${ofItems}))`
}

/** An element of a list, inside a lambda over its key. */
const elementReading: Reading = {
  number: ofKey(sql`toInt64OrZero(substring(key, 2))`, sql`startsWith(key, 'n')`),
  text: {
    raw: ofKey(sql`substring(key, 2)`, sql`startsWith(key, 't')`),
    folded: ofKey(sql`substring(key, 2)`, sql`startsWith(key, 't')`),
  },
  boolean: ofKey(sql`(key = 'b1')`, sql`startsWith(key, 'b')`),
}

/** NULL where it is of another type, so that no test takes it for a 0. */
function ofKey(x: Sql, has: Sql): Cell {
  return { missing: 'null', x: sql`if(${has}, ${x}, NULL)` }
}

/** The identity key; NULL where the property is missing or a list. */
function keyOf({ text, number, boolean }: Reading): Sql {
  const texts = text && sql`${isThere(text.folded)}, concat('t', ${text.folded.x}), `
  const numbers = number && sql`${isThere(number)}, concat('n', toString(${number.x})), `
  const truths = boolean && sql`${isThere(boolean)}, if(${boolean.x}, 'b1', 'b0'), `
  return sql`multiIf(${texts ?? nothing}${numbers ?? nothing}${truths ?? nothing}NULL)`
}

function numberKeys(list: Sql): Sql {
  return sql`arrayFilter(key -> startsWith(key, 'n'), ${list})`
}

/** An array, with NULL in place of what is left out. */
function ofItems({ which }: Extract<Observed, { of: 'items' }>, cell: Cell, x: Sql): Sql {
  return overItems(sql`arrayMap`, sql`if(${allOf([which, isThere(cell)])}, ${x}, NULL)`)
}
