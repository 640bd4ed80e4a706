/**
 * Starts `run.ts` as JavaScript, as in production, made of what the sources say: run from TypeScript
 * every function would also be given its name each time it is made.
 */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from '../test/built.ts'

const folder = await build()
try {
  const args = [join(folder, 'bench', 'run.js'), ...process.argv.slice(2)]
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
