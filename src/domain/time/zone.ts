import { failure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import type { Unit } from '../segment/condition.ts'
import { dayMs, firstDay, plusMonths } from './civil.ts'

/**
 * A time zone as a table: from each `at` (milliseconds, ascending) its `offset` (milliseconds that
 * local time is ahead of UTC) holds until the next. The first entry begins before all time that we
 * keep; the last one holds for ever. The table is the definition, in memory and in SQL alike, so that
 * both agree whatever zone data an engine has. It ends with the year {@link lastTabledYear}: where a
 * zone has daylight saving, years after it are taken to keep the last offset.
 */
export type Zone = { readonly name: string; readonly transitions: readonly Transition[] }

type Transition = { readonly at: number; readonly offset: number }

const lastTabledYear = 2150

export const utc: Zone = { name: 'UTC', transitions: [{ at: -8_640_000_000_000_000, offset: 0 }] }

/** The zone of an IANA name (`America/Sao_Paulo`), from this machine's Intl; some 20 ms, once a zone. */
export function zoneOf(name: string): Zone | Failure {
  const known = zones.get(name)
  if (known !== undefined) return known
  const offset = offsetReader(name)
  if (offset === undefined) {
    return failure('invalid', `There is no time zone ${JSON.stringify(name.slice(0, 60))}`, {
      fix: 'Give a name of the IANA database, such as America/Sao_Paulo or UTC.',
    })
  }
  const zone = { name, transitions: transitionsOf(offset) }
  zones.set(name, zone)
  return zone
}

/** How far local time is ahead of UTC at that instant, in milliseconds. */
export function offsetAt(zone: Zone, ms: number): number {
  return entryAt(zone, indexAt(zone, ms)).offset
}

/** The local date of an instant, in days since 1970-01-01. */
export function localDay(zone: Zone, ms: number): number {
  return Math.floor((ms + offsetAt(zone, ms)) / dayMs)
}

/**
 * The instants of which {@link localDay} is one of these days (`to` is not), ascending and apart.
 * Mostly one interval; several where clocks go back over midnight, so that a day goes on after the
 * next one began; none where a whole day is skipped. Ends beyond all dates stay as they are.
 */
export function instantsOfDays(
  zone: Zone,
  { from, to }: { readonly from: number; readonly to: number },
): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = []
  zone.transitions.forEach(({ at, offset }, i) => {
    const begin = i === 0 ? -Infinity : at
    const instantOf = (day: number) => (isDay(day) ? day * dayMs - offset : day)
    const [first, end] = [Math.max(begin, instantOf(from)), Math.min(endOf(zone, i), instantOf(to))]
    if (first >= end) return
    const last = found.at(-1)
    if (last?.to === first) last.to = end
    else found.push({ from: first, to: end })
  })
  return found
}

/**
 * The first instant whose local date is that day or a later one: midnight as a rule, the end of the
 * gap where clocks skip midnight, and where a whole day is skipped the next day's beginning.
 */
export function midnight(zone: Zone, day: number): number {
  const local = day * dayMs
  for (let i = indexAt(zone, local - 2 * dayMs); ; i++) {
    const { at, offset } = entryAt(zone, i)
    const instant = Math.max(at, local - offset)
    if (instant < endOf(zone, i)) return instant
  }
}

/**
 * How far {@link midnight} of a day is from that of UTC, in milliseconds: by the day from which on it
 * holds, ascending, the first before all days that we keep.
 */
export function midnightShifts(
  zone: Zone,
): readonly { readonly from: number; readonly shift: number }[] {
  const shiftOf = (day: number) => midnight(zone, day) - day * dayMs
  let last = shiftOf(firstDay)
  const found = [{ from: firstDay, shift: last }]
  for (const { at } of zone.transitions.slice(1)) {
    // No offset is of more than a day, and no gap: what changes is a midnight nearby.
    const near = Math.floor(at / dayMs)
    for (let day = near - 2; day <= near + 2; day++) {
      const shift = shiftOf(day)
      if (shift === last) continue
      last = shift
      found.push({ from: day, shift })
    }
  }
  return found
}

/**
 * The instants from which on the local date is that day or a later one, and those from which on it is not,
 * in turns: one, the {@link midnight} of the day, and three where clocks go back over it.
 */
export function beginnings(zone: Zone, day: number): readonly number[] {
  const local = day * dayMs
  const found: number[] = []
  for (let i = indexAt(zone, local - 2 * dayMs); ; i++) {
    const { at, offset } = entryAt(zone, i)
    const begun = found.length % 2 === 1
    const first = Math.max(at, local - offset)
    if (begun && first > at) found.push(at)
    if (!(begun && first === at) && first < endOf(zone, i)) found.push(first)
    if (endOf(zone, i) > local + 2 * dayMs) return found
  }
}

/**
 * The days that go on after the next one began, where clocks go back over midnight after an instant: the
 * one that began is said, until when it lasted at first, and from when on it is again.
 */
export function repeatedDays(
  zone: Zone,
  after: number,
): readonly { readonly day: number; readonly until: number; readonly from: number }[] {
  return zone.transitions.slice(1).flatMap(({ at }) => {
    const day = localDay(zone, at - 1)
    if (localDay(zone, at) >= day) return []
    const [, until, from] = beginnings(zone, day)
    return until === undefined || from === undefined || from <= after ? [] : [{ day, until, from }]
  })
}

