import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isFailure, orRefuse } from '../../../src/domain/failure.ts'
import {
  firstInstant,
  lastInstant,
  parseInstant,
  readIso,
  showInstant,
} from '../../../src/domain/time/instant.ts'
import { utc, zoneOf } from '../../../src/domain/time/zone.ts'

const saoPaulo = orRefuse(zoneOf('America/Sao_Paulo'))

describe('an instant as text', () => {
  test('is shown as JavaScript shows it, and read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: firstInstant, max: lastInstant }), (ms) => {
        expect(showInstant(ms)).toBe(new Date(ms).toISOString())
        expect(parseInstant(showInstant(ms), utc)).toBe(ms)
      }),
    )
  })

  test.each([
    ['2026-11-21T10:30:00Z', '2026-11-21T10:30:00.000Z'],
    ['2026-11-21T10:30:00-03:00', '2026-11-21T13:30:00.000Z'],
    ['2026-11-21T10:30:00.1234567+0530', '2026-11-21T05:00:00.123Z'],
    ['2026-11-21t10:30z', '2026-11-21T10:30:00.000Z'],
    ['2026-11-21T10:30-03', '2026-11-21T13:30:00.000Z'],
    ['2026-11-21 10:30:00', '2026-11-21T13:30:00.000Z'],
    ['2026-11-21', '2026-11-21T03:00:00.000Z'],
    ['2018-11-04', '2018-11-04T03:00:00.000Z'],
  ])('%s, in São Paulo where it says no zone, is %s', (text, wanted) => {
    expect(showInstant(orRefuse(parseInstant(text, saoPaulo)))).toBe(wanted)
  })

  test.each([
    '2026-11-31',
    '2026-11-21T24:00:00Z',
    '2026-11-21T10:60:00Z',
    '2026-11-21T10:30:60Z',
    '2026-11-21T10:30:00+19:00',
    '2026-11-21T10:30:00+01:60',
    '2026-11-21T1:30:00Z',
    '2026-11-21T',
    '2026-11-21Z',
    '0999-12-31T23:59:59Z',
    '9999-12-31T23:59:59-01:00',
    '+12026-11-21T00:00:00Z',
    '21/11/2026',
    '2026-W47-6',
    'hello world, this is no date',
    '',
  ])('%j is refused', (text) => {
    expect(isFailure(parseInstant(text, utc))).toBe(true)
  })

  test('is read only where its date is one', () => {
    const near = fc.stringMatching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]?[0-9:.Z+-]{0,16}$/)
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (text) => {
        const day = readIso(text)?.day
        const date = new Date(`${text.slice(0, 10)}T00:00Z`).getTime() / 86_400_000
        expect([undefined, date]).toContain(day)
      }),
    )
  })
})
