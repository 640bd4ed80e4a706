import type { Shop } from '../shop.ts'
import { isFailure } from '../failure.ts'
import { civilOf, parseDay, startAfter } from '../time/civil.ts'
import { instantsOfDays, localDay, midnight, plus, repeatedDays, type Zone } from '../time/zone.ts'
import type { Compared, DateText, Unit, Window } from './condition.ts'
import { daysAgo, today } from './dateText.ts'
import { cutAt, earliest, latest, without, type Interval } from './interval.ts'
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
  /** Whether what comes counts from its instant on, as far as is known; else the moves say when, of that too. */
  readonly atOnce: boolean
  /** The instants that can ever be in it; undefined: all. */
  readonly reach: readonly Interval[] | undefined
  /**
   * Whether what has happened leaves it and does not enter; in order, if nothing leaves before what
   * happened earlier. Months are clamped, and the first of two days may leave last.
   */
  readonly loses: 'in order' | 'in any order' | undefined
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

const still: Moves = {
  from: earliest,
  moves: [],
  atOnce: true,
  reach: undefined,
  loses: undefined,
}

/** The moves of a window that is the same for everyone. */
export function movesOf(window: Common | undefined, now: number, shop: Shop): Moves {
  if (window === undefined) return still
  const inOrder = isEven(shop.zone) ? 'in order' : undefined
  switch (window.type) {
    case 'last': {
      const loses = isCounted(window.unit) ? 'in any order' : 'in order'
      return { ...shifted(window.n, [window.n], window.unit, { now, shop }), loses }
    }
    case 'ago': {
      const { from, to, unit } = window
      return { ...shifted(from, [to, from], unit, { now, shop }), atOnce: isCounted(unit) }
    }
    case 'calendar': {
      const loses = window.which === 'this' ? inOrder : undefined
      return { ...still, moves: periodMoves(window, now, shop), loses }
    }
    case 'before':
      return ofDays({ last: { text: window.date, more: -1 } }, shop, inOrder)
    case 'after':
      return ofDays({ first: { text: window.date, more: 1 } }, shop, inOrder)
    case 'dates': {
      const [first, last] = [window.from, window.to].map((text) => ({ text, more: 0 }))
      return ofDays({ first, last }, shop, inOrder)
    }
  }
}

/** Those are by the calendar, of different length. */
function isCounted(unit: Unit): boolean {
  return unit === 'months' || unit === 'years'
}

/** No day goes on there after the next one began. */
export function isEven(zone: Zone): boolean {
  return repeatedDays(zone, earliest).length === 0
}
/** Those of the window before one that is compared, as `turnsBefore` says it of an event. */
export function movesBefore(window: Compared, now: number, shop: Shop): Moves {
  if (window.type === 'last') {
    const before: Window = { type: 'ago', from: 2 * window.n, to: window.n, unit: window.unit }
    return movesOf(before, now, shop)
  }
  const begin = (n: number) =>
    midnight(shop.zone, startAfter(window.unit, today(now, shop), n, shop.weekStart))
  // Where a whole period is skipped, the next one begins at once.
  const pieces = [-2, -1, 0]
    .map((n) => ({ from: begin(n), shift: begin(n + 1) - begin(n) }))
    .filter(({ shift }) => shift > 0)
  const last = periodMoves({ ...window, which: 'last' }, now, shop)
  return { ...still, moves: [...last, { type: 'shift', pieces }] }
}

/** So many days after a date: of one that is given it is a date, of one before today so many days from it. */
type Bound = { readonly text: DateText; readonly more: number }

/** Of the window from a first to a last day, both included; open where one is left out. */
function ofDays(
  { first, last }: { readonly first?: Bound | undefined; readonly last?: Bound | undefined },
  { zone }: Shop,
  inOrder: Moves['loses'],
): Moves {
  const [firstAgo, lastAgo] = [agoOf(first), agoOf(last)]
  const given = {
    from: first === undefined || firstAgo !== undefined ? earliest : dayIn(first),
    to: last === undefined || lastAgo !== undefined ? latest : dayIn(last) + 1,
  }
  const isOpen = given.from === earliest && given.to === latest
  const enters = lastAgo !== undefined && lastAgo > 0
  return {
    from: earliest,
    moves: [
      ...(firstAgo === undefined ? [] : [{ type: 'days', after: firstAgo + 1 } as const]),
      ...(enters ? [{ type: 'days', after: lastAgo } as const] : []),
    ],
    atOnce: !enters,
    reach: isOpen ? undefined : instantsOfDays(zone, given),
    loses: firstAgo === undefined || enters ? undefined : inOrder,
  }
}

/** How many days before today; undefined where it does not depend on today. */
function agoOf(bound: Bound | undefined): number | undefined {
  const ago = bound && daysAgo(bound.text)
  return ago === undefined || bound === undefined ? undefined : ago - bound.more
}

/** Of a date that is given. */
function dayIn({ text, more }: Bound): number {
  const day = parseDay(text)
  if (isFailure(day)) throw new Error(`unchecked date ${text}`)
  return day + more
}

type Clock = { readonly now: number; readonly shop: Shop }

/** By n units each; of what is more than the greatest of them ago nothing is another. */
function shifted(greatest: number, by: readonly number[], unit: Unit, clock: Clock): Moves {
  const from = within(greatest, unit, clock.now, clock.shop.zone)[0]?.from ?? clock.now
  const moves = by.map((n) => {
    return { type: 'shift', pieces: shiftsOf(n, unit, from, clock) } as const
  })
  return { ...still, from, moves }
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
