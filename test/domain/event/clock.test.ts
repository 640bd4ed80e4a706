import { expect, test } from 'vitest'
import { messageTime } from '../../../src/domain/event/clock.ts'
import { isFailure, orRefuse } from '../../../src/domain/failure.ts'
import { zoneOf } from '../../../src/domain/time/zone.ts'

const received = Date.UTC(2026, 10, 21, 12, 0, 0)
const zone = orRefuse(zoneOf('America/Sao_Paulo'))
const iso = (ms: number) => new Date(ms).toISOString()
const at = (times: Parameters<typeof messageTime>[0]) => messageTime(times, { received, zone })
const hour = 3_600_000

test('a clock that is off by more than five seconds is put right by when it was sent', () => {
  const timestamp = iso(received - hour)
  expect(at({ timestamp, sentAt: iso(received - 5_000) })).toBe(received - hour)
  expect(at({ timestamp, sentAt: iso(received - 5_001) })).toBe(received - hour + 5_001)
  expect(at({ timestamp, sentAt: iso(received + 5_001) })).toBe(received - hour - 5_001)
  // A device whose clock stands in another year.
  const device = Date.UTC(2038, 0, 19, 3, 14, 8)
  expect(at({ timestamp: iso(device), sentAt: iso(device + hour) })).toBe(received - hour)
})

test('without a time of sending what it says stands, and without a time of its own nothing is said', () => {
  expect(at({ timestamp: iso(received - hour) })).toBe(received - hour)
  expect(at({ originalTimestamp: iso(received - hour), timestamp: null })).toBe(received - hour)
  expect(at({ sentAt: iso(received - hour) })).toBeUndefined()
  for (const sentAt of ['soon', {}, null, 7, '']) {
    expect(at({ timestamp: iso(received), sentAt })).toBe(received)
  }
})

test('times are ISO 8601, by the clocks of the shop where they say no offset, or milliseconds', () => {
  expect(at({ timestamp: '2026-11-21T09:00:00' })).toBe(received)
  expect(at({ timestamp: '1969-07-20T20:17:40Z' })).toBe(Date.UTC(1969, 6, 20, 20, 17, 40))
  expect(at({ timestamp: received })).toBe(received)
  for (const timestamp of ['21/11/2026', 'now', '', Math.floor(received / 1_000), 1.5, 1e300]) {
    const read = at({ timestamp })
    expect([isFailure(read), isFailure(read) && read.where]).toEqual([true, 'timestamp'])
  }
  const last = { timestamp: '9999-12-31T23:59:59Z', sentAt: iso(received - hour) }
  expect(at(last)).toMatchObject({ code: 'invalid', where: 'timestamp' })
})
