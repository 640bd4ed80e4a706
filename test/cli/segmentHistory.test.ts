import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { openShell, type Shell } from './typing.ts'

let shell: Shell
beforeAll(async () => {
  shell = await openShell()
  for (const [name, city] of [
    ['Ana', 'Recife'],
    ['Bia', 'Natal'],
    ['Caio', 'Natal'],
  ] as const) {
    const body = { identifiers: { user_id: name }, fields: { name, city } }
    await shell.running.ask(routes.customers.create, { body })
  }
  await shell.type('segments', 'create', 'North', 'city = "Recife"')
  await shell.type('segments', 'create', 'Elsewhere', 'not in segment "North"')
})
afterAll(async () => await shell.close())

const lines = (out: string) => out.trimEnd().split('\n')

test('a change is shown with whom it brings in and out, and with what depends on it', async () => {
  const dry = await shell.type(
    'segments',
    'edit',
    '@North',
    'city = "Natal"',
    '--dry-run',
    '--locale',
    'pt-BR',
  )
  expect([dry.code, dry.err]).toEqual([0, ''])
  expect(dry.out).toContain('· Antes: Cidade é “Recife”. Agora: Cidade é “Natal”')
  expect(dry.out).toContain('Clientes: 1 agora, 2 depois; 0 ficam')
  expect(dry.out).toMatch(/Entram: 2\n.*(?:Bia|Caio)[^]*Saem: 1\n.*Ana/)
  expect(dry.out).toMatch(/segmento +Elsewhere +\+1 +−2 +0/)
  const versions = await shell.json('segments', 'versions', '@North')
  expect(versions).toHaveLength(1)
})

test('without anybody to ask, nothing is changed that was not agreed to before', async () => {
  const asked = await shell.type('segments', 'edit', '@North', 'city = "Natal"')
  expect([asked.code, asked.err]).toEqual([2, expect.stringContaining('--yes')])
  const back = await shell.type('segments', 'rollback', '@North', '--to', 'v1')
  expect(back.code).toBe(2)
  expect(await shell.json('segments', 'versions', '@North')).toHaveLength(1)
})

test('a change that is agreed to is saved, told by versions and history, and taken back', async () => {
  const before = new Date().toISOString()
  await shell.type('segments', 'edit', '@North', 'city = "Natal"', '--yes')
  const members = async (...more: string[]) =>
    lines((await shell.type('segments', 'members', '@North', ...more)).out).length - 1
  expect(await members()).toBe(2)
  expect(await members('--believed', '--at', before)).toBe(1)
  expect(await members('--at', before)).toBe(2)
  const history = await shell.type(
    'segments',
    'history',
    '@North',
    '--what',
    'left',
    '--locale',
    'en',
  )
  expect(lines(history.out)[1]).toMatch(/Ana +left +the definition was changed to version 2$/)
  const compared = await shell.type(
    'segments',
    'versions',
    '@North',
    '--from',
    'v1',
    '--locale',
    'en',
  )
  expect(compared.out).toContain('· Before: City is “Recife”. Now: City is “Natal”')
  await shell.type('segments', 'rollback', '@North', '--to', 'v1', '--yes')
  expect(await shell.json('segments', 'versions', '@North')).toHaveLength(3)
  expect(await members()).toBe(1)
  const hers = await shell.type(
    'customers',
    'segments',
    'user_id:Ana',
    '--history',
    '--locale',
    'en',
  )
  expect(
    lines(hers.out)
      .slice(1)
      .map((line) => /North +(\w+)/.exec(line)?.[1] ?? '-'),
  ).toEqual(expect.arrayContaining(['entered', 'left', 'entered']))
})

test('moves are a table of where they were and where they are', async () => {
  const typed = ['flows', '@North', '@Elsewhere', '--from', '2020-01-01', '--computed']
  const moved = await shell.type('segments', ...typed, '--locale', 'pt-BR')
  expect([moved.code, moved.err]).toEqual([0, ''])
  expect(moved.out).toMatch(/ESTAVA EM ↓ +ESTÁ EM → +North +Elsewhere +nenhum deles/)
  const neither = await shell.type('segments', 'flows', '--from', '2020-01-01')
  expect([neither.code, neither.err]).toEqual([2, expect.stringContaining('--field')])
})
