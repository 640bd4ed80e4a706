import type { PropertyValue } from '../event/event.ts'
import { fold } from '../fold.ts'
import type { Test } from './condition.ts'
import { dayMeets, instantMeets, isDateTest } from './dateTests.ts'
import type { DateTest } from './dateTests.ts'
import type { Context, FieldValue } from './facts.ts'
import { codePointOrder, elementsOf, keyOf, scalarKey, scaledOf, textKey } from './identity.ts'
import type { Key } from './identity.ts'
import { patternOf } from './pattern.ts'

/** A value with its type, as tests see it. Numbers are ten-thousandths, dates days, instants milliseconds. */
export type Tested =
  | { readonly type: 'number'; readonly value: number }
  | {
      readonly type: 'text'
      readonly value: string
      readonly folded: string
      readonly instant?: number
    }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'list'; readonly keys: readonly Key[] }
  | { readonly type: 'date'; readonly value: number }
  | { readonly type: 'instant'; readonly value: number }
  | { readonly type: 'location' }

/** When and where a test is asked: dates are relative to now and by the shop's calendar. */
export type Moment = Pick<Context, 'now' | 'shop'>

/** Whether a value that is there meets the test. One of a type that the test does not speak of does not. */
export function testValue(test: Test, value: Tested, moment: Moment): boolean {
  if (test.op === 'exists') return true
  if (isDateTest(test)) return meetsDate(test, value, moment)
  switch (value.type) {
    case 'number':
    case 'text':
    case 'boolean':
      return isOneOf(test, value) || meetsOrder(test, value) || meetsText(test, value)
    case 'list':
      return meetsList(test, value.keys)
    case 'date':
    case 'instant':
    case 'location':
      return false
  }
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
  return isList(value) ? { type: 'list', keys: value.map(textKey) } : { type: 'location' }
}

/** Of an order between a value and a threshold, negative, 0 or positive, whether the test accepts it. */
export function accepts(op: 'less' | 'atMost' | 'greater' | 'atLeast', order: number): boolean {
  switch (op) {
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

function isOneOf(test: Test, value: Plain): boolean {
  if (test.op === 'is') return scalarKey(test.value) === keyOf(value)
  if (test.op !== 'anyOf') return false
  const key = keyOf(value)
  return test.values.some((each) => scalarKey(each) === key)
}

function meetsOrder(test: Test, value: Plain): boolean {
  switch (test.op) {
    case 'less':
    case 'atMost':
    case 'greater':
    case 'atLeast': {
      const order = orderOf(value, test.value)
      return order !== undefined && accepts(test.op, order)
    }
    case 'between': {
      const [low, high] = [orderOf(value, test.from), orderOf(value, test.to)]
      return low !== undefined && high !== undefined && low >= 0 && high <= 0
    }
    default:
      return false
  }
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

function meetsText(test: Test, value: Plain): boolean {
  if (value.type !== 'text') return false
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
    default:
      return false
  }
}

function meetsList(test: Test, keys: readonly Key[]): boolean {
  switch (test.op) {
    case 'includesAny':
      return test.values.some((each) => keys.includes(scalarKey(each)))
    case 'includesAll':
      return test.values.every((each) => keys.includes(scalarKey(each)))
    case 'includesNone':
      return !test.values.some((each) => keys.includes(scalarKey(each)))
    default:
      return false
  }
}

function meetsDate(test: DateTest, value: Tested, { now, shop }: Moment): boolean {
  if (value.type === 'date') return dayMeets(test, value.value, now, shop)
  const instant = value.type === 'text' ? value.instant : undefined
  if (instant !== undefined) return instantMeets(test, instant, now, shop)
  return value.type === 'instant' && instantMeets(test, value.value, now, shop)
}

function isList(value: FieldValue['value']): value is readonly string[] {
  return Array.isArray(value)
}
