import type { Lapse, Unit } from '../../../domain/segment/condition.ts'
import { earliest } from '../../../domain/segment/interval.ts'
import type { Shop, Weekday } from '../../../domain/shop.ts'
import type { PassedUnit } from '../../../domain/segment/calculated/formula.ts'
import { civilOf, type CalendarUnit } from '../../../domain/time/civil.ts'
import { midnightShifts, repeatedDays, unitMs, type Zone } from '../../../domain/time/zone.ts'
import { as, ident, sql, type Sql } from '../../sql/sql.ts'

/** Between which instants events are read, and by whose calendar. */
export type Span = {
  readonly from: number
  readonly to: number
  readonly now: number
  readonly shop: Shop
}

/**
 * The local day of an instant, of `ts` where none is given, in days since 1970-01-01. The zone's table
 * is sent with the question; of it only what holds between the instants from which events are read.
 */
export function localDay({ shop, from, to }: Omit<Span, 'now'>, ms: Sql = sql`ts`): Sql {
  return dayOf(localTime({ shop, from, to }, ms))
}

/** What clocks show at an instant, in milliseconds as if that were UTC. */
function localTime({ shop, from, to }: Omit<Span, 'now'>, ms: Sql): Sql {
  const { transitions } = shop.zone
  const before = transitions.findLastIndex(({ at }) => at <= from)
  const first = Math.max(before, 0)
  const table = transitions.filter(({ at }, i) => i === first || (i > first && at < to))
  return sql`(${ms} + ${steppedBy(
    ms,
    table.map(({ at, offset }) => [at, offset] as const),
  )})`
}

/** The instant at which clocks show that, as `instantAt` in memory: of two the earlier, in a gap as if they had not been put forward. */
function instantOf(local: Sql, { transitions }: Zone): Sql {
  const table = transitions.map(({ at, offset }, i) => {
    const before = transitions[i - 1]?.offset ?? offset
    return [at + Math.max(before, offset), offset] as const
  })
  return sql`(${local} - ${steppedBy(local, table)})`
}

/** What stands in a table beside the last number that is not greater; before all, beside the first. */
function steppedBy(x: Sql, table: readonly (readonly [from: number, value: number])[]): Sql {
  const [only] = table
  if (only === undefined) throw new Error('a table of nothing')
  if (table.length === 1) return sql`${only[1]}`
  const starts = as(
    'Array(Int64)',
    table.map(([from]) => from),
  )
  const values = as(
    'Array(Int64)',
    table.map(([, value]) => value),
  )
  return sql`transform(roundDown(${x}, ${starts}), ${starts}, ${values})`
}

/** As `plus` in memory: n units after an instant between those, months and years by the local calendar. */
export function laterBy({ n, unit }: Lapse, ms: Sql, span: Omit<Span, 'now'>): Sql {
  if (unit !== 'months' && unit !== 'years') return sql`(${ms} + ${n * unitMs[unit]})`
  return called('local', localTime(span, ms), (local) =>
    called('of', dayOf(local), (day) => {
      const moved = sql`(${daysLater(day, n, unit)} - ${day}) * ${dayMs} + ${local}`
      return called('moved', moved, (at) => instantOf(at, span.shop.zone))
    }),
  )
}

/**
 * The first instant of a local day, of which the zone's table is sent. Neither the day nor what comes
 * back is NULL.
 */
export function midnightOf(day: Sql, zone: Zone): Sql {
  const table = midnightShifts(zone)
  const days = as(
    'Array(Int64)',
    table.map(({ from }) => from),
  )
  const shifts = as(
    'Array(Int64)',
    table.map(({ shift }) => shift),
  )
  return sql`(${day} * ${dayMs} + transform(roundDown(${day}, ${days}), ${days}, ${shifts}))`
}

/**
 * When days begin after an instant, and where clocks then go back over a midnight, when they end and begin
 * again: what `beginnings` says in memory. Of some of what comes back it may be that it is over already.
 */
export function beginningsOf(day: Sql, shop: Shop, now: number): readonly Sql[] {
  const repeated = repeatedDays(shop.zone, now)
  const days = as(
    'Array(Int64)',
    repeated.map((each) => each.day),
  )
  const at = (instants: readonly number[]) =>
    sql`transform(${day}, ${days}, ${as('Array(Int64)', instants)}, ${earliest})`
  const again =
    repeated.length === 0
      ? []
      : [at(repeated.map(({ until }) => until)), at(repeated.map(({ from }) => from))]
  return [midnightOf(day, shop.zone), ...again]
}

/** A number that is the same for all days of a local week, and differs between weeks. */
export function localWeek(span: Span): Sql {
  // Day 0 was a Thursday, the 4th of a week that begins on Monday.
  return sql`intDiv(${localDay(span)} + ${4 - span.shop.weekStart} + ${7 * weeksBefore}, 7)`
}

/** The {@link monthOf} of the local day, each of which is read of every event: three times the day. */
export function localMonth(span: Span): Sql {
  return monthOf(localDay(span))
}

/**
 * A number that is the same for all days of a calendar month, and one more for the next: months counted
 * from March of year 0. Centuries of 146097 days in four, years of 1461, after Cassio Neri and Lorenz
 * Schneider, "Euclidean affine functions and their application to calendar algorithms"; every quotient is
 * of numbers that are not negative from year 0 on.
 */
