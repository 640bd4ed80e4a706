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

describe('dates that may be read in two ways', () => {
  const lines = (...more: readonly string[]) =>
    ['id,desde,nascimento,visto', '1,03/04/2011,25/12/1990,2026-01-02', ...more].join('\n')

  it('are read as the other columns of the file are written, which is shown', async () => {
    const file = await understood(lines('2,05/06/2012,01/02/1985,2026-01-03'))
    expect(file.questions).toEqual([])
    expect(file.columns.map(({ dates, datesConfidence }) => [dates, datesConfidence])).toEqual([
      [undefined, undefined],
      ['dmy', 0.8],
      ['dmy', 1],
      ['ymd', undefined],
    ])
  })

  it('are asked for where the other columns disagree, or say the same in every order', async () => {
    const text =
      'id,desde,a,b\n1,03/04/2011,25/12/1990,12/25/1990\n2,03/05/2011,26/12/1990,12/26/1990\n'
    const { questions } = await understood(text)
    expect(questions).toEqual([{ column: 'desde', about: 'dates', example: '03/04/2011' }])
    const same = await understood('id,desde,a\n1,03/04/2011,05/05/2011\n2,03/05/2011,06/06/2011\n')
    expect(same.questions).toHaveLength(1)
    expect(same.columns[1]).toMatchObject({ dates: 'dmy', datesConfidence: 0.5 })
  })

  it('are read as somebody says of one of the columns, however its name is written, and of no other', async () => {
    const text = 'id,Última Visita,Início\n1,03/04/2011,05/06/2011\n2,03/05/2011,07/08/2011\n'
    const file = await understood(text, { columns: { 'ultima visita': { dates: 'mdy' } } })
    expect(file.questions).toMatchObject([{ column: 'Início', about: 'dates' }])
    expect(file.columns[1]).toMatchObject({ dates: 'mdy', datesConfidence: 1 })
    expect(file.columns[2]).toMatchObject({ datesConfidence: 0.5 })
    const all = await understood(text, { dates: 'mdy' })
    expect([all.questions, all.columns[2]?.dates]).toEqual([[], 'mdy'])
    const both = { inicio: { dates: 'dmy' }, 'Última Visita': { dates: 'mdy' } } as const
    const each = await understood(text, { columns: both })
    expect([each.questions, each.columns[2]?.dates]).toEqual([[], 'dmy'])
  })

  it('of an open column are read as those of the others tell, whatever is said of a third', async () => {
    const text =
      'id,visita,desde,fim\n1,03/04/2011,25/12/2010,05/06/2011\n2,03/05/2011,26/12/2010,07/08/2011\n'
    const file = await understood(text, { columns: { visita: { dates: 'mdy' } } })
    expect(file.questions).toEqual([])
    expect(file.columns.map(({ dates }) => dates)).toEqual([undefined, 'mdy', 'dmy', 'dmy'])
  })

  it('are asked for where a column tells otherwise only for the most part, or nothing else tells', async () => {
    const mixed = ['13/05/2026', '14/06/2026', '15/07/2026', '05/16/2026']
    const asked = async (...born: readonly string[]) => {
      const rows = mixed.map((day, i) => `${i},${born[i]},${day},03/04/2026 10:30`)
      const { questions } = await understood(['id,nascimento,desde,visto', ...rows].join('\n'))
      return questions.map(({ column }) => column)
    }
    expect(await asked('05/13/1990', '05/14/1990', '05/15/1990', '05/16/1990')).toEqual(['visto'])
    expect(await asked('', '', '', '')).toEqual(['visto'])
    expect(await asked('13/05/1990', '14/05/1990', '15/05/1990', '16/05/1990')).toEqual([])
  })

  it('are as sure as they are read, months as words too', async () => {
    const text = 'id,desde\n1,13/05/2026\n2,12 de maio de 2026\n3,11-mai-26 \n4,2026-05-10\n'
    const { columns } = await understood(text)
    expect(columns[1]).toMatchObject({ type: 'date', dates: 'dmy', datesConfidence: 1 })
  })

  it('cost no more where as many tell the one order as the other', async () => {
    const births = Array.from(
      { length: 4_998 },
      (_, i) => `${1 + (i % 12)}/${1 + (Math.floor(i / 12) % 12)}/${1900 + Math.floor(i / 144)}`,
    )
    const clock = (i: number) =>
      [i / 3_600, (i / 60) % 60, i % 60]
        .map((n) => String(Math.floor(n)).padStart(2, '0'))
        .join(':')
    const more = Array.from({ length: 10_000 }, (_, i) => `25/12/1990 ${clock(i)}`)
    const lines = [...births, '25/12/1990', '12/25/1990', ...more].map((day, i) => `${i},${day}`)
    const before = process.cpuUsage().user
    const { questions } = await understood(['id,visto', ...lines].join('\n'))
    expect(questions).toHaveLength(1)
    // Looked at anew at every row, they take half a minute.
    expect(process.cpuUsage().user - before).toBeLessThan(15e6)
  })

  it('are told by one among thousands of different ones', async () => {
    const births = Array.from({ length: 12_000 }, (_, i) => {
      const [day, month, year] = [
        1 + (i % 12),
        1 + (Math.floor(i / 12) % 12),
        1910 + Math.floor(i / 144),
      ]
      return `${i},${day}/${month}/${year}`
    })
    const file = await understood(['id,nascimento', ...births, '1,25/12/1990'].join('\n'))
    expect(file.questions).toEqual([])
    expect(file.columns[1]).toMatchObject({ type: 'date', dates: 'dmy' })
  })
})

