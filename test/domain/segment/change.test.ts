import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Compared } from '../../../src/domain/segment/condition.ts'
import { isIn } from '../../../src/domain/segment/interval.ts'
import {
  intervalsBefore,
  inWindowBefore,
  turnsBefore,
} from '../../../src/domain/segment/windowBefore.ts'
import { inWindow } from '../../../src/domain/segment/windows.ts'
import { dayMs } from '../../../src/domain/time/civil.ts'
import { vocabulary } from './vocabulary.ts'
import { did, holds, nobody } from './saying.ts'
import { event, shopIn } from './world.ts'

const now = Date.parse('2026-03-31T12:00:00Z')
const says = (text: string, ...events: ReturnType<typeof event>[]) =>
  holds(text, did(...events), { now })

describe('a change', () => {
  const bought = (at: string, total = 100) => event('A', at, { total })

  test.each([
    ['change in count of "A" in last 10 days = 1', true],
    ['change in sum of total of "A" in last 10 days = 250', true],
    ['percent change in sum of total of "A" in last 10 days = 500', true],
    ['percent change in count of "A" in last 10 days = 100', true],
    ['change in distinct total of "A" in last 10 days = 1', true],
    ['change in count of "A" in last 10 days where (total > 100) = 1', true],
    ['change in count of "B" in last 10 days = 0', true],
    ['percent change in count of "B" in last 10 days exists', false],
  ])('%s: %s', (text, expected) => {
    const events = [
      bought('2026-03-31T12:00:00Z', 200),
      bought('2026-03-21T12:00:00.001Z'),
      // Ten days ago to the millisecond: of the window before.
      bought('2026-03-21T12:00:00Z', 50),
      // The first instant that is in neither.
      bought('2026-03-11T12:00:00Z', 7),
    ]
    expect(says(text, ...events)).toBe(expected)
  })

  test('is missing in percent where there was nothing, and of nothing it is 0 itself', () => {
    expect(holds('change in count of "A" in last 10 days = 0', nobody)).toBe(true)
    expect(
      says('percent change in count of "A" this month > 0', bought('2026-03-31T00:00:00Z')),
    ).toBe(false)
    expect(
      says('percent change in count of "A" this month = -100', bought('2026-02-01T00:00:00Z')),
    ).toBe(true)
  })

  test('in percent has the sign of the change where the sum was below 0', () => {
    const events = [bought('2026-03-31T00:00:00Z', 50), bought('2026-02-01T00:00:00Z', -100)]
    expect(says('percent change in sum of total of "A" this month = 150', ...events)).toBe(true)
  })

  test('is exact where a division is not', () => {
    const of = (n: number, at: string) => Array.from({ length: n }, () => bought(at))
    const events = [...of(4, '2026-03-30T00:00:00Z'), ...of(3, '2026-03-20T00:00:00Z')]
    expect(says('percent change in count of "A" in last 10 days > 33.3333', ...events)).toBe(true)
    expect(says('percent change in count of "A" in last 10 days < 33.3334', ...events)).toBe(true)
  })

  test.each([
    ['2026-02-28T23:59:59Z', 'this month', true],
    // As late on the day before.
    ['2026-03-30T12:00:00Z', 'today', true],
    ['2026-03-30T12:00:00.001Z', 'today', false],
    ['2026-03-24T12:00:00Z', 'this week', true],
    ['2026-03-24T12:00:00.001Z', 'this week', false],
    ['2025-03-31T12:00:00Z', 'this year', true],
    ['2025-03-31T12:00:00.001Z', 'this year', false],
    // The 90th day of this quarter, and the 90th of the last one.
    ['2025-12-29T12:00:00Z', 'this quarter', true],
    ['2025-12-30T12:00:00Z', 'this quarter', false],
  ])('what happened at %s was before %s in the same part of it: %s', (at, window, expected) => {
    expect(says(`change in count of "A" ${window} = -1`, bought(at))).toBe(expected)
  })
})

const windows = fc.oneof(
  fc.constantFrom(...vocabulary.spans).map((span): Compared => ({ type: 'last', ...span })),
  fc
    .constantFrom('day', 'week', 'month', 'quarter', 'year')
    .map((unit): Compared => ({ type: 'calendar', which: 'this', unit })),
)

test.each(['America/St_Johns', 'Pacific/Apia', 'Europe/London', 'UTC'])(
  'in %s the window before is the same at once and by the event, has none in common with the window, and its turns tell when it changes',
  (zone) => {
    const shop = shopIn(zone, 7)
    const near = { 'Pacific/Apia': '2011-12-30T10:00Z', UTC: '2024-02-29T00:00Z' }[zone]
    const at = Date.parse(near ?? '2009-11-01T02:31Z')
    const around = fc.oneof(
      fc.integer({ min: -3 * dayMs, max: 3 * dayMs }),
      fc.integer({ min: -800, max: 800 }).map((days) => days * dayMs),
      fc.integer({ min: -120, max: 120 }).map((minutes) => minutes * 60_000),
    )
    fc.assert(
      fc.property(windows, around, around, around, (window, a, b, later) => {
        const [ts, moment] = [at + a, at + b]
        const isBefore = inWindowBefore(ts, window, moment, shop)
        expect(isIn(intervalsBefore(window, moment, shop), ts)).toBe(isBefore)
        expect(isBefore && inWindow(ts, window, moment, shop)).toBe(false)
        const [from, to] = [moment, moment + Math.abs(later)]
        const turns = turnsBefore(window, ts, shop).filter((turn) => from < turn && turn <= to)
        const changed = inWindowBefore(ts, window, to, shop) !== isBefore
        expect(changed && turns.length === 0).toBe(false)
      }),
      { numRuns: 3_000 },
    )
  },
)
