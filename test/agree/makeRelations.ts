import { valueType, type Field, type Value } from '../../src/domain/customer/field.ts'
import type {
  Condition,
  Did,
  ItemWhere,
  PropertyTest,
  Where,
} from '../../src/domain/segment/condition.ts'
import type { Facts } from '../../src/domain/segment/facts.ts'
import { counted } from '../../src/domain/segment/counted.ts'
import { observe } from '../../src/domain/segment/measure.ts'
import { spokenOf } from '../../src/domain/segment/related.ts'
import type { Tested } from '../../src/domain/segment/tests.ts'
import { itemsAt, ofEvent, ofItem } from '../../src/domain/segment/where.ts'
import { localDay } from '../../src/domain/time/zone.ts'
import { makeWhere, makeWindow, taken, type Instant, type Source } from './makeCondition.ts'
import { makeMeasureTest, makeTest } from './makeTest.ts'
import { makePlace } from './makePlace.ts'
import { eventNames, few, interests, numbers, texts } from './pools.ts'
import type { Random } from './random.ts'
import {
  contextOf,
  productFields,
  shopOf,
  type Case,
  type EventWrite,
  type Kept,
  type World,
} from './world.ts'

/** What events and items of the worlds name products by; one of these is nobody's. */
const ids = ['p1', 'P1', 'p2', '3', 's1', 's2', 's 3'] as const
const codes = ['s1', 's2', 's 3', 'p2', 'gone', ''] as const

/** The world with products, and with events that name them, or say themselves what these are. */
export function withProducts(r: Random, world: World): World {
  const { zone } = shopOf(world)
  const times = world.customers.flatMap(({ events }) => events.map(({ time }) => time))
  const instants = times.length === 0 ? [0] : r.many(4, 8, () => r.pick(times))
  const values: Readonly<Record<string, () => Value>> = {
    category: () => r.pick(r.chance(0.7) ? few : texts),
    roast: () => r.pick(['Gold', 'Silver', 'none']),
    weight: () => r.pick(numbers),
    price: () => r.pick(numbers),
    fresh: () => r.chance(0.5),
    harvest: () => localDay(zone, r.pick(instants)) + r.below(3) - 1,
    restocked: () => r.pick(instants) + r.below(3) - 1,
    tags: () => r.many(1, 3, () => r.pick(interests)),
    farm: () => makePlace(r),
  }
  const product = (): Kept => {
    if (r.chance(0.1)) return null
    const present = Object.entries(values).filter(() => r.chance(0.75))
    return Object.fromEntries(present.map(([name, make]) => [name, make()]))
  }
  return {
    ...world,
    products: Object.fromEntries(ids.map((id) => [id, product()])),
    customers: world.customers.map((customer) => ({
      ...customer,
      events:
        customer.events.length > 1_000
          ? customer.events
          : customer.events.map((event) => naming(r, event, instants)),
    })),
  }
}

function naming(r: Random, event: EventWrite, instants: readonly number[]): EventWrite {
  const { items, gifts } = event.properties
  return {
    ...event,
    properties: {
      ...event.properties,
      ...(r.chance(0.15) ? { product_id: r.pick(['p1', 'P1', 3, '']) } : {}),
      ...(r.chance(0.35) ? { sku: r.pick(codes) } : {}),
      ...(r.chance(0.15) ? { product: saying(r, instants) } : {}),
      ...(r.chance(0.1) ? { roast: r.pick(few) } : {}),
      ...(Array.isArray(items) ? { items: itemsNaming(r, items, instants) } : {}),
      ...(Array.isArray(gifts) ? { gifts: itemsNaming(r, gifts, instants) } : {}),
    },
  }
}

function itemsNaming(r: Random, items: readonly unknown[], instants: readonly number[]) {
  return items.map((item) => ({
    ...(item as object),
    ...(r.chance(0.4) ? { sku: r.pick(codes) } : {}),
    ...(r.chance(0.15) ? { product: saying(r, instants) } : {}),
    ...(r.chance(0.1) ? { roast: r.pick(['Gold', 'SILVER', '', 3]) } : {}),
  }))
}

