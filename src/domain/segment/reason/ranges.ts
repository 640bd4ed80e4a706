import { scaleNumber } from '../../number.ts'
import type { Scalar, Test } from '../condition.ts'
import { isTestOf } from '../testKinds.ts'

/** Whole numbers from one to another, both included; {@link least} and {@link most} stand for open ends. */
export type Range = { readonly from: bigint; readonly to: bigint }
/** Ascending, and with something between each two. */
export type Ranges = readonly Range[]

export const least = -(10n ** 30n)
export const most = 10n ** 30n
/** With more values than these a test is not reasoned about: each is compared with each of another's. */
export const mostValues = 200

export const all: Ranges = [{ from: least, to: most }]

/**
 * The numbers that meet a test of size or identity, on an axis of whole numbers: of whole ones themselves,
 * of others their ten-thousandths doubled, so that what lies between two of those has a place too.
 * Undefined for what is no test of numbers.
 */
export function numbersMeeting(test: Test, axis: 'whole' | 'any'): Ranges | undefined {
  const bounds = (value: Scalar): Bounds | undefined =>
    typeof value === 'number' ? boundsAt(value, axis) : undefined
  if (isTestOf(test, 'presence')) return all
  if (isTestOf(test, 'identity')) {
    const given = test.op === 'is' ? [test.value] : test.values
    if (given.length > mostValues) return undefined
    const values = given.map(bounds)
    if (values.some((each) => each === undefined)) return undefined
    return united(values.flatMap((at) => (at && at.low === at.high ? span(at.low, at.high) : [])))
  }
  if (!isTestOf(test, 'order')) return undefined
  if (test.op === 'between') {
    const [from, to] = [bounds(test.from), bounds(test.to)]
    return from && to && span(from.low, to.high)
  }
  const at = bounds(test.value)
  if (at === undefined) return undefined
  switch (test.op) {
    case 'atLeast':
      return span(at.low, most)
    case 'greater':
      return span(at.high + 1n, most)
    case 'atMost':
      return span(least, at.high)
    case 'less':
      return span(least, at.low - 1n)
  }
}

/** The least place that is not below a number, and the greatest that is not above it: one, where it has a place. */
type Bounds = { readonly low: bigint; readonly high: bigint }

function boundsAt(value: number, axis: 'whole' | 'any'): Bounds | undefined {
  if (axis === 'whole') return { low: BigInt(Math.ceil(value)), high: BigInt(Math.floor(value)) }
  const scaled = scaleNumber(value)
  return scaled === undefined ? undefined : { low: 2n * BigInt(scaled), high: 2n * BigInt(scaled) }
}

export function span(from: bigint, to: bigint): Ranges {
  return from <= to ? [{ from, to }] : []
}

export function united(ranges: Ranges): Ranges {
  const found: Range[] = []
  for (const each of ranges.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const last = found.at(-1)
    if (last === undefined || each.from > last.to + 1n) found.push(each)
    else if (each.to > last.to) found[found.length - 1] = { from: last.from, to: each.to }
  }
  return found
}

export function intersected(a: Ranges, b: Ranges): Ranges {
  return united(
    a.flatMap((x) =>
      b.flatMap((y) => span(x.from > y.from ? x.from : y.from, x.to < y.to ? x.to : y.to)),
    ),
  )
}

/** What of the one is not in the other. */
export function without(a: Ranges, b: Ranges): Ranges {
  return b.reduce<Ranges>(
    (rest, hole) =>
      rest.flatMap(({ from, to }) => [
        ...span(from, hole.from - 1n < to ? hole.from - 1n : to),
        ...span(hole.to + 1n > from ? hole.to + 1n : from, to),
      ]),
    a,
  )
}

export function isWithin(a: Ranges, b: Ranges): boolean {
  return without(a, b).length === 0
}
