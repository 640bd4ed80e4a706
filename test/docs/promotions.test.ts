import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shellOfFile } from '../cli/typing.ts'

const pageOf = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8')
const page = pageOf('clusters-and-promotions.md')
const shell = shellOfFile()

/** The blocks of a page: what is typed, and files with their names. */
function blocksOf(text: string): { readonly kind: string; readonly body: string }[] {
  return [...text.matchAll(/```([^\n]+)\n([^]*?)```/g)].map(([, kind = '', body = '']) => ({
    kind,
    body,
  }))
}

/** The words of a line as a shell has them, with the page's files where they were written. */
function wordsOf(line: string, files: ReadonlyMap<string, string>): string[] {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  )
  return words.slice(1).map((word) => files.get(word) ?? word)
}

/** Asks the API as a block says, and waits until what it brought is there. */
async function send(block: string): Promise<void> {
  const [head = '', ...lines] = block.split('\n')
  const [method = '', path = ''] = head.split(' ')
  const headers = { 'content-type': 'application/json' }
  const answer = await shell.running.fetch(path, { method, headers, body: lines.join('\n') })
  if (!answer.ok) throw new Error(`${head}: ${answer.status} ${await answer.text()}`)
  await shell.running.settled()
}

test('what the page types works, from the field to the order', async () => {
  const files = new Map<string, string>()
  const said: string[] = []
  for (const { kind, body } of blocksOf(page)) {
    const [language, name] = kind.split(' ')
    if (language === 'http') {
      await send(body)
      continue
    }
    if (name !== undefined) {
      files.set(name, shell.file(name, body))
      continue
    }
    for (const line of body.trim().split('\n')) {
      const { code, out, err } = await shell.type(...wordsOf(line, files))
      expect([line, code, err.includes('error')]).toEqual([line, 0, false])
      if (line.includes('promotions')) said.push(out)
    }
  }
  const evaluated = said.filter((out) => out.includes('subtotal'))
  expect(evaluated).toHaveLength(6)
  const [ana, caio, unknown, bia, order, dora] = evaluated
  expect(ana).toContain('119.70')
  expect(order).toContain('119.70')
  expect(caio).not.toContain('119.70')
  expect(unknown).not.toContain('119.70')
  // 15 percent of 957.60, by her first order.
  expect(bia).toContain('143.64')
  expect(dora).toContain('119.70')
  const results = said.find((out) => out.includes('REVENUE')) ?? ''
  expect(results).toMatch(/in all +1 +1 +R\$119\.70 /)
})

test('both languages of the page type the same', () => {
  expect(blocksOf(pageOf('clusters-and-promotions.pt-BR.md'))).toEqual(blocksOf(page))
})