describe('what the beginning of a file leaves open', () => {
  const rows = Array.from(
    { length: 30_000 },
    (_, i) => `${i};0${1 + (i % 9)}/04/2011;1.${100 + (i % 800)}`,
  )
  const text = ['id;desde;valor', ...rows].join('\n')

  it('is asked where all of the file does', async () => {
    const { questions, rows: count } = await understood(text)
    expect(count).toBe(30_000)
    expect(questions.map(({ column, about }) => [column, about])).toEqual([
      ['desde', 'dates'],
      ['valor', 'decimal'],
    ])
  })

  it('is told by one row, however far behind', async () => {
    const file = await understood(`${text}\n1;01/04/2011;1.100\n2;04/25/2011;1.234,5\n`)
    expect(file.questions).toEqual([])
    expect(file.columns[1]).toMatchObject({ dates: 'mdy' })
    expect(file.columns[2]).toMatchObject({ decimal: ',', thousands: '.' })
  })

  it('is asked for numbers of which the first with a sign stands far behind', async () => {
    const whole = Array.from({ length: 30_000 }, (_, i) => `${i},${i}`)
    const file = await understood(['id,valor', ...whole, '1,1', '2,1.234'].join('\n'))
    expect(file.questions).toEqual([{ column: 'valor', about: 'decimal', example: '1.234' }])
  })

  it('counts different texts up to a limit, and says so', async () => {
    const [id, desde] = (await understood(text)).columns
    expect(id).toMatchObject({ filled: 30_000, distinct: 10_000, distinctCut: true })
    expect(desde).toMatchObject({ filled: 30_000, distinct: 9, distinctCut: false })
  })
})

describe('the header', () => {
  it('of records is what they call their parts, years and other numbers too', async () => {
    const { columns, rows, headerRow } = await understood(
      '{"id":"a1","2024":"10.5","2025":"x"}\n{"id":"a2","2024":"7","2025":"y"}\n',
    )
    expect(columns.map(({ name }) => name)).toEqual(['2024', '2025', 'id'])
    expect([rows, headerRow]).toEqual([2, 1])
  })

  const names = async (text: string, header?: number) => {
    const file = await understood(text, { header })
    return [file.headerRow, file.rows, ...file.columns.map(({ name }) => name)]
  }

  it('is missing where values stand in the first row', async () => {
    const text = 'Ana,ana@x.com,31\nBia,bia@x.com,27\n'
    expect(await names(text)).toEqual([0, 2, 'column_1', 'column_2', 'column_3'])
    expect(await names(text, 1)).toEqual([1, 1, 'Ana', 'ana@x.com', '31'])
  })

  it('is where somebody says it is', async () => {
    const text = 'Nome,Cidade\nApelido,Bairro\nAna,Centro\n'
    expect(await names(text)).toEqual([1, 2, 'Nome', 'Cidade'])
    expect(await names(text, 2)).toEqual([2, 1, 'Apelido', 'Bairro'])
    expect(await names(text, 0)).toEqual([0, 3, 'column_1', 'column_2'])
    await expect(names(text, 9)).rejects.toThrow('header: Row 9 is blank, or not among the first')
  })

  it('has a name for each column with anything in it, no two alike', async () => {
    const text = 'Nome,nome,,Idade,,Nome,,\nAna,B,x,31,,C,,\nBia,D,y,27,,E,,\n'
    const named = [1, 2, 'Nome', 'nome (2)', 'column_3', 'Idade', 'Nome (3)']
    expect(await names(text)).toEqual(named)
  })

  it('is one row where the first row of values has a gap', async () => {
    const text = 'Nome;Endereço;;Idade\nAna;Rua A;Centro;31\nBia;Rua B;Boa Vista;27\n'
    expect(await names(text)).toEqual([1, 2, 'Nome', 'Endereço', 'column_3', 'Idade'])
  })
})

describe('lists that a file names', () => {
  const lines = [
    'id,grupos',
    '1,VIP|Café',
    '2,café; Chá',
    '3,"a\u0001b"',
    `4,${'x'.repeat(201)}`,
    '5,',
  ]

  it('are each found once, as the first cell writes it, and only where a column has them', async () => {
    const { lists } = await understood(lines.join('\n'), { map: { Grupos: 'lists' } })
    expect(lists).toEqual(['VIP', 'Café', 'Chá'])
    expect(await understood(lines.join('\n'))).not.toHaveProperty('lists')
  })

  it('are a thousand at most', async () => {
    const many = Array.from({ length: 1_500 }, (_, i) => `${i},L${i}`)
    const { lists } = await understood(['id,grupos', ...many].join('\n'), {
      map: { grupos: 'lists' },
    })
    expect(lists).toHaveLength(1_000)
  })
})
