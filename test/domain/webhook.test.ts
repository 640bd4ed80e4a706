import { expect, test } from 'vitest'
import { mostAttempts, nextAttempt, pauseAfter } from '../../src/domain/webhook/webhook.ts'

const now = Date.parse('2026-11-22T10:00:00Z')

test('a message is sent ten times over some three days, each time later, then given up', () => {
  const waits = Array.from(
    { length: mostAttempts - 1 },
    (_, i) => (nextAttempt(i + 1, now, 0) ?? 0) - now,
  )
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  expect(waits.reduce((sum, ms) => sum + ms, 0) / 3_600_000).toBeCloseTo(75.6, 0)
  expect(nextAttempt(mostAttempts, now, 0)).toBeUndefined()
  expect((nextAttempt(1, now, 1) ?? 0) - now).toBe(6_000)
})

test('a receiver that has too much to do is left alone for as long as it says, up to an hour', () => {
  expect(pauseAfter(429, '7', now)).toBe(7_000)
  expect(pauseAfter(503, 'Sun, 22 Nov 2026 10:00:09 GMT', now)).toBe(9_000)
  expect(pauseAfter(429, 'Sun, 22 Nov 2026 09:00:00 GMT', now)).toBe(0)
  expect(pauseAfter(429, '999999999', now)).toBe(3_600_000)
  expect(pauseAfter(502, 'soon', now)).toBe(30_000)
  expect(pauseAfter(504, undefined, now)).toBe(30_000)
  expect(pauseAfter(500, '7', now)).toBeUndefined()
})
