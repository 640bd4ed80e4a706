import type { Event, Item, PropertyValue } from '../../src/domain/event/event.ts'
import type { Condition, Did, ItemWhere, Test, Window } from '../../src/domain/segment/condition.ts'
import type { Context, Facts, FieldValue } from '../../src/domain/segment/facts.ts'
import { span, type Interval } from '../../src/domain/segment/interval.ts'
import { scaledOf } from '../../src/domain/segment/identity.ts'
import { counted } from '../../src/domain/segment/counted.ts'
import { atLeastOnce, matches } from '../../src/domain/segment/matches.ts'
import { inShopMoney } from '../../src/domain/segment/money.ts'
import { isNetTotal, refundOf, totalProperty } from '../../src/domain/segment/netTotal.ts'
import { observe, type Observed } from '../../src/domain/segment/measure.ts'
import { classesIn } from '../../src/domain/segment/patternClasses.ts'
import { itemsAt, meetsItem, meetsWhere, propertyOf } from '../../src/domain/segment/where.ts'
import {
  comparedWindow,
  intervalsBefore,
  inWindowBefore,
} from '../../src/domain/segment/windowBefore.ts'
import { beginOf, intervals, windowOf } from '../../src/domain/segment/windows.ts'
import { civilOf, dayOf, type Civil } from '../../src/domain/time/civil.ts'
import { localDay, midnight } from '../../src/domain/time/zone.ts'
import { tellingPaths } from './expected.ts'
import { note, type Tally } from './note.ts'
import { tallyRank } from './tallyRank.ts'
import { tallyPlaces } from './tallyPlaces.ts'
import { tallyRelated } from './tallyRelated.ts'
import { tallySequence } from './tallySequence.ts'
import { itemParts, partsOf, wheresOf } from './walk.ts'

/** Counts every part of a condition over everyone, and what lies exactly at an edge and beside it. */
export function tallyCase(
  tally: Tally,
  condition: Condition,
  people: readonly Facts[],
  context: Context,
): void {
  for (const part of partsOf(condition)) {
    for (const facts of people) note(tally, `kind ${part.type}`, matches(part, facts, context))
    if (part.type === 'field') tallyAnyField(tally, part, people, context)
    if (part.type === 'did') tallyDid(tally, part, people, context)
    if (part.type === 'rank') tallyRank(tally, part, people, context)
    if (part.type === 'sequence') tallySequence(tally, part, people, context)
  }
}

function tallyAnyField(
  tally: Tally,
  part: Extract<Condition, { type: 'field' }>,
  people: readonly Facts[],
  context: Context,
): void {
  if (context.calculated?.has(part.field) === true) tallyCalculated(tally, part, people, context)
  else if (!tallyPlaces(tally, part, people, context)) tallyField(tally, part, people, context)
}

function tallyCalculated(
  tally: Tally,
  part: Extract<Condition, { type: 'field' }>,
  people: readonly Facts[],
  context: Context,
): void {
  const type = context.calculated?.get(part.field)?.type
  for (const facts of people) note(tally, `calculated ${type}`, matches(part, facts, context))
}

function tallyField(
  tally: Tally,
  part: Extract<Condition, { type: 'field' }>,
  people: readonly Facts[],
  context: Context,
): void {
  const type = context.fields.get(part.field)?.type
  for (const facts of people) {
    const truth = matches(part, facts, context)
    note(tally, `field ${type}`, truth)
    note(tally, `field test ${part.test.op}`, truth)
    tallyTest(tally, part.test)
    const field = facts.fields.get(part.field)
    tallyDate(tally, part.test, truth)
    if (part.test.op === 'near' && truth) tallyPlace(tally, part.test, facts.fields.get(part.field))
    if (type === 'date' && part.test.op === 'anniversary' && truth) {
      tallyLeapDay(tally, field?.value, context)
    }
    if (field === undefined) note(tally, 'a missing field', truth)
    const value = field?.value
    if (typeof value === 'number') edge(tally, 'field', part.test, { value, step: 1 })
  }
}

function tallyDid(tally: Tally, did: Did, people: readonly Facts[], context: Context): void {
  const measure = did.measure?.of ?? 'count'
  const test = did.test ?? atLeastOnce
  tallyTest(tally, test)
  for (const facts of people) {
    const truth = matches(did, facts, context)
    note(tally, `measure ${measure}`, truth)
    note(tally, `measure test ${test.op}`, truth)
    note(tally, `window ${windowName(did.window)}`, truth)
    if (facts.events.length === 0) note(tally, 'nobody did anything', truth)
    const events = counted(did, facts, context)
    const observed = events && observe(did, events, context)
    tallyMeasured(tally, did, observed, { truth, events })
    if (observed?.type === 'number') tallyNumber(tally, did, observed)
    const windowed = { did, spans: spansOf(did.window, facts, context), facts }
    if (did.window?.type === 'since') tallySince(tally, windowed, truth, context)
    // Of who did very much, a few, or she would stand for all.
    for (const event of facts.events.slice(0, 12)) {
      tallyEvent(tally, windowed, inShopMoney(event, context.shop), context)
    }
  }
}

