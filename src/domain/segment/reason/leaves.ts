import { valueType } from '../../customer/field.ts'
import type { Condition, ConsentAsked, Did, Sequence, Step, Test, Where } from '../condition.ts'
import type { Context } from '../facts.ts'
import type { Leaf } from '../leaves.ts'
import { atLeastOnce } from '../matches.ts'
import { eventNames } from '../netTotal.ts'
import { namesOf } from '../sequence.ts'
import { isTestOf } from '../testKinds.ts'
import { datesMeeting } from './dates.ts'
import {
  all,
  isWithin,
  intersected,
  most,
  numbersMeeting,
  span,
  united,
  without,
} from './ranges.ts'
import type { Ranges } from './ranges.ts'
import { testExcludes, testImplies } from './tests.ts'
import { isInside } from './windows.ts'

/** What is known of fields: which are calculated, and so never asked by themselves. */
export type Fields = Pick<Context, 'fields' | 'calculated'>

/** A leaf as what it looks at and where that has to lie. */
export type Claim = {
  /** The same for leaves that look at the same thing. */
  readonly of: string
  readonly ranges: Ranges
  /** Where it can lie at all. */
  readonly domain: Ranges
  /** Whether it can be missing: then the leaf is false wherever it would have to lie. */
  readonly canMiss: boolean
}

/** Undefined where a leaf does not speak of numbers, dates, or yes and no. */
export function claimOf(leaf: Leaf, known: Fields): Claim | undefined {
  if (leaf.type === 'field') return claimOfField(leaf, known)
  return leaf.type === 'did' ? claimOfDid(leaf) : undefined
}

function claimOfField(
  { field, test }: Extract<Leaf, { type: 'field' }>,
  { fields, calculated }: Fields,
): Claim | undefined {
  const there = fields.get(field)
  if (there === undefined || calculated?.has(field) === true) return undefined
  const of = `field ${field}`
  const domain = all
  switch (valueType(there.type)) {
    case 'boolean':
      return { of, ranges: truthsMeeting(test), domain: span(0n, 1n), canMiss: true }
    case 'integer':
    case 'decimal':
    case 'money': {
      const ranges = numbersMeeting(test, 'any')
      return ranges && { of, ranges, domain, canMiss: true }
    }
    case 'date':
    case 'datetime': {
      const on = datesMeeting(test, there.type === 'date' ? 'date' : 'instant')
      return on && { of: `${of}, ${on.axis}`, ranges: on.ranges, domain, canMiss: true }
    }
    case 'text':
    case 'choice':
    case 'list':
    case 'location':
      return undefined
  }
}

/** No is 0, yes is 1. */
function truthsMeeting(test: Test): Ranges {
  if (!isTestOf(test, 'identity')) return span(0n, 1n)
  const values = test.op === 'is' ? [test.value] : test.values
  return united(
    [true, false].flatMap((each) => {
      const place = each ? 1n : 0n
      return values.includes(each) ? span(place, place) : []
    }),
  )
}

/** What is a number of nothing less, and is 0 where nothing was done. */
const counts: ReadonlySet<string> = new Set([
  'count',
  'distinct',
  'activeDays',
  'activeWeeks',
  'activeMonths',
])
const wholes: ReadonlySet<string> = new Set([...counts, 'daysSinceFirst', 'daysSinceLast'])
const neverMissing: ReadonlySet<string> = new Set([...counts, 'sum', 'netTotal', 'change'])

function claimOfDid({ test = atLeastOnce, ...did }: Did): Claim | undefined {
  const of = did.measure?.of ?? 'count'
  if (of === 'first' || of === 'last' || of === 'mostFrequent') return undefined
  const isWhole = wholes.has(of)
  const domain = isWhole ? span(0n, most) : all
  const ranges = numbersMeeting(test, isWhole ? 'whole' : 'any')
  if (ranges === undefined) return undefined
  const canMiss = !neverMissing.has(of) || did.window?.type === 'since'
  return { of: JSON.stringify(did), ranges: intersected(ranges, domain), domain, canMiss }
}

/** Whether whoever meets the one leaf meets the other. */
export function leafImplies(a: Leaf, b: Leaf, known: Fields): boolean {
  if (isSame(a, b)) return true
  const [x, y] = [claimOf(a, known), claimOf(b, known)]
  if (areOfOne(x, y)) return isWithin(rangesOf(x), rangesOf(y))
  if (b.type === 'did') return didFollows(a, x, b, rangesOf(y))
  if (a.type === 'consent' && b.type === 'consent') return consentImplies(a, b)
  if (a.type === 'sample' && b.type === 'sample') return a.seed === b.seed && a.percent <= b.percent
  const tests = testsOfOne(a, b, known)
  return tests !== undefined && fieldImplies(tests[0], tests[1], x ?? y)
}

function areOfOne(x: Claim | undefined, y: Claim | undefined): boolean {
  return x !== undefined && x.of === y?.of
}

function rangesOf(claim: Claim | undefined): Ranges {
  return claim?.ranges ?? []
}

/** The tests of two leaves of one field that is not calculated. */
function testsOfOne(a: Leaf, b: Leaf, { calculated }: Fields): readonly [Test, Test] | undefined {
  if (a.type !== 'field' || b.type !== 'field' || a.field !== b.field) return undefined
  return calculated?.has(a.field) === true ? undefined : [a.test, b.test]
}

function didFollows(a: Leaf, claim: Claim | undefined, b: Did, ranges: Ranges): boolean {
  if (a.type === 'sequence') return stepImplies(a, b, ranges)
  return a.type === 'did' && reached(a, claim, b).some((each) => isWithin(each, ranges))
}

