import { valueType } from '../../src/domain/customer/field.ts'
import type { PropertyValue } from '../../src/domain/event/event.ts'
import type {
  Condition,
  Did,
  ItemWhere,
  Measure,
  PropertyTest,
  Scalar,
  Where,
  Window,
} from '../../src/domain/segment/condition.ts'
import type { Context, Facts } from '../../src/domain/segment/facts.ts'
import { isFailure, type Failure } from '../../src/domain/failure.ts'
import { parseCondition } from '../../src/domain/segment/parse.ts'
import { counted } from '../../src/domain/segment/counted.ts'
import { observe } from '../../src/domain/segment/measure.ts'
import { orderCompleted } from '../../src/domain/segment/netTotal.ts'
import { testedField, testedProperty } from '../../src/domain/segment/tests.ts'
import { itemsAt, propertyOf } from '../../src/domain/segment/where.ts'
import { unscale } from '../../src/domain/number.ts'
import { plusMonths, showDay } from '../../src/domain/time/civil.ts'
import { localDay, midnight, plus } from '../../src/domain/time/zone.ts'
import { makeCompared, makeMeasure } from './makeMeasure.ts'
import { makeMeasureTest, makeTest } from './makeTest.ts'
import { consentChannels, eventNames, itemPaths, paths, purposes } from './pools.ts'
import type { Random } from './random.ts'
import {
  contextOf,
  factsOf,
  fields,
  lists,
  placed,
  relatedOf,
  shopOf,
  type Case,
  type World,
} from './world.ts'

/** What conditions are drawn from: thresholds are values that occur, and their neighbours. */
export type Source = {
  readonly r: Random
  readonly context: Context
  readonly people: readonly Facts[]
  /** Windows prefer this length, at whose end some event lies. */
  readonly favourite: { readonly n: number; readonly unit: RollingUnit }
}

type RollingUnit = Extract<Window, { type: 'last' }>['unit']

/** Of a world's customers; worked out once, asked of many times. */
export function peopleOf(world: World): readonly Facts[] {
  const shop = shopOf(world)
  const products = relatedOf(world)
  const people = world.customers.map((customer) => factsOf(customer, shop, products))
  return placed(people, world)
}

/** An instant to ask at, and the length of window at whose end some event then lies. */
export type Instant = Pick<Source, 'favourite'> & { readonly now: number }

export function makeInstant(r: Random, world: World, people: readonly Facts[]): Instant {
  const { zone } = shopOf(world)
  const units = ['minutes', 'hours', 'days', 'days', 'weeks', 'months', 'months', 'years'] as const
  const favourite = { n: 1 + r.below(3) * r.below(20), unit: r.pick(units) }
  const times = people.flatMap(({ events }) => events.map(({ ts }) => ts))
  const sane = times.filter((ts) => ts < 4e12 && ts > -4e12)
  const time = sane.length === 0 ? 0 : r.pick(sane)
  const atEnd = () => plus(time, favourite.n, favourite.unit, zone) + r.below(3) - 1
  const now = r.some([
    atEnd,
    atEnd,
    atEnd,
    () => time + r.below(3) - 1,
    () => time + r.below(40 * 86_400_000),
    () =>
      midnight(zone, plusMonths(localDay(zone, time), 12) + r.below(3) - 1) + r.below(86_400_000),
    () => Math.max(0, ...sane) + r.below(100) * 86_400_000,
  ])
  return { now, favourite }
}

export function makeCase(
  r: Random,
  world: World,
  people: readonly Facts[],
  { now, favourite }: Instant,
): Case {
  const context = contextOf(world, now)
  return { condition: taken(() => tree({ r, context, people, favourite }, 2)), now }
}

/** As drawn, which is not always normal, and only what could be asked: what is refused is drawn again. */
export function taken(draw: () => Condition): Condition {
  let refused: Failure | undefined
  // Of a thousand one is: by a part of a text that is an accent alone.
  for (let tries = 0; tries < 3; tries++) {
    const condition = draw()
    const read = parseCondition(condition)
    if (!isFailure(read)) return condition
    refused = read
  }
  throw new Error(`what is drawn is refused too often: ${refused?.message}`)
}

/** For the segments of a world, before it is whole. */
export function makeCondition(r: Random, world: World, now: number, depth: number): Condition {
  const context = contextOf(world, now)
  const favourite = { n: 1 + r.below(30), unit: 'days' } as const
  const people = peopleOf(world)
  return taken(() => tree({ r, context, people, favourite }, depth))
}

export function tree(source: Source, depth: number): Condition {
  const { r } = source
  if (depth === 0 || r.chance(0.5)) return leaf(source)
  return r.some<Condition>([
    () => ({ type: 'not', of: tree(source, depth - 1) }),
    () => ({ type: 'all', of: r.many(r.chance(0.1) ? 0 : 2, 3, () => tree(source, depth - 1)) }),
    () => ({ type: 'any', of: r.many(r.chance(0.1) ? 0 : 2, 3, () => tree(source, depth - 1)) }),
  ])
}