/** What a measure came to that has a way of its own. */
function tallyMeasured(
  tally: Tally,
  did: Did,
  observed: Observed | undefined,
  { truth, events }: { readonly truth: boolean; readonly events: readonly Event[] | undefined },
): void {
  if (did.measure === undefined) return
  if (isNetTotal(did)) tallyNet(tally, did, events ?? [])
  if ('in' in did.measure) note(tally, `change in ${did.measure.in.of}`, truth)
  if (!('property' in did.measure)) return
  const { property } = did.measure
  if (!tellingPaths.some((path) => path === property)) return
  if (observed !== undefined) note(tally, `a measure of ${property}`, true)
}

function tallyNet(tally: Tally, did: Did, events: readonly Event[]): void {
  const refunds = events.filter(({ name }) => name === refundOf(did))
  const total = (event: Event) => event.properties.get(totalProperty)?.value
  const isLess = refunds.some((each) => (total(each) ?? 0) !== 0)
  if (isLess) note(tally, 'a net total less a refund', true)
  if (events.length > 0 && refunds.length === 0) {
    note(tally, 'an order that was not refunded', true)
  }
}

function tallyNumber(
  tally: Tally,
  did: Did,
  { sum, over }: Extract<Observed, { type: 'number' }>,
): void {
  if (sum >= 2n ** 63n) note(tally, 'a sum beyond 64 bits', true)
  if (sum % over !== 0n) return
  const measure = did.measure?.of ?? 'count'
  const step = /count|distinct|days|active/.test(measure) ? 10_000 : 1
  edge(tally, measure, did.test ?? atLeastOnce, { value: Number(sum / over), step })
}

/** Of which period a date was asked, and in which part of the year for an anniversary. */
function tallyDate(tally: Tally, test: Test, truth: boolean): void {
  if (test.op === 'period' && truth) {
    note(tally, `a date in ${test.which} period`, true)
    note(tally, `a date in a ${test.unit}`, true)
  }
  if (test.op !== 'anniversary') return
  const { in: asked } = test
  note(tally, `anniversary ${asked.type}`, truth)
  if (truth) note(tally, `an anniversary in ${asked.unit}`, true)
}

/** Whether it was over the date line, or at a pole with another longitude. */
function tallyPlace(
  tally: Tally,
  { lat, lon }: Extract<Test, { op: 'near' }>,
  field: FieldValue | undefined,
): void {
  const value = field?.value
  if (typeof value !== 'object' || !('lat' in value)) return
  if (Math.abs(value.lon - lon) > 180) note(tally, 'a place over the date line', true)
  if (Math.abs(lat) > 89.9 && value.lon !== lon) note(tally, 'a place at a pole', true)
}

/** Whether 29 February was celebrated on 1 March. */
function tallyLeapDay(tally: Tally, value: unknown, { now, shop }: Context): void {
  if (typeof value !== 'number' || !isLeapDay(civilOf(value))) return
  const { year, month } = civilOf(localDay(shop.zone, now))
  const hasNone = dayOf(year, 2, 29) === dayOf(year, 3, 1)
  if (hasNone && month > 1) note(tally, 'an anniversary of 29 February on 1 March', true)
}

function isLeapDay({ month, day }: Civil): boolean {
  return month === 2 && day === 29
}

function tallyTest(tally: Tally, test: Test): void {
  if (test.op === 'anyOf' && test.values.length > 3) note(tally, 'is any of more than 3', true)
  if (test.op === 'matches' && classesIn(test.pattern).length > 0) {
    note(tally, 'a pattern with a class', true)
  }
}

/** A `did` with the instants of its window, for a customer. */
type Windowed = { readonly did: Did; readonly spans: readonly Interval[]; readonly facts: Facts }

function spansOf(
  window: Window | undefined,
  { fields }: Facts,
  { now, shop }: Context,
): readonly Interval[] {
  if (window === undefined) return []
  if (window.type !== 'since') return intervals(window, now, shop)
  const begin = beginOf(fields.get(window.field), shop.zone)
  return begin === undefined ? [] : span(begin, now + 1)
}

