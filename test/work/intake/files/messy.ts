import iconv from 'iconv-lite'
import { styled, workbook } from './workbook.ts'

/**
 * Three files as shops have them, of the same four customers, each messy in its own way. Made here, so
 * that what is in them can be read.
 */
export const people = [
  ['17', 'Ana Souza', 'ana@exemplo.com.br', '1990-04-03', 1234.56, 'Recife', 'PE', true],
  ['18', 'João D’Ávila', 'joao@exemplo.com.br', '1985-12-25', 99.9, 'São Paulo', 'SP', false],
  ['19', 'Bia; da Costa', 'bia@exemplo.com.br', '2001-01-31', 0, 'Niterói', 'RJ', true],
  ['20', 'Zé "Pequeno"', 'ze@exemplo.com.br', '1979-07-09', 12_000.5, 'Olinda', 'PE', false],
] as const

/** From an old Excel: windows-1252, `;`, decimal commas, `R$`, titles above, `sep=`, delimiters at the end. */
export function windowsFile(): Buffer {
  const lines = people.map(([id, name, email, born, spent, city, state, active]) =>
    [
      id,
      quoted(name),
      email,
      day(born),
      `R$\u00a0${amount(spent)}`,
      city,
      state,
      active ? 'Sim' : 'Não',
      '',
    ].join(';'),
  )
  const text = [
    'sep=;',
    'Clientes da loja;;;;;;;;',
    '',
    'Código do cliente;Nome completo;E-mail;Data de nascimento;Total gasto;Município;UF;Ativo;',
    ...lines,
    ';;;;;;;;',
    '',
  ].join('\r\n')
  return iconv.encode(text, 'windows-1252')
}

/** From several hands: UTF-8 with a mark, dates of three forms in one column, a header twice, blank headers. */
export function mixedFile(): Buffer {
  const forms = [(text: string) => text, day, (text: string) => `${day(text)} 00:00`]
  const lines = people.map(([id, name, email, born, spent, city], i) => {
    const date = forms[i % forms.length]?.(born) ?? born
    const cells = [id, name, email, date, spent.toFixed(2), city, 'x', ''].map(String)
    return cells.map((cell) => (/[",]/.test(cell) ? quoted(cell) : cell)).join(',')
  })
  const header = 'Customer ID,Name,E-mail address,Birthday,Total Spent,City,Name,'
  return iconv.encode([header, ...lines, ''].join('\n'), 'utf-8', { addBOM: true })
}

/** From a report: a title over merged cells, a header in two rows, numbers and dates by their styles. */
export async function mergedWorkbook(): Promise<Buffer> {
  const rows = people.map(([id, name, email, born, spent, city, state, active]) => [
    name,
    styled(Number(id), 2),
    email,
    styled(serial(born), 1),
    city,
    state,
    styled(spent, 3),
    active,
  ])
  return await workbook({
    formats: ['dd/mm/yyyy', '00000', '"R$" #,##0.00'],
    sheets: [
      { name: 'Leia-me', rows: [['Exportado em 21/11/2026']] },
      {
        name: 'Clientes',
        rows: [
          ['Relatório de clientes', null, null, null, null, null, null, null],
          [],
          ['Nome', 'Código', 'Contato', 'Nascimento', 'Endereço', null, 'Compras', null],
          [null, null, 'E-mail', null, 'Cidade', 'UF', 'Total gasto', 'Ativo'],
          ...rows,
        ],
        after:
          '<mergeCells count="6"><mergeCell ref="A1:H1"/><mergeCell ref="A3:A4"/>' +
          '<mergeCell ref="B3:B4"/><mergeCell ref="D3:D4"/><mergeCell ref="E3:F3"/>' +
          '<mergeCell ref="G3:H3"/></mergeCells>',
      },
    ],
  })
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

/** As `31/12/1990`. */
function day(iso: string): string {
  return iso.split('-').toReversed().join('/')
}

/** As `1.234,56`. */
function amount(n: number): string {
  const [whole = '', cents] = n.toFixed(2).split('.')
  return `${whole.replaceAll(/\B(?=(?:\d{3})+$)/g, '.')},${cents}`
}

function serial(iso: string): number {
  return Date.parse(`${iso}T00:00:00Z`) / 86_400_000 + 25_569
}
