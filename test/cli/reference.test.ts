import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { reference } from '../../scripts/cliReference.ts'
import { commands } from '../../src/cli/tree.ts'

const written = readFileSync(fileURLToPath(new URL('../../docs/cli.md', import.meta.url)), 'utf8')

test('docs/cli.md is what the commands say (npx tsx scripts/writeCliDocs.ts)', () => {
  expect(written).toBe(reference(commands))
})

test('no two commands have one name', () => {
  const names = commands.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)])
})

test('every command has a chapter with an example', () => {
  for (const { name, examples } of commands) {
    expect(written).toContain(`\n## clientela ${name}\n`)
    expect(examples.every(({ line }) => written.includes(line))).toBe(true)
  }
})
