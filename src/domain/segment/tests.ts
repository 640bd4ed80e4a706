import type { Location } from '../customer/field.ts'
import { chordSquared, chordSquaredOf, pointOf } from '../customer/point.ts'
import type { ListElement, PropertyValue } from '../event/event.ts'
import { fold } from '../fold.ts'
import { localDay } from '../time/zone.ts'
import type { Scalar, Test } from './condition.ts'
import { anniversaryMeets } from './anniversary.ts'
import { dayMeets, instantMeets } from './dateTests.ts'
import type { Context, FieldValue } from './facts.ts'
import { codePointOrder, elementsOf, keyOf, scalarKey, scaledOf, textKey } from './identity.ts'
import type { Key } from './identity.ts'
import { patternOf } from './pattern.ts'
import type {
  AnniversaryTest,
  DateTest,
  IdentityTest,
  ListTest,
  OrderTest,
  PlaceTest,
  TextTest,
} from './testKinds.ts'
import { isTestOf } from './testKinds.ts'

/** A value with its type, as tests see it. Numbers are ten-thousandths, dates days, instants milliseconds. */
export type Tested =
  | ListElement
  | { readonly type: 'list'; readonly keys: readonly Key[] }
  | { readonly type: 'date'; readonly value: number }
  | { readonly type: 'instant'; readonly value: number }
  | { readonly type: 'location'; readonly value: Location }

/** When and where a test is asked: dates are relative to now and by the shop's calendar. */
export type Moment = Pick<Context, 'now' | 'shop' | 'products'>

/** Whether a value that is there meets the test. One of a type that the test does not speak of does not. */
export function testValue(test: Test, value: Tested, moment: Moment): boolean {
  if (isTestOf(test, 'presence')) return true
  if (isTestOf(test, 'date')) return meetsDate(test, value, moment)
  if (isTestOf(test, 'anniversary')) return meetsAnniversary(test, value, moment)
  if (isTestOf(test, 'place')) return value.type === 'location' && isNear(test, value.value)
  if (isTestOf(test, 'list')) return value.type === 'list' && meetsList(test, value.keys)
  return isPlain(value) && meetsPlain(test, value)
}

/** The same of a text, whenever and wherever that is asked. */
export function testText(test: Test, value: string): boolean {
  if (isTestOf(test, 'presence')) return true
  return isOfPlain(test) && meetsPlain(test, { type: 'text', value, folded: fold(value) })
}

/** The same of yes or no. */
export function testTruth(test: Test, value: boolean): boolean {
  if (isTestOf(test, 'presence')) return true
  return isOfPlain(test) && meetsPlain(test, { type: 'boolean', value })
}

/** A property of an event or item, for its tests. */
export function testedProperty(value: PropertyValue): Tested {
  return value.type === 'list' ? { type: 'list', keys: elementsOf(value).map(keyOf) } : value
}

/** A field's value, for its tests. */
export function testedField({ type, value }: FieldValue): Tested {
  if (typeof value === 'string') return { type: 'text', value, folded: fold(value) }
  if (typeof value === 'boolean') return { type: 'boolean', value }
  if (typeof value === 'number') {
    if (type === 'date') return { type: 'date', value }
    return { type: type === 'datetime' ? 'instant' : 'number', value }
  }
  return isList(value) ? { type: 'list', keys: value.map(textKey) } : { type: 'location', value }
}

/**
 * Whether a test of size accepts a value, given how the value compares to a threshold: negative, 0 or
 * positive; undefined where the two are of different types.
 */
export function accepts(
  test: OrderTest,
  compare: (threshold: number | string) => number | undefined,
): boolean {
  if (test.op === 'between') {
    const [low, high] = [compare(test.from), compare(test.to)]
    return low !== undefined && high !== undefined && low >= 0 && high <= 0
  }
  const order = compare(test.value)
  if (order === undefined) return false
  switch (test.op) {
    case 'less':
      return order < 0
    case 'atMost':
      return order <= 0
    case 'greater':
      return order > 0
    case 'atLeast':
      return order >= 0
  }
}

type Plain = Extract<Tested, { type: 'number' | 'text' | 'boolean' }>

type PlainTest = IdentityTest | OrderTest | TextTest

function isOfPlain(test: Test): test is PlainTest {
  return isTestOf(test, 'identity') || isTestOf(test, 'order') || isTestOf(test, 'text')
}

function meetsPlain(test: PlainTest, value: Plain): boolean {
  if (isTestOf(test, 'identity')) return isOneOf(test, value)
  if (isTestOf(test, 'order')) return meetsOrder(test, value)
  return value.type === 'text' && meetsText(test, value)
}

function isPlain(value: Tested): value is Plain {
  return value.type === 'number' || value.type === 'text' || value.type === 'boolean'
}

function isOneOf(test: IdentityTest, value: Plain): boolean {
  const key = keyOf(value)
  const values = test.op === 'is' ? [test.value] : test.values
  return values.some((each) => scalarKey(each) === key)
}

function meetsOrder(test: OrderTest, value: Plain): boolean {
  return accepts(test, (threshold) => orderOf(value, threshold))
}

/** Undefined where the two are of different types. */
function orderOf(value: Plain, threshold: number | string): number | undefined {
  if (value.type === 'number' && typeof threshold === 'number') {
    return value.value - scaledOf(threshold)
  }
  if (value.type === 'text' && typeof threshold === 'string') {
    return codePointOrder(value.folded, fold(threshold))
  }
  return undefined
}

function meetsText(test: TextTest, value: Extract<Tested, { type: 'text' }>): boolean {
  switch (test.op) {
    case 'exactly':
      return value.value === test.value
    case 'contains':
      return value.folded.includes(fold(test.value))
    case 'startsWith':
      return value.folded.startsWith(fold(test.value))
    case 'endsWith':
      return value.folded.endsWith(fold(test.value))
    case 'matches':
      return patternOf(test.pattern).test(value.value)
  }
}

function meetsList(test: ListTest, keys: readonly Key[]): boolean {
  const included = (each: Scalar) => keys.includes(scalarKey(each))
  switch (test.op) {
    case 'includesAny':
      return test.values.some(included)
    case 'includesAll':
      return test.values.every(included)
    case 'includesNone':
      return !test.values.some(included)
  }
}

function meetsDate(test: DateTest, value: Tested, { now, shop }: Moment): boolean {
  if (value.type === 'date') return dayMeets(test, value.value, now, shop)
  const instant = instantIn(value)
  return instant !== undefined && instantMeets(test, instant, now, shop)
}

function meetsAnniversary(test: AnniversaryTest, value: Tested, { now, shop }: Moment): boolean {
  if (value.type === 'date') return anniversaryMeets(test, value.value, now, shop)
  const instant = instantIn(value)
  return instant !== undefined && anniversaryMeets(test, localDay(shop.zone, instant), now, shop)
}

/** Of a text, the instant that it says. */
export function instantIn(value: Tested): number | undefined {
  if (value.type === 'instant') return value.value
  return value.type === 'text' ? value.instant : undefined
}

/** Of points as integers, so that the engine comes to the same. */
function isNear({ km, ...place }: PlaceTest, value: Location): boolean {
  return chordSquared(pointOf(place), pointOf(value)) <= chordSquaredOf(km)
}

function isList(value: FieldValue['value']): value is readonly string[] {
  return Array.isArray(value)
}
