import type { PropertyValue } from '../../event/event.ts'
import { fold } from '../../fold.ts'
import { scaledLimit, unscale } from '../../number.ts'
import { showInstant } from '../../time/instant.ts'
import { valuesOf } from '../applies.ts'
import type { Did, Scalar, Test } from '../condition.ts'
import type { Context, Facts } from '../facts.ts'
import { keyOf, scaledOf } from '../identity.ts'
import { counted } from '../counted.ts'
import { observe, propertyMeasured, type Observed } from '../measure.ts'
import { isTestOf, type OrderTest } from '../testKinds.ts'
import { testedProperty, testValue, type Moment } from '../tests.ts'
import { boundsOf, numbersAround, otherText, textsFor } from './values.ts'

/** A value that a property of an added event may have, and the test for which; without one it is any other. */
export type Possible = { readonly value: PropertyValue; readonly test: Test | undefined }

/**
 * Values by which the tests of one property come out in all ways they can, beside those given. Where one
 * test alone speaks of it, it is said of a value that it meets that, else what it is.
 */
export function possibleValues(
  tests: readonly Test[],
  given: readonly Possible[],
  moment: Moment,
): readonly Possible[] {
  const values: readonly PropertyValue[] = [
    ...(asks(tests, 'number') ? numbersAround(tests, 1).map(numberOf) : []),
    ...(asks(tests, 'string') || tests.some(isPresence) ? textsFor(tests).map(textOf) : []),
    ...(asks(tests, 'boolean')
      ? [true, false].map((value) => ({ type: 'boolean', value }) as const)
      : []),
    ...boundsOf(tests, 'instant', moment).map(instantOf),
    ...tests.flatMap((test) => (isTestOf(test, 'list') ? listsFor(test.values) : [])),
  ]
  const [only] = tests
  const found = values.map((value): Possible => {
    const meets = only !== undefined && testValue(only, testedProperty(value), moment)
    return { value, test: tests.length === 1 && given.length === 0 && meets ? only : isThat(value) }
  })
  return eachOnce([...given, ...found])
}

/** A value of its own, which no test asks for. */
export function otherValue(nth: number): Possible {
  return { value: textOf(`${otherText}${nth}`), test: undefined }
}

function isPresence(test: Test): boolean {
  return isTestOf(test, 'presence')
}

/** Whether tests compare with values of that type. */
function asks(tests: readonly Test[], type: 'number' | 'string' | 'boolean'): boolean {
  return tests.some(
    (test) =>
      (type === 'string' && isTestOf(test, 'text')) ||
      (!isTestOf(test, 'list') && valuesOf(test).some((each) => typeof each === type)),
  )
}

function numberOf(value: number): PropertyValue {
  return { type: 'number', value }
}

function textOf(value: string): PropertyValue {
  return { type: 'text', value, folded: fold(value) }
}

function instantOf(ms: number): PropertyValue {
  const text = showInstant(ms)
  return { type: 'text', value: text, folded: fold(text), instant: ms }
}

/** One of them, all of them, and something else. */
function listsFor(values: readonly Scalar[]): readonly PropertyValue[] {
  const elements = values.map(elementOf)
  const lists = [elements, ...elements.map((each) => [each]), [elementOf(otherText)]]
  return lists.map((value) => ({ type: 'list', value }))
}

function elementOf(value: Scalar) {
  if (typeof value === 'number') return { type: 'number', value: scaledOf(value) } as const
  if (typeof value === 'boolean') return { type: 'boolean', value } as const
  return { type: 'text', value, folded: fold(value) } as const
}

/** That it is exactly that value; of a list and an instant nothing so short can be said. */
function isThat(value: PropertyValue): Test | undefined {
  if (value.type === 'list' || (value.type === 'text' && value.instant !== undefined)) {
    return undefined
  }
  return { op: 'is', value: value.type === 'number' ? unscale(value.value) : value.value }
}

function eachOnce(all: readonly Possible[]): readonly Possible[] {
  const found = new Map<string, Possible>()
  for (const each of all) {
    const { value } = each
    const key =
      value.type === 'list' ? JSON.stringify(value.value) : `${value.type} ${keyOf(value)}`
    if (!found.has(key)) found.set(key, each)
  }
  return [...found.values()]
}

