import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { eachRow, headerLine, type FileRow } from '../../../../src/work/intake/files/understand.ts'
import { understood } from './place.ts'

const brazilian = `Relatório de clientes;;;;;;
Emitido em;21/11/2026;;;;;

Código;Nome completo;Endereço;;Nascimento;Total gasto;Nota da avaliação
;;Rua;Cidade;;;
1;Ana Souza;Rua A, 1;São Paulo;03/04/1990;1.234,56;boa
2;João Lima;Rua B, 2;Santos;25/12/1985;99,90;ruim
;;;;;;
`

describe('a file of customers', () => {
  it('is understood below titles and a header in two rows', async () => {
    const file = await understood(iconv.encode(brazilian, 'windows-1252'))
    expect(file).toMatchObject({
      format: 'csv',
      dialect: { encoding: 'windows-1252', delimiter: ';' },
      headerRow: 5,
      firstRow: 6,
      rows: 2,
      questions: [],
    })
    expect(file.columns.map(({ name, type }) => [name, type])).toEqual([
      ['Código', 'integer'],
      ['Nome completo', 'text'],
      ['Endereço / Rua', 'text'],
      ['Endereço / Cidade', 'text'],
      ['Nascimento', 'date'],
      ['Total gasto', 'money'],
      ['Nota da avaliação', 'text'],
    ])
    expect(file.columns[4]).toMatchObject({ dates: 'dmy', filled: 2, distinct: 2 })
    expect(file.columns[5]).toMatchObject({ decimal: ',', thousands: '.' })
    expect(file.guess.map(({ to, reason }) => [to, reason])).toEqual([
      [{ is: 'identifier', kind: 'user_id' }, 'by name'],
      [{ is: 'field', name: 'name' }, 'by name'],
      [{ is: 'new', name: 'endereco_rua', label: 'Endereço / Rua', type: 'text' }, 'none'],
      [{ is: 'field', name: 'city' }, 'by name'],
      [{ is: 'field', name: 'birth_date' }, 'by name'],
      [{ is: 'new', name: 'total_gasto', label: 'Total gasto', type: 'money' }, 'none'],
      [{ is: 'new', name: 'nota_da_avaliacao', label: 'Nota da avaliação', type: 'text' }, 'none'],
    ])
  })

  it('gives its rows by their numbers, and says what is wrong with one as a row', async () => {
    const file = await understood('nome;cidade\nAna;Santos\n\nBia;Recife;x\n;\nCaio;Natal\n')
    const rows: FileRow[] = []
    await eachRow(
      file,
      (row) => rows.push(row),
      async () => {},
    )
    expect(
      rows.map(({ number, cells, rejection }) => [number, cells[0], rejection?.reason]),
    ).toEqual([
      [2, 'Ana', undefined],
      [4, 'Bia', 'The row has 3 cells, the header has 2'],
      [6, 'Caio', undefined],
    ])
    expect(headerLine(file)).toBe('nome;cidade')
  })

  it('has no guard on formulas left in its cells, and its own apostrophes', async () => {
    const file = await understood("nome;'=fone\n'=A1;'01310\n''=A1;'s-Hertogenbosch\n")
    expect(file.columns.map(({ name }) => name)).toEqual(['nome', '=fone'])
    expect(file.sample).toEqual([
      ['=A1', '01310'],
      ["'=A1", "'s-Hertogenbosch"],
    ])
  })

  it('asks once for a column whose dates or numbers can be read in two ways', async () => {
    const text = 'id;desde;valor;total\n1;03/04/2011;1.234;1,5\n2;05/06/2012;5.678;2,25\n'
    const file = await understood(text)
    expect(file.questions).toEqual([
      { column: 'desde', about: 'dates', example: '03/04/2011' },
      { column: 'valor', about: 'decimal', example: '1.234' },
    ])
    const said = { columns: { desde: { dates: 'mdy' }, valor: { decimal: ',' } } } as const
    expect(await understood(text, said)).toMatchObject({ questions: [] })
  })
})
