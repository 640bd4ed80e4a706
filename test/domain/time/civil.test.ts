import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import {
  checkedDay,
  civilOf,
  dayOf,
  daysInMonth,
  firstDay,
  lastDay,
  parseDay,
  plusMonths,
  showDay,
  startAfter,
  startOf,
  weekdayOf,
} from '../../../src/domain/time/civil.ts'
import { Temporal } from 'temporal-polyfill'

const days = fc.integer({ min: firstDay, max: lastDay })
const epoch = Temporal.PlainDate.from('1970-01-01')
const dateOf = (day: number) => epoch.add({ days: day })
const dayOfDate = (date: Temporal.PlainDate) => epoch.until(date).days

describe('days', () => {
  test('are dates and back, over all years that are kept', () => {
    expect([dayOf(1970, 1, 1), dayOf(1000, 1, 1), dayOf(9999, 12, 31)]).toEqual([
      0,
      firstDay,
      lastDay,
    ])
    let wrong = 0
    for (let day = firstDay; day <= lastDay; day += 13) {
      const { year, month, day: dayOfMonth } = civilOf(day)
      const date = new Date(day * 86_400_000)
      if (
        dayOf(year, month, dayOfMonth) !== day ||
        year !== date.getUTCFullYear() ||
        month !== date.getUTCMonth() + 1 ||
        dayOfMonth !== date.getUTCDate()
      ) {
        wrong++
      }
    }
    expect(wrong).toBe(0)
  })

  test('have the weekday, the months later and the text that Temporal says', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -600, max: 600 }), (day, months) => {
        const date = dateOf(day)
        expect(weekdayOf(day)).toBe(date.dayOfWeek)
        expect(showDay(day)).toBe(date.toString())
        expect(daysInMonth(date.year, date.month)).toBe(date.daysInMonth)
        expect(plusMonths(day, months)).toBe(dayOfDate(date.add({ months })))
      }),
    )
  })

  test('a month from 31 January is the end of February', () => {
    expect(showDay(plusMonths(dayOf(2023, 1, 31), 1))).toBe('2023-02-28')
    expect(showDay(plusMonths(dayOf(2024, 1, 31), 1))).toBe('2024-02-29')
    expect(showDay(plusMonths(dayOf(2024, 2, 29), -12))).toBe('2023-02-28')
  })
})

describe('periods', () => {
  test('begin on the first of theirs, weeks as the shop says', () => {
    const day = dayOf(2026, 11, 21)
    expect(weekdayOf(day)).toBe(6)
    expect(
      (['day', 'week', 'month', 'quarter', 'year'] as const).map((unit) =>
        showDay(startOf(unit, day, 1)),
      ),
    ).toEqual(['2026-11-21', '2026-11-16', '2026-11-01', '2026-10-01', '2026-01-01'])
    expect(showDay(startOf('week', day, 7))).toBe('2026-11-15')
    expect(showDay(startOf('week', day, 6))).toBe('2026-11-21')
  })

  test('follow each other without gap or overlap', () => {
    const units = fc.constantFrom('day', 'week', 'month', 'quarter', 'year' as const)
    const weekday = fc.constantFrom(1, 2, 3, 4, 5, 6, 7 as const)
    fc.assert(
      fc.property(days, units, weekday, (day, unit, weekStart) => {
        const start = startOf(unit, day, weekStart)
        const next = startAfter(unit, day, 1, weekStart)
        expect(start <= day && day < next).toBe(true)
        expect(startOf(unit, next - 1, weekStart)).toBe(start)
        expect(startAfter(unit, next, -1, weekStart)).toBe(start)
      }),
    )
  })
})

describe('a date as text', () => {
  test('is read back', () => {
    fc.assert(
      fc.property(days, (day) => {
        expect(parseDay(showDay(day))).toBe(day)
      }),
    )
  })

  test.each([
    '2023-02-29',
    '0999-12-31',
    '10000-01-01',
    '2023-13-01',
    '2023-1-01',
    '2023-00-10',
    'x',
  ])('%s is refused', (text) => {
    expect(isFailure(parseDay(text))).toBe(true)
  })

  test('exists in the calendar, years 1000 to 9999', () => {
    expect(checkedDay(999, 12, 31)).toBeUndefined()
    expect(checkedDay(1900, 2, 29)).toBeUndefined()
    expect(checkedDay(2000, 2, 29)).toBe(11_016)
    expect(checkedDay(Number.NaN, 1, 1)).toBeUndefined()
    expect(checkedDay(2000, 1, 0)).toBeUndefined()
  })
})
