import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shellOfFile } from '../cli/typing.ts'

const pageOf = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8')
const page = pageOf('vtex.md')
const shell = shellOfFile()

type Block = { readonly kind: string; readonly body: string }
const blocksOf = (text: string): Block[] =>
  [...text.matchAll(/```([^\n]+)\n([^]*?)```/g)].map(([, kind = '', body = '']) => ({ kind, body }))

function wordsOf(line: string, files: ReadonlyMap<string, string>): string[] {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? '',
  )
  return words.slice(1).map((word) => files.get(word) ?? word)
}

/** What is asked: a line of method and address, headers, and after an empty line the body. */
async function asked(text: string, key: string) {
  const [head = '', ...rest] = text.trim().split('\n\n')
  const [first = '', ...lines] = head.split('\n')
  const [, method = '', path = ''] = /^(\w+) (.*)$/.exec(first) ?? []
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  )
  const [, id = '', secret = ''] = /^ck_([^_]+)_(.+)$/.exec(key) ?? []
  const json = rest.length === 0 ? {} : { 'content-type': 'application/json' }
  const response = await shell.running.fetch(encodeURI(path), {
    method,
    key: '',
    headers: { 'X-VTEX-API-AppKey': id, 'X-VTEX-API-AppToken': secret, ...json, ...headers },
    ...(rest.length === 0 ? {} : { body: rest.join('\n\n') }),
  })
  const answer = await response.text()
  expect([first, response.status < 300, answer]).toEqual([first, true, answer])
  const body: unknown = answer === '' ? null : JSON.parse(answer)
  return { first, body, headers: response.headers }
}

test('what the page types and asks works, with the key as VTEX sends it', async () => {
  const files = new Map<string, string>()
  const answers: Awaited<ReturnType<typeof asked>>[] = []
  const printed: string[] = []
  let key = ''
  for (const { kind, body } of blocksOf(page)) {
    const [what, name] = kind.split(' ')
    if (name !== undefined) files.set(name, shell.file(name, body))
    if (what === 'http') answers.push(await asked(body, key))
    if (what !== 'sh') continue
    for (const line of body.trim().split('\n')) {
      const { code, out, err } = await shell.type(...wordsOf(line, files))
      expect([line, code, err.includes('error')]).toEqual([line, 0, false])
      key = /ck_[0-9a-f]{12}_[\w-]{43}/.exec(out)?.[0] ?? key
      printed.push(out)
    }
  }
  const to = (start: string) => {
    const found = answers.find(({ first }) => first.startsWith(start))
    if (found === undefined) throw new Error(`nothing was asked as ${start}`)
    return found
  }
  const found = to('GET /api/dataentities/CL/search')
  expect(found.body).toEqual([
    { id: expect.any(String) as string, email: 'ana@example.org', gold: true },
  ])
  expect(found.headers.get('rest-content-range')).toBe('resources 0-1/1')
  expect(to('GET /api/dataentities/CL/scroll').body).toEqual([{ email: 'ana@example.org' }])
  const rules = answers.find(({ first }) => first.endsWith('/clusters'))
  expect(page).toContain(JSON.stringify(rules?.body).replaceAll(/([:,])(?=\S)/g, '$1 '))
  expect(to('POST /calculatePromotion').body).toMatchObject({
    items: [{ id: '792', discountedPrice: 35.91, promotions: [{ discount: 3.99 }] }],
    allPromotions: [{ name: 'Golden' }],
  })
  expect(to('POST /notifyUsage').body).toEqual({ noted: [1], unknown: [], beyond: [] })
  expect(printed.at(-1)).toContain('Any of:\n  gold=true\n  tags contains vip')
})

test('both languages of the page type and ask the same', () => {
  expect(blocksOf(pageOf('vtex.pt-BR.md'))).toEqual(blocksOf(page))
})
