import fc from 'fast-check'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { columnsOf, csvLine } from '../../src/http/csv.ts'
import { readCursor, readIdCursor, writeCursor } from '../../src/http/cursor.ts'

describe('CSV', () => {
  test('comes back as it was, but for the guard', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 5 }),
        (cells) => {
          const [row] = parse(csvLine(cells), { record_delimiter: '\r\n' }) as string[][]
          const guarded = cells.map((cell) =>
            /^[=@+\-\t\r]/.test(cell) && !/^[+-]?\d[\d.]*$/.test(cell) ? `'${cell}` : cell,
          )
          expect(row).toEqual(guarded)
        },
      ),
    )
  })

  test.each([
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['+cmd|x', "'+cmd|x"],
    ['-2+3', "'-2+3"],
    ['\tx', `"'\tx"`],
    ['-12.5', '-12.5'],
    ['+5581999990000', '+5581999990000'],
    ['a,b', '"a,b"'],
  ])('%j is written as %s', (cell, written) => {
    // A tab makes a cell no quoting needs; the quotes of it are for what strips blanks.
    expect(csvLine([cell]).trimEnd().replaceAll('"', '')).toBe(written.replaceAll('"', ''))
  })

  test('a kind of identifier that is a field too is one column', () => {
    const columns = columnsOf(['user_id', 'email'], ['email', 'city'])
    expect(columns.map(({ name }) => name)).toEqual(['customer_id', 'user_id', 'email', 'city'])
    const person = {
      id: '7',
      created: '',
      updated: '',
      known: true,
      fields: { city: ['a', 'b'] },
      identifiers: { user_id: ['u1', 'u2'], email: ['x@y'] },
    }
    expect(columns.map(({ of }) => of(person))).toEqual(['7', 'u1;u2', 'x@y', 'a;b'])
  })
})

describe('a cursor', () => {
  test('gives back what was put in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 3 }),
        (parts) => {
          expect(readCursor(writeCursor(parts), parts.length)).toEqual(parts)
        },
      ),
    )
  })

  test('that nobody made is refused', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => readIdCursor(text)).toThrow('no cursor')
      }),
    )
    expect(() => readIdCursor(writeCursor(['1 OR 1=1']))).toThrow('no cursor')
    expect(readIdCursor(undefined)).toBeUndefined()
  })
})
