import type { Value } from '../../src/domain/customer/field.ts'
import { orRefuse } from '../../src/domain/failure.ts'
import type { Weekday } from '../../src/domain/shop.ts'

import { dayOf, plusMonths } from '../../src/domain/time/civil.ts'
import { localDay, midnight, zoneOf, type Zone } from '../../src/domain/time/zone.ts'
import { makeCondition } from './makeCondition.ts'
import { makePlace } from './makePlace.ts'
import {
  channels,
  consentChannels,
  eventNames,
  few,
  huge,
  interests,
  numbers,
  paths,
  places,
  purposes,
  texts,
} from './pools.ts'
import type { Random } from './random.ts'
import type { ConsentSaid } from '../../src/domain/segment/facts.ts'
import { lists, segmentIds, type Customer, type EventWrite, type World } from './world.ts'

export function makeWorld(r: Random, size: number): World {
  const [zoneName, near] = r.pick(places)
  const zone = orRefuse(zoneOf(zoneName))
  const instants = makeInstants(r, zone, Date.parse(near))
  const world: World = {
    zone: zoneName,
    weekStart: (1 + r.below(7)) as Weekday,
    customers: [
      ...(r.chance(0.3) ? [makeGreat(r, zone, instants)] : []),
      ...Array.from({ length: size }, () => makeCustomer(r, zone, instants)),
    ],
    segments: {},
  }
  const segments = segmentIds.reduce<World['segments']>((known, id) => {
    const made = makeCondition(r, { ...world, segments: known }, r.pick(instants), 1)
    return { ...known, [id]: made }
  }, {})
  return { ...world, segments }
}

/** Few, so that events meet; some at local midnights and at the change of clocks, some a millisecond off. */
function makeInstants(r: Random, zone: Zone, near: number): readonly number[] {
  const day = localDay(zone, near)
  const marks = [
    near,
    ...[-400, -31, -7, -1, 0, 1, 2, 30].map((days) => midnight(zone, day + days)),
    ...r.many(3, 6, () => near + (r.below(60) - 30) * 6 * 3_600_000),
    ...r.many(2, 4, () => near - r.below(400 * 24) * 3_600_000),
    // The same days of earlier years.
    ...r.many(3, 3, (i) => midnight(zone, plusMonths(day, -12 * (i + 1)) + r.below(3) - 1)),
  ]
  const ancient = r.chance(0.2) ? [Date.parse('1580-01-01'), Date.parse('9990-01-01')] : []
  return [...marks.flatMap((at) => [at, at, at + r.below(3) - 1]), ...ancient]
}

function makeCustomer(r: Random, zone: Zone, instants: readonly number[]): Customer {
  const count = r.pick([0, 1, 2, 3, 4, 6, 8, 12])
  // Now and then only a few instants, so that equal ones meet.
  const own = r.chance(0.4) ? r.many(1, 2, () => r.pick(instants)) : instants
  const id = BigInt(1 + r.below(2 ** 31)) * 4_294_967_296n + BigInt(r.below(2 ** 32))
  return {
    id: String(id),
    // Of few instants, and in another order than the ids.
    created: Number(id % 4n),
    fields: makeFields(r, zone, instants),
    events: r.many(count, count, () => makeEvent(r, r.pick(own), instants)),
    lists: lists.filter(() => r.chance(0.4)),
    consents: r.many(0, 5, () => makeConsent(r, instants)),
    pins: Object.fromEntries(
      segmentIds.flatMap((id) => (r.chance(0.25) ? [[id, r.pick(['in', 'out'] as const)]] : [])),
    ),
    ...(r.chance(0.04) ? { deleted: true as const } : {}),
  }
}

/** Mostly of few instants, so that some are of the same one. */
function makeConsent(r: Random, instants: readonly number[]): ConsentSaid {
  return {
    purpose: r.pick(purposes),
    channel: r.pick(consentChannels),
    state: r.chance(0.65) ? 'granted' : 'denied',
    at: r.pick(r.chance(0.7) ? instants.slice(0, 3) : instants),
  }
}

/** So many of the greatest numbers that their sums are beyond 64 bits: of events, of items, in a list. */
function makeGreat(r: Random, zone: Zone, instants: readonly number[]): Customer {
  const greatest = 899_999_999_999.9999
  const event = r.pick(eventNames)
  // Before most instants that are asked about, so that nearly all have happened.
  const early = instants.toSorted((a, b) => a - b).slice(0, 6)
  const many = (n: number, properties: () => EventWrite['properties']) =>
    r.many(n, n, (): EventWrite => {
      const made = makeEvent(r, r.pick(early), instants)
      return { ...made, event, properties: properties() }
    })
  const items = () =>
    Array.from({ length: 400 }, (_, i) => ({ [i < 200 ? 'quantity' : 'price']: greatest }))
  return {
    ...makeCustomer(r, zone, instants),
    events: [
      ...many(1_100, () => ({ total: greatest })),
      ...many(6, () => ({ items: items() })),
      ...many(1, () => ({ tags: Array.from({ length: 1_100 }, () => greatest) })),
    ],
  }
}

