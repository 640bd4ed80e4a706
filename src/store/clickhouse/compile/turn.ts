import type { Test, Unit } from '../../../domain/segment/condition.ts'
import { daysAgo, today } from '../../../domain/segment/dateText.ts'
import { earliest, latest, type Interval } from '../../../domain/segment/interval.ts'
import { shiftsOf, type Move, type Piece } from '../../../domain/segment/moves.ts'
import { isTestOf, type AnniversaryTest, type DateTest } from '../../../domain/segment/testKinds.ts'
import type { Moment } from '../../../domain/segment/tests.ts'
import { within } from '../../../domain/segment/windows.ts'
import { civilOf, dayMs } from '../../../domain/time/civil.ts'
import { unitMs } from '../../../domain/time/zone.ts'
import { as, join, sql, type Sql } from '../../sql/sql.ts'
import {
  anniversaryOf,
  beginningsOf,
  daysLater,
  localDay,
  midnightOf,
  periodAfter,
  yearOf,
} from './calendar.ts'
import { isThere, orZero, type Cell, type Reading } from './reading.ts'
import { isIn } from './window.ts'

/**
 * How long something takes to come, a UInt64: in milliseconds from the first instant after now on. What is
 * past is so far away that it never comes, as is {@link forever}.
 */
export function waitFor(at: Sql, now: number): Sql {
  return sql`toUInt64(${at} - ${now + 1})`
}

/** The same for an instant that is known. */
function waitAt(at: number, now: number): Sql {
  return sql`${as('UInt64', at - now - 1)}`
}

/** For what does not come. */
export const forever: Sql = sql`toUInt64(18446744073709551615)`

/** What comes first of several. */
export function soonest(waits: readonly Sql[]): Sql {
  const telling = waits.filter((wait) => wait !== forever)
  if (telling.length < 2) return telling[0] ?? forever
  return sql`least(${join(telling, ', ')})`
}

/** How long until an event up to now, whose row is read, enters or leaves a window. */
export function waitForMove(move: Move, { now, shop }: Moment): Sql {
  switch (move.type) {
    case 'shift':
      return waitFor(shifted(sql`ts`, move.pieces), now)
    case 'days': {
      const day = sql`(${localDay({ shop, from: earliest, to: now + 1 })} + ${move.after})`
      return soonest(beginningsOf(day, shop, now).map((at) => waitFor(at, now)))
    }
    case 'at':
      return sql`if(${isIn(sql`ts`, move.which)}, ${waitAt(move.at, now)}, ${forever})`
  }
}

/** How long until a test of a value may come out otherwise; undefined where it never does, whatever the value. */
export function waitForTest(reading: Reading, test: Test, moment: Moment): Sql | undefined {
  if (!isTestOf(test, 'date') && !isTestOf(test, 'anniversary')) return undefined
  const { day, instant } = reading
  const found = [
    ...(day === undefined ? [] : whereThere(day, dayWaits(test, orZero(day, 0), moment))),
    ...(instant === undefined ? [] : whereThere(instant, instantWaits(test, instant, moment))),
  ]
  return found.length === 0 ? undefined : soonest(found)
}

function whereThere(cell: Cell, waits: readonly Sql[]): readonly Sql[] {
  return waits.length === 0 ? [] : [sql`if(${isThere(cell)}, ${soonest(waits)}, ${forever})`]
}

function instantWaits(
  test: DateTest | AnniversaryTest,
  cell: Cell,
  moment: Moment,
): readonly Sql[] {
  const instant = orZero(cell, 0)
  if (isAround(test)) return aroundWaits(test, instant, moment)
  return dayWaits(
    test,
    localDay({ shop: moment.shop, from: earliest, to: latest }, instant),
    moment,
  )
}

/** The days at whose beginning a test of a day comes out otherwise. */
function dayWaits(test: DateTest | AnniversaryTest, day: Sql, moment: Moment): readonly Sql[] {
  const { now, shop } = moment
  const days =
    test.op === 'anniversary' ? anniversaryDays(test, day, moment) : flipDays(test, day, moment)
  return days.flatMap((each) => beginningsOf(each, shop, now)).map((at) => waitFor(at, now))
}

function flipDays(test: DateTest, day: Sql, { shop }: Moment): readonly Sql[] {
  const after = (text: string, more: number) => {
    const ago = daysAgo(text)
    return ago === undefined ? [] : [sql`(${day} + ${ago + more})`]
  }
  switch (test.op) {
    case 'before':
      return after(test.date, 1)
    case 'after':
      return after(test.date, 0)
    case 'on':
      return [...after(test.date, 0), ...after(test.date, 1)]
    case 'dates':
      return [...after(test.to, 0), ...after(test.from, 1)]
    case 'period': {
      const first = { next: -1, this: 0, last: 1 }[test.which]
      return [first, first + 1].map((n) => periodAfter(test.unit, day, n, shop.weekStart))
    }
    case 'inLast':
      return isOfDays(test.unit) ? [day, daysLater(day, test.n, test.unit)] : []
    case 'moreThanAgo':
      return isOfDays(test.unit) ? [daysLater(day, test.n, test.unit)] : []
    case 'inNext':
      return isOfDays(test.unit) ? nextDays(day, test.n, test.unit) : []
  }
}

