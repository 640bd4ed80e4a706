import type { Event, ListElement } from '../event/event.ts'
import { dayMs, startOf } from '../time/civil.ts'
import { localDay } from '../time/zone.ts'
import type { Did, ItemWhere, Measure, Scalar, Test, Where } from './condition.ts'
import { codePointOrder, elementsOf, keyOf, scaledOf } from './identity.ts'
import type { Key } from './identity.ts'
import { orderIdOf, refundOf, totalProperty } from './netTotal.ts'
import { normalWhere } from './normal.ts'
import { isTestOf } from './testKinds.ts'
import { accepts, testValue } from './tests.ts'
import type { Moment } from './tests.ts'
import { defaultItems, itemsAt, meetsItem, propertyOf } from './where.ts'
import { comparedWindow } from './windowBefore.ts'
import { inWindow } from './windows.ts'

/**
 * What a measure gives. A number is `sum / over` ten-thousandths and is never divided, so that
 * averages are exact: a count of 3 is 30,000 / 1. A value is one element of a property, of a text
 * its latest spelling; tests speak of its fold.
 */
export type Observed =
  | { readonly type: 'number'; readonly sum: bigint; readonly over: bigint }
  | { readonly type: 'value'; readonly value: ListElement }

/** One value with the event that it was found in. */
type Found = { readonly event: Event; readonly element: ListElement; readonly key: Key }

/**
 * The measure of the events of a `did` that count, as `counted` in `matches.ts` gives them.
 * Undefined is missing: what has no value when there are no events, or none with the property.
 */
export function observe(did: Did, events: readonly Event[], moment: Moment): Observed | undefined {
  const measure = did.measure ?? { of: 'count' }
  if ('property' in measure) {
    return ofValues(measure.of, found(did, measure.property, events, moment))
  }
  switch (measure.of) {
    case 'count':
      return whole(events.length)
    case 'daysSinceFirst':
    case 'daysSinceLast':
      return daysSince(measure.of, events, moment)
    case 'activeDays':
    case 'activeWeeks':
    case 'activeMonths':
      return whole(new Set(events.map(({ ts }) => periodOf(measure.of, ts, moment))).size)
    case 'change':
    case 'percentChange':
      return changeOf({ ...did, measure }, events, moment)
    case 'netTotal':
      return netTotalOf(did, events, moment)
  }
}

/** The property that a measure is of, or that a change is in; undefined where there is none. */
export function propertyMeasured(measure: Measure | undefined): string | undefined {
  if (measure === undefined) return undefined
  if (measure.of === 'netTotal') return totalProperty
  const of = 'in' in measure ? measure.in : measure
  return 'property' in of ? of.property : undefined
}

/** Ten-thousandths, half away from zero. */
export function rounded({ sum, over }: Extract<Observed, { type: 'number' }>): bigint {
  // Away from zero by half of what it is divided by, that is not below 1.
  const half = over / 2n
  return (sum + (sum < 0n ? -half : half)) / over
}

/** Whether what was observed meets the test; what is missing meets none. */
export function testObserved(test: Test, observed: Observed | undefined, moment: Moment): boolean {
  if (observed === undefined) return false
  if (observed.type === 'value') return testValue(test, observed.value, moment)
  const { sum, over } = observed
  const compare = (threshold: Scalar) =>
    typeof threshold === 'number' ? sign(sum - BigInt(scaledOf(threshold)) * over) : undefined
  if (isTestOf(test, 'presence')) return true
  if (isTestOf(test, 'order')) return accepts(test, compare)
  if (!isTestOf(test, 'identity')) return false
  const values = test.op === 'is' ? [test.value] : test.values
  return values.some((each) => compare(each) === 0)
}

/** The array that a measure runs over, the property of its elements, and which of them count. */
export type MeasuredItems = {
  readonly path: string
  readonly property: string
  /** Left out: all of them. */
  readonly of?: ItemWhere
}

/**
 * Whether a measure's property is one of items, and of which. It is when it begins with `items.`, or
 * with the path of an item test that the `where` makes. The items that count are those that meet an
 * item test on the same path which every counted event must meet: the `where` itself or a direct part
 * of its `all` (in normal form, so that grouping does not matter). With several such tests an item
 * counts that meets any of them, since by each of them the event was found.
 */
