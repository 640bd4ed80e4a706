import type { Shop } from '../shop.ts'
import { civilOf, startAfter } from '../time/civil.ts'
import { localDay, midnight, plus } from '../time/zone.ts'
import type { Compared, Unit, Window } from './condition.ts'
import { daysAgo, today } from './dateText.ts'
import { cutAt, earliest, without, type Interval } from './interval.ts'
import { beginningsOf } from './turns.ts'
import { changePoints, intervals, within, type Common } from './windows.ts'

/**
 * When, after an instant, events up to it enter or leave a window, for all of them at once: what
 * `windowTurns` says an event at a time. Every turn at which one does is said, and some at which none does.
 */
export type Moves = {
  /** Of earlier events nothing is another any more. */
  readonly from: number
  readonly moves: readonly Move[]
}

export type Move =
  /** So long after its own instant: that differs from piece to piece, ascending, the first from {@link Moves.from} on. */
  | { readonly type: 'shift'; readonly pieces: readonly Piece[] }
  /** When the local day begins that is so many after its own. */
  | { readonly type: 'days'; readonly after: number }
  /** At one instant, events in those intervals. */
  | { readonly type: 'at'; readonly at: number; readonly which: readonly Interval[] }

/** From an instant on, ascending; milliseconds. */
export type Piece = { readonly from: number; readonly shift: number }

const none: Moves = { from: earliest, moves: [] }

/** The moves of a window that is the same for everyone. */
export function movesOf(window: Common | undefined, now: number, shop: Shop): Moves {
  if (window === undefined) return none
  switch (window.type) {
    case 'last':
      return shifted(window.n, [window.n], window.unit, { now, shop })
    case 'ago':
      return shifted(window.from, [window.to, window.from], window.unit, { now, shop })
    case 'calendar':
      return { from: earliest, moves: periodMoves(window, now, shop) }
    case 'before':
      return ofDays(daysAgo(window.date), 1)
    case 'after':
      return ofDays(daysAgo(window.date), 0)
    case 'dates': {
      const [first, last] = [ofDays(daysAgo(window.from), 1), ofDays(daysAgo(window.to), 0)]
      return { from: earliest, moves: [...first.moves, ...last.moves] }
    }
  }
}

/** Those of the window before one that is compared, as `turnsBefore` says it of an event. */
export function movesBefore(window: Compared, now: number, shop: Shop): Moves {
  if (window.type === 'last') {
    const before: Window = { type: 'ago', from: 2 * window.n, to: window.n, unit: window.unit }
    return movesOf(before, now, shop)
  }
  const begin = (n: number) =>
    midnight(shop.zone, startAfter(window.unit, today(now, shop), n, shop.weekStart))
  const pieces = [-2, -1, 0].map((n) => ({ from: begin(n), shift: begin(n + 1) - begin(n) }))
  const last = periodMoves({ ...window, which: 'last' }, now, shop)
  return { from: earliest, moves: [...last, { type: 'shift', pieces }] }
}

/** Those of a `since` are of what is to come alone, as are those of all time. */
function ofDays(ago: number | undefined, more: number): Moves {
  return ago === undefined ? none : { from: earliest, moves: [{ type: 'days', after: ago + more }] }
}

type Clock = { readonly now: number; readonly shop: Shop }

/** By n units each; of what is more than the greatest of them ago nothing is another. */
function shifted(greatest: number, by: readonly number[], unit: Unit, clock: Clock): Moves {
  const from = within(greatest, unit, clock.now, clock.shop.zone)[0]?.from ?? clock.now
  return {
    from,
    moves: by.map((n) => ({ type: 'shift', pieces: shiftsOf(n, unit, from, clock) })),
  }
}

/** By how much each instant from there to now is before the one that is n units later. */
export function shiftsOf(
  n: number,
  unit: Unit,
  from: number,
  { now, shop }: Clock,
): readonly Piece[] {
  const shiftAt = (ts: number) => plus(ts, n, unit, shop.zone) - ts
  const found: Piece[] = [{ from, shift: shiftAt(from) }]
  if (unit !== 'months' && unit !== 'years') return found
  const points = new Set(shiftPoints(unit === 'years' ? 12 * n : n, { from, to: now }, shop))
  for (const point of [...points].toSorted((a, b) => a - b)) {
    if (point <= from || point > now) continue
    const shift = shiftAt(point)
    if (found.at(-1)?.shift !== shift) found.push({ from: point, shift })
  }
  return found
}

/**
 * Where that may become another: where a month or one of the days begins that shorter months lack, where
 * clocks change, and where the later instant passes such a change.
 */
function shiftPoints(months: number, { from, to }: Interval, shop: Shop): readonly number[] {
  const { zone } = shop
  const reach = plus(to, months, 'months', zone)
  const changes = zone.transitions.map(({ at }) => at).filter((at) => at >= from && at <= reach)
  const first = localDay(zone, from)
  const days = Array.from({ length: localDay(zone, to) - first + 2 }, (_, i) => first + i)
  return [
    ...changes,
    ...changes.flatMap((at) => [at - 1, at].flatMap((near) => changePoints(months, near, zone))),
    ...beginningsOf(
      days.filter((day) => [1, 29, 30, 31].includes(civilOf(day).day)),
      shop,
    ),
  ]
}

type Period = Extract<Window, { type: 'calendar' }>

/** When the next periods begin, and which events up to now are then in a window that they were not in, or the other way round. */
function periodMoves(window: Period, now: number, shop: Shop): readonly Move[] {
  const at = (instant: number) => cutAt(now + 1, intervals(window, instant, shop))
  const before = at(now)
  return periodTurns(window, now, shop).map((instant) => {
    const then = at(instant)
    return { type: 'at', at: instant, which: [...without(before, then), ...without(then, before)] }
  })
}

/** The next three instants at which another period begins, or the last one goes on where clocks go back. */
function periodTurns({ unit }: Period, now: number, shop: Shop): readonly number[] {
  const turns: number[] = []
  for (let after = now; turns.length < 3;) {
    const day = today(after, shop)
    const days = [0, 1].map((n) => startAfter(unit, day, n, shop.weekStart))
    after = Math.min(...beginningsOf(days, shop).filter((each) => each > after))
    turns.push(after)
  }
  return turns
}
