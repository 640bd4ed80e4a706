import { fold } from '../../fold.ts'
import { utc } from '../../time/zone.ts'
import type { Scalar, Test } from '../condition.ts'
import { scalarKey } from '../identity.ts'
import { mostValues } from './ranges.ts'
import { isTestOf, type ListTest, type TextTest } from '../testKinds.ts'
import { testValue, type Moment } from '../tests.ts'

/** Whether every text, list or place that meets the one test meets the other. False where that is not known. */
export function testImplies(a: Test, b: Test): boolean {
  if (isTestOf(b, 'presence')) return true
  if (isTestOf(a, 'list') && isTestOf(b, 'list')) return listImplies(a, b)
  if (isTestOf(a, 'place') && isTestOf(b, 'place')) {
    return a.lat === b.lat && a.lon === b.lon && a.km <= b.km
  }
  const finite = textsMeeting(a, b)
  if (finite !== undefined) return finite.every((text) => meets(b, text))
  return isPart(a) && isPart(b) && partImplies(a, b)
}

function partImplies(a: Part, b: Part): boolean {
  const [long, short] = [fold(a.value), fold(b.value)]
  if (b.op === 'contains') return long.includes(short)
  if (a.op !== b.op) return false
  return a.op === 'startsWith' ? long.startsWith(short) : long.endsWith(short)
}

/** Whether no text or list that meets the one test meets the other. False where that is not known. */
export function testExcludes(a: Test, b: Test): boolean {
  if (isTestOf(a, 'list') && isTestOf(b, 'list')) return listExcludes(a, b) || listExcludes(b, a)
  for (const [one, other] of [[a, b] as const, [b, a] as const]) {
    const finite = textsMeeting(one, other)
    if (finite !== undefined) return finite.every((text) => !meets(other, text))
  }
  return isPart(a) && isPart(b) && a.op === b.op && partExcludes(a, b)
}

function partExcludes(a: Part, b: Part): boolean {
  const [x, y] = [fold(a.value), fold(b.value)]
  if (a.op === 'contains') return false
  if (a.op === 'startsWith') return !x.startsWith(y) && !y.startsWith(x)
  return !x.endsWith(y) && !y.endsWith(x)
}

/**
 * All texts that meet a test, as far as the other test tells them apart: one for all spellings where that
 * goes by the fold. Undefined where they are not so few, or the other test goes by the spelling.
 */
function textsMeeting(a: Test, b: Test): readonly string[] | undefined {
  if (a.op === 'exactly') return [a.value]
  if (!isTestOf(a, 'identity') || b.op === 'exactly' || b.op === 'matches') return undefined
  const values: readonly Scalar[] = a.op === 'is' ? [a.value] : a.values
  const others = 'values' in b ? b.values.length : 1
  if (Math.max(values.length, others) > mostValues) return undefined
  return values.every((each) => typeof each === 'string') ? values.map(String) : undefined
}

type Part = Extract<TextTest, { op: 'contains' | 'startsWith' | 'endsWith' }>

function isPart(test: Test): test is Part {
  return test.op === 'contains' || test.op === 'startsWith' || test.op === 'endsWith'
}

/** Tests of texts go neither by time nor by place. */
const anytime: Moment = { now: 0, shop: { zone: utc, weekStart: 1, currency: '' } }

function meets(test: Test, text: string): boolean {
  return testValue(test, { type: 'text', value: text, folded: fold(text) }, anytime)
}

function keysOf({ values }: ListTest): ReadonlySet<string> {
  return new Set(values.map(scalarKey))
}

function listImplies(a: ListTest, b: ListTest): boolean {
  const [x, y] = [keysOf(a), keysOf(b)]
  const isSubset = (some: ReadonlySet<string>, of: ReadonlySet<string>) =>
    [...some].every((each) => of.has(each))
  if (a.op === 'includesAll' && b.op === 'includesAll') return isSubset(y, x)
  if (a.op === 'includesAll' && b.op === 'includesAny') return [...y].some((each) => x.has(each))
  if (a.op === 'includesAny' && b.op === 'includesAny') return isSubset(x, y)
  if (a.op === 'includesAny' && b.op === 'includesAll') return x.size === 1 && isSubset(y, x)
  return a.op === 'includesNone' && b.op === 'includesNone' && isSubset(y, x)
}

function listExcludes(none: ListTest, other: ListTest): boolean {
  if (none.op !== 'includesNone' || other.op === 'includesNone') return false
  const [x, y] = [keysOf(none), keysOf(other)]
  if (other.op === 'includesAny') return [...y].every((each) => x.has(each))
  return [...y].some((each) => x.has(each))
}