/**
 * Values that the measured property of one event more would have to have for the measure to reach each
 * bound of its test, and just to pass it; with `refund` of one event more by which it is less. Amounts
 * below 0 are not thought of.
 */
export function reaching(
  did: Did,
  facts: Facts,
  context: Context,
  refund = false,
): readonly Possible[] {
  if (propertyMeasured(did.measure) === undefined) return []
  const of = did.measure?.of ?? 'count'
  const tests = did.test === undefined ? [] : [did.test]
  if (of === 'distinct') return [0, 1, 2].map(otherValue)
  if (of === 'first' || of === 'last' || of === 'mostFrequent') {
    return possibleValues(tests, [], context)
  }
  const events = counted(did, facts, context) ?? []
  const bounds = tests.flatMap(valuesOf).flatMap((each) => (typeof each === 'number' ? [each] : []))
  return eachOnce(
    bounds.flatMap((bound) => {
      const needed = toReach(did, observed(did, events, context), BigInt(scaledOf(bound)))
      if (needed === undefined) return []
      return around(Number(refund ? -needed : needed), did.test, refund)
    }),
  )
}

type Reached = { readonly now: Observed | undefined; readonly sum: Observed | undefined }

function observed(did: Did, events: Parameters<typeof observe>[1], context: Context): Reached {
  const { measure } = did
  if (measure?.of !== 'percentChange') return { now: observe(did, events, context), sum: undefined }
  const change: Did = { ...did, measure: { of: 'change', in: measure.in } }
  return { now: observe(did, events, context), sum: observe(change, events, context) }
}

/** What one event more would have to add. */
function toReach({ measure }: Did, reached: Reached, bound: bigint): bigint | undefined {
  const { sum, over } = reached.now?.type === 'number' ? reached.now : { sum: 0n, over: 0n }
  switch (measure?.of) {
    case 'change':
    case 'percentChange':
      if (measure.in.of !== 'sum') return undefined
      return measure.of === 'change' ? bound - sum : toReachPercent(reached.sum, bound * over)
    case 'sum':
    case 'netTotal':
      return bound - sum
    case 'average':
      return bound * (over + 1n) - sum
    case 'minimum':
    case 'maximum':
      return bound
    case undefined:
    case 'count':
    case 'distinct':
    case 'first':
    case 'last':
    case 'mostFrequent':
    case 'daysSinceFirst':
    case 'daysSinceLast':
    case 'activeDays':
    case 'activeWeeks':
    case 'activeMonths':
      return undefined
  }
}

/** More than before, of that as much as the bound says: rounded up. */
function toReachPercent(change: Observed | undefined, wanted: bigint): bigint | undefined {
  const more = wanted / 1_000_000n + (wanted % 1_000_000n > 0n ? 1n : 0n)
  return change?.type === 'number' ? more - change.sum : undefined
}

/** The number, and those next to it, with what is to be said of them. */
function around(needed: number, test: Test | undefined, refund: boolean): readonly Possible[] {
  const least = Math.max(0, needed)
  if (!(least + 1 < scaledLimit)) return []
  const at = unscale(least)
  const side = test !== undefined && isTestOf(test, 'order') ? sides[test.op] : undefined
  const op = side !== undefined && refund ? contrary[side] : side
  const possible: readonly Possible[] = [
    {
      value: numberOf(least),
      test: op === undefined ? { op: 'is', value: at } : { op, value: at },
    },
    { value: numberOf(least + 1), test: { op: 'greater', value: at } },
  ]
  if (least === 0) return possible
  return [...possible, { value: numberOf(least - 1), test: { op: 'less', value: at } }]
}

/** On which side of a bound, it included, a test comes out one way. */
const sides: Readonly<Record<OrderTest['op'], 'atLeast' | 'atMost' | undefined>> = {
  atLeast: 'atLeast',
  less: 'atLeast',
  atMost: 'atMost',
  greater: 'atMost',
  between: undefined,
}

const contrary = { atLeast: 'atMost', atMost: 'atLeast' } as const
