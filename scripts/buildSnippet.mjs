/**
 * Makes the one file that pages of shops load out of src/snippet, for browsers of 2020 and later.
 *   node scripts/buildSnippet.mjs FOLDER
 */
import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')
const [outDir = join(root, 'dist', 'snippet')] = process.argv.slice(2)

await build({
  configFile: false,
  root,
  logLevel: 'warn',
  publicDir: false,
  build: {
    outDir,
    emptyOutDir: false,
    target: 'es2020',
    lib: {
      entry: join(root, 'src', 'snippet', 'start.ts'),
      formats: ['iife'],
      name: 'clientelaSnippet',
      fileName: () => 'clientela.js',
    },
  },
})
