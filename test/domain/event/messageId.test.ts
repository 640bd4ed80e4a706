import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bodyMessageId, eventId } from '../../../src/domain/event/messageId.ts'

test('an event id is the first half of SHA-256, the first byte the most significant', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '1', 'é', '€', '😀', '\n', '\ud800') })
  fc.assert(
    fc.property(fc.string(), text, (source, messageId) => {
      const digest = createHash('sha256').update(`${source}\n${messageId}`, 'utf8').digest('hex')
      expect(eventId(source, messageId)).toBe(BigInt(`0x${digest.slice(0, 32)}`))
    }),
  )
})

test('an event id stays what it was: what is stored would be brought a second time', () => {
  // ClickHouse gives the same for the expression in the doc comment.
  expect(eventId('orders', 'Order Completed\nÉ1')).toBe(124502398382407979058122130638708394530n)
})

test('an event without message id and time is told from its twin by which of them it is', () => {
  const body = { event: 'Page Viewed' }
  expect(bodyMessageId(body, true, '1')).toBe(bodyMessageId(body, true, '2'))
  expect(bodyMessageId(body, false, '1')).not.toBe(bodyMessageId(body, false, '2'))
})
