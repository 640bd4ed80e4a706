import { valueType, type Field, type Value } from '../../customer/field.ts'
import { civilOf, dayMs, dayOf } from '../../time/civil.ts'
import { localDay } from '../../time/zone.ts'
import { anniversaryMeets } from '../anniversary.ts'
import { valuesOf } from '../applies.ts'
import type { Scalar, Test } from '../condition.ts'
import { dateBounds } from '../dateTests.ts'
import { scaledOf, textKey } from '../identity.ts'
import { isTestOf } from '../testKinds.ts'
import type { Moment } from '../tests.ts'

/** A text that no condition is likely to ask for. */
export const otherText = 'x'

/** Whether it is that, alone or as a list of nothing else. */
export function isOtherValue(value: Value): boolean {
  const [only, ...others] = Array.isArray(value) ? (value as readonly string[]) : [value]
  return only === otherText && others.length === 0
}

/**
 * Values by which tests of one field come out one way and the other, alone and together: on each side of
 * each bound, each value that is asked for and one that none asks for. To be blank is another way.
 */
export function valuesFor(
  field: Field,
  tests: readonly Test[],
  present: Value | undefined,
  moment: Moment,
): readonly Value[] {
  switch (valueType(field.type)) {
    case 'integer':
      return numbersAround(tests, 10_000)
    case 'decimal':
    case 'money':
      return numbersAround(tests, 1)
    case 'boolean':
      return [true, false]
    case 'date':
      return daysAround(tests, moment)
    case 'datetime':
      return instantsAround(tests, moment)
    case 'list':
      return listsOf(tests, present)
    case 'location':
      return placesAround(tests)
    case 'text':
    case 'choice':
      return [...textsFor(tests), ...(field.choices ?? [])]
  }
}

/** Numbers at the bounds of tests and a step to either side; 0 where there is none. */
export function numbersAround(tests: readonly Test[], step: number): readonly number[] {
  const bounds = scalarsOf(tests).flatMap((each) =>
    typeof each === 'number' ? [scaledOf(each)] : [],
  )
  const whole = bounds.flatMap((each) =>
    each % step === 0 ? [each] : [Math.floor(each / step) * step, Math.ceil(each / step) * step],
  )
  return unique([...whole.flatMap((each) => [each, each + step, each - step]), 0])
}

/** Texts that tests ask for, what begins, ends and holds all they ask for, and what none asks for. */
export function textsFor(tests: readonly Test[]): readonly string[] {
  const asked = scalarsOf(tests).flatMap((each) => (typeof each === 'string' ? [each] : []))
  const parts = tests.flatMap((test) =>
    isTestOf(test, 'text') && test.op !== 'matches' ? [test.value] : [],
  )
  const of = (op: Test['op']) =>
    tests.flatMap((test) => (test.op === op && 'value' in test ? [String(test.value)] : []))
  const joined = [...of('startsWith'), ...of('contains'), ...of('endsWith')].join('')
  const sized = tests.some((test) => isTestOf(test, 'order'))
  const around = sized ? asked.flatMap((each) => [`${each}0`, '!']) : []
  const all = [...asked, ...parts, ...patternTexts(tests), joined, otherText, ...around]
  return unique(all.filter((each) => each !== ''))
}

/** What a pattern without its signs says, which often meets it. */
function patternTexts(tests: readonly Test[]): readonly string[] {
  return tests.flatMap((test) =>
    test.op === 'matches' ? [test.pattern.replaceAll(/[\^$*+?()[\]{}|\\]/g, '')] : [],
  )
}

function daysAround(tests: readonly Test[], moment: Moment): readonly number[] {
  const todays = localDay(moment.shop.zone, moment.now)
  const bounds = boundsOf(tests, 'date', moment)
  const festive = anniversaryDays(tests, todays, moment)
  const years = unique([todays - 366, ...bounds].map((day) => civilOf(day).year))
  const moved = festive.flatMap((day) => {
    const { month, day: date } = civilOf(day)
    return years.flatMap((year) => [dayOf(year, month, date), dayOf(year - 1, month, date)])
  })
  return unique([todays, ...bounds, ...moved])
}

function instantsAround(tests: readonly Test[], moment: Moment): readonly number[] {
  const days = daysAround(
    tests.filter((test) => isTestOf(test, 'anniversary')),
    moment,
  )
  const festive = days.map((day) => day * dayMs + dayMs / 2)
  return unique([moment.now, ...boundsOf(tests, 'instant', moment), ...festive])
}

/** The first and last values that meet each test of dates, and those just outside. */
export function boundsOf(
  tests: readonly Test[],
  type: 'date' | 'instant',
  { now, shop }: Moment,
): readonly number[] {
  const ends = tests.flatMap((test) =>
    isTestOf(test, 'date')
      ? dateBounds(test, type, now, shop).flatMap(({ from, to }) => [from, from - 1, to - 1, to])
      : [],
  )
  return unique(ends.filter((each) => Math.abs(each) < 9e14))
}

/** Of each test of anniversaries a day of the year before that meets it, and one that does not. */
function anniversaryDays(
  tests: readonly Test[],
  todays: number,
  { now, shop }: Moment,
): readonly number[] {
  const days = Array.from({ length: 366 }, (_, i) => todays - 366 - i)
  return tests.flatMap((test) => {
    if (!isTestOf(test, 'anniversary')) return []
    const meets = (day: number) => anniversaryMeets(test, day, now, shop)
    const found = [days.find(meets), days.find((day) => !meets(day))]
    return found.flatMap((day) => (day === undefined ? [] : [day]))
  })
}

/** Beyond so many elements that tests speak of, lists are put together of all or one of them. */
const mostSubsets = 5

function listsOf(tests: readonly Test[], present: Value | undefined): readonly Value[] {
  const asked = unique(scalarsOf(tests).map(String))
  const keys = new Set(asked.map(textKey))
  const own = Array.isArray(present) ? (present as readonly string[]) : []
  const kept = own.filter((each) => !keys.has(textKey(each)))
  const some =
    asked.length <= mostSubsets
      ? subsets(asked)
      : [[], asked, ...asked.map((each) => [each]), ...asked.map((each) => without(asked, each))]
  return [...some.map((each) => [...kept, ...each]), [otherText]].filter((each) => each.length > 0)
}

function subsets(all: readonly string[]): readonly (readonly string[])[] {
  return all.reduce<readonly (readonly string[])[]>(
    (found, each) => [...found, ...found.map((some) => [...some, each])],
    [[]],
  )
}

function without(all: readonly string[], one: string): readonly string[] {
  return all.filter((each) => each !== one)
}

/** At the place that is asked for, and on the other side of the earth. */
function placesAround(tests: readonly Test[]): readonly Value[] {
  const near = tests.flatMap((test) =>
    isTestOf(test, 'place')
      ? [
          { lat: test.lat, lon: test.lon },
          { lat: 0 - test.lat, lon: test.lon > 0 ? test.lon - 180 : test.lon + 180 },
        ]
      : [],
  )
  return near.length === 0 ? [{ lat: 0, lon: 0 }] : near
}

function scalarsOf(tests: readonly Test[]): readonly Scalar[] {
  return tests.flatMap(valuesOf)
}

/** Each once, in the order in which they come first. */
export function unique<T>(all: readonly T[]): readonly T[] {
  return [...new Set(all)]
}
