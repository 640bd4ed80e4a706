import { readdir, readFile, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordsBeside, sentOf } from '../../../../src/work/intake/files/json.ts'
import {
  publishRejected,
  rejectedColumns,
  RejectedFile,
  rejectedForm,
} from '../../../../src/work/intake/files/rejected.ts'
import { writeRecords } from '../../../../src/work/intake/files/rejectedRecords.ts'
import { eachRow, headerLine, type FileRow } from '../../../../src/work/intake/files/understand.ts'
import type { Understanding } from '../../../../src/work/intake/files/understand.ts'
import { understood, written } from './place.ts'
import { styled, workbook, zip } from './workbook.ts'

const why = { column: 'Nome', value: '=x', reason: 'It is wrong', fix: 'Mend it.' }

async function rowsOf(file: Understanding): Promise<FileRow[]> {
  const rows: FileRow[] = []
  await eachRow(
    file,
    (row) => rows.push(row),
    async () => {},
  )
  return rows
}

/** The file in which all rows of a file come back. */
async function allRejected(file: Understanding): Promise<string> {
  const path = `${await written('')}.${rejectedForm(file.format)}`
  await rm(path.replace(/\.\w+$/, ''))
  const { dialect, columns, width, format } = file
  const rejected = new RejectedFile(path, { dialect, header: headerLine(file), more: false })
  const rows = await rowsOf(file)
  for (const row of rows) rejected.add(row, why)
  rejected.close()
  const kinds = Array.from({ length: width }, (_, at) => columns.find((c) => c.at === at)?.type)
  const records = recordsBeside(sentOf(file.csv))
  const to = await publishRejected(path, { format, records, kinds, rows: rows.length })
  expect(await readdir(dirname(path))).toEqual([basename(to)])
  return to
}

/** Its cells behind the columns that were added, and what the columns seem to hold. */
async function cellsAgain(path: string) {
  const again = await understood(await readFile(path))
  expect(again.columns.slice(0, 5).map(({ name }) => name)).toEqual(rejectedColumns)
  const rows = await rowsOf(again)
  return {
    format: again.format,
    questions: again.questions,
    columns: again.columns.slice(5).map(({ name, type }) => [name, type]),
    cells: rows.map(({ cells }) => cells.slice(5)),
  }
}

async function* inPieces(rows: readonly string[][]): AsyncGenerator<readonly string[][]> {
  yield rows.slice(0, 2)
  yield rows.slice(2)
}

/** With a number beyond the digits of a double, an escape, lists, a key with a point, what is null. */
const spread =
  '"id":12345678901234567890,"name":"=1+1 \\"é\\u00e9\\\\","address":{"city":"Recife","geo":{"x":[1,{"y":null}]}},"tags":["a","b|c"],"a.b":1.50'
const plain = '"id":7,"name":"\'x","active":false,"zip":"01310","address":null'
const nested = `[\n  {${spread}}, { },\n {${plain}} ]`
const reasons = (row: number) =>
  `"rejected_row":${row},"rejected_column":"Nome","rejected_value":"=x",` +
  '"rejected_reason":"It is wrong","rejected_fix":"Mend it."'

const said = ({ columns }: Understanding) => columns.map(({ name, type }) => [name, type])

const header = ['Código', 'Nome', 'Nascimento', 'Gasto', 'Visto', 'Ativo', 'CEP', 'Obs']
const people = (n: number) =>
  Array.from({ length: n }, (_, i) => [
    `00${i}`,
    i % 2 === 0 ? '=1+1' : `'=Ana "${i}"; Souza`,
    styled(33_000 + i, 1),
    i + 0.25,
    styled(44_000.5 + i, 2),
    i % 3 === 0,
    styled(1_310_100 + i, 3),
    i % 2 === 0 ? 'linha 1\nlinha 2 _x0041_' : null,
  ])

