import type { Event } from '../event/event.ts'
import { dayMs } from '../time/civil.ts'
import type { Did, ItemWhere, Measure, Test, Where, Window } from './condition.ts'
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
  { observe: look, turns, weight }: Holding,
): number {
  const end = now + horizonMs
  let at = nextTurn(turns, now)
  if (at > end) return Infinity
  const before = look(now)
  const most = Math.min(mostLooks, mostWeight / (1 + weight))
  for (let looks = 1; at <= end; looks += 1, at = nextTurn(turns, at)) {
    if (looks >= most || look(at) !== before) return at
  }
  return Infinity
}

/**
 * The same of what holds from some one of its turns on, or up to it (`first`): never, where it does not hold
 * as at first. All its turns are known from the start.
 */
export function onlyFlip(
  { now }: Pick<Context, 'now'>,
  { observe: look, turns, first }: Omit<Course<boolean>, 'same'> & { readonly first: boolean },
): number {
  if (look(now) !== first) return Infinity
  const end = now + horizonMs
  const all = turns(now).filter((at) => at > now && at <= end)
  return firstAmong(
    all.toSorted((a, b) => a - b),
    (at) => look(at) !== first,
  )
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
 * How a test comes out at first of what only falls from now on: it does so until it fell far enough, and no
 * more from then on. Undefined where what a measure comes to may rise, or the test is of another kind. What is
 * counted falls in a window that only loses events; by the calendar of a zone one may come back, when the
 * clocks do.
 */
export function whileMany(
  { measure, window, where, test }: Did,
  events: readonly Event[],
  now: number,
): boolean | undefined {
  if (!counting.has(measure?.of ?? 'count') || !onlyLoses(window)) return undefined
  if (asksDates(where) || events.some(({ ts }) => ts > now)) return undefined
  return comesFirst[test?.op ?? 'atLeast']
}

const comesFirst: Partial<Record<Test['op'], boolean>> = {
  atLeast: true,
  greater: true,
  atMost: false,
  less: false,
}

const counting: ReadonlySet<Measure['of']> = new Set([
  'count',
  'distinct',
  'activeDays',
  'activeWeeks',
  'activeMonths',
])

function onlyLoses(window: Window | undefined): boolean {
  if (window === undefined) return true
  return window.type === 'last' && window.unit !== 'months' && window.unit !== 'years'
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
