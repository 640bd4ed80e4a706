import type { Event } from '../event/event.ts'
import type { Shop } from '../shop.ts'
import { civilOf, dayOf, startAfter } from '../time/civil.ts'
import { beginnings, localDay, plus } from '../time/zone.ts'
import type {
  DateText,
  ItemWhere,
  Period,
  PropertyTest,
  Test,
  Unit,
  Where,
  Window,
} from './condition.ts'
import { daysAgo, today } from './dateText.ts'
import { plusDays } from './dateTests.ts'
import { isTestOf, type AnniversaryTest, type DateTest } from './testKinds.ts'
import { instantIn, type Tested } from './tests.ts'
import { itemsAt, ofEvent, ofItem } from './where.ts'
import { changePoints } from './windows.ts'

/**
 * Turns: instants at which, as time passes and nothing else, the answer about one value or event may
 * become another. Every one at which it does is among them; at some nothing changes, so that whoever
 * uses them looks. There are a few for each event and test, whatever the length of a window.
 */
export type Turns = readonly number[]

/** When an event may enter or leave a window. Without a window it counts from its instant on. */
export function windowTurns(window: Window | undefined, ts: number, shop: Shop): Turns {
  // Where a window begins with a field of hers, that does not move.
  if (window === undefined || window.type === 'since') return [ts]
  const { zone } = shop
  if (window.type === 'last') return [ts, plus(ts, window.n, window.unit, zone)]
  const day = localDay(zone, ts)
  switch (window.type) {
    case 'ago':
      return [plus(ts, window.to, window.unit, zone), plus(ts, window.from, window.unit, zone)]
    case 'calendar':
      return [ts, ...beginningsOf(periodDays(window, day, shop), shop)]
    case 'before':
    case 'after':
      return [ts, ...beginningsOf(relativeDays(day, window.date), shop)]
    case 'dates':
      return [ts, ...beginningsOf(relativeDays(day, window.from, window.to), shop)]
  }
}

/** When what is asked of an event's own properties and items may change, after `now`. */
export function whereTurns(where: Where | undefined, event: Event, now: number, shop: Shop): Turns {
  if (where === undefined) return []
  switch (where.type) {
    case 'all':
    case 'any':
      return where.of.flatMap((each) => whereTurns(each, event, now, shop))
    case 'not':
      return whereTurns(where.of, event, now, shop)
    case 'property': {
      const value = ofEvent(event, where.property)
      return value === undefined ? [] : testTurns(where.test, value, now, shop)
    }
    case 'item':
      return itemsAt(event, where.in).flatMap((item) =>
        propertyTests(where.of).flatMap(({ property, test }) => {
          const value = ofItem(item, property)
          return value === undefined ? [] : testTurns(test, value, now, shop)
        }),
      )
  }
}

/** When a test of a value may come out otherwise, after `now`: only tests of dates do. */
export function testTurns(test: Test, value: Tested, now: number, shop: Shop): Turns {
  if (isTestOf(test, 'anniversary')) {
    const day = dayIn(value, shop)
    return day === undefined ? [] : beginningsOf(anniversaryDays(test, day, now, shop), shop)
  }
  if (!isTestOf(test, 'date')) return []
  const instant = instantIn(value)
  if (instant !== undefined && isAround(test)) return aroundTurns(test, instant, shop)
  const day = dayIn(value, shop)
  return day === undefined ? [] : beginningsOf(dateDays(test, day, shop), shop)
}

function dayIn(value: Tested, { zone }: Shop): number | undefined {
  if (value.type === 'date') return value.value
  const instant = instantIn(value)
  return instant === undefined ? undefined : localDay(zone, instant)
}

type AroundTest = Extract<DateTest, { op: 'inLast' | 'inNext' | 'moreThanAgo' }>

function isAround(test: DateTest): test is AroundTest {
  return test.op === 'inLast' || test.op === 'inNext' || test.op === 'moreThanAgo'
}

function aroundTurns({ op, n, unit }: AroundTest, instant: number, { zone }: Shop): Turns {
  const left = plus(instant, n, unit, zone)
  if (op !== 'inNext') return [instant, left]
  if (unit !== 'months' && unit !== 'years') return [instant, plus(instant, -n, unit, zone)]
  // From when on now + n reaches the instant.
  return [instant, ...changePoints(unit === 'years' ? 12 * n : n, instant - 1, zone)]
}

/** The days at whose beginning a test of a date may come out otherwise. */
function dateDays(test: DateTest, day: number, shop: Shop): readonly number[] {
  switch (test.op) {
    case 'before':
    case 'after':
    case 'on':
      return relativeDays(day, test.date)
    case 'dates':
      return relativeDays(day, test.from, test.to)
    case 'period':
      return periodDays(test, day, shop)
    case 'inLast':
    case 'moreThanAgo':
      return [day, plusDays(day, test.n, test.unit)]
    case 'inNext':
      return [...daysReaching(day, test.n, test.unit), day + 1]
  }
}

/** Of a bound that lies so many days before today. */
function relativeDays(day: number, ...texts: readonly DateText[]): readonly number[] {
  return texts.flatMap((text) => {
    const ago = daysAgo(text)
    return ago === undefined ? [] : [day + ago, day + ago + 1]
  })
}

/** When a day's own period becomes the next one, this one, the last one, and none of them. */
function periodDays(
  { which, unit }: Pick<Period, 'which' | 'unit'>,
  day: number,
  { weekStart }: Shop,
): readonly number[] {
  const first = { next: -1, this: 0, last: 1 }[which]
  return [first, first + 1].map((n) => startAfter(unit, day, n, weekStart))
}

/** The days around the first on which n units lead beyond that one; clamping makes the way back inexact. */
function daysReaching(day: number, n: number, unit: Unit): readonly number[] {
  const back = plusDays(day, -n, unit)
  return Array.from({ length: 9 }, (_, i) => back - 4 + i)
}

/** So many years bring 29 February back, over a century without it too. */
const yearsAhead = 9

function anniversaryDays(
  { in: asked }: AnniversaryTest,
  day: number,
  now: number,
  shop: Shop,
): readonly number[] {
  const { month, day: ofMonth } = civilOf(day)
  const { year } = civilOf(today(now, shop))
  return Array.from({ length: yearsAhead + 2 }, (_, i) => {
    const at = dayOf(year - 1 + i, month, ofMonth)
    return asked.type === 'next'
      ? [...daysReaching(at, asked.n, asked.unit), at + 1]
      : periodDays(asked, at, shop)
  }).flat()
}

/** The instants at which those days begin, and end and begin again where clocks go back over midnight. */
export function beginningsOf(days: readonly number[], { zone }: Shop): Turns {
  return days.flatMap((day) => beginnings(zone, day))
}

/** What one item is asked, as often as it is. */
export function propertyTests(where: ItemWhere): readonly PropertyTest[] {
  switch (where.type) {
    case 'all':
    case 'any':
      return where.of.flatMap(propertyTests)
    case 'not':
      return propertyTests(where.of)
    case 'property':
      return [where]
  }
}
