import type { Arrival, ConsentWrite, CustomerWrite, EventWrite } from '../../src/domain/arrival.ts'
import { dayMs, showDay } from '../../src/domain/time/civil.ts'
import type { NewField } from '../../src/store/operational/fields.ts'
import type { Random } from '../agree/random.ts'

/** The shop's own fields, beside those that every shop has. */
export const soakFields: readonly NewField[] = [
  { name: 'points', type: 'integer', filterable: true },
  { name: 'vip', type: 'boolean', filterable: true },
  { name: 'signup', type: 'date', filterable: true },
  { name: 'renewal', type: 'date', filterable: true },
  { name: 'seen', type: 'datetime', filterable: true },
  { name: 'interests', type: 'list', filterable: true },
  { name: 'home', type: 'location', filterable: true },
]

export type Person = {
  readonly name: string
  /** Visits a day, on average. */
  readonly pace: number
}

const hour = 3_600_000
const minute = 60_000
const cities = ['Recife', 'São Paulo', 'Natal', 'Olinda']
const products = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6']

export function makePeople(r: Random, count: number): Person[] {
  const paces = [0.2, 0.03, 0.03, 0.03, 0.02, 0.02, 0.01, 0.005, 0.002, 0]
  return Array.from({ length: count }, (_, i) => ({ name: `u${i}`, pace: r.pick(paces) }))
}

export function who({ name }: Person): { readonly identifiers: { readonly user_id: string } } {
  return { identifiers: { user_id: name } }
}

/** Everyone at the beginning, with what each did in the time before. */
export function opening(r: Random, people: readonly Person[], now: number): Arrival[] {
  const customers = people.map((person) => ({ ...who(person), fields: makeFields(r, now) }))
  const events = people.flatMap((person) =>
    visitsIn(r, person, now - 200 * dayMs, now).flatMap((at) => visit(r, person, at)),
  )
  return [
    ...inParts(customers, 500).map((some): Arrival => {
      return { kind: 'customers', mode: 'upsert', customers: some }
    }),
    ...inParts(events, 1_000).map((some): Arrival => ({ kind: 'events', events: some })),
    { kind: 'consents', consents: people.flatMap((person) => makeConsents(r, person, now)) },
  ]
}

/**
 * What arrives at an instant, of the time since the one before: visits with orders, carts and refunds,
 * some of them late, twice, or of tomorrow; edits; consents; comings and goings on lists and pins.
 */
export function arrivalsOf(
  r: Random,
  people: readonly Person[],
  { from, now, ids }: { readonly from: number; readonly now: number; readonly ids: SoakIds },
): Arrival[] {
  const events = people.flatMap((person) =>
    visitsIn(r, person, from, now).flatMap((at) => visit(r, person, moved(r, at, now))),
  )
  const again = events.filter(() => r.chance(0.03))
  const days = (now - from) / dayMs
  const some = (perDay: number): Person[] =>
    r.many(0, Math.ceil(2 * perDay * people.length * days), () => r.pick(people))
  const edited = some(0.004).map((person): CustomerWrite => ({
    ...who(person),
    fields: partOf(r, makeFields(r, now)),
  }))
  const consents = some(0.002).flatMap((person) => makeConsents(r, person, now))
  const added = some(0.002).map(who)
  const removed = some(0.001).map(who)
  const pins = some(0.001).map((person) => {
    return { ...who(person), pinned: r.pick(['in', 'out', null] as const) }
  })
  const all = [...events, ...again]
  const { list, pinned } = ids
  return [
    ...(all.length > 0 ? [{ kind: 'events', events: inAnyOrder(r, all) } as const] : []),
    ...(edited.length > 0
      ? [{ kind: 'customers', mode: 'upsert', customers: edited } as const]
      : []),
    ...(consents.length > 0 ? [{ kind: 'consents', consents } as const] : []),
    ...(added.length + removed.length > 0
      ? [{ kind: 'list', list, add: added, remove: removed } as const]
      : []),
    ...(pins.length > 0 ? [{ kind: 'pins', segment: pinned, pins } as const] : []),
  ]
}

/** What arrivals name by id. */
export type SoakIds = { readonly list: number; readonly pinned: number }

