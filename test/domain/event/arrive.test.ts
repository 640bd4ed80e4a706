import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arriveEvent } from '../../../src/domain/event/arrive.ts'
import type { Event } from '../../../src/domain/event/event.ts'
import { eventId } from '../../../src/domain/event/messageId.ts'
import { isFailure, orRefuse } from '../../../src/domain/failure.ts'
import { fold } from '../../../src/domain/fold.ts'
import { zoneOf } from '../../../src/domain/time/zone.ts'

const now = Date.UTC(2026, 10, 21, 12)
const context = { now, zone: orRefuse(zoneOf('America/Sao_Paulo')), source: 'api' }

function arrive(write: object): Event {
  return orRefuse(arriveEvent({ event: 'Order Completed', messageId: 'm', ...write }, context))
}

function typed(properties: object, event = 'Order Completed') {
  return Object.fromEntries(arrive({ event, properties }).properties)
}

const text = (value: string) => ({ type: 'text', value, folded: fold(value) })
const number = (value: number) => ({ type: 'number', value })

describe('an event', () => {
  test('has its name, instant, codes and the id of its message', () => {
    const write = {
      event: ' Page Viewed ',
      time: '2026-11-20T10:00:00Z',
      channel: 'Loja Física',
      customer: '12',
      identifiers: { user_id: '1' },
    }
    expect(arrive(write)).toMatchObject({
      name: 'Page Viewed',
      ts: Date.UTC(2026, 10, 20, 10),
      id: eventId('api', 'm'),
      channel: 'loja fisica',
      source: 'api',
    })
    expect(arrive({ source: 'POS' }).id).toBe(eventId('pos', 'm'))
  })

  test('without a time happened when it came; milliseconds and clocks of the shop are times too', () => {
    expect(arrive({}).ts).toBe(now)
    expect(arrive({ time: 5 }).ts).toBe(5)
    expect(arrive({ time: '2026-11-20T10:00' }).ts).toBe(Date.UTC(2026, 10, 20, 13))
  })

  test('of e-mail that names no channel has that one', () => {
    expect(arrive({ event: 'Email Opened' }).channel).toBe('email')
    expect(arrive({ event: 'Email Opened', channel: 'crm' }).channel).toBe('crm')
    expect(arrive({}).channel).toBe('')
  })

  test('that only its properties give a channel has that one', () => {
    expect(arrive({ properties: { channel: 'Store' } }).channel).toBe('store')
    expect(arrive({ channel: 'app', properties: { channel: 'store' } }).channel).toBe('app')
    expect(typed({ channel: 'store', source: 'x', total: 1 })).toEqual({ total: number(10_000) })
  })

  test('without a message id is known by all that it says', () => {
    const id = (write: object, at = now) =>
      orRefuse(arriveEvent({ event: 'A', ...write }, { ...context, now: at })).id
    const time = '2026-11-20T10:00:00Z'
    expect(id({ time })).toBe(id({ time }, now + 1))
    expect(id({ time })).not.toBe(id({ time, properties: { a: 1 } }))
    expect(id({})).not.toBe(id({}, now + 1))
  })

  test.each([
    ['no object', 5, undefined],
    ['a list', [], undefined],
    ['no name', {}, 'event'],
    ['a blank name', { event: '  ' }, 'event'],
    ['a long name', { event: 'x'.repeat(201) }, 'event'],
    ['a name with a line feed', { event: 'a\nb' }, 'event'],
    ['an unknown key', { event: 'A', total: 5 }, 'total'],
    ['a time that is none', { event: 'A', time: 'yesterday' }, 'time'],
    ['a time of another type', { event: 'A', time: true }, 'time'],
    ['half a millisecond', { event: 'A', time: 0.5 }, 'time'],
    ['the year 10000', { event: 'A', time: 253_402_300_800_000 }, 'time'],
    ['more than 24 hours ahead', { event: 'A', time: now + 86_400_001 }, 'time'],
    ['properties that are a list', { event: 'A', properties: [] }, 'properties'],
    ['a long message id', { event: 'A', messageId: 'x'.repeat(101) }, 'messageId'],
    ['an empty message id', { event: 'A', messageId: '' }, 'messageId'],
    ['a channel that is a number', { event: 'A', channel: 5 }, 'channel'],
    ['NUL in a property', { event: 'A', properties: { a: '\0' } }, 'properties.a'],
    ['__proto__', JSON.parse('{"event":"A","properties":{"__proto__":1}}'), 'properties'],
    ['more than 32 KB', { event: 'A', properties: { a: 'é'.repeat(17_000) } }, undefined],
  ])('with %s is set aside with its reason', (_, write, where) => {
    const refused = arriveEvent(write, context)
    expect(isFailure(refused)).toBe(true)
    expect((refused as { where?: string }).where).toBe(where)
  })

  test('exactly 24 hours ahead is taken', () => {
    expect(arrive({ time: now + 86_400_000 }).ts).toBe(now + 86_400_000)
  })
})

