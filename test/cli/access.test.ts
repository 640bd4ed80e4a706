import { expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { shellOfFile } from './typing.ts'

const shell = shellOfFile()

test('users are invited, given a role, sent a new link and removed by their e-mail', async () => {
  const invite = ['users', 'invite', 'Ana@shop.example', '--name', 'Ana', '--role', 'analyst']
  const made = await shell.json(...invite)
  expect(made).toMatchObject({ email: 'ana@shop.example', role: 'analyst', state: 'invited' })
  expect(made['link']).toMatch(/\/password#[\w-]{43}$/)
  expect((await shell.type('users')).out).toContain('ana@shop.example  Ana   analyst  invited')
  await shell.json('users', 'role', 'ANA@shop.example', 'marketer')
  expect((await shell.json('users', 'list')) as unknown).toMatchObject([{ role: 'marketer' }])
  const again = await shell.json('users', 'reset', '1')
  expect(again['link']).not.toBe(made['link'])
  const wrong = await shell.type('users', 'role', 'ana@shop.example', 'boss')
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('read_only')])
  await shell.json('users', 'remove', 'ana@shop.example')
  const gone = await shell.type('users', 'reset', 'ana@shop.example')
  expect([gone.code, gone.err]).toEqual([2, expect.stringContaining('There is no user')])
})

test('a key has the scopes and the end that it was made with', async () => {
  const create = ['keys', 'create', 'till', '--scopes', 'carts:read, carts:write']
  const made = await shell.json(...create, '--expires', '2099-01-31')
  expect(made).toMatchObject({
    scopes: ['carts:read', 'carts:write'],
    expires: '2099-01-31T00:00:00.000Z',
  })
  const key = String(made['key'])
  expect((await shell.running.fetch('/api/segments', { key })).status).toBe(403)
  expect(await shell.json('keys', 'create', 'a', '--scopes', 'read,users:read')).toMatchObject({
    scopes: ['read', 'users:read'],
    expires: null,
  })
  expect(await shell.json('keys', 'create', 'b', '--scope', 'admin')).toMatchObject({
    scopes: ['admin'],
  })
  const strange = await shell.type('keys', 'create', 'c', '--scopes', 'everything')
  expect([strange.code, strange.err]).toEqual([2, expect.stringContaining('carts:write')])
  const over = await shell.type('keys', 'create', 'd', '--expires', '2020-01-01')
  expect([over.code, over.err]).toEqual([1, expect.stringContaining('That instant is over')])
})

test('the audit log is listed and verified, against a head that was noted', async () => {
  const { head, entries } = await shell.json('audit', 'verify')
  expect(head).toMatch(/^[0-9a-f]{64}$/)
  await shell.running.ask(routes.lists.create, { body: { name: 'VIP' } })
  const listed = await shell.type('audit', 'list', '--action', 'POST /api/lists')
  expect(listed.out).toContain('local  POST /api/lists  id=1  201')
  expect(await shell.json('audit', 'verify', '--head', String(head))).toMatchObject({
    ok: true,
    entries: Number(entries) + 1,
  })
  const cut = await shell.type('audit', 'verify', '--head', 'a'.repeat(64))
  expect([cut.code, cut.err]).toEqual([1, expect.stringContaining('entries are missing')])
})
