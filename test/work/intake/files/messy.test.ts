import { describe, expect, it } from 'vitest'
import { utc } from '../../../../src/domain/time/zone.ts'
import type { FieldType } from '../../../../src/domain/customer/field.ts'
import { cellReader } from '../../../../src/work/intake/files/cells.ts'
import { eachRow, type Understanding } from '../../../../src/work/intake/files/understand.ts'
import { mergedWorkbook, mixedFile, people, windowsFile } from './messy.ts'
import { understood } from './place.ts'

const shown = ({ columns }: Understanding) => columns.map(({ name, type }) => [name, type])
const mapped = ({ guess }: Understanding) => guess.map(({ to }) => ('name' in to ? to.name : to.is))

/** The cells of those columns as values are read from them. */
async function valuesOf(
  file: Understanding,
  wanted: Readonly<Record<string, FieldType>>,
): Promise<string[][]> {
  const readers = Object.entries(wanted).map(([name, type]) => {
    const column = file.columns.find((each) => each.name === name)
    if (column === undefined) throw new Error(`no column ${name}`)
    return { at: column.at, read: cellReader(column, { type }, utc) }
  })
  const values: string[][] = []
  await eachRow(
    file,
    ({ cells }) => values.push(readers.map(({ at, read }) => read(cells[at] ?? ''))),
    async () => {},
  )
  return values
}

const nameBornSpent = people.map(([, name, , born, spent]) => [name, born, String(spent)])

describe('a messy file is understood without a question', () => {
  it('from an old Excel: windows-1252, semicolons, decimal commas', async () => {
    const file = await understood(windowsFile())
    expect(file).toMatchObject({
      dialect: { encoding: 'windows-1252', delimiter: ';' },
      headerRow: 4,
      rows: 4,
      questions: [],
    })
    expect(shown(file)).toEqual([
      ['Código do cliente', 'integer'],
      ['Nome completo', 'text'],
      ['E-mail', 'email'],
      ['Data de nascimento', 'date'],
      ['Total gasto', 'money'],
      ['Município', 'text'],
      ['UF', 'text'],
      ['Ativo', 'boolean'],
    ])
    expect(mapped(file)).toEqual([
      'identifier',
      'name',
      'email',
      'birth_date',
      'total_gasto',
      'city',
      'state',
      'ativo',
    ])
    expect(file.columns[3]).toMatchObject({ dates: 'dmy' })
    expect(file.columns[4]).toMatchObject({ decimal: ',', thousands: '.' })
    const values = await valuesOf(file, {
      'Nome completo': 'text',
      'Data de nascimento': 'date',
      'Total gasto': 'decimal',
    })
    expect(values).toEqual(nameBornSpent)
  })

  it('from several hands: UTF-8 with a mark, dates of three forms, a header twice', async () => {
    const file = await understood(mixedFile())
    expect(file).toMatchObject({ dialect: { encoding: 'utf-8' }, headerRow: 1, questions: [] })
    expect(shown(file)).toEqual([
      ['Customer ID', 'integer'],
      ['Name', 'text'],
      ['E-mail address', 'email'],
      ['Birthday', 'datetime'],
      ['Total Spent', 'money'],
      ['City', 'text'],
      ['Name (2)', 'text'],
    ])
    expect(mapped(file)).toEqual([
      'identifier',
      'name',
      'email',
      'birth_date',
      'total_spent',
      'city',
      'name_2',
    ])
    const values = await valuesOf(file, { Name: 'text', Birthday: 'date', 'Total Spent': 'money' })
    expect(values).toEqual(nameBornSpent)
  })

  it('from a report: a workbook with a title, merged headers and styles', async () => {
    const file = await understood(await mergedWorkbook())
    expect(file).toMatchObject({ format: 'xlsx', sheet: 'Clientes', headerRow: 4, questions: [] })
    expect(shown(file)).toEqual([
      ['Nome', 'text'],
      ['Código', 'text'],
      ['Contato / E-mail', 'email'],
      ['Nascimento', 'date'],
      ['Endereço / Cidade', 'text'],
      ['Endereço / UF', 'text'],
      ['Compras / Total gasto', 'money'],
      ['Compras / Ativo', 'boolean'],
    ])
    expect(mapped(file)).toEqual([
      'name',
      'identifier',
      'email',
      'birth_date',
      'city',
      'state',
      'compras_total_gasto',
      'compras_ativo',
    ])
    const values = await valuesOf(file, {
      Nome: 'text',
      Nascimento: 'date',
      'Compras / Total gasto': 'money',
    })
    expect(values).toEqual(nameBornSpent)
    expect((await valuesOf(file, { Código: 'text' }))[0]).toEqual(['00017'])
  })
})