/** From when on n units lead beyond a day, and the day after it. */
function nextDays(day: Sql, n: number, unit: Unit): readonly Sql[] {
  const back = daysLater(day, -n, unit)
  const end = sql`(${day} + 1)`
  if (unit !== 'months' && unit !== 'years') return [sql`(${back} + 1)`, end]
  // Of the last of a month all days that are clamped to it lead to it, and the next month's first beyond.
  const isLast = sql`${periodAfter('month', day, 1, 1)} = ${end}`
  return [sql`if(${isLast}, ${periodAfter('month', back, 1, 1)}, ${back} + 1)`, end]
}

/** Around now every date has an anniversary within so many years. */
const yearsAround = 4

function anniversaryDays(
  { in: asked }: AnniversaryTest,
  day: Sql,
  { now, shop }: Moment,
): readonly Sql[] {
  const { year } = civilOf(today(now, shop))
  const first = sql`greatest(1, ${year - 1} - ${yearOf(day)})`
  return Array.from({ length: yearsAround }, (_, i) => {
    const at = anniversaryOf(day, sql`(${first} + ${i})`)
    if (asked.type === 'next') return nextDays(at, asked.n, asked.unit)
    const begin = { next: -1, this: 0, last: 1 }[asked.which]
    return [begin, begin + 1].map((n) => periodAfter(asked.unit, at, n, shop.weekStart))
  }).flat()
}

type AroundTest = Extract<DateTest, { op: 'inLast' | 'inNext' | 'moreThanAgo' }>

function isAround(test: DateTest | AnniversaryTest): test is AroundTest {
  return test.op === 'inLast' || test.op === 'inNext' || test.op === 'moreThanAgo'
}

/** Of what is to come and lies in no such window yet, its own instant is said too. */
function aroundWaits({ op, n, unit }: AroundTest, instant: Sql, moment: Moment): readonly Sql[] {
  const { now, shop } = moment
  const own = waitFor(instant, now)
  if (op === 'inNext') return [own, ...reachWaits(n, unit, instant, moment)]
  if (unit !== 'months' && unit !== 'years') {
    const left = waitFor(sql`(${instant} + ${n * unitMs[unit]})`, now)
    return op === 'inLast' ? [own, left] : [left]
  }
  const from = within(n, unit, now, shop.zone)[0]?.from ?? now
  const left = waitFor(shifted(instant, shiftsOf(n, unit, from, moment)), now)
  // The table ends now, and is not asked of what is before it.
  const isPast: readonly Interval[] = [{ from, to: now + 1 }]
  return [own, sql`if(${isIn(instant, isPast)}, ${left}, ${forever})`]
}

/** So far ahead it is said to the millisecond when n months reach an instant. */
const nearDays = 4

/** Until now + n units reaches an instant that is to come; of what is some days ahead up to two days earlier. */
function reachWaits(n: number, unit: Unit, instant: Sql, moment: Moment): readonly Sql[] {
  const { now, shop } = moment
  if (unit !== 'months' && unit !== 'years') {
    return [waitFor(sql`(${instant} - ${n * unitMs[unit]})`, now)]
  }
  const end = now + nearDays * dayMs
  const pieces = shiftsOf(n, unit, now, { now: end, shop })
  const near = pieces.flatMap(({ from, shift }, i) => {
    const next = pieces[i + 1]
    const own = { from: Math.max(from, now + 1) + shift, to: (next?.from ?? end + 1) + shift }
    const passed = waitFor(sql`(${instant} - ${shift})`, now)
    // Where it is then reached at once, or no longer.
    const ends = next === undefined ? [] : [next.from + next.shift, next.from - 1 + shift]
    const jump = { from: Math.min(...ends) + 1, to: Math.max(...ends) + 1 }
    return [
      sql`if(${isIn(instant, [own])}, ${passed}, ${forever})`,
      ...(next === undefined
        ? []
        : [sql`if(${isIn(instant, [jump])}, ${waitAt(next.from, now)}, ${forever})`]),
    ]
  })
  const ends = pieces.map(({ shift }, i) => (pieces[i + 1]?.from ?? end + 1) - 1 + shift)
  const reached = Math.max(...ends)
  const day = localDay({ shop, from: now, to: latest }, instant)
  const far = waitFor(midnightOf(sql`(${daysLater(day, -n, unit)} - 1)`, shop.zone), now)
  return [...near, sql`if(${instant} > ${reached}, ${far}, ${forever})`]
}

function shifted(ts: Sql, pieces: readonly Piece[]): Sql {
  const [only] = pieces
  if (only === undefined) throw new Error('no piece of time')
  if (pieces.length === 1) return sql`(${ts} + ${only.shift})`
  const starts = as(
    'Array(Int64)',
    pieces.map(({ from }) => from),
  )
  const shifts = as(
    'Array(Int64)',
    pieces.map(({ shift }) => shift),
  )
  return sql`(${ts} + transform(roundDown(${ts}, ${starts}), ${starts}, ${shifts}))`
}

function isOfDays(unit: Unit): boolean {
  return unit !== 'minutes' && unit !== 'hours'
}
