import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entryArgs } from '../../src/store/thread.ts'
import { openShell, type Shell } from './typing.ts'

let shell: Shell
beforeAll(async () => {
  shell = await openShell()
})
afterAll(async () => await shell.close())

let made = 0
const file = (...lines: readonly string[]): string => {
  made += 1
  return shell.file(`clientes-${made}.csv`, `${lines.join('\n')}\n`)
}
const take = async (path: string, ...more: readonly string[]) =>
  await shell.json('import', 'customers', path, ...more, '--yes')
const fieldsOf = async (who: string) =>
  (await shell.json('customers', 'show', who))['fields'] as Record<string, unknown>

test('dates that may begin with the day or the month are asked for', async () => {
  const path = file('codigo,Nascimento', '120,03/04/1990', '121,05/06/1991')
  const { code, err } = await shell.type('import', 'customers', path, '--key', 'codigo', '--yes')
  expect(code).toBe(1)
  expect(err).toContain('--dates dmy')
  expect(err).toContain('--dates "Nascimento=dmy"')
  await take(path, '--key', 'codigo', '--dates', 'dmy')
  expect(await fieldsOf('user_id:120')).toMatchObject({ birth_date: '1990-04-03' })
})

test('dates of one column are said by its name, and those of others stay as they are told', async () => {
  const path = file(
    'codigo,Nascimento,Última compra',
    '125,03/04/1990,25/12/2024',
    '126,05/06/1991,26/12/2024',
  )
  const said = ['--key', 'codigo', '--dates', 'nascimento=mdy']
  expect(await take(path, ...said)).toMatchObject({ new: 2 })
  const { birth_date: born, ultima_compra: last } = await fieldsOf('user_id:125')
  expect([born, last]).toEqual(['1990-03-04', '2024-12-25'])
  const wrong = await shell.type('import', 'customers', path, '--dates', 'nasc=dmy', '--yes')
  expect(wrong.err).toContain('has no column "nasc"')
  const order = await shell.type('import', 'customers', path, '--dates', 'day', '--yes')
  expect([order.code, order.err]).toEqual([2, expect.stringContaining('--dates is dmy')])
})

test('how dates and numbers are read is shown, of columns too that become new fields', async () => {
  const path = file(
    'codigo;Nascimento;Desde;Gasto;Visto',
    '160;25/12/1990;03/04/2024;1.234,50;05/06/2024 10:30',
    '161;26/12/1991;04/04/2024;99,90;06/06/2024 11:00',
  )
  const shown = async (...more: readonly string[]) =>
    (await shell.type('import', 'customers', path, '--key', 'codigo', '--dry-run', ...more)).err
  const err = await shown()
  expect(err).toMatch(/Nascimento +date dmy .*\n *Desde +date dmy .*\n *Gasto +\w+ 0,00 /)
  expect(err).toContain(
    'Dates of "Desde" are read as dmy, 80 % sure; else say --dates "Desde=mdy".',
  )
  expect(err).not.toContain('Dates of "Nascimento"')
  const left = await shown('--map', 'Desde=ignore')
  expect(left).not.toContain('Dates of "Desde"')
  expect(left).toContain('Dates of "Visto"')
  const open = file('codigo,Desde', '162,03/04/2024', '163,04/04/2024')
  const asked = await shell.type('import', 'customers', open, '--key', 'codigo', '--dry-run')
  expect(asked.err).toMatch(/Desde +date +/)
  expect(asked.err).not.toContain('are read as')
})

test('a property of events that no name tells is no guess that could be unsure', async () => {
  const path = file('codigo,quando,loja', '200,2024-05-01 10:00:00,Recife')
  const { err } = await shell.type('import', 'events', path, '--event', 'Visited', '--dry-run')
  expect(err).toMatch(/property:loja +Recife/)
})

test('orders come from standard input too where their field is not there yet', async () => {
  await take(file('codigo,city', '180,Lima'), '--key', 'codigo')
  const columns = '--order o --customer c --time t --item i --quantity q --price p'.split(' ')
  const how = ['import', 'orders', '-', ...columns, '--field', 'seen_in=uf']
  const orders = 'o,c,t,i,q,p,uf\n1,180,2024-05-13,X,1,2,PE\n'
  expect(await piped(orders, ...how)).toMatchObject({ orders: 1, rejected: 0 })
  expect(await fieldsOf('user_id:180')).toMatchObject({ seen_in: 'PE' })
})

/** What a command of a process of its own prints that is given a text through a pipe. */
async function piped(input: string, ...words: readonly string[]): Promise<unknown> {
  const { url, key } = shell.running.server
  const args = [
    ...entryArgs(entry),
    fileURLToPath(entry),
    '--url',
    url,
    ...words,
    '--yes',
    '--json',
  ]
  const env = { ...process.env, CLIENTELA_KEY: key }
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], env })
  child.stdin.end(input)
  return JSON.parse(await text(child.stdout))
}

const entry = new URL('./entry.ts', import.meta.url)
