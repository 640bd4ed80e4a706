import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withScopeTable } from '../../scripts/securityTable.ts'

const root = join(import.meta.dirname, '..', '..')
const page = readFileSync(join(root, 'docs', 'security.md'), 'utf8')

test('the page says what each role may do as the program has it: `npm run docs` writes it', () => {
  expect(page).toBe(withScopeTable(page))
})

test('the files and tests that the page names are there', () => {
  const named = [...page.matchAll(/`((?:src|test)\/[\w/.]+)`/g)].map(([, file]) => file ?? '')
  expect(named.length).toBeGreaterThan(25)
  expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([])
})
