import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { templatesPage } from '../../scripts/templatesPage.ts'

test('docs/templates.md says what the templates are: else run npm run docs', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/templates.md'), 'utf8')
  expect(page).toBe(templatesPage())
})