/** Mostly as it was; else long ago, or to come within a day. */
function moved(r: Random, at: number, now: number): number {
  if (r.chance(0.03)) return at - r.below(60 * 24) * hour
  if (r.chance(0.02)) return now + r.below(23 * hour)
  // To the second, as many send it, so that instants meet.
  return r.chance(0.5) ? at - (at % 1_000) : at
}

function visitsIn(r: Random, { pace }: Person, from: number, to: number): number[] {
  const expected = (pace * (to - from)) / dayMs
  const count = Math.floor(expected) + (r.chance(expected % 1) ? 1 : 0)
  return r.many(count, count, () => from + 1 + r.below(to - from))
}

let messages = 0

function visit(r: Random, person: Person, at: number): EventWrite[] {
  const product = r.pick(products)
  const device = r.pick(['phone', 'phone', 'laptop'])
  const channel = r.pick(['app', 'site', 'store'])
  const made = (event: string, time: number, properties: Record<string, unknown>): EventWrite => {
    messages += 1
    return { ...who(person), event, time, messageId: `m${messages}`, channel, properties }
  }
  const events = [made('Page Viewed', at, { device })]
  if (r.chance(0.2)) events.push(made('Email Opened', at - r.below(hour), {}))
  if (r.chance(0.6)) {
    events.push(made('Product Viewed', at + r.below(9) * minute, { product_id: product }))
  }
  const cart = at + 10 * minute
  if (r.chance(0.4)) events.push(made('Product Added', cart, { product_id: product }))
  if (r.chance(0.35)) events.push(...buy(r, made, { product, at: cart + r.below(4 * 60) * minute }))
  return events
}

function buy(
  r: Random,
  made: (event: string, time: number, properties: Record<string, unknown>) => EventWrite,
  { product, at }: { readonly product: string; readonly at: number },
): EventWrite[] {
  const total = 5 + r.below(250)
  const id = `o${messages}`
  const items = [
    {
      product_id: product,
      quantity: 1 + r.below(3),
      price: total,
      category: r.pick(['beans', 'cups']),
    },
  ]
  const coupon = r.chance(0.3) ? { coupon: r.pick(['welcome', 'spring']) } : {}
  const order = made('Order Completed', at, { order_id: id, total, items, ...coupon })
  if (!r.chance(0.08)) return [order]
  return [
    order,
    made('Order Refunded', at + r.below(20) * hour, { order_id: id, total: total / 2 }),
  ]
}

function makeFields(r: Random, now: number): Record<string, unknown> {
  const today = Math.floor(now / dayMs)
  return {
    city: r.pick([...cities, null]),
    points: r.below(100),
    vip: r.chance(0.2),
    signup: showDay(today - r.below(400)),
    renewal: showDay(today - 20 + r.below(60)),
    birth_date: r.chance(0.05)
      ? `${1960 + 4 * r.below(12)}-02-29`
      : showDay(today - 15 * 365 - r.below(30 * 365)),
    seen: new Date(now - r.below(10 * 24) * hour).toISOString(),
    interests: r.many(0, 2, () => r.pick(['jazz', 'tea', 'beer', 'chess'])),
    home: { lat: -8.05 + r.below(100) / 100, lon: -34.9 },
  }
}

function partOf(r: Random, fields: Record<string, unknown>): Record<string, unknown> {
  const some = Object.entries(fields).filter(() => r.chance(0.3))
  return Object.fromEntries(some.map(([name, value]) => [name, r.chance(0.15) ? null : value]))
}

function makeConsents(r: Random, person: Person, now: number): ConsentWrite[] {
  return r.many(0, 1, () => ({
    ...who(person),
    purpose: r.pick(['newsletter', 'research']),
    channel: r.pick(['email', 'sms']),
    state: r.chance(0.7) ? 'granted' : 'denied',
    at: now - (r.chance(0.2) ? r.below(30 * 24) * hour : 0),
  }))
}

function inAnyOrder<T>(r: Random, all: readonly T[]): T[] {
  const keyed = all.map((each) => ({ each, key: r.below(2 ** 31) }))
  return keyed.toSorted((a, b) => a.key - b.key).map(({ each }) => each)
}

function inParts<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  )
}
