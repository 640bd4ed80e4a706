import { plainField, valueType } from '../../src/domain/customer/field.ts'
import type { Field, Value } from '../../src/domain/customer/field.ts'
import { arriveEvent } from '../../src/domain/event/arrive.ts'
import type { Event, PropertyValue, Related } from '../../src/domain/event/event.ts'
import { orRefuse } from '../../src/domain/failure.ts'
import type { Calculation } from '../../src/domain/segment/calculated/calculation.ts'
import type { Condition } from '../../src/domain/segment/condition.ts'
import type { ConsentSaid, Context, Facts, FieldValue } from '../../src/domain/segment/facts.ts'
import { whereaboutsIn, withPlaceFields, type Whereabouts } from '../../src/domain/segment/place.ts'
import { bySpoken, withProducts } from '../../src/domain/segment/related.ts'
import type { Shop, Weekday } from '../../src/domain/shop.ts'
import { zoneOf } from '../../src/domain/time/zone.ts'

/** All that a question is asked of, as plain JSON, so that a disagreement can be filed. */
export type World = {
  readonly zone: string
  readonly weekStart: Weekday
  readonly customers: readonly Customer[]
  /** By id; those of greater ids may refer to lesser ones. */
  readonly segments: Readonly<Record<string, Condition>>
  /** By name; worlds filed before there were any have none. */
  readonly calculated?: Readonly<Record<string, Calculation>>
  /** By id; worlds filed before any were asked about have none. */
  readonly products?: Readonly<Record<string, Kept>>
  /** The same. */
  readonly places?: Readonly<Record<string, Kept>>
}

/** A product or place: values by the names of fields; null where it was deleted. */
export type Kept = Readonly<Record<string, Value>> | null

export type Customer = {
  /** Decimal. */
  readonly id: string
  /** When she came to be known; worlds filed before that was asked about say nothing of it. */
  readonly created?: number
  /** By field name. */
  readonly fields: Readonly<Record<string, Value>>
  readonly events: readonly EventWrite[]
  readonly lists: readonly number[]
  /** In the order in which they were taken in; worlds filed before there were any have none. */
  readonly consents?: readonly ConsentSaid[]
  readonly pins: Readonly<Record<string, 'in' | 'out'>>
  /** Deleted: in nothing. */
  readonly deleted?: true
}