describe('properties', () => {
  test('are typed as they come', () => {
    expect(
      typed({ a: 1.5, b: 'Café', c: true, d: null, e: [], f: '', g: {}, h: 9e11, i: -0 }, 'A'),
    ).toEqual({
      a: number(15_000),
      b: text('Café'),
      c: { type: 'boolean', value: true },
      f: text(''),
      h: text('900000000000'),
      i: number(0),
    })
  })

  test('of nested objects have paths in which no two places are one', () => {
    const paths = typed({ 'a.b': 1, a: { b: 2 }, 'a\\': { b: 3 }, c: { d: { e: 4 } } })
    expect(paths).toEqual({
      'a\\.b': number(10_000),
      'a.b': number(20_000),
      'a\\\\.b': number(30_000),
      'c.d.e': number(40_000),
    })
  })

  test('that are dates or instants are instants as well, by the clocks of the shop', () => {
    expect(typed({ at: '2026-11-20', to: '2026-11-20T10:00:00Z', no: '2026-11-31' })).toEqual({
      at: { ...text('2026-11-20'), instant: Date.UTC(2026, 10, 20, 3) },
      to: { ...text('2026-11-20T10:00:00Z'), instant: Date.UTC(2026, 10, 20, 10) },
      no: text('2026-11-31'),
    })
  })

  test('of commerce that are numbers are read out of text, and other text is no value', () => {
    expect(typed({ total: ' 100.50', value: 'free', quantity: '', price: 9e11, tax: '5' })).toEqual(
      { total: number(1_005_000), tax: text('5') },
    )
  })

  test('of other events with the names of numbers keep the text that is no number', () => {
    expect(
      typed({ value: 'yes', price: '12.50', total: '', quantity: 9e11, at: 1 }, 'Survey Answered'),
    ).toEqual({
      value: text('yes'),
      price: number(125_000),
      total: text(''),
      quantity: text('900000000000'),
      at: number(10_000),
    })
  })

  test('that are codes are text', () => {
    expect(typed({ order_id: 1234, product_id: 'P1', other_id: 5 })).toEqual({
      order_id: text('1234'),
      product_id: text('P1'),
      other_id: number(50_000),
    })
  })

  test('that are lists keep the types of their elements', () => {
    expect(typed({ tags: ['a', 1, true, null, 1e12, '2026-11-20'] })).toEqual({
      tags: {
        type: 'list',
        value: [
          text('a'),
          number(10_000),
          { type: 'boolean', value: true },
          text('1000000000000'),
          text('2026-11-20'),
        ],
      },
    })
  })

  test('carry no half of a surrogate pair', () => {
    expect(typed({ a: 'x\ud800', 'k\udc00': ['\ud800'] })).toEqual({
      a: text('x\ufffd'),
      'k\ufffd': { type: 'list', value: [text('\ufffd')] },
    })
  })
})

describe('items', () => {
  const items = (properties: object, event?: string) =>
    arrive({ properties, ...(event === undefined ? {} : { event }) }).items.map((item) => ({
      path: item.path,
      ...Object.fromEntries(item.properties),
    }))

  test('are the products of an event of commerce', () => {
    const products = [
      { product_id: 7, quantity: '2', price: 'x', total: '5', at: '2026-11-20' },
      { variant: { size: 'G' }, tags: ['a'], parts: [{ a: 1 }] },
    ]
    expect(items({ products })).toEqual([
      {
        path: 'items',
        product_id: text('7'),
        quantity: number(20_000),
        total: text('5'),
        at: text('2026-11-20'),
      },
      { path: 'items', 'variant.size': text('G') },
    ])
    expect(items({ products: [{ a: 1 }] }, 'Tasting Attended')).toEqual([
      { path: 'products', a: number(10_000) },
    ])
  })

  test('of a mixed list are its objects; the rest is a list', () => {
    const event = arrive({ properties: { a: { b: [{ c: 1 }, 'x', null, ['y']] } } })
    expect(event.items).toEqual([{ path: 'a.b', properties: new Map([['c', number(10_000)]]) }])
    expect(Object.fromEntries(event.properties)).toEqual({
      'a.b': { type: 'list', value: [text('x')] },
    })
  })
})

test('whatever JSON comes is typed or set aside, and typed the same again', () => {
  const anything = fc.jsonValue({ maxDepth: 4 })
  const write = fc.record({
    event: fc.constant('A'),
    properties: fc.dictionary(fc.string(), anything),
  })
  let taken = 0
  fc.assert(
    fc.property(write, (given) => {
      const json: unknown = JSON.parse(JSON.stringify(given))
      const event = arriveEvent(json, context)
      expect(arriveEvent(json, context)).toEqual(event)
      if (isFailure(event)) return
      taken++
      const values = [...event.properties.values()]
      const wrong = values.filter(
        (each) =>
          (each.type === 'number' && !Number.isSafeInteger(each.value)) ||
          (each.type === 'list' && each.value.length === 0),
      )
      expect(wrong).toEqual([])
    }),
  )
  expect(taken).toBeGreaterThan(50)
})
