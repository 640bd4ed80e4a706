/** Writes docs/templates.md from the templates. Run by `npx tsx scripts/writeTemplatesPage.ts`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { templatesPage } from './templatesPage.ts'

writeFileSync(fileURLToPath(new URL('../docs/templates.md', import.meta.url)), templatesPage())
