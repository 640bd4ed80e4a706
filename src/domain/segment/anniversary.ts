import type { Shop } from '../shop.ts'
import { civilOf, dayOf } from '../time/civil.ts'
import { today } from './dateText.ts'
import { plusDays } from './dateTests.ts'
import type { Interval } from './interval.ts'
import { daysOfPeriod } from './period.ts'
import type { AnniversaryTest } from './testKinds.ts'

/**
 * Whether a date (days since 1970-01-01) has an anniversary in the days that a test asks for: the
 * definition, a date at a time, of {@link anniversariesIn}. An anniversary is the same day of the same
 * month in a later year, of 29 February in years without it 1 March. The date itself is none, so what
 * is to come has none before its first year is over.
 */
export function anniversaryMeets(
  test: AnniversaryTest,
  day: number,
  now: number,
  shop: Shop,
): boolean {
  const { from, to } = daysAsked(test, now, shop)
  const date = civilOf(day)
  // No test asks for more than a year, so that its days are of one year or of two.
  return [civilOf(from).year, civilOf(to - 1).year].some((year) => {
    // 29 February of a year that has none is counted on to 1 March.
    const at = dayOf(year, date.month, date.day)
    return year > date.year && from <= at && at < to
  })
}

/** Dates by their place in a year that begins in March, whose last day is 29 February. */
export type Anniversaries = {
  /** Earlier ones alone. */
  readonly before: number
  /** How many days after 1 March, 0 to 365. */
  readonly sinceMarch: readonly number[]
}

/** The dates that have an anniversary in the days that a test asks for, whatever their year. */
export function anniversariesIn(test: AnniversaryTest, now: number, shop: Shop): Anniversaries {
  const { from, to } = daysAsked(test, now, shop)
  const days = Array.from({ length: to - from }, (_, i) => from + i)
  // No date has two anniversaries in a year, so that what is before these days and of their places is earlier.
  return { before: from, sinceMarch: days.flatMap(placesOn) }
}

/** What is celebrated on a day: on 1 March also 29 February, unless there was one. */
function placesOn(day: number): readonly number[] {
  const place = sinceMarch(day)
  return place === 0 && sinceMarch(day - 1) === lastOfFebruary ? [0, lastOfFebruary + 1] : [place]
}

/** 28 February. */
const lastOfFebruary = 364

function sinceMarch(day: number): number {
  const { year, month } = civilOf(day)
  return day - dayOf(month < 3 ? year - 1 : year, 3, 1)
}

function daysAsked({ in: asked }: AnniversaryTest, now: number, shop: Shop): Interval {
  const day = today(now, shop)
  return asked.type === 'next'
    ? { from: day, to: plusDays(day, asked.n, asked.unit) }
    : daysOfPeriod(asked, day, shop)
}
