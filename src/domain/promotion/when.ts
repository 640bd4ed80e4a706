import { dayMs, weekdayOf } from '../time/civil.ts'
import { instantOf, readIso } from '../time/instant.ts'
import { localDay, offsetAt, utc } from '../time/zone.ts'
import type { Moment } from '../segment/tests.ts'
import type { Because } from './cart.ts'
import type { When } from './promotion.ts'

/** Why a promotion does not count at that moment; undefined where it does. */
export function whyNotNow(when: When, moment: Moment): Because | undefined {
  const { now } = moment
  if (when.to !== undefined && now >= checkedInstant(when.to)) return { type: 'over' }
  if (when.from !== undefined) {
    const from = checkedInstant(when.from)
    if (now < from) return { type: 'notYet', from }
  }
  return isInHours(when, moment) ? undefined : { type: 'hours' }
}

/** An ISO 8601 text with its offset in milliseconds; undefined where it is none, or says no offset. */
export function instantIn(text: string): number | undefined {
  const written = readIso(text)
  return written?.offset === undefined ? undefined : instantOf(written, utc)
}

/** `08:30` as minutes into the day; undefined where no clock shows it. */
export function minutesOf(clock: string): number | undefined {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock) ?? []
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute)
}

/** Milliseconds of an instant that was checked before. */
export function checkedInstant(text: string): number {
  const ms = instantIn(text)
  if (ms === undefined) throw new Error(`unchecked instant ${text}`)
  return ms
}

function checkedMinutes(clock: string): number {
  const minutes = minutesOf(clock)
  if (minutes === undefined) throw new Error(`unchecked time of day ${clock}`)
  return minutes
}

function isInHours({ weekdays, hours }: When, { now, shop: { zone } }: Moment): boolean {
  const today = localDay(zone, now)
  const isOn = (day: number) => weekdays === undefined || weekdays.includes(weekdayOf(day))
  if (hours === undefined) return isOn(today)
  const minutes = Math.floor((now + offsetAt(zone, now) - today * dayMs) / 60_000)
  return hours.some((each) => {
    const [from, to] = [checkedMinutes(each.from), checkedMinutes(each.to)]
    if (from < to) return isOn(today) && minutes >= from && minutes < to
    return (isOn(today) && minutes >= from) || (isOn(today - 1) && minutes < to)
  })
}

/** Whether the time of a promotion that was started has come: nothing else of when it counts matters for that. */
export function standingAt(
  { from, to }: Pick<When, 'from' | 'to'>,
  now: number,
): 'scheduled' | 'running' | 'ended' {
  if (to !== undefined && now >= checkedInstant(to)) return 'ended'
  return from !== undefined && now < checkedInstant(from) ? 'scheduled' : 'running'
}
