import { describe, expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import { eventsIn } from '../../../src/domain/segment/check.ts'
import { nextChangeAt } from '../../../src/domain/segment/nextChange.ts'
import { parseCondition } from '../../../src/domain/segment/parse.ts'
import { base, did, holds, nobody, said } from './saying.ts'
import { event, facts, type Plain } from './world.ts'

const now = Date.parse('2026-03-15T12:00:00Z')

function ordered(at: string, properties: Readonly<Record<string, Plain>>) {
  return event('Order Completed', at, properties)
}

function refunded(at: string, properties: Readonly<Record<string, Plain>>) {
  return event('Order Refunded', at, properties)
}

const says = (text: string, ...events: ReturnType<typeof event>[]) =>
  holds(text, did(...events), { now })

describe('the net total', () => {
  const order = ordered('2026-03-01T00:00:00Z', { order_id: 'A1', total: 100 })
  const second = ordered('2026-03-02T00:00:00Z', { order_id: 'A2', total: 50 })
  const early = ordered('2025-01-01T00:00:00Z', { order_id: 'B', total: 30 })

  test('is what orders came to, less all refunds of them', () => {
    const part = refunded('2026-03-03T00:00:00Z', { order_id: 'A1', total: 20 })
    const rest = refunded('2026-03-04T00:00:00Z', { order_id: 'A1', total: 30 })
    expect(says('net total = 150', order, second)).toBe(true)
    expect(says('net total = 130', order, second, part)).toBe(true)
    expect(says('net total = 100', order, second, part, rest)).toBe(true)
  })

  test('takes off what was paid back also where it is written with a minus', () => {
    const minus = refunded('2026-03-03T00:00:00Z', { order_id: 'A1', total: -20 })
    const plus = refunded('2026-03-03T00:00:00Z', { order_id: 'A2', total: 10 })
    expect(says('net total = 130', order, second, minus)).toBe(true)
    expect(says('net total = 120', order, second, minus, plus)).toBe(true)
  })

  test('is of the orders in the window and where, whenever they were refunded', () => {
    const late = refunded('2026-03-14T00:00:00Z', { order_id: 'B', total: 30 })
    const other = refunded('2026-03-14T00:00:00Z', { order_id: 'A2', total: 50 })
    expect(says('net total in last 30 days = 150', order, second, early, late)).toBe(true)
    expect(says('net total from 2025-01-01 to 2025-01-31 = 0', order, early, late)).toBe(true)
    expect(says('net total where (total > 50) = 100', order, second, other)).toBe(true)
    // A refund is taken off whole, also where it does not meet what is asked of orders.
    const small = refunded('2026-03-14T00:00:00Z', { order_id: 'A1', total: 5 })
    expect(says('net total where (total > 50) = 95', order, second, small)).toBe(true)
  })

  test.each<[string, Readonly<Record<string, Plain>>, boolean]>([
    ['the same id in other letters', { order_id: 'á1', total: 100 }, true],
    ['another id', { order_id: 'A11', total: 100 }, false],
    ['no id', { total: 100 }, false],
    ['an empty id', { order_id: '', total: 100 }, false],
    ['another currency', { order_id: 'A1', total: 100, currency: 'USD' }, false],
  ])('a refund with %s', (_, properties, counts) => {
    const nameless = ordered('2026-03-01T00:00:00Z', { order_id: '', total: 1 })
    const refund = refunded('2026-03-03T00:00:00Z', properties)
    expect(says('net total = 1', order, nameless, refund)).toBe(counts)
    expect(says('net total = 101', order, nameless, refund)).toBe(!counts)
  })

  test('counts an order that was completed twice twice, and its refund once', () => {
    const refund = refunded('2026-03-03T00:00:00Z', { order_id: 'A1', total: 100 })
    expect(says('net total = 100', order, { ...order, id: 99n }, refund)).toBe(true)
  })

  test('is below 0 for who was given back more than she paid, and 0 for who never ordered', () => {
    const refund = refunded('2026-03-03T00:00:00Z', { order_id: 'A1', total: 120 })
    expect(says('net total = -20', order, refund)).toBe(true)
    expect(holds('net total = 0', nobody)).toBe(true)
    expect(says('net total = 0', refund)).toBe(true)
  })

  test('becomes another when a refund that is to come comes, and when an order leaves the window', () => {
    const who = facts({
      events: [order, refunded('2026-03-20T00:00:00Z', { order_id: 'A1', total: 1 })],
    })
    const next = (at: string) => {
      const found = nextChangeAt(said('net total in last 30 days > 5'), who, {
        ...base,
        now: Date.parse(at),
      })
      return found === null ? null : new Date(found).toISOString()
    }
    expect(next('2026-03-15T12:00:00Z')).toBe('2026-03-20T00:00:00.000Z')
    expect(next('2026-03-20T00:00:00Z')).toBe('2026-03-31T00:00:00.000Z')
    expect(next('2026-03-31T00:00:00Z')).toBe(null)
  })

  test('looks at orders and refunds, and is of no other event', () => {
    expect(eventsIn(said('net total > 5'))).toEqual(['Order Completed', 'Order Refunded'])
    const of = (event: unknown) =>
      parseCondition({
        type: 'did',
        event,
        measure: { of: 'netTotal' },
        test: { op: 'greater', value: 5 },
      })
    expect(of(['Order Completed'])).toEqual(said('net total > 5'))
    for (const event of ['Order Refunded', ['Order Completed', 'Order Updated']]) {
      const failure = of(event)
      if (!isFailure(failure)) throw new Error(JSON.stringify(failure))
      expect(failure.where).toBe('event')
    }
  })
})