export function measuredItems(did: Did): MeasuredItems | undefined {
  const property = propertyMeasured(did.measure)
  if (property === undefined) return undefined
  const tests = itemTests(did.where)
  const paths = [defaultItems, ...tests.map(pathOf)].filter((path) =>
    property.startsWith(`${path}.`),
  )
  const path = paths.toSorted((a, b) => b.length - a.length)[0]
  if (path === undefined) return undefined
  const inner = property.slice(path.length + 1)
  const of = tests.filter((test) => pathOf(test) === path).map((test) => test.of)
  const [only] = of
  if (only === undefined) return { path, property: inner }
  return { path, property: inner, of: of.length === 1 ? only : { type: 'any', of } }
}

type ItemTest = Extract<Where, { type: 'item' }>

function itemTests(where: Where | undefined): readonly ItemTest[] {
  if (where === undefined) return []
  const normal = normalWhere(where)
  const parts = normal.type === 'all' ? normal.of : [normal]
  return parts.filter((part) => part.type === 'item')
}

function pathOf(test: ItemTest): string {
  return test.in ?? defaultItems
}

/** Of the property that the measure is of, what these events have of it. */
export function foundIn(did: Did, events: readonly Event[], moment: Moment): readonly Found[] {
  const property = propertyMeasured(did.measure)
  return property === undefined ? [] : found(did, property, events, moment)
}

/** Every element of the property in these events, of items in those that count. */
function found(
  did: Did,
  property: string,
  events: readonly Event[],
  moment: Moment,
): readonly Found[] {
  const items = measuredItems(did)
  return events.flatMap((event) => {
    const values =
      items === undefined
        ? [propertyOf(event, property)]
        : itemsAt(event, items.path)
            .filter((item) => items.of === undefined || meetsItem(items.of, item, moment))
            .map((item) => item.properties.get(items.property))
    return values
      .flatMap((value) => (value === undefined ? [] : elementsOf(value)))
      .map((element) => ({ event, element, key: keyOf(element) }))
  })
}

type PropertyMeasure = Extract<Measure, { property: string }>['of']

function ofValues(of: PropertyMeasure, values: readonly Found[]): Observed | undefined {
  switch (of) {
    case 'sum':
    case 'average':
    case 'minimum':
    case 'maximum':
      return aggregate(of, numbersOf(values))
    case 'distinct':
      return whole(new Set(values.map(({ key }) => key)).size)
    case 'first':
    case 'last':
    case 'mostFrequent':
      return chosen(of, values)
  }
}

function numbersOf(values: readonly Found[]): readonly number[] {
  return values.flatMap(({ element }) => (element.type === 'number' ? [element.value] : []))
}

function aggregate(
  of: 'sum' | 'average' | 'minimum' | 'maximum',
  numbers: readonly number[],
): Observed | undefined {
  const sum = () => totalOf(numbers)
  if (of === 'sum') return { type: 'number', sum: sum(), over: 1n }
  if (numbers.length === 0) return undefined
  if (of === 'average') return { type: 'number', sum: sum(), over: BigInt(numbers.length) }
  const least = numbers.reduce((a, b) => (of === 'minimum' ? Math.min(a, b) : Math.max(a, b)))
  return { type: 'number', sum: BigInt(least), over: 1n }
}

function totalOf(numbers: readonly number[]): bigint {
  return numbers.reduce((total, each) => total + BigInt(each), 0n)
}

/**
 * The first, last or most frequent of values. Ties go to the most recent, equal instants to the
 * greater event id, and within one event to the lesser key.
 */
