import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { orRefuse } from '../../../src/domain/failure.ts'
import { civilOf, dayOf } from '../../../src/domain/time/civil.ts'
import {
  datePart,
  detectDateStyle,
  instantReader,
  parseInstantStyled,
  readStyled,
} from '../../../src/domain/time/dateStyle.ts'
import { showInstant } from '../../../src/domain/time/instant.ts'
import { utc, zoneOf } from '../../../src/domain/time/zone.ts'

describe('a cell', () => {
  test.each([
    ['21/11/2026 10:30', 'dmy', '2026-11-21T10:30:00.000Z'],
    ['11/21/2026 10:30:05', 'mdy', '2026-11-21T10:30:05.000Z'],
    ['12/1/10 8:26', 'mdy', '2010-12-01T08:26:00.000Z'],
    ['12/1/10 8:26', 'dmy', '2010-01-12T08:26:00.000Z'],
    ['1/2/68', 'dmy', '2068-02-01T00:00:00.000Z'],
    ['1/2/69', 'dmy', '1969-02-01T00:00:00.000Z'],
    ['2010-12-01 08:26:00', 'dmy', '2010-12-01T08:26:00.000Z'],
    ['2010/12/01T08:26:00.5Z', 'mdy', '2010-12-01T08:26:00.500Z'],
    ['2010-12-01T08:26:00-03:00', 'ymd', '2010-12-01T11:26:00.000Z'],
    ['21.11.2026, 8:26:05 PM', 'dmy', '2026-11-21T20:26:05.000Z'],
    ['21/11/2026 12:05 am', 'dmy', '2026-11-21T00:05:00.000Z'],
    [' 21-11-2026 ', 'dmy', '2026-11-21T00:00:00.000Z'],
    ['19970101', 'ymd', '1997-01-01T00:00:00.000Z'],
    ['12 de maio de 1977', 'mdy', '1977-05-12T00:00:00.000Z'],
    ['terça-feira, 1º de março de 2022', 'dmy', '2022-03-01T00:00:00.000Z'],
    ['05/FEV/77', 'ymd', '1977-02-05T00:00:00.000Z'],
    ['7-Sep-2026', 'dmy', '2026-09-07T00:00:00.000Z'],
    ['7 out. 2026', 'dmy', '2026-10-07T00:00:00.000Z'],
    ['2011-12-09 12:50:00 UTC', 'ymd', '2011-12-09T12:50:00.000Z'],
  ] as const)('%s as %s is %s', (text, style, wanted) => {
    expect(showInstant(parseInstantStyled(text, style, utc) ?? Number.NaN)).toBe(wanted)
  })

  test.each([
    ['21/11/2026', 'mdy'],
    ['21/11/2026', 'ymd'],
    ['31/02/2026', 'dmy'],
    ['31 de fevereiro de 2026', 'dmy'],
    ['12 de mel de 2026', 'dmy'],
    ['12 maio', 'dmy'],
    ['21/11-2026', 'dmy'],
    ['21/11/026', 'dmy'],
    ['21/11/2026 25:00', 'dmy'],
    ['21/11/2026 13:00 PM', 'dmy'],
    ['21/11/2026 x', 'dmy'],
    ['1.5', 'dmy'],
    ['40513.35', 'dmy'],
    ['', 'dmy'],
    ['1970-01-01T00:00:00+20:00', 'ymd'],
  ] as const)('%j is no date as %s', (text, style) => {
    expect(readStyled(text, style)).toBeUndefined()
  })

  test('without an offset is by the clocks of the zone', () => {
    const zone = orRefuse(zoneOf('America/Sao_Paulo'))
    expect(parseInstantStyled('21/11/2026 10:30', 'dmy', zone)).toBe(Date.UTC(2026, 10, 21, 13, 30))
    const read = instantReader('dmy', zone)
    expect([read('21/11/2026 10:30'), read('x'), read('21/11/2026 10:30'), read('x')]).toEqual([
      Date.UTC(2026, 10, 21, 13, 30),
      undefined,
      Date.UTC(2026, 10, 21, 13, 30),
      undefined,
    ])
  })

  test('in any style is the day that was written in it', () => {
    const days = fc.integer({ min: dayOf(1000, 1, 1), max: dayOf(9999, 12, 31) })
    fc.assert(
      fc.property(
        days,
        fc.constantFrom('dmy', 'mdy', 'ymd'),
        fc.constantFrom('/', '-', '.'),
        (day, style, by) => {
          const { year: y, month: m, day: d } = civilOf(day)
          const text = { dmy: [d, m, y], mdy: [m, d, y], ymd: [y, m, d] }[style].join(by)
          expect(readStyled(text, style)?.day).toBe(day)
        },
      ),
    )
  })
})

test('the date of a cell is what stands before its time', () => {
  const cells = {
    '12/1/10 8:26': '12/1/10',
    ' 21.11.2026, 8:26:05 PM': '21.11.2026',
    '2010-12-01T08:26:00-03:00': '2010-12-01',
    '12 de maio de 1977': '12 de maio de 1977',
    'terça-feira, 1º de março de 2022': 'terça-feira, 1º de março de 2022',
    '10:30': '10:30',
  }
  expect(Object.keys(cells).map(datePart)).toEqual(Object.values(cells))
  const long = `1${' '.repeat(1_000_000)}1`
  expect(datePart(long)).toBe(long)
})

describe('the style of a column', () => {
  test.each([
    [['2010-12-01 08:26:00', ''], 'ymd', false],
    [['12/1/10 8:26', '12/13/10 9:00'], 'mdy', false],
    [['01/12/2010', '13/12/2010'], 'dmy', false],
    [['01/12/2010', '02/12/2010'], 'dmy', true],
    [['11/11/2011'], 'dmy', false],
    [['19970101'], 'ymd', false],
  ] as const)('%j', (samples, style, ambiguous) => {
    expect(detectDateStyle(samples)).toMatchObject({ style, ambiguous })
  })

  test('says how many samples are dates', () => {
    expect(detectDateStyle(['13/12/2010', 'soon', ''])).toMatchObject({ read: 1, of: 2 })
  })
})