function tallySince(
  tally: Tally,
  { did: { window }, spans, facts }: Windowed,
  truth: boolean,
  { shop }: Context,
): void {
  if (window?.type !== 'since' || spans.length > 0) return
  const isMissing = beginOf(facts.fields.get(window.field), shop.zone) === undefined
  note(tally, `a window since what is ${isMissing ? 'missing' : 'to come'}`, truth)
}

function tallyWindow(
  tally: Tally,
  { did, spans, facts }: Windowed,
  { ts }: Event,
  context: Context,
): void {
  const { window } = did
  if (window === undefined) return
  tallyBefore(tally, did, ts, context)
  const truth = windowOf(window, facts.fields, context)?.(ts) ?? false
  for (const { from, to } of spans) {
    // Before a date is from the beginning on, and from where clocks show that day again.
    const isBegin = window.type !== 'before' && (ts === from || ts === from - 1)
    if (isBegin) note(tally, `${window.type} begins`, truth)
    if (ts === to || ts === to - 1) note(tally, `${window.type} ends`, truth)
  }
}

function tallyBefore(tally: Tally, did: Did, ts: number, { now, shop }: Context): void {
  const compared = comparedWindow(did)
  if (compared === undefined) return
  const truth = inWindowBefore(ts, compared, now, shop)
  for (const { from, to } of intervalsBefore(compared, now, shop)) {
    if (ts === from || ts === from - 1) note(tally, 'the window before begins', truth)
    if (ts === to || ts === to - 1) note(tally, 'the window before ends', truth)
  }
}

function tallyEvent(tally: Tally, windowed: Windowed, event: Event, context: Context): void {
  const { did } = windowed
  const { zone } = context.shop
  tallyWindow(tally, windowed, event, context)
  if (midnight(zone, localDay(zone, event.ts) + 1) <= event.ts) {
    note(tally, 'an event while a day is shown again', true)
  }
  if (event.ts > context.now) note(tally, 'an event after now', true)
  for (const where of wheresOf(did)) {
    const truth = meetsWhere(where, event, context)
    note(tally, `where ${where.type}`, truth)
    if (where.type === 'property') {
      const asked = { naming: event, of: 'event', test: where, truth } as const
      if (tallyRelated(tally, asked, context)) continue
      if (tellingPaths.some((path) => path === where.property)) {
        note(tally, `a test of ${where.property}`, truth)
      }
      tallyProperty(tally, 'property', where.test, [propertyOf(event, where.property), truth])
    }
    if (where.type === 'item') {
      for (const item of itemsAt(event, where.in)) tallyItem(tally, where.of, item, context)
    }
  }
}

function tallyItem(tally: Tally, of: ItemWhere, item: Item, context: Context): void {
  for (const part of itemParts(of)) {
    const met = meetsItem(part, item, context)
    note(tally, `item ${part.type}`, met)
    if (part.type === 'property') {
      const asked = { naming: item, of: 'item', test: part, truth: met } as const
      if (tallyRelated(tally, asked, context)) continue
      tallyProperty(tally, 'item property', part.test, [item.properties.get(part.property), met])
    }
  }
}

function tallyProperty(
  tally: Tally,
  of: string,
  test: Test,
  [value, truth]: readonly [PropertyValue | undefined, boolean],
): void {
  note(tally, `${of} test ${test.op}`, truth)
  tallyDate(tally, test, truth)
  tallyTest(tally, test)
  if (value === undefined) note(tally, `a missing ${of}`, truth)
  if (value?.type === 'number') edge(tally, of, test, { value: value.value, step: 1 })
}

/** Whether a value is exactly at the threshold, or the nearest beside it, by test. */
function edge(
  tally: Tally,
  of: string,
  test: Test,
  { value, step }: { readonly value: number; readonly step: number },
): void {
  const thresholds = thresholdsOf(test)
  thresholds.forEach((threshold, i) => {
    const end = test.op === 'between' ? ` ${i === 0 ? 'from' : 'to'}` : ''
    const where = `${edgesOf.has(of) ? of : 'measure'} ${test.op}${end}`
    note(tally, `${where} at its edge`, value === threshold)
    note(tally, `${where} just below its edge`, value === threshold - step)
    note(tally, `${where} just above its edge`, value === threshold + step)
  })
}

const edgesOf: ReadonlySet<string> = new Set(['field', 'property', 'item property'])

function thresholdsOf(test: Test): readonly number[] {
  const given = test.op === 'between' ? [test.from, test.to] : 'value' in test ? [test.value] : []
  return given.flatMap((each) => (typeof each === 'number' ? [scaledOf(each)] : []))
}

function windowName(window: Window | undefined): string {
  if (window === undefined) return 'of all time'
  if (window.type === 'calendar') return `${window.which} ${window.unit}`
  return 'unit' in window ? `${window.type} ${window.unit}` : window.type
}
