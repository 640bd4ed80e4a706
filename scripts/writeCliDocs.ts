/** Writes docs/cli.md from the commands. Run by `npx tsx scripts/writeCliDocs.ts`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { reference } from './cliReference.ts'
import { commands } from '../src/cli/tree.ts'

writeFileSync(fileURLToPath(new URL('../docs/cli.md', import.meta.url)), reference(commands))
