import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vitest/config'

const root = join(import.meta.dirname, '..')
const packages = join(root, 'node_modules')
const prefix = '.clientela-tested-'

/** What names a thread or process; `entryUrl` of src/store/thread.ts. */
const entry = /(?<=\bentryUrl\(\s*'[^']+',\s*)import\.meta\.url(?=\s*\))/g

/**
 * Threads and processes that tests start run JavaScript, as in production, made of what the sources say
 * when the first test that needs it begins: from TypeScript each start would take about a second longer.
 * Not in watch mode, in which sources change while tests run: there they start from source.
 */
export function startsBuilt(): Plugin {
  let watching = false
  let folder: Promise<string> | undefined
  return {
    name: 'starts-built',
    enforce: 'pre',
    configureVitest: ({ vitest }) => {
      watching = vitest.config.watch
      vitest.onClose(async () => {
        if (folder !== undefined) rmSync(await folder, { recursive: true, force: true })
      })
    },
    async transform(code, id) {
      if (watching || code.search(entry) === -1) return undefined
      folder ??= build()
      const made = relative(root, id).split(sep).join('/').replace(/\.ts$/, '.js')
      const url = new URL(made, pathToFileURL(`${await folder}/`)).href
      return { code: code.replaceAll(entry, JSON.stringify(url)), map: null }
    },
  }
}

/** Compiles src, test and bench, without checking types, into a folder of its own in which packages are found. */
export async function build(): Promise<string> {
  clearOld()
  const folder = mkdtempSync(join(packages, prefix))
  const tsc = join(packages, 'typescript', 'bin', 'tsc')
  const how = ['--noEmit', 'false', '--noCheck', '--rootDir', root, '--outDir', folder]
  const child = spawn(process.execPath, [tsc, '-p', join(root, 'tsconfig.json'), ...how], {
    stdio: 'inherit',
  })
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0) throw new Error(`the sources cannot be compiled (exit ${String(code)})`)
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'))
  return folder
}

/** What runs left that were killed, a day ago or more. */
function clearOld(): void {
  for (const name of readdirSync(packages).filter((each) => each.startsWith(prefix))) {
    const path = join(packages, name)
    if (Date.now() - statSync(path).mtimeMs > 24 * 3_600_000) {
      rmSync(path, { recursive: true, force: true })
    }
  }
}