/**
 * The instant at which clocks there show `local` (milliseconds of local time as if it were UTC). Of
 * two the earlier; in a gap, the instant that the clock not yet put forward would have shown
 * (Temporal's "compatible": 02:30 in a gap of an hour is 03:30).
 */
export function instantAt(zone: Zone, local: number): number {
  for (let i = indexAt(zone, local - 2 * dayMs); ; i++) {
    const { at, offset } = entryAt(zone, i)
    const instant = local - offset
    // Before this entry began and after the last one ended: a gap.
    if (instant < at) return local - entryAt(zone, i - 1).offset
    if (instant < endOf(zone, i)) return instant
  }
}

/**
 * n units later, earlier for a negative n. Minutes to weeks are exact durations; months and years go
 * by the local calendar: same local time of day, the day clamped to the month, gaps and overlaps as
 * {@link instantAt} says.
 */
export function plus(ms: number, n: number, unit: Unit, zone: Zone): number {
  if (unit !== 'months' && unit !== 'years') return ms + n * unitMs[unit]
  // Else the second of two hours that clocks show twice would become the first.
  if (n === 0) return ms
  const local = ms + offsetAt(zone, ms)
  const day = Math.floor(local / dayMs)
  const moved = plusMonths(day, unit === 'years' ? n * 12 : n)
  return instantAt(zone, moved * dayMs + (local - day * dayMs))
}

/** Of the units that are durations, the milliseconds. */
export const unitMs = {
  minutes: 60_000,
  hours: 3_600_000,
  days: dayMs,
  weeks: 7 * dayMs,
} as const satisfies Partial<Record<Unit, number>>

const zones = new Map<string, Zone>([[utc.name, utc]])

/** Which entry of the table holds at that instant. */
function indexAt(zone: Zone, ms: number): number {
  const { transitions } = zone
  let low = 0
  let high = transitions.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (entryAt(zone, middle).at <= ms) low = middle
    else high = middle - 1
  }
  return low
}

function entryAt(zone: Zone, index: number): Transition {
  const entry = zone.transitions[index]
  if (entry === undefined) throw new Error(`zone ${zone.name} has no entry ${index}`)
  return entry
}

/** Not an end that is open. */
function isDay(day: number): boolean {
  return Math.abs(day) < 100_000_000
}

function endOf(zone: Zone, index: number): number {
  return zone.transitions[index + 1]?.at ?? Infinity
}

/** Reads the offset at an instant out of what Intl prints; undefined where Intl knows no such zone. */
function offsetReader(name: string): ((ms: number) => number) | undefined {
  // Intl also takes offsets such as +03:00 on newer engines: those are no zones of the database.
  if (!/^[A-Za-z]/.test(name)) return undefined
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    return undefined
  }
  return (ms) => {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = numbersIn(
      format.format(ms),
    )
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000
  }
}

function numbersIn(text: string): number[] {
  const found: number[] = []
  let current = -1
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit >= 0 && digit <= 9) current = Math.max(current, 0) * 10 + digit
    else if (current >= 0) {
      found.push(current)
      current = -1
    }
  }
  found.push(current)
  return found
}

/**
 * How far apart to look for changes, until when. No zone of the database changed before 1845, and
 * the shortest time between two changes is 7 days (Recife 2000, Gaza in the years to 2086); where it
 * is longer than the step nothing is missed. Checked over all zones by looking every day.
 */
const strides: readonly { readonly until: number; readonly days: number }[] = [
  { until: Date.UTC(1930, 0, 1), days: 20 },
  { until: Date.UTC(2088, 0, 1), days: 6 },
  { until: Date.UTC(lastTabledYear + 1, 0, 1), days: 25 },
]

function transitionsOf(offset: (ms: number) => number): readonly Transition[] {
  let at = Date.UTC(1840, 0, 1)
  let current = offset(at)
  const found: Transition[] = [{ at: -8_640_000_000_000_000, offset: current }]
  for (const { until, days } of strides) {
    while (at < until) {
      const next = at + days * dayMs
      const then = offset(next)
      if (then === current) at = next
      else {
        at = changeBetween(offset, at, next)
        current = offset(at)
        found.push({ at, offset: current })
      }
    }
  }
  return found
}

/** The first instant after `from` with another offset; to the second. Most changes are on a full hour. */
function changeBetween(offset: (ms: number) => number, from: number, to: number): number {
  const before = offset(from)
  let low = Math.floor(from / 3_600_000)
  let high = Math.ceil(to / 3_600_000)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offset(middle * 3_600_000) === before) low = middle
    else high = middle
  }
  let firstSecond = low * 3600
  let lastSecond = high * 3600
  if (offset((lastSecond - 1) * 1000) === before) return lastSecond * 1000
  while (lastSecond - firstSecond > 1) {
    const middle = Math.floor((firstSecond + lastSecond) / 2)
    if (offset(middle * 1000) === before) firstSecond = middle
    else lastSecond = middle
  }
  return lastSecond * 1000
}
