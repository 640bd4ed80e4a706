import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findCommand, readCommand } from '../../src/cli/command.ts'
import { commands } from '../../src/cli/tree.ts'

const pageOf = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8')
const linesOf = (page: string): string[] =>
  [...pageOf(page).matchAll(/^clientela (.*)$/gm)].map(([, line = '']) => line)

test('what the pages on webhooks type is understood, and both type the same', () => {
  const lines = linesOf('webhooks.md')
  expect(lines.length).toBeGreaterThan(4)
  for (const line of lines) {
    const words = line.split(' ')
    const { command } = findCommand(commands, words)
    if (command === undefined) throw new Error(`there is no ${line}`)
    expect(readCommand(command, words).command.name).toMatch(/^webhooks/)
  }
  expect(linesOf('webhooks.pt-BR.md')).toEqual(lines)
})
