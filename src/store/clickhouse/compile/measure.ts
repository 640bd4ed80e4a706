import type { Measure, Test } from '../../../domain/segment/condition.ts'
import type { Moment } from '../../../domain/segment/tests.ts'
import { sql, type Sql } from '../../sql/sql.ts'
import { localDay, localMonth, localWeek, type Span } from './calendar.ts'
import { compareNumber, compareRatio, compareWhole, numberPasses } from './number.ts'
import {
  distinctCount,
  endOf,
  extreme,
  numberCount,
  sumOf,
  type Aggregate,
  type Observed,
} from './observed.ts'
import { allOf, never } from './reading.ts'

/**
 * A measure of a customer's events and a test on it. The columns are aggregates over those of her
 * events for which `when` holds (all, where it is left out); `holds` is 0 or 1, given what the columns
 * are called.
 */
export type Measured = {
  readonly columns: readonly Sql[]
  readonly holds: (columns: readonly Sql[]) => Sql
}

/** What a measure needs to know beside itself. */
export type Asked = {
  readonly measure: Measure
  readonly test: Test
  /** The property that the measure is of, where it is of one. */
  readonly observed: Observed | undefined
  readonly moment: Moment
  /** Of a change, which events are in the window, and which in the one before. */
  readonly compared: { readonly now: Sql; readonly before: Sql } | undefined
  /** Between which instants events are read, and by whose calendar. */
  readonly span: Span
}

/**
 * All measures but `mostFrequent`, which has to group by value, in `leaf.ts`, and the net total, which has to
 * group by order, in `netTotal.ts`.
 */
export function measured(asked: Asked, when: Sql | undefined): Measured {
  const aggregate: Aggregate = (name, x) =>
    when === undefined ? sql`${name}(${x})` : sql`${name}If(${x}, ${when})`
  const { measure, test, span } = asked
  if ('property' in measure) return ofProperty(measure, asked, aggregate, when)
  switch (measure.of) {
    case 'count':
      return whole(when === undefined ? sql`count()` : sql`countIf(${when})`, test)
    case 'daysSinceFirst':
      return elapsed(aggregate(sql`minOrNull`, sql`ts`), span.now, test)
    case 'daysSinceLast':
      return elapsed(aggregate(sql`maxOrNull`, sql`ts`), span.now, test)
    case 'activeDays':
      return whole(aggregate(sql`uniqExact`, localDay(span)), test)
    case 'activeWeeks':
      return whole(aggregate(sql`uniqExact`, localWeek(span)), test)
    case 'activeMonths':
      return whole(aggregate(sql`uniqExact`, localMonth(span)), test)
    case 'change':
    case 'percentChange':
      return change(measure, asked, when)
    case 'netTotal':
      throw new Error('the net total is no aggregate')
  }
}

/** Of what is measured in both windows: the columns are what it is now, and what it was before. */
function change(
  { of, in: inner }: Extract<Measure, { readonly in: unknown }>,
  asked: Asked,
  when: Sql | undefined,
): Measured {
  const { compared, test } = asked
  if (compared === undefined) throw new Error('a change against no window')
  const columns = [compared.now, compared.before].flatMap((window) => {
    const rows = allOf([...(when === undefined ? [] : [when]), window])
    return measured({ ...asked, measure: inner }, rows).columns
  })
  return {
    columns,
    holds([now = never, before = never]) {
      if (of === 'percentChange') return percentChange(now, before, test)
      const more = sql`(${now} - ${before})`
      return inner.of === 'sum' ? compareNumber(more, test) : compareWhole(more, test)
    },
  }
}

/** A sum in percent may take 128 bits, and a threshold times another sum more. */
function percentChange(now: Sql, before: Sql, test: Test): Sql {
  const more = sql`(toInt256(${now}) - toInt256(${before})) * 1000000`
  const there = sql`${before} != 0`
  return allOf([there, compareRatio(more, sql`toInt256(abs(${before}))`, test)])
}

function ofProperty(
  { of }: Extract<Measure, { readonly property: string }>,
  asked: Asked,
  aggregate: Aggregate,
  when: Sql | undefined,
): Measured {
  const { observed, test } = asked
  if (observed === undefined) throw new Error(`a measure ${of} of no property`)
  switch (of) {
    case 'sum':
      return sum(observed, test, aggregate)
    case 'average':
      return average(observed, test, aggregate)
    case 'minimum':
    case 'maximum':
      return extremeTest(extreme(of, observed, aggregate), test)
    case 'distinct':
      return whole(distinctCount(observed, aggregate), test)
    case 'first':
    case 'last':
      return ofEnd(of, endOf(observed, test, asked.moment), when)
    case 'mostFrequent':
      throw new Error('the most frequent value is no aggregate')
  }
}

/** Measures that are 0 of who has no such events, and not missing. */
export const zeroOfNothing: ReadonlySet<Measure['of']> = new Set([
  'count',
  'sum',
  'distinct',
  'change',
  'netTotal',
  'activeDays',
  'activeWeeks',
  'activeMonths',
])

/** Whether it holds of who has no such events: only what is then 0, and not missing, can pass. */
export function holdsOfNothing(measure: Measure, test: Test): boolean {
  return zeroOfNothing.has(measure.of) && numberPasses(0, test)
}

/** A whole number. */
function whole(column: Sql, test: Test): Measured {
  return { columns: [column], holds: ([x = column]) => compareWhole(x, test) }
}

function sum(observed: Observed, test: Test, aggregate: Aggregate): Measured {
  const column = sumOf(observed, aggregate)
  return { columns: [column], holds: ([x = column]) => compareNumber(x, test) }
}

function average(observed: Observed, test: Test, aggregate: Aggregate): Measured {
  const [sumColumn, countColumn] = [sumOf(observed, aggregate), numberCount(observed, aggregate)]
  return {
    columns: [sumColumn, countColumn],
    holds: ([x = sumColumn, count = countColumn]) =>
      sql`(${count} > 0 AND ${compareRatio(x, sql`toInt128(${count})`, test)})`,
  }
}

/** The least or greatest, NULL where there is none: which even `exists` must see. */
function extremeTest(column: Sql, test: Test): Measured {
  return {
    columns: [column],
    holds: ([x = column]) => ifThere(x, test, compareNumber(x, test)),
  }
}

/** Of a NULL nothing holds, not even a test that asks nothing else of it. */
function ifThere(x: Sql, test: Test, holds: Sql): Sql {
  return test.op === 'exists' ? sql`isNotNull(${x})` : sql`ifNull(${holds}, 0)`
}

/** Whole days of 24 hours. */
function elapsed(column: Sql, now: number, test: Test): Measured {
  const days = (x: Sql) => sql`intDiv(${now} - ${x}, 86400000)`
  return {
    columns: [column],
    holds: ([x = column]) => ifThere(x, test, compareWhole(days(x), test)),
  }
}

/**
 * Among the events that have the property; of equal instants the greater event id, within an event
 * the lesser key. The test is asked of every event, and the answer of the right one taken.
 */
function ofEnd(
  of: 'first' | 'last',
  { there, passes }: { readonly there: Sql; readonly passes: Sql },
  when: Sql | undefined,
): Measured {
  const counts = when === undefined ? there : sql`(${there} AND ${when})`
  const order = of === 'first' ? sql`(-ts, id)` : sql`(ts, id)`
  const column = sql`argMaxIf(${passes}, ${order}, ${counts})`
  return { columns: [column], holds: ([x = column]) => x }
}
