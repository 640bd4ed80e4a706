import { readdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  publishRejected,
  rejectedColumns,
  RejectedFile,
  rejectedForm,
} from '../../../../src/work/intake/files/rejected.ts'
import { eachRow, headerLine, type FileRow } from '../../../../src/work/intake/files/understand.ts'
import type { Understanding } from '../../../../src/work/intake/files/understand.ts'
import { understood, written } from './place.ts'
import { styled, workbook } from './workbook.ts'

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
  const path = await written('')
  const { dialect, columns, width, format } = file
  const rejected = new RejectedFile(path, { dialect, header: headerLine(file), more: false })
  const rows = await rowsOf(file)
  for (const row of rows) rejected.add(row, why)
  rejected.close()
  const kinds = Array.from({ length: width }, (_, at) => columns.find((c) => c.at === at)?.type)
  await publishRejected(path, { format, kinds, rows: rows.length })
  expect(await readdir(dirname(path))).toEqual(['sent'])
  return path
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

  it('of JSON come back as one object a line', async () => {
    const records = [
      { id: 7, name: '=1+1', active: true, address: { city: 'Recife' }, tags: ['a', 'b'] },
      { id: 12.5, name: "'x", active: false, zip: '01310' },
    ]
    const file = await understood(records.map((each) => JSON.stringify(each)).join('\n'))
    const path = await allRejected(file)
    const lines = (await readFile(path, 'utf8')).trim().split('\n')
    const added = { rejected_column: 'Nome', rejected_value: '=x', rejected_reason: 'It is wrong' }
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        rejected_row: 2,
        ...added,
        rejected_fix: 'Mend it.',
        id: 7,
        name: '=1+1',
        active: true,
        'address.city': 'Recife',
        tags: 'a|b',
        zip: null,
      },
      {
        rejected_row: 3,
        ...added,
        rejected_fix: 'Mend it.',
        id: 12.5,
        name: "'x",
        active: false,
        'address.city': null,
        tags: null,
        zip: '01310',
      },
    ])
    const again = await cellsAgain(path)
    expect(again).toMatchObject({ format: 'json', columns: said(file) })
    expect(again.cells).toEqual((await rowsOf(file)).map(({ cells }) => cells))
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