function leaf(source: Source): Condition {
  const { r, context } = source
  const ids = [...context.segments.keys()]
  const did = () => makeDid(source)
  return r.some<Condition>([
    did,
    did,
    did,
    did,
    did,
    did,
    () => makeField(source),
    () => makeField(source),
    () => (r.chance(0.5) ? { type: 'list', list: r.pick(lists) } : makeField(source)),
    () => (r.chance(0.6) ? makeConsent(r) : makeSample(r)),
    () => (ids.length === 0 ? did() : { type: 'segment', segment: r.pick(ids) }),
  ])
}

function makeConsent(r: Random): Condition {
  const channel = r.chance(0.5) ? { channel: r.pick(consentChannels) } : {}
  const state = r.pick(['granted', 'denied', 'unasked'] as const)
  return { type: 'consent', state, purpose: r.pick(purposes), ...channel }
}

function makeSample(r: Random): Condition {
  const percent = r.pick([0.01, 12.5, 33.33, 50, 50, 70, 100])
  return { type: 'sample', percent, seed: r.pick(['spring', 'São João', '"\n', '1']) }
}

/** Of all types evenly, but for those with many forms of tests. */
const anyField = ['any', 'any', 'any', 'any', 'any', 'any', 'any'] as const

function makeField({ r, context, people }: Source): Condition {
  const all = [...fields.values()]
  const of = r.pick([...anyField, 'text', 'text', 'date', 'location'] as const)
  const field = r.pick(of === 'any' ? all : all.filter(({ type }) => type.startsWith(of)))
  const values = people.flatMap((facts) => facts.fields.get(field.name) ?? [])
  return {
    type: 'field',
    field: field.name,
    test: makeTest(r, valueType(field.type), values.map(testedField), context),
  }
}

export function makeDid(source: Source): Did {
  const { r, context, people } = source
  const measure = makeMeasure(r)
  const did: Did = {
    type: 'did',
    event: makeEvents(r, measure),
    ...makeWhich(source, measure),
    ...(measure.of === 'count' && r.chance(0.5) ? {} : { measure }),
  }
  if (did.measure === undefined && r.chance(0.2)) return did
  const observed = people.map((facts) => {
    const events = counted(did, facts, context)
    return events && observe(did, events, context)
  })
  return { ...did, test: makeMeasureTest(r, measure.of, observed, context) }
}

function makeEvents(r: Random, { of }: Measure): Did['event'] {
  if (of === 'netTotal') return orderCompleted
  // Of what changes in percent there must have been some before.
  if (of === 'percentChange' && r.chance(0.85)) return eventNames.toSorted()
  const several = [...new Set(r.many(2, 3, () => r.pick(eventNames)))].toSorted()
  const share = of === 'change' ? 0.6 : 0.2
  return several.length > 1 && r.chance(share) ? several : r.pick(eventNames)
}

/** Fewer are left out where the measure is missing without any. */
function makeWhich(source: Source, measure: Measure): Pick<Did, 'where' | 'window'> {
  const { r } = source
  if ('in' in measure) {
    const { context, people, favourite } = source
    const ages = people.flatMap(({ events }) =>
      events
        .map(({ ts }) => (context.now - ts) / 86_400_000)
        .filter((age) => 0 <= age && age < 9_000),
    )
    const window = makeCompared(r, measure.of, { ...favourite, ages })
    return r.chance(0.2) ? { where: makeWhere(source, 1), window } : { window }
  }
  const canLack = 'property' in measure || measure.of.startsWith('days')
  const rich = canLack && r.chance(0.8)
  const where =
    makeItemsWhere(source, measure) ?? (!rich && r.chance(0.5) ? makeWhere(source, 2) : undefined)
  const window = r.chance(rich ? 0.2 : 0.7) ? makeWindow(source) : undefined
  return { ...(where === undefined ? {} : { where }), ...(window === undefined ? {} : { window }) }
}

/** A measure of items often goes with a test of them, which then says which items it runs over. */
function makeItemsWhere(source: Source, measure: Measure): Where | undefined {
  const { r } = source
  const path = 'property' in measure ? /^(items|gifts)\./.exec(measure.property)?.[1] : undefined
  if (path === undefined || r.chance(0.3)) return undefined
  const one = (): Where => ({
    type: 'item',
    of: makeItemWhere(source, path, 1),
    ...(path === 'items' ? {} : { in: path }),
  })
  return r.some<Where>([
    one,
    one,
    () => ({ type: 'all', of: [one(), r.chance(0.5) ? one() : makeWhere(source, 0)] }),
    () => ({ type: 'not', of: one() }),
  ])
}

