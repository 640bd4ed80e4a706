import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, vi } from 'vitest'
import { run } from '../../src/cli/main.ts'
import { startRunning, type Running } from '../http/running.ts'

export type Typed = { readonly code: number; readonly out: string; readonly err: string }

export type Shell = {
  /** The server that the commands are for. */
  readonly running: Running
  type(...words: string[]): Promise<Typed>
  /** The JSON that a command prints. */
  json(...words: string[]): Promise<Record<string, unknown>>
  /** Writes a file and answers where it is. */
  file(name: string, text: string): string
  close(): Promise<void>
}

/** One for all tests of a file: it opens before the first of them and closes after the last. */
export function shellOfFile(): Shell {
  let open: Shell | undefined
  const shell = (): Shell => {
    if (open === undefined) throw new Error('the shell is open only while tests run')
    return open
  }
  beforeAll(async () => {
    open = await openShell()
  })
  afterAll(async () => await open?.close())
  return {
    get running() {
      return shell().running
    },
    type: async (...words) => await shell().type(...words),
    json: async (...words) => await shell().json(...words),
    file: (name, text) => shell().file(name, text),
    close: async () => await shell().close(),
  }
}

/** Writes each time a file of those lines, `<prefix>-<n>.csv`, and answers where it is. */
export function filesOf(shell: Shell, prefix: string): (...lines: readonly string[]) => string {
  let made = 0
  return (...lines) => {
    made += 1
    return shell.file(`${prefix}-${made}.csv`, `${lines.join('\n')}\n`)
  }
}

/** Types commands in this process for a server that is running. */
export async function openShell(): Promise<Shell> {
  const directory = mkdtempSync(join(tmpdir(), 'clientela-typed-'))
  const running = await startRunning()
  const { url, key } = running.server
  const type = async (...words: string[]): Promise<Typed> => {
    vi.stubEnv('CLIENTELA_KEY', key)
    return await typed(['--url', url, '--data', join(directory, 'none'), ...words])
  }
  return {
    running,
    type,
    json: async (...words) => {
      const { code, out, err } = await type(...words, '--json')
      if (code !== 0) throw new Error(`exit ${code}: ${err}`)
      return JSON.parse(out) as Record<string, unknown>
    },
    file: (name, text) => {
      writeFileSync(join(directory, name), text)
      return join(directory, name)
    },
    close: async () => {
      vi.unstubAllEnvs()
      await running.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Runs the command line in this process and catches what it prints. */
export async function typed(words: readonly string[]): Promise<Typed> {
  const printed = { out: '', err: '' }
  const keep = (where: 'out' | 'err') => (chunk: string | Uint8Array) => {
    printed[where] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
    return true
  }
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(keep('out'))
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(keep('err'))
  try {
    const code = await run(words)
    return { code, ...printed }
  } finally {
    out.mockRestore()
    err.mockRestore()
  }
}
