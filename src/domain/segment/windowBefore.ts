import type { Shop } from '../shop.ts'
import { startAfter } from '../time/civil.ts'
import { localDay, midnight } from '../time/zone.ts'
import type { Compared, Did, Window } from './condition.ts'
import { today } from './dateText.ts'
import { cutAt, type Interval } from './interval.ts'
import { daysOfPeriod } from './period.ts'
import { windowTurns, type Turns } from './turns.ts'
import { intervals, inWindow } from './windows.ts'

/** Whether a window has one before it, with which what was done in it can be compared. */
export function isCompared(window: Window | undefined): window is Compared {
  if (window?.type === 'calendar') return window.which === 'this'
  return window?.type === 'last'
}

/** The window of a `did` whose measure is a change; undefined where that is another. */
export function comparedWindow({ measure, window }: Did): Compared | undefined {
  if (measure === undefined || !('in' in measure)) return undefined
  if (isCompared(window)) return window
  throw new Error(`unchecked condition: a change over the window ${window?.type ?? 'of all time'}`)
}

/**
 * Whether an event at `ts` counts in the window before that one: the definition, as `inWindow` is of the
 * window itself; no event counts in both. This period's is the part of the last one that was over when as
 * much time had passed since its first midnight as now has since this one's: exact durations, so that it is
 * the same for all of its days, whether clocks were changed or the last period was shorter.
 */
export function inWindowBefore(ts: number, window: Compared, now: number, shop: Shop): boolean {
  if (!inWindow(ts, windowBefore(window), now, shop)) return false
  return window.type === 'last' || ts <= endBefore(window, now, shop)
}

/** The instants of the window before, as {@link intervals} gives those of the window itself. */
export function intervalsBefore(window: Compared, now: number, shop: Shop): readonly Interval[] {
  const all = intervals(windowBefore(window), now, shop)
  return window.type === 'last' ? all : cutAt(endBefore(window, now, shop) + 1, all)
}

/** When an event may enter or leave the window before, as {@link windowTurns} says of the window itself. */
export function turnsBefore(window: Compared, ts: number, shop: Shop): Turns {
  const turns = windowTurns(windowBefore(window), ts, shop)
  if (window.type === 'last') return turns
  const day = localDay(shop.zone, ts)
  const begin = (n: number) => midnight(shop.zone, startAfter(window.unit, day, n, shop.weekStart))
  return [...turns, begin(1) + ts - begin(0)]
}

type Period = Exclude<Compared, { type: 'last' }>

/** The window in which it lies; of a period more than it, since that goes on for as long as this one. */
function windowBefore(window: Compared): Exclude<Window, { type: 'since' }> {
  if (window.type !== 'last') return { ...window, which: 'last' }
  return { type: 'ago', from: 2 * window.n, to: window.n, unit: window.unit }
}

/** The last instant of the part of the last period that has its like in this one. */
function endBefore({ unit }: Period, now: number, shop: Shop): number {
  const begin = (which: 'this' | 'last') =>
    midnight(shop.zone, daysOfPeriod({ which, unit }, today(now, shop), shop).from)
  return begin('last') + now - begin('this')
}
