import { createWriteStream } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { readXlsx, writeXlsxStream } from 'hucre/xlsx'
import { builtInFields } from '../src/domain/customer/builtin.ts'
import { understand } from '../src/work/intake/files/understand.ts'
import { inTurn, median, millis, ratio, type Line } from './measure.ts'

const header = ['Código', 'Nome', 'E-mail', 'Telefone', 'CPF', 'Nascimento', 'Cidade', 'UF']
const columns = [...header, 'Total', 'Pedidos', 'Ativo', 'Obs'].map((name) => ({
  header: name,
  key: name,
}))

/** A workbook understood to its last row, conversion and all, beside the library that reads its cells. */
export async function understandXlsx(folder: string, people: number): Promise<Line> {
  const path = join(folder, 'people.xlsx')
  const written = writeXlsxStream(rows(people), { name: 'Clientes', columns })
  await pipeline(Readable.fromWeb(written as ReadableStream), createWriteStream(path))
  const timings = await inTurn(3, {
    ours: async () => {
      const { rows: count } = await understand(path, { kind: 'customers', fields: builtInFields })
      if (count !== people) throw new Error(`${count} rows were understood`)
      await rm(`${path}.csv`)
    },
    library: async () => {
      const { sheets } = await readXlsx(await readFile(path))
      if (sheets[0]?.rows.length !== people + 1) throw new Error('the library read other rows')
    },
  })
  const ours = timings.get('ours') ?? []
  const library = timings.get('library') ?? []
  const { size } = await stat(path)
  return {
    what: `understand an XLSX of ${people.toLocaleString('en')} customers × ${columns.length} columns`,
    ours: millis(median(ours)),
    beside: `hucre merely reads it ${millis(median(library))}`,
    ratio: ratio(ours, library),
    aim: 2,
    floor: `${Math.round(size / 2 ** 20)} MB`,
  }
}

function* rows(people: number): Generator<(string | number | boolean | Date)[]> {
  for (let i = 0; i < people; i++) {
    yield [
      i,
      `Ana ${i} Souza`,
      `ana${i}@exemplo.com.br`,
      `(11) 9${8_000 + (i % 2_000)}-${1_000 + (i % 9_000)}`,
      String(10_000_000_000 + i * 7_919),
      new Date(Date.UTC(1950 + (i % 50), i % 12, 1 + (i % 28))),
      `Cidade ${i % 500}`,
      ['SP', 'RJ', 'MG'][i % 3] ?? '',
      (i * 11) / 10,
      i % 40,
      i % 2 === 0,
      i % 5 === 0 ? `observação ${i}` : '',
    ]
  }
}
