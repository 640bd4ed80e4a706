import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { hasTerminal, keys, openTerminal, type Terminal } from './terminal.ts'
import { openShell, type Shell } from './typing.ts'

let shell: Shell
beforeAll(async () => {
  shell = await openShell()
})
afterAll(async () => await shell.close())

const { enter, down, no, interrupt } = keys

function at(...words: readonly string[]): Terminal {
  const { url, key } = shell.running.server
  return openTerminal(['--url', url, '--data', '/none', ...words], { CLIENTELA_KEY: key })
}

const fieldsOf = async (who: string) =>
  (await shell.json('customers', 'show', who))['fields'] as Record<string, unknown>

/** Nothing was brought in, made or left behind. */
async function nothingOf(user: string, field: string): Promise<void> {
  expect((await shell.type('customers', 'show', `user_id:${user}`)).code).toBe(1)
  expect((await shell.type('fields', '--json')).out).not.toContain(`"${field}"`)
  const { items } = await shell.running.ask(routes.imports.list, { query: { limit: 1 } })
  expect(items.map(({ state }) => state)).toEqual(['cancelled'])
  expect(readdirSync(join(shell.running.config.data, 'spool'))).toEqual([])
}

// Where there is no `script` to give a terminal, nobody can be asked.
describe.skipIf(!hasTerminal)('at a terminal', () => {
  test('each thing that a file leaves open is asked once, and what is answered is done', async () => {
    const file = shell.file(
      'asked.csv',
      'codigo;Nome;Nascimento;Desde;Apelido\n1;Ana;03/04/1990;05/06/2020;Nana\n2;Bia;04/05/1991;06/07/2021;Bibi\n',
    )
    const terminal = at('import', 'customers', file, '--key', 'codigo')
    await terminal.answer('Nascimento: Dates such as 03/04/1990', down, enter)
    await terminal.answer('Desde: Dates such as 05/06/2020', enter)
    await terminal.answer('Make the fields desde (date), apelido (text)?', enter)
    await terminal.answer('Is the file understood rightly?', enter)
    const { code, screen } = await terminal.ended
    expect([code, terminal.asked().length]).toEqual([0, 4])
    expect(screen).toContain('2 rows: 2 new')
    const her = { name: 'Ana', birth_date: '1990-03-04', desde: '2020-06-05', apelido: 'Nana' }
    expect(await fieldsOf('user_id:1')).toEqual(her)
  })

  test('who names the customers is chosen, and what that settles is not asked', async () => {
    const file = shell.file('keyless.csv', 'Nome,Cor\nCaio,azul\nDora,verde\n')
    const terminal = at('import', 'customers', file, '--map', 'Nome=ignore', '--map', 'Cor=ignore')
    await terminal.answer('Which column names the customer?', down, enter)
    await terminal.answer('Is the file understood rightly?', no)
    const { code, screen } = await terminal.ended
    expect([code, terminal.asked().length]).toEqual([2, 2])
    expect(screen).toContain('Nothing was brought in')
  })

  test.each([0, 1, 2])('Ctrl-C at question %i ends it, with nothing written', async (nth) => {
    const file = shell.file(
      `stopped-${nth}.csv`,
      `codigo,Nascimento,novidade_${nth}\nstop-${nth},03/04/1990,x\nstop-${nth}b,04/05/1990,y\n`,
    )
    const terminal = at('import', 'customers', file, '--key', 'codigo')
    const questions = ['Dates such as', `Make the fields novidade_${nth}`, 'understood rightly']
    for (const [i, question] of questions.slice(0, nth + 1).entries()) {
      await terminal.answer(question, i === nth ? interrupt : enter)
    }
    const { code, screen } = await terminal.ended
    expect([code, terminal.asked().length]).toEqual([2, nth + 1])
    expect(screen).toContain('Nothing was brought in')
    await nothingOf(`stop-${nth}`, `novidade_${nth}`)
  })

  test('a list that is not wanted is not made, and the rows that name it come back', async () => {
    const file = shell.file('lists.csv', 'codigo,Grupos\nl1,Provadores\nl2,\n')
    const terminal = at('import', 'customers', file, '--key', 'codigo', '--map', 'Grupos=lists')
    await terminal.answer('Make the lists Provadores?', no)
    await terminal.answer('Is the file understood rightly?', enter)
    const { code, screen } = await terminal.ended
    expect([code, terminal.asked().length]).toEqual([0, 2])
    expect(screen).toContain('1 new, 0 changed, 0 unchanged, 1 rejected')
    expect((await shell.type('lists', '--json')).out).not.toContain('Provadores')
  })

  test('with --yes nothing is asked', async () => {
    const file = shell.file('yes.csv', 'codigo,Nome,Bairro\ny1,Eva,Centro\n')
    const terminal = at('import', 'customers', file, '--key', 'codigo', '--yes')
    expect((await terminal.ended).code).toBe(0)
    expect(terminal.asked()).toEqual([])
    expect(await fieldsOf('user_id:y1')).toMatchObject({ name: 'Eva', bairro: 'Centro' })
  })
})
