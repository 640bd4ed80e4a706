/**
 * Builds the web app into dist/web, or into the folder that is named. Run by `setup.mjs` when what it is
 * made of has changed.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = join(fileURLToPath(import.meta.url), '..', '..')
const [outDir = join(root, 'dist', 'web')] = process.argv.slice(2)

await build({
  configFile: join(root, 'vite.config.ts'),
  logLevel: 'warn',
  build: { outDir },
})