describe('rejected rows', () => {
  it('of a workbook come back as a workbook that says the same, cell by cell, in the same types', async () => {
    const formats = ['dd/mm/yyyy', 'dd/mm/yyyy hh:mm', '00000-000']
    const rows = [['Clientes de 2026'], [], header, ...people(300)]
    const file = await understood(await workbook({ formats, sheets: [{ name: 'A', rows }] }))
    const again = await cellsAgain(await allRejected(file))
    expect(again).toMatchObject({ format: 'xlsx', questions: [], columns: said(file) })
    expect(again.cells).toEqual((await rowsOf(file)).map(({ cells }) => cells))
    expect(again.cells[1]).toEqual([
      '001',
      '=Ana "1"; Souza',
      '1990-05-08',
      '1.25',
      '2020-06-19T12:00:00',
      'false',
      '01310-101',
      '',
    ])
  })

  it('of a workbook have numbers, dates, and cells beyond the header where they had them', async () => {
    const rows = [
      ['Nome', 'Pontos'],
      ['Ana', 1],
      ['Bia', 2, null, 'à parte'],
    ]
    const file = await understood(await workbook({ sheets: [{ name: 'A', rows }] }))
    const path = await allRejected(file)
    const again = await understood(await readFile(path))
    const [first, second] = await rowsOf(again)
    expect(first?.cells.slice(5)).toEqual(['Ana', '1', '', ''])
    expect(second?.cells.slice(5)).toEqual(['Bia', '2', '', 'à parte'])
  })

  it('of a workbook with a cell longer than Excel takes come back as CSV that has all of it', async () => {
    const long = `${'a "b", '.repeat(5_000)}ç`
    const rows = [
      ['Nome', 'Obs', 'Pontos'],
      ['Ana', long, 1.5],
      ['=1+1', 'curto', 2],
    ]
    const file = await understood(await workbook({ sheets: [{ name: 'A', rows }] }))
    const path = await allRejected(file)
    expect(path).toMatch(/\.csv$/)
    const again = await cellsAgain(path)
    expect(again).toMatchObject({ format: 'csv', questions: [], columns: said(file) })
    expect(again.cells).toEqual([
      ['Ana', long, '1.5'],
      ['=1+1', 'curto', '2'],
    ])
  })

  it('of a workbook stay a workbook while each cell has the length that Excel takes', async () => {
    const longest = 'x'.repeat(32_767)
    const rows = [
      ['Nome', 'Obs'],
      ['Ana', longest],
    ]
    const file = await understood(await workbook({ sheets: [{ name: 'A', rows }] }))
    const again = await cellsAgain(await allRejected(file))
    expect(again).toMatchObject({ format: 'xlsx', cells: [['Ana', longest]] })
  })

  it('of JSON come back nested as they were, one a line, with the reasons in front', async () => {
    const path = await allRejected(await understood(nested))
    const lines = (await readFile(path, 'utf8')).trim().split('\n')
    expect(lines).toEqual([`{${reasons(2)},${spread}}`, `{${reasons(4)},${plain}}`])
    const file = await understood(nested)
    const again = await cellsAgain(path)
    expect(again).toMatchObject({ format: 'json', columns: said(file) })
    expect(again.cells).toEqual((await rowsOf(file)).map(({ cells }) => cells))
  })

  it('of JSON that is rejected again have what is said of them now, however it was written meanwhile', async () => {
    const path = await allRejected(await understood(nested))
    const first = (await readFile(path, 'utf8')).trim().split('\n')
    const objects = first.map((line) => JSON.parse(line) as Record<string, unknown>)
    const pretty = JSON.stringify(objects, null, 2).replaceAll('It is wrong', 'Something else')
    const twice = await allRejected(await understood(pretty))
    const lines = (await readFile(twice, 'utf8')).trim().split('\n')
    const now = objects.map((each, at) => ({ ...each, rejected_row: at + 2 }))
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(now)
    expect(lines[0]).not.toContain('Something else')
  })

  it.each([
    ['a zip', async () => await zip({ 'clientes.json': nested })],
    ['a gzip', async () => gzipSync(nested)],
    ['UTF-16', async () => Buffer.from(`\uFEFF${nested}`, 'utf16le')],
  ])('of JSON in %s come back nested too', async (_, sent) => {
    const path = await allRejected(await understood(await sent()))
    const lines = (await readFile(path, 'utf8')).trim().split('\n')
    expect(lines[0]).toBe(`{${reasons(2)},${spread}}`)
  })

  it('of JSON of any form are what they were, but for the reasons', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((each) => each !== '__proto__')
    const record = fc.dictionary(text, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(undefined, 2, '\t'),
        async (records, indent) => {
          const sent = await written(JSON.stringify(records, undefined, indent))
          const to = `${sent}.jsonl`
          const rows = records.map((_, at) => [String(at + 2), '', 'b', '"', ''])
          await writeRecords({ records: sent, to, names: rejectedColumns }, inPieces(rows))
          const lines = (await readFile(to, 'utf8')).trim().split('\n')
          const said = { rejected_column: null, rejected_value: 'b', rejected_reason: '"' }
          expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
            records.map((each, at) => ({
              rejected_row: at + 2,
              ...said,
              rejected_fix: null,
              ...each,
            })),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  it('of JSON are found in the order in which they are asked for, in two passes too', async () => {
    const records = Array.from({ length: 3_000 }, (_, id) => ({ id, text: 'x'.repeat(200) }))
    const sent = await written(records.map((each) => JSON.stringify(each)).join('\n'))
    const order = [2, 1_500, 3_001, 3, 2_999]
    const rows = order.map((row) => [String(row), '', '', '', ''])
    await writeRecords(
      { records: sent, to: `${sent}.jsonl`, names: rejectedColumns },
      inPieces(rows),
    )
    const lines = (await readFile(`${sent}.jsonl`, 'utf8')).trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { id: number }).id + 2)).toEqual(order)
  })

  it('of text and Parquet come back as text', () => {
    expect((['csv', 'parquet', 'xlsx', 'json'] as const).map(rejectedForm)).toEqual([
      'csv',
      'csv',
      'xlsx',
      'jsonl',
    ])
  })
})
