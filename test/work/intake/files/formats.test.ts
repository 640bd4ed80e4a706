import { readdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { toCanonical } from '../../../../src/work/intake/files/canonical.ts'
import { understood, written } from './place.ts'
import { workbook, zip } from './workbook.ts'

async function csvOf(content: string | Uint8Array): Promise<string> {
  const { path } = await toCanonical(await written(content))
  return await readFile(path, 'utf8')
}

const csv = 'nome,idade\nAna,31\nBia,27\n'

describe('what a file is', () => {
  it('is told by its content, packed or not, and text stays as it is', async () => {
    const book = await workbook({ sheets: [{ name: 'A', rows: [['nome'], ['Ana']] }] })
    const parquet = Buffer.from(
      parquetWriteBuffer({ columnData: [{ name: 'nome', data: ['Ana'] }] }),
    )
    const lines = '{"nome":"Ana"}\n'
    const files = [
      [csv, 'csv', 'sent'],
      [gzipSync(csv), 'csv', 'sent'],
      [await zip({ 'clientes.xlsx': csv, '__MACOSX/._clientes': 'x' }), 'csv', 'sent.csv'],
      [book, 'xlsx', 'sent.csv'],
      [await zip({ 'pasta/a.xlsx': book }), 'xlsx', 'sent.csv'],
      [gzipSync(book), 'xlsx', 'sent.csv'],
      [lines, 'json', 'sent.csv'],
      [gzipSync(lines), 'json', 'sent.csv'],
      [parquet, 'parquet', 'sent.csv'],
      [gzipSync(parquet), 'parquet', 'sent.csv'],
    ] as const
    for (const [content, format, name] of files) {
      const sent = await written(content)
      const found = await toCanonical(sent)
      expect(found).toMatchObject({ format, path: `${dirname(sent)}/${name}` })
      const left = await readdir(dirname(sent))
      expect(left.toSorted()).toEqual(name === 'sent' ? ['sent'] : ['sent', 'sent.csv'])
    }
  })

  it('is read by whichever sign stands between the cells', async () => {
    for (const sign of [',', ';', '\t', '|', '^', '~']) {
      const { columns } = await understood(csv.replaceAll(',', sign))
      expect(columns.map(({ name }) => name)).toEqual(['nome', 'idade'])
    }
  })
})

describe('JSON', () => {
  it('has the columns in the order in which its file first has them', async () => {
    const text = [
      '{"id": 12345678901234567890, "nome": "Ana, \\"a\\"", "endereco": {"cidade": "Recife", "geo": {"lat": -8.05}}}',
      '{"nome": "Bia", "tags": ["vip", "café"], "ativo": true, "gasto": 0.30000000000000004, "x": null}',
      '{"itens": [{"sku": 1}], "id": 2}',
    ]
    const expected = [
      'id,nome,endereco.cidade,endereco.geo.lat,tags,ativo,gasto,x,itens',
      '12345678901234567890,"Ana, ""a""",Recife,-8.05,,,,,',
      ',Bia,,,vip|café,true,0.3,,',
      '2,,,,,,,,"[{""sku"":1}]"',
      '',
    ].join('\n')
    expect(await csvOf(text.join('\n'))).toBe(expected)
    expect(await csvOf(text.join('\r\n'))).toBe(expected)
    expect(await csvOf(`\uFEFF [\n${text.join(',\n')}\n]\n`)).toBe(expected)
  })

  it('is the same however it is cut into pieces', async () => {
    const records = Array.from({ length: 20_000 }, (_, i) => ({ id: i, texto: `{"${i}\\ é}` }))
    const text = records.map((record) => JSON.stringify(record)).join('\n')
    const lines = (await csvOf(text)).split('\n')
    expect(lines).toHaveLength(20_002)
    expect(lines[20_000]).toBe('19999,"{""19999\\ é}"')
  })

  it.each([
    ['{"nome": "Ana"', /ends too early/],
    ['{"nome": Ana}', /record 1: The JSON is broken/],
    ['{"a": 1}\n{"a": 2}\nfim', /record 3: The JSON is broken: "fim" stands there/],
    [`{"${'x'.repeat(9_000_000)}": 1}`, /more than 8 million characters/],
    [`{${Array.from({ length: 2_001 }, (_, i) => `"c${i}": 1`).join(',')}}`, /has 2001 columns/],
  ])('is refused where it is broken: %.30s', async (text, message) => {
    const sent = await written(text)
    await expect(toCanonical(sent)).rejects.toThrow(message)
    expect(await readdir(dirname(sent))).toEqual(['sent'])
  })
})

describe('Parquet', () => {
  it('has its values in the forms of programs, row group by row group', async () => {
    const count = 25
    const rows = Array.from({ length: count }, (_, i) => i)
    const file = parquetWriteBuffer({
      columnData: [
        { name: 'nome', data: rows.map((i) => (i === 3 ? null : `Ana ${i}`)), type: 'STRING' },
        { name: 'pedidos', data: rows.map(BigInt), type: 'INT64' },
        { name: 'gasto', data: rows.map((i) => i * 1.1), type: 'DOUBLE' },
        { name: 'ativo', data: rows.map((i) => i % 2 === 0), type: 'BOOLEAN' },
        {
          name: 'quando',
          data: rows.map((i) => new Date(Date.UTC(2026, 0, 1 + i, 12))),
          type: 'TIMESTAMP',
        },
      ],
      rowGroupSize: 10,
    })
    const lines = (await csvOf(Buffer.from(file))).split('\n')
    expect(lines).toHaveLength(count + 2)
    expect(lines[0]).toBe('nome,pedidos,gasto,ativo,quando')
    expect(lines[4]).toBe(',3,3.3,false,2026-01-04T12:00:00Z')
    expect(lines[25]).toBe('Ana 24,24,26.4,true,2026-01-25T12:00:00Z')
  })

  it('is refused where it is damaged', async () => {
    const whole = Buffer.from(
      parquetWriteBuffer({ columnData: [{ name: 'nome', data: ['Ana', 'Bia'], type: 'STRING' }] }),
    )
    const cut = whole.subarray(0, -10)
    await expect(csvOf(cut)).rejects.toThrow(/Parquet file is damaged/)
    const flipped = Buffer.from(whole)
    flipped.fill(0xff, 4, 30)
    await expect(csvOf(flipped)).rejects.toThrow(/Parquet file is damaged/)
  })
})
