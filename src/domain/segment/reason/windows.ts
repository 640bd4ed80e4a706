import { isFailure } from '../../failure.ts'
import { dayMs, parseDay } from '../../time/civil.ts'
import { unitMs } from '../../time/zone.ts'
import type { DateText, Unit, Window } from '../condition.ts'
import { daysAgo } from '../dateText.ts'

/** Whether all that ever lies in the one window lies in the other too, at whatever instant and in whatever shop. */
export function isInside(inner: Window | undefined, outer: Window | undefined): boolean {
  if (outer === undefined) return true
  if (inner === undefined) return false
  if (JSON.stringify(inner) === JSON.stringify(outer)) return true
  if (outer.type === 'calendar' && inner.type === 'calendar') return isOfPeriod(inner, outer)
  const [back, far] = [spanOf(inner), spanOf(outer)]
  if (back !== undefined && far !== undefined) return isBack(back, far)
  const [a, b] = [daysOf(inner), daysOf(outer)]
  return a !== undefined && b !== undefined && b.from <= a.from && a.to <= b.to
}

type Calendar = Extract<Window, { type: 'calendar' }>

function isOfPeriod(inner: Calendar, outer: Calendar): boolean {
  return outer.which === 'this' && inner.which === 'this' && isPart(inner.unit, outer.unit)
}

function isBack(inner: Back, outer: Back): boolean {
  if (!isNoLonger(inner.from, outer.from)) return false
  return outer.to === undefined || isEarlier(inner, outer.to)
}

/** Of a window that is counted back from now, how far, and up to when; up to now where that is left out. */
type Back = { readonly from: Span; readonly to: Span | undefined }

function spanOf(window: Window): Back | undefined {
  if (window.type === 'last') return { from: window, to: undefined }
  if (window.type !== 'ago') return undefined
  const { from, to, unit } = window
  return { from: { n: from, unit }, to: { n: to, unit } }
}

function isEarlier({ to }: Back, end: Span): boolean {
  return to !== undefined && isNoLonger(end, to)
}

type Span = { readonly n: number; readonly unit: Unit }

/** Whether the one, counted back from any instant, is never longer than the other. */
function isNoLonger(a: Span, b: Span): boolean {
  const [months, others] = [monthsIn(a), monthsIn(b)]
  if (months !== undefined && others !== undefined) return months <= others
  if (months === undefined && others === undefined) return msIn(a) <= msIn(b)
  // A month is 28 to 31 days long, and clocks are put forward or back by less than a day.
  if (months !== undefined) return (31 * months + 1) * dayMs <= msIn(b)
  return msIn(a) <= (28 * (others ?? 0) - 1) * dayMs
}

function monthsIn({ n, unit }: Span): number | undefined {
  if (unit === 'years') return 12 * n
  return unit === 'months' ? n : undefined
}

function msIn({ n, unit }: Span): number {
  return unit === 'months' || unit === 'years' ? 0 : n * unitMs[unit]
}

/** Whether each such period lies in one of the other. */
function isPart(inner: string, outer: string): boolean {
  const order = ['day', 'month', 'quarter', 'year']
  if (inner === 'week' || outer === 'week') return inner === 'day' || inner === outer
  return order.indexOf(inner) <= order.indexOf(outer)
}

/** Of a window between dates that do not move its first and last day. */
function daysOf(window: Window): { readonly from: number; readonly to: number } | undefined {
  switch (window.type) {
    case 'before': {
      const to = fixedDay(window.date)
      return to === undefined ? undefined : { from: -Infinity, to: to - 1 }
    }
    case 'after': {
      const from = fixedDay(window.date)
      return from === undefined ? undefined : { from: from + 1, to: Infinity }
    }
    case 'dates': {
      const [from, to] = [fixedDay(window.from), fixedDay(window.to)]
      return from === undefined || to === undefined ? undefined : { from, to }
    }
    case 'last':
    case 'ago':
    case 'calendar':
    case 'since':
      return undefined
  }
}

/** The day of a date of the calendar; undefined of one that goes by today. */
export function fixedDay(text: DateText): number | undefined {
  if (daysAgo(text) !== undefined) return undefined
  const day = parseDay(text)
  return isFailure(day) ? undefined : day
}
