import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { readXlsx, type CellValue } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fieldTypes, valueType, valueTypes } from '../../../src/domain/customer/field.ts'
import type { FieldType, Value } from '../../../src/domain/customer/field.ts'
import { plainText, type PeopleStyle } from '../../../src/domain/customer/formats/plain.ts'
import { headersOf } from '../../../src/domain/export/column.ts'
import { exportStyles, type ExportStyle } from '../../../src/domain/export/style.ts'
import { orRefuse } from '../../../src/domain/failure.ts'
import { unguard } from '../../../src/domain/import/formulaGuard.ts'
import { scaleNumber, showNumber } from '../../../src/domain/number.ts'
import { detectNumberStyle, parseNumberStyled } from '../../../src/domain/numberStyle.ts'
import { csvPieces } from '../../../src/work/export/csv.ts'
import { parquetPieces } from '../../../src/work/export/parquet.ts'
import { xlsxPieces } from '../../../src/work/export/xlsx.ts'
import { detectText, sampleRows } from '../../../src/work/intake/files/textDialect.ts'
import { bytesOf, columns, parsed, someRows, tableOf, zone, type Row } from './world.ts'

/** A cell as an import reads it in the styles that it finds in such a file. */
function read(type: FieldType, cell: string, style: ExportStyle): Value | undefined {
  const text = unguard(cell)
  return parsed(type, style === 'technical' ? text : plainText({ type }, text, people))
}

const people: PeopleStyle = {
  readNumber: (text) => parseNumberStyled(text, { decimal: ',', thousands: '' }),
  dates: 'dmy',
  zone,
}

function readRow(cells: readonly string[], style: ExportStyle): Row {
  const row: Row = {}
  for (const [i, type] of fieldTypes.entries()) {
    const value = read(type, cells[i] ?? '', style)
    if (value !== undefined) row[type] = value
  }
  return row
}

describe.each(exportStyles)('CSV, %s', (style) => {
  test('reads back as the same values', async () => {
    await fc.assert(
      fc.asyncProperty(someRows, async (rows) => {
        const bytes = await bytesOf(csvPieces(tableOf(rows, style)))
        const { dialect, text } = orRefuse(detectText(Buffer.from(bytes), {}))
        expect(dialect.delimiter).toBe(style === 'technical' ? ',' : ';')
        const [header, ...lines] = sampleRows(text.replace(/^\uFEFF/, ''), dialect)
        expect(header?.cells).toEqual(headersOf(columns, style))
        expect(lines.map(({ cells }) => readRow(cells, style))).toEqual(rows)
      }),
      { numRuns: 300 },
    )
  })

  test('has numbers that are in one style beyond doubt, or the same in all', async () => {
    await fc.assert(
      fc.asyncProperty(someRows, async (rows) => {
        const bytes = await bytesOf(csvPieces(tableOf(rows, style)))
        const { dialect, text } = orRefuse(detectText(Buffer.from(bytes), {}))
        const [, ...lines] = sampleRows(text.replace(/^\uFEFF/, ''), dialect)
        for (const type of ['integer', 'decimal', 'money'] as const) {
          const cells = lines.map((line) => line.cells[fieldTypes.indexOf(type)] ?? '')
          const found = detectNumberStyle(cells)
          expect([found.ambiguous, found.read]).toEqual([false, found.of])
        }
      }),
    )
  })

  test('of one column has a row for each, also where there is no value', async () => {
    const one = tableOf([{ text: 'a' }, {}, { text: 'b' }], style, ['text'])
    const text = Buffer.from(await bytesOf(csvPieces(one))).toString()
    expect(
      text
        .replace(/^\uFEFF/, '')
        .split('\r\n')
        .slice(1),
    ).toEqual(['a', '""', 'b', ''])
  })
})

test('CSV for Excel in Brazil is as Excel there writes it', async () => {
  const row: Row = {
    text: '01310',
    integer: 20_000,
    decimal: 12_340,
    money: 12_345_000,
    boolean: false,
    date: 20_778,
    datetime: Date.UTC(2026, 10, 21, 13, 30),
    choice: '=1+1',
    list: ['a', 'b'],
    location: { lat: -23.55, lon: -46.63 },
    cpf: '01234567890',
    cep: '01310100',
    phone: '+5511987654321',
  }
  const only = Object.keys(row) as FieldType[]
  const text = Buffer.from(await bytesOf(csvPieces(tableOf([row], 'excel-br', only)))).toString()
  expect(text).toBe(
    '\uFEFFO text;O integer;O decimal;O money;O boolean;O date;O datetime;O choice;O list;O location;O cpf;O cep;O phone\r\n' +
      "'01310;2;1,2340;1234,50;não;21/11/2026;21/11/2026 10:30;'=1+1;a|b;-23.55, -46.63;012.345.678-90;01310-100;(11) 98765-4321\r\n",
  )
})

/** A cell of a workbook as text for programs, times by the clocks of the shop. */
function programText(cell: CellValue): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return showNumber(scaleNumber(cell) ?? Number.NaN)
  if (cell instanceof Date) return cell.toISOString().slice(0, -1)
  return String(cell)
}