/** Whether nobody meets both leaves. */
export function leafExcludes(a: Leaf, b: Leaf, known: Fields): boolean {
  const [x, y] = [claimOf(a, known), claimOf(b, known)]
  if (areOfOne(x, y)) return intersected(rangesOf(x), rangesOf(y)).length === 0
  if (a.type === 'did' && b.type === 'did') return didExcludes(a, x, b, y)
  if (a.type === 'consent' && b.type === 'consent') return consentExcludes(a, b)
  const tests = testsOfOne(a, b, known)
  return tests !== undefined && (x ?? y) === undefined && testExcludes(tests[0], tests[1])
}

function didExcludes(a: Did, x: Claim | undefined, b: Did, y: Claim | undefined): boolean {
  if (y === undefined) return false
  return reached(a, x, b).some((each) => intersected(each, y.ranges).length === 0)
}

/** Of one field; where there is a claim of either it is of numbers or dates on different axes. */
function fieldImplies(a: Test, b: Test, claim: Claim | undefined): boolean {
  return b.op === 'exists' || (claim === undefined && testImplies(a, b))
}

/** Whether everybody meets one of the two leaves at least. */
export function leavesCover(a: Leaf, b: Leaf, known: Fields): boolean {
  const [x, y] = [claimOf(a, known), claimOf(b, known)]
  if (x === undefined || y === undefined || x.canMiss || y.canMiss) return false
  if (x.of === y.of) return isWithin(x.domain, united([...x.ranges, ...y.ranges]))
  if (a.type !== 'did' || b.type !== 'did') return false
  const missed = { ...x, ranges: without(x.domain, x.ranges) }
  return reached(a, missed, b).some((each) => isWithin(each, y.ranges))
}

/** By itself: `no one` of its measure, or everybody. */
export function leafVerdict(leaf: Leaf, known: Fields): 'never' | 'always' | undefined {
  const claim = claimOf(leaf, known)
  if (claim === undefined) return undefined
  if (claim.ranges.length === 0) return 'never'
  return !claim.canMiss && isWithin(claim.domain, claim.ranges) ? 'always' : undefined
}

function isSame(a: Leaf, b: Leaf): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/**
 * Where the measure of another `did` must lie, when that of this one lies where it is claimed: no lower
 * where all that this one counts counts there too, no higher where it is the other way about.
 */
function reached(a: Did, claim: Claim | undefined, b: Did): readonly Ranges[] {
  const [first, last] = [claim?.ranges[0], claim?.ranges.at(-1)]
  if (first === undefined || last === undefined || !areAlike(a, b)) return []
  return [
    ...(countsToo(a, b) ? [span(first.from, most)] : []),
    // Who lacks the field with which the other's window begins, does not meet it whatever it asks.
    ...(countsToo(b, a) && b.window?.type !== 'since' ? [span(0n, last.to)] : []),
  ]
}

/** Whether both count the same thing, of which there is no less where more events count. */
function areAlike(a: Did, b: Did): boolean {
  const of = a.measure?.of ?? 'count'
  return counts.has(of) && JSON.stringify(a.measure ?? null) === JSON.stringify(b.measure ?? null)
}

/** Whether each event that the one counts is one that the other counts. */
function countsToo(a: Did, b: Did): boolean {
  const names = new Set(eventNames(b))
  if (!eventNames(a).every((name) => names.has(name))) return false
  return isInside(a.window, b.window) && isNarrower(a, b)
}

function isNarrower(a: Did, b: Did): boolean {
  if (JSON.stringify(a.where) === JSON.stringify(b.where)) return true
  // Of how many are distinct, tests of items also say which items count.
  if (a.measure?.of === 'distinct') return false
  return b.where === undefined || includes(a.where, b.where)
}

/** Whether a test is one of all that are made. */
function includes(all: Where | undefined, one: Where): boolean {
  const wanted = JSON.stringify(one)
  return all?.type === 'all' && all.of.some((each) => JSON.stringify(each) === wanted)
}

/** Each step but those that must never come was done once at least. */
function stepImplies({ steps, window }: Sequence, b: Did, ranges: Ranges): boolean {
  if (b.measure !== undefined && b.measure.of !== 'count') return false
  const done = steps.filter(({ never }) => never !== true).map((step) => asDid(step, window))
  return isWithin(span(1n, most), ranges) && done.some((did) => countsToo(did, b))
}

function asDid({ event, where }: Step, window: Sequence['window']): Did {
  const names = namesOf({ event })
  const [only] = names
  return {
    type: 'did',
    event: names.length === 1 && only !== undefined ? only : names,
    ...(where && { where }),
    ...(window && { window }),
  }
}

/** On one channel is on some; who was never asked on any was not on one. */
function consentImplies(a: ConsentAsked, b: ConsentAsked): boolean {
  if (a.purpose !== b.purpose || a.state !== b.state) return false
  if (a.state === 'denied') return a.channel === b.channel || b.channel === undefined
  return a.state === 'unasked' && (a.channel === b.channel || a.channel === undefined)
}

function consentExcludes(a: ConsentAsked, b: ConsentAsked): boolean {
  if (a.purpose !== b.purpose || a.state === b.state) return false
  if (a.channel === b.channel) return true
  const [anywhere, on] = a.channel === undefined ? [a, b] : [b, a]
  if (anywhere.channel !== undefined) return false
  return anywhere.state === 'unasked' || (anywhere.state === 'granted' && on.state === 'denied')
}

/** A condition that is made of no others. */
export function isLeaf(condition: Condition): condition is Leaf {
  return condition.type !== 'all' && condition.type !== 'any' && condition.type !== 'not'
}
