import type { Event, Item, PropertyValue } from '../../src/domain/event/event.ts'
import type { Condition, Did, ItemWhere, Test, Window } from '../../src/domain/segment/condition.ts'
import type { Context, Facts } from '../../src/domain/segment/facts.ts'
import { scaledOf } from '../../src/domain/segment/identity.ts'
import { atLeastOnce, counted, matches } from '../../src/domain/segment/matches.ts'
import { observe } from '../../src/domain/segment/measure.ts'
import { itemsAt, meetsItem, meetsWhere, propertyOf } from '../../src/domain/segment/where.ts'
import { intervals, inWindow } from '../../src/domain/segment/windows.ts'
import { itemParts, partsOf, wheresOf } from './walk.ts'

/** How often something was drawn, and how often it was true. */
export type Count = { draws: number; truths: number }

/** What the drawn cases reached, by what it is. */
export type Tally = Map<string, Count>

export function note(tally: Tally, what: string, truth: boolean): void {
  const count = tally.get(what) ?? { draws: 0, truths: 0 }
  count.draws++
  if (truth) count.truths++
  tally.set(what, count)
}

/** Counts every part of a condition over everyone, and what lies exactly at an edge and beside it. */
export function tallyCase(
  tally: Tally,
  condition: Condition,
  people: readonly Facts[],
  context: Context,
): void {
  for (const part of partsOf(condition)) {
    for (const facts of people) note(tally, `kind ${part.type}`, matches(part, facts, context))
    if (part.type === 'field') tallyField(tally, part, people, context)
    if (part.type === 'did') tallyDid(tally, part, people, context)
  }
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
    const field = facts.fields.get(part.field)
    if (field === undefined) note(tally, 'a missing field', truth)
    const value = field?.value
    if (typeof value === 'number') edge(tally, 'field', part.test, { value, step: 1 })
  }
}

function tallyDid(tally: Tally, did: Did, people: readonly Facts[], context: Context): void {
  const measure = did.measure?.of ?? 'count'
  const test = did.test ?? atLeastOnce
  for (const facts of people) {
    const truth = matches(did, facts, context)
    note(tally, `measure ${measure}`, truth)
    note(tally, `measure test ${test.op}`, truth)
    note(tally, `window ${windowName(did.window)}`, truth)
    if (facts.events.length === 0) note(tally, 'nobody did anything', truth)
    const observed = observe(did, counted(did, facts.events, context), context)
    if (observed?.type === 'number' && observed.sum % observed.over === 0n) {
      const whole = /count|distinct|days|active/.test(measure)
      edge(tally, measure, test, {
        value: Number(observed.sum / observed.over),
        step: whole ? 10_000 : 1,
      })
    }
    for (const event of facts.events) tallyEvent(tally, did, event, context)
  }
}

function tallyWindow(tally: Tally, window: Window, { ts }: Event, { now, shop }: Context): void {
  const truth = inWindow(ts, window, now, shop)
  for (const { from, to } of intervals(window, now, shop)) {
    if (ts === from || ts === from - 1) note(tally, `${window.type} begins`, truth)
    if (ts === to || ts === to - 1) note(tally, `${window.type} ends`, truth)
  }
}

function tallyEvent(tally: Tally, did: Did, event: Event, context: Context): void {
  if (did.window !== undefined) tallyWindow(tally, did.window, event, context)
  note(tally, 'an event after now', event.ts > context.now)
  for (const where of wheresOf(did)) {
    const truth = meetsWhere(where, event, context)
    note(tally, `where ${where.type}`, truth)
    if (where.type === 'property') {
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

/** What a tally shows to be out of 5 to 95 %, or an edge that nothing reached, as sentences. */
export function gapsIn(tally: Tally, least = 100): readonly string[] {
  return [...tally].flatMap(([what, { draws, truths }]) => {
    if (what.endsWith('edge')) return truths > 0 ? [] : [`${what}: never`]
    if (/^a missing|^nobody|^an event after/.test(what)) {
      return draws > 0 ? [] : [`${what}: never`]
    }
    if (/ (begins|ends)$/.test(what)) {
      return truths > 0 && truths < draws ? [] : [`${what}: ${truths} of ${draws}`]
    }
    const share = truths / draws
    if (draws < least) return [`${what}: drawn only ${draws} times`]
    return share >= 0.05 && share <= 0.95 ? [] : [`${what}: true in ${(100 * share).toFixed(1)} %`]
  })
}
