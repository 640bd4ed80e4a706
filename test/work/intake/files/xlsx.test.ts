import { readFile } from 'node:fs/promises'
import { writeXlsx } from 'hucre/xlsx'
import { describe, expect, it } from 'vitest'
import { scale } from '../../../../src/domain/number.ts'
import { xlsxPieces } from '../../../../src/work/export/xlsx.ts'
import { toCanonical } from '../../../../src/work/intake/files/canonical.ts'
import { understood, written } from './place.ts'
import { bytesOf, tableOf } from '../../export/world.ts'
import { styled, workbook, type CellMade, type SheetMade } from './workbook.ts'

async function csvOf(content: Buffer, sheet?: string | number): Promise<string> {
  const { path, format } = await toCanonical(await written(content), { sheet })
  expect(format).toBe('xlsx')
  return await readFile(path, 'utf8')
}

const oneSheet = async (rows: readonly (readonly CellMade[])[], more = {}) =>
  await csvOf(await workbook({ sheets: [{ name: 'Clientes', rows }], ...more }))

describe('a workbook as rows', () => {
  it('has each row where it stands in the sheet, and texts as they are', async () => {
    const rows = [
      ['Nome', 'Obs'],
      ['Ana & <Bia>', 'diz "olá", e\nvai'],
      [null, null],
      [null, '007'],
      ['Caio', null],
    ]
    expect(await oneSheet(rows)).toBe(
      'Nome,Obs\nAna & <Bia>,"diz ""olá"", e\nvai"\n\n,007\nCaio,\n',
    )
  })

  it('has numbers with a decimal point and without the noise of doubles', async () => {
    const numbers = [
      0.1 + 0.2,
      1234.5,
      -2,
      1.234,
      1e21,
      1e-7,
      17_850,
      { xml: '><v>39.989999999999995</v>' },
      { xml: '><v>1.0E-2</v>' },
    ]
    expect(await oneSheet([numbers])).toBe(
      '0.3,1234.5,-2,1.2340,1000000000000000000000,0.0000001,17850,39.99,0.01\n',
    )
  })

  it.each([
    [1900, 45_617, 'dd/mm/yyyy', '2024-11-21'],
    [1900, 45_617.427_083_333_3, 'dd/mm/yyyy hh:mm', '2024-11-21T10:15:00'],
    [1900, 45_617, 'dd/mm/yyyy hh:mm', '2024-11-21T00:00:00'],
    [1900, 45_617.999_999_999, 'd mmm yy', '2024-11-22'],
    [1900, 0.427_083_333_333, 'h:mm AM/PM', '10:15:00'],
    [1900, 1.5, '[h]:mm', '36:00:00'],
    [1900, 1, 'd/m/y', '1900-01-01'],
    [1900, 59, 'd/m/y', '1900-02-28'],
    [1900, 61, 'd/m/y', '1900-03-01'],
    [1904, 44_155, 'yyyy-mm-dd', '2024-11-21'],
    [1900, 45_617, '[$-416]d "de" mmmm "de" yyyy;@', '2024-11-21'],
    [1900, 45_617, '"dia" 0.00', '45617'],
    [1900, 0.125, '0.0%', '12.5%'],
    [1900, 1_310_100, '00000-000', '01310-100'],
    [1900, 1_234_567_890, '000"."000"."000-00', '012.345.678-90'],
    [1900, 7, '00', '07'],
    [1900, 1_234.5, '#,##0.00', '1234.5'],
    [1900, 12, '[Red]"R$" #,##0.00', '12'],
    [1900, -1, 'dd/mm/yyyy', '-1'],
  ])('has, in the calendar of %i, the number %d of the format %s as %s', async (...row) => {
    const [system, value, format, text] = row
    const date1904 = system === 1904
    expect(await oneSheet([[styled(value, 1)]], { formats: [format], date1904 })).toBe(`${text}\n`)
  })

  it('has of formulas what they came to, of errors nothing, of booleans true and false', async () => {
    const cells = [
      { xml: '><f>1+1</f><v>2</v>' },
      { xml: 't="str"><f>A1&amp;"x"</f><v>2x</v>' },
      { xml: 't="e"><f>1/0</f><v>#DIV/0!</v>' },
      { xml: 't="e"><v>#N/A</v>' },
      true,
      false,
      { xml: 't="d"><v>2024-11-21T00:00:00</v>' },
      { xml: '><f>NOW()</f>' },
      'fim',
    ]
    expect(await oneSheet([cells])).toBe('2,2x,,,true,false,2024-11-21,,fim\n')
  })

  it('has texts of several runs whole, without how they are pronounced', async () => {
    const cells = [
      {
        xml: 't="inlineStr"><is><r><t>São </t></r><r><rPr><b/></rPr><t>Paulo</t></r><rPh><t>x</t></rPh></is>',
      },
      { xml: 't="inlineStr"><is><t>a_x000D_b &#233; <![CDATA[<&amp;>]]></t></is>' },
    ]
    expect(await oneSheet([cells])).toBe('São Paulo,"a\rb é <&amp;>"\n')
  })

  it('is read whatever prefixes and references its parts have', async () => {
    const sheet =
      '<x:worksheet xmlns:x="a"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>Nome</x:t></x:is></x:c>' +
      "<x:c t='n'><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    expect(await oneSheet([], { parts: { 'xl/worksheets/sheet1.xml': sheet } })).toBe('Nome,7\n')
  })

  it('has the texts that a program writes, tens of thousands of them', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [`Cliente ${i}`, i, `Obs ${i % 7}`])
    const made = await writeXlsx({
      sheets: [{ name: 'A', rows: [['nome', 'id', 'obs'], ...rows] }],
    })
    const expected = ['nome,id,obs', ...rows.map((row) => row.join(',')), ''].join('\n')
    expect(await csvOf(Buffer.from(made))).toBe(expected)
  })

  it('is a sheet of it: by name, by place, else the first with a header and rows', async () => {
    const sheets = [
      { name: 'Capa', rows: [['Relatório']] },
      { name: 'Oculta', hidden: true, rows: [['Nome'], ['Zé']] },
      {
        name: 'Clientes',
        rows: [
          ['Nome', 'Idade'],
          ['Ana', 31],
        ],
      },
      { name: '2', rows: [['Nome'], ['Bia']] },
    ]
    const made = await workbook({ sheets })
    expect(await csvOf(made)).toBe('Nome,Idade\nAna,31\n')
    expect(await csvOf(made, 'oculta')).toBe('Nome\nZé\n')
    expect(await csvOf(made, 1)).toBe('Relatório\n')
    expect(await csvOf(made, '2')).toBe('Nome\nBia\n')
    expect(await understood(made)).toMatchObject({
      format: 'xlsx',
      sheet: 'Clientes',
      sheets: sheets.map(({ name, hidden = false }) => ({ name, hidden })),
    })
    await expect(csvOf(made, 'Vendas')).rejects.toThrow(
      'no sheet "Vendas"; it has "Capa", "Oculta", "Clientes", "2"',
    )
  })

  it('is a sheet that is full, with those after it that go on under the same header', async () => {
    const header = ['Nome', 'Idade']
    const full = (name: string, from: number, rows = 3) => ({
      name,
      rows: [header, ...Array.from({ length: rows - 1 }, (_, i) => [`P${from + i}`, from + i])],
    })
    const limits = { sheetRows: 3 }
    const read = async (...sheets: readonly SheetMade[]) => {
      const { path } = await toCanonical(await written(await workbook({ sheets })), { limits })
      return (await readFile(path, 'utf8')).split('\n').slice(0, -1)
    }
    const other = {
      name: 'X',
      rows: [
        ['Nome', 'CPF'],
        ['Z', 9],
      ],
    }
    const four = ['Nome,Idade', 'P1,1', 'P2,2', 'P3,3', 'P4,4']
    expect(await read(full('A', 1), full('B', 3), full('C', 5, 2), full('D', 6))).toEqual([
      ...four,
      'P5,5',
    ])
    expect(await read(full('A', 1), full('B', 3), other, full('C', 5))).toEqual(four)
    expect(await read(full('A', 1, 2), full('B', 3))).toEqual(['Nome,Idade', 'P1,1'])
  })

  it('is all that we exported, over however many sheets', async () => {
    const rows = Array.from({ length: 10 }, (_, i) => ({ text: `t${i}`, integer: i * scale }))
    const table = tableOf(rows, 'technical', ['text', 'integer'])
    const bytes = await bytesOf(xlsxPieces(table, { about: 10, rowsPerSheet: 4 }))
    const { path, sheets } = await toCanonical(await written(bytes), { limits: { sheetRows: 4 } })
    expect(sheets).toHaveLength(4)
    expect(await readFile(path, 'utf8')).toBe(
      ['text,integer', ...rows.map((_, i) => `t${i},${i}`), ''].join('\n'),
    )
  })
})
