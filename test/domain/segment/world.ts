import fc from 'fast-check'
import { plainField } from '../../../src/domain/customer/field.ts'
import type { Field, FieldType, Value, ValueType } from '../../../src/domain/customer/field.ts'
import type { Event, Item, ListElement, PropertyValue } from '../../../src/domain/event/event.ts'
import { isFailure } from '../../../src/domain/failure.ts'
import { fold } from '../../../src/domain/fold.ts'
import type { Condition } from '../../../src/domain/segment/condition.ts'
import { nothingKnown } from '../../../src/domain/segment/facts.ts'
import type { Context, Facts, FieldValue } from '../../../src/domain/segment/facts.ts'
import { rankEdges } from '../../agree/rankEdges.ts'
import type { Shop } from '../../../src/domain/shop.ts'
import type { Zone } from '../../../src/domain/time/zone.ts'
import { zoneOf } from '../../../src/domain/time/zone.ts'
import type { Vocabulary } from './vocabulary.ts'

function zone(name: string): Zone {
  const found = zoneOf(name)
  if (isFailure(found)) throw new Error(found.message)
  return found
}

export function shopIn(name: string, weekStart: Shop['weekStart'] = 1): Shop {
  return { zone: zone(name), weekStart, currency: 'BRL' }
}

export function instant(text: string): number {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new Error(text)
  return ms
}

export function field(name: string, type: FieldType, more: Partial<Field> = {}): Field {
  return {
    ...plainField,
    id: 1,
    name,
    label: name,
    type,
    filterable: true,
    ...more,
  }
}

export function context(more: Partial<Context> & { fields?: Context['fields'] } = {}): Context {
  return {
    now: instant('2026-03-15T12:00:00Z'),
    shop: shopIn('UTC'),
    fields: new Map(),
    segments: new Map<number, Condition>(),
    ...more,
  }
}

export function facts(more: Partial<Facts> = {}): Facts {
  return { id: 1n, ...nothingKnown, ...more }
}

let nextId = 1n

/** Properties given as plain values; numbers as they are, not scaled. */
export function event(
  name: string,
  at: string | number,
  properties: Readonly<Record<string, Plain>> = {},
  more: {
    id?: bigint
    items?: readonly (Record<string, Plain> & { path?: string })[]
    channel?: string
  } = {},
): Event {
  return {
    name,
    ts: typeof at === 'number' ? at : instant(at),
    id: more.id ?? nextId++,
    channel: more.channel ?? 'site',
    source: 'test',
    properties: propertiesOf(properties),
    items: (more.items ?? []).map(({ path = 'items', ...item }) => ({
      path,
      properties: propertiesOf(item as Record<string, Plain>),
    })),
  }
}

export type Plain = string | number | boolean | readonly (string | number | boolean)[]

function propertiesOf(values: Readonly<Record<string, Plain>>): Event['properties'] {
  return new Map(Object.entries(values).map(([path, value]) => [path, propertyValue(value)]))
}

function propertyValue(value: Plain): PropertyValue {
  if (typeof value === 'object') return { type: 'list', value: value.map(element) }
  return element(value)
}

function element(value: string | number | boolean): ListElement {
  if (typeof value === 'number') return { type: 'number', value: Math.round(value * 10_000) }
  if (typeof value === 'boolean') return { type: 'boolean', value }
  const ms = /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms)
    ? { type: 'text', value, folded: fold(value) }
    : { type: 'text', value, folded: fold(value), instant: ms }
}

/** The context with how far the ranks of those conditions reach when these are all there are. */
export function ranked(
  asked: Context,
  all: readonly Facts[],
  conditions: readonly Condition[],
): Context {
  return { ...asked, ranks: rankEdges(conditions, all, asked) }
}