export function makeWindow({ r, context, people, favourite }: Source): Window {
  const { now, shop } = context
  const times = people.flatMap(({ events }) => events.map(({ ts }) => ts))
  const day = () => {
    const at = localDay(shop.zone, times.length === 0 ? now : r.pick(times)) + r.below(3) - 1
    const ago = localDay(shop.zone, now) - at
    return r.chance(0.3) && ago >= 0 && ago < 10_000 ? `-${ago}d` : showDay(at)
  }
  const ordered = () => [day(), day()].toSorted((a, b) => order(a, b)) as [string, string]
  const { n, unit } = favourite
  return r.some<Window>([
    () => ({ type: 'last', n, unit }),
    () => ({
      type: 'last',
      n: 1 + r.below(60),
      unit: r.pick(['days', 'weeks', 'months', 'years']),
    }),
    () => ({ type: 'ago', from: n + 1 + r.below(20), to: n, unit }),
    () =>
      n < 2 ? { type: 'last', n, unit } : { type: 'ago', from: n, to: 1 + r.below(n - 1), unit },
    () => calendar(r),
    () => calendar(r),
    () => ({ type: 'since', field: r.pick(['joined', 'joined', 'seen', 'seen', 'born']) }),
    () => ({ type: 'before', date: day() }),
    () => ({ type: 'after', date: day() }),
    () => {
      const [from, to] = ordered()
      return { type: 'dates', from, to }
    },
  ])

  function order(a: string, b: string): number {
    const at = (text: string) =>
      text.startsWith('-')
        ? localDay(shop.zone, now) - Number(text.slice(1, -1))
        : Date.parse(text) / 86_400_000
    return at(a) - at(b)
  }
}

function calendar(r: Random): Window {
  return {
    type: 'calendar',
    which: r.pick(['this', 'last']),
    unit: r.pick(['day', 'week', 'month', 'quarter', 'year']),
  }
}

export function makeWhere(source: Source, depth: number): Where {
  const { r } = source
  if (depth > 0 && r.chance(0.35)) {
    return r.some<Where>([
      () => ({ type: 'not', of: makeWhere(source, depth - 1) }),
      () => ({ type: 'all', of: r.many(2, 2, () => makeWhere(source, depth - 1)) }),
      () => ({ type: 'any', of: r.many(2, 3, () => makeWhere(source, depth - 1)) }),
    ])
  }
  if (r.chance(0.35)) {
    const path = r.chance(0.8) ? undefined : 'gifts'
    const of = makeItemWhere(source, path ?? 'items', 1)
    return { type: 'item', of, ...(path === undefined ? {} : { in: path }) }
  }
  const property = r.chance(0.1) ? 'when' : r.pick(paths)
  return propertyTest(source, { property, subject: 'property' }, (facts) =>
    facts.events.flatMap((event) => propertyOf(event, property) ?? []),
  )
}

function makeItemWhere(source: Source, path: string, depth: number): ItemWhere {
  const { r } = source
  if (depth > 0 && r.chance(0.15)) {
    const two = twoItems(source, path)
    if (two !== undefined) return two
  }
  if (depth > 0 && r.chance(0.4)) {
    return r.some<ItemWhere>([
      () => ({ type: 'not', of: makeItemWhere(source, path, depth - 1) }),
      () => ({ type: 'all', of: r.many(2, 2, () => makeItemWhere(source, path, depth - 1)) }),
      () => ({ type: 'any', of: r.many(2, 2, () => makeItemWhere(source, path, depth - 1)) }),
    ])
  }
  const property = r.pick(itemPaths)
  return propertyTest(source, { property, subject: 'item' }, (facts) =>
    facts.events.flatMap((event) =>
      itemsAt(event, path).flatMap((item) => item.properties.get(property) ?? []),
    ),
  )
}

/** What one item of an event says and what another one says, asked of the same item. */
function twoItems({ r, people }: Source, path: string): ItemWhere | undefined {
  const events = people.flatMap((facts) => facts.events).map((event) => itemsAt(event, path))
  const several = events.filter((items) => items.length > 1)
  if (several.length === 0) return undefined
  const items = r.pick(several)
  const says = (at: number): ItemWhere[] => {
    const known = itemPaths.flatMap((property): { property: string; value: Scalar }[] => {
      const value = items[at]?.properties.get(property)
      if (value?.type === 'number') return [{ property, value: unscale(value.value) }]
      return value?.type === 'text' && value.value !== '' ? [{ property, value: value.value }] : []
    })
    if (known.length === 0) return []
    const { property, value } = r.pick(known)
    return [{ type: 'property', property, test: { op: 'is', value } }]
  }
  const of = [...says(0), ...says(1)]
  return of.length === 2 ? { type: 'all', of } : undefined
}

function propertyTest(
  { r, context, people }: Source,
  { property, subject }: { readonly property: string; readonly subject: 'property' | 'item' },
  valuesOf: (facts: Facts) => readonly PropertyValue[],
): PropertyTest {
  const values = people.flatMap(valuesOf).map(testedProperty)
  return { type: 'property', property, test: makeTest(r, subject, values, context) }
}
