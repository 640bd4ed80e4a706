import type { Shop } from '../../../domain/shop.ts'
import { midnightShifts, type Zone } from '../../../domain/time/zone.ts'
import { as, sql, type Sql } from '../../sql/sql.ts'

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
  const { transitions } = shop.zone
  const before = transitions.findLastIndex(({ at }) => at <= from)
  const first = Math.max(before, 0)
  const table = transitions.filter(({ at }, i) => i === first || (i > first && at < to))
  const [only] = table
  if (only === undefined) throw new Error(`the zone ${shop.zone.name} has no offset`)
  if (table.length === 1) return dayOf(sql`${ms} + ${only.offset}`)
  const starts = as(
    'Array(Int64)',
    table.map(({ at }) => at),
  )
  const offsets = as(
    'Array(Int64)',
    table.map(({ offset }) => offset),
  )
  return dayOf(sql`${ms} + transform(roundDown(${ms}, ${starts}), ${starts}, ${offsets})`)
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

/** A number that is the same for all days of a local week, and differs between weeks. */
export function localWeek(span: Span): Sql {
  // Day 0 was a Thursday, the 4th of a week that begins on Monday.
  return sql`intDiv(${localDay(span)} + ${4 - span.shop.weekStart} + ${7 * weeksBefore}, 7)`
}

/**
 * A number that is the same for all days of a calendar month, and differs between months: months
 * counted from March of year 0. Centuries of 146097 days in four, years of 1461, after Cassio Neri and
 * Lorenz Schneider, "Euclidean affine functions and their application to calendar algorithms"; every
 * quotient is of numbers that are not negative from year 0 on. Three times the day, each of which is
 * read of every event.
 */
export function localMonth(span: Span): Sql {
  const quarters = sql`((${localDay(span)} + 719468) * 4 + 3)`
  const century = sql`intDiv(${quarters}, 146097)`
  const ofCentury = sql`(intDiv(${quarters} % 146097, 4) * 4 + 3)`
  const month = sql`intDiv(5 * intDiv(${ofCentury} % 1461, 4) + 2, 153)`
  return sql`(${century} * 100 + intDiv(${ofCentury}, 1461)) * 12 + ${month}`
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