/** What `arriveEvent` reads, with the id that it would be given. */
export type EventWrite = {
  readonly id: string
  readonly event: string
  readonly time: number
  readonly channel: string
  readonly source: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** A question about a world. */
export type Case = { readonly condition: Condition; readonly now: number }

export const lists = [1, 2, 3] as const
export const segmentIds = [1, 2, 3] as const

const field = (id: number, name: string, type: Field['type'], identifying = false): Field => ({
  ...plainField,
  id,
  name,
  label: name,
  type,
  ...(type === 'choice' ? { choices: ['Gold', 'Silver', 'none'] } : {}),
  filterable: true,
  identifying,
})

/** One of each type, and some in `contacts`. */
export const fields: ReadonlyMap<string, Field> = new Map(
  [
    field(101, 'city', 'text'),
    field(102, 'tier', 'choice'),
    field(103, 'children', 'integer'),
    field(104, 'score', 'decimal'),
    field(105, 'spent', 'money'),
    field(106, 'subscriber', 'boolean'),
    field(107, 'joined', 'date'),
    field(108, 'seen', 'datetime'),
    field(109, 'interests', 'list'),
    field(110, 'place', 'location'),
    field(111, 'nickname', 'text', true),
    field(112, 'born', 'date', true),
  ].map((each) => [each.name, each]),
)

const ofProduct = (id: number, name: string, type: Field['type']): Field => ({
  ...field(id, name, type),
  of: 'product',
})

/** One of each type, some named as what events and items say themselves. */
export const productFields: readonly Field[] = [
  ofProduct(201, 'category', 'text'),
  ofProduct(202, 'roast', 'choice'),
  ofProduct(203, 'weight', 'decimal'),
  ofProduct(204, 'price', 'money'),
  ofProduct(205, 'fresh', 'boolean'),
  ofProduct(206, 'harvest', 'date'),
  ofProduct(207, 'restocked', 'datetime'),
  ofProduct(208, 'tags', 'list'),
  ofProduct(209, 'farm', 'location'),
]

const ofPlace = (id: number, name: string, type: Field['type']): Field => ({
  ...field(id, name, type),
  of: 'place',
})

/** One of each type, one named as what customers have themselves. */
export const placeFields: readonly Field[] = [
  ofPlace(301, 'region', 'text'),
  ofPlace(302, 'tier', 'choice'),
  ofPlace(303, 'population', 'integer'),
  ofPlace(304, 'income', 'money'),
  ofPlace(305, 'coastal', 'boolean'),
  ofPlace(306, 'founded', 'date'),
  ofPlace(307, 'opened', 'datetime'),
  ofPlace(308, 'tags', 'list'),
  ofPlace(309, 'centre', 'location'),
]

/** By which it is known where people are; nothing else is asked of them. */
export const addressFields: readonly Field[] = [
  field(121, 'town', 'city'),
  field(122, 'uf', 'state'),
  field(123, 'zip', 'cep'),
  field(124, 'land', 'country'),
]

/** By the one or the other. */
const whereabouts: Whereabouts = whereaboutsIn([...addressFields], 'BR')

const known: ReadonlyMap<string, Field> = bySpoken([
  ...fields.values(),
  ...addressFields,
  ...placeFields,
])

export function shopOf(world: World): Shop {
  return { zone: orRefuse(zoneOf(world.zone)), weekStart: world.weekStart, currency: 'BRL' }
}

/** What is the same for everyone when a world is asked. */
export function contextOf(world: World, now: number): Context {
  const calculated = new Map(Object.entries(world.calculated ?? {}))
  const products = bySpoken(productFields)
  const segments = segmentsOf(world)
  return { now, shop: shopOf(world), fields: known, whereabouts, products, segments, calculated }
}

export function segmentsOf(world: World): ReadonlyMap<number, Condition> {
  return new Map(Object.entries(world.segments).map(([id, condition]) => [Number(id), condition]))
}

/** What is known of the products of a world, by their ids. */
export function relatedOf({ products = {} }: World): ReadonlyMap<string, Related> {
  return keptBy(products, productFields)
}

function keptBy(
  records: Readonly<Record<string, Kept>>,
  having: readonly Field[],
): ReadonlyMap<string, Related> {
  const typed = ([name, value]: readonly [string, Value]): [string, FieldValue] => {
    const known = having.find((each) => each.name === name)
    if (known === undefined) throw new Error(`no field ${name} of products or places`)
    return [name, { type: valueType(known.type), value }]
  }
  return new Map(
    Object.entries(records).flatMap(([id, values]) =>
      values === null ? [] : [[id, new Map(Object.entries(values).map(typed))] as const],
    ),
  )
}

/** People with what is known of where they are. */
export function placed(people: readonly Facts[], { places = {} }: World): readonly Facts[] {
  const there = keptBy(places, placeFields)
  return people.map((facts) => withPlaceFields(facts, there, whereabouts))
}

/** The customer's facts as they are read from the store, in which the elements of lists are folded. */
export function factsOf(
  customer: Customer,
  shop: Shop,
  products: ReadonlyMap<string, Related> = new Map(),
): Facts {
  return {
    id: BigInt(customer.id),
    created: customer.created ?? 0,
    fields: new Map(
      Object.entries(customer.fields).map(([name, value]) => {
        const field = known.get(name)
        if (field === undefined) throw new Error(`no field ${name}`)
        return [name, { type: valueType(field.type), value }]
      }),
    ),
    events: customer.events.map((write) => withProducts(asStored(eventOf(write, shop)), products)),
    lists: new Set(customer.lists),
    consents: customer.consents ?? [],
    pins: new Map(Object.entries(customer.pins).map(([id, pin]) => [Number(id), pin])),
  }
}

/** Typed as at arrival. */
export function eventOf({ id, ...write }: EventWrite, shop: Shop): Event {
  const arrival = { now: Number.MAX_SAFE_INTEGER / 2, zone: shop.zone, source: '', id: BigInt(id) }
  return orRefuse(arriveEvent(write, arrival))
}

function asStored(event: Event): Event {
  return { ...event, properties: new Map([...event.properties].map(([k, v]) => [k, stored(v)])) }
}

function stored(value: PropertyValue): PropertyValue {
  if (value.type !== 'list') return value
  return {
    type: 'list',
    value: value.value.map((each) =>
      each.type === 'text' ? { ...each, value: each.folded } : each,
    ),
  }
}
