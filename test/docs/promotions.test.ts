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

test('what the page types works, from the field to the order', async () => {
  const files = new Map<string, string>()
  const said: string[] = []
  for (const { kind, body } of blocksOf(page)) {
    const [, name] = kind.split(' ')
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
  expect(evaluated).toHaveLength(4)
  const [ana, caio, unknown, order] = evaluated
  expect(ana).toContain('119.70')
  expect(order).toContain('119.70')
  expect(caio).not.toContain('119.70')
  expect(unknown).not.toContain('119.70')
})

test('both languages of the page type the same', () => {
  expect(blocksOf(pageOf('clusters-and-promotions.pt-BR.md'))).toEqual(blocksOf(page))
})