function monthOf(day: Sql): Sql {
  const quarters = sql`((${day} + 719468) * 4 + 3)`
  const century = sql`intDiv(${quarters}, 146097)`
  const ofCentury = sql`(intDiv(${quarters} % 146097, 4) * 4 + 3)`
  const month = sql`intDiv(5 * intDiv(${ofCentury} % 1461, 4) + 2, 153)`
  return sql`((${century} * 100 + intDiv(${ofCentury}, 1461)) * 12 + ${month})`
}

/** The first day of such a month. */
function firstOf(month: Sql): Sql {
  return called('m', month, (m) => {
    const year = sql`intDiv(${m}, 12)`
    const leapDays = sql`intDiv(${year}, 4) - intDiv(${year}, 100) + intDiv(${year}, 400)`
    return sql`${year} * 365 + ${leapDays} + intDiv(153 * (${m} % 12) + 2, 5) - 719468`
  })
}

/** As `plusDays` in `dateTests.ts`: n days, weeks, months or years later by the calendar, the day clamped to the month. */
export function daysLater(day: Sql, n: number, unit: Unit): Sql {
  if (unit !== 'months' && unit !== 'years') return sql`(${day} + ${unit === 'weeks' ? 7 * n : n})`
  const months = unit === 'years' ? 12 * n : n
  return called('d', day, (d) =>
    called('of', monthOf(d), (of) => {
      const same = sql`${firstOf(sql`${of} + ${months}`)} + ${d} - ${firstOf(of)}`
      return sql`least(${same}, ${firstOf(sql`${of} + ${months + 1}`)} - 1)`
    }),
  )
}

/** How many whole units lie between a day and a later or earlier one that is known, as `passedBetween` in memory. */
export function passedOf(unit: PassedUnit, day: Sql, to: number): Sql {
  if (unit === 'days') return sql`(${to} - ${day})`
  const { year, month, day: ofMonth } = civilOf(to)
  const months = called('d', day, (d) =>
    called('of', monthOf(d), (of) => {
      // Months counted from March of year 0, days of a month from 0.
      const later = sql`(${12 * year + month - 3} - ${of})`
      return sql`${later} - (${ofMonth - 1} < ${d} - ${firstOf(of)})`
    }),
  )
  // Rounded down, below 0 too.
  return unit === 'months' ? months : sql`(intDiv(${months} + ${12 * 20_000}, 12) - ${20_000})`
}

/** The day on which so many units have passed since another: of months that have it not the next one's first. */
export function dayAfter(unit: PassedUnit, day: Sql, n: Sql): Sql {
  if (unit === 'days') return sql`(${day} + ${n})`
  return called('d', day, (d) =>
    called('of', monthOf(d), (of) => {
      const target = sql`(${of} + ${n} * ${unit === 'years' ? 12 : 1})`
      const same = sql`${firstOf(target)} + ${d} - ${firstOf(of)}`
      return sql`least(${same}, ${firstOf(sql`${target} + 1`)})`
    }),
  )
}

/** The year of a day. */
export function yearOf(day: Sql): Sql {
  // January of a year comes two months before its March.
  return sql`intDiv(${monthOf(day)} + 2, 12)`
}

/** The same day of the same month so many years later; of 29 February in years without it 1 March. */
export function anniversaryOf(day: Sql, years: Sql): Sql {
  return called('d', day, (d) =>
    called('of', monthOf(d), (of) => {
      return sql`${firstOf(sql`${of} + ${years} * 12`)} + ${d} - ${firstOf(of)}`
    }),
  )
}

/** As `startAfter` in `civil.ts`: the first day of the nth day, week, month, quarter or year after a day's own. */
export function periodAfter(unit: CalendarUnit, day: Sql, n: number, weekStart: Weekday): Sql {
  if (unit === 'day') return sql`(${day} + ${n})`
  if (unit === 'week') {
    // Day 0 was a Thursday, the 4th of a week that begins on Monday; no day is so long before that.
    const inWeek = sql`((${day} + ${4 - weekStart + 7 * weeksBefore}) % 7)`
    return sql`(${day} - ${inWeek} + ${7 * n})`
  }
  const length = { month: 1, quarter: 3, year: 12 }[unit]
  // January is the tenth month from March on.
  return called('d', day, (d) =>
    called('of', monthOf(d), (of) => firstOf(sql`${of} - (${of} + 2) % ${length} + ${n * length}`)),
  )
}

/** What is said of a value that is long to write, which is then written once. */
export function called(name: string, x: Sql, say: (name: Sql) => Sql): Sql {
  return sql`arrayMap(${ident(name)} -> ${say(ident(name))}, [${x}])[1]`
}

/** Of a day how many it is after 1 March, by the same arithmetic: 0 to 365, which is 29 February. */
export function sinceMarch(day: Sql): Sql {
  const ofCentury = sql`(intDiv(((${day} + 719468) * 4 + 3) % 146097, 4) * 4 + 3)`
  return sql`intDiv(${ofCentury} % 1461, 4)`
}

const dayMs = 86_400_000

/** More than the days, and the weeks, from the year 1000 to 1970. */
const daysBefore = 400_000
const weeksBefore = 60_000

/** Rounded down before 1970 too: what is divided is made positive first. */
function dayOf(ms: Sql): Sql {
  return sql`(intDiv(${ms} + ${daysBefore * dayMs}, ${dayMs}) - ${daysBefore})`
}