/** Of the type of the field, mostly. */
function saying(r: Random, instants: readonly number[]): object {
  return r.some<object>([
    () => ({ fresh: r.chance(0.5) }),
    () => ({ weight: r.pick(numbers) / 10_000, roast: r.pick(['gold', 'Silver']) }),
    () => ({ category: r.pick(few), fresh: 'yes' }),
    () => ({ harvest: new Date(r.pick(instants)).toISOString(), price: 2 }),
    () => ({ tags: r.many(0, 2, () => r.pick(interests)), roast: null }),
  ])
}

/** A case about what products are. */
export function makeCaseOfRelations(
  r: Random,
  world: World,
  people: readonly Facts[],
  { now, favourite }: Instant,
): Case {
  const source = { r, context: contextOf(world, now), people, favourite }
  return { condition: taken(() => makeRelations(source)), now }
}

function makeRelations(source: Source): Condition {
  const { r } = source
  return r.some<Condition>([
    () => makeDid(source),
    () => makeDid(source),
    () => makeDid(source),
    () => makeDid(source),
    () => ({ type: 'not', of: makeDid(source) }),
    () => ({
      type: 'sequence',
      steps: [
        { event: [...eventNames].toSorted(), where: makeRelated(source) },
        { event: r.pick(eventNames), ...(r.chance(0.5) ? { where: makeRelated(source) } : {}) },
      ],
    }),
  ])
}

/** Of all events mostly, so that there are some of which each thing holds. */
function makeDid(source: Source): Did {
  const { r, context, people } = source
  const event = r.chance(0.6) ? eventNames.toSorted() : r.pick(eventNames)
  const window = r.chance(0.25) ? { window: makeWindow(source) } : {}
  const did: Did = { type: 'did', event, where: makeRelated(source), ...window }
  if (r.chance(0.5)) return did
  const measure = r.some<NonNullable<Did['measure']>>([
    () => ({ of: 'sum', property: 'items.quantity' }),
    () => ({ of: 'distinct', property: 'items.product_id' }),
    () => ({ of: 'count' }),
  ])
  const measured: Did = { ...did, measure }
  const observed = people.map((facts) => {
    const events = counted(measured, facts, context)
    return events && observe(measured, events, context)
  })
  return { ...measured, test: makeMeasureTest(r, measure.of, observed, context) }
}

function makeRelated(source: Source): Where {
  const { r } = source
  const path = r.chance(0.8) ? undefined : 'gifts'
  const item = (): Where => ({
    type: 'item',
    of: itemRelated(source, path ?? 'items'),
    ...(path === undefined ? {} : { in: path }),
  })
  return r.some<Where>([
    item,
    item,
    item,
    () => eventRelated(source),
    () => eventRelated(source),
    () => ({ type: 'not', of: r.chance(0.5) ? item() : eventRelated(source) }),
    () => ({ type: 'all', of: [item(), makeWhere(source, 0)] }),
    () => ({ type: 'any', of: [item(), eventRelated(source)] }),
  ])
}

function itemRelated(source: Source, path: string): ItemWhere {
  const { r, people } = source
  const one = (): ItemWhere => {
    const field = r.pick(productFields)
    return testOf(
      source,
      field,
      valuesOf(people, (facts) =>
        facts.events.flatMap((event) =>
          itemsAt(event, path).map((item) => ofItem(item, spokenOf(field))),
        ),
      ),
    )
  }
  const own = (): ItemWhere => ({
    type: 'property',
    property: 'quantity',
    test: { op: 'atLeast', value: r.below(3) },
  })
  return r.some<ItemWhere>([
    one,
    one,
    one,
    () => ({ type: 'not', of: one() }),
    () => ({ type: 'all', of: [one(), r.chance(0.5) ? own() : one()] }),
    () => ({ type: 'any', of: [one(), own()] }),
  ])
}

function eventRelated(source: Source): Where {
  const { r, people } = source
  const field = r.pick(productFields)
  return testOf(
    source,
    field,
    valuesOf(people, (facts) => facts.events.map((event) => ofEvent(event, spokenOf(field)))),
  )
}

/** Of some, as much as tells what there is. */
function valuesOf(
  people: readonly Facts[],
  values: (facts: Facts) => readonly (Tested | undefined)[],
): readonly Tested[] {
  return people.flatMap((facts) =>
    facts.events.length > 1_000 ? [] : values(facts).filter((each) => each !== undefined),
  )
}

function testOf({ r, context }: Source, field: Field, values: readonly Tested[]): PropertyTest {
  const test = makeTest(r, valueType(field.type), values, context)
  return { type: 'property', property: spokenOf(field), test }
}
