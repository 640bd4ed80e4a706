import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { shellOfFile } from '../cli/typing.ts'

const pageOf = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8')
const shell = shellOfFile()

type Block = { readonly kind: string; readonly body: string }
const blocksOf = (text: string): Block[] =>
  [...text.matchAll(/```([^\n]+)\n([^]*?)```/g)].map(([, kind = '', body = '']) => ({ kind, body }))

const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)]
    .map(([, single, double, bare]) => single ?? double ?? bare ?? '')
    .slice(1)

async function send(head: string, body: string, key: string): Promise<void> {
  const { running } = shell
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`
  const init = { method: 'POST', key: '', headers: { authorization }, body }
  const response = await running.fetch(head.replace('POST ', ''), init)
  expect([head, response.status, await response.json()]).toEqual([head, 200, { success: true }])
  const { inbox } = await running.ask(routes.status.read, {})
  await running.applied(inbox.position)
}

test('what the page types and sends works', async () => {
  const { running } = shell
  const printed: [string, string][] = []
  let key = ''
  for (const { kind, body } of blocksOf(pageOf('tracking.md'))) {
    if (kind === 'http') {
      const [head = '', ...rest] = body.trim().split('\n\n')
      await send(head, rest.join('\n\n'), key)
      continue
    }
    for (const line of body.trim().split('\n')) {
      const { code, out, err } = await shell.type(...wordsOf(line))
      expect([line, code, err.includes('error')]).toEqual([line, 0, false])
      key = /wk_[0-9a-f]{12}_[\w-]{43}/.exec(out)?.[0] ?? key
      printed.push([line, out])
    }
  }
  const told = (start: string) => printed.filter(([line]) => line.startsWith(start))
  expect(told('clientela segments count').map(([, out]) => out.split(' ')[0])).toEqual(['1', '1'])
  const [tail = '', rejected = ''] = told('clientela events tail').map(([, out]) => out)
  expect(tail.split('\n').filter((line) => line.includes('taken'))).toHaveLength(3)
  expect(rejected).toContain('It names nobody')
  expect(told('clientela events replay')[0]?.[1]).toContain('still not accepted: userId')
  const params = { kind: 'user_id', value: '100' }
  const ana = await running.ask(routes.customers.find, { params })
  expect(ana).toMatchObject({ fields: { name: 'Ana Lima', city: 'Recife' } })
  const { items } = await running.ask(routes.customers.events, { params: { id: ana.id } })
  expect(items.map(({ name }) => name)).toEqual([
    'Product Added',
    'Customer Identified',
    'Page Viewed',
  ])
})

test('both languages of the page type and send the same', () => {
  expect(blocksOf(pageOf('tracking.pt-BR.md'))).toEqual(blocksOf(pageOf('tracking.md')))
})
