import { expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { shellOfFile } from './typing.ts'

const shell = shellOfFile()

test.each([
  ['imports list', 'clientela import customers FILE'],
  ['segments list', 'clientela segments create NAME'],
  ['imports templates', '--save-template NAME'],
  ['views', 'clientela views create NAME'],
  ['lists', 'clientela lists create NAME'],
  ['folders', 'clientela folders create NAME'],
  ['products', 'clientela import products FILE'],
  ['places', 'clientela import places FILE'],
  ['customers', 'clientela import customers FILE'],
  ['duplicates', 'clientela duplicates find'],
  ['quality --last', 'clientela quality'],
])('where nothing is there yet, `%s` says what brings something', async (words, brings) => {
  const { code, out } = await shell.type(...words.split(' '))
  expect([code, out.trim().split('\n').length]).toEqual([0, 1])
  expect(out).toContain(brings)
})

test('phones that came before the shop had said its country are read again once it does', async () => {
  await shell.running.ask(routes.shop.change, { body: { country: 'US' } })
  const path = shell.file(
    'a.csv',
    'codigo,Nome,Telefone\n1,Ana,(11) 98765-4321\n2,Bia,212 555 0187\n',
  )
  await shell.json('import', 'customers', path, '--key', 'codigo', '--yes')
  const phone = async (who: string) => (await shell.json('customers', 'show', who))['fields']
  expect(await phone('user_id:1')).toMatchObject({ phone: '11987654321' })
  await shell.running.ask(routes.shop.change, { body: { country: 'BR' } })
  await shell.running.settled()
  expect(await phone('user_id:1')).toMatchObject({ phone: '+5511987654321' })
  expect(await phone('user_id:2')).toMatchObject({ phone: '+12125550187' })
  expect((await shell.type('quality')).out).toContain('Nothing was found that is wrong.')
})

test('a customer is named by id, e-mail or identifier, and whatever else is told what names one', async () => {
  const path = shell.file('b.csv', 'codigo,Nome,E-mail\n7,Caio Lima,caio@example.org\n')
  await shell.json('import', 'customers', path, '--key', 'codigo', '--yes')
  const { id } = await shell.json('customers', 'show', 'caio@example.org')
  for (const who of [String(id), 'email:caio@example.org', 'user_id:7']) {
    expect((await shell.json('customers', 'show', who))['id']).toBe(id)
  }
  for (const who of ['Caio', ':7', '']) {
    const { code, err } = await shell.type('customers', 'show', who)
    expect([who, code, err]).toEqual([who, 2, expect.stringContaining('KIND:VALUE')])
  }
  const { out } = await shell.type('customers', 'history', 'caio@example.org')
  expect(out).toMatch(/identifier email +caio@example\.org/)
  expect(out).toMatch(/Z +email +caio@example\.org/)
})