function makeFields(
  r: Random,
  zone: Zone,
  instants: readonly number[],
): Readonly<Record<string, Value>> {
  const number = () => r.pick(r.chance(0.1) ? huge : numbers)
  const day = () => localDay(zone, r.pick(instants))
  const values: Readonly<Record<string, () => Value>> = {
    city: () => r.pick(r.chance(0.5) ? few : texts),
    tier: () => r.pick(['Gold', 'Silver', 'none']),
    children: () => r.pick([0, 10_000, 20_000, 30_000, -10_000]),
    score: number,
    spent: number,
    subscriber: () => r.chance(0.5),
    joined: day,
    seen: () => r.pick(instants),
    interests: () => r.many(1, 3, () => r.pick(interests)),
    place: () => makePlace(r),
    nickname: () => r.pick(r.chance(0.5) ? few : texts),
    born: () => (r.chance(0.15) ? leapDay(r) : plusMonths(day(), -12 * r.below(40))),
  }
  const present = Object.entries(values).filter(() => r.chance(0.75))
  return Object.fromEntries(present.map(([name, make]) => [name, make()]))
}

/** A 29 February. */
function leapDay(r: Random): number {
  return dayOf(1960 + 4 * r.below(16), 2, 29)
}

const notWritten: ReadonlySet<string> = new Set(['channel', 'source', 'absent', 'address.city'])

function makeEvent(r: Random, time: number, instants: readonly number[]): EventWrite {
  const event = r.pick(eventNames)
  const made = paths
    .filter((path) => !notWritten.has(path) && r.chance(0.7))
    // A path has a backslash before the dots of a name.
    .map((path) => [path.replaceAll('\\', ''), makeProperty(r, path, instants)])
  const items = r.chance(0.6) ? [[r.pick(['items', 'items', 'gifts']), makeItems(r)]] : []
  const address = r.chance(0.5) ? [['address', { city: r.pick(few) }]] : []
  return {
    id: String((BigInt(r.below(2 ** 32)) << 96n) + BigInt(r.below(2 ** 32))),
    event,
    time,
    channel: r.pick(channels),
    source: r.pick(['web', 'orders', '']),
    properties: Object.fromEntries([...made, ...address, ...items]) as Record<string, unknown>,
  }
}

function makeProperty(r: Random, path: string, instants: readonly number[]): unknown {
  const number = () => r.pick(r.chance(0.05) ? huge : numbers) / 10_000
  const text = () => r.pick(r.chance(0.7) ? few : ['', ...texts])
  const instant = () => new Date(r.pick(instants)).toISOString()
  const anything = () =>
    r.some<unknown>([
      number,
      text,
      () => r.chance(0.5),
      instant,
      () => null,
      () => [],
      () => [number(), text(), true],
    ])
  switch (path) {
    case 'total':
    case 'value':
    case 'quantity':
    case 'price':
      return r.chance(0.9) ? number() : r.some<unknown>([() => '2.0001', () => 'abc', anything])
    case 'duration':
      return r.chance(0.8) ? number() : anything()
    case 'order_id':
      return r.pick(['o1', 'O1', 'o2', 7])
    case 'when': {
      // Of few days, so that tests of one day meet some.
      const written = new Date(
        r.pick(r.chance(0.75) ? instants.slice(0, 9) : instants),
      ).toISOString()
      return r.chance(0.8) ? written : written.slice(0, 10)
    }
    case 'tags':
      return r.many(0, 4, () =>
        r.some<unknown>([
          () => r.pick(interests),
          () => r.pick(interests),
          number,
          () => r.chance(0.5),
        ]),
      )
    case 'gift':
      return r.chance(0.5)
    case 'currency':
      return r.chance(0.75) ? r.pick(['BRL', 'brl']) : r.pick(['JPY', 'usd', '', 7, null])
    case 'toString':
      return r.chance(0.5) ? new Date(r.pick(instants.slice(0, 6))).toISOString() : text()
    case 'mixed':
      return r.chance(0.2) ? 1e12 : anything()
    default:
      return text()
  }
}

function makeItems(r: Random): readonly unknown[] {
  return r.many(1, 3, () => ({
    ...(r.chance(0.8) ? { quantity: r.pick([1, 2, 3, -1, '2', 'two']) } : {}),
    ...(r.chance(0.8) ? { price: r.pick(numbers) / 10_000 } : {}),
    ...(r.chance(0.8) ? { product_id: r.pick(['p1', 'P1', 'p2', 3]) } : {}),
    ...(r.chance(0.8) ? { category: r.pick(few) } : {}),
    ...(r.chance(0.5) ? { weight: r.pick([0, 0.5, 1, 'heavy', null]) } : {}),
    ...(r.chance(0.5) ? { fresh: r.chance(0.5) } : {}),
    ...(r.chance(0.5) ? { valueOf: r.pick(few) } : {}),
  }))
}
