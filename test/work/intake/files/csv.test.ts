import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cellLimit,
  csvLine,
  csvReader,
  rowLimit,
  RowTooLong,
  type CsvRow,
} from '../../../../src/work/intake/files/csv.ts'

function rowsOf(text: string, delimiter = ',', pieces: readonly number[] = []): CsvRow[] {
  const rows: CsvRow[] = []
  const reader = csvReader(delimiter, '\n', (row) => rows.push(row))
  let from = 0
  for (const length of pieces) {
    reader.push(text.slice(from, from + length))
    from += length
  }
  reader.push(text.slice(from))
  reader.end()
  return rows
}

const cells = (text: string, delimiter?: string) => rowsOf(text, delimiter).map((row) => row.cells)

const hostile = fc.string({
  unit: fc.constantFrom(
    'a',
    'é',
    '漢',
    '"',
    ',',
    ';',
    '\n',
    '\r\n',
    '\t',
    ' ',
    "'",
    '1',
    '.',
    '\0',
  ),
  maxLength: 8,
})

describe('rows of a file', () => {
  it('are those that were written, whatever the cells hold and wherever the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(hostile, { minLength: 2, maxLength: 4 }), { maxLength: 8 }),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.nat(7), { maxLength: 20 }),
        (rows, delimiter, end, pieces) => {
          const text = rows.map((row) => csvLine(row, delimiter) + end).join('')
          const read = rowsOf(text, delimiter, pieces)
          expect(read.map((row) => row.cells)).toEqual(rows)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('are those that csv-parse reads', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', 'b', ',', '"', '""', '"x"', '\n', ' '),
          maxLength: 30,
        }),
        fc.array(fc.nat(5), { maxLength: 10 }),
        (text, pieces) => {
          let theirs: string[][]
          try {
            theirs = parse(text, { relax_column_count: true, skip_empty_lines: true })
          } catch {
            return
          }
          expect(rowsOf(text, ',', pieces).map((row) => row.cells)).toEqual(theirs)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('do not depend on where the text is cut, even when it is broken', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ',', '"', '\r', '\n'), maxLength: 30 }),
        fc.array(fc.nat(5), { maxLength: 12 }),
        (text, pieces) => {
          expect(rowsOf(text, ',', pieces)).toEqual(rowsOf(text))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('are counted as a spreadsheet counts them, empty ones too', () => {
    const rows = rowsOf('a,b\n\n1,"x\ny"\n2,z')
    expect(rows.map((row) => [row.number, row.raw])).toEqual([
      [1, 'a,b'],
      [3, '1,"x\ny"'],
      [4, '2,z'],
    ])
  })

  it('may hold quotation marks that quote nothing', () => {
    expect(cells('5" plate,"7" plate",x\n')).toEqual([['5" plate', '"7" plate"', 'x']])
  })

  it('may end with a carriage return alone in files of old', () => {
    const rows: (readonly string[])[] = []
    const reader = csvReader(',', '\r', (row) => rows.push(row.cells))
    reader.push('a,b\r1,"2"\r')
    reader.end()
    expect(rows).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
  })

  it('say so when a quotation mark is never closed or a cell is huge', () => {
    expect(rowsOf('a\n"b,c\nd').map((row) => row.broken)).toEqual([undefined, 'quote'])
    const huge = 'x'.repeat(cellLimit + 1)
    expect(rowsOf(`a,b\n${huge},1\n"${huge}",1\n2,3\n`).map((row) => row.broken)).toEqual([
      undefined,
      'cell',
      'cell',
      undefined,
    ])
  })

  it('end the reading when one has no end', () => {
    const reader = csvReader(',', '\n', () => {})
    const piece = 'x'.repeat(1 << 20)
    reader.push('a,b\n"')
    expect(() => {
      for (let length = 0; length <= rowLimit + 1; length += piece.length) reader.push(piece)
    }).toThrow(RowTooLong)
  })
})
