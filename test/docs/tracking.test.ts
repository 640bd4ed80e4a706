import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { shellOfFile } from '../cli/typing.ts'
import { analyticsNext } from '../clients/analyticsNext.ts'
import { chromiumPath, openChromium, startShop } from '../clients/chromium.ts'
import { eventually } from '../patience.ts'

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

/** How many messages the shop's pages have sent that were taken in. */
async function arrived(): Promise<number> {
  const { items } = await shell.running.ask(routes.messages.latest, { query: {} })
  return items.filter(({ state }) => state === 'taken').length
}

/** Shows what the page says in a Chromium, as a page of a shop; nothing where there is none. */
async function openPages() {
  if (chromiumPath === undefined) return undefined
  const browser = await openChromium()
  const context = await browser.newContext()
  const pages = new Map([['/analytics-next.js', analyticsNext()]])
  const shop = await startShop((path) => pages.get(path))
  const wrong: string[] = []
  context.on('weberror', (error) => wrong.push(error.error().message))
  let shown: Page | undefined
  const show = async (path: string, html: string) => {
    pages.set(path, `<!doctype html><html lang="en"><head>${html}</head></html>`)
    shown = await context.newPage()
    await shown.goto(shop.url + path)
  }
  return {
    show,
    wrong,
    async run(script: string): Promise<void> {
      if (!script.includes('import ')) return void (await shown?.evaluate(script))
      const from = script.replace(/import (.*) from .*/, 'const $1 = AnalyticsNext')
      const html = `<script src="/analytics-next.js"></script><script type="module">${from}</script>`
      await show('/segment', html)
    },
    async close(): Promise<void> {
      await browser.close()
      shop.close()
    },
  }
}

const isShown = chromiumPath !== undefined
const lacking = isShown ? '' : ' (without its pages: Chromium is not installed)'

/** Does what the page says, block by block; what its commands printed, by the line that was typed. */
async function follow(pages: Awaited<ReturnType<typeof openPages>>): Promise<[string, string][]> {
  const printed: [string, string][] = []
  let key = ''
  let wanted = 0
  const ours = (text: string) =>
    text.replaceAll('http://127.0.0.1:4100', shell.running.url).replaceAll('WRITE_KEY', key)
  const doing: Readonly<Record<string, (body: string) => Promise<void>>> = {
    html: async (body) => await pages?.show('/', ours(body)),
    js: async (body) => {
      await pages?.run(ours(body))
      // A page view and what was called, and another page view.
      if (isShown) wanted += body.includes('import ') ? 1 : 3
      await eventually(async () => expect(await arrived()).toBe(wanted))
    },
    http: async (body) => {
      const [head = '', ...rest] = body.trim().split('\n\n')
      await send(head, rest.join('\n\n'), key)
    },
    sh: async (body) => {
      for (const line of body.trim().split('\n')) {
        const { code, out, err } = await shell.type(...wordsOf(line))
        expect([line, code, err.includes('error')]).toEqual([line, 0, false])
        key = /wk_[0-9a-f]{12}_[\w-]{43}/.exec(out)?.[0] ?? key
        printed.push([line, out])
      }
    },
  }
  for (const { kind, body } of blocksOf(pageOf('tracking.md'))) await doing[kind]?.(body)
  return printed
}

test(`what the page types, sends and shows works${lacking}`, async () => {
  const { running } = shell
  const pages = await openPages()
  const printed = await follow(pages)
  await pages?.close()
  const told = (start: string) => printed.filter(([line]) => line.startsWith(start))
  const some = isShown ? ['2', '1'] : ['0', '0']
  expect(told('clientela segments count').map(([, out]) => out.split(' ')[0])).toEqual([
    ...some,
    '1',
    '1',
  ])
  expect(told('clientela segments members')[0]?.[1].includes('bia@example.org')).toBe(isShown)
  expect(pages?.wrong ?? []).toEqual([])
  const [tail = '', rejected = ''] = told('clientela events tail').map(([, out]) => out)
  const taken = tail.split('\n').filter((line) => line.includes('taken'))
  expect(taken).toHaveLength(isShown ? 7 : 3)
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

test('both languages of the page type, send and show the same', () => {
  expect(blocksOf(pageOf('tracking.pt-BR.md'))).toEqual(blocksOf(pageOf('tracking.md')))
})
