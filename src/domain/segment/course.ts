import type { Event } from '../event/event.ts'
import { dayMs } from '../time/civil.ts'
import type { Did, ItemWhere, Measure, Unit, Where } from './condition.ts'
import type { Context } from './facts.ts'
import { isTestOf } from './testKinds.ts'
import type { Turns } from './turns.ts'

/** Beyond a hundred years nothing is said to change. */
export const horizonMs = 36_525 * dayMs

/** What is observed as time passes, and when that may become another. */
export type Course<T> = {
  readonly observe: (now: number) => T
  /** Instants, before `now` too: all at which it may become another, up to the first after `now` at least. */
  readonly turns: (now: number) => Turns
  readonly same: (a: T, b: T) => boolean
}

/** The first of its turns at which it is another than now; Infinity for never. */
export function firstOther<T>(
  { now }: Pick<Context, 'now'>,
  { observe: look, turns, same }: Course<T>,
): number {
  const end = now + horizonMs
  let at = nextTurn(turns, now)
  if (at > end) return Infinity
  const before = look(now)
  for (; at <= end; at = nextTurn(turns, at)) {
    if (!same(before, look(at))) return at
  }
  return Infinity
}

/** Whether something holds, as time passes. */
export type Holding = Omit<Course<boolean>, 'same'> & {
  /** It is another at most once, and all its turns are known from the start. */
  readonly isOneWay: boolean
  /** How much there is to look at each time: so many events. */
  readonly weight: number
}

/** So many turns are looked through at the most, and so much at all of them together. */
const mostLooks = 32
const mostWeight = 2_000

/**
 * The first of its turns at which it holds other than now, or where there are many before that, one of
 * those; Infinity for never.
 */
export function firstFlip(
  { now }: Pick<Context, 'now'>,
  { observe: look, turns, isOneWay, weight }: Holding,
): number {
  const end = now + horizonMs
  let at = nextTurn(turns, now)
  if (at > end) return Infinity
  const before = look(now)
  if (isOneWay) {
    const all = [...new Set(turns(now))].filter((each) => each > now && each <= end)
    return firstAmong(
      all.toSorted((a, b) => a - b),
      (each) => look(each) !== before,
    )
  }
  const most = Math.min(mostLooks, mostWeight / (1 + weight))
  for (let looks = 1; at <= end; looks += 1, at = nextTurn(turns, at)) {
    if (looks >= most || look(at) !== before) return at
  }
  return Infinity
}

/** Of instants in order, of which all are so from some one on: that one. */
function firstAmong(sorted: readonly number[], isSo: (at: number) => boolean): number {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const at = sorted[middle]
    if (at !== undefined && isSo(at)) to = middle
    else from = middle + 1
  }
  return sorted[from] ?? Infinity
}

function nextTurn(turns: Course<unknown>['turns'], after: number): number {
  return turns(after).reduce((first, at) => (at > after && at < first ? at : first), Infinity)
}

/**
 * Whether what a measure comes to only falls from now on, and its test is about more or less: then it comes
 * to meet the test once, or ceases to, and no more. So it is of what is counted in a window that only loses
 * events; by the calendar of a zone one may come back, when the clocks do.
 */
export function onlyFalls(
  { measure, window, where, test }: Did,
  events: readonly Event[],
  now: number,
): boolean {
  if (measure !== undefined && !counting.has(measure.of)) return false
  if (test !== undefined && !isTestOf(test, 'order')) return false
  if (window !== undefined && (window.type !== 'last' || !isExact(window.unit))) return false
  return !asksDates(where) && events.every(({ ts }) => ts <= now)
}

const counting: ReadonlySet<Measure['of']> = new Set([
  'count',
  'distinct',
  'activeDays',
  'activeWeeks',
  'activeMonths',
])

function isExact(unit: Unit): boolean {
  return unit !== 'months' && unit !== 'years'
}

/** What else is asked of an event stays as it is. */
function asksDates(where: Where | ItemWhere | undefined): boolean {
  switch (where?.type) {
    case undefined:
      return false
    case 'all':
    case 'any':
      return where.of.some(asksDates)
    case 'not':
    case 'item':
      return asksDates(where.of)
    case 'property':
      return isTestOf(where.test, 'date') || isTestOf(where.test, 'anniversary')
  }
}