function chosen(
  of: 'first' | 'last' | 'mostFrequent',
  values: readonly Found[],
): Observed | undefined {
  const latestFirst = values.toSorted((a, b) => b.event.ts - a.event.ts || byIdThenKey(a, b))
  const [latest] = latestFirst
  if (latest === undefined) return undefined
  // By a loop: so many arguments as a customer may have events, no function takes.
  const earliest = values.reduce((least, { event }) => Math.min(least, event.ts), latest.event.ts)
  switch (of) {
    case 'last':
      return { type: 'value', value: latest.element }
    case 'first': {
      const first = latestFirst.find(({ event }) => event.ts === earliest) ?? latest
      return { type: 'value', value: first.element }
    }
    case 'mostFrequent':
      return { type: 'value', value: mostFrequent(latestFirst, latest).element }
  }
}

function mostFrequent(latestFirst: readonly Found[], latest: Found): Found {
  const counts = new Map<Key, number>()
  for (const { key } of latestFirst) counts.set(key, (counts.get(key) ?? 0) + 1)
  let most = 0
  for (const count of counts.values()) most = Math.max(most, count)
  return latestFirst.find(({ key }) => counts.get(key) === most) ?? latest
}

function byIdThenKey(a: Found, b: Found): number {
  if (a.event.id !== b.event.id) return a.event.id > b.event.id ? -1 : 1
  return (
    codePointOrder(a.key, b.key) ||
    (a.element.type === 'text' && b.element.type === 'text'
      ? codePointOrder(a.element.value, b.element.value)
      : 0)
  )
}

function netTotalOf(did: Did, events: readonly Event[], moment: Moment): Observed {
  const refund = refundOf(did)
  const of = (some: readonly Event[]) => totalOf(numbersOf(found(did, totalProperty, some, moment)))
  const refunded = new Map<string, bigint>()
  for (const event of events) {
    if (event.name !== refund) continue
    const order = orderIdOf(event)
    refunded.set(order, (refunded.get(order) ?? 0n) + of([event]))
  }
  const ordered = of(events.filter(({ name }) => name !== refund))
  const sum = [...refunded.values()].reduce((left, each) => left - magnitude(each), ordered)
  return { type: 'number', sum, over: 1n }
}

type Change = Did & { readonly measure: Extract<Measure, { in: unknown }> }

/** Events of the window and of the one before, which have none in common. */
function changeOf(did: Change, events: readonly Event[], moment: Moment): Observed | undefined {
  const { measure } = did
  const inner: Did = { ...did, measure: measure.in }
  const compared = comparedWindow(did)
  const isNow = ({ ts }: Event) => inWindow(ts, compared, moment.now, moment.shop)
  const of = (some: readonly Event[]) => sumOf(observe(inner, some, moment))
  const before = of(events.filter((event) => !isNow(event)))
  const more = of(events.filter(isNow)) - before
  if (measure.of === 'change') return { type: 'number', sum: more, over: 1n }
  if (before === 0n) return undefined
  return { type: 'number', sum: more * 1_000_000n, over: magnitude(before) }
}

/** Of a measure that is never missing and never divided. */
function sumOf(observed: Observed | undefined): bigint {
  if (observed?.type !== 'number' || observed.over !== 1n) throw new Error('a change in no number')
  return observed.sum
}

function daysSince(
  of: 'daysSinceFirst' | 'daysSinceLast',
  events: readonly Event[],
  { now }: Moment,
): Observed | undefined {
  if (events.length === 0) return undefined
  const instants = events.map(({ ts }) => ts)
  const since = instants.reduce((a, b) =>
    of === 'daysSinceFirst' ? Math.min(a, b) : Math.max(a, b),
  )
  return whole(Math.floor((now - since) / dayMs))
}

/** The local day, or the first day of the week or month, in which an instant lies. */
function periodOf(
  of: 'activeDays' | 'activeWeeks' | 'activeMonths',
  ts: number,
  { shop }: Moment,
): number {
  const day = localDay(shop.zone, ts)
  if (of === 'activeDays') return day
  return startOf(of === 'activeWeeks' ? 'week' : 'month', day, shop.weekStart)
}

function whole(n: number): Observed {
  return { type: 'number', sum: BigInt(n) * 10_000n, over: 1n }
}

function magnitude(n: bigint): bigint {
  return n < 0n ? -n : n
}

function sign(n: bigint): number {
  if (n === 0n) return 0
  return n < 0n ? -1 : 1
}
