/** The shape of the code, checked by the code; and each check shown a house that breaks it. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  deadFiles,
  emptyNames,
  foreignImports,
  impureCalls,
  longFiles,
  machinePaths,
  maxFileLines,
  styledPages,
  undocumentedCommands,
  undocumentedSettings,
  type Source,
} from './tidy/checks.ts'

const root = join(import.meta.dirname, '..')
const src = sources('src')
const everything = ['src', 'test', 'bench', 'scripts', 'docs', 'bin'].flatMap((folder) =>
  sources(folder).map(({ path, text }) => ({ path: `${folder}/${path}`, text })),
)
const entries = ['main.ts', 'cli/main.ts', 'web/main.tsx', 'snippet/start.ts']

describe('the house', () => {
  test('is not empty', () => {
    expect(src.length).toBeGreaterThan(50)
    expect(everything.length).toBeGreaterThan(src.length)
  })

  test('imports only by the table', () => expect(foreignImports(src)).toEqual([]))
  test('asks no clock and no chance where it is pure', () => expect(impureCalls(src)).toEqual([]))
  test('has files that can be read in one sitting', () =>
    expect(longFiles(everything.filter(isCode))).toEqual([]))
  test('uses names that say something', () => expect(emptyNames(everything)).toEqual([]))
  test('keeps nothing that nothing reaches', () => expect(deadFiles(src, entries)).toEqual([]))
  test('has pages that are made of components', () => expect(styledPages(src)).toEqual([]))
  test('documents every setting', () =>
    expect(undocumentedSettings(src, read('.env.example') + read('CONTRIBUTING.md'))).toEqual([]))
  test('documents every command', () =>
    expect(undocumentedCommands(src, read('docs/cli.md'))).toEqual([]))
  test('names no path of anybody’s machine', () => expect(machinePaths(everything)).toEqual([]))
})

describe('each check can fail', () => {
  const one = (path: string, text: string): Source[] => [{ path, text }]

  test('imports', () => {
    expect(foreignImports(one('domain/a.ts', `import { b } from '../store/b.ts'`))).toHaveLength(1)
    expect(foreignImports(one('domain/a.ts', `import fs from 'node:fs'`))).toHaveLength(1)
    expect(foreignImports(one('attic/a.ts', ''))).toHaveLength(1)
    expect(foreignImports(one('store/a.ts', `await import('../work/b.ts')`))).toHaveLength(1)
    expect(foreignImports(one('store/a.ts', `import { b } from './sql/b.ts'`))).toEqual([])
  })
  test('purity', () => {
    expect(impureCalls(one('domain/a.ts', 'const now = Date.now()'))).toHaveLength(1)
    expect(impureCalls(one('domain/a.ts', '// Date.now() is not for us'))).toEqual([])
  })
  test('sizes', () => {
    expect(longFiles(one('a.ts', '\n'.repeat(maxFileLines)))).toHaveLength(1)
    expect(longFiles(one('a.ts', '\n'.repeat(maxFileLines - 1)))).toEqual([])
  })
  test('styles', () => {
    expect(styledPages(one('web/pages/a.tsx', '<p className="wide">'))).toHaveLength(1)
    expect(styledPages(one('web/pages/a.tsx', '<p style={{ width }}>'))).toHaveLength(1)
    expect(styledPages(one('web/pages/a.tsx', `import './a.css'`))).toHaveLength(1)
    expect(styledPages(one('web/ui/a.tsx', '<p className="wide">'))).toEqual([])
  })
  test('names', () => {
    expect(emptyNames(one('store/sqlUtils.ts', ''))).toHaveLength(1)
    expect(emptyNames(one('common/a.ts', ''))).toHaveLength(1)
  })
  test('dead files', () => {
    const house = [...one('main.ts', `import './a.ts'`), ...one('a.ts', ''), ...one('b.ts', '')]
    expect(deadFiles(house, ['main.ts'])).toEqual(['b.ts: nothing reaches it'])
  })
  test('settings', () => {
    expect(undocumentedSettings(one('a.ts', `env['CLIENTELA_X']`), '')).toHaveLength(1)
  })
  test('commands', () => {
    expect(undocumentedCommands(one('cli/commands/fly.ts', ''), '# walk')).toHaveLength(1)
    expect(undocumentedCommands(one('cli/commands/fly.ts', ''), '## clientela fly')).toEqual([])
  })
  test('paths', () => {
    expect(machinePaths(one('a.md', `see ${['', 'home', 'ana', 'x'].join('/')}`))).toHaveLength(1)
  })
})

function sources(folder: string): Source[] {
  const top = join(root, folder)
  if (!existsSync(top)) return []
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:tsx?|mjs|md|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(top, path), text: readFileSync(path, 'utf8') }))
}

function isCode({ path }: Source): boolean {
  // A frozen table is data that happens to be spelt as code.
  return /\.(?:tsx?|mjs)$/.test(path) && !path.endsWith('foldTable.ts')
}

function read(path: string): string {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : ''
}
