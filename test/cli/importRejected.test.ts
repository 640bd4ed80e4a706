import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { understand } from '../../src/work/intake/files/understand.ts'
import { workbook } from '../work/intake/files/workbook.ts'
import { shellOfFile } from './typing.ts'

const shell = shellOfFile()

/** Imports without questions. */
const take = async (path: string, ...more: readonly string[]) =>
  await shell.json('import', 'customers', path, ...more, '--yes')

const fieldsOf = async (who: string) =>
  (await shell.json('customers', 'show', who))['fields'] as Record<string, unknown>

test('rejected rows of a workbook hold no formulas, and come in as they were once mended', async () => {
  const rows = [
    ['codigo', 'nome', 'nascimento'],
    ['150', '=HYPERLINK("http://x")', 'ontem'],
    ['151', 'Bia', '1990-05-13'],
  ]
  const path = `${shell.file('hostile', '')}.xlsx`
  writeFileSync(path, await workbook({ sheets: [{ name: 'Clientes', rows }] }))
  const { rejectedFile } = await take(path, '--key', 'codigo', '--map', 'nascimento=birth_date')
  expect(rejectedFile).toMatch(/\.xlsx$/)
  const back = shell.file('back.xlsx', '')
  copyFileSync(String(rejectedFile), back)
  const { format, columns, sample } = await understand(back, { kind: 'customers', fields: [] })
  expect([format, sample.length]).toEqual(['xlsx', 1])
  expect(sample[0]?.slice(5)).toEqual(['150', '=HYPERLINK("http://x")', 'ontem'])
  const mended = sample[0]?.map((cell) => (cell === 'ontem' ? '1991-06-14' : `${cell}`)) ?? []
  const names = columns.map(({ name }) => name)
  writeFileSync(back, await workbook({ sheets: [{ name: 'A', rows: [names, mended] }] }))
  expect(await take(back, '--key', 'codigo')).toMatchObject({ new: 1 })
  expect(await fieldsOf('user_id:150')).toEqual({
    name: '=HYPERLINK("http://x")',
    birth_date: '1991-06-14',
  })
})

test('a rejected row of a workbook with a cell longer than Excel takes is CSV, and says why', async () => {
  const long = `${'uma nota longa; '.repeat(2_500)}fim`
  const rows = [
    ['codigo', 'nome', 'nascimento', 'notas'],
    ['160', 'Ana', 'ontem', long],
  ]
  const path = `${shell.file('long', '')}.xlsx`
  writeFileSync(path, await workbook({ sheets: [{ name: 'Clientes', rows }] }))
  const options = ['--key', 'codigo', '--map', 'nascimento=birth_date'] as const
  const shown = await shell.type('import', 'customers', path, ...options, '--yes')
  expect(shown.out).toContain('Excel takes 32,767 characters a cell')
  const [rejectedFile = ''] = /\S+import-\d+\.csv/.exec(shown.out) ?? []
  const mended = readFileSync(rejectedFile, 'utf8').replaceAll(
    /,ontem,(?!.*ontem)/g,
    ',1991-06-14,',
  )
  expect(await take(shell.file('long.csv', mended), ...options)).toMatchObject({ new: 1 })
  expect(await fieldsOf('user_id:160')).toMatchObject({ birth_date: '1991-06-14', notas: long })
  const id = /import-(\d+)/.exec(rejectedFile)?.[1] ?? ''
  const sent = await shell.running.fetch(`/api/imports/${id}/rejected`)
  expect(sent.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect((await sent.text()).includes(long)).toBe(true)
})

test('rejected objects come back nested, and come in as they were once mended', async () => {
  const object = (id: number, since: string) => ({
    codigo: id,
    nome: 'Ana',
    nascimento: since,
    endereco: { cidade: 'Recife', pontos: [1, { a: null }] },
    tags: ['vip', 'a|b'],
  })
  const objects = [object(170, 'ontem'), object(171, '1990-05-13')]
  const path = shell.file('nested.json', JSON.stringify(objects, undefined, 2))
  const map = ['--map', 'nascimento=birth_date', '--map', 'endereco.cidade=city']
  const { rejectedFile, rejected } = await take(path, '--key', 'codigo', ...map)
  expect(rejected).toBe(1)
  const back = readFileSync(String(rejectedFile), 'utf8')
  expect(JSON.parse(back)).toEqual({
    rejected_row: 2,
    rejected_column: 'nascimento',
    rejected_value: 'ontem',
    rejected_reason: expect.any(String),
    rejected_fix: expect.any(String),
    ...objects[0],
  })
  const mended = shell.file('mended.jsonl', back.replaceAll('"ontem"', '"1991-06-14"'))
  expect(await take(mended, '--key', 'codigo', ...map)).toMatchObject({ new: 1 })
  const [first, second] = [await fieldsOf('user_id:170'), await fieldsOf('user_id:171')]
  expect(first).toMatchObject({ birth_date: '1991-06-14', city: 'Recife', tags: ['vip', 'a|b'] })
  expect({ ...first, birth_date: '' }).toEqual({ ...second, birth_date: '' })
})
