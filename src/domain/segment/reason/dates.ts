import { unitMs } from '../../time/zone.ts'
import type { Test } from '../condition.ts'
import { daysAgo } from '../dateText.ts'
import { isTestOf, type DateTest } from '../testKinds.ts'
import { most, least, span, type Ranges } from './ranges.ts'
import { fixedDay } from './windows.ts'

/** Where on an axis the dates lie that meet a test. What has no place on it meets none of its tests. */
export type OnAxis = { readonly axis: string; readonly ranges: Ranges }

/**
 * The places of a test of dates: days of the calendar, how many days ago (or ahead, below 0), how many
 * milliseconds or whole months ago, or which period. Undefined where it is none of these.
 */
export function datesMeeting(test: Test, type: 'date' | 'instant'): OnAxis | undefined {
  if (!isTestOf(test, 'date')) return undefined
  switch (test.op) {
    case 'before':
    case 'after':
    case 'on':
      return atDay(test)
    case 'dates': {
      const [from, to] = [fixedDay(test.from), fixedDay(test.to)]
      if (from !== undefined && to !== undefined) return days(BigInt(from), BigInt(to))
      const [first, last] = [daysAgo(test.from), daysAgo(test.to)]
      if (first === undefined || last === undefined) return undefined
      return ago(BigInt(last), BigInt(first))
    }
    case 'inLast':
    case 'inNext':
    case 'moreThanAgo':
      return around(test, type)
    case 'period': {
      const place = { this: 0n, last: 1n, next: -1n }[test.which]
      if (test.unit === 'day') return ago(place, place)
      return { axis: `period ${test.unit}`, ranges: span(place, place) }
    }
  }
}

function days(from: bigint, to: bigint): OnAxis {
  return { axis: 'day', ranges: span(from, to) }
}

function ago(from: bigint, to: bigint): OnAxis {
  return { axis: 'days ago', ranges: span(from, to) }
}

function atDay(test: Extract<DateTest, { date: string }>): OnAxis | undefined {
  const day = fixedDay(test.date)
  if (day !== undefined) {
    const at = BigInt(day)
    if (test.op === 'on') return days(at, at)
    return test.op === 'before' ? days(least, at - 1n) : days(at + 1n, most)
  }
  const past = daysAgo(test.date)
  if (past === undefined) return undefined
  const at = BigInt(past)
  if (test.op === 'on') return ago(at, at)
  return test.op === 'before' ? ago(at + 1n, most) : ago(least, at - 1n)
}

function around(test: Around, type: 'date' | 'instant'): OnAxis | undefined {
  const { op, n, unit } = test
  if (unit === 'months' || unit === 'years') return months(op, unit === 'years' ? 12 * n : n)
  if (type === 'instant') {
    const ms = BigInt(n * unitMs[unit])
    const axis = 'milliseconds ago'
    if (op === 'inNext') return { axis, ranges: span(-ms, -1n) }
    return { axis, ranges: op === 'inLast' ? span(0n, ms - 1n) : span(ms, most) }
  }
  if (unit === 'minutes' || unit === 'hours') return undefined
  const many = BigInt(unit === 'weeks' ? 7 * n : n)
  if (op === 'inNext') return ago(1n - many, 0n)
  return op === 'inLast' ? ago(0n, many - 1n) : ago(many, most)
}

type Around = Extract<DateTest, { op: 'inLast' | 'inNext' | 'moreThanAgo' }>

function months(op: Around['op'], n: number): OnAxis {
  const many = BigInt(n)
  if (op === 'inNext') return { axis: 'months ahead', ranges: span(0n, many - 1n) }
  const past = op === 'inLast' ? span(0n, many - 1n) : span(many, most)
  return { axis: 'months ago', ranges: past }
}
