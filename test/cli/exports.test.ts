import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { openShell, type Shell } from './typing.ts'

let shell: Shell
let directory: string
beforeAll(async () => {
  shell = await openShell()
  directory = dirname(shell.file('taken.csv', 'something else'))
  for (const [user_id, city] of [
    ['1', 'Recife'],
    ['2', 'Olinda'],
  ] as const) {
    const body = { identifiers: { user_id }, fields: { city } }
    await shell.running.ask(routes.customers.create, { body })
  }
  await shell.running.settled()
})
afterAll(async () => await shell.close())

const at = (name: string): string => join(directory, name)

describe('customers export', () => {
  test('writes a file of the kind that its name says', async () => {
    const told = await shell.json('customers', 'export', at('a.csv'), '--columns', 'user_id,city')
    expect(told).toMatchObject({ file: at('a.csv'), rows: 2, bytes: 34 })
    const lines = readFileSync(at('a.csv'), 'utf8').trimEnd().split('\r\n')
    expect(lines[0]).toBe('user_id,city')
    expect(lines.slice(1).toSorted()).toEqual(['1,Recife', '2,Olinda'])
    expect(existsSync(at('a.csv.part'))).toBe(false)
    await shell.json('customers', 'export', at('a.xlsx'), '--condition', 'city = "Recife"')
    const { sheets } = await readXlsx(new Uint8Array(readFileSync(at('a.xlsx'))))
    expect(sheets[0]?.rows).toHaveLength(2)
    await shell.json('customers', 'export', at('a.parquet'))
    expect(readFileSync(at('a.parquet')).subarray(-4).toString()).toBe('PAR1')
  })

  test('replaces no file unless that is said', async () => {
    const refused = await shell.type('customers', 'export', at('taken.csv'))
    expect([refused.code, refused.out]).toEqual([2, ''])
    expect(refused.err).toContain('--yes')
    expect(readFileSync(at('taken.csv'), 'utf8')).toBe('something else')
    expect((await shell.type('customers', 'export', at('taken.csv'), '--yes')).code).toBe(0)
    expect(readFileSync(at('taken.csv'), 'utf8')).toContain('Recife')
  })

  test('to standard output is the file and nothing else', async () => {
    const { code, out } = await shell.type('customers', 'export', '-', '--search', 'recife')
    expect([code, out.split('\r\n').length]).toEqual([0, 3])
  })

  test('that is refused leaves no file behind', async () => {
    const { code, err } = await shell.type('customers', 'export', at('b.csv'), '--columns', 'towns')
    expect(code).toBe(1)
    expect(err).toContain('There is no column "towns"')
    expect([existsSync(at('b.csv')), existsSync(at('b.csv.part'))]).toEqual([false, false])
    const unknown = await shell.type('customers', 'export', at('b.doc'))
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('--format')])
    const nowhere = await shell.type('customers', 'export', at('none/b.csv'))
    expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining('ENOENT')])
  })
})

test('events, products and the members of a segment are written too', async () => {
  const body = { name: 'In Recife', text: 'city = "Recife"' }
  await shell.running.ask(routes.segments.create, { body })
  await shell.running.settled()
  expect(await shell.json('segments', 'export', '@In Recife', at('s.csv'))).toMatchObject({
    rows: 1,
  })
  expect(readFileSync(at('s.csv'), 'utf8')).toContain('Recife')
  expect(await shell.json('events', 'export', at('e.jsonl'))).toMatchObject({ rows: 0, bytes: 0 })
  expect(await shell.json('products', 'export', at('p.csv'))).toMatchObject({ rows: 0 })
})