/** Draws a customer of whom the vocabulary's conditions ask, with events around `now`, some after it. */
export function arbitraryFacts(words: Vocabulary, now: number): fc.Arbitrary<Facts> {
  const fields = words.fields.map(({ name, type }) =>
    fc
      .option(arbitraryValue(words, type), { nil: undefined })
      .map((value) => [name, type, value] as const),
  )
  return fc.record({
    id: fc.constant(1n),
    created: fc.constant(0),
    fields: fc.tuple(...fields).map((all) => {
      const known = new Map<string, FieldValue>()
      all.forEach(([name, type, value]) => {
        if (value !== undefined) known.set(name, { type, value })
      })
      return known
    }),
    events: fc.array(arbitraryEvent(words, now), { maxLength: 6 }),
    lists: fc.subarray([...words.lists]).map((ids) => new Set(ids)),
    consents: fc.array(
      fc.record({
        purpose: fc.constantFrom(...words.texts),
        channel: fc.constantFrom(...words.texts),
        state: fc.constantFrom('granted' as const, 'denied' as const),
        at: fc.constantFrom(...agoMs).map((ago) => now - ago),
      }),
      { maxLength: 4 },
    ),
    pins: fc
      .array(fc.tuple(fc.constantFrom(...words.segments), fc.constantFrom('in', 'out')), {
        maxLength: 1,
      })
      .map((pins) => new Map(pins)),
  })
}

const agoMs = [
  0,
  1,
  59_999,
  60_000,
  3_600_000,
  36 * 3_600_000,
  86_400_000,
  30 * 86_400_000,
  31 * 86_400_000,
]

function arbitraryEvent(words: Vocabulary, now: number): fc.Arbitrary<Event> {
  const properties = (names: readonly string[]) =>
    fc
      .array(fc.tuple(fc.constantFrom(...names), arbitraryProperty(words)), { maxLength: 4 })
      .map((all) => new Map(all))
  const items: fc.Arbitrary<readonly Item[]> = fc.array(
    fc.record({
      path: fc.constantFrom(...words.itemPaths),
      properties: properties(words.itemProperties),
    }),
    { maxLength: 3 },
  )
  return fc.record({
    name: fc.constantFrom(...words.events),
    ts: fc
      .tuple(
        fc.constantFrom(...agoMs),
        fc.integer({ min: -2, max: 2 }),
        fc.integer({ min: 0, max: 12 }),
      )
      .map(([ago, edge, more]) => now - ago * (more > 8 ? 3 : 1) + edge),
    id: fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
    channel: fc.constantFrom('', 'site', 'cafe'),
    source: fc.constantFrom('', 'import'),
    properties: properties(words.properties),
    items,
  })
}

function arbitraryProperty(words: Vocabulary): fc.Arbitrary<PropertyValue> {
  const plain = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...words.texts) },
    { weight: 4, arbitrary: fc.constantFrom(...words.numbers) },
    { weight: 1, arbitrary: fc.boolean() },
    { weight: 1, arbitrary: fc.constantFrom('2026-02-28', '2026-03-01T00:00:00Z') },
  )
  return fc
    .oneof(
      { weight: 5, arbitrary: plain },
      { weight: 1, arbitrary: fc.array(plain, { minLength: 1, maxLength: 3 }) },
    )
    .map(propertyValue)
}

function arbitraryValue(words: Vocabulary, type: ValueType): fc.Arbitrary<Value> {
  const text = fc.constantFrom(...words.texts.filter((each) => each !== ''))
  switch (type) {
    case 'text':
    case 'choice':
      return text
    case 'integer':
    case 'decimal':
    case 'money':
      return fc.constantFrom(...words.numbers).map((each) => Math.round(each * 10_000))
    case 'boolean':
      return fc.boolean()
    case 'date':
      return fc.integer({ min: 20_400, max: 20_600 })
    case 'datetime':
      return fc.integer({ min: 20_400 * 86_400_000, max: 20_600 * 86_400_000 })
    case 'list':
      return fc.array(text, { minLength: 1, maxLength: 3 })
    case 'location':
      return fc.constant({ lat: -8.05, lon: -34.9 })
  }
}