describe.each(exportStyles)('XLSX, %s', (style) => {
  test('reads back as the same values, over several sheets', async () => {
    await fc.assert(
      fc.asyncProperty(someRows, async (rows) => {
        const options = { about: rows.length, rowsPerSheet: 4 }
        const { sheets } = await readXlsx(await bytesOf(xlsxPieces(tableOf(rows, style), options)))
        expect(sheets).toHaveLength(Math.ceil(rows.length / 3))
        const lines = sheets.flatMap((sheet) => {
          expect(sheet.rows[0]).toEqual(headersOf(columns, style))
          return sheet.rows.slice(1)
        })
        const back = lines.map((line) => {
          const row: Row = {}
          for (const [i, type] of fieldTypes.entries()) {
            const cell = line[i] ?? null
            // A text is in the style of the file, typed cells have none.
            const value =
              typeof cell === 'string'
                ? read(type, cell, style)
                : read(type, programText(cell), 'technical')
            if (value !== undefined) row[type] = value
          }
          return row
        })
        expect(back).toEqual(rows)
      }),
      { numRuns: 150 },
    )
  })

  test('has typed cells where Excel has such', async () => {
    const row: Row = {
      text: '00123',
      integer: 20_000,
      money: 12_345_000,
      date: 20_778,
      boolean: true,
    }
    const only = Object.keys(row) as FieldType[]
    const bytes = await bytesOf(xlsxPieces(tableOf([row], style, only), { about: 1 }))
    const { sheets } = await readXlsx(bytes)
    expect(sheets[0]?.rows[1]).toEqual(['00123', 2, 1234.5, new Date(Date.UTC(2026, 10, 21)), true])
    expect(sheets[0]?.freezePane).toMatchObject({ rows: 1 })
  })

  test('cuts what Excel would call damage, and says so', async () => {
    const bytes = await bytesOf(
      xlsxPieces(tableOf([{ text: '😀'.repeat(20_000) }], style), { about: 1 }),
    )
    const cell = String((await readXlsx(bytes)).sheets[0]?.rows[1]?.[0])
    expect(cell.length).toBeLessThanOrEqual(32_767)
    expect(cell).toMatch(/^(?:😀)+ \[…\]$/u)
  })
})

describe('Parquet', () => {
  let directory = ''
  let made = 0
  let duckdb: DuckDBConnection
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'clientela-parquet-'))
    duckdb = await (await DuckDBInstance.create(':memory:')).connect()
  })
  afterAll(() => {
    duckdb.closeSync()
    rmSync(directory, { recursive: true, force: true })
  })

  async function tableIn(rows: readonly Row[], only?: readonly FieldType[]): Promise<string> {
    // Each under a name of its own: what was read of a path is remembered there.
    const path = join(directory, `table-${(made += 1)}.parquet`)
    writeFileSync(path, await bytesOf(parquetPieces(tableOf(rows, 'technical', only))))
    return path
  }

  test('reads back as the same values', async () => {
    // Exactly: numbers and instants as text, lists as JSON.
    const shown = fieldTypes.map((type) => {
      if (type === 'datetime') return `epoch_ms(datetime)::VARCHAR AS datetime`
      return valueType(type) === 'list'
        ? `to_json(${type})::VARCHAR AS ${type}`
        : `"${type}"::VARCHAR AS "${type}"`
    })
    await fc.assert(
      fc.asyncProperty(someRows, async (rows) => {
        const path = await tableIn(rows)
        const read = await duckdb.runAndReadAll(`SELECT ${shown.join(', ')} FROM '${path}'`)
        const back = read.getRowObjects().map((line) => {
          const row: Row = {}
          for (const type of fieldTypes) {
            const cell = line[type]
            const given = type === 'datetime' && cell !== null ? Number(cell) : cell
            const value = parsed(type, given)
            if (value !== undefined) row[type] = value
          }
          return row
        })
        expect(back).toEqual(rows)
      }),
      { numRuns: 100 },
    )
  })

  test('has the type of each kind of value, and groups of a bounded size', async () => {
    const rows = Array.from({ length: 25_000 }, (_, i) => ({ integer: i * 10_000 }))
    const path = await tableIn(rows, valueTypes)
    const described = await duckdb.runAndReadAll(`DESCRIBE SELECT * FROM '${path}'`)
    const types = described.getRowObjects().map((row) => [row['column_name'], row['column_type']])
    expect(Object.fromEntries(types)).toEqual({
      text: 'VARCHAR',
      integer: 'BIGINT',
      decimal: 'DECIMAL(18,4)',
      money: 'DECIMAL(18,4)',
      boolean: 'BOOLEAN',
      date: 'DATE',
      datetime: 'TIMESTAMP WITH TIME ZONE',
      choice: 'VARCHAR',
      list: 'VARCHAR[]',
      location: 'VARCHAR',
    })
    const groups = await duckdb.runAndReadAll(
      `SELECT DISTINCT row_group_id, row_group_num_rows::INT AS n FROM parquet_metadata('${path}') ORDER BY 1`,
    )
    expect(groups.getRowObjects().map(({ n }) => n)).toEqual([10_000, 10_000, 5_000])
    const sum = await duckdb.runAndReadAll(`SELECT sum(integer)::BIGINT AS sum FROM '${path}'`)
    expect(sum.getRowObjects()).toEqual([{ sum: 312_487_500n }])
  })

  test('of nobody is a table without rows', async () => {
    const path = await tableIn([])
    const read = await duckdb.runAndReadAll(`SELECT count(*)::INT AS n FROM '${path}'`)
    expect(read.getRowObjects()).toEqual([{ n: 0 }])
  })
})
