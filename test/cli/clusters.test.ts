import { describe, expect, test } from 'vitest'
import { hasTerminal, keys, openTerminal } from './terminal.ts'
import { shellOfFile } from './typing.ts'

const shell = shellOfFile()

type Step = { readonly step: string; readonly now: string | null; readonly says: string }
const stepOf = (cluster: Record<string, unknown>, name: string): Step | undefined =>
  (cluster['steps'] as Step[]).find(({ step }) => step === name)

const sheet = () =>
  shell.file('sheet.csv', 'user_id,Apelido,Revendedores\n1,Nana,sim\n2,Bibi,não\n3,Cacá,sim\n')

test('a cluster is made and filled by a file at one command, which may be given again', async () => {
  const words = ['clusters', 'create', 'Revendedores', '--file', sheet(), '--key', 'user_id']
  const made = await shell.json(...words)
  expect(made).toMatchObject({
    field: 'revendedores',
    customers: 2,
    import: { new: 3, rejected: 0 },
  })
  expect(stepOf(made, 'filled')).toMatchObject({ now: 'made', says: '2 customers' })
  // What the file says besides is not made into fields.
  expect((await shell.type('fields', '--json')).out).not.toContain('apelido')
  const again = await shell.json(...words)
  expect(again).toMatchObject({
    id: made['id'],
    customers: 2,
    import: { unchanged: 3, changed: 0 },
  })
  expect(stepOf(again, 'filled')).toMatchObject({ now: 'there' })
  const listed = await shell.type('clusters', 'list')
  expect(listed.out).toContain('Revendedores  revendedores  2')
  const shown = await shell.type('clusters', 'show', 'Revendedores')
  expect(shown.out).toContain('promotion: clientela promotions create FILE')
})

test('a file without its values is refused, and says which columns there are', async () => {
  const file = shell.file('other.csv', 'user_id,status\n1,sim\n')
  const refused = await shell.type('clusters', 'create', 'Atacado', '--file', file)
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('No column of')
  expect(refused.err).toContain('--column: user_id, status')
  const words = ['clusters', 'create', 'Atacado', '--file', file, '--column', 'status']
  expect(await shell.json(...words)).toMatchObject({ customers: 1 })
  const both = await shell.type(...words, '--from', 'everyone')
  expect([both.code, both.err.includes('not by both')]).toEqual([2, true])
})

test('a choice is made with its choices, and a segment of one of them once', async () => {
  const words = ['clusters', 'create', 'Faixa', '--type', 'choice', '--choices', 'ouro, prata']
  expect(await shell.json(...words)).toMatchObject({ type: 'choice', choices: ['ouro', 'prata'] })
  const opened = await shell.json('segments', 'create', '--from-field', 'faixa=ouro')
  expect(opened).toMatchObject({ name: 'Faixa: ouro', text: 'faixa = "ouro"' })
  const again = await shell.json('segments', 'create', '--from-field', 'faixa=Ouro', 'Gold')
  expect(again['id']).toBe(opened['id'])
  const named = await shell.json('segments', 'name', '@Faixa: ouro', '--as', 'de_ouro')
  expect(named).toMatchObject({ name: 'de_ouro', type: 'boolean' })
  const shown = await shell.type('segments', 'show', 'Faixa: ouro')
  expect(shown.out).toContain('read as  de_ouro')
})

test('without anybody to ask it is taken away only by --yes', async () => {
  await shell.json('clusters', 'create', 'Breve')
  const dry = await shell.type('clusters', 'remove', 'Breve', '--dry-run')
  expect(dry.out).toContain('The field breve is archived')
  expect((await shell.type('clusters', 'remove', 'Breve')).code).toBe(2)
  expect(await shell.json('clusters', 'remove', 'Breve', '--yes')).toMatchObject({ removed: true })
  expect((await shell.type('clusters', 'show', 'Breve')).code).toBe(1)
  expect((await shell.type('clusters', 'create')).err).toContain('NAME is missing')
})

// Where there is no `script` to give a terminal, nobody can be asked.
describe.skipIf(!hasTerminal)('at a terminal', () => {
  const at = (...words: readonly string[]) => {
    const { url, key } = shell.running.server
    return openTerminal(['--url', url, '--data', '/none', ...words], { CLIENTELA_KEY: key })
  }

  test('without a name it asks for each step', async () => {
    const terminal = at('clusters', 'create')
    await terminal.answer('What is the cluster called?', 'Asked', keys.enter)
    await terminal.answer('Who is in it?', keys.enter)
    await terminal.answer('By which condition?', 'everyone', keys.enter)
    await terminal.answer('Is there a promotion for them?', keys.enter)
    const { code, screen } = await terminal.ended
    expect([code, screen.includes('Asked (cluster')]).toEqual([0, true])
    expect(await shell.json('clusters', 'show', 'Asked')).toMatchObject({ text: 'everyone' })
  })

  test('whoever gives up has made nothing', async () => {
    const terminal = at('clusters', 'create')
    await terminal.answer('What is the cluster called?', keys.interrupt)
    expect((await terminal.ended).code).toBe(2)
    const { out } = await shell.type('clusters', 'list', '--json')
    expect(out).not.toContain('"name":""')
  })
})
